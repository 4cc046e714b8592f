"""Reading message templates: what their placeholders will be filled with, and what of customers stands in them already.

A template that names the customer's phone sends it with every message. Must never run a template,
nor load what it includes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TextIO

from orderveil.core.errors import Malformed
from orderveil.scan.documents.placeholders import PLACEHOLDER, finding_of
from orderveil.scan.finding import Place
from orderveil.scan.pieces import Part, Piece
from orderveil.scan.plain import blank_markup, read_text
from orderveil.scan.trees import walk

_LARGEST_JSON = 4_194_304  # characters; an export of templates, not of orders
_MARKUP = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s|/?>)")


def read_template(text: TextIO, file: str) -> Iterator[Part]:
    """Yield the paragraphs of a template, or the texts of a JSON export of templates, with their placeholders found."""
    start = text.read(_LARGEST_JSON)
    if start.lstrip("\ufeff \t\r\n")[:1] in ("{", "[") and len(start) < _LARGEST_JSON:
        try:
            pieces = list(walk(json.loads(start.lstrip("\ufeff")), Place(file, record=0)))
        except (ValueError, RecursionError, Malformed):
            pieces = []  # `{{ name }}` and `[[x]]` begin like it
        if pieces:
            yield from map(with_placeholders, pieces)
            return
    for piece in read_text(_Rest(start, text), file):  # type: ignore[arg-type]  # readline is all that it is asked for
        yield with_placeholders(piece)


def with_placeholders(piece: Piece) -> Piece:
    """Return a piece with what its placeholders stand for; those of nothing are emptied, and so is markup."""
    text = piece.text
    found = list(PLACEHOLDER.finditer(text))
    made = tuple(one for one in (finding_of(placeholder, text) for placeholder in found) if one is not None)
    kept = {one.start for one in made}
    shown = blank_markup(text) if _MARKUP.search(text) else text
    parts, done = [], 0
    for placeholder in found:
        start, end = placeholder.span()
        parts += [shown[done:start], text[start:end] if start in kept else " " * (end - start)]
        done = end
    return replace(piece, text="".join([*parts, shown[done:]]), made=made)


class _Rest:
    """A text of which the beginning was read already."""

    def __init__(self, start: str, rest: TextIO) -> None:
        self._start, self._at, self._rest = start, 0, rest

    def readline(self, most: int) -> str:
        """Return a line, or `most` characters of it."""
        if self._at >= len(self._start):
            return self._rest.readline(most)
        end = self._start.find("\n", self._at, self._at + most) + 1
        end = end or min(self._at + most, len(self._start))
        line, self._at = self._start[self._at : end], end
        if end == len(self._start) and not line.endswith("\n") and len(line) < most:
            line += self._rest.readline(most - len(line))
        return line
