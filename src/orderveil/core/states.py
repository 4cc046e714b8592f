"""The two machines of an order's life: which state may follow which, and what parcels say of their order.

Sources lose events, so a state may be skipped going forward; a step back exists only where it
happens in the world (a parcel found again, a cancelled order taken up again). A state that closes
a courier's view has no way out: whoever reports events must not be able to open it again.
The machines are drawn in docs/spec/states.md. Never decides what a hop may see.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from orderveil.core.order import Direction, OrderState, ShipmentState

_O, _S = OrderState, ShipmentState

ORDER_NEXT: Mapping[OrderState, frozenset[OrderState]] = {
    _O.PLACED: frozenset(_O) - {_O.PLACED},
    _O.CONFIRMED: frozenset(_O) - {_O.PLACED, _O.CONFIRMED},
    _O.PART_SHIPPED: frozenset({_O.SHIPPED, _O.DELIVERED, _O.CLOSED, _O.RETURNED, _O.CANCELLED}),
    # a line is added, or one parcel of several came back and waits to be sent again
    _O.SHIPPED: frozenset({_O.PART_SHIPPED, _O.DELIVERED, _O.CLOSED, _O.RETURNED, _O.CANCELLED}),
    # an exchange travels after delivery
    _O.DELIVERED: frozenset({_O.PART_SHIPPED, _O.SHIPPED, _O.CLOSED, _O.RETURNED}),
    # shops archive an order as soon as it is paid and handed over, long before it arrives
    _O.CLOSED: frozenset({_O.PART_SHIPPED, _O.SHIPPED, _O.DELIVERED, _O.RETURNED, _O.CANCELLED}),
    # sent again after RTO, or exchanged
    _O.RETURNED: frozenset({_O.PART_SHIPPED, _O.SHIPPED, _O.DELIVERED, _O.CLOSED}),
    # some shops let an operator take a cancelled order up again
    _O.CANCELLED: frozenset({_O.CONFIRMED}),
}

_FORWARD = (
    _S.PLANNED,
    _S.PACKED,
    _S.MANIFESTED,
    _S.PICKED_UP,
    _S.IN_TRANSIT,
    _S.OUT_FOR_DELIVERY,
    _S.UNDELIVERED,
    _S.DELIVERED,
    _S.RTO_STARTED,
    _S.RTO_DELIVERED,
    _S.LOST,
    _S.CANCELLED,
)


def _after(state: ShipmentState, *also: ShipmentState) -> frozenset[ShipmentState]:
    return frozenset(_FORWARD[_FORWARD.index(state) + 1 :]) | frozenset(also)


SHIPMENT_NEXT: Mapping[ShipmentState, frozenset[ShipmentState]] = {
    _S.PLANNED: _after(_S.PLANNED),
    _S.PACKED: _after(_S.PACKED),
    _S.MANIFESTED: _after(_S.MANIFESTED),
    _S.PICKED_UP: _after(_S.PICKED_UP),
    _S.IN_TRANSIT: _after(_S.IN_TRANSIT),
    _S.OUT_FOR_DELIVERY: _after(_S.OUT_FOR_DELIVERY, _S.IN_TRANSIT),  # back to the hub overnight
    _S.UNDELIVERED: _after(_S.UNDELIVERED, _S.IN_TRANSIT, _S.OUT_FOR_DELIVERY),  # the next attempt
    _S.DELIVERED: frozenset(),  # an end: a second delivery is another shipment
    # a buyer who is reached in time gets one more attempt; "in transit" then means "to the origin"
    _S.RTO_STARTED: frozenset({_S.OUT_FOR_DELIVERY, _S.RTO_DELIVERED, _S.LOST}),
    _S.RTO_DELIVERED: frozenset(),
    _S.LOST: frozenset({_S.IN_TRANSIT, _S.OUT_FOR_DELIVERY, _S.DELIVERED, _S.RTO_STARTED, _S.RTO_DELIVERED}),
    _S.CANCELLED: frozenset(),
}

# How far along a state lies. A clock that a state started runs only while the life of its subject
# is at least as far: an order taken up again after cancelling is not ended by the cancelling.
ORDER_PROGRESS: Mapping[OrderState, int] = {
    _O.PLACED: 0,
    _O.CONFIRMED: 1,
    _O.PART_SHIPPED: 2,
    _O.SHIPPED: 3,
    _O.DELIVERED: 4,
    _O.CLOSED: 4,  # with DELIVERED, because either may come first
    _O.RETURNED: 5,
    _O.CANCELLED: 6,
}

SHIPMENT_PROGRESS: Mapping[ShipmentState, int] = {
    _S.PLANNED: 0,
    _S.PACKED: 1,
    _S.MANIFESTED: 2,
    _S.PICKED_UP: 3,
    _S.IN_TRANSIT: 4,
    _S.OUT_FOR_DELIVERY: 5,
    _S.UNDELIVERED: 5,
    _S.RTO_STARTED: 6,
    _S.LOST: 7,
    _S.DELIVERED: 8,
    _S.RTO_DELIVERED: 8,
    _S.CANCELLED: 9,
}

_ON_THE_WAY = frozenset(
    {_S.PICKED_UP, _S.IN_TRANSIT, _S.OUT_FOR_DELIVERY, _S.UNDELIVERED, _S.RTO_STARTED, _S.LOST}
)
_WITH_ORIGIN = frozenset({_S.PLANNED, _S.PACKED, _S.MANIFESTED})


class Parcel(Protocol):
    """What this module needs to know of a shipment; `core.order.ShipmentDraft` fits."""

    @property
    def key(self) -> str: ...

    @property
    def state(self) -> ShipmentState: ...

    @property
    def direction(self) -> Direction: ...

    @property
    def replaces(self) -> tuple[str, ...]: ...


def may_follow(old: OrderState | ShipmentState, new: OrderState | ShipmentState) -> bool:
    """Tell whether `new` may follow `old`. The same state again is a duplicate, not a step: False."""
    if isinstance(old, OrderState):
        return isinstance(new, OrderState) and new in ORDER_NEXT[old]
    return isinstance(new, ShipmentState) and new in SHIPMENT_NEXT[old]


def order_state_from(order_state: OrderState, shipments: Sequence[Parcel]) -> OrderState:
    """Return the order's state once its parcels are heard.

    `order_state` is what the source says last. The answer differs from it only where the step is
    one that ORDER_NEXT knows, so that a stray parcel cannot take up a cancelled order.
    """
    heard = _state_of_parcels(order_state, shipments)
    return heard if heard is not None and may_follow(order_state, heard) else order_state


def _state_of_parcels(order_state: OrderState, shipments: Sequence[Parcel]) -> OrderState | None:
    if order_state is OrderState.CANCELLED:
        return None
    live = _live(shipments)
    states = [parcel.state for parcel in live if parcel.direction is Direction.FORWARD]
    back = [parcel.state for parcel in live if parcel.direction is Direction.REVERSE]
    if not states:
        return None
    kinds = set(states)
    if kinds <= {_S.RTO_DELIVERED}:
        return OrderState.RETURNED
    if kinds <= {_S.DELIVERED, _S.RTO_DELIVERED}:
        if any(state is _S.DELIVERED or state in _ON_THE_WAY for state in back):
            return OrderState.RETURNED
        # the source knows of lines that no parcel holds yet
        return None if order_state is OrderState.PART_SHIPPED else OrderState.DELIVERED
    if kinds <= _WITH_ORIGIN:
        return None
    if kinds & _WITH_ORIGIN or order_state is OrderState.PART_SHIPPED:
        return OrderState.PART_SHIPPED
    return OrderState.SHIPPED


def _live(shipments: Collection[Parcel]) -> list[Parcel]:
    """Return the parcels that still stand for goods: not cancelled, not replaced by one that stands."""
    standing = [parcel for parcel in shipments if parcel.state is not _S.CANCELLED]
    replaced = {
        key
        for parcel in standing
        if parcel.direction is Direction.FORWARD
        for key in parcel.replaces
        if key != parcel.key
    }
    return [parcel for parcel in standing if parcel.key not in replaced]
