"""Where HTTP comes in: an ASGI application of our own, with no framework between it and the guards.

A request passes these steps; a refusal at any of them costs nothing of those after it:

  1. its path and method are ones of the API;
  2. its host is one of ours, its headers say each thing once, its body is not packed;
  3. its length is within the route's limit, and there is room for it;
  4. its body comes in whole, within the limit and the time;
  5. a working thread does what it asks;
  6. it is answered, line by line where it is a stream, as fast as the client reads and no slower
     than the deadline;
  7. it is counted and logged, by its route and never by its values.

Clients that hang in 4 or 6 hold a coroutine, not a thread. Must never log or answer an exception's
text: it may hold a value.
"""

from __future__ import annotations

import asyncio
import time
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import structlog

from orderveil.core.errors import Malformed, RelayError
from orderveil.gateway.accesslog import AccessLog, Line
from orderveil.gateway.errors import Busy, TooSlow, reply_to, reply_to_unforeseen
from orderveil.gateway.gate import Gate
from orderveil.gateway.guards import Guards, Message, Receive
from orderveil.gateway.heads import Heads, new_request_id
from orderveil.gateway.pool import Pool
from orderveil.gateway.routes import Route, Router
from orderveil.gateway.shapes import NDJSON, Reply, Request, Stream
from orderveil.gateway.watch import Deadlines, Gone

Send = Callable[[Message], Awaitable[None]]
Scope = MutableMapping[str, Any]

SEND_SECONDS = 30.0
STREAMS = 16
_METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
_log = structlog.get_logger("gateway")


class Exchange:
    """One request and its answer, as far as counting and logging need to know it."""

    __slots__ = (
        "began", "bytes_in", "bytes_out", "id", "method", "outcome", "peer", "reason", "route", "status", "streams",
    )  # fmt: skip

    def __init__(self, scope: Scope) -> None:
        self.began = time.perf_counter()
        self.id = new_request_id()
        self.method: str = scope["method"]
        self.peer: str = scope["client"][0] if scope.get("client") else ""
        self.route: Route | None = None
        self.status = 0
        self.streams = 0
        self.bytes_in = 0
        self.bytes_out = 0
        self.reason: str | None = None
        self.outcome: str | None = None


class Entry:
    """The ASGI application of one gateway."""

    def __init__(self, gate: Gate, router: Router, log: AccessLog, close: Callable[[], None]) -> None:
        self._gate = gate
        self._router = router
        self._access = log
        self._close = close
        self._pool = Pool(gate.settings.threads, gate.settings.waiting)
        self._deadlines = Deadlines()
        self._guards = Guards(gate.settings.hosts, self._deadlines)
        self._streams = 0
        self._heads = Heads(https=gate.settings.https)
        gate.metrics.gauge("gateway_streams", lambda: float(self._streams))
        gate.metrics.gauge("gateway_work", lambda: float(self._pool.under_way))
        gate.metrics.gauge("vault_ready", lambda: float(gate.readiness.is_ready))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        if scope["type"] != "http":
            return  # websockets are switched off in the server; nothing else is spoken here
        exchange = Exchange(scope)
        try:
            answer = await self._answer_of(exchange, scope, receive)
            if isinstance(answer, Stream):
                await self._stream(exchange, answer, receive, send)
            else:
                await self._reply(exchange, answer, send)
        except (Gone, OSError):
            exchange.reason = exchange.reason or "http:gone"
        finally:
            self._streams -= exchange.streams
        self._note(exchange)

    # ---- steps 1 to 5

    async def _answer_of(self, exchange: Exchange, scope: Scope, receive: Receive) -> Reply | Stream:
        try:
            route, arguments = self._router.find(exchange.method, scope["raw_path"])  # step 1
            exchange.route = route
            headers = self._guards.head(scope["headers"])  # step 2
            limit = self._gate.settings.max_body_bytes if route.limit_bytes is None else route.limit_bytes
            body = await self._body(headers, limit, receive)  # steps 3 and 4
            exchange.bytes_in = len(body)
            request = Request(arguments, headers, body, exchange.peer, scope["query_string"])
            if route.is_inline:
                return route.handle(self._gate, request)
            if route.media == NDJSON:
                self._reserve(exchange)
            return await self._pool.run(route.handle, self._gate, request)  # step 5
        except RelayError as error:
            reply = reply_to(error)
            if reply.status == 500:
                _log.error("gateway.failed", reason=error.reason, place=error.place, request=exchange.id)
            return reply
        except Gone:
            raise
        except Exception as error:
            _tell(error)
            return reply_to_unforeseen()

    async def _body(self, headers: dict[bytes, bytes], limit: int, receive: Receive) -> bytes:
        """The server says of a malformed chunk what it says of a client that is gone: whoever is there is answered."""
        try:
            return await self._guards.body(headers, limit, receive)
        except Gone:
            raise Malformed("the body broke off, or a chunk of it is none", reason="http:gone", place="body") from None

    def _reserve(self, exchange: Exchange) -> None:
        """Take one of the streams before its first page is opened: a look that is refused is not recorded."""
        if self._streams >= STREAMS:
            raise Busy("too many streams are under way; try again")
        exchange.streams = 1
        self._streams += 1

    # ---- steps 6 and 7

    async def _reply(self, exchange: Exchange, answer: Reply, send: Send) -> None:
        exchange.status = answer.status
        exchange.reason = answer.reason
        exchange.bytes_out = len(answer.body)
        headers = self._heads.of_reply(answer, exchange.id)
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})

    async def _stream(self, exchange: Exchange, stream: Stream, receive: Receive, send: Send) -> None:
        """Send page by page. A client that is gone or does not read gets no last line: it was cut."""
        exchange.status = 200
        exchange.outcome = "cut"
        gone = asyncio.ensure_future(_until_gone(receive))
        try:
            headers = self._heads.of(stream.media, exchange.id)
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            reason = await self._pages(exchange, stream, send, gone)
            exchange.outcome = reason or "complete"
            await self._send_page(exchange, send, stream.last(reason), more=False)
        except Gone:
            stream.last(exchange.outcome)  # counted, and nobody is there to read it
            raise
        finally:
            gone.cancel()

    async def _pages(
        self, exchange: Exchange, stream: Stream, send: Send, gone: asyncio.Future[None]
    ) -> str | None:
        """Send every page; return why they do not go on to the end, or None."""
        try:
            while (page := await self._pool.run(next, stream.pages, None)) is not None:
                if gone.done():
                    raise Gone
                await self._send_page(exchange, send, page, more=True)
        except RelayError as error:
            return error.reason
        except Gone:
            raise
        except Exception as error:
            _tell(error)
            return "relay:error"
        return None

    async def _send_page(self, exchange: Exchange, send: Send, page: bytes, *, more: bool) -> None:
        with self._deadlines.until(SEND_SECONDS) as deadline:
            try:
                await send({"type": "http.response.body", "body": page, "more_body": more})
            except asyncio.CancelledError:
                deadline.go_on_if_passed()
                exchange.reason = TooSlow.reason
                raise Gone from None
        exchange.bytes_out += len(page)

    def _note(self, exchange: Exchange) -> None:
        """Step 7."""
        seconds = time.perf_counter() - exchange.began
        route = exchange.route.path if exchange.route is not None else "none"
        method = exchange.method if exchange.method in _METHODS else "OTHER"
        self._gate.metrics.requested(route, method, exchange.status, seconds)
        if exchange.reason is not None and exchange.status >= 400:
            self._gate.metrics.count("errors", exchange.reason)
        if self._access.is_on:
            self._access.write(
                Line(
                    at=time.time(), id=exchange.id, method=method, route=route, status=exchange.status,
                    ms=round(seconds * 1000, 2), bytes_in=exchange.bytes_in, bytes_out=exchange.bytes_out,
                    peer=exchange.peer, reason=exchange.reason, outcome=exchange.outcome,
                )
            )  # fmt: skip

    # ---- life

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._pool.start(asyncio.get_running_loop())
                self._deadlines.start()
                self._access.start()
                self._gate.readiness.start()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                self._gate.readiness.stop()
                self._pool.stop()
                self._access.stop()
                self._close()
                await send({"type": "lifespan.shutdown.complete"})
                return


async def _until_gone(receive: Receive) -> None:
    """Return when the client is gone."""
    while (await receive())["type"] == "http.request":
        pass


def _tell(error: Exception) -> None:
    """Log where something broke, without the error's text and without any variable."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames[-4:]]
    _log.error("gateway.broke", error=type(error).__name__, at=places)
