"""Tables within documents: under a header as any table is, with words beside each value, or merely laid out.

People lay out addresses and whole letters in tables, so that a row is a record only where a header says
so. Must never take a row for a header without searching it too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate

from orderveil.core.errors import TooLarge
from orderveil.scan.columns.chunk import Chunk, areas_of_rows, chunk_of_rows
from orderveil.scan.finding import Place
from orderveil.scan.pieces import Piece, windows
from orderveil.scan.tables import MOST_COLUMNS, is_header
from orderveil.scan.wording import label_of

_ROWS_AT_ONCE = 8_192
_CHARACTERS_AT_ONCE = 4 << 20
_MOST_LINES = 60
_BLOCK = 8_192


class Lines:
    """Paragraphs, or rows of a table, put together as lines: an address has more than one.

    A finding's row is the number of its paragraph; its offsets count in all lines of the place.
    """

    def __init__(self, file: str, title: str) -> None:
        self._place = Place(file, field=title)
        self._row = 1
        self._base = 0
        self._held: list[str] = []
        self._size = 0

    def __repr__(self) -> str:
        return "Lines(<hidden>)"

    def add(self, text: str) -> Iterator[Piece]:
        """Take one more; yield what is complete."""
        self._held.append(f"{text}\n")
        self._size += len(text) + 1
        if not text.strip() or len(self._held) >= _MOST_LINES or self._size >= _BLOCK:
            yield from self.flush()

    def flush(self) -> Iterator[Piece]:
        """Yield what is held."""
        starts = list(accumulate(map(len, self._held), initial=0))
        for piece in windows(replace(self._place, row=self._row), "".join(self._held)):
            rows = tuple(start - piece.base for start in starts[:-1])
            yield replace(piece, base=self._base + piece.base, rows=rows)
        self._row += len(self._held)
        self._base += self._size
        self._held, self._size = [], 0


class Grid:
    """One table while it is read."""

    def __init__(self, file: str, title: str) -> None:
        self._file = file
        self._title = title
        self._lines = Lines(file, title)
        self._names: list[str] | None = None  # none yet: how the table is laid out is not known
        self._rows: list[list[str]] = []
        self._numbers: list[int] = []
        self._number = self._record = self._size = 0
        self._row: dict[int, str] = {}
        self._column = self._repeated = 0

    def __repr__(self) -> str:
        return "Grid(<hidden>)"

    def begin_row(self, repeated: int) -> None:
        """Begin a row, which stands so many times."""
        self._row, self._column, self._repeated = {}, 0, repeated

    def put(self, text: str, width: int) -> None:
        """Put the next cell into the row. Raises TooLarge beyond as many columns as are read."""
        if text.strip():
            if self._column >= MOST_COLUMNS:
                raise TooLarge("a table has more columns than are read", place=f"{self._file} [{self._title}]")
            self._row[self._column] = text
        self._column += width

    def end_row(self) -> Iterator[Chunk | Piece]:
        """Take the row that ends; yield what is complete."""
        if self._row:
            cells = [""] * (max(self._row) + 1)
            for column, text in self._row.items():
                cells[column] = text
            self._rows.append(cells)
            self._numbers.append(self._number + 1)
            self._size += sum(map(len, cells), len(cells))
        self._number += self._repeated
        self._row = {}
        if len(self._rows) >= _ROWS_AT_ONCE or self._size >= _CHARACTERS_AT_ONCE:
            yield from self.flush()

    def flush(self) -> Iterator[Chunk | Piece]:
        """Yield what of the table is held."""
        rows, numbers = self._rows, self._numbers
        self._rows, self._numbers, self._size = [], [], 0
        if self._names is None and rows:
            self._names = rows[0] if _has_header(rows) else []
            if self._names:
                yield from self._by_itself(rows[0], numbers[0])
                rows, numbers = rows[1:], numbers[1:]
        if not self._names:
            for cells, number in zip(rows, numbers, strict=True):
                yield from self._by_itself(cells, number)
            yield from self._lines.flush()
            return
        for first, last in areas_of_rows(rows):
            chunk = chunk_of_rows(self._file, self._names, rows[first:last], self._record, numbers[first:last])
            yield replace(chunk, names=tuple(f"{self._title}!{name}" for name in chunk.names))
            self._record += last - first

    def _by_itself(self, cells: list[str], number: int) -> Iterator[Piece]:
        """Yield a row without a header: values by the word at its beginning, or all of it as a line."""
        lead = label_of(cells[0]) if len(cells) > 1 else ""
        if lead:
            for cell in cells[1:]:
                yield from windows(Place(self._file, row=number, field=f"{self._title}!{cells[0]}"), cell, lead)
        else:
            yield from self._lines.add("\t".join(cells))


def _has_header(rows: list[list[str]]) -> bool:
    """Tell whether a table's first row names its columns, and its first column not the rows."""
    above = sum(bool(label_of(cell)) for cell in rows[0][1:])
    beside = sum(bool(label_of(row[0])) for row in rows[1:])
    lone = len(rows[0]) == 1 and bool(label_of(rows[0][0]))
    return len(rows) > 1 and is_header(rows[0]) and (lone or (above > 0 and above >= beside))
