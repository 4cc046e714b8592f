"""The clear side of many orders at once: states with their times, of the order and of each parcel.

Rows whose codes are wrong tell nothing. Never opens a sealed column, and does not even select one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orderveil.core.errors import SealBroken
from orderveil.core.ids import OrderId, order_id_from_bytes, order_id_to_bytes
from orderveil.core.order import Direction, OrderState, ShipmentState
from orderveil.core.policy import Moment
from orderveil.store.database import Transaction
from orderveil.vault.interior import Interior, unpack_facts
from orderveil.vault.rowcodes import CLEAR_COLUMNS, ClearOrder, Table

_PARCELS = (
    "SELECT n, ordinal, key_tag, state, direction, attempt, version, updated_at, facts, code FROM shipments "
    "WHERE n IN ({places}) ORDER BY n, ordinal"
)
_ORDERS = (
    f"SELECT {CLEAR_COLUMNS} FROM orders WHERE id IN ({{places}}) AND NOT EXISTS "
    "(SELECT 1 FROM erasures_waiting WHERE erasures_waiting.id = orders.id)"
)


@dataclass(frozen=True, slots=True)
class Told:
    """One order: its shop, and the moment now as each of its parcels (or none) has it. No moments: unreadable."""

    shop: str
    moments: tuple[Moment, ...]


class Stories:
    """Reads them, a batch at a time."""

    def __init__(self, interior: Interior) -> None:
        self._in = interior
        self._now_ms = interior.clock.latest_ms()

    def of(self, tx: Transaction, orders: Sequence[str]) -> dict[str, Told]:
        """Return what is told of each order; one that was erased, or waits to be, is not among them."""
        ids = [order_id_to_bytes(OrderId(order)) for order in orders]
        found: dict[str, Told] = {}
        rows: dict[int, ClearOrder] = {}
        for row in tx.all(_ORDERS.format(places=_places(ids)), ids):
            try:
                clear = self._in.codes.order(row)
            except SealBroken:
                found[order_id_from_bytes(bytes(row[1]))] = Told("", ())
                continue
            rows[clear.n] = clear
        parcels, altered = self._parcels(tx, rows)
        for n, clear in rows.items():
            moments = () if n in altered else self._moments(clear, parcels.get(n, ()))
            found[order_id_from_bytes(clear.id)] = Told(self._in.shops.numbered(clear.shop).shop, moments)
        return found

    def _parcels(
        self, tx: Transaction, rows: dict[int, ClearOrder]
    ) -> tuple[dict[int, list[tuple[str, str, bytes]]], set[int]]:
        """Return each order's parcels as (state, direction, facts), and the orders of which one was altered."""
        found: dict[int, list[tuple[str, str, bytes]]] = {}
        altered: set[int] = set()
        for row in tx.all(_PARCELS.format(places=_places(rows)), list(rows)) if rows else ():
            if self._in.codes.is_right(Table.SHIPMENTS, row[9], rows[row[0]].id, *row[1:9]):
                found.setdefault(row[0], []).append((row[3], row[4], row[8]))
            else:
                altered.add(row[0])
        return found, altered

    def _moments(self, clear: ClearOrder, parcels: Sequence[tuple[str, str, bytes]]) -> tuple[Moment, ...]:
        since: dict[str, int] = unpack_facts(clear.facts).get("since", {})
        state = OrderState(clear.state)
        if not parcels:
            return (Moment(self._now_ms, state, since_ms=since),)
        return tuple(
            [
                Moment(
                    self._now_ms,
                    state,
                    ShipmentState(parcel),
                    Direction(direction),
                    {**since, **unpack_facts(facts).get("since", {})},
                )
                for parcel, direction, facts in parcels
            ]
        )


def _places(values: Sequence[bytes] | dict[int, ClearOrder]) -> str:
    return ", ".join("?" * len(values))
