"""The XML of a workbook, read as it streams by: sheets cell by cell, and shared strings.

Must never hold more of a part than a row and one text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from orderveil.core.errors import Malformed, TooLarge
from orderveil.scan.markup import Parser
from orderveil.scan.tables import MOST_COLUMNS

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,9})")
_LOOK = re.compile(r'&(?:K[0-9A-F]{6}|[A-Z]|"[^"]*"|[0-9]{1,3})')  # how a header looks: ECMA-376, 18.3.1.46
_WHOLE = re.compile(r"-?[0-9]{1,20}")
_EXACT = 2**53


@dataclass(slots=True, repr=False)
class Row:
    """One row of a sheet: its number from 1 and its cells, empty where nothing stands."""

    number: int
    cells: list[str] = field(default_factory=list)


def read_strings(part: IO[bytes], place: str) -> Iterator[str]:
    """Yield the shared strings of a workbook; runs of one string that are formatted apart are one text."""
    parser = Parser(place)
    ready: list[str] = []
    runs: list[str] = []
    kept = True

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal kept
        if name == "si":
            runs.clear()
        kept = name != "rPh" and (kept or name == "si")  # a reading aid is not part of the text

    def end(name: str, text: str) -> None:
        nonlocal kept
        if name == "t" and kept:
            runs.append(text)
        elif name == "rPh":
            kept = True
        elif name == "si":
            ready.append("".join(runs))

    parser.started, parser.ended = start, end
    for _ in parser.feed(part):
        yield from ready
        ready.clear()


class Sheet:
    """One sheet. `asides` gathers what stands beside its cells: headers, footers, prompts, texts of formulas."""

    def __init__(self, strings: list[str], used: bytearray, place: str) -> None:
        self.asides: list[str] = []
        self._strings = strings
        self._used = used
        self._parser = Parser(place)
        self._parser.started, self._parser.ended = self._start, self._end
        self._ready: list[Row] = []
        self._row = Row(0)
        self._column = 0
        self._kind = ""
        self._inline: list[str] = []
        self._inside = False  # a cell

    def __repr__(self) -> str:
        return "Sheet(<hidden>)"

    def rows(self, part: IO[bytes]) -> Iterator[Row]:
        """Yield the rows that hold something, hidden or not. Raises Malformed, TooLarge."""
        for _ in self._parser.feed(part):
            yield from self._ready
            self._ready.clear()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            told = attributes.get("r", "")
            self._row = Row(int(told) if told.isdigit() and len(told) < 10 else self._row.number + 1)
            self._column = 0
        elif name == "c":
            at = _REFERENCE.fullmatch(attributes.get("r", ""))
            self._column = _number_of(at[1]) if at else self._column + 1
            if self._column > MOST_COLUMNS:
                raise TooLarge("a sheet has more columns than are read", place=self._parser.place)
            self._kind = attributes.get("t", "n")
            self._inline = []
            self._inside = True
        elif not self._inside:
            self.asides += (value for value in attributes.values() if len(value) > 5)

    def _end(self, name: str, text: str) -> None:
        if name == "row":
            if self._row.cells:
                self._ready.append(self._row)
        elif name == "c":
            self._inside = False
            if self._inline:
                self._put("".join(self._inline))
        elif self._inside and name == "v":
            self._put(self._value(text))
        elif self._inside and name == "t":
            self._inline.append(text)
        elif name == "f" and '"' in text:
            self.asides.append(text)
        elif not self._inside and text.strip():
            self.asides.append(_LOOK.sub(" ", text) if name.endswith(("Header", "Footer")) else text)

    def _put(self, text: str) -> None:
        cells = self._row.cells
        if len(cells) < self._column:
            cells.extend([""] * (self._column - len(cells)))
        cells[self._column - 1] = text

    def _value(self, text: str) -> str:
        if self._kind == "s":
            at = int(text) if text.isdigit() and len(text) < 10 else len(self._strings)
            if at >= len(self._strings):
                raise Malformed("a cell names a text that the workbook has not", place=self._parser.place)
            self._used[at] = 1
            return self._strings[at]
        return text if self._kind != "n" or _WHOLE.fullmatch(text) else _plain(text)


def _plain(text: str) -> str:
    """Return a number as people would type it: a phone may be kept as 9.99991234E+9."""
    try:
        value = float(text)
    except ValueError:
        return text
    return str(int(value)) if abs(value) < _EXACT and value == int(value) else text


def _number_of(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
