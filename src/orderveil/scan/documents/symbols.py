"""Reading the codes of one picture: barcodes, QR, DataMatrix, PDF417, Aztec. Behind the fence.

Must never be asked for a picture beyond the bounds of its caller.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import zxingcpp

from orderveil.scan.documents.frames import Frame, FrameKind, Trouble

MOST_CODES = 400  # of one page


def codes_in(picture: Any) -> list[Any]:
    """Return the codes of a grey picture (an array, or one of Pillow's)."""
    return list(zxingcpp.read_barcodes(picture, text_mode=zxingcpp.TextMode.HRI))


def frames_of(codes: list[Any], page: int | None) -> Iterator[Frame]:
    """Yield what stands in the codes, each once."""
    seen = set()
    for code in codes[:MOST_CODES]:
        text = code.text
        if code.content_type in (zxingcpp.ContentType.Binary, zxingcpp.ContentType.Mixed):
            text = _text_of(bytes(code.bytes))
        name = str(code.format).rpartition(".")[2]
        if (name, text) not in seen:
            seen.add((name, text))
            yield Frame(FrameKind.CODE, text.encode("utf-8", "replace"), page, name)
    if len(codes) > MOST_CODES:
        yield Frame(FrameKind.UNREAD, page=page, name=Trouble.MANY_CODES.name)


def _text_of(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def is_within(code: Any, box: tuple[float, float, float, float]) -> bool:
    """Tell whether the middle of a code lies in `box` (left, top, right, bottom; points of its picture)."""
    at = code.position
    corners = (at.top_left, at.top_right, at.bottom_left, at.bottom_right)
    x, y = sum(corner.x for corner in corners) / 4, sum(corner.y for corner in corners) / 4
    left, top, right, bottom = box
    return bool(left <= x <= right and top <= y <= bottom)
