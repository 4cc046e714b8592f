"""Parcels of an order: merged from what sources tell, moved on by events, sealed field by field.

A parcel's own fields (waybill, courier, tracking link) are sealed under the order's delivery key
with the parcel's number and version bound in. States only ever move along core.states; an event
that does not follow from the held state is stale and changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from orderveil.core.fields import FIELDS, RetentionClass
from orderveil.core.order import Direction, Draft, OrderState, ShipmentDraft, ShipmentState
from orderveil.core.partners import partner_named
from orderveil.core.sealing import open_fields, seal_fields
from orderveil.core.states import may_follow, order_state_from
from orderveil.store.database import Transaction
from orderveil.vault.interior import decode_value, encode_value, pack_facts, unpack_facts
from orderveil.vault.keyring.keystore import OrderKeys
from orderveil.vault.rowcodes import RowCodes, Table, altered
from orderveil.vault.telling import Known

_SELECT = (
    "SELECT ordinal, key_tag, state, direction, attempt, version, updated_at, facts, code, sealed "
    "FROM shipments WHERE n = ? ORDER BY ordinal"
)

MOST_PARCELS = 200  # of one order: each look at it reads them all


@dataclass(slots=True, repr=False)
class Parcel:
    """One shipment as it is held. `facts` has `since`, `replaces`, `origin`, `lines`."""

    ordinal: int
    key_tag: bytes
    state: ShipmentState
    direction: Direction
    attempt: int = 1
    version: int = 0
    facts: dict[str, Any] = field(default_factory=dict)
    sealed: dict[str, bytes] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What other parcels of the order call it when they replace it."""
        return self.key_tag.hex()

    @property
    def replaces(self) -> tuple[str, ...]:
        """The keys of the parcels that it stands in for."""
        return tuple(self.facts.get("replaces", ()))

    def since(self) -> dict[str, int]:
        """Return when each state was first reached (epoch ms)."""
        since: dict[str, int] = self.facts.get("since", {})
        return since


def parcels_of(tx: Transaction, n: int, order: bytes, codes: RowCodes) -> list[Parcel]:
    """Return an order's parcels, oldest first. Raises SealBroken where one of the rows was altered."""
    rows = tx.all(_SELECT, (n,))
    if not all([codes.is_right(Table.SHIPMENTS, row[8], order, *row[:8]) for row in rows]):
        raise altered()
    return [
        Parcel(
            row[0], bytes(row[1]), ShipmentState(row[2]), Direction(row[3]), row[4], row[5],
            unpack_facts(row[7]), unpack_facts(row[9]) if row[9] is not None else {},
        )
        for row in rows
    ]  # fmt: skip


def parcel_tag(order: bytes, key: str) -> bytes:
    """Return the tag of a source's own id of a parcel. Bound to the order's random id: joins nothing."""
    return hashlib.blake2b(key.encode(), key=order, digest_size=16, person=b"orderveil parcel").digest()


def partner_tag(order: bytes, partner: str) -> bytes:
    """Return the tag of the courier that a parcel is entrusted to: what a source calls it is not kept in clear."""
    return parcel_tag(order, f"partner/{partner}")


def open_parcel(parcel: Parcel, keys: OrderKeys, order: bytes) -> dict[str, Any]:
    """Return a parcel's own fields in clear; nothing once the delivery class has ended."""
    key = keys[RetentionClass.DELIVERY]
    if key is None or not parcel.sealed:
        return {}
    labels = {f"shipment/{parcel.ordinal}/{name}": value for name, value in parcel.sealed.items()}
    opened = open_fields(key, labels, order=order, version=parcel.version)
    return {label.rsplit("/", 1)[1]: decode_value(value) for label, value in opened.items()}


def save_parcel(tx: Transaction, item: Known, parcel: Parcel, fields: dict[str, Any], now_ms: int) -> None:
    """Write one parcel with `fields` sealed anew at its next version."""
    assert item.keys is not None
    key = item.keys[RetentionClass.DELIVERY]
    parcel.version += 1
    parcel.sealed = {}
    if key is not None and fields:
        labels = {
            f"shipment/{parcel.ordinal}/{name}": encode_value(value)
            for name, value in fields.items()
            if name in FIELDS and FIELDS[name].per_shipment  # type: ignore[index]
        }
        made = seal_fields(key, labels, order=item.id, version=parcel.version)
        parcel.sealed = {label.rsplit("/", 1)[1]: value for label, value in made.items()}
    clear = (parcel.ordinal, parcel.key_tag, parcel.state, parcel.direction, parcel.attempt, parcel.version,
             now_ms, pack_facts(parcel.facts))  # fmt: skip
    tx.execute(
        "INSERT INTO shipments (n, ordinal, key_tag, state, direction, attempt, version, updated_at, facts, code, "
        "sealed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (n, ordinal) DO UPDATE SET "
        "state = excluded.state, attempt = excluded.attempt, version = excluded.version, "
        "updated_at = excluded.updated_at, facts = excluded.facts, code = excluded.code, sealed = excluded.sealed",
        (item.n, *clear, item.codes.code(Table.SHIPMENTS, item.id, *clear),
         pack_facts(parcel.sealed) if parcel.sealed else None),
    )  # fmt: skip


def are_too_many(parcels: Sequence[Parcel], order: bytes, draft: Draft) -> bool:
    """Tell whether an order would have more parcels than one may have, were a telling's added to those held."""
    if len(parcels) + len(draft.shipments) <= MOST_PARCELS:
        return False
    tags = {parcel.key_tag for parcel in parcels}
    return len(tags | {parcel_tag(order, told.key) for told in draft.shipments}) > MOST_PARCELS


def merge_shipments(tx: Transaction, item: Known, draft: Draft, now_ms: int) -> list[str]:
    """Bring an order's parcels up to what a telling says; return the waybills that are now known.

    `item.parcels` are those held, and then all of them. A parcel that a telling no longer names stays: sources forget.
    """
    assert item.n is not None
    assert item.keys is not None
    by_tag = {parcel.key_tag: parcel for parcel in item.parcels}
    waybills: list[str] = []
    for told in draft.shipments:
        tag = parcel_tag(item.id, told.key)
        parcel = by_tag.get(tag)
        if parcel is None:
            parcel = _new_parcel(item, told, tag, len(by_tag) + 1)
            by_tag[tag] = parcel
            fields = dict(told.fields)
        else:
            fields = {**open_parcel(parcel, item.keys, item.id), **told.fields}
        named = partner_named(told.fields.get("courier_name"))
        if named is not None:  # who was named before, by whoever hands over, stands
            parcel.facts.setdefault("partner", partner_tag(item.id, named))
        moved = move_on(parcel, told.state, min(told.at_ms or now_ms, now_ms))
        if moved:
            item.moved.append(parcel)
        if parcel.version == 0 or moved or told.fields:
            save_parcel(tx, item, parcel, fields, now_ms)
    for parcel in by_tag.values():
        waybill = open_parcel(parcel, item.keys, item.id).get("awb") if parcel.sealed else None
        if waybill:
            waybills.append(waybill)
    waybills.extend(told.fields["awb"] for told in draft.shipments if told.fields.get("awb"))
    item.parcels = list(by_tag.values())
    return list(dict.fromkeys(waybills))


def _new_parcel(item: Known, told: ShipmentDraft, tag: bytes, ordinal: int) -> Parcel:
    facts: dict[str, Any] = {"since": {}}
    if told.replaces:
        facts["replaces"] = [parcel_tag(item.id, key).hex() for key in told.replaces]
    if told.origin:
        facts["origin"] = told.origin
    if told.lines:
        facts["lines"] = list(told.lines)
    return Parcel(ordinal, tag, ShipmentState.PLANNED, told.direction, told.attempt, facts=facts)


def move_on(parcel: Parcel, state: ShipmentState, at_ms: int) -> bool:
    """Move a parcel to a state that may follow its own; tell whether it moved."""
    since = parcel.facts.setdefault("since", {})
    since.setdefault(f"shipment:{parcel.state}", at_ms)
    if state == parcel.state or not may_follow(parcel.state, state):
        return False
    parcel.state = state
    since[f"shipment:{state}"] = at_ms  # entered again, its clocks start again
    return True


def state_after(item: Known, draft: Draft) -> OrderState:
    """Return the order's state once its parcels are taken into account."""
    return order_state_from(draft.state, item.parcels) if item.parcels else draft.state
