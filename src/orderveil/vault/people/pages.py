"""An order's page: its masked fields, what of them may be revealed, and its story out of the record.

Must never answer with a value that is not masked: revealing is vault.people.revealing's alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from orderveil.core.errors import NotAllowed, NotFound
from orderveil.core.hop import HOPS
from orderveil.core.view import View
from orderveil.ledger.acts import Act as Did
from orderveil.ledger.entries import Entry, decode
from orderveil.people.deciding import Target
from orderveil.people.permissions import Permission
from orderveil.people.roles import Role
from orderveil.store.database import Transaction
from orderveil.vault import people_messages as p
from orderveil.vault.grants import Actor
from orderveil.vault.looks import hop_named
from orderveil.vault.opening import HeldOrder, Look, Reader
from orderveil.vault.people.allowances import Allowances
from orderveil.vault.people.casebook import Casebook
from orderveil.vault.people.looking import Looking, masked
from orderveil.vault.people.rights import person_of
from orderveil.vault.people.room import Room
from orderveil.vault.shipments import Parcel
from orderveil.vault.writer import Group

_MOST = 300  # of an order's looks, and of everything else that became of it
_LOOKS = frozenset({Did.VIEW_ORDER_READ, Did.VIEW_ORDERS_LISTED, Did.VIEW_SEARCH_ASKED})


@dataclass(slots=True)
class _Open:
    """What somebody may do on one page."""

    reveals: list[p.FieldNow] = field(default_factory=list)
    glass: tuple[str, ...] = ()
    role: Role | None = None  # by which fields are revealed


class OrderPages:
    """Serves an order's page."""

    def __init__(
        self, room: Room, reader: Reader, looking: Looking, casebook: Casebook, allowances: Allowances
    ) -> None:
        self._room = room
        self._reader = reader
        self._looking = looking
        self._casebook = casebook
        self._allowances = allowances

    def read(self, request: p.ReadOrder, actor: Actor) -> p.OrderRead:
        """Return one order as a hop, or as all eleven, masked; recorded before it is answered."""
        now = self._room.interior.clock.latest_ms()
        hops = [hop_named(request.hop)] if request.hop is not None else list(HOPS)
        with self._room.interior.database.reading() as tx:
            held = self._looking.find(tx, request.order, actor)
            self._require(actor, held, request.hop, now)
            cases = self._casebook.rows(tx, held.n, now)
            found = self._reveals(held, request, actor, now) if request.hop is not None else _Open()
            who = person_of(actor).person
            left = self._allowances.left(tx, who, found.role, held.shop, now) if found.role is not None else None
        opened = [self._reader.view(held, Look(hop.value, None, request.shipment)) for hop in hops]
        views = [masked(view) for view in opened]
        entry = self._looking.record_read(actor, held, views)
        target = Target(held.shop.tenant, held.shop.shop, request.hop)
        return p.OrderRead(
            held.order, held.shop.shop, held.state.value, held.received_at_ms, views, found.reveals, cases, entry,
            found.glass, self._room.rights.may(actor, Permission.ORDERS_CASE_OPEN, target, now), left,
            [_given(*pair) for pair in zip(opened, views, strict=True)], [_parcel(one) for one in held.parcels],
        )  # fmt: skip

    def _require(self, actor: Actor, held: HeldOrder, hop: str | None, now_ms: int) -> None:
        permission = Permission.ORDERS_ORDER_READ if hop is not None else Permission.ORDERS_VIEWS_COMPARE
        self._room.rights.require(actor, permission, Target(held.shop.tenant, held.shop.shop, hop), now_ms)

    def _reveals(self, held: HeldOrder, request: p.ReadOrder, actor: Actor, now_ms: int) -> _Open:
        """Return what this person may reveal on this page now, and for what."""
        contract = self._reader.contract_for(held, str(request.hop), None)
        moment = self._reader.moment(held, held.parcel(request.shipment))
        at = (moment.order_state, moment.shipment_state, moment.direction)
        purposes: dict[str, list[str]] = {}
        found = _Open()
        for name, purpose in contract.purposes.items():
            if at not in purpose.states:
                continue
            for one in purpose.fields:
                target = Target(held.shop.tenant, held.shop.shop, contract.hop.value, str(one), name)
                try:
                    role = self._room.rights.require(actor, Permission.ORDERS_FIELD_REVEAL, target, now_ms)
                except NotAllowed:
                    continue
                found.role = found.role or role
                purposes.setdefault(str(one), []).append(name)
        found.reveals = [p.FieldNow(one, tuple(names)) for one, names in sorted(purposes.items())]
        place = (held.shop.tenant, held.shop.shop, contract.hop.value)
        found.glass = tuple(
            one for one in sorted(purposes)
            if self._room.rights.may(actor, Permission.ORDERS_FIELD_BREAK_GLASS, Target(*place, one), now_ms)
        )  # fmt: skip
        return found

    def story(self, request: p.OrderStory, actor: Actor) -> p.OrderTold:
        """Return what the record says of an order. Names are told to whoever may ask who looked; that is recorded."""
        now = self._room.interior.clock.latest_ms()
        if request.hop is not None:
            hop_named(request.hop)
        with self._room.interior.database.reading() as tx:
            held = self._looking.find(tx, request.order, actor)
            self._require(actor, held, request.hop, now)
            touching = self._room.interior.ledger.who(tx, held.order)
        place = Target(held.shop.tenant, held.shop.shop)
        is_named = self._room.rights.may(actor, Permission.LEDGER_LOOK_ASK, place, now)
        told = list(zip(map(decode, touching.entries), touching.places, strict=True))
        told = [one for one in told if one[0].act is not Did.LEDGER_ORDER_ASKED]  # beside each stands a look
        kept = _kept(told)
        rows = [self._row(entry, at, actor, is_named) for entry, at in kept]
        if is_named:
            self._room.write(lambda tx, group: self._record_asked(tx, group, actor, held))
        return p.OrderTold(rows, is_named, len(told) - len(kept))

    def _record_asked(self, tx: Transaction, group: Group, actor: Actor, held: HeldOrder) -> str:
        return self._room.record(
            tx, group, Did.LEDGER_ORDER_ASKED, actor, held.shop.tenant, shop=held.shop.shop, orders=(held.order,)
        )

    def _row(self, entry: Entry, place: str, actor: Actor, is_named: bool) -> p.StoryRow:
        is_own = entry.actor == actor.name
        kind, _, name = entry.actor.partition(":")
        row = p.StoryRow(
            entry.at_ms, entry.act.value, kind, "", is_own, entry.hop, entry.partner, entry.shipment, entry.fields,
            entry.purpose, entry.reference, len(entry.orders) or 1, {}, place,
        )  # fmt: skip
        detail = dict(entry.detail)
        assigned = detail.pop("assigned", None)
        if is_named and assigned is not None:
            detail["assigned"] = self._name(assigned, actor)
        told = self._name(name, actor) if kind == "person" else name
        return msgspec.structs.replace(row, detail=detail, by_name=told if is_named or is_own else "")

    def _name(self, person: str, actor: Actor) -> str:
        """Return how colleagues know somebody; of somebody unknown, their id."""
        try:
            return self._room.persons.of(person, person_of(actor).tenant).name
        except NotFound:
            return person


def _kept(told: list[tuple[Entry, str]]) -> list[tuple[Entry, str]]:
    """Return the newest of an order's story. Looks are many, and do not push out how it came in or was revealed."""
    looks = [one for one in told if one[0].act in _LOOKS]
    rest = [one for one in told if one[0].act not in _LOOKS]
    kept = {id(one) for one in (*looks[-_MOST:], *rest[-_MOST:])}
    return [one for one in told if id(one) in kept]


def _parcel(parcel: Parcel) -> p.ParcelRow:
    since = parcel.since().get(f"shipment:{parcel.state.value}")
    return p.ParcelRow(str(parcel.ordinal), parcel.state.value, parcel.direction.value, parcel.attempt, since)


def _given(opened: View, shown: View) -> dict[str, str]:
    """Return the treatments, and no values, of what a hop is given otherwise than a person sees it here."""
    return {
        name: one.treatment.value
        for name, one in opened.fields.items()
        if one.value is not None and one.treatment is not shown.fields[name].treatment
    }
