"""Who saw it: every look, reveal, hand-over and refusal, by order, person, key, partner, hop, shop or time.

By numbered steps, none before the one above it:

  1. the right to ask: of the whole tenant, or of some of its shops, whose entries alone are then looked at;
  2. what is asked is read strictly: what names nothing of this tenant is not found;
  3. what waits is numbered, so that what happened a second ago is found too;
  4. the record is read through its index, within the tenant's own logs;
  5. that somebody asked is recorded, before anything is told.

Threats: the record of who looked is itself worth looking at: hence steps 1 and 5. A word that is typed into the
question could carry a value into the record: hence only words that were found there are recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

from orderveil.core.errors import Malformed, NotAllowed, NotFound
from orderveil.core.ids import is_order_id
from orderveil.ledger.acts import Act as Did
from orderveil.ledger.entries import Entry, decode
from orderveil.ledger.finding import Found, Wanted
from orderveil.ledger.giving import read_given
from orderveil.people.deciding import Target
from orderveil.people.permissions import Permission
from orderveil.vault import record_messages as r
from orderveil.vault.grants import Actor
from orderveil.vault.looks import hop_named
from orderveil.vault.people.room import Room

KINDS: Mapping[str, frozenset[Did]] = {
    "look": frozenset({
        Did.INTAKE_PAYLOAD_OPENED, Did.VIEW_ORDER_OPENED, Did.VIEW_ORDER_READ, Did.VIEW_ORDERS_LISTED,
        Did.VIEW_ORDERS_OPENED, Did.VIEW_SEARCH_ASKED,
    }),
    "reveal": frozenset({Did.VIEW_FIELD_REVEALED, Did.VIEW_GLASS_BROKEN}),
    "release": frozenset({Did.VIEW_ORDER_RELEASED, Did.VIEW_ORDERS_RELEASED}),
    "refusal": frozenset({Did.VIEW_ORDER_REFUSED, Did.VIEW_REVEAL_REFUSED, Did.VIEW_SEARCH_PROBED}),
    "record": frozenset({
        Did.LEDGER_ENTRY_READ, Did.LEDGER_EXPORT_READ, Did.LEDGER_EXPOSURE_ASKED, Did.LEDGER_LOOKS_ASKED,
        Did.LEDGER_ORDER_ASKED, Did.LEDGER_RECORD_VERIFIED,
    }),
}  # fmt: skip
_OF_LOOKS = ("look", "reveal", "release", "refusal")
_KIND_OF = {act: kind for kind, acts in KINDS.items() for act in acts}
_MOST, _MOST_OF_FILE = 100, 1_000
_ORDERS_SHOWN = 5
_LONGEST_WORD = 96


class Tracing:
    """Answers who saw it."""

    def __init__(self, room: Room) -> None:
        self._room = room

    def who_saw(self, request: r.WhoSaw, actor: Actor) -> r.SeenRows:
        """Return a page of entries. The steps stand at the top of the module."""
        now = self._room.interior.clock.latest_ms()
        tenant = self._room.tenant_of(actor, request.tenant)
        shops = self._shops(request, actor, tenant, now)  # step 1
        wanted = self._wanted(request, shops)  # step 2
        limit = max(1, min(request.limit, _MOST_OF_FILE if request.is_download else _MOST))
        ledger = self._room.interior.ledger
        self._room.write(lambda tx, group: ledger.sequence(tx, group.now_ms))  # step 3
        with self._room.interior.database.reading() as tx:  # step 4
            found = list(islice(ledger.find(tx, tenant, wanted, request.before), limit + 1))
        self._record(request, actor, tenant, found)  # step 5
        names = self._room.rights.may(actor, Permission.PEOPLE_PERSON_READ, Target(tenant), now)
        rows = [self._row(one, tenant, names) for one in found[:limit]]
        return r.SeenRows(rows, rows[-1].place if len(found) > limit else None)

    def _shops(self, request: r.WhoSaw, actor: Actor, tenant: str, now_ms: int) -> frozenset[str] | None:
        """Step 1. Return the shops of which the asker may know; None: of all that the tenant's record holds."""
        rights = self._room.rights
        if request.is_download:
            rights.require(actor, Permission.LEDGER_RECORD_DOWNLOAD, Target(tenant), now_ms)
        if "record" in request.kinds:
            rights.require(actor, Permission.LEDGER_ENTRY_READ, Target(tenant), now_ms)
        theirs = frozenset(shop.shop for shop in self._room.interior.shops.all() if shop.tenant == tenant)
        try:
            rights.require(actor, Permission.LEDGER_LOOK_ASK, Target(tenant), now_ms)
            allowed = None
        except NotAllowed:
            allowed = frozenset(
                shop for shop in theirs if rights.may(actor, Permission.LEDGER_LOOK_ASK, Target(tenant, shop), now_ms)
            )
            if not allowed:
                raise
        if request.shop is None:
            return allowed
        if request.shop not in (theirs if allowed is None else allowed):
            raise NotFound("there is no such shop", reason="shop:unknown", place="shop")
        return frozenset({request.shop})

    def _wanted(self, request: r.WhoSaw, shops: frozenset[str] | None) -> Wanted:
        """Step 2."""
        if request.order is not None and not is_order_id(request.order):
            raise Malformed("that is not an order's id", place="order")
        if request.hop is not None:
            hop_named(request.hop)
        kinds = request.kinds or _OF_LOOKS
        if set(kinds) - KINDS.keys():
            raise Malformed("there is no such kind of entry", place="kinds")
        if request.until_ms is not None and request.until_ms <= request.since_ms:
            raise Malformed("a time ends after it begins", place="until")
        groups = [frozenset(f"act:{act.value}" for kind in kinds for act in KINDS[kind])]
        if request.person is not None and request.key is not None:
            raise Malformed("ask about a person or about a key", place="key")
        for word, value, place in (
            ("actor:person", request.person, "person"), ("actor:key", request.key, "key"),
            ("partner", request.partner, "partner"), ("hop", request.hop, "hop"),
        ):  # fmt: skip
            if value is not None:
                if not 0 < len(value) <= _LONGEST_WORD:
                    raise Malformed("there is nothing of that name", place=place)
                groups.append(frozenset({f"{word}:{value}"}))
        if shops is not None:
            groups.append(frozenset(f"shop:{shop}" for shop in shops))
        return Wanted(tuple(groups), request.order, request.since_ms, request.until_ms)

    def _record(self, request: r.WhoSaw, actor: Actor, tenant: str, found: list[Found]) -> None:
        """Step 5. What nothing in the record bears is not written into it."""
        act = Did.LEDGER_ORDER_ASKED if request.order is not None else Did.LEDGER_LOOKS_ASKED
        parts: dict[str, Any] = {"counts": {"entries": len(found)}, "shop": request.shop, "hop": request.hop}
        detail = {"download": "csv"} if request.is_download else {}
        if found:
            about = {"person": request.person, "key": request.key}
            detail |= {name: word for name, word in about.items() if word is not None}
            parts |= {"partner": request.partner, "orders": (request.order,) if request.order else ()}
        self._room.write(
            lambda tx, group: self._room.record(tx, group, act, actor, tenant, detail=detail, **parts)
        )

    def _row(self, found: Found, tenant: str, is_named: bool) -> r.SeenRow:
        entry = decode(found.entry)
        kind, _, name = entry.actor.partition(":")
        return r.SeenRow(
            found.place, entry.at_ms, entry.act.value, _KIND_OF.get(entry.act, ""), kind, name,
            self._name(name, tenant) if is_named and kind == "person" else "",
            entry.hop, entry.partner, entry.shop, entry.shipment, seen_fields(entry), entry.purpose,
            entry.reference, entry.detail, entry.orders[:_ORDERS_SHOWN], len(entry.orders),
        )  # fmt: skip

    def _name(self, person: str, tenant: str) -> str:
        try:
            return self._room.persons.of(person, tenant).name
        except NotFound:
            return ""


def seen_fields(entry: Entry) -> tuple[r.SeenField, ...]:
    """Return what an entry says was shown: each field, with every treatment that some order's had."""
    ways: dict[str, set[str]] = {name: set() for name in entry.fields}
    for _, held in read_given(entry.fields, entry.given):
        for one in held:
            ways[one.field].add(one.treatment.value)
    return tuple(r.SeenField(name, tuple(sorted(found))) for name, found in ways.items())
