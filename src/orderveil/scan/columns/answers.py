"""What stands in one cell: the rule that everything else in this room must agree with.

The shapes of `shortcuts` say for whole columns what this says for each cell. Must never be asked of
the cell's neighbours: the same cell under the same column always holds the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from orderveil.detect.freetext import find_personal_data
from orderveil.scan.columns.persons import person_of
from orderveil.scan.columns.shape import Answer, Hit
from orderveil.scan.finding import Place, type_of
from orderveil.scan.pieces import windows

_NOWHERE = Place("")
_SHORTEST = 2  # characters of a cell that may hold anything


# A number as a spreadsheet writes it in a narrow column, all its digits kept but for zeros at the end.
_SCIENTIFIC = re.compile(r"([1-9])\.([0-9]{6,14})[eE]\+?(0?[7-9]|1[0-4])")
_MOST_ZEROS = 2


def plain_number(cell: str) -> str | None:
    """Return a number in scientific notation in plain digits; None for what is none, or has lost digits."""
    told = _SCIENTIFIC.fullmatch(cell)
    if told is None:
        return None
    zeros = int(told[3]) - len(told[2])
    return told[1] + told[2] + "0" * zeros if 0 <= zeros <= _MOST_ZEROS else None


def answer_of(label: str, cell: str, least: float) -> Answer:
    """Return what stands in a cell under a column whose name says `label`, in the order of places."""
    if len(cell) < _SHORTEST:
        return ()
    plain = plain_number(cell) if "." in cell[:2] else None
    if plain is not None:
        return tuple(hit._replace(start=0, end=None) for hit in answer_of(label, plain, least)[:1])
    person = person_of(label, cell)
    if person is not None:
        return tuple(hit for hit in person if hit.score >= least)
    return tuple(_detected(label, cell, least))


def _detected(label: str, cell: str, least: float) -> Iterator[Hit]:
    for piece in windows(_NOWHERE, cell, label):
        for finding in find_personal_data(label + piece.text, least=least):
            start = max(0, finding.start - len(label))
            end = finding.end - len(label)
            if end > start >= piece.skip and (piece.until is None or start < piece.until):
                span = piece.base + start, piece.base + end
                yield Hit(type_of(finding), *span, round(finding.score, 2), finding.why)
