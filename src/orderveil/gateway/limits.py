"""Rate limits kept in the gateway: how often a shop's door opens, how often strangers may guess.

The views that a key may open are counted by the vault, where it cannot be gone round. Here its
requests are counted, whatever they ask, and what must be stopped before the vault is asked. Names
are bounded in number, so that inventing new ones fills no memory.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from orderveil.core.errors import TooMany

_NAMES = 4_096
_KNOWN_SECONDS = 3_600.0


class Buckets:
    """A token bucket for each name: `per_second` on average, `burst` at once. Safe between threads."""

    def __init__(self, per_second: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second = per_second
        self._burst = burst
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def spend(self, name: str, *, per_second: float | None = None, burst: float | None = None) -> bool:
        """Take one from the name's bucket; False where it is empty. A name may have an allowance of its own."""
        rate = self._per_second if per_second is None else per_second
        most = self._burst if burst is None else burst
        now = self._clock()
        with self._lock:
            left, since = self._left.pop(name, (most, now))
            left = min(most, left + (now - since) * rate)
            allowed = left >= 1.0
            self._left[name] = (left - 1.0 if allowed else left, now)
            if len(self._left) > _NAMES:
                self._left.popitem(last=False)
        return allowed


class Strangers:
    """Keys that never worked are tried at a bounded rate from each address; keys that did, freely.

    Guessing 256 random bits is hopeless anyway: this keeps the guessing from costing the vault.
    Only hashes of keys are held.
    """

    def __init__(self, per_second: float = 20.0, burst: float = 100.0) -> None:
        self._buckets = Buckets(per_second, burst)
        self._known: OrderedDict[bytes, float] = OrderedDict()
        self._lock = threading.Lock()

    def admit(self, token: str, peer: str) -> None:
        """Raise TooMany where an unknown key comes from an address that has tried too many."""
        if self._known.get(_digest(token), 0.0) > time.monotonic():
            return
        if not self._buckets.spend(peer):
            raise TooMany("too many unknown keys from this address", reason="access:strangers")

    def welcome(self, token: str) -> None:
        """Remember that the vault took this key."""
        digest = _digest(token)
        with self._lock:
            self._known.pop(digest, None)
            self._known[digest] = time.monotonic() + _KNOWN_SECONDS
            if len(self._known) > _NAMES:
                self._known.popitem(last=False)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
