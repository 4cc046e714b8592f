"""Every path of the API, in one list: who may use it, what it takes and gives, and how much at most."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import unquote_to_bytes

from orderveil.core.grants import Scope
from orderveil.gateway import finding, inventory, moving, opening, shadowing, status, taking
from orderveil.gateway.errors import NoRoute, WrongMethod
from orderveil.gateway.gate import Gate
from orderveil.gateway.shapes import JSON, NDJSON, TEXT, Answer, Request

Handler = Callable[[Gate, Request], Answer]
_SMALL_BYTES = 64 * 1024
_MEDIUM_BYTES = 1024 * 1024


class Guard(StrEnum):
    """What a request must bear."""

    KEY = "key"
    NOTHING = "nothing"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one path. `limit_bytes` 0: takes no body; None: the installation's own limit."""

    method: str
    path: str
    name: str
    summary: str
    handle: Handler
    guard: Guard = Guard.KEY
    scope: Scope | None = None
    takes: Any = None
    gives: Any = None
    media: str = JSON
    limit_bytes: int | None = 0
    errors: tuple[int, ...] = ()
    is_inline: bool = False  # answered on the event loop; must not wait for anything


_KEYED = (400, 401, 403, 408, 413, 415, 429, 503)
_LOOK = (404, 409, 410)

ROUTES: tuple[Route, ...] = (
    Route(
        "POST", "/v1/intake/{source}/{shop}", "take_webhook", "Take in a shop's signed webhook", taking.take_webhook,
        guard=Guard.SIGNATURE, takes=bytes, gives=taking.IntakeAnswer, limit_bytes=None,
        errors=(400, 401, 404, 408, 413, 422, 429, 503),
    ),
    Route(
        "GET", "/v1/hops/{hop}/orders/{ref}", "open_view", "Open one order's view", opening.open_one,
        scope=Scope.VIEWS_ONE_OPEN, gives=opening.ViewAnswer,
        errors=(400, 401, 403, *_LOOK, 413, 429, 503),
    ),
    Route(
        "POST", "/v1/hops/{hop}/orders/{ref}/reveals", "reveal_view", "Open one order's view for a purpose",
        opening.reveal_one, scope=Scope.VIEWS_ONE_OPEN, takes=opening.Reveal, gives=opening.ViewAnswer,
        limit_bytes=_SMALL_BYTES, errors=(*_KEYED, *_LOOK),
    ),
    Route(
        "POST", "/v1/hops/{hop}/views", "open_views", "Open many orders' views as a stream of lines",
        opening.open_many, scope=Scope.VIEWS_MANY_OPEN, takes=opening.BulkRequest,
        gives=(opening.BulkView, opening.BulkLast), media=NDJSON, limit_bytes=_SMALL_BYTES,
        errors=(*_KEYED, *_LOOK),
    ),
    Route(
        "POST", "/v1/hops/{hop}/views/named", "open_named_views", "Open named orders' views as a stream of lines",
        opening.open_named, scope=Scope.VIEWS_MANY_OPEN, takes=opening.NamedRequest,
        gives=(opening.BulkView, opening.BulkLast), media=NDJSON, limit_bytes=4 * _MEDIUM_BYTES,
        errors=(*_KEYED, *_LOOK),
    ),
    Route(
        "POST", "/v1/shipments/events", "record_events", "Tell what happened to parcels", moving.record_events,
        scope=Scope.SHIPMENTS_EVENTS_RECORD, takes=moving.ShipmentEvents, gives=moving.EventsAnswer,
        limit_bytes=_MEDIUM_BYTES, errors=_KEYED,
    ),
    Route(
        "POST", "/v1/search", "search", "Find orders by exact values; answers masked views", finding.search,
        scope=Scope.SEARCH_ORDERS_FIND, takes=finding.SearchRequest, gives=finding.SearchAnswer,
        limit_bytes=_SMALL_BYTES, errors=(*_KEYED, *_LOOK),
    ),
    Route(
        "POST", "/v1/hops/ims/lines", "check_lines", "Check inventory lines for buyer data", inventory.check,
        scope=Scope.IMS_LINES_CHECK, takes=inventory.LinesRequest, gives=inventory.LinesAnswer,
        limit_bytes=4 * _MEDIUM_BYTES, errors=_KEYED,
    ),
    Route(
        "POST", "/v1/shadow", "record_sent", "Tell which fields a hop was sent past the relay",
        shadowing.record_sent, scope=Scope.SHADOW_SENT_RECORD, takes=shadowing.Sent, gives=shadowing.SentRecorded,
        limit_bytes=_SMALL_BYTES, errors=(*_KEYED, *_LOOK),
    ),
    Route(
        "GET", "/healthz", "is_alive", "Is the process alive?", status.is_alive,
        guard=Guard.NOTHING, gives=status.Alive, is_inline=True,
    ),
    Route(
        "GET", "/readyz", "is_ready", "Can the relay do its work?", status.is_ready,
        guard=Guard.NOTHING, gives=status.Ready, errors=(503,), is_inline=True,
    ),
    Route(
        "GET", "/metrics", "metrics", "Counts for Prometheus; for this machine or with a token", status.metrics,
        guard=Guard.NOTHING, gives=str, media=TEXT, errors=(404,), is_inline=True,
    ),
)  # fmt: skip

_ALWAYS_LIMIT = 16  # segments; no route has more


class Router:
    """Finds the route of a method and a raw path."""

    def __init__(self, routes: tuple[Route, ...]) -> None:
        self._exact: dict[bytes, dict[str, Route]] = {}
        self._patterns: dict[int, list[tuple[tuple[bytes | None, ...], dict[str, Route]]]] = {}
        for route in routes:
            if "{" not in route.path:
                self._exact.setdefault(route.path.encode(), {})[route.method] = route
                continue
            parts = tuple(
                None if part.startswith("{") else part.encode() for part in route.path.split("/")[1:]
            )
            held = self._patterns.setdefault(len(parts), [])
            methods = next((methods for shape, methods in held if shape == parts), None)
            if methods is None:
                methods = {}
                held.append((parts, methods))
            methods[route.method] = route

    def find(self, method: str, raw_path: bytes) -> tuple[Route, tuple[str, ...]]:
        """Return the route and the values of its placeholders. Raises NoRoute, WrongMethod."""
        methods = self._exact.get(raw_path)
        arguments: tuple[bytes, ...] = ()
        if methods is None:
            methods, arguments = self._match(raw_path)
        route = methods.get(method)
        if route is None:
            raise WrongMethod(", ".join(sorted(methods)))
        return route, tuple(_plain(argument) for argument in arguments) if arguments else ()

    def _match(self, raw_path: bytes) -> tuple[dict[str, Route], tuple[bytes, ...]]:
        segments = raw_path.split(b"/", _ALWAYS_LIMIT)[1:]
        for shape, methods in self._patterns.get(len(segments), ()):
            if all(part is None or part == segment for part, segment in zip(shape, segments, strict=True)):
                return methods, tuple(
                    segment for part, segment in zip(shape, segments, strict=True) if part is None
                )
        raise NoRoute("there is nothing here")


def _plain(segment: bytes) -> str:
    """Return a placeholder's value. A slash inside one is written %2F, so the path is split before it is decoded."""
    try:
        text = unquote_to_bytes(segment).decode("utf-8") if b"%" in segment else segment.decode("ascii")
    except UnicodeDecodeError:
        raise NoRoute("there is nothing here") from None
    if not text or len(text) > 200 or not text.isprintable():
        raise NoRoute("there is nothing here")
    return text
