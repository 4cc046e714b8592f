"""The pieces of text that a file is made of, each with its place: what every reader yields.

Readers stream: memory does not grow with the file. Must never hold a file whole where its format
can be read in parts.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, TextIO, cast

from orderveil.scan.finding import Place

LONGEST_PIECE = 16_384  # characters searched at once
OVERLAP = 512  # characters that two windows of one long text share, so that nothing is cut in two


@dataclass(frozen=True, slots=True, repr=False)
class Piece:
    """A text to search. `base` is where it begins within the whole text at its place.

    `rows` gives the offset within the text at which each line begins, when the piece has several.
    Findings that begin before `skip` belong to the piece before, those from `until` on to the next.
    """

    place: Place
    text: str
    label: str = ""  # the words that lead to it: a column's name, a key
    base: int = 0
    skip: int = 0
    until: int | None = None
    rows: tuple[int, ...] = ()

    def __repr__(self) -> str:
        return f"Piece({self.place}, <hidden>)"


def decoded(raw: BinaryIO) -> TextIO:
    """Return bytes as text: UTF-8, or UTF-16 after its mark; what is neither is replaced, never refused."""
    buffered = raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, raw))
    mark = buffered.peek(4)[:4]
    charset = "utf-16" if mark[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return io.TextIOWrapper(buffered, encoding=charset, errors="replace", newline="")


def windows(place: Place, text: str, label: str = "") -> Iterator[Piece]:
    """Yield a text of one place: whole, or in windows that overlap when it is long."""
    if len(text) <= LONGEST_PIECE:
        yield Piece(place, text, label)
        return
    step = LONGEST_PIECE - OVERLAP
    for base in range(0, len(text), step):
        last = base + LONGEST_PIECE >= len(text)
        skip = OVERLAP // 2 if base else 0
        until = None if last else LONGEST_PIECE - OVERLAP // 2
        yield Piece(place, text[base : base + LONGEST_PIECE], label, base, skip, until)
        if last:
            return
