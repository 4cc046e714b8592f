"""What partners' keys are used for: scopes and fields, counted in memory and written with the upkeep.

A counter decides nothing; it tells which granted scope nobody needs. Must never hold a field's value.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable

from orderveil.core.view import Treatment, View
from orderveil.store.database import Transaction

SCOPE, FIELD = "scope:", "field:"


class KeyUses:
    """Counts uses. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[tuple[str, str], tuple[int, int]] = {}

    def note(self, key: str, whats: Iterable[str], at_ms: int) -> None:
        """Count one use of each."""
        with self._lock:
            for what in whats:
                count, _ = self._waiting.get((key, what), (0, 0))
                self._waiting[(key, what)] = (count + 1, at_ms)

    def note_views(self, key: str, views: Iterable[View], at_ms: int) -> None:
        """Count the fields that were given in views, an answer's at a time."""
        given = {
            FIELD + name
            for view in views
            for name, field in view.fields.items()
            if field.value is not None and field.treatment is not Treatment.DROP
        }
        self.note(key, given, at_ms)

    def flush(self, tx: Transaction) -> None:
        """Write what was counted; what a failed group does not write is counted no more."""
        with self._lock:
            waiting, self._waiting = self._waiting, {}
        for (key, what), (count, at_ms) in waiting.items():
            tx.execute(
                "INSERT INTO key_uses (key, what, uses, at) VALUES (?, ?, ?, ?) ON CONFLICT (key, what) "
                "DO UPDATE SET uses = key_uses.uses + excluded.uses, at = excluded.at",
                (key, what, count, at_ms),
            )

    def of_all(self, tx: Transaction) -> dict[str, dict[str, int]]:
        """Return, by key, when each scope and field was last used; what waits to be written included."""
        found: dict[str, dict[str, int]] = {}
        for key, what, at_ms in tx.all("SELECT key, what, at FROM key_uses"):
            found.setdefault(key, {})[what] = int(at_ms)
        with self._lock:
            for (key, what), (_, at_ms) in self._waiting.items():
                found.setdefault(key, {})[what] = at_ms
        return found
