"""What a partner's key searched for in vain: bounded by the hour and the day, so that no mask is completed by trying.

A help desk looks up every caller, and many are no buyers: the bound leaves room for that. Memory only.
"""

from __future__ import annotations

import threading
from collections import deque

from orderveil.core.errors import TooMany

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
MOST_AN_HOUR = 300
MOST_A_DAY = 2_000


class Misses:
    """Counts them, by key. Thread-safe."""

    def __init__(self) -> None:
        self._of: dict[str, deque[int]] = {}
        self._lock = threading.Lock()

    def admit(self, key: str, now_ms: int) -> None:
        """Refuse a key that missed too often. Raises TooMany."""
        with self._lock:
            when = self._of.get(key)
            while when and when[0] <= now_ms - DAY_MS:
                when.popleft()
            if when and (len(when) >= MOST_A_DAY or sum(at > now_ms - HOUR_MS for at in when) >= MOST_AN_HOUR):
                raise TooMany("too many searches found nothing; go on in an hour", reason="search:misses")

    def note(self, key: str, now_ms: int) -> None:
        """Count one."""
        with self._lock:
            self._of.setdefault(key, deque()).append(now_ms)
