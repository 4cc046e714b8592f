"""Reading text, logs and HTML: in blocks of lines, for an address has more than one line.

Offsets count characters from the file's beginning. Must never read a line whole that may be a gigabyte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TextIO

from orderveil.scan.finding import Place
from orderveil.scan.pieces import LONGEST_PIECE, OVERLAP, Piece

_MOST_LINES = 60
_BLOCK = 8_192


def read_log(text: TextIO, file: str) -> Iterator[Piece]:
    """Yield the lines of a log, each by itself: a record each."""
    for piece in _pieces(text, file, 1):
        row = piece.place.row
        yield replace(piece, place=replace(piece.place, record=row - 1)) if row is not None else piece


def read_text(text: TextIO, file: str) -> Iterator[Piece]:
    """Yield the paragraphs of a text."""
    return _pieces(text, file, _MOST_LINES)


def _pieces(text: TextIO, file: str, most_lines: int) -> Iterator[Piece]:
    base, row, skip = 0, 1, 0
    lines: list[str] = []
    for line in _lines(text):
        lines.append(line)
        size = sum(map(len, lines))
        ended = line.endswith("\n")
        if size < _BLOCK and len(lines) < most_lines and ended and line.strip():
            continue
        piece = replace(_joined(lines, Place(file, row=row), base), skip=skip)
        carried = "" if ended or size < LONGEST_PIECE - OVERLAP else piece.text[-OVERLAP:]
        yield replace(piece, until=len(piece.text) - OVERLAP // 2) if carried else piece
        skip = OVERLAP // 2 if carried else 0
        base += len(piece.text) - len(carried)
        row += piece.text.count("\n") - carried.count("\n")
        lines = [carried] if carried else []
    if lines:
        yield replace(_joined(lines, Place(file, row=row), base), skip=skip)


def _lines(text: TextIO) -> Iterator[str]:
    """Yield lines, and of a line without end parts that fit into a piece."""
    while line := text.readline(LONGEST_PIECE - OVERLAP):
        yield line


def _joined(lines: list[str], place: Place, base: int) -> Piece:
    whole = "".join(lines)
    starts, at = [], 0
    for line in lines:
        if not at or whole[at - 1] == "\n":  # else it goes on: a part of a line without end
            starts.append(at)
        at += len(line)
    return Piece(place, whole, base=base, rows=tuple(starts))


# ---- HTML

_TAG = re.compile(r"<(?:!--.*?--|[a-zA-Z/!?][^<>]{0,4000})>", re.DOTALL)
_KEPT = re.compile(r"(?i)\b(?:href|value|content|alt|title|placeholder|data-[\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_SILENT = re.compile(r"(?is)<style\b.*?(?:</style\s*>|\Z)")
_SCHEME = re.compile(r"(?i)\b(?:mailto|tel|sms):")


def read_html(text: TextIO, file: str) -> Iterator[Piece]:
    """Yield the paragraphs of a page with its markup emptied; every character keeps its place.

    Values of links, inputs and data attributes stay, and so do scripts: pages keep customers in them.
    """
    for piece in _pieces(text, file, _MOST_LINES):
        yield replace(piece, text=blank_markup(piece.text))


def blank_markup(text: str) -> str:
    """Return HTML with its markup emptied, as long as before."""
    text = _SILENT.sub(lambda found: _empty(len(found.group())), text)
    return _TAG.sub(_blank_tag, text)


def _blank_tag(found: re.Match[str]) -> str:
    tag = found.group()
    pieces, done = [], 0
    for value in _KEPT.finditer(tag):
        start, end = value.span(1) if value[1] is not None else value.span(2)
        kept = _SCHEME.sub(lambda scheme: _empty(len(scheme.group())), tag[start:end])
        pieces += [_empty(start - done), kept]
        done = end
    return "".join([*pieces, _empty(len(tag) - done)])


def _empty(length: int) -> str:
    """Return `length` characters of tags that say nothing; the detector reads each as one space."""
    parts = []
    while length >= _SHORTEST_TAG:
        size = min(length, _LONGEST_TAG)
        parts.append(f"<a{' ' * (size - _SHORTEST_TAG)}>")
        length -= size
    return "".join(parts) + " " * length


_SHORTEST_TAG = 3
_LONGEST_TAG = 60
