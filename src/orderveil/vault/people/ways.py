"""One order's way through the eleven hops as contracts have it now: what each may take, until when, and what is next.

Names of fields alone: nothing is opened. Somebody who does not compare hops is told of their own hops' views.
"""

from __future__ import annotations

from orderveil.core.contract import Contract
from orderveil.core.hop import HOPS, Hop
from orderveil.core.order import Direction, OrderState, ShipmentState
from orderveil.core.policy import Allowed, Moment, clock_refusal, decide_states, ends_at_ms
from orderveil.core.states import ORDER_PROGRESS, SHIPMENT_PROGRESS
from orderveil.core.view import Treatment
from orderveil.people.deciding import Target
from orderveil.people.permissions import Permission
from orderveil.vault import people_messages as p
from orderveil.vault.grants import Actor
from orderveil.vault.looks import hop_named
from orderveil.vault.modes import Modes
from orderveil.vault.opening import HeldOrder, Reader
from orderveil.vault.people.looking import Looking
from orderveil.vault.people.room import Room

_O, _S = OrderState, ShipmentState
_LIFE: tuple[tuple[OrderState, ShipmentState | None], ...] = (
    (_O.PLACED, None), (_O.CONFIRMED, None), (_O.CONFIRMED, _S.PLANNED), (_O.CONFIRMED, _S.PACKED),
    (_O.SHIPPED, _S.MANIFESTED), (_O.SHIPPED, _S.PICKED_UP), (_O.SHIPPED, _S.IN_TRANSIT),
    (_O.SHIPPED, _S.OUT_FOR_DELIVERY), (_O.DELIVERED, _S.DELIVERED), (_O.RETURNED, _S.RTO_DELIVERED),
)  # fmt: skip
"""An order's life when nothing goes wrong, and its return: by which the next state with a view is found."""


class Ways:
    """Serves the map on an order's page."""

    def __init__(self, room: Room, reader: Reader, looking: Looking, modes: Modes) -> None:
        self._room = room
        self._reader = reader
        self._looking = looking
        self._modes = modes

    def read(self, request: p.OrderWay, actor: Actor) -> p.OrderWayRead:
        """Return what each hop may take of an order now. Asks for the right that the order's page asks for."""
        now = self._room.interior.clock.latest_ms()
        if request.hop is not None:
            hop_named(request.hop)
        with self._room.interior.database.reading() as tx:
            held = self._looking.find(tx, request.order, actor)
        place = (held.shop.tenant, held.shop.shop)
        permission = Permission.ORDERS_ORDER_READ if request.hop is not None else Permission.ORDERS_VIEWS_COMPARE
        self._room.rights.require(actor, permission, Target(*place, request.hop), now)
        every = self._room.rights.may(actor, Permission.ORDERS_VIEWS_COMPARE, Target(*place), now)
        return p.OrderWayRead(
            [
                self._way(held, hop, request.shipment)
                if every or self._room.rights.may(actor, Permission.ORDERS_ORDER_READ, Target(*place, hop.value), now)
                else p.HopWay(hop.value, "")
                for hop in HOPS
            ]
        )

    def _way(self, held: HeldOrder, hop: Hop, shipment: str | None) -> p.HopWay:
        contract = self._reader.contract_for(held, hop.value, None)
        moment = self._reader.moment(held, held.parcel(shipment))
        mode = self._modes.for_order(held.shop, hop.value, held.id)
        ends, over = ends_at_ms(contract, moment), clock_refusal(contract, moment)
        if over is not None:
            return p.HopWay(hop.value, "ended" if over.reason == "ended" else "refused", mode.value, ends_at_ms=ends)
        given = _given(contract, moment)
        if given:
            return p.HopWay(hop.value, "open", mode.value, given, ends)
        return p.HopWay(hop.value, "waiting", mode.value, opens_with=_next(contract, moment))


def _given(contract: Contract, moment: Moment) -> dict[str, str]:
    """Return how each field is given at a moment, of those that are. What needs a consent may yet be withheld."""
    found = {}
    for name in contract.fields:
        decision = decide_states(contract, name, moment, None)
        if isinstance(decision, Allowed) and decision.treatment is not Treatment.DROP:
            found[str(name)] = decision.treatment.value
    return found


def _next(contract: Contract, moment: Moment) -> str:
    """Return the next state of an order's life in which the hop is given anything; empty: none."""
    for order, parcel in _LIFE:
        if not _is_ahead(order, parcel, moment):
            continue
        if _given(contract, Moment(moment.now_ms, order, parcel, Direction.FORWARD)):
            return parcel.value if parcel is not None and parcel is not moment.shipment_state else order.value
    return ""


def _is_ahead(order: OrderState, parcel: ShipmentState | None, moment: Moment) -> bool:
    now = moment.shipment_state
    by_order = ORDER_PROGRESS[order] - ORDER_PROGRESS[moment.order_state]
    by_parcel = (SHIPMENT_PROGRESS[parcel] if parcel else -1) - (SHIPMENT_PROGRESS[now] if now else -1)
    return by_order >= 0 and by_parcel >= 0 and (by_order, by_parcel) != (0, 0)
