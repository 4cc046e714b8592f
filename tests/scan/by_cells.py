"""Tables read cell by cell, with nothing in between: what every faster way is held against."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import chain

from orderveil.detect.findings import SURE
from orderveil.scan.columns.answers import answer_of
from orderveil.scan.finding import Found, Place
from orderveil.scan.pieces import decoded
from orderveil.scan.tables import delimiter_of, lines_of, names_of, rows_of
from orderveil.scan.wording import label_of


def found_by_cells(raw: bytes, file: str) -> Iterator[Found]:
    """Yield what is found in a CSV, one cell after the other."""
    lines = lines_of(decoded(io.BytesIO(raw)), file)  # type: ignore[arg-type]
    first = next(lines, "")
    names: list[str] = []
    record = 0
    for cells, line in rows_of(chain([first], lines), delimiter_of(first), file):
        if not names:
            names, is_named = names_of(cells)
            if is_named:
                continue
        for number, cell in enumerate(cells):
            name = names[number] if number < len(names) else str(number + 1)
            for hit in answer_of(label_of(name), cell, SURE):
                start, end = hit.span(len(cell))
                place = Place(file, record, line, column=name)
                yield Found(place, hit.type, start, end, hit.score, hit.why, cell[start:end])
        record += 1
