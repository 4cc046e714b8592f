"""What the fenced reader of a hostile format hands back: frames of a header and bytes, through a pipe.

Both ends stand here. The end that reads takes nothing on trust: the library behind the other end
may have been taken over by the file that it read. Must never grow with what a header claims.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from orderveil.core.errors import Malformed

LARGEST_BODY_BYTES = 67_108_864
_LARGEST_HEADER_BYTES = 4_096
_LENGTH_BYTES = 4
_LONGEST_NAME = 80


class FrameKind(StrEnum):
    """What a frame holds."""

    CODE = "code"  # the contents of a barcode; `name` is its symbology
    DONE = "done"  # nothing else follows; without it the reader broke off
    FILE = "file"  # an attachment; `name` is its file name
    PAGE = "page"  # a page is through; its number tells how far the reader came
    PAINTED = "painted"  # something is drawn on this page
    PICTURE = "picture"  # eight-bit greys, row by row, that hold words nobody has read
    POSITION = "position"  # where a photo was taken
    TEXT = "text"
    UNREAD = "unread"  # `name` is that of a Trouble


class Trouble(StrEnum):
    """Why something was not read."""

    DAMAGED = "it is damaged, or not what its name says"
    DAMAGED_PART = "a part of it is damaged, and what it held cannot be told"
    EMPTY = "nothing can be seen on any of its pages"
    ENCRYPTED = "it opens with a password alone"
    LARGE_PAGE = "a page or picture of this size is not looked at for codes and words in pictures"
    LARGE_TEXT = "there is more text on it than is read"
    MANY_CODES = "there are more codes on it than are read"
    MANY_PAGES = "it has more pages than are read"
    MANY_PARTS = "it has more notes, fields or attachments than are read"


@dataclass(frozen=True, slots=True, repr=False)
class Frame:
    """One thing found in a document. `name` says where on the page, `label` what a form calls it."""

    kind: FrameKind
    body: bytes = b""
    page: int | None = None
    name: str = ""
    label: str = ""
    width: int = 0
    height: int = 0

    def __repr__(self) -> str:
        return f"Frame({self.kind}, page {self.page}, <hidden>)"

    @property
    def text(self) -> str:
        """The body as text, without what no text holds."""
        return self.body.decode("utf-8", "replace").replace("\0", " ")


def shown(name: str) -> str:
    """Return a name out of a document as a place may show it: short, and nothing that a terminal obeys."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in name[:_LONGEST_NAME])


def encoded(frame: Frame) -> bytes:
    """Return a frame as it goes through the pipe."""
    header = {
        "kind": frame.kind.value, "body": len(frame.body), "page": frame.page, "name": shown(frame.name),
        "label": shown(frame.label), "width": frame.width, "height": frame.height,
    }  # fmt: skip
    raw = json.dumps(header).encode("ascii")
    return len(raw).to_bytes(_LENGTH_BYTES, "big") + raw + frame.body


def read_frame(take: Callable[[int], bytes]) -> Frame:
    """Return the next frame; `take` gives so many bytes and raises EOFError. Raises Malformed for what is none."""
    size = int.from_bytes(take(_LENGTH_BYTES), "big")
    if size > _LARGEST_HEADER_BYTES:
        raise _wrong()
    try:
        header = json.loads(take(size))
        body, width, height = (_count(header[key]) for key in ("body", "width", "height"))
        page = None if header["page"] is None else _count(header["page"])
        kind, name, label = FrameKind(header["kind"]), shown(str(header["name"])), shown(str(header["label"]))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _wrong() from error
    if body > LARGEST_BODY_BYTES or (kind is FrameKind.PICTURE and body != width * height):
        raise _wrong()
    return Frame(kind, take(body), page, name, label, width, height)


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise ValueError("no count")
    return value


def _wrong() -> Malformed:
    return Malformed("the reader of this format answered with nonsense")
