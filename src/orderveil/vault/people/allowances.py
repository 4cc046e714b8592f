"""What a person's day leaves for reveals: asked before one is taken, and told on an order's page."""

from __future__ import annotations

import threading

from orderveil.people.quotas import AGAIN_MS, DAY_MS, allowance
from orderveil.people.roles import Role
from orderveil.store.database import Transaction
from orderveil.vault.interior import Shop
from orderveil.vault.people.casebook import Casebook
from orderveil.vault.people.volumes import Volumes

GLASS_A_DAY = 3


class Allowances:
    """Counts what was revealed, and says how much a day is worth."""

    def __init__(self, casebook: Casebook, volumes: Volumes) -> None:
        self._casebook = casebook
        self._volumes = volumes
        self._taken: dict[str, list[tuple[int, int, str, str]]] = {}  # person -> (at, n, field, kind), of a day
        self._lock = threading.Lock()

    def keep(self, person: str, at_ms: int, n: int, field: str, kind: str) -> None:
        """Remember a reveal beside its row: rows can be deleted and made up by whoever writes to the store."""
        with self._lock:
            of_day = [one for one in self._taken.get(person, ()) if one[0] > at_ms - DAY_MS]
            self._taken[person] = [*of_day, (at_ms, n, field, kind)]

    def is_again(self, person: str, now_ms: int, n: int, field: str, kind: str) -> bool:
        """Tell whether the same was revealed just now. By memory alone: after a start it costs once more."""
        with self._lock:
            return any(
                now_ms - AGAIN_MS < at <= now_ms and what == (n, field, kind)
                for at, *rest in self._taken.get(person, ()) if (what := tuple(rest))
            )  # fmt: skip

    def allowed(self, tx: Transaction, person: str, role: Role, shop: Shop, now_ms: int) -> int:
        """Return how many fields a person may reveal in a day in a shop, by a role."""
        cases = self._casebook.count_open(tx, person, now_ms)
        return allowance(role, self._volumes.a_day(tx, shop, now_ms), cases)

    def left(self, tx: Transaction, person: str, role: Role, shop: Shop, now_ms: int) -> int:
        """Return how many are left of this day."""
        return max(0, self.allowed(tx, person, role, shop, now_ms) - self.spent(tx, person, now_ms, "case"))

    def spent(self, tx: Transaction, person: str, now_ms: int, kind: str) -> int:
        """Return how many were revealed in the last day: by a `case`, or by breaking the `glass`."""
        row = tx.one(
            "SELECT COUNT(*) FROM reveals WHERE person = ? AND at > ? AND kind = ?", (person, now_ms - DAY_MS, kind)
        )
        with self._lock:
            taken = sum(at > now_ms - DAY_MS and what == kind for at, _, _, what in self._taken.get(person, ()))
        return max(taken, int(row[0]) if row is not None else 0)
