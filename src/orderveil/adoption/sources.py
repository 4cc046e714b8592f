"""Asking a source itself: what changed since a time, and one order by its reference.

Webhooks get lost, so whatever they tell is told again by the source's API. A page is read strictly
and cut of card data like any body that comes in. What a source says of the next page is taken as a
parameter, never as an address. Must never show a credential.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol
from urllib.parse import parse_qs, quote, urlsplit

from orderveil.carriage.carrier import Carrier, Fetched
from orderveil.carriage.reach import Reach
from orderveil.core.errors import BadConfiguration, Malformed
from orderveil.core.order import Draft
from orderveil.detect.cards import cut_cards, may_hold_card
from orderveil.intake.reading import Limits, read_json
from orderveil.intake.tables import Failed
from orderveil.intake.topics import TRANSLATORS

_SHOPIFY_VERSION = "2026-04"
_SHOPIFY_PAGE, _WOO_PAGE = 250, 100
_PAGE_LIMITS = Limits(body_bytes=64 * 1024 * 1024, depth=34, values=5_000_000)
_NEXT = re.compile(r'<([^<>]*)>\s*;[^,]*\brel="?next"?')
_REF = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Page:
    """Orders as a source lists them, oldest change first. `cursor` None: there are no more."""

    records: list[Draft | Failed] = field(repr=False)
    cursor: str | None


class SourceApi(Protocol):
    """A source that can be asked. Every source is the same to backfill and reconciliation."""

    @property
    def source(self) -> str:
        """The source's name, as drafts carry it."""
        ...

    def list_changed(self, since_ms: int, cursor: str | None) -> Page:
        """Return one page of the orders changed since a time. Raises the relay's errors."""
        ...

    def fetch(self, ref: str) -> Draft:
        """Return one order. Raises NotFound."""
        ...


@dataclass(frozen=True, slots=True)
class ShopifyApi:
    """The Admin API of one Shopify shop (REST, orders)."""

    carrier: Carrier
    url: str
    token: str = field(repr=False)
    version: str = _SHOPIFY_VERSION
    source: str = "shopify"

    def list_changed(self, since_ms: int, cursor: str | None) -> Page:
        query = {"limit": str(_SHOPIFY_PAGE)}
        if cursor is None:
            query |= {"status": "any", "order": "updated_at asc", "updated_at_min": _iso(since_ms)}
        else:
            query["page_info"] = cursor
        answer = self._get("orders.json", query)
        following = _NEXT.search(answer.headers.get("link", ""))
        info = parse_qs(urlsplit(following[1]).query).get("page_info") if following else None
        return Page(list(read_page(self.source, answer.body, "orders")), info[0] if info else None)

    def fetch(self, ref: str) -> Draft:
        return read_one(self.source, self._get(f"orders/{_path_part(ref)}.json", {}).body)

    def _get(self, path: str, query: dict[str, str]) -> Fetched:
        url = f"{self.url}/admin/api/{self.version}/{path}"
        return self.carrier.get(url, headers={"x-shopify-access-token": self.token}, query=query)


@dataclass(frozen=True, slots=True)
class WooCommerceApi:
    """The REST API (v3) of one WooCommerce shop."""

    carrier: Carrier
    url: str
    key: str = field(repr=False)
    secret: str = field(repr=False)
    source: str = "woocommerce"

    def list_changed(self, since_ms: int, cursor: str | None) -> Page:
        """Page by time, not by number: numbered pages shift while orders change, and skip some."""
        since_text, _, page_text = (cursor or f"{since_ms}:1").partition(":")
        since, page = int(since_text), int(page_text)
        answer = self._get(
            "orders",
            {
                "per_page": str(_WOO_PAGE), "page": str(page), "orderby": "modified", "order": "asc",
                "dates_are_gmt": "true", "modified_after": _iso(since),
            },
        )  # fmt: skip
        records = list(read_page(self.source, answer.body, None))
        if len(records) < _WOO_PAGE:
            return Page(records, None)
        newest = max((record.source_at_ms for record in records if isinstance(record, Draft)), default=0)
        # `modified_after` leaves its own second out, so the next page begins a second before the last.
        onward = newest - 1_000
        return Page(records, f"{onward}:1" if onward > since else f"{since}:{page + 1}")

    def fetch(self, ref: str) -> Draft:
        return read_one(self.source, self._get(f"orders/{_path_part(ref)}", {}).body)

    def _get(self, path: str, query: dict[str, str]) -> Fetched:
        login = base64.b64encode(f"{self.key}:{self.secret}".encode()).decode()
        headers = {"authorization": f"Basic {login}"}
        return self.carrier.get(f"{self.url}/wp-json/wc/v3/{path}", headers=headers, query=query)


def reach_of(credential: str) -> Reach:
    """Return the reach that a stored credential needs: its own host and no other.

    `"private": true` in it says that the shop is in the relay's own network; else it must be public.
    """
    told = _told(credential)
    host = urlsplit(_said(told, "url")).netloc.lower().removesuffix(":443")
    return Reach(frozenset({host}), may_be_private=told.get("private") is True)


def open_api(source: str, credential: str, carrier: Carrier) -> SourceApi:
    """Return the API that a stored credential opens: JSON with `url`, and `token` or `key` and `secret`.

    Raises BadConfiguration naming what is missing.
    """
    told = _told(credential)
    url = _said(told, "url").rstrip("/")
    if source == "shopify":
        version = _said(told, "version") if "version" in told else _SHOPIFY_VERSION
        return ShopifyApi(carrier, url, _said(told, "token"), version)
    if source == "woocommerce":
        return WooCommerceApi(carrier, url, _said(told, "key"), _said(told, "secret"))
    raise BadConfiguration("there is no API for this source", place="source")


def _told(credential: str) -> dict[str, Any]:
    try:
        told = json.loads(credential)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise BadConfiguration("an API credential is a JSON object", place="api credential")
    return told


def _said(told: dict[str, Any], name: str) -> str:
    value = told.get(name)
    if not isinstance(value, str) or not value:
        raise BadConfiguration("is missing or no text", place=f"api credential: {name}")
    return value


def read_page(source: str, body: bytes, wrapper: str | None) -> Iterator[Draft | Failed]:
    """Yield the orders of a page; one that cannot be read as Failed, the others all the same."""
    told = read_json(body, _PAGE_LIMITS)
    orders = told.get(wrapper) if wrapper is not None and isinstance(told, dict) else told
    if not isinstance(orders, list):
        raise Malformed("the page is no list of orders", place="$")
    is_suspect = may_hold_card(body)
    for at, order in enumerate(orders):
        try:
            yield _draft_of(source, order, is_suspect=is_suspect)
        except Malformed as problem:
            yield Failed(f"[{at}]", problem.reason, problem.message)


def read_one(source: str, body: bytes) -> Draft:
    """Return the one order of an answer. Raises Malformed."""
    return _draft_of(source, read_json(body, _PAGE_LIMITS), is_suspect=may_hold_card(body))


def _draft_of(source: str, order: Any, *, is_suspect: bool) -> Draft:
    payload, cut = cut_cards(order) if is_suspect else (order, ())
    try:
        return TRANSLATORS[source](payload, cut)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        raise Malformed("the order cannot be translated", reason="input:untranslatable", place="$") from None


def newest_ms(records: list[Draft | Failed]) -> int:
    """Return the latest change among records, by the source's own clock."""
    return max((record.source_at_ms for record in records if isinstance(record, Draft)), default=0)


def _path_part(ref: str) -> str:
    if not _REF.fullmatch(ref):
        raise Malformed("not a reference that can be asked for", reason="input:reference", place="ref")
    return quote(ref, safe="")


def _iso(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
