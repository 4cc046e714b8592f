"""The parts that a file is made of, each with its place: what every reader yields.

Readers stream: memory does not grow with the file. Must never hold a file whole where its format
can be read in parts. What a reader cannot read it yields as Unread and goes on: one bad part hides
neither the others nor itself.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, TextIO, cast

from orderveil.core.errors import RelayError, TooLarge
from orderveil.detect.findings import Finding
from orderveil.scan.columns.chunk import Chunk
from orderveil.scan.finding import Place

LONGEST_PIECE = 16_384  # characters searched at once
OVERLAP = 512  # characters that two windows of one long text share, so that nothing is cut in two
LARGEST_HELD_BYTES = 67_108_864  # of a file that must be held whole because its format is read from the end
_CHUNK_BYTES = 65_536


@dataclass(frozen=True, slots=True, repr=False)
class Piece:
    """A text to search. `base` is where it begins within the whole text at its place.

    `rows` gives the offset within the text at which each line begins, when the piece has several.
    Findings that begin before `skip` belong to the piece before, those from `until` on to the next.
    `spots` tells where each character stands in the source when the text is not the source itself.
    `made` are findings that the reader made, in offsets of `text`; what overlaps them gives way.
    """

    place: Place
    text: str
    label: str = ""  # the words that lead to it: a column's name, a key
    base: int = 0
    skip: int = 0
    until: int | None = None
    rows: tuple[int, ...] = ()
    spots: tuple[tuple[int, int], ...] | None = None
    made: tuple[Finding, ...] = ()

    def __repr__(self) -> str:
        return f"Piece({self.place}, <hidden>)"


@dataclass(frozen=True, slots=True)
class Unread:
    """A part that was not read, and why. The rest is searched, and the file never counts as clean."""

    error: RelayError


@dataclass(frozen=True, slots=True, repr=False)
class Inner:
    """A file within a file: a member of an archive, an attachment. `scan.reading` reads it in its turn.

    `name` is its whole place, such as `outer.zip!inner/file.csv`; `raw` holds until the reader is asked
    for its next part. `form` is one of FORMATS, None: by name and content; or a reader, where only the outer
    file knows what this is. `packed` tells how many bytes of the outer file were used up for it so far,
    None where nothing is packed.
    """

    name: str
    raw: BinaryIO
    form: str | ByteReader | None = None
    packed: Callable[[], int] | None = None

    def __repr__(self) -> str:
        return "Inner(<hidden>)"


Part = Piece | Chunk | Unread | Inner
ByteReader = Callable[[BinaryIO, str], Iterator[Part]]
"""A reader of bytes, and of the place that they stand at."""


def held(raw: BinaryIO, place: str) -> BinaryIO:
    """Return a file in which one may go back and forth: `raw` itself, or all of it in memory.

    Raises TooLarge beyond LARGEST_HELD_BYTES. A stream that only feigns it, by unpacking again from
    its beginning, must say that it is not seekable.
    """
    if raw.seekable():
        return raw
    whole = io.BytesIO()
    while chunk := raw.read(_CHUNK_BYTES):
        if whole.tell() + len(chunk) > LARGEST_HELD_BYTES:
            raise TooLarge("a file of this format and size is read only by its own name", place=place)
        whole.write(chunk)
    whole.seek(0)
    return whole


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
