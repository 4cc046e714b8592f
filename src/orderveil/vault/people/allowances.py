"""What a person's day leaves for reveals: asked before one is taken, and told on an order's page.

Reveals are counted by their rows. Rows can be deleted and made up by whoever writes to the order store; so
they are remembered as well, and every few seconds the count is kept as a mark in the key store: rows that
are missing at the next start are counted all the same, until a day has passed.
"""
from __future__ import annotations

import hashlib
import threading

from orderveil.people.quotas import AGAIN_MS, DAY_MS, allowance
from orderveil.people.roles import Role
from orderveil.store.database import Transaction
from orderveil.vault.interior import Interior, Shop
from orderveil.vault.keyring.marks import Mark
from orderveil.vault.people.casebook import Casebook
from orderveil.vault.people.volumes import Volumes
from orderveil.vault.rowcodes import Table

GLASS_A_DAY = 3
_MARK, _SUM = "reveals:", "reveals-at:"  # and a person's id and a kind: how many of a day, and a sum over their times


class Allowances:
    """Counts what was revealed, and says how much a day is worth."""

    def __init__(self, casebook: Casebook, volumes: Volumes, interior: Interior) -> None:
        self._casebook = casebook
        self._volumes = volumes
        self._marks = interior.keys.marks
        self._codes = interior.codes
        self._unsaved: set[str] = set()
        self._taken: dict[str, list[tuple[int, int, str, str]]] = {}  # person -> (at, n, field, kind), of a day
        self._lock = threading.Lock()

    def keep(self, person: str, at_ms: int, n: int, field: str, kind: str) -> None:
        """Remember a reveal beside its row: rows can be deleted and made up by whoever writes to the store."""
        with self._lock:
            of_day = [one for one in self._taken.get(person, ()) if one[0] > at_ms - DAY_MS]
            self._taken[person] = [*of_day, (at_ms, n, field, kind)]
            self._unsaved.add(person)

    def load(self, tx: Transaction, now_ms: int) -> None:
        """At the start: take what was counted into memory. Where rows are not those, all of it counts as of just then.

        Rows say when, and nothing more: what was made up makes no reveal the same one again.
        """
        for name, value, until in self._marks.lasting(_MARK):
            person, kind = name.removeprefix(_MARK).split(":")
            newest = until - DAY_MS
            if until <= now_ms or value < 1:
                continue
            rows = tx.all(
                "SELECT at FROM reveals WHERE person = ? AND at > ? AND at <= ? AND kind = ?",
                (person, newest - DAY_MS, newest, kind),
            )
            times = [row[0] for row in rows if isinstance(row[0], int)]
            if len(times) != value or _sum_of(times) != self._marks.of(f"{_SUM}{person}:{kind}"):
                self._codes.alarm(Table.REVEALS, person, kind)
                times = [newest] * value
            self._taken.setdefault(person, []).extend((at, 0, "", kind) for at in times)

    def save(self, now_ms: int) -> None:
        """Keep what was counted of those who revealed something since the last time."""
        with self._lock:
            unsaved, self._unsaved = self._unsaved, set()
            taken = {person: list(self._taken.get(person, ())) for person in unsaved}
        marks = []
        for person, every in taken.items():
            for kind in sorted({one[3] for one in every}):
                newest = max(at for at, _, _, what in every if what == kind)
                times = [at for at, _, _, what in every if what == kind and at > newest - DAY_MS]
                marks.append(Mark(f"{_MARK}{person}:{kind}", len(times), newest + DAY_MS))
                marks.append(Mark(f"{_SUM}{person}:{kind}", _sum_of(times), newest + DAY_MS))
        if marks:
            self._marks.write(marks)

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


def _sum_of(times: list[int]) -> int:
    """Return a number that tells times from others; whoever writes rows does not write it."""
    text = " ".join(map(str, sorted(times)))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=7).digest(), "big")
