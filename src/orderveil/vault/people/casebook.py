"""The book of cases: the tickets, calls and failed deliveries that a reveal is explained by.

A case is of one order. It comes from a help desk, from a parcel's own events, or from the person who
will look; the last is worth less, and the record says which it was. A reference holds nothing of a buyer.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace

import msgspec

from orderveil.core.errors import Conflict, Erased, Malformed, NotAllowed, NotFound
from orderveil.core.ids import order_id_from_bytes
from orderveil.ledger.acts import Act as Did
from orderveil.people.deciding import Target
from orderveil.people.permissions import Permission
from orderveil.store.database import Transaction
from orderveil.vault import people_messages as p
from orderveil.vault.casereferences import of_an_order
from orderveil.vault.grants import Actor
from orderveil.vault.interior import Shop
from orderveil.vault.opening import HeldOrder, Reader
from orderveil.vault.people.cases import Case, Cases
from orderveil.vault.people.room import Room
from orderveil.vault.typed import check_reference
from orderveil.vault.writer import Group

KINDS = frozenset({"call", "delivery", "refund", "return", "ticket"})
_REFERENCE = re.compile(r"(?=[^0-9]*[0-9])[A-Za-z0-9](?:[A-Za-z0-9._#/-]{0,38}[A-Za-z0-9])?")


class Casebook:
    """Keeps cases for people and desks."""

    def __init__(self, room: Room, reader: Reader) -> None:
        self._room = room
        self._reader = reader
        self._cases = Cases(room.interior.codes, room.interior.keys.marks)

    def open(self, tx: Transaction, request: p.OpenCase, actor: Actor, group: Group) -> p.CaseOpened:
        """Open a case of an order, for a desk or by hand. The same again changes whom it is assigned to."""
        shop = self._shop(request.shop, actor)
        if request.kind not in KINDS:
            raise Malformed(f"a case is one of {', '.join(sorted(KINDS))}", place="kind")
        target = Target(shop.tenant, shop.shop, request.hop)
        if actor.who is not None:
            self._room.rights.require(actor, Permission.ORDERS_CASE_OPEN, target, group.now_ms)
        held = self._held(tx, request.order, shop)
        reference = request.reference or of_an_order(request.kind, held.n)
        if not _REFERENCE.fullmatch(reference):
            raise Malformed("a reference is a ticket's number: letters and digits, at most 40", place="reference")
        check_reference(reference)
        assigned = self._assigned(request, actor, shop.tenant)
        origin = "person" if actor.who is not None else "desk"
        case = Case(shop.no, reference, held.n, request.kind, origin, group.now_ms, None, assigned)
        before = self._cases.of(tx, shop.no, reference)
        if before is not None:
            if before.n != held.n or actor.who is not None:
                raise Conflict("there is a case with this reference", reason="case:exists", place="reference")
            case = replace(before, closed_at_ms=None, assigned=assigned)
        write = self._cases.write if before is None else self._cases.write_again
        write(tx, case, group)
        detail = {"kind": case.kind, "origin": case.origin} | ({"assigned": assigned} if assigned else {})
        self._room.record(
            tx, group, Did.PEOPLE_CASE_OPENED, actor, shop.tenant, shop=shop.shop,
            orders=(order_id_from_bytes(held.id),), reference=reference, detail=detail,
        )  # fmt: skip
        return p.CaseOpened(case.row())

    def _held(self, tx: Transaction, order: str, shop: Shop) -> HeldOrder:
        """Return a shop's order; an erased one is as little there as another shop's."""
        with suppress(Erased):
            held = self._reader.by_id(tx, order)
            if held.shop.no == shop.no:
                return held
        raise NotFound("there is no such order", place="order")

    def _shop(self, name: str, actor: Actor) -> Shop:
        """Return a shop; to a person another tenant's is none."""
        shop = next((one for one in self._room.interior.shops.all() if one.shop == name), None)
        if shop is None or (actor.who is not None and actor.who.tenant != shop.tenant):
            raise NotFound("there is no such shop", reason="shop:unknown", place="shop")
        return shop

    def _assigned(self, request: p.OpenCase, actor: Actor, tenant: str) -> str | None:
        if actor.who is not None:
            return actor.who.person
        return self._room.persons.of(request.assigned, tenant).id if request.assigned is not None else None

    def close(self, tx: Transaction, request: p.CloseCase, actor: Actor, group: Group) -> p.CaseOpened:
        """Close a case: it explains nothing from now on. A person closes those that are theirs."""
        shop = self._room.interior.shops.of(request.shop)
        case = self._cases.of(tx, shop.no, request.reference)
        is_others = actor.who is not None and (case is None or case.assigned != actor.who.person)
        if case is None or is_others or (actor.who is not None and actor.who.tenant != shop.tenant):
            raise NotFound("there is no such case", reason="case:unknown", place="reference")
        closed = replace(case, closed_at_ms=group.now_ms)
        self._cases.write_again(tx, closed, group)
        held = self._reader.by_n(tx, case.n)
        orders = (held.order,) if held is not None else ()
        self._room.record(
            tx, group, Did.PEOPLE_CASE_CLOSED, actor, shop.tenant, shop=shop.shop, orders=orders,
            reference=case.reference, detail={"kind": case.kind, "origin": case.origin},
        )  # fmt: skip
        return p.CaseOpened(closed.row())

    def rows(self, tx: Transaction, n: int, now_ms: int) -> list[p.CaseRow]:
        """Return the cases of an order, the newest first; one that nobody closed in time counts as closed."""
        return [
            case.row() if case.is_open(now_ms) or case.closed_at_ms is not None
            else msgspec.structs.replace(case.row(), is_stale=True)
            for case in self._cases.of_order(tx, n)
        ]  # fmt: skip

    def explaining(self, tx: Transaction, held: HeldOrder, reference: str, now_ms: int) -> Case:
        """Return the case behind a reference, which is open and of this order. Raises NotAllowed."""
        case = self._cases.of(tx, held.shop.no, reference)
        if case is None:
            raise NotAllowed("there is no such case", reason="case:unknown", place="reference")
        if case.n != held.n:
            raise NotAllowed("the case is of another order", reason="case:other-order", place="reference")
        if not case.is_open(now_ms):
            raise NotAllowed("the case is closed", reason="case:closed", place="reference")
        return case

    def count_open(self, tx: Transaction, person: str, now_ms: int) -> int:
        """Return how many open cases a person has that somebody else gave them, or an event."""
        return self._cases.count_open(tx, person, now_ms)
