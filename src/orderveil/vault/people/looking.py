"""Orders before people's eyes: always masked, whatever the hop's contract shows the hop itself.

The steps are those of vault.opening. Whether a person may look at all is decided before anything is
looked up, and an order of another tenant or shop is not found rather than refused.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from orderveil.core.errors import Erased, KeyMissing, Malformed, NotFound, SealBroken
from orderveil.core.ids import FieldName
from orderveil.core.order import OrderState
from orderveil.core.treatments import Means, treat
from orderveil.core.view import TreatedField, Treatment, View
from orderveil.ledger.acts import Act as Did
from orderveil.ledger.giving import write_given
from orderveil.people.deciding import Target
from orderveil.people.permissions import Permission
from orderveil.people.seeing import on_screen
from orderveil.store.database import Transaction
from orderveil.vault import people_messages as p
from orderveil.vault.cursors import cursor_after, number_behind
from orderveil.vault.grants import Actor
from orderveil.vault.interior import Shop
from orderveil.vault.looks import hop_named, shown
from orderveil.vault.opening import HeldOrder, Look, Reader
from orderveil.vault.people.probing import Probing
from orderveil.vault.people.rights import person_of
from orderveil.vault.people.room import Room
from orderveil.vault.searching import Searches
from orderveil.vault.writer import Group

_MOST = 100
_NO_MEANS = Means()


class Looking:
    """Shows orders to people."""

    def __init__(self, room: Room, reader: Reader, searches: Searches, probing: Probing) -> None:
        self._room = room
        self._reader = reader
        self._searches = searches
        self._probing = probing

    def record_read(self, actor: Actor, held: HeldOrder, views: Sequence[View]) -> str:
        """Write that somebody saw one order as these hops, and remember what its masks told; return the first entry."""
        entry = self._record(Did.VIEW_ORDER_READ, actor, held.shop, [held], views)[0]
        self._probing.note_read(person_of(actor).person, held, views)
        return entry

    def list_orders(self, request: p.ListOrders, actor: Actor) -> p.OrderRows:
        """Return a page of masked orders of one shop, the newest first; one entry for the page."""
        shop, now = self._shop(request.shop, actor), self._room.interior.clock.latest_ms()
        hop = hop_named(request.hop)
        target = Target(shop.tenant, shop.shop, hop.value)
        self._room.rights.require(actor, Permission.ORDERS_ORDER_LIST, target, now)
        states = _states(request.states)
        limit = max(1, min(request.limit, _MOST))
        before = number_behind(self._room.interior.keys, request.before, actor) if request.before else None
        with self._room.interior.database.reading() as tx:
            held = self._reader.before(tx, shop, before, states, limit)
        views = [self._view_or_none(one, hop.value) for one in held]
        if held:
            self._record(Did.VIEW_ORDERS_LISTED, actor, shop, held, views)
            for one, view in zip(held, views, strict=True):
                self._probing.note_read(person_of(actor).person, one, [view])
        rows = [
            p.OrderRow(one.order, one.state.value, one.received_at_ms, view)
            for one, view in zip(held, views, strict=True)
        ]
        cursor = cursor_after(self._room.interior.keys, held[-1].n, actor) if len(held) == limit else None
        return p.OrderRows(rows, cursor)

    def find_orders(self, request: p.FindOrders, actor: Actor) -> p.OrderRows:
        """Search while masked. What is not found costs, and coming near one order again and again is stopped."""
        shop, now = self._shop(request.shop, actor), self._room.interior.clock.latest_ms()
        hop = hop_named(request.hop)
        target = Target(shop.tenant, shop.shop, hop.value)
        self._room.rights.require(actor, Permission.ORDERS_ORDER_SEARCH, target, now)
        who = person_of(actor)
        self._probing.admit(who.person, who.session, request.criteria, now)
        matches = self._searches.matches(request.shop, hop.value, request.criteria)
        found = {one.order for one in matches}
        near = self._probing.note_search((who.person, who.session), request.criteria, found, now)
        views = [self._view_or_none(one, hop.value) for one in matches]
        answered = list(zip(matches, views, strict=True))
        self._searches.record((request.shop, hop.value), request.criteria, actor, answered)
        if near is not None:
            self._record_probing(actor, shop, hop.value, near)
        for one, view in answered:
            self._probing.note_read(who.person, one, [view])
        return p.OrderRows(
            [
                p.OrderRow(one.order, one.state.value, one.received_at_ms, view)
                for one, view in zip(matches, views, strict=True)
            ]
        )

    def find(self, tx: Transaction, order: str, actor: Actor) -> HeldOrder:
        """Return an order of the person's tenant. Any other is not found."""
        try:
            held = self._reader.by_id(tx, order)
        except Erased:  # whose it was is gone with it: to another tenant's people it never was
            raise NotFound("there is no such order", place="order") from None
        if held.shop.tenant != person_of(actor).tenant:
            raise NotFound("there is no such order", place="order")
        return held

    def _shop(self, name: str, actor: Actor) -> Shop:
        shop = self._room.interior.shops.of(name)
        if shop.tenant != person_of(actor).tenant:
            raise NotFound("there is no such shop", reason="shop:unknown", place="shop")
        return shop

    def view(self, held: HeldOrder, look: Look) -> View:
        """Return a hop's view as a person sees it."""
        return masked(self._reader.view(held, look))

    def _view_or_none(self, held: HeldOrder, hop: str) -> View:
        try:
            return self.view(held, Look(hop))
        except (Erased, KeyMissing, SealBroken) as gone:
            return View(hop, None, "erased" if isinstance(gone, Erased) else "refused", {})

    def _record(
        self, act: Did, actor: Actor, shop: Shop, held: Sequence[HeldOrder], views: Sequence[View]
    ) -> list[str]:  # fmt: skip
        """Write what was seen: a page of orders as one entry; one order as several hops, an entry for each."""
        pages = [(held, views)] if len(held) == len(views) else [(held, [view]) for view in views]
        parts = []
        for orders, seen in pages:
            told = write_given([one.order for one in orders], [shown(view) for view in seen])
            parts.append(
                {"shop": shop.shop, "hop": seen[0].hop, "shipment": seen[0].shipment if len(seen) == 1 else None,
                 "orders": told.orders, "fields": told.fields, "given": told.given, "counts": {"orders": len(orders)}}
            )  # fmt: skip

        def run(tx: Transaction, group: Group) -> list[str]:
            return [self._room.record(tx, group, act, actor, shop.tenant, **each) for each in parts]

        digests: list[str] = self._room.write(run)
        return digests

    def _record_probing(self, actor: Actor, shop: Shop, hop: str, order: str) -> None:
        act = Did.VIEW_SEARCH_PROBED
        self._room.write(
            lambda tx, group: self._room.record(
                tx, group, act, actor, shop.tenant, shop=shop.shop, hop=hop, orders=(order,)
            )
        )


def masked(view: View) -> View:
    """Return a view as it may stand before a person's eyes."""
    fields = {name: _masked(FieldName(name), field) for name, field in view.fields.items()}
    return msgspec.structs.replace(view, ref=None, fields=fields)


def _masked(name: FieldName, field: TreatedField) -> TreatedField:
    seen = on_screen(name, field.treatment)
    if seen is field.treatment or field.value is None:
        return field if seen is field.treatment else TreatedField(seen, note=field.note)
    if seen is Treatment.DROP:
        return TreatedField(seen)
    return TreatedField(seen, treat(name, seen, field.value, _NO_MEANS))


def _states(names: Sequence[str]) -> tuple[str, ...]:
    known = {state.value for state in OrderState}
    if set(names) - known:
        raise Malformed("a state that orders do not have", place="states")
    return tuple(names)
