"""The keys of one order, and what binds each wrapped key to its place.

A key object lives as long as the act that needs it. It is never cached, logged, pickled or sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from orderveil.core.errors import SealBroken
from orderveil.core.fields import CLASSES, RetentionClass
from orderveil.core.sealing import ORDER_BYTES, Wrapper, bind, new_keys

_ORDER_LABEL = b"orderveil/order-key/v1"
_BUCKET_LABEL = b"orderveil/bucket-key/v1"
_NAMED_LABEL = b"orderveil/named-key/v1"
_CLASS_PARTS = tuple(bind(retention.value.encode()) for retention in CLASSES)
_COUNT = len(CLASSES)

KeyRow = tuple[int, int, int, bytes, bytes | None, bytes | None, bytes | None, bytes | None, bytes | None]
"""One row of `order_key`: n, bucket, floor, order_id, and a wrapped key per class in CLASSES' order."""


class OrderKeys(Mapping[RetentionClass, bytes | None]):
    """One order's keys by retention class; None where that class was destroyed.

    `order` holds the 16 bytes of the order that the keys were made for, `floor` the lowest version of it
    that may still be opened; `vouch_for` holds a row from the order store against both.
    """

    __slots__ = ("_keys", "floor", "n", "order")

    def __init__(self, n: int, order: bytes, floor: int, keys: Sequence[bytes | None]) -> None:
        self.n = n
        self.order = order
        self.floor = floor
        self._keys = dict(zip(CLASSES, keys, strict=True))

    def __getitem__(self, retention: RetentionClass) -> bytes | None:
        return self._keys[retention]

    def __iter__(self) -> Iterator[RetentionClass]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    def vouch_for(self, *, order: bytes, version: int) -> None:
        """Raise SealBroken unless the row at hand is this order's and not older than its floor."""
        if order != self.order or version < self.floor:
            raise SealBroken("a sealed value did not open")

    def __repr__(self) -> str:
        return f"OrderKeys(n={self.n}, <hidden>)"

    def __reduce__(self) -> str:
        raise TypeError("keys are never written out")


@dataclass(frozen=True, slots=True)
class MadeKeys:
    """Freshly made keys of a run of orders, and the rows that hold them."""

    rows: list[KeyRow]
    keys: list[tuple[int, OrderKeys]]

    def __repr__(self) -> str:
        return "MadeKeys(<hidden>)"


def bucket_context(bucket: int) -> bytes:
    """Return what binds a bucket's key under the root."""
    return bind(_BUCKET_LABEL, bucket.to_bytes(8, "big"))


def named_context(name: str) -> bytes:
    """Return what binds a named key under the root."""
    return bind(_NAMED_LABEL, name.encode())


def order_contexts(n: int, order: bytes) -> list[bytes]:
    """Return what binds an order's keys under their bucket, in CLASSES' order."""
    head = bind(_ORDER_LABEL, n.to_bytes(8, "big"), order)
    return [head + part for part in _CLASS_PARTS]


def make_keys(wrapper: Wrapper, bucket: int, first_n: int, orders: Sequence[bytes]) -> MadeKeys:
    """Draw one independent key per order and class and wrap each under the bucket's key."""
    fresh = new_keys(len(orders) * _COUNT)
    contexts: list[bytes] = []
    for n, order in enumerate(orders, first_n):
        if len(order) != ORDER_BYTES:
            raise ValueError("an order is named by its 16 bytes")
        contexts += order_contexts(n, order)
    wrapped = wrapper.wrap_many(zip(fresh, contexts, strict=True))
    made = MadeKeys([], [])
    for at, order in enumerate(orders):
        n, low, high = first_n + at, at * _COUNT, (at + 1) * _COUNT
        c, d, t, r, u = wrapped[low:high]
        made.rows.append((n, bucket, 0, order, c, d, t, r, u))
        made.keys.append((n, OrderKeys(n, order, 0, fresh[low:high])))
    return made


def open_keys(wrapper: Wrapper, row: KeyRow) -> OrderKeys:
    """Unwrap what is left of one order's keys. Raises SealBroken."""
    n, _, floor, order, *wrapped = row
    keys = [
        None if blob is None else wrapper.unwrap(blob, context)
        for blob, context in zip(wrapped, order_contexts(n, order), strict=True)
    ]
    return OrderKeys(n, order, floor, keys)


def rewrap_rows(old: Wrapper, new: Wrapper, rows: Sequence[KeyRow], bucket: int) -> tuple[list[KeyRow], int]:
    """Return the rows with every surviving key under another bucket's key, and how many rows are damaged.

    What does not open under its bucket's key opens under none: it is carried along as it is, because
    keeping the old bucket's key for its sake would keep every order open that was erased from it.
    """
    opened: list[tuple[bytes, bytes]] = []  # a key and its context
    plan: list[list[int | bytes | None]] = []  # per row and class: a place in `opened`, or what stays as it is
    damaged = 0
    for n, _, _, order, *wrapped in rows:
        places: list[int | bytes | None] = []
        whole = True
        for blob, context in zip(wrapped, order_contexts(n, order), strict=True):
            if blob is None:
                places.append(None)
                continue
            try:
                opened.append((old.unwrap(blob, context), context))
                places.append(len(opened) - 1)
            except SealBroken:
                places.append(blob)
                whole = False
        plan.append(places)
        damaged += not whole
    fresh = new.wrap_many(opened)
    moved: list[KeyRow] = []
    for (n, _, floor, order, *_), places in zip(rows, plan, strict=True):
        c, d, t, r, u = [fresh[place] if isinstance(place, int) else place for place in places]
        moved.append((n, bucket, floor, order, c, d, t, r, u))
    return moved, damaged
