"""Reading ZPL, the language of label printers: the texts and codes of every label, at their places in the file.

An address stands in several fields, and a phone may be cut in two, so the texts of a label are read
as one, line under line, and every character keeps its place in the file. Comments are in the file for
whoever gets it, and are read as well. Fonts are skipped; a large picture is told of as not read.
Must never hold more than one label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TextIO

from orderveil.core.errors import Malformed, TooLarge
from orderveil.scan.documents.contents import pieces_of_code
from orderveil.scan.documents.mapped import Mapped, Spot
from orderveil.scan.finding import Place
from orderveil.scan.pieces import Part, Piece, Unread

_CHUNK = 65_536
_LONGEST_COMMAND = 1_048_576  # characters, but for pictures and fonts, which are passed over
_LONGEST_LABEL = 262_144  # characters of its texts
_LARGE_PICTURE_BYTES = 8_192  # 256 dots square; a logo has fewer
_CODES = {
    "B0": "Aztec", "B1": "Code 11", "B2": "Interleaved 2 of 5", "B3": "Code 39", "B4": "Code 49", "B5": "Planet",
    "B7": "PDF417", "B8": "EAN-8", "B9": "UPC-E", "BA": "Code 93", "BB": "CODABLOCK", "BC": "Code 128",
    "BD": "MaxiCode", "BE": "EAN-13", "BF": "MicroPDF417", "BI": "Industrial 2 of 5", "BJ": "Standard 2 of 5",
    "BK": "Codabar", "BL": "LOGMARS", "BM": "MSI", "BO": "Aztec", "BP": "Plessey", "BQ": "QR Code",
    "BR": "GS1 DataBar", "BS": "UPC extension", "BT": "TLC39", "BU": "UPC-A", "BX": "Data Matrix", "BZ": "Postnet",
}  # fmt: skip
_CHARSETS = {"27": "cp1252", "31": "cp1250", "33": "cp1251", "34": "cp1253", "35": "cp1254", "36": "cp1255"}
_OLD_CHARSET = "cp850"  # of every other ^CI
_PASSED_OVER = ("GF", "DG", "DY", "DB", "DU", "DE", "DT", "DS")  # pictures and fonts
_TEXTS = ("FD", "FV", "FX", "SN")
_HEX = re.compile(r"[0-9A-Fa-f]{2}")
_LEADS = {
    "QR Code": re.compile(r"(?:[HQML]?A,|[HQML]?M,(?:[NAK]|B[0-9]{4})?)"),
    "Code 128": re.compile(r">[9:;]"),
}  # what tells the printer how to encode the rest

Characters = list[tuple[str, Spot]]


@dataclass(slots=True, repr=False)
class _Label:
    """One label in the reading."""

    number: int | None = None
    words: Mapped = field(default_factory=Mapped)
    codes: list[tuple[str, Characters]] = field(default_factory=list)
    size: int = 0
    line: str = ""  # how far down the last text stands


@dataclass(slots=True, repr=False)
class _Printer:
    """What commands before have set, until they are set again."""

    signs: dict[str, str] = field(default_factory=lambda: {"CC": "^", "CT": "~", "CD": ","})
    charset: str = _OLD_CHARSET
    label: _Label = field(default_factory=_Label)
    labels: int = 0
    code: str = ""  # the symbology that the next field is printed in
    hexadecimal: str = ""  # the sign before bytes in the next field
    line: str = ""  # how far down the next field stands
    pictures: int = 0
    seen: bool = False


def read_zpl(text: TextIO, file: str) -> Iterator[Part]:
    """Yield the words of each label as one text, and its codes; offsets count characters of the file."""
    printer = _Printer()
    for at, command in _commands(text, printer, file):
        yield from _obey(printer, command, at, file)
    yield from _printed(printer, file)
    if not printer.seen:
        message = "it holds no label in ZPL; EPL, TSPL and others are not read"
        yield Unread(Malformed(message, place=file, reason="input:unread"))
    if printer.pictures:
        message = f"pictures within labels are not read; there are {printer.pictures}"
        yield Unread(Malformed(message, place=file, reason="input:unread"))


def _commands(text: TextIO, printer: _Printer, file: str) -> Iterator[tuple[int, str]]:
    """Yield each command with its sign, and where it begins. The signs may change with any of them."""
    buffer, base, at, ended = "", 0, 0, False  # `base`: where the buffer begins in the file; `at`: how far it is read
    while True:
        start = _next_sign(buffer, at, printer)
        end = _next_sign(buffer, start + 1, printer) if start >= 0 else -1
        if end < 0 and not ended:
            kept = buffer[at if start < 0 else start :]
            if start < 0 or (len(kept) > _LONGEST_COMMAND and kept[1:3].upper() in _PASSED_OVER):
                kept = kept[:64] if start >= 0 else ""  # a picture's name, and the size it tells
            elif len(kept) > _LONGEST_COMMAND:
                raise TooLarge("a command is longer than is read", place=f"{file} at character {base + start}")
            base, at = base + len(buffer) - len(kept), 0
            more = text.read(max(_CHUNK, len(kept)))
            buffer, ended = kept + more, not more
            continue
        if start < 0:
            return
        end = len(buffer) if end < 0 else end
        if buffer[start + 1 : start + 3].upper() in printer.signs:
            end = min(start + 4, len(buffer))  # a sign that is set may be the one that ends commands
        yield base + start, buffer[start:end]
        at = end


def _next_sign(buffer: str, start: int, printer: _Printer) -> int:
    found = [at for key in ("CC", "CT") if (at := buffer.find(printer.signs[key], start)) >= 0]
    return min(found, default=-1)


def _obey(printer: _Printer, command: str, at: int, file: str) -> Iterator[Part]:
    name, rest = command[1:3].upper(), command[3:]
    if name in printer.signs:
        printer.signs[name] = rest[:1].strip() or printer.signs[name]
    elif name in ("XA", "XZ"):
        printer.seen = True
        yield from _printed(printer, file)
        if name == "XA":
            printer.labels += 1
            printer.label.number = printer.labels
    elif name in _TEXTS:
        _take(printer, name, rest, at + 3)
        if printer.label.size > _LONGEST_LABEL:
            yield from _printed(printer, file)
    else:
        _set(printer, name, rest)


def _set(printer: _Printer, name: str, rest: str) -> None:
    arguments = [argument.strip() for argument in rest[:80].split(printer.signs["CD"])]
    if name == "FH":
        printer.hexadecimal = rest[:1].strip() or "_"
    elif name == "FS":
        printer.code = printer.hexadecimal = ""
    elif name == "CI":
        printer.charset = "utf-8" if arguments[0] == "28" else _CHARSETS.get(arguments[0], _OLD_CHARSET)
    elif name in ("FO", "FT"):
        printer.line = arguments[1] if len(arguments) > 1 else ""
    elif name in ("GF", "DG", "DY"):
        sizes = [int(argument) for argument in arguments[1:4] if argument.isascii() and argument.isdigit()]
        printer.pictures += max(sizes, default=0) >= _LARGE_PICTURE_BYTES
    elif name in _CODES:
        printer.code = _CODES[name]


def _take(printer: _Printer, name: str, rest: str, at: int) -> None:
    """Take one text into its label: under the text before, or beside it where both stand on one line."""
    value = rest.split(printer.signs["CD"])[0] if name == "SN" else rest.rstrip("\r\n")
    characters = list(_unescaped(value, at, printer.hexadecimal if name != "FX" else "", printer.charset))
    label = printer.label
    label.size += len(characters)
    if printer.code and name != "FX":
        label.codes.append((printer.code, characters))
        return
    if len(label.words):
        beside = name != "FX" and printer.line and printer.line == label.line
        label.words.put(" " if beside else "\n", at)
    label.line = printer.line if name != "FX" else ""
    label.words.add(characters)


def _unescaped(value: str, base: int, sign: str, charset: str) -> Iterator[tuple[str, Spot]]:
    """Yield the characters of a field: bytes in hexadecimal decoded, line ends of a block as such."""
    at = 0
    while at < len(value):
        end = at
        while sign and value.startswith(sign, end) and _HEX.match(value, end + 1):
            end += 3
        if end > at:
            yield from _decoded(value[at:end], base + at, charset)
        elif value.startswith("\\&", at):
            end = at + 2
            yield "\n", (base + at, base + end)
        else:
            end = at + 1
            yield value[at], (base + at, base + end)
        at = end


def _decoded(run: str, base: int, charset: str) -> Iterator[tuple[str, Spot]]:
    """Yield the characters of bytes written as `_E0_A4_95`. UTF-8 is tried first, whatever ^CI says."""
    raw = bytes(int(run[at + 1 : at + 3], 16) for at in range(0, len(run), 3))
    try:
        text, charset = raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        charset = charset if charset != "utf-8" else "cp1252"
        text = raw.decode(charset, "replace")
    at = 0
    for character in text:
        size = len(character.encode(charset, "replace"))
        yield character, (base + 3 * at, base + 3 * (at + size))
        at += size


def _printed(printer: _Printer, file: str) -> Iterator[Piece]:
    """Yield what the label says that ends here, and begin anew."""
    label, printer.label = printer.label, _Label(printer.label.number)
    printer.code = printer.hexadecimal = printer.line = ""
    place = Place(file, page=label.number)
    if len(label.words):
        yield from label.words.pieces(place)
    for number, (symbology, characters) in enumerate(label.codes, start=1):
        text = "".join(character for character, _ in characters)
        lead = _LEADS[symbology].match(text) if symbology in _LEADS else None
        text, characters = text[lead.end() if lead else 0 :], characters[lead.end() if lead else 0 :]
        at = replace(place, field=f"code {number}, {symbology}")
        for piece in pieces_of_code(at, text):
            yield _back(piece, [spot for _, spot in characters])


def _back(piece: Piece, spots: list[Spot]) -> Piece:
    """Return a piece of a code whose characters know their place in the file instead of in the code."""
    if piece.spots is None or not spots:
        return piece
    last = len(spots) - 1
    ends = ((spots[min(start, last)][0], spots[min(max(end - 1, start), last)][1]) for start, end in piece.spots)
    return replace(piece, spots=tuple(ends))
