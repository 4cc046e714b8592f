"""CSV files as people really have them: encodings, delimiters, spreadsheet damage, flat memory.

A table is read row by row; no file is ever held whole. The charset is known from a mark, or is
UTF-8, or is named by whoever hands the file in: it is never guessed, because a wrong guess turns
names into other names without anybody noticing. Must never put a cell into an error.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from orderveil.core.errors import Malformed, TooLarge

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
WRONG = "orderveil: what is wrong"  # the column of a file of failed rows that says why; no part of the order
_DELIMITERS = ",;\t|"
_MOST_COLUMNS = 1_000
_CELL_CHARACTERS = 131_072
# A spreadsheet's guard before a number or formula; the apostrophe in o'clock or 'phones stays.
_GUARDED = re.compile(r"'(?=[0-9=+\-@])")
_ROUNDED = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+[0-9]{1,2}")


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a table: its cells under the header's names, and the line on which it starts."""

    line: int
    cells: dict[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Failed:
    """One record that could not be read. `cells` are handed back in the file of failed rows, cut of card data."""

    place: str
    reason: str
    message: str = ""
    cells: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class TableFormat:
    """How a file is written. `encoding` and `delimiter` None: known from the file itself."""

    encoding: str | None = None
    delimiter: str | None = None


class Table:
    """A CSV file, open for reading once. Use as a context manager."""

    def __init__(self, path: Path, written: TableFormat = TableFormat()) -> None:
        self.encoding = written.encoding or _encoding_of(path)
        try:
            self._file = path.open("r", encoding=self.encoding, errors="strict", newline="")
        except LookupError:
            raise Malformed("there is no encoding of this name", reason="input:charset", place="encoding") from None
        try:
            first = self._read_first_line()
            self.delimiter = written.delimiter or _delimiter_of(first)
            self._file.seek(0)
            self._reader = csv.reader(self._file, delimiter=self.delimiter, strict=True)
            self._names = _header_of(self._next_cells() or [])
            self.header = tuple(name for name in self._names if name != WRONG)
        except csv.Error:
            self._file.close()
            raise Malformed("the header's quotes do not close", place="line 1") from None
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Table:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def rows(self) -> Iterator[Row | Failed]:
        """Yield every record; a bad one as Failed. Raises Malformed where the charset breaks: nothing follows."""
        width = len(self._names)
        while True:
            line = self._reader.line_num + 1
            try:
                cells = self._next_cells()
            except csv.Error:
                yield Failed(f"line {line}", "input:malformed", "quotes that do not close, or a cell without end")
                continue
            if cells is None:
                return
            if not any(cells):
                continue
            if len(cells) > width and any(cells[width:]):
                yield Failed(f"line {line}", "input:malformed", "more cells than the header has columns", tuple(cells))
                continue
            cells += [""] * (width - len(cells))
            named = dict(zip(self._names, cells, strict=False))
            named.pop(WRONG, None)
            yield Row(line, named)

    def _next_cells(self) -> list[str] | None:
        try:
            cells = next(self._reader, None)
        except UnicodeDecodeError:
            raise _wrong_charset(self._reader.line_num + 1, self.encoding) from None
        if cells is not None and len(cells) > _MOST_COLUMNS:
            raise TooLarge(f"more than {_MOST_COLUMNS} columns", place=f"line {self._reader.line_num}")
        return cells

    def _read_first_line(self) -> str:
        try:
            return self._file.readline(_CELL_CHARACTERS)
        except UnicodeError:
            raise _wrong_charset(1, self.encoding) from None


def unguard(cell: str) -> str:
    """Return a cell without outer space and without a spreadsheet's guarding apostrophe."""
    cell = cell.strip()
    return cell[1:] if cell[:1] == "'" and _GUARDED.match(cell) else cell


def is_rounded(cell: str) -> bool:
    """Tell whether a spreadsheet rounded a long number (`9.19E+11`): its digits are gone for good."""
    return _ROUNDED.fullmatch(cell) is not None


def _encoding_of(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4)
    return next((name for mark, name in _MARKS if start.startswith(mark)), "utf-8")


def _delimiter_of(first_line: str) -> str:
    outside = re.sub(r'"[^"]*"', "", first_line)
    return max(_DELIMITERS, key=outside.count) if any(sign in outside for sign in _DELIMITERS) else ","


def _header_of(cells: list[str]) -> tuple[str, ...]:
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise Malformed("there is no header", reason="input:empty", place="line 1")
    seen: set[str] = set()
    for at, name in enumerate(names, 1):
        if not name:
            names[at - 1] = name = f"column {at}"
        if name in seen:
            raise Malformed("two columns have one name", place=f"line 1, column {at}")
        seen.add(name)
    return tuple(names)


def _wrong_charset(line: int, encoding: str) -> Malformed:
    told = "UTF-8" if encoding.startswith("utf-8") else encoding
    return Malformed(
        f"bytes that are not {told}; save the file as UTF-8, or name its encoding (spreadsheets on Windows: cp1252)",
        reason="input:charset",
        place=f"line {line} or just after",
    )
