"""Marks: which orders are forgotten, and what of them is hidden until it is dropped for good.

A mark says: of this order, nothing counts that came in before this point of the index's clock. An
erased order has one mark; an order whose tags were renewed has one for each renewal. Marks hide at
once, whatever segments and log still hold, and are taken back when nothing is left to hide.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from orderveil.store.database import Row, Transaction
from orderveil.vault.index.tag_log import Numbers

_MARKS_AT_ONCE = 128


@dataclass(frozen=True, slots=True)
class Marks:
    """Which orders were forgotten, and since when: what came before that point is to be hidden."""

    ns: Numbers
    befores: Numbers

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Marks:
        """Return marks from rows `n, before`: of each order the last one counts."""
        if not rows:
            return _NONE
        pairs = np.array(rows, np.int64)
        pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
        last = np.append(pairs[1:, 0] != pairs[:-1, 0], True)
        return cls(np.ascontiguousarray(pairs[last, 0]), np.ascontiguousarray(pairs[last, 1]))

    def hide(self, ns: Numbers, came: Numbers | int) -> npt.NDArray[np.bool_] | None:
        """Tell which of `ns` are hidden, where they came in with batch `came`. None: none is."""
        if not len(self.ns):
            return None
        at = np.minimum(np.searchsorted(self.ns, ns), len(self.ns) - 1)
        hidden: npt.NDArray[np.bool_] = (self.ns[at] == ns) & (self.befores[at] > came)
        return hidden if hidden.any() else None

    def may_touch(self, first_n: int, last_n: int, newest: int) -> bool:
        """Tell whether something of these orders, up to that batch, may be hidden."""
        low, high = np.searchsorted(self.ns, (first_n, last_n + 1))
        return bool((self.befores[low:high] > newest).any())


_NONE = Marks(np.empty(0, np.int64), np.empty(0, np.int64))


@dataclass(slots=True)
class MarkReading:
    """Marks with `last` < (before, n) and before <= `upto`, read piece by piece."""

    last: tuple[int, int]
    upto: int
    rows: list[Row] = field(default_factory=list)
    marks: Marks | None = None


def mark(tx: Transaction, ns: Iterable[int], before: int) -> None:
    """Hide everything of these orders that came before a point of the clock. Marks never change."""
    tx.copy("tag_marks", ("before", "n"), [(before, n) for n in sorted(set(ns))])


def marks_of(tx: Transaction, ns: Numbers) -> Marks:
    """Return what is hidden of some orders."""
    if tx.one("SELECT n FROM tag_marks LIMIT 1") is None:
        return Marks.of([])
    rows: list[Row] = []
    numbers = [int(n) for n in ns]
    for start in range(0, len(numbers), _MARKS_AT_ONCE):
        some = numbers[start : start + _MARKS_AT_ONCE]
        some += some[-1:] * (_MARKS_AT_ONCE - len(some))
        marks = ", ".join("?" * _MARKS_AT_ONCE)
        rows += tx.all(f"SELECT n, MAX(before) FROM tag_marks WHERE n IN ({marks}) GROUP BY n", some)
    return Marks.of(rows)


def marks_since(tx: Transaction, batch: int) -> Marks:
    """Return what may hide something of a batch or of later ones."""
    return Marks.of(tx.all("SELECT n, before FROM tag_marks WHERE before > ?", (batch,)))


def read_marks(tx: Transaction, reading: MarkReading, limit: int) -> Marks | None:
    """Read on, `limit` marks at a time; return them all once they are read, None before.

    What is read never changes: marks made later lie above `reading.upto`. So it does not matter
    whether the transaction that reads is undone.
    """
    if reading.marks is None:
        rows = tx.all(
            "SELECT n, before FROM tag_marks WHERE (before, n) > (?, ?) AND before <= ? ORDER BY before, n LIMIT ?",
            (*reading.last, reading.upto, limit),
        )
        reading.rows += rows
        if len(rows) == limit:
            reading.last = (rows[-1][1], rows[-1][0])
            return None
        reading.marks, reading.rows = Marks.of(reading.rows), []
    return reading.marks


def take_back(tx: Transaction, upto: int, limit: int) -> tuple[int, bool]:
    """Delete some of the marks up to a point, oldest first; return how many, and whether those were the last."""
    last = tx.one(
        "SELECT before, n FROM tag_marks WHERE before <= ? ORDER BY before, n LIMIT 1 OFFSET ?", (upto, limit)
    )
    if last is not None:
        return tx.execute("DELETE FROM tag_marks WHERE (before, n) < (?, ?)", last), False
    return tx.execute("DELETE FROM tag_marks WHERE before <= ?", (upto,)), True
