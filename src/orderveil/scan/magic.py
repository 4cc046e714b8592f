"""What a file is by its first bytes, where they say so: names lie more often.

Pure. Must never call bytes text that are none: what is no text and has no mark is nothing known.
"""

from __future__ import annotations

import re

from orderveil.detect.words import words

_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),  # with nothing in it
    (b"\x1f\x8b", "gzip"),
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"PAR1", "parquet"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),  # documents of before 2007, and encrypted ones of after
)
# Endings of formats that are not text. One that has a reader is in reading's table, and then it gets that.
BINARY_ENDINGS = words(
    ".7z .avi .avro .bmp .bz2 .doc .docm .docx .dll .exe .gif .heic .ico .jar .jpeg .jpg .mov .mp3 .mp4 .msg .odp .ods "
    ".odt .orc .parquet .pdf .png .ppt .pptx .pst .pyc .rar .so .sqlite .tif .tiff .webp .xls .xlsb .xlsm .xlsx .xz "
    ".zst"
)
# Its size of blocks, and then its first block or, where it is empty, its end: a text may begin with BZh as well.
_BZIP2 = re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)")
_TAR_MARK = b"ustar"
_TAR_MARK_AT = 257
_PDF_WITHIN = 1_024
_PRINTER = re.compile(rb"\s*(?:\x10?CT~~CD,~CC\^~CT~\s*)?(?:\^XA|~DG[A-Z]:|~DY[A-Z]:|\^XZ\s*\^XA)", re.IGNORECASE)
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_ALLOWED = frozenset(b"\t\n\r\f\x1b")
_LEAST_PRINTED = 0.98  # of the first bytes; a stray control character makes nothing else of a log


def form_by_content(head: bytes) -> str | None:
    """Return the name of the format that these first bytes of a file show, `text`, or None for neither."""
    for mark, form in _MARKS:
        if head.startswith(mark):
            return form
    if _BZIP2.match(head):
        return "bzip2"
    if head[_TAR_MARK_AT : _TAR_MARK_AT + len(_TAR_MARK)] == _TAR_MARK:
        return "tar"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    if b"%PDF-" in head[:_PDF_WITHIN] and b"\0" in head:  # what other programs read as PDF, junk before it and all
        return "pdf"
    if not _is_text(head):
        return None
    return "zpl" if _PRINTER.match(head) else "text"


def _is_text(head: bytes) -> bool:
    if head.startswith(_WIDE):
        return True
    if b"\0" in head:
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4 or error.reason != "unexpected end of data":
            return False
    control = sum(byte < 0x20 and byte not in _ALLOWED for byte in head)
    return control <= (1 - _LEAST_PRINTED) * len(head)
