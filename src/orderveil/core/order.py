"""What an order is while it travels: the draft that intake hands over, its items and shipments.

A draft is plaintext in memory, between the door and the seal. Its repr is hidden and it is never
written anywhere but through the seal. Views, clocks, references and virtual numbers hang on
shipments, because one order may travel in several parcels, twice, and back.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec

ITEM_KEYS = ("line", "sku", "gtin", "title", "variant", "quantity", "unit_price", "grams", "hsn")
"""Keys of one object in the field `items`. All optional but `quantity`; amounts are strings."""


class OrderState(StrEnum):
    """The order's own life. See core.states for which may follow which."""

    PLACED = "placed"  # came in; not yet paid for or accepted
    CONFIRMED = "confirmed"  # paid, or cash on delivery accepted
    PART_SHIPPED = "part_shipped"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CLOSED = "closed"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class ShipmentState(StrEnum):
    """One parcel's life, the same words in both directions."""

    PLANNED = "planned"
    PACKED = "packed"
    MANIFESTED = "manifested"  # handed to the courier's system; an AWB exists
    PICKED_UP = "picked_up"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    UNDELIVERED = "undelivered"  # a delivery attempt failed (NDR)
    DELIVERED = "delivered"
    RTO_STARTED = "rto_started"  # on its way back to the origin
    RTO_DELIVERED = "rto_delivered"
    LOST = "lost"
    CANCELLED = "cancelled"


class Direction(StrEnum):
    """Forward to the buyer, or reverse from the buyer (return, exchange)."""

    FORWARD = "forward"
    REVERSE = "reverse"


class Origin(StrEnum):
    """Why a shipment replaces another."""

    EXCHANGED = "exchanged"
    MERGED = "merged"
    PARTIAL = "partial"
    RESENT = "resent"  # sent again after RTO or loss
    SPLIT = "split"


class ShipmentDraft(msgspec.Struct, frozen=True, array_like=True, repr_omit_defaults=True):
    """One parcel as a source tells of it. `key` is the source's own id of it within the order."""

    key: str
    state: ShipmentState = ShipmentState.PLANNED
    direction: Direction = Direction.FORWARD
    attempt: int = 1
    replaces: tuple[str, ...] = ()
    origin: Origin | None = None
    fields: dict[str, Any] = {}  # per-shipment fields of core.fields: awb, courier_name, tracking_url
    lines: tuple[int, ...] = ()  # `line` of the items inside; empty: all of them
    at_ms: int = 0

    def __repr__(self) -> str:
        return "ShipmentDraft(<hidden>)"


class Draft(msgspec.Struct, frozen=True, array_like=True):
    """One order as read from a source, cut of card data and translated into the vocabulary.

    `source_ref` is the source's unique id of the order; `source_at_ms` the source's own time of
    the last change (epoch ms, 0 where it has none); `rank` breaks ties between equal times: it
    never falls while an order goes on (cancelled > returned > fulfilled > paid > placed).
    `withheld` names fields that the source masked, nulled or replaced by a relay address.
    `unknown` maps a path to whatever the source sent there that the vocabulary has no word for.
    `cut` holds the paths at which card data was cut out.
    """

    source: str
    source_ref: str
    source_at_ms: int
    rank: int
    state: OrderState
    fields: dict[str, Any]
    withheld: tuple[str, ...] = ()
    unknown: dict[str, Any] = {}
    shipments: tuple[ShipmentDraft, ...] = ()
    cut: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return "Draft(<hidden>)"


class IntakeStatus(StrEnum):
    """What became of one order that was handed in."""

    SEALED = "sealed"
    UPDATED = "updated"
    DUPLICATE = "duplicate"  # the same content as what is held
    STALE = "stale"  # older than what is held
    QUARANTINED = "quarantined"
    REFUSED = "refused"
