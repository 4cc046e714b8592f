"""Reading CSV and TSV: cell by cell, each with the words that its column's name lends it.

Must never hold more than one row.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain, islice
from typing import TextIO

from orderveil.core.errors import Malformed
from orderveil.scan.finding import Place
from orderveil.scan.pieces import Piece, windows
from orderveil.scan.wording import label_of

_LONGEST_CELL = 4_194_304  # characters; csv's own limit is for the whole process, and this one ample
_LONGEST_LINE = 16_777_216
_DELIMITERS = ",;\t|"


def read_csv(text: TextIO, file: str) -> Iterator[Piece]:
    """Yield the cells of a table whose delimiter is read off its first line."""
    lines = _lines(text, file)
    first = next(lines, "")
    delimiter = max(_DELIMITERS, key=first.count) if first else ","
    return _cells(chain([first], lines), file, delimiter)


def read_tsv(text: TextIO, file: str) -> Iterator[Piece]:
    """Yield the cells of a table whose cells are parted by tabulators."""
    return _cells(_lines(text, file), file, "\t")


def _lines(text: TextIO, file: str) -> Iterator[str]:
    number = 0
    while line := text.readline(_LONGEST_LINE):
        number += 1
        if len(line) >= _LONGEST_LINE:
            raise Malformed(
                "a line is longer than any row of a table", place=f"{file}:{number}", reason="input:too-large"
            )
        yield line.replace("\0", "\ufffd")


def _cells(lines: Iterator[str], file: str, delimiter: str) -> Iterator[Piece]:
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(lines, delimiter=delimiter)
    names: list[str] = []
    record = 0
    try:
        for cells in reader:
            if not names:
                names = cells if is_header(cells) else [str(number + 1) for number in range(len(cells))]
                if names is cells:
                    continue
            yield from _row(cells, names, Place(file, record=record, row=reader.line_num))
            record += 1
    except csv.Error as error:
        raise Malformed("not a table that can be read", place=f"{file}:{reader.line_num}") from error


def _row(cells: list[str], names: list[str], place: Place) -> Iterator[Piece]:
    for number, cell in enumerate(cells):
        if len(cell) > 1:
            name = names[number] if number < len(names) else str(number + 1)
            at = Place(place.file, place.record, place.row, column=name)
            yield from windows(at, cell, label_of(name))


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
