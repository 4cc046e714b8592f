"""How many orders a shop gets in a day, as of the last hour: what a day's reveals are measured by."""

from __future__ import annotations

from orderveil.core.ids import RANDOM_BYTES, order_id, order_id_to_bytes
from orderveil.store.database import Transaction
from orderveil.vault.interior import Shop

_HOUR_MS = 3_600_000
_WEEK_MS = 7 * 24 * _HOUR_MS


class Volumes:
    """Counts at most once an hour per shop: an order's id begins with the time at which it came in."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[int, int]] = {}  # shop -> (as of, orders a day)

    def a_day(self, tx: Transaction, shop: Shop, now_ms: int) -> int:
        """Return the orders a day over the last week."""
        as_of, count = self._known.get(shop.no, (-_HOUR_MS, 0))
        if now_ms - as_of < _HOUR_MS:
            return count
        first = order_id_to_bytes(order_id(max(0, now_ms - _WEEK_MS), b"\0" * RANDOM_BYTES))
        row = tx.one("SELECT COUNT(*) FROM orders WHERE id >= ? AND shop = ?", (first, shop.no))
        count = -(-int(row[0]) // 7) if row is not None else 0
        self._known[shop.no] = (now_ms, count)
        return count
