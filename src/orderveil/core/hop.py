"""The eleven hops of an order, in the order in which it meets them."""

from __future__ import annotations

from enum import StrEnum


class Hop(StrEnum):
    """A system that is owed its own view of an order, and no more."""

    STOREFRONT = "storefront"
    OMS = "oms"
    IMS = "ims"
    WMS = "wms"
    LABEL = "label"
    COURIER = "courier"
    COMMS = "comms"
    SUPPORT = "support"
    MARKETING = "marketing"
    EXPORTS = "exports"
    RETENTION = "retention"


HOPS: tuple[Hop, ...] = tuple(Hop)
