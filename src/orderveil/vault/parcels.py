"""Acts on parcels: an event in one's life, from a courier, a warehouse or an operator."""

from __future__ import annotations

from typing import Any

from orderveil.core.errors import Conflict, Malformed, NotFound, SealBroken
from orderveil.core.fields import FIELDS
from orderveil.core.hop import Hop
from orderveil.core.ids import is_order_id
from orderveil.core.newness import Stamp
from orderveil.core.normalise import reference_key
from orderveil.core.order import Direction, Origin, ShipmentState
from orderveil.core.states import order_state_from
from orderveil.ledger.acts import Act as Did
from orderveil.ledger.entries import Entry
from orderveil.store.database import Transaction
from orderveil.vault.entrusting import entrust
from orderveil.vault.grants import Actor
from orderveil.vault.interior import Interior, pack_facts
from orderveil.vault.looks import Looks
from orderveil.vault.messages import RecordShipment, ShipmentRecorded
from orderveil.vault.opening import HeldOrder
from orderveil.vault.people.eventcases import EventCases
from orderveil.vault.shipments import MOST_PARCELS, Parcel, move_on, open_parcel, save_parcel
from orderveil.vault.telling import Known, month_of
from orderveil.vault.writer import Group

_DONE = frozenset({ShipmentState.CANCELLED, ShipmentState.LOST, ShipmentState.RTO_DELIVERED})


class Parcels:
    """Moves parcels on."""

    def __init__(self, interior: Interior, looks: Looks) -> None:
        self._in = interior
        self._looks = looks
        self._cases = EventCases(interior)

    def record(self, tx: Transaction, request: RecordShipment, actor: Actor, group: Group) -> ShipmentRecorded:
        """Take one event. What does not follow from the held state is stale and changes nothing."""
        state, direction = _read(request)
        self._looks.spend(actor, 1)
        held, number = self._find(tx, request, actor)
        item = Known(held.shop, b"", self._in.codes, held.n, held.id, held.version, stamp=Stamp(0, 0, ()))
        item.keys = self._in.keys.keys_of(held.n)
        parcels = list(held.parcels)
        parcel = self._parcel(parcels, request, number, direction)
        is_new = parcel.version == 0
        handed_over = entrust(parcel, held.id, request, actor)
        fields = {**open_parcel(parcel, item.keys, held.id), **_own(request.fields)}
        moved = move_on(parcel, state, min(request.at_ms, group.now_ms))
        if not is_new and not moved and not handed_over and not request.fields:
            status = "duplicate" if parcel.state is state else "stale"
            return self._answer(held, actor, parcel, status)
        if is_new:
            parcels.append(parcel)
        save_parcel(tx, item, parcel, fields, group.now_ms)
        self._move_order(tx, held, parcels, group)
        self._tag(tx, held, fields.get("awb"), group)
        self._record(tx, group, (held, parcel), actor, tuple(sorted(_own(request.fields))))
        if is_new or moved:
            self._cases.follow(tx, group, (held.shop, held.n, held.order), parcel, actor)
        return self._answer(held, actor, parcel, "recorded" if is_new or moved or handed_over else "stale")

    def _find(self, tx: Transaction, request: RecordShipment, actor: Actor) -> tuple[HeldOrder, str | None]:
        """Return the order by id, by the partner's reference, or by a waybill that its parcel bears."""
        by_reference = actor.key is not None or is_order_id(request.order)
        if by_reference:
            try:
                hop = Hop(actor.key.hop) if actor.key else Hop.COURIER
                return self._looks.find(tx, request.order, actor, hop)
            except NotFound:
                pass  # it may be a waybill
        shop = self._in.shops.of(actor.key.shop if actor.key else request.shop)
        wanted = reference_key(request.order)
        for n in self._in.tags.find(tx, shop.shop, {"awb": request.order}):
            try:
                held = self._looks.reader.by_n(tx, n)
            except SealBroken:
                continue  # altered: it may not even bear the waybill
            if held is None or held.shop.no != shop.no:
                continue
            keys = self._in.keys.keys_of(n)
            for parcel in held.parcels:
                waybill = open_parcel(parcel, keys, held.id).get("awb")
                if waybill and reference_key(waybill) == wanted:
                    return held, str(parcel.ordinal)
        raise NotFound("there is no such order", place="order")

    @staticmethod
    def _parcel(parcels: list[Parcel], request: RecordShipment, number: str | None, direction: Direction) -> Parcel:
        """Return the parcel that the event is about; a new one where it must be."""
        wanted = request.shipment or number
        for parcel in parcels:
            if wanted is not None and str(parcel.ordinal) == wanted and not request.replaces:
                return parcel
        if request.shipment is not None and not request.replaces:
            raise NotFound("the order has no such shipment", place="shipment")
        going = [parcel for parcel in parcels if parcel.direction is direction and parcel.state not in _DONE]
        if going and not request.replaces:
            return going[-1]
        if len(parcels) >= MOST_PARCELS:
            raise Conflict("the order has as many shipments as one may have", place="order")
        facts: dict[str, Any] = {"since": {}}
        by_number = {str(parcel.ordinal): parcel.key for parcel in parcels}
        if request.replaces:
            facts["replaces"] = [by_number[key] for key in request.replaces if key in by_number]
        if request.origin:
            facts["origin"] = request.origin
        same_way = sum(1 for parcel in parcels if parcel.direction is direction)
        ordinal = max((parcel.ordinal for parcel in parcels), default=0) + 1
        tag = b"event" + ordinal.to_bytes(11, "big")
        return Parcel(ordinal, tag, ShipmentState.PLANNED, direction, same_way + 1, facts=facts)

    def _move_order(self, tx: Transaction, held: HeldOrder, parcels: list[Parcel], group: Group) -> None:
        state = order_state_from(held.state, parcels)
        if state is held.state:
            return
        since = held.facts.setdefault("since", {})
        since[f"order:{state}"] = group.now_ms
        clear = held.clear._replace(state=state, facts=pack_facts(held.facts), updated_at=group.now_ms)
        tx.execute(
            "UPDATE orders SET state = ?, facts = ?, updated_at = ?, code = ? WHERE n = ?",
            (state, clear.facts, group.now_ms, self._in.codes.code_of(clear), held.n),
        )

    def _tag(self, tx: Transaction, held: HeldOrder, waybill: str | None, group: Group) -> None:
        if not waybill:
            return
        month = month_of(group.now_ms)
        rows = [(held.n, held.shop.shop, month, self._in.tags.pack(held.shop.shop, month, {}, [waybill]))]
        self._in.tags.store_fresh(tx, rows)
        group.after.append(lambda: self._in.tags.add(rows))

    def _record(
        self, tx: Transaction, group: Group, item: tuple[HeldOrder, Parcel], actor: Actor, fields: tuple[str, ...]
    ) -> None:
        held, parcel = item
        self._in.record(
            tx,
            group,
            Entry(
                act=Did.SHIPMENTS_STATE_RECORDED,
                at_ms=group.now_ms,
                tenant=held.shop.tenant,
                actor=actor.name,
                shop=held.shop.shop,
                hop=actor.key.hop if actor.key else None,
                partner=actor.key.partner if actor.key else None,
                orders=(held.order,),
                shipment=str(parcel.ordinal),
                fields=fields,
                detail={"state": parcel.state},
            ),
        )

    def _answer(self, held: HeldOrder, actor: Actor, parcel: Parcel, status: str) -> ShipmentRecorded:
        order = held.order if actor.key is None else ""
        return ShipmentRecorded(order, str(parcel.ordinal), parcel.state, status)


def _own(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that belong to a parcel; anything else is refused."""
    for name in fields:
        if name not in FIELDS or not FIELDS[name].per_shipment:  # type: ignore[index]
            raise Malformed("not a field of a shipment; see docs/spec/fields.md", place="fields")
    return {name: value for name, value in fields.items() if value}


def _read(request: RecordShipment) -> tuple[ShipmentState, Direction]:
    try:
        if request.origin is not None:
            Origin(request.origin)
        return ShipmentState(request.state), Direction(request.direction)
    except ValueError:
        raise Malformed("state, direction and origin are those of docs/spec/states.md", place="state") from None
