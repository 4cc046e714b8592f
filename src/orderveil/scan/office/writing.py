"""What a part of a document says, as its XML streams by: paragraphs, tables, and what stands beside the text.

WordprocessingML, DrawingML and OpenDocument are read alike, by the names of their elements: a paragraph
is a `p`, whatever it lies in. Deleted text, fields' codes, alternative texts, authors and values of
variables count: nobody sees them, and whoever gets the file has them. Must never follow a link, nor hold
more than a paragraph, a row, and the bounded block that they are searched in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from orderveil.core.errors import TooLarge
from orderveil.scan.columns.chunk import Chunk
from orderveil.scan.finding import Place
from orderveil.scan.markup import Parser
from orderveil.scan.office.grids import Grid, Lines
from orderveil.scan.pieces import Piece, windows

_DEEPEST = 512
_LONGEST_PARAGRAPH = 4_194_304
_MOST_REMEMBERED = 10_000
_LONGEST_GAP = 64
# Elements whose text is a line of its own; what lies in a paragraph and is none of its words among them.
_LINES = frozenset({"creator", "creator-initials", "date", "h", "note-citation", "p"})
_TABLES, _ROWS = frozenset({"table", "tbl"}), frozenset({"table-row", "tr"})
_CELLS = frozenset({"covered-table-cell", "table-cell", "tc"})
_BREAK = "\v"  # within a paragraph; a line break as such is how the XML is laid out
_SIGNS = {"br": _BREAK, "cr": _BREAK, "line-break": _BREAK, "noBreakHyphen": "-", "tab": "\t"}
_CODES = frozenset({"delInstrText", "instrText"})
_WORDS = frozenset({"delText", "t"})
# Attributes that people fill in; nearly all others say how something looks, in long numbers.
_TOLD = frozenset({"alt", "author", "descr", "displayText", "href", "instr", "string", "title", "tooltip"})
_TELLING = frozenset({"alias", "connectString", "default", "docVar", "listItem", "query", "tag", "user-field-decl"})
_VALUES = ("date-value", "string-value", "value")


@dataclass(slots=True, repr=False)
class _Paragraph:
    words: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    size: int = 0


@dataclass(slots=True, repr=False)
class _Cell:
    width: int
    value: str  # what a sheet holds, where the cell shows less
    lines: list[str] = field(default_factory=list)


class Writing:
    """One part. `file` and `title` are where its findings stand, `place` is where errors do."""

    def __init__(self, file: str, title: str, place: str) -> None:
        self._file, self._title = file, title
        self._parser = Parser(place)
        self._parser.started, self._parser.ended, self._parser.said = self._start, self._end, self._say
        self._ready: list[Piece | Chunk] = []
        self._lines = Lines(file, title)
        self._open: list[str] = []
        self._paragraphs: list[_Paragraph] = []
        self._grids: list[Grid] = []
        self._cells: list[_Cell | None] = [None]  # of each open table; the first is of text that is in none
        self._loose = _Paragraph()
        self._choices: list[set[int]] = []  # of lines that were told in one form, and are not in another
        self._tables = 0
        self._is_set_by_program = False  # a number or a printer's bytes, among the settings of OpenDocument

    def __repr__(self) -> str:
        return "Writing(<hidden>)"

    def parts(self, raw: IO[bytes]) -> Iterator[Piece | Chunk]:
        """Yield what the part says. Raises Malformed, TooLarge."""
        for _ in self._parser.feed(raw):
            yield from self._ready
            self._ready.clear()
        yield from self._lines.flush()

    # ---- elements

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        above = self._open[-1] if self._open else ""
        self._open.append(name)
        if len(self._open) > _DEEPEST:
            raise TooLarge("nested deeper than is read", place=self._parser.place)
        if not self._paragraphs:
            self._end_loose()
        if name in _LINES:
            self._paragraphs.append(_Paragraph())
        elif name == "AlternateContent":
            self._choices.append(set())
        elif self._paragraphs and (sign := _sign(name, above, attributes)):
            self._say(sign)
        self._is_set_by_program = name == "config-item" and _named(attributes, "type") != "string"
        self._start_in_table(name, attributes)
        self._tell(name, attributes)

    def _end(self, name: str, _: str) -> None:
        self._open.pop()
        if name in _LINES:
            self._end_paragraph(self._paragraphs.pop())
        elif name == "AlternateContent":
            self._choices.pop()
        elif not self._paragraphs:
            self._end_loose()
        self._end_in_table(name)

    def _start_in_table(self, name: str, attributes: dict[str, str]) -> None:
        if name in _TABLES:
            self._tables += 1
            self._ready += self._lines.flush()
            title = _named(attributes, "name") or f"{self._title} table {self._tables}"
            self._grids.append(Grid(self._file, title))
            self._cells.append(None)
        elif self._grids and name in _ROWS:
            self._grids[-1].begin_row(_count(attributes, "number-rows-repeated"))
        elif self._grids and name in _CELLS:
            value = next((told for key in _VALUES if (told := _named(attributes, key))), "")
            self._cells[-1] = _Cell(_count(attributes, "number-columns-repeated"), value)
        elif name == "gridSpan" and (cell := self._cells[-1]) is not None:
            cell.width = _count(attributes, "val")

    def _end_in_table(self, name: str) -> None:
        cell = self._cells[-1]
        if name in _CELLS and cell is not None:
            text = "\n".join(cell.lines)
            self._grids[-1].put(text if cell.value in text else f"{text}\n{cell.value}".strip(), cell.width)
            self._cells[-1] = None
        elif name in _ROWS and self._grids:
            self._ready += self._grids[-1].end_row()
        elif name in _TABLES and self._grids:
            self._ready += self._grids.pop().flush()
            self._cells.pop()

    def _tell(self, name: str, attributes: dict[str, str]) -> None:
        for key, value in attributes.items():
            if value.strip() and (name in _TELLING or key.rpartition(" ")[2] in _TOLD):
                self._ready += self._aside(value)

    # ---- text

    def _say(self, text: str) -> None:
        inside = self._open[-1]
        if inside not in _WORDS and "\n" in text and not text.strip():
            return  # how the file is laid out, not what it says
        if inside == "config-item" and self._is_set_by_program:
            return
        held = self._paragraphs[-1] if self._paragraphs else self._loose
        held.size += len(text)
        if held.size > _LONGEST_PARAGRAPH:
            raise TooLarge("a text is longer than is read", place=self._parser.place)
        (held.codes if inside in _CODES else held.deleted if inside == "delText" else held.words).append(text)

    def _end_paragraph(self, paragraph: _Paragraph) -> None:
        for aside in (paragraph.deleted, paragraph.codes):
            if aside:
                self._ready += self._aside("".join(aside))
        text = "".join(paragraph.words).replace(_BREAK, "\n")
        if self._is_told_already(text):
            return
        if self._cells[-1] is not None:
            self._cells[-1].lines.append(text)
        else:
            self._ready += self._lines.add(text)

    def _end_loose(self) -> None:
        text = "".join((*self._loose.words, *self._loose.deleted, *self._loose.codes))
        self._loose = _Paragraph()
        if text.strip():
            self._ready += self._aside(text)

    def _aside(self, text: str) -> Iterator[Piece]:
        return windows(Place(self._file, field=f"{self._title} (beside the text)"), text)

    def _is_told_already(self, text: str) -> bool:
        """Tell whether a line stands in the form of a drawing that programs of today show; that comes first."""
        if not self._choices or not text:
            return False
        told = self._choices[-1]
        if "Fallback" in self._open:
            return hash(text) in told
        if len(told) < _MOST_REMEMBERED:
            told.add(hash(text))
        return False


def _sign(name: str, above: str, attributes: dict[str, str]) -> str:
    """Return the sign that an empty element within a paragraph stands for."""
    if name == "s":
        return " " * min(_count(attributes, "c"), _LONGEST_GAP)
    return "" if name == "tab" and above == "tabs" else _SIGNS.get(name, "")


def _named(attributes: dict[str, str], name: str) -> str:
    """Return an attribute by its name without the namespace."""
    return next((value for key, value in attributes.items() if key.rpartition(" ")[2] == name), "")


def _count(attributes: dict[str, str], name: str) -> int:
    told = _named(attributes, name)
    return max(1, int(told)) if told.isdecimal() and len(told) < 10 else 1
