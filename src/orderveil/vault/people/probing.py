"""Guessing by searching: what a person searched for in vain, and how near it came to orders that they saw.

A mask shows the last four digits of a phone. Whoever reads one order and then searches full numbers
that end in those four asks the vault to complete the mask. Misses are counted per person, hour and day, and
misses near an order that the person has looked at, per order and day. Memory only: a restart forgives.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from orderveil.core.errors import TooMany
from orderveil.core.view import View
from orderveil.vault.opening import HeldOrder

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
MOST_MISSES = 30  # an hour
MOST_MISSES_A_DAY = 120
MOST_NEAR = 3  # a day, of one order
_REMEMBERED = 500  # orders looked at, per person


@dataclass(slots=True)
class _Tries:
    misses: deque[int] = field(default_factory=deque)
    ends: dict[str, str] = field(default_factory=dict)  # order -> the last four digits that its mask showed
    near: dict[str, deque[int]] = field(default_factory=dict)


class Probing:
    """Counts misses. Thread-safe."""

    def __init__(self) -> None:
        self._of: dict[str, _Tries] = {}
        self._lock = threading.Lock()

    def admit(self, person: str, now_ms: int) -> None:
        """Refuse somebody who missed too often. Raises TooMany."""
        with self._lock:
            tries = self._of.get(person)
            if tries is None:
                return
            _forget(tries.misses, now_ms - DAY_MS)
            of_hour = sum(at >= now_ms - HOUR_MS for at in tries.misses)
            if of_hour >= MOST_MISSES or len(tries.misses) >= MOST_MISSES_A_DAY:
                raise TooMany("too many searches found nothing; go on in an hour", reason="search:misses")
            for when in tries.near.values():
                _forget(when, now_ms - DAY_MS)
                if len(when) > MOST_NEAR:
                    raise TooMany("searches came near one order too often", reason="search:probing")

    def note_read(self, person: str, held: HeldOrder, views: Sequence[View]) -> None:
        """Remember the ends of the phones that somebody has just seen masked."""
        ends = {
            "".join(filter(str.isdigit, one.value))[-4:]
            for view in views
            for name, one in view.fields.items()
            if name.endswith("_phone") and isinstance(one.value, str)
        } - {""}
        if not ends:
            return
        with self._lock:
            tries = self._of.setdefault(person, _Tries())
            tries.ends[held.order] = "/".join(sorted(ends))
            while len(tries.ends) > _REMEMBERED:
                tries.ends.pop(next(iter(tries.ends)))

    def note_miss(self, person: str, criteria: Mapping[str, str], now_ms: int) -> str | None:
        """Count a search that found nothing; return the order that it came too near to, at the first time too many."""
        with self._lock:
            tries = self._of.setdefault(person, _Tries())
            tries.misses.append(now_ms)
            end = "".join(filter(str.isdigit, criteria.get("phone", "")))[-4:]
            for order in [order for order, ends in tries.ends.items() if end and end in ends.split("/")]:
                when = tries.near.setdefault(order, deque())
                when.append(now_ms)
                _forget(when, now_ms - DAY_MS)
                if len(when) == MOST_NEAR + 1:
                    return order
        return None


def _forget(when: deque[int], before_ms: int) -> None:
    while when and when[0] < before_ms:
        when.popleft()
