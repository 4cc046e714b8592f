"""A set of hashes that is asked millions at a time, and from which an order's can be taken out again.

Sorted arrays behind a bitmap: of what is not in it 15 of 16 fall at the bitmap, which costs one look
into memory that fits the processor's cache. `KnownSet` is the whole of `KnownCustomers` without a
vault: for tests, benchmarks and lists that are nobody's secret. The vault holds keyed ones.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from orderveil.detect.exact import Element
from orderveil.detect.exactcells import Digests, joined

Keys = npt.NDArray[np.uint64]
Checks = npt.NDArray[np.uint32]
Orders = npt.NDArray[np.uint32]
"""The low halves of orders' numbers."""

_ROOM = 4  # the bitmap has 16 to 32 bits for each entry
_SMALLEST_BITS = 10
_ONE = np.uint8(1)


class Front:
    """A bitmap over the highest bits of keys, which are spread evenly."""

    __slots__ = ("_bits", "_shift")

    def __init__(self, keys: Keys) -> None:
        size = max(_SMALLEST_BITS, len(keys).bit_length() + _ROOM)
        self._shift = np.uint64(64 - size)
        self._bits = np.zeros(1 << (size - 3), np.uint8)
        at = keys >> self._shift
        np.bitwise_or.at(self._bits, at >> np.uint64(3), _ONE << (at & np.uint64(7)).astype(np.uint8))

    def passing(self, keys: Keys) -> npt.NDArray[np.intp]:
        """Return the places of the keys that may be there."""
        at = keys >> self._shift
        bits = self._bits[at >> np.uint64(3)] >> (at & np.uint64(7)).astype(np.uint8)
        return np.flatnonzero(bits & _ONE)


class HashSet:
    """Entries of 64 bits of key, 32 more to confirm, and the order that they are of. Not thread-safe."""

    __slots__ = ("_checks", "_dropped", "_front", "_keys", "_ns", "_waiting", "distinct")

    def __init__(self) -> None:
        self._keys: Keys = np.empty(0, np.uint64)
        self._checks: Checks = np.empty(0, np.uint32)
        self._ns: Orders = np.empty(0, np.uint32)
        self._waiting: list[tuple[Keys, Checks, Orders]] = []
        self._dropped: list[Orders] = []
        self._front = Front(self._keys)
        self.distinct = 0  # keys, as of the last `settle`

    def __len__(self) -> int:
        return len(self._keys) + sum(len(part[0]) for part in self._waiting)

    def __repr__(self) -> str:
        return f"HashSet({len(self)}, <hidden>)"

    def add(self, keys: Keys, checks: Checks, ns: Orders) -> None:
        """Put entries in; they count from the next `settle` on."""
        if self._dropped:
            self.settle()  # or what is dropped would take along what came after it
        self._waiting.append((keys, checks, ns))

    def drop(self, ns: Orders) -> None:
        """Take every entry of some orders out, as of the next `settle`."""
        self._dropped.append(ns)

    def settle(self) -> None:
        """Sort in what waits. Costs a pass over the set: many additions are to share one."""
        if not self._waiting and not self._dropped:
            return
        parts = [(self._keys, self._checks, self._ns), *self._waiting]
        keys, checks, ns = (np.concatenate([part[place] for part in parts]) for place in range(3))
        if self._dropped:
            keep = ~np.isin(ns, np.concatenate(self._dropped))
            keys, checks, ns = keys[keep], checks[keep], ns[keep]
        order = np.argsort(keys, kind="stable")
        self._keys, self._checks, self._ns = keys[order], checks[order], ns[order]
        self._waiting, self._dropped = [], []
        self._front = Front(self._keys)
        self.distinct = len(keys) and 1 + int(np.count_nonzero(self._keys[1:] != self._keys[:-1]))

    def candidates(self, keys: Keys) -> npt.NDArray[np.intp]:
        """Return the places of the keys that are there, by their 64 bits."""
        passing = self._front.passing(keys)
        if not len(passing) or not len(self._keys):
            return passing[:0]
        asked = keys[passing]
        return passing[self._keys[self._at(asked)] == asked]

    def confirmed(self, keys: Keys, checks: Checks) -> npt.NDArray[np.bool_]:
        """Tell of keys that are there whether their further bits agree too.

        Of several entries under one key the first speaks: that two values share 64 bits and one of
        them is asked for does not happen.
        """
        agreed: npt.NDArray[np.bool_] = self._checks[self._at(keys)] == checks
        return agreed

    def _at(self, keys: Keys) -> npt.NDArray[np.intp]:
        at: npt.NDArray[np.intp] = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        return at


class KnownSet:
    """Customers in memory, by the digests of their elements. Under no key: whoever has it can try values."""

    def __init__(self) -> None:
        self._sets = {element: HashSet() for element in Element}

    def __repr__(self) -> str:
        return "KnownSet(<hidden>)"

    def add(self, element: Element, digests: Digests, orders: Orders | None = None) -> None:
        """Put elements in; `orders` tells which order each is of, for `drop`."""
        read = digests[:, 0] | digests[:, 1] != 0
        keys, checks = _spread(digests[read])
        ns = np.zeros(len(digests), np.uint32) if orders is None else orders
        self._sets[element].add(keys, checks, ns[read])

    def drop(self, orders: Orders) -> None:
        """Take everything of some orders out."""
        for held in self._sets.values():
            held.drop(orders)

    def hold(self, element: Element, digests: Digests) -> npt.NDArray[np.bool_]:
        """Tell of each digest whether it is held."""
        held = self._sets[element]
        held.settle()
        out = np.zeros(len(digests), np.bool_)
        keys, checks = _spread(digests)
        at = held.candidates(keys)
        out[at] = held.confirmed(keys[at], checks[at])
        out &= digests[:, 0] | digests[:, 1] != 0
        return out

    def size(self, element: Element) -> int:
        """Return how many different ones are held."""
        self._sets[element].settle()
        return self._sets[element].distinct


def _spread(digests: Digests) -> tuple[Keys, Checks]:
    mixed = joined(digests)
    return np.ascontiguousarray(mixed[:, 0]), (mixed[:, 1] >> np.uint64(32)).astype(np.uint32)
