"""Shipment events over HTTP: what couriers and warehouses tell of parcels.

Each event is answered for itself; events of one order are taken in the order in which they stand,
those of different orders side by side, so that the vault commits them together.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from orderveil.core.errors import RelayError, Unauthentic, Unavailable
from orderveil.core.grants import Scope
from orderveil.core.order import Direction, Origin, ShipmentState
from orderveil.gateway.gate import Gate, reply
from orderveil.gateway.reading import read_body
from orderveil.gateway.shapes import Reply, Request
from orderveil.vault.messages import KeyGrant, RecordShipment, ShipmentRecorded

EVENTS_LIMIT = 100
Ref = Annotated[str, Meta(min_length=1, max_length=200)]
Partner = Annotated[str, Meta(min_length=1, max_length=64, pattern="^[a-z0-9]+(-[a-z0-9]+)*$")]
Word = Annotated[str, Meta(min_length=1, max_length=64)]


class ShipmentFields(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What an event may tell of the parcel itself."""

    awb: Ref | None = None
    courier_name: Ref | None = None
    tracking_url: Annotated[str, Meta(min_length=1, max_length=2_000)] | None = None
    tracking_status: Ref | None = None

    def __repr__(self) -> str:
        return "ShipmentFields(<hidden>)"


class ShipmentEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One event. `order` is your reference of it, or the waybill; `at` has a time zone.

    `partner` names the courier that the parcel is handed to; a courier's own key may not say so.
    """

    order: Ref
    state: ShipmentState
    at: Annotated[datetime, Meta(tz=True)]
    shipment: Word | None = None
    direction: Direction = Direction.FORWARD
    fields: ShipmentFields = ShipmentFields()
    replaces: Annotated[list[Word], Meta(max_length=20)] = []
    origin: Origin | None = None
    partner: Partner | None = None

    def __repr__(self) -> str:
        return "ShipmentEvent(<hidden>)"


class ShipmentEvents(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Up to 100 events."""

    events: Annotated[list[ShipmentEvent], Meta(min_length=1, max_length=EVENTS_LIMIT)]


class EventResult(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of one event: `recorded`, `duplicate`, `stale` or `refused` (then with a reason).

    `permanent` false: send this event again.
    """

    status: str
    shipment: str | None = None
    state: str | None = None
    reason: str | None = None
    permanent: bool = True


class EventsAnswer(msgspec.Struct, frozen=True):
    """One result for each event, in their order."""

    results: list[EventResult]


def record_events(gate: Gate, request: Request) -> Reply:
    """POST /v1/shipments/events."""
    grant, row = gate.keys.row(request, Scope.SHIPMENTS_EVENTS_RECORD)
    events = read_body(request, ShipmentEvents).events
    by_order: dict[str, list[int]] = {}
    for place, event in enumerate(events):
        by_order.setdefault(event.order, []).append(place)
    results: dict[int, EventResult] = {}

    def record(places: Sequence[int]) -> list[tuple[int, EventResult]]:
        return [(place, _record(gate, grant, row.shop, events[place])) for place in places]

    groups = list(by_order.values())
    done = [record(groups[0])] if len(groups) == 1 else gate.helpers.map(record, groups)
    for part in done:
        results.update(part)
    for result in results.values():
        gate.metrics.count("shipment_events", result.status)
    return reply(EventsAnswer([results[place] for place in range(len(events))]))


def _record(gate: Gate, grant: KeyGrant, shop: str, event: ShipmentEvent) -> EventResult:
    fields: dict[str, Any] = {k: v for k, v in msgspec.structs.asdict(event.fields).items() if v is not None}
    question = RecordShipment(
        by=grant, shop=shop, order=event.order, state=event.state.value, at_ms=int(event.at.timestamp() * 1000),
        shipment=event.shipment, direction=event.direction.value, fields=fields, replaces=tuple(event.replaces),
        origin=event.origin.value if event.origin else None, partner=event.partner,
    )  # fmt: skip
    try:
        done = gate.vault.ask(question, ShipmentRecorded)
    except (Unauthentic, Unavailable):
        raise  # of the request, not of this event
    except RelayError as error:
        return EventResult("refused", reason=error.reason, permanent=error.permanent)
    return EventResult(done.status, done.shipment, done.state)
