"""A stretch of a table as columns: what the readers of CSV, Parquet and XLSX yield.

Every cell is text; a missing one is empty. Must never hold more rows than a reader put into it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from orderveil.core.errors import RelayError
from orderveil.scan.finding import Place
from orderveil.scan.wording import label_of

_MOST_CELLS = 500_000
Numbers = npt.NDArray[np.int64]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, repr=False)
class Chunk:
    """Rows of a table. `rows` are their numbers from 1, where the format has them; `records` count from 0."""

    file: str
    names: tuple[str, ...]
    columns: tuple[Any, ...]  # a pyarrow StringArray each, without nulls
    labels: tuple[str, ...]
    first_record: int
    rows: Numbers | None = None

    def __repr__(self) -> str:
        return f"Chunk({self.file}, {len(self.names)} columns, {len(self)} rows, <hidden>)"

    def __len__(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    def place(self, row: int, column: int) -> Place:
        """Return the place of a cell."""
        line = None if self.rows is None else int(self.rows[row])
        return Place(self.file, self.first_record + row, line, column=self.names[column])

    def only(self, name: str) -> Chunk | None:
        """Return one column alone, without the words that its name lends its values; None if there is none."""
        kept = [at for at, own in enumerate(self.names) if own == name]
        if not kept:
            return None
        return Chunk(
            self.file,
            tuple(self.names[at] for at in kept),
            tuple(self.columns[at] for at in kept),
            ("",) * len(kept),
            self.first_record,
            self.rows,
        )


def chunk_of_rows(
    file: str, names: Sequence[str], cells: Sequence[Sequence[str]], first_record: int, rows: Sequence[int] | None
) -> Chunk:
    """Return rows as columns. Rows may be of different lengths: columns without a name are called by their number."""
    widest = max(map(len, cells), default=0)
    named = (*names, *(str(number + 1) for number in range(len(names), widest)))
    columns = list(zip_longest(*cells, fillvalue=""))
    columns += [("",) * len(cells)] * (len(named) - len(columns))
    return chunk_of_columns(
        file, named, [text_array(column) for column in columns], first_record, None if rows is None else np.array(rows)
    )


def areas_of_rows(cells: Sequence[Sequence[str]]) -> Iterator[tuple[int, int]]:
    """Yield stretches of rows of which none, laid out to its widest row, has too many cells to hold."""
    first = widest = 0
    for at, row in enumerate(cells):
        widest = max(widest, len(row))
        if at > first and widest * (at - first + 1) > _MOST_CELLS:
            yield first, at
            first, widest = at, len(row)
    if cells:
        yield first, len(cells)


def until_error(rows: Iterable[T], failed: list[RelayError]) -> Iterator[T]:
    """Yield rows until one cannot be read, and put the error for the caller to raise: what is before it is searched."""
    try:
        yield from rows
    except RelayError as error:
        failed.append(error)


def chunk_of_columns(
    file: str, names: Sequence[str], columns: Sequence[Any], first_record: int, rows: Numbers | None
) -> Chunk:
    """Return a chunk whose columns are called by `names`."""
    return Chunk(file, tuple(names), tuple(columns), tuple(map(label_of, names)), first_record, rows)


def text_array(texts: Sequence[str]) -> Any:
    """Return texts as an array of pyarrow; lone surrogates, which UTF-8 has not, become question marks."""
    try:
        return pa.array(texts, pa.string())
    except UnicodeEncodeError:
        return pa.array([text.encode("utf-8", "replace").decode() for text in texts], pa.string())
