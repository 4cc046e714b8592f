"""What goes in and out of a handler: a request as read, a reply, a stream of pages.

Bodies and headers hold buyers' data and keys: their repr is hidden, and nothing here logs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

JSON = "application/json"
NDJSON = "application/x-ndjson"
TEXT = "text/plain; version=0.0.4; charset=utf-8"  # what Prometheus reads


@dataclass(frozen=True, slots=True, repr=False)
class Request:
    """One request, read whole and within its limits. `args` are the values of the route's placeholders."""

    args: tuple[str, ...]
    headers: Mapping[bytes, bytes]
    body: bytes
    peer: str
    query: bytes = b""

    def __repr__(self) -> str:
        return "Request(<hidden>)"


@dataclass(frozen=True, slots=True, repr=False)
class Reply:
    """One answer. `reason` is told to metrics and the access log; it is never a value."""

    status: int
    body: bytes
    media: str = JSON
    reason: str | None = None
    retry_after_seconds: int | None = None
    allow: str | None = None
    close: bool = False

    def __repr__(self) -> str:
        return f"Reply({self.status}, <hidden>)"


@dataclass(frozen=True, slots=True, repr=False)
class Stream:
    """An answer that is made page by page. `last` makes its last line, from the reason why it is not complete.

    `pages` blocks while it asks the vault, so each is drawn on a working thread.
    """

    pages: Iterator[bytes]
    last: Callable[[str | None], bytes]
    media: str = NDJSON

    def __repr__(self) -> str:
        return "Stream(<hidden>)"


Answer = Reply | Stream
