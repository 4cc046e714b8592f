"""Whether the packed parts of a PDF unpack. Behind the fence.

Where one does not, pdfium draws the page without it and says nothing; a scan must not take that
for a page that says nothing. Must never hold what it unpacks.
"""

from __future__ import annotations

import base64
import re
import zlib

_MOST_BYTES = 268_435_456  # unpacked, of one file
_STEP_BYTES = 1_048_576
_MOST_PARTS = 20_000
_STREAM = re.compile(
    rb"<<(?P<head>(?:[^<>]|<<[^<>]{0,2000}>>|<[0-9A-Fa-f\s]{0,200}>){0,2000})>>\s{0,8}stream\r?\n"
)
_FILTERS = re.compile(rb"/Filter\s*(?:\[\s*)?(?P<ascii>/ASCII85Decode\s*)?/FlateDecode\s*(?:\]|(?=/[A-Z]|\s*\Z|\s*>>))")


def is_broken(data: bytes) -> bool:
    """Tell whether a stream of a PDF does not unpack. What is encrypted or packed otherwise is not looked at."""
    if b"/Encrypt" in data:
        return False
    left = _MOST_BYTES
    for number, found in enumerate(_STREAM.finditer(data)):
        filters = _FILTERS.search(found["head"])
        if number >= _MOST_PARTS or left <= 0:
            return False
        if filters is None:
            continue
        end = data.find(b"endstream", found.end())
        body = data[found.end() : end if end >= 0 else len(data)]
        try:
            if filters["ascii"]:
                body = base64.a85decode(b"<~" + body.strip().removesuffix(b"~>") + b"~>", adobe=True)
            left -= _unpacked_bytes(body, left)
        except (ValueError, zlib.error):
            return True
    return False


def _unpacked_bytes(body: bytes, most: int) -> int:
    """Return how many bytes come out, up to `most`. Raises zlib.error."""
    unpacker = zlib.decompressobj()
    size = 0
    while size < most and not unpacker.eof:
        step = len(unpacker.decompress(body, _STEP_BYTES))
        size += step
        body = unpacker.unconsumed_tail
        if not body and not step:
            raise zlib.error("it breaks off")
    return size
