"""Views over HTTP: one by one, with a purpose, and in bulk as a stream of lines.

The partner's key is handed through: the vault checks it, spends its allowance and records the look.
A stream can break anywhere between the vault and a partner's disk, so its last line says whether it
is complete; a stream without that line is not. Must never hold more than one page of views.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, TypeVar
from urllib.parse import parse_qsl

import msgspec
from msgspec import Meta

from orderveil.core.errors import Malformed, NotFound
from orderveil.core.grants import Scope
from orderveil.core.hop import Hop
from orderveil.core.view import View
from orderveil.gateway.gate import Gate, reply
from orderveil.gateway.reading import read_body
from orderveil.gateway.shapes import Reply, Request, Stream
from orderveil.vault.messages import KeyGrant, KeyRow, Opened, OpenedMany, OpenView, OpenViews

PAGE = 500
ORDERS_LIMIT = 10_000
_HOPS = {hop.value for hop in Hop}
Ref = Annotated[str, Meta(min_length=1, max_length=200)]
Word = Annotated[str, Meta(min_length=1, max_length=64)]
Cursor = Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{1,200}$")]
T = TypeVar("T", "BulkRequest", "NamedRequest")
_encode = msgspec.json.encode


class Reveal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A look for a purpose that the contract names. `reference`: the ticket, case or call behind it."""

    purpose: Word
    reference: Ref | None = None
    shipment: Word | None = None


class ViewAnswer(msgspec.Struct, frozen=True):
    """One order's view. `entry` is the digest of the ledger entry that recorded this look."""

    view: View
    entry: str | None = None


class BulkRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All orders of the key's shop, oldest first, or those after `cursor`; at most `limit`."""

    cursor: Cursor | None = None
    limit: Annotated[int, Meta(ge=1, le=1_000_000)] | None = None
    purpose: Word | None = None


class NamedRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The orders that are named, by the partner's own references."""

    orders: Annotated[list[Ref], Meta(min_length=1, max_length=ORDERS_LIMIT)]
    purpose: Word | None = None

    def __repr__(self) -> str:
        return "NamedRequest(<hidden>)"


class BulkView(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line. `asked` is the position in `orders`; `missing`: there is no such order for this key."""

    view: View | None = None
    asked: int | None = None
    missing: bool = False


class BulkEnd(msgspec.Struct, frozen=True):
    """The last line's content. Where it is not complete, `reason` says why; `cursor` goes on from there."""

    complete: bool
    views: int
    missing: int = 0
    reason: str | None = None
    cursor: str | None = None


class BulkLast(msgspec.Struct, frozen=True):
    """The last line. A stream without it was cut."""

    end: BulkEnd


def open_one(gate: Gate, request: Request) -> Reply:
    """GET /v1/hops/{hop}/orders/{ref}?shipment=."""
    query = _query(request.query)
    return _open(gate, request, Reveal(purpose="", shipment=query.get("shipment")))


def reveal_one(gate: Gate, request: Request) -> Reply:
    """POST /v1/hops/{hop}/orders/{ref}/reveals."""
    return _open(gate, request, read_body(request, Reveal))


def _open(gate: Gate, request: Request, asked: Reveal) -> Reply:
    hop, ref = request.args
    grant = gate.keys.grant(request)
    _check_hop(hop)
    question = OpenView(
        by=grant, hop=hop, order=ref, shipment=asked.shipment,
        purpose=asked.purpose or None, reference=asked.reference,
    )  # fmt: skip
    opened = gate.vault.ask(question, Opened)
    gate.keys.worked(grant)
    return reply(ViewAnswer(opened.views[0], opened.entry))


def open_many(gate: Gate, request: Request) -> Stream:
    """POST /v1/hops/{hop}/views."""
    bulk, asked = _bulk(gate, request, BulkRequest)
    return _streamed(bulk, bulk.by_cursor(asked.cursor, asked.limit))


def open_named(gate: Gate, request: Request) -> Stream:
    """POST /v1/hops/{hop}/views/named."""
    bulk, asked = _bulk(gate, request, NamedRequest)
    return _streamed(bulk, bulk.by_orders(asked.orders))


def _bulk(gate: Gate, request: Request, shape: type[T]) -> tuple[_Bulk, T]:
    grant, row = gate.keys.row(request, Scope.VIEWS_MANY_OPEN)
    hop = request.args[0]
    _check_hop(hop)
    asked = read_body(request, shape)
    return _Bulk(gate, grant, row, hop, asked.purpose), asked


def _streamed(bulk: _Bulk, pages: Iterator[list[BulkView]]) -> Stream:
    """Return the stream; the first page is opened before anything is answered, so that errors are errors."""
    first = next(pages, [])
    return Stream(_lines(first, pages), bulk.last_line)


class _Bulk:
    """Draws page after page from the vault. `cursor` is where the next one begins."""

    def __init__(self, gate: Gate, grant: KeyGrant, row: KeyRow, hop: str, purpose: str | None) -> None:
        self._gate = gate
        self._grant = grant
        self._shop = row.shop
        self._hop = hop
        self._purpose = purpose
        self._page = min(PAGE, row.per_minute)  # a larger page could never be allowed
        self.cursor: str | None = None
        self.views = 0
        self.missing = 0

    def last_line(self, reason: str | None) -> bytes:
        """Return the line that tells how it ended. `reason` is why it is not complete."""
        self._gate.metrics.count("bulk_streams", reason or "complete")
        end = BulkEnd(reason is None, self.views, self.missing, reason, self.cursor)
        return _encode(BulkLast(end)) + b"\n"

    def by_cursor(self, cursor: str | None, left: int | None) -> Iterator[list[BulkView]]:
        """Draw all orders of the shop from the cursor on, at most `left`."""
        self.cursor = cursor
        while left is None or left > 0:
            size = self._page if left is None else min(self._page, left)
            page = self._ask(cursor=self.cursor, limit=size)
            yield [BulkView(view=row.view) for row in page.rows]
            self.views += len(page.rows)
            self.cursor = page.cursor
            if page.cursor is None:
                return
            left = None if left is None else left - len(page.rows)

    def by_orders(self, orders: list[str]) -> Iterator[list[BulkView]]:
        """Draw the orders that were named, in their order."""
        for start in range(0, len(orders), self._page):
            lines = list(self._named(orders, start, min(start + self._page, len(orders))))
            yield lines
            absent = sum(line.missing for line in lines)
            self.missing += absent
            self.views += len(lines) - absent

    def _named(self, orders: list[str], start: int, end: int) -> Iterator[BulkView]:
        """One unknown order fails the vault's whole page: halve until it stands alone."""
        try:
            rows = self._ask(orders=orders[start:end], limit=end - start).rows
        except NotFound:
            if end - start == 1:
                yield BulkView(asked=start, missing=True)
                return
            middle = (start + end) // 2
            yield from self._named(orders, start, middle)
            yield from self._named(orders, middle, end)
            return
        yield from (BulkView(view=row.view, asked=start + place) for place, row in enumerate(rows))

    def _ask(self, *, limit: int, orders: list[str] | None = None, cursor: str | None = None) -> OpenedMany:
        question = OpenViews(
            by=self._grant, hop=self._hop, shop=self._shop, orders=orders, cursor=cursor, limit=limit,
            purpose=self._purpose,
        )  # fmt: skip
        return self._gate.vault.ask(question, OpenedMany)


def _lines(first: list[BulkView], pages: Iterator[list[BulkView]]) -> Iterator[bytes]:
    """Yield pages as lines."""
    page: list[BulkView] | None = first
    while page is not None:
        if page:
            yield b"".join(_encode(line) + b"\n" for line in page)
        page = next(pages, None)


def _check_hop(hop: str) -> None:
    if hop not in _HOPS:
        raise NotFound("there is no such hop", place="hop")


def _query(raw: bytes) -> dict[str, str]:
    """Return the query of a GET view: `shipment` and nothing else, once."""
    try:
        pairs = parse_qsl(raw.decode("ascii"), strict_parsing=True, max_num_fields=1) if raw else []
    except (ValueError, UnicodeDecodeError):
        raise Malformed("the query cannot be read", place="query") from None
    query = dict(pairs)
    if query.keys() - {"shipment"} or any(len(value) > 64 for value in query.values()):
        raise Malformed("the query takes `shipment` alone, of at most 64 characters", place="query")
    return query


