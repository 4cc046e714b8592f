"""What CSV and TSV are: delimiters, lines, cells, and whether a first row names the columns.

Must never take a row for names that may be somebody's.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TextIO

from orderveil.core.errors import Malformed, TooLarge

LONGEST_CELL = 4_194_304  # characters; csv's own limit is for the whole process, and this one ample
LONGEST_LINE = 16_777_216  # and row: a quote that is never closed makes one of all lines behind it
MOST_COLUMNS = 16_384  # as programs for sheets have; each costs memory of its own, however short
_DELIMITERS = ",;\t|"


def delimiter_of(first: str) -> str:
    """Return the delimiter that a first line speaks for."""
    return max(_DELIMITERS, key=first.count) if first else ","


def lines_of(text: TextIO, file: str, before: int = 0) -> Iterator[str]:
    """Yield the lines of a table that are not read yet; `before` were. Raises Malformed for one without end."""
    number = before
    while line := text.readline(LONGEST_LINE):
        number += 1
        if len(line) >= LONGEST_LINE:
            raise Malformed(
                "a line is longer than any row of a table", place=f"{file}:{number}", reason="input:too-large"
            )
        yield line.replace("\0", "\ufffd")


def rows_of(lines: Iterable[str], delimiter: str, file: str, before: int = 0) -> Iterator[tuple[list[str], int]]:
    """Yield rows, each with the number of the line that it ends on; `before` lines were read already.

    Raises Malformed for what csv cannot read, TooLarge for a row of more characters or columns than are read.
    """
    csv.field_size_limit(LONGEST_CELL)
    bounded = _Bounded(lines, delimiter, file, before)
    try:
        for cells in csv.reader(bounded, delimiter=delimiter):
            bounded.end_row()
            if len(cells) > MOST_COLUMNS:
                raise bounded.too_large()
            yield cells, bounded.number
    except csv.Error as error:
        raise Malformed("not a table that can be read", place=f"{file}:{bounded.number}") from error


class _Bounded:
    """Lines on their way into a csv reader, which holds a row until it ends: counted while one lasts."""

    def __init__(self, lines: Iterable[str], delimiter: str, file: str, before: int) -> None:
        self.number = before
        self._lines = iter(lines)
        self._delimiter = delimiter
        self._file = file
        self.end_row()

    def __repr__(self) -> str:
        return f"_Bounded({self._file}, <hidden>)"

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.number += 1
        self._size += len(line)
        if '"' in line:
            parts = line.split('"')
            self._cells += sum(part.count(self._delimiter) for part in parts[self._inside :: 2])
            self._inside ^= len(parts) - 1 & 1
        elif not self._inside:
            self._cells += line.count(self._delimiter)
        if self._cells >= MOST_COLUMNS or self._size > LONGEST_LINE:
            raise self.too_large()
        return line

    def end_row(self) -> None:
        """Count from here on for another row."""
        self._size = self._cells = self._inside = 0

    def too_large(self) -> TooLarge:
        """Return the error for the row that ends, or goes on, where the lines are."""
        place = f"{self._file}:{self.number}"
        return TooLarge(f"a row of more than {LONGEST_LINE} characters or {MOST_COLUMNS} columns", place=place)


def names_of(cells: list[str]) -> tuple[list[str], bool]:
    """Return the names of the columns and whether the first row gave them; else they are counted from 1."""
    if is_header(cells):
        return cells, True
    return [str(number + 1) for number in range(len(cells))], False


def is_header(cells: list[str]) -> bool:
    """Tell whether a first row names columns: different short names that hold hardly a digit."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return (
        len(filled) > 0
        and len(set(filled)) == len(filled)
        and all(len(cell) <= 60 and "@" not in cell for cell in filled)
        and sum(character.isdigit() for cell in islice(filled, 200) for character in cell) <= 2 * len(filled)
        and not any(cell.replace(" ", "").replace("+", "").replace("-", "").isdigit() for cell in filled)
    )
