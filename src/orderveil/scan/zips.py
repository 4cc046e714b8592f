"""Taking apart zip archives: every member as a file of its own, straight from the stream.

Unpacks by itself: library unpackers believe the sizes that the archive states, and pass over what
lies beyond them. Must never write a member to disk, trust its name or its sizes, or be silent about
one that it cannot read, or about bytes that belong to none: people hide things there.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast

from orderveil.core.errors import Malformed, RelayError, TooLarge
from orderveil.scan.finding import Place
from orderveil.scan.nesting import MOST_MEMBERS, UNPACKING_ERRORS, inside
from orderveil.scan.pieces import Inner, Part, Unread, held, windows

LARGEST_DIRECTORY_BYTES = 4_194_304
_LOCAL = struct.Struct("<4s22xHH")  # mark, and the lengths of name and extra field: APPNOTE 4.3.7
_LOCAL_MARK = b"PK\x03\x04"
_END_MARK = b"PK\x05\x06"
_END_BYTES = 22
_LONGEST_END = 65_535 + _END_BYTES
_ENCRYPTED = 0x2041  # encrypted, strongly encrypted, headers masked: APPNOTE 4.4.4
_UTF8 = 0x800
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # what else there is unpacks without a bound on memory
_DESCRIPTOR_BYTES = 24  # may stand behind a member's data: its sizes once more
_STEP_BYTES = 16_384
_OFFICE = {
    "xl/workbook.xml": "xlsx", "xl/workbook.bin": "xlsb", "word/document.xml": "docx", "ppt/presentation.xml": "pptx",
}  # fmt: skip
_OPEN_OFFICE = {
    f"application/vnd.oasis.opendocument.{kind}{more}": form
    for kind, form in (("text", "odt"), ("spreadsheet", "ods"), ("presentation", "odp"))
    for more in ("", "-template")
}
_MIME, _LONGEST_MIME = "mimetype", 128


def read_zip(raw: BinaryIO, file: str) -> Iterator[Part]:
    """Yield the members of a zip archive, and what of it is not read. Raises Malformed, TooLarge."""
    whole = held(raw, file)
    archive = opened(whole, file)
    spans = _spans(whole, archive.infolist(), file)
    yield from _hidden_bytes(whole, archive, spans, file)
    yield from windows(Place(inside(file, "(comment)")), archive.comment.decode("utf-8", "replace"))
    seen: set[str] = set()
    for info, (start, end) in zip(archive.infolist(), spans, strict=True):
        place = inside(file, info.filename)
        if info.comment:
            yield from windows(Place(place, field="(comment)"), info.comment.decode("utf-8", "replace"))
        if info.filename in seen:
            yield Unread(Malformed("two members have this name, and programs take either", place=place))
        seen.add(info.filename)
        if info.is_dir() and not info.file_size:
            continue
        refused = _refusal(info, place)
        member = _Member(whole, info, (start, end))
        yield Unread(refused) if refused else Inner(place, cast(BinaryIO, member), packed=member.packed)


def office_form(raw: BinaryIO, file: str) -> str | None:
    """Return which kind of office document a zip archive is, None for any other. `raw` goes back to its beginning."""
    try:
        archive = opened(raw, file)
        names = archive.namelist()
        told = next((_OFFICE[name] for name in names if name in _OFFICE), None)
        return told or (_open_office(archive) if _MIME in names else None)
    finally:
        raw.seek(0)


def _open_office(archive: zipfile.ZipFile) -> str | None:
    try:
        with archive.open(_MIME) as member:
            return _OPEN_OFFICE.get(member.read(_LONGEST_MIME).decode("ascii", "replace").strip())
    except (*UNPACKING_ERRORS, struct.error):
        return None  # then it is an archive, and says why that is not read


def opened(whole: BinaryIO, file: str) -> zipfile.ZipFile:
    """Return an archive with its directory read, which is bounded. Raises Malformed, TooLarge."""
    try:
        archive = zipfile.ZipFile(cast(BinaryIO, _Guarded(whole, file)))
    except RelayError:
        raise
    except (*UNPACKING_ERRORS, struct.error) as error:
        raise Malformed("this is no zip archive, or it breaks off", place=file) from error
    if len(archive.infolist()) > MOST_MEMBERS:
        raise TooLarge(f"there are more than {MOST_MEMBERS} files in here", place=file)
    return archive


class _Guarded(io.RawIOBase):
    """An archive that gives out no more at once than a directory may have: zipfile reads that in one piece."""

    def __init__(self, raw: BinaryIO, place: str) -> None:
        super().__init__()
        self._raw = raw
        self._place = place

    def __repr__(self) -> str:
        return "_Guarded(<hidden>)"

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._raw.seek(offset, whence)

    def tell(self) -> int:
        return self._raw.tell()

    def read(self, size: int = -1) -> bytes:
        if size > LARGEST_DIRECTORY_BYTES:
            raise TooLarge("the archive lists more than is read", place=self._place)
        return self._raw.read(size if size >= 0 else LARGEST_DIRECTORY_BYTES)


def _spans(whole: BinaryIO, infos: list[zipfile.ZipInfo], file: str) -> list[tuple[int, int]]:
    """Return where each member's packed bytes stand. Raises Malformed for members that share bytes: a bomb."""
    spans = []
    for info in infos:
        whole.seek(max(0, info.header_offset))  # a lying archive may list one before its beginning
        header = whole.read(_LOCAL.size)
        mark, name_bytes, extra_bytes = _LOCAL.unpack(header) if len(header) == _LOCAL.size else (b"", 0, 0)
        told = info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8 else "cp437", "replace")
        if mark != _LOCAL_MARK or info.header_offset < 0 or whole.read(name_bytes) != told:
            raise Malformed("a member does not stand where the archive lists it", place=inside(file, info.filename))
        start = info.header_offset + _LOCAL.size + name_bytes + extra_bytes
        spans.append((start, start + info.compress_size))
    done = 0
    for (_, end), info in sorted(zip(spans, infos, strict=True), key=lambda one: one[1].header_offset):
        if info.header_offset < done:
            raise Malformed("members overlap: an archive made to burst", place=inside(file, info.filename))
        done = end
    return spans


def _hidden_bytes(
    whole: BinaryIO, archive: zipfile.ZipFile, spans: list[tuple[int, int]], file: str
) -> Iterator[Unread]:
    """Tell of bytes before, between and behind the members that belong to none."""
    headers = sorted(info.header_offset for info in archive.infolist())
    ends = sorted(end for _, end in spans)
    size = whole.seek(0, io.SEEK_END)
    tail_at = max(0, size - _LONGEST_END)
    whole.seek(tail_at)
    behind = whole.read(_LONGEST_END).rfind(_END_MARK) + tail_at + _END_BYTES + len(archive.comment)
    between = zip([0, *ends], [*headers, archive.start_dir], strict=True)
    if behind != size or any(start - done > (_DESCRIPTOR_BYTES if done else 0) for done, start in between):
        yield Unread(
            Malformed("the archive has bytes that belong to no file in it", place=file, reason="input:unread")
        )


def _refusal(info: zipfile.ZipInfo, place: str) -> RelayError | None:
    if info.flag_bits & _ENCRYPTED:
        return Malformed("it is encrypted", place=place, reason="input:unread")
    if info.compress_type not in _METHODS:
        said = f"packed by method {info.compress_type}, which is not read"
        return Malformed(said, place=place, reason="input:unread")
    return None


class _Member(io.RawIOBase):
    """One member unpacked: all of its bytes, and an error where they are not what the archive says of them."""

    def __init__(self, whole: BinaryIO, info: zipfile.ZipInfo, span: tuple[int, int]) -> None:
        super().__init__()
        self._whole = whole
        self._info = info
        self._start, self._end = span
        self._at = self._start
        self._inflate = zlib.decompressobj(-zlib.MAX_WBITS) if info.compress_type == zipfile.ZIP_DEFLATED else None
        self._crc = self._size = 0

    def __repr__(self) -> str:
        return "_Member(<hidden>)"

    def packed(self) -> int:
        """Return how many packed bytes were used up."""
        return self._at - self._start

    def read(self, size: int = -1) -> bytes:
        most = size if 0 <= size < _STEP_BYTES else _STEP_BYTES
        chunk = self._packed_chunk(most) if self._inflate is None else self._inflated(most)
        self._crc = zlib.crc32(chunk, self._crc)
        self._size += len(chunk)
        if not chunk and most and (self._crc != self._info.CRC or self._size != self._info.file_size):
            raise zipfile.BadZipFile
        return chunk

    def _packed_chunk(self, most: int) -> bytes:
        self._whole.seek(self._at)  # another member may have been read in between
        chunk = self._whole.read(min(most, self._end - self._at))
        self._at += len(chunk)
        return chunk

    def _inflated(self, most: int) -> bytes:
        inflate = self._inflate
        while inflate is not None and most:
            fed = inflate.unconsumed_tail or self._packed_chunk(_STEP_BYTES)
            chunk = inflate.decompress(fed, most)
            if chunk:
                return chunk
            if inflate.eof:
                if inflate.unused_data or self._at != self._end:  # more lies behind the end that deflate sees
                    raise zipfile.BadZipFile
                return b""
            if not fed:
                raise EOFError
        return b""
