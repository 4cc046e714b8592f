"""What CSV and TSV are: delimiters, lines, cells, and whether a first row names the columns.

Must never take a row for names that may be somebody's.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice
from typing import Any, TextIO

from orderveil.core.errors import Malformed

LONGEST_CELL = 4_194_304  # characters; csv's own limit is for the whole process, and this one ample
LONGEST_LINE = 16_777_216
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


def cells_of(reader: Any, file: str, before: int = 0) -> Iterator[list[str]]:
    """Yield the rows of a csv reader whose first line is the table's line after `before`. Raises Malformed."""
    csv.field_size_limit(LONGEST_CELL)
    try:
        yield from reader
    except csv.Error as error:
        raise Malformed("not a table that can be read", place=f"{file}:{before + reader.line_num}") from error


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
