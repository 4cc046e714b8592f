"""Cutting a large JSON file into its orders without holding it whole.

Takes what shops and tools write: one object, an array, `{"orders": […]}`, objects one after another,
or one per line (NDJSON). Only where an element begins and ends is found out here, by counting
brackets outside strings over blocks of the file at once; reading is left to intake.reading, which
is strict. Memory is one block and the longest order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from orderveil.core.errors import Malformed, TooLarge

_BLOCK = 1 << 20
_BOM = b"\xef\xbb\xbf"
_WRAPPED = re.compile(rb'\s*\{\s*"(?:orders|data)"\s*:\s*(?=\[)')
_CHANGE = np.zeros(256, np.int8)
_CHANGE[[ord("{"), ord("[")]] = 1
_CHANGE[[ord("}"), ord("]")]] = -1
_QUOTE = ord('"')


def split_json(path: Path, most_bytes: int) -> Iterator[tuple[int, bytes]]:
    """Yield every order's place (byte offset) and raw bytes. Raises TooLarge for one beyond `most_bytes`."""
    with path.open("rb") as file:
        if file.read(3) != _BOM:
            file.seek(0)
        start = file.tell()
        head = file.read(_BLOCK)
        file.seek(start)
        if is_ndjson(head):
            yield from _lines(file, most_bytes)
            return
        wrapped = _WRAPPED.match(head)
        if wrapped:
            file.seek(start + wrapped.end())
        yield from _elements(file, most_bytes)


def is_ndjson(head: bytes) -> bool:
    """Tell whether a file holds one object per line: its first line with anything on it is a whole one, and not all."""
    first, newline, rest = head.lstrip().partition(b"\n")
    return bool(newline) and first.startswith(b"{") and first.rstrip().endswith(b"}") and rest.lstrip()[:1] == b"{"


def _lines(file: BinaryIO, most_bytes: int) -> Iterator[tuple[int, bytes]]:
    at = file.tell()
    while line := file.readline(most_bytes + 2):
        if len(line) > most_bytes + 1:
            raise TooLarge(f"a line longer than {most_bytes} bytes", place=f"byte {at}")
        if not line.isspace():
            yield at, line
        at += len(line)


def _elements(file: BinaryIO, most_bytes: int) -> Iterator[tuple[int, bytes]]:
    """Yield the elements of an array, or objects one after another, by the depth of their brackets."""
    at = file.tell()
    first = file.read(1)
    while first.isspace():
        at += 1
        first = file.read(1)
    base = 1 if first == b"[" else 0
    if not base:
        file.seek(at)
    at = file.tell()
    pending = b""
    while block := file.read(_BLOCK):
        pending += block
        ends, closed = _ends(pending, file)
        done = 0
        for end in ends:
            element = pending[done:end].strip(b" \t\r\n,")
            yield at + end - len(element), element
            done = end
        if closed and base:
            _check_tail(pending[done:], at + done)
            return
        pending, at = pending[done:], at + done
        if len(pending) > most_bytes + _BLOCK:
            raise TooLarge(f"an order longer than {most_bytes} bytes", place=f"byte {at}")
    if pending.strip(b" \t\r\n,]"):
        raise Malformed("the file ends in the middle of an order", reason="input:truncated", place=f"byte {at}")
    if base:
        raise Malformed("the file ends before its list does", reason="input:truncated", place=f"byte {at}")


def _ends(text: bytes, file: BinaryIO) -> tuple[list[int], bool]:
    """Return where elements end in `text`, which begins between two, and whether the list closes after them."""
    if b"\\" in text:
        # Same length, no escapes: an escaped quote ends no string. Pairs go first, from the left.
        text = text.replace(b"\\\\", b"__").replace(b'\\"', b"__")
    signs: NDArray[np.uint8] = np.frombuffer(text, np.uint8)
    outside = np.bitwise_xor.accumulate(signs == _QUOTE) == 0
    change = _CHANGE[signs]
    places = np.flatnonzero((change != 0) & outside)
    depth = np.cumsum(change[places], dtype=np.int32)
    closing = np.flatnonzero(depth < 0)
    if closing.size:
        places, depth = places[: closing[0]], depth[: closing[0]]
    ends: list[int] = (places[depth == 0] + 1).tolist()
    return ends, bool(closing.size)


def _check_tail(tail: bytes, at: int) -> None:
    rest = tail.lstrip(b" \t\r\n,")
    if rest[:1] not in (b"]", b""):
        raise Malformed("not an order", place=f"byte {at}")
