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
_LATE = 65_536  # entries that may be late before all are sorted anew
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


class _Run:
    """A sorted run of entries behind a bitmap."""

    __slots__ = ("checks", "front", "keys", "ns")

    def __init__(self, keys: Keys, checks: Checks, ns: Orders) -> None:
        order = np.argsort(keys, kind="stable")
        self.keys, self.checks, self.ns = keys[order], checks[order], ns[order]
        self.front = Front(self.keys)

    def drop(self, ns: Orders) -> None:
        """Take the entries of some orders out. The bitmap stays: it only ever says perhaps."""
        keep = ~np.isin(self.ns, ns)
        self.keys, self.checks, self.ns = self.keys[keep], self.checks[keep], self.ns[keep]

    def candidates(self, keys: Keys) -> npt.NDArray[np.intp]:
        """Return the places of the keys that are there, by their 64 bits."""
        passing = self.front.passing(keys)
        if not len(passing) or not len(self.keys):
            return passing[:0]
        asked = keys[passing]
        found: npt.NDArray[np.intp] = passing[self.keys[self._at(asked)] == asked]
        return found

    def confirmed(self, keys: Keys, checks: Checks) -> npt.NDArray[np.bool_]:
        """Tell of keys whether they are there with these further bits.

        Of several entries under one key the first speaks: that two values share 64 bits, and one of
        them is asked for, does not happen.
        """
        if not len(self.keys):
            return np.zeros(len(keys), np.bool_)
        at = self._at(keys)
        agreed: npt.NDArray[np.bool_] = (self.keys[at] == keys) & (self.checks[at] == checks)
        return agreed

    def distinct(self) -> int:
        """Return how many different keys there are."""
        return 1 + int(np.count_nonzero(self.keys[1:] != self.keys[:-1])) if len(self.keys) else 0

    def _at(self, keys: Keys) -> npt.NDArray[np.intp]:
        at: npt.NDArray[np.intp] = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return at


class HashSet:
    """Entries of 64 bits of key, 32 more to confirm, and the order that they are of. Not thread-safe.

    One long run and a short one of what came lately, so that a few new orders do not cost a pass over all.
    """

    __slots__ = ("_distinct", "_late", "_long", "_waiting")

    def __init__(self) -> None:
        self._long = _empty()
        self._late = _empty()
        self._waiting: list[tuple[Keys, Checks, Orders]] = []
        self._distinct: int | None = 0

    def __len__(self) -> int:
        return len(self._long.keys) + len(self._late.keys) + sum(len(part[0]) for part in self._waiting)

    def __repr__(self) -> str:
        return f"HashSet({len(self)}, <hidden>)"

    def add(self, keys: Keys, checks: Checks, ns: Orders) -> None:
        """Put entries in."""
        if len(keys):
            self._waiting.append((keys, checks, ns))
            self._distinct = None

    def drop(self, ns: Orders) -> None:
        """Take every entry of some orders out."""
        self._settle()
        self._long.drop(ns)
        self._late.drop(ns)
        self._distinct = None

    def _settle(self) -> None:
        """Sort in what waits."""
        if not self._waiting:
            return
        parts = [(self._late.keys, self._late.checks, self._late.ns), *self._waiting]
        self._waiting = []
        if sum(len(part[0]) for part in parts) > max(_LATE, len(self._long.keys) // 8):
            parts.append((self._long.keys, self._long.checks, self._long.ns))
            self._late = _empty()
            self._long = _run_of(parts)
        else:
            self._late = _run_of(parts)

    def candidates(self, keys: Keys) -> npt.NDArray[np.intp]:
        """Return the places of the keys that are there, by their 64 bits."""
        self._settle()
        found = self._long.candidates(keys)
        return np.union1d(found, self._late.candidates(keys)) if len(self._late.keys) else found

    def confirmed(self, keys: Keys, checks: Checks) -> npt.NDArray[np.bool_]:
        """Tell of keys whether they are there and their further bits agree too."""
        self._settle()
        agreed = self._long.confirmed(keys, checks)
        return agreed | self._late.confirmed(keys, checks) if len(self._late.keys) else agreed

    def distinct(self) -> int:
        """Return how many different keys there are."""
        self._settle()
        if self._distinct is None:
            late = self._late.keys
            shared = np.count_nonzero(self._long.confirmed(late, self._late.checks)) if len(late) else 0
            self._distinct = self._long.distinct() + self._late.distinct() - int(shared)
        return max(0, self._distinct)


def _empty() -> _Run:
    return _Run(np.empty(0, np.uint64), np.empty(0, np.uint32), np.empty(0, np.uint32))


def _run_of(parts: list[tuple[Keys, Checks, Orders]]) -> _Run:
    keys, checks, ns = zip(*parts, strict=True)
    return _Run(np.concatenate(keys), np.concatenate(checks), np.concatenate(ns))


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
        out = np.zeros(len(digests), np.bool_)
        keys, checks = _spread(digests)
        at = held.candidates(keys)
        out[at] = held.confirmed(keys[at], checks[at])
        out &= digests[:, 0] | digests[:, 1] != 0
        return out

    def size(self, element: Element) -> int:
        """Return how many different ones are held."""
        return self._sets[element].distinct()


def _spread(digests: Digests) -> tuple[Keys, Checks]:
    mixed = joined(digests)
    return np.ascontiguousarray(mixed[:, 0]), (mixed[:, 1] >> np.uint64(32)).astype(np.uint32)
