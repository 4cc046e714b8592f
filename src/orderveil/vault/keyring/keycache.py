"""A bounded cache of keys that were unwrapped: what lets reads go on while a remote root is away.

Only bucket keys and named keys are ever put here, never an order's. Python cannot promise to wipe
memory: a key that was dropped may linger until its memory is used again (see THREAT_MODEL).
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
_STRIPES = 16


class KeyCache(Generic[T]):
    """The most recently used keys by name. An absence (an empty value) is never remembered."""

    def __init__(self, limit: int) -> None:
        self._held: OrderedDict[int | str, T] = OrderedDict()
        self._limit = limit
        self._drops = 0
        self._lock = threading.Lock()
        self._fetching = tuple(threading.Lock() for _ in range(_STRIPES))

    def get(self, name: int | str, fetch: Callable[[], T]) -> T:
        """Return the key under `name`. Many who ask at once wait for one fetch."""
        found = self._found(name)
        if found is not None:
            return found
        with self._fetching[hash(name) % _STRIPES]:
            found = self._found(name)
            if found is not None:
                return found
            drops = self._drops
            fetched = fetch()
            if fetched:
                self._keep(name, fetched, drops)
            return fetched

    def _found(self, name: int | str) -> T | None:
        with self._lock:
            found = self._held.get(name)
            if found is not None:
                self._held.move_to_end(name)
            return found

    def put(self, name: int | str, key: T) -> None:
        """Remember a key that was just made."""
        self._keep(name, key, self._drops)

    def _keep(self, name: int | str, key: T, drops: int) -> None:
        with self._lock:
            if drops != self._drops:
                return  # something was dropped since the store was asked: it may have been this key
            self._held[name] = key
            self._held.move_to_end(name)
            while len(self._held) > self._limit:
                self._held.popitem(last=False)

    def drop(self, name: int | str) -> None:
        """Forget one key."""
        with self._lock:
            self._drops += 1
            self._held.pop(name, None)

    def clear(self) -> None:
        """Forget every key."""
        with self._lock:
            self._drops += 1
            self._held.clear()

    def __contains__(self, name: object) -> bool:
        return name in self._held

    def __len__(self) -> int:
        return len(self._held)

    def __repr__(self) -> str:
        return f"KeyCache({len(self)} <hidden>)"
