"""Unpacking gzip, bzip2, xz and tar in one pass: what is in them as files of their own, straight from the stream.

Must never write anything to disk, trust a name or a size, or be silent about what it cannot read.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import BinaryIO, cast

from orderveil.core.errors import Malformed, TooLarge
from orderveil.scan.nesting import inside
from orderveil.scan.pieces import Inner, Part, Unread

# ---- one packed file

_STEP_BYTES = 65_536
_ENDINGS = (
    *((".tgz", ".tar"), (".tbz", ".tar"), (".tbz2", ".tar"), (".txz", ".tar")),
    *((".gz", ""), (".bz2", ""), (".xz", "")),
)
_XZ_MEMORY_BYTES = 134_217_728  # a file states what unpacking it takes; the largest of xz's own settings takes 65 MB
_XZ_PADDING = 4  # zeros in fours between and behind streams: the .xz file format, 2.2


def read_gzip(raw: BinaryIO, file: str) -> Iterator[Part]:
    """Yield the one file in a gzip file, called as the outer one without its ending."""
    counted = _Counted(raw)
    with gzip.GzipFile(fileobj=cast(BinaryIO, counted), mode="rb") as unpacked:
        yield Inner(inside(file, _stem(file)), cast(BinaryIO, unpacked), packed=counted.count)


def read_bzip2(raw: BinaryIO, file: str) -> Iterator[Part]:
    """Yield the one file in a bzip2 file."""
    unpacked = _Unpacked(raw, bz2.BZ2Decompressor, 0)
    yield Inner(inside(file, _stem(file)), cast(BinaryIO, unpacked), packed=unpacked.count)


def read_xz(raw: BinaryIO, file: str) -> Iterator[Part]:
    """Yield the one file in an xz file. One whose unpacking takes more memory than is given breaks off."""
    unpacked = _Unpacked(raw, lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, _XZ_MEMORY_BYTES), _XZ_PADDING)
    yield Inner(inside(file, _stem(file)), cast(BinaryIO, unpacked), packed=unpacked.count)


def _stem(file: str) -> str:
    name = PurePath(file.rpartition("!")[2]).name
    for ending, instead in _ENDINGS:
        if name.lower().endswith(ending):
            return name[: -len(ending)] + instead
    return name


_Decompressor = bz2.BZ2Decompressor | lzma.LZMADecompressor


class _Unpacked(io.RawIOBase):
    """Streams that stand one behind another, unpacked. What stands behind them and is none is an error."""

    def __init__(self, raw: BinaryIO, begin: Callable[[], _Decompressor], padding: int) -> None:
        super().__init__()
        self._raw = raw
        self._begin = begin
        self._padding = padding
        self._stream: _Decompressor | None = begin()
        self._fed = b""
        self._count = 0

    def __repr__(self) -> str:
        return "_Unpacked(<hidden>)"

    def count(self) -> int:
        """Return how many packed bytes were read."""
        return self._count

    def read(self, size: int = -1) -> bytes:
        most = size if 0 <= size < _STEP_BYTES else _STEP_BYTES
        while self._stream is not None and most:
            if self._stream.eof:
                self._next(self._stream.unused_data)
                continue
            fed = self._fed or (self._more() if self._stream.needs_input else b"")
            if not fed and self._stream.needs_input:
                raise EOFError
            self._fed = b""
            if chunk := self._stream.decompress(fed, most):
                return chunk
        return b""

    def _next(self, rest: bytes) -> None:
        """Begin the next stream, if there is one."""
        zeros = 0
        while not rest.strip(b"\0") and (self._padding or not rest):
            zeros += len(rest)
            rest = self._more()
            if not rest:
                break
        kept = rest.lstrip(b"\0") if self._padding else rest
        if (zeros + len(rest) - len(kept)) % (self._padding or 1):
            raise EOFError
        self._stream, self._fed = (self._begin(), kept) if kept else (None, b"")

    def _more(self) -> bytes:
        chunk = self._raw.read(_STEP_BYTES)
        self._count += len(chunk)
        return chunk


class _Counted(io.RawIOBase):
    """Bytes that are counted as they are read."""

    def __init__(self, raw: BinaryIO) -> None:
        super().__init__()
        self._raw = raw
        self._count = 0

    def __repr__(self) -> str:
        return "_Counted(<hidden>)"

    def count(self) -> int:
        """Return how many bytes were read."""
        return self._count

    def read(self, size: int = -1) -> bytes:
        chunk = self._raw.read(size)
        self._count += len(chunk)
        return chunk


# ---- tar

_BLOCK = 512
_LONGEST_HEADER = 65_536  # of names and attributes that do not fit into a block
_FILES = (b"0", b"\0", b"7")
_GNU_NAME, _PAX, _PAX_FOR_ALL, _SPARSE = b"L", b"x", b"g", b"S"
_NAMED = (_GNU_NAME, _PAX, _PAX_FOR_ALL, b"K")


def read_tar(raw: BinaryIO, file: str) -> Iterator[Part]:
    """Yield the files in a tar archive, and what of it is not read. Raises Malformed, TooLarge."""
    told: dict[str, bytes] = {}
    while header := _header(raw, file):
        kind, size = header[156:157], _number(header[124:136], file)
        if kind in _NAMED:
            told |= _told(raw, kind, size, file)
            continue
        size = _number_told(told, size, file)
        name = told.pop("path", None) or header[:100].partition(b"\0")[0]
        place = inside(file, name.decode("utf-8", "replace"))
        is_sparse = kind == _SPARSE or any(key.startswith("GNU.sparse") for key in told)
        told.clear()
        member = _Stretch(raw, size, place)
        if is_sparse or (kind not in _FILES and size):
            yield Unread(Malformed("a kind of member that is not read", place=place, reason="input:unread"))
        elif size:
            yield Inner(place, cast(BinaryIO, member))
        member.pass_over()
    while chunk := raw.read(_STEP_BYTES):
        if chunk.strip(b"\0"):
            yield Unread(Malformed("the archive has bytes behind its end", place=file, reason="input:unread"))
            return


def _header(raw: BinaryIO, file: str) -> bytes:
    """Return the next header, empty at the archive's end. Its check sum counts its own field as spaces: POSIX pax."""
    block = raw.read(_BLOCK)
    if not block.strip(b"\0") and len(block) in (0, _BLOCK):
        return b""
    if len(block) != _BLOCK or _number(block[148:156], file) != sum(block) - sum(block[148:156]) + 8 * 0x20:
        raise Malformed("this is no tar archive, or it breaks off", place=file)
    return block


def _number(field: bytes, file: str) -> int:
    """Return a number in octal, or in GNU's binary form."""
    if field[:1] == b"\x80":
        return int.from_bytes(field[1:], "big")
    try:
        return int(field.strip(b" \0") or b"0", 8)
    except ValueError as error:
        raise Malformed("this is no tar archive, or it breaks off", place=file) from error


def _number_told(told: dict[str, bytes], size: int, file: str) -> int:
    stated = told.pop("size", b"")
    if not stated:
        return size
    if not stated.isdigit() or len(stated) > 20:
        raise Malformed("this is no tar archive, or it breaks off", place=file)
    return int(stated)


def _told(raw: BinaryIO, kind: bytes, size: int, file: str) -> dict[str, bytes]:
    """Return what a header of names and attributes tells of the member behind it."""
    if size > _LONGEST_HEADER:
        raise TooLarge("a member's name is longer than is read", place=file)
    stretch = _Stretch(raw, size, file)
    text = b"".join(iter(lambda: stretch.read(_STEP_BYTES), b""))
    stretch.pass_over()
    if kind == _GNU_NAME:
        return {"path": text.rstrip(b"\0")}
    if kind != _PAX:
        return {}
    told = {}
    while text:
        length = text.partition(b" ")[0]
        if not length.isdigit() or len(length) > 6 or not len(length) < int(length) <= len(text):
            raise Malformed("this is no tar archive, or it breaks off", place=file)
        key, _, value = text[len(length) + 1 : int(length) - 1].partition(b"=")
        told[key.decode("utf-8", "replace")] = value
        text = text[int(length) :]
    return told


class _Stretch(io.RawIOBase):
    """A stretch of a stream, padded to whole blocks."""

    def __init__(self, raw: BinaryIO, size: int, place: str) -> None:
        super().__init__()
        self._raw = raw
        self._left = size
        self._padding = -size % _BLOCK
        self._place = place

    def __repr__(self) -> str:
        return "_Stretch(<hidden>)"

    def read(self, size: int = -1) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        chunk = self._raw.read(min(wanted, _STEP_BYTES))
        if wanted and not chunk:
            raise Malformed("the archive breaks off within this", place=self._place)
        self._left -= len(chunk)
        return chunk

    def pass_over(self) -> None:
        """Go on to the block behind this stretch."""
        while self.read(_STEP_BYTES):
            pass
        self._raw.read(self._padding)
