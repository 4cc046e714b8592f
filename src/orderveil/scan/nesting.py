"""The bounds within which files inside of files are read: archives, attachments, archives in them.

Whoever packs a file decides what unpacking it costs, so everything is bounded: how deep, how many,
how many bytes, and how many for each packed byte. Nothing is ever written to disk, so a member's
name is a label and no path. Must never let a part that meets a bound count as read.
"""

from __future__ import annotations

import io
import lzma
import zlib
from dataclasses import dataclass
from typing import BinaryIO, cast
from zipfile import BadZipFile

from orderveil.core.errors import Malformed, RelayError, TooLarge
from orderveil.scan.pieces import Inner

DEEPEST = 5  # files within files: an archive in a message in an archive, and some
MOST_MEMBERS = 10_000  # in one outermost file, all levels together
LARGEST_MEMBER_BYTES = 4_294_967_296
LARGEST_TOTAL_BYTES = 17_179_869_184  # of one outermost file, all levels together
MOST_RATIO = 200  # unpacked bytes for each packed one: logs and tables reach 50, a bomb 1,000
FREE_BYTES = 33_554_432  # up to here the ratio is nobody's concern
LONGEST_NAME = 300  # characters of a place that are shown
_STEP_BYTES = 65_536

# What unpackers raise on bytes that are not what they claim to be.
UNPACKING_ERRORS = (
    *(OSError, EOFError, ValueError, LookupError, ArithmeticError, RuntimeError),
    *(BadZipFile, zlib.error, lzma.LZMAError),
)


@dataclass(slots=True)
class Bounds:
    """What is left to one outermost file."""

    members: int = MOST_MEMBERS
    unpacked_bytes: int = LARGEST_TOTAL_BYTES
    is_spent: bool = False

    def enter(self, inner: Inner, depth: int) -> Bounded:
        """Return the bytes of a file that lies `depth` files deep, within what is left. Raises TooLarge."""
        if depth > DEEPEST:
            raise TooLarge("files lie within files deeper than is read", place=inner.name)
        if self.members <= 0:
            self.is_spent = True
            raise TooLarge(f"there are more than {MOST_MEMBERS} files in here; this and later ones", place=inner.name)
        self.members -= 1
        return Bounded(inner, self)

    def take(self, count: int, place: str) -> None:
        """Count bytes as unpacked. Raises TooLarge."""
        self.unpacked_bytes -= count
        if self.unpacked_bytes < 0:
            self.is_spent = True
            raise TooLarge("there is more in here than is unpacked; the rest of this, and later files", place=place)


class Bounded(io.RawIOBase):
    """The bytes of one inner file, counted. `failed` says why they ended early; until there they are searched.

    Says that it is not seekable: going back would unpack all again.
    """

    def __init__(self, inner: Inner, bounds: Bounds) -> None:
        super().__init__()
        self.failed: RelayError | None = None
        self._inner = inner
        self._bounds = bounds
        self._size = 0

    def __repr__(self) -> str:
        return "Bounded(<hidden>)"

    def readable(self) -> bool:
        return True

    def readinto(self, into: bytearray | memoryview) -> int:  # type: ignore[override]
        if self.failed is not None:
            return 0
        try:
            chunk = self._inner.raw.read(min(len(into), _STEP_BYTES))
            self._count(len(chunk))
        except RelayError as error:
            self.failed = error
            return 0
        except UNPACKING_ERRORS:
            self.failed = Malformed("it breaks off, or is not what was packed", place=self._inner.name)
            return 0
        into[: len(chunk)] = chunk
        return len(chunk)

    def _count(self, size: int) -> None:
        self._size += size
        self._bounds.take(size, self._inner.name)
        if self._size > LARGEST_MEMBER_BYTES:
            raise TooLarge("a packed file of this size is not read to its end", place=self._inner.name)
        packed = self._inner.packed
        if packed is not None and self._size > max(FREE_BYTES, MOST_RATIO * packed()):
            raise TooLarge("it unpacks to far more than honest data would", place=self._inner.name)


def inside(outer: str, name: str) -> str:
    """Return the place of a member: its name as a label, with nothing in it that a terminal or a line would obey."""
    shown = "".join(letter if letter.isprintable() else "\ufffd" for letter in name[:LONGEST_NAME])
    return f"{outer}!{shown or '(no name)'}"


def buffered(raw: BinaryIO) -> io.BufferedReader:
    """Return a file whose next bytes can be looked at."""
    return raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, raw))
