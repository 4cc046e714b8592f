"""The XML of a workbook, read as it streams by: sheets cell by cell, shared strings, text of every other part.

A document type is refused, and so no entity is ever expanded. Must never hold more of a part than a row
and one text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any
from xml.parsers import expat

from orderveil.core.errors import Malformed, TooLarge

_STEP_BYTES = 262_144
_LONGEST_TEXT = 4_194_304
_MOST_COLUMNS = 16_384  # of a sheet: ECMA-376 leaves it open, programs have so many
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,9})")
_LOOK = re.compile(r'&(?:K[0-9A-F]{6}|[A-Z]|"[^"]*"|[0-9]{1,3})')  # how a header looks: ECMA-376, 18.3.1.46
_WHOLE = re.compile(r"-?[0-9]{1,20}")
_EXACT = 2**53


@dataclass(slots=True, repr=False)
class Row:
    """One row of a sheet: its number from 1 and its cells, empty where nothing stands."""

    number: int
    cells: list[str] = field(default_factory=list)


class _Parser:
    """A parser of XML that hands on elements, and texts whole."""

    def __init__(self, place: str) -> None:
        self.place = place
        self._text: list[str] = []
        self._size = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._add
        self.started: Callable[[str, dict[str, str]], None] = lambda name, attributes: None
        self.ended: Callable[[str, str], None] = lambda name, text: None

    def __repr__(self) -> str:
        return "_Parser(<hidden>)"

    def feed(self, part: IO[bytes]) -> Iterator[None]:
        """Read a part through, with a stop after every step. Raises Malformed, TooLarge."""
        try:
            while step := part.read(_STEP_BYTES):
                self._parser.Parse(step, False)
                yield
            self._parser.Parse(b"", True)
            yield
        except expat.ExpatError as error:
            raise Malformed("a part of the workbook is no XML", place=self.place) from error

    def _refuse(self, *_: Any) -> None:
        raise Malformed("a part of the workbook declares a document type", place=self.place)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._text, self._size = [], 0
        self.started(name.rpartition(" ")[2], attributes)

    def _end(self, name: str) -> None:
        text = "".join(self._text)
        self._text, self._size = [], 0
        self.ended(name.rpartition(" ")[2], text)

    def _add(self, text: str) -> None:
        self._size += len(text)
        if self._size > _LONGEST_TEXT:
            raise TooLarge("a text is longer than is read", place=self.place)
        self._text.append(text)


def read_texts(part: IO[bytes], place: str) -> Iterator[str]:
    """Yield the texts and attributes of a part in which anything may stand: comments, headers, links, caches."""
    parser = _Parser(place)
    ready: list[str] = []
    parser.started = lambda _, attributes: ready.extend(attributes.values())
    parser.ended = lambda _, text: ready.append(text)
    for _ in parser.feed(part):
        yield from (text for text in ready if text.strip())
        ready.clear()


def read_elements(part: IO[bytes], place: str) -> Iterator[dict[str, str]]:
    """Yield the attributes of every element of a part; names in a namespace end in a space and their own."""
    parser = _Parser(place)
    ready: list[dict[str, str]] = []
    parser.started = lambda _, attributes: ready.append(attributes)
    for _ in parser.feed(part):
        yield from ready
        ready.clear()


def read_strings(part: IO[bytes], place: str) -> Iterator[str]:
    """Yield the shared strings of a workbook; runs of one string that are formatted apart are one text."""
    parser = _Parser(place)
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
        self._parser = _Parser(place)
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
            if self._column > _MOST_COLUMNS:
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
