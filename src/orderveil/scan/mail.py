"""Reading an e-mail (EML): its headers, its text and HTML parts, and its attachments in their turn.

Must never hold a message beyond its limit. What an attachment is its bytes and its name tell.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_binary_file, policy
from typing import Any, BinaryIO

from orderveil.core.errors import Malformed
from orderveil.scan.finding import Place
from orderveil.scan.nesting import inside
from orderveil.scan.pieces import Inner, Piece, windows
from orderveil.scan.plain import read_html, read_text

_HEADERS = ("From", "To", "Cc", "Bcc", "Reply-To", "Subject")
_LARGEST_BYTES = 67_108_864
_READERS = {"text/html": read_html}
_TABLES = {"text/csv": "csv", "text/tab-separated-values": "tsv"}


def read_eml(raw: BinaryIO, file: str) -> Iterator[Piece | Inner]:
    """Yield what stands in the headers and parts of one message, and the files attached. Raises Malformed."""
    limited = io.BytesIO(raw.read(_LARGEST_BYTES + 1))
    if limited.getbuffer().nbytes > _LARGEST_BYTES:
        raise Malformed("a message of this size is not read", place=file, reason="input:too-large")
    message = message_from_binary_file(limited, policy=policy.default)
    for name in _HEADERS:
        for value in _values(message, name):
            yield from windows(Place(file, field=name), value)
    for number, part in enumerate(message.walk()):
        kind = part.get_content_type()
        if part.is_multipart():
            continue
        if part.get_content_maintype() != "text":
            attached = part.get_payload(decode=True)
            name = part.get_filename() or f"part {number} ({kind})"
            yield Inner(inside(file, name), io.BytesIO(attached if isinstance(attached, bytes) else b""))
            continue
        if kind in _TABLES:
            table = io.BytesIO(_content(part).encode("utf-8", "replace"))
            yield Inner(inside(file, f"part {number} ({kind})"), table, _TABLES[kind])
            continue
        for piece in _READERS.get(kind, read_text)(io.StringIO(_content(part), newline=""), file):
            yield replace(piece, place=replace(piece.place, field=f"part {number} ({kind})"))


def _values(message: Any, name: str) -> list[str]:
    try:
        return [str(value) for value in message.get_all(name, [])]
    except Exception:  # the library trips over headers that no mail program writes: then they are read as they stand
        return [str(value) for key, value in message.raw_items() if key.lower() == name.lower()]


def _content(part: Any) -> str:
    try:
        return str(part.get_content())
    except (LookupError, ValueError):  # a charset that nobody knows
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
