"""Steps 2 to 4 of a request: what its head may say, and how its body comes in.

Clients that say one thing twice, pack a body or send more than they said are refused before any of
it is read further; clients that hang are let go of at a deadline. Must never decode a body.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from orderveil.core.errors import Malformed, TooLarge
from orderveil.gateway.errors import Busy, TooSlow, WrongHost, WrongMedia
from orderveil.gateway.settings import host_of
from orderveil.gateway.watch import Deadlines, Gone

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]

BODY_SECONDS = 20.0
BUFFER_BYTES = 256 * 1024 * 1024  # of bodies larger than SMALL_BYTES, all together
SMALL_BYTES = 64 * 1024
_LENGTH_DIGITS = 18
_ONCE = frozenset({b"authorization", b"content-encoding", b"content-length", b"content-type", b"host"})
_SIGNED = (b"x-shopify-", b"x-wc-")


class Guards:
    """Checks heads and collects bodies for one event loop."""

    def __init__(self, hosts: frozenset[str] | None, deadlines: Deadlines) -> None:
        self._hosts = None if hosts is None else {host.encode() for host in hosts}
        self._deadlines = deadlines
        self._buffered = 0

    def head(self, pairs: list[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
        """Step 2. Return the headers; two readers that take a doubled one differently are a way past a guard."""
        headers = dict(pairs)
        if len(headers) != len(pairs):
            seen: set[bytes] = set()
            for name, _ in pairs:
                if name in seen and (name in _ONCE or name.startswith(_SIGNED)):
                    raise Malformed("a header stands twice", place="headers")
                seen.add(name)
        if self._hosts is not None and host_of(headers.get(b"host", b"")) not in self._hosts:
            raise WrongHost("this relay does not answer to that name", place="host")
        if headers.get(b"content-encoding", b"identity") != b"identity":
            raise WrongMedia("send the body unpacked", place="content-encoding")
        return headers

    async def body(self, headers: dict[bytes, bytes], limit: int, receive: Receive) -> bytes:
        """Steps 3 and 4. Return the whole body. `limit` 0: the path takes none."""
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or len(length) > _LENGTH_DIGITS:
            raise Malformed("the length is not a number", place="content-length")
        if int(length) > limit:
            raise _too_large(limit)
        if limit == 0 and b"transfer-encoding" not in headers:
            return b""
        with self._deadlines.until(BODY_SECONDS) as deadline:
            try:
                return await self._collect(receive, limit)
            except asyncio.CancelledError:
                deadline.go_on_if_passed()
                raise TooSlow(f"the body did not come within {BODY_SECONDS:.0f} seconds") from None

    async def _collect(self, receive: Receive, limit: int) -> bytes:
        message = await receive()
        first = _part(message)
        if len(first) > limit:
            raise _too_large(limit)
        if not message.get("more_body"):
            return first
        parts, size, charged = [first], len(first), 0
        try:
            while message.get("more_body"):
                message = await receive()
                parts.append(_part(message))
                size += len(parts[-1])
                if size > limit:
                    raise _too_large(limit)
                owed = max(0, size - SMALL_BYTES) - charged
                if self._buffered + owed > BUFFER_BYTES:
                    raise Busy("too many large bodies at once; try again")
                self._buffered += owed
                charged += owed
        finally:
            self._buffered -= charged
        return b"".join(parts)


def _part(message: Message) -> bytes:
    """Return a piece of the body. Raises Gone where the client went away in the middle of it."""
    if message["type"] != "http.request":
        raise Gone
    body: bytes = message.get("body", b"")
    return body


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"the body is larger than the {limit} bytes that this path takes", place=f"byte {limit}")
