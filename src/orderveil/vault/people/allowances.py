"""What a person's day leaves for reveals: asked before one is taken, and told on an order's page."""

from __future__ import annotations

from orderveil.people.quotas import DAY_MS, allowance
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

    def allowed(self, tx: Transaction, person: str, role: Role, shop: Shop, now_ms: int) -> int:
        """Return how many fields a person may reveal in a day in a shop, by a role."""
        cases = self._casebook.count_open(tx, person, now_ms)
        return allowance(role, self._volumes.a_day(tx, shop, now_ms), cases)

    def left(self, tx: Transaction, person: str, role: Role, shop: Shop, now_ms: int) -> int:
        """Return how many are left of this day."""
        return max(0, self.allowed(tx, person, role, shop, now_ms) - self.spent(tx, person, now_ms, "case"))

    @staticmethod
    def spent(tx: Transaction, person: str, now_ms: int, kind: str) -> int:
        """Return how many were revealed in the last day: by a `case`, or by breaking the `glass`."""
        row = tx.one(
            "SELECT COUNT(*) FROM reveals WHERE person = ? AND at > ? AND kind = ?", (person, now_ms - DAY_MS, kind)
        )
        return int(row[0]) if row is not None else 0
