"""Who is searching now: a key that a search may still need outlives it by nothing, and dies after it.

A store shows each reader the state at which it began; keys know no such states.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Readers:
    """The searches under way, by number."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0
        self._reading: set[int] = set()
        self._awaited: dict[str, set[int]] = {}

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Be a search."""
        with self._lock:
            self._last += 1
            number = self._last
            self._reading.add(number)
        try:
            yield
        finally:
            with self._lock:
                self._reading.discard(number)

    def are_past(self, name: str) -> bool:
        """Tell whether every search has ended that was under way when this was first asked about a doomed key."""
        with self._lock:
            awaited = self._awaited.setdefault(name, set(self._reading))
            awaited &= self._reading
            if not awaited:
                del self._awaited[name]
            return not awaited
