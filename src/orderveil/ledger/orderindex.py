"""Compares the order index with what the entries themselves say, in one pass over each.

Both sides are added up as sets of (order, log, entry) under a keyed hash; only where the sums differ
are rows looked up one by one to say which. Must never trust the index to say what it should hold.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Collection, Iterator

import msgspec

from orderveil.ledger.tree import read_entries
from orderveil.store.database import Transaction

_ROWS_AT_ONCE = 10_000
_SECRET_BYTES = 16
_BUNDLES_KEPT = 64
_MAX_NAMED = 20
_BEFORE_ALL = -(2**63)


class _Orders(msgspec.Struct):
    orders: tuple[str, ...] = ()


_orders_of = msgspec.json.Decoder(_Orders)


class OrderSum:
    """The sum of a set of rows, by which two sets are compared without holding either.

    Each row is hashed by Python's SipHash of bytes behind 16 random bytes drawn for this sum alone, and
    the 64-bit hashes are added. Whoever altered rows beforehand cannot know those bytes, so that a
    changed set keeps its sum with a chance of 2**-64; the sums never leave the process. A keyed BLAKE2
    in its place was measured at five times the cost.
    """

    __slots__ = ("_secret", "count", "total")

    def __init__(self, secret: bytes | None = None) -> None:
        self._secret = secret or secrets.token_bytes(_SECRET_BYTES)
        self.count = 0
        self.total = 0

    def other(self) -> OrderSum:
        """Return an empty sum under the same secret."""
        return OrderSum(self._secret)

    def add(self, order: str, log: int, entry: int) -> None:
        """Add one row."""
        self.count += 1
        self.total += hash(self._secret + f"{order}/{log}/{entry}".encode())

    def is_same(self, other: OrderSum) -> bool:
        """Tell whether both hold the same rows."""
        return (self.count, self.total) == (other.count, other.total)


def rows_of(tx: Transaction, logs: Collection[int]) -> Iterator[tuple[str, int, int]]:
    """Yield the rows of the index that speak of `logs`, in order, a bounded number in memory."""
    last: tuple[str, int, int] = ("", _BEFORE_ALL, _BEFORE_ALL)
    while True:
        rows = tx.all(
            "SELECT order_id, log, entry FROM ledger_orders WHERE (order_id, log, entry) > (?, ?, ?) "
            "ORDER BY order_id, log, entry LIMIT ?",
            (*last, _ROWS_AT_ONCE),
        )
        for row in rows:
            if row[1] in logs:
                yield row
        if len(rows) < _ROWS_AT_ONCE:
            return
        last = rows[-1]


def differences(tx: Transaction, names: dict[int, str], sizes: dict[int, int]) -> Iterator[str]:
    """Yield what differs between entries and index, row by row, up to 20 of each kind."""
    yield from _first(_unfounded(tx, names))
    yield from _first(_missing(tx, names, sizes))


def _first(problems: Iterator[str]) -> Iterator[str]:
    for _, problem in zip(range(_MAX_NAMED), problems, strict=False):
        yield problem


def _unfounded(tx: Transaction, names: dict[int, str]) -> Iterator[str]:
    orders_at = _Cache(tx)
    for order, log, entry in rows_of(tx, names):
        if order not in orders_at(log, entry):
            shown = order if len(order) == 26 and order.isalnum() and order.isascii() else "(not an order id)"
            yield f"ledger_orders: row {shown} names {names[log]}/{entry}, which does not speak of it"


def _missing(tx: Transaction, names: dict[int, str], sizes: dict[int, int]) -> Iterator[str]:
    for log, name in names.items():
        for index, raw in read_entries(tx, log, 0, sizes[log]):
            for order in dict.fromkeys(_orders_of.decode(raw).orders):
                if not tx.one(
                    "SELECT 1 FROM ledger_orders WHERE order_id = ? AND log = ? AND entry = ?", (order, log, index)
                ):
                    yield f"ledger_orders: no row for order {order} of {name}/{index}"


class _Cache:
    """Answers which orders an entry speaks of, with the newest bundles at hand."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._bundles: OrderedDict[tuple[int, int], dict[int, frozenset[str]]] = OrderedDict()

    def __call__(self, log: int, entry: int) -> Collection[str]:
        place = (log, entry // 256)
        if place not in self._bundles:
            start = entry - entry % 256
            self._bundles[place] = {
                index: frozenset(_orders_of.decode(raw).orders)
                for index, raw in read_entries(self._tx, log, start, start + 256)
            }
            if len(self._bundles) > _BUNDLES_KEPT:
                self._bundles.popitem(last=False)
        return self._bundles[place].get(entry, ())
