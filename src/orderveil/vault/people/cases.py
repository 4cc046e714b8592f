"""Cases as rows: what a reveal is explained by, kept with a code so that a row which was altered is none.

A case that was closed or given to somebody else leaves its version as a mark in the key store, until it
would have gone stale: an older row of its own that is put back is none either.

Must never hold anything of a buyer: a case is a reference, a kind, an order's number and times.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from orderveil.store.database import Row, Transaction
from orderveil.vault import people_messages as p
from orderveil.vault.keyring.marks import Mark, Marks
from orderveil.vault.rowcodes import RowCodes, Table
from orderveil.vault.writer import Group

_COLUMNS = "shop, reference, n, kind, origin, opened_at, closed_at, assigned, version, code"
_CLEAR = 9
_MOST = 50  # of one order's cases, on its page
_MOST_COUNTED = 200  # of one person's: nobody works through more at a time
STALE_MS = 30 * 86_400_000  # a case that nobody closed explains nothing for ever


@dataclass(frozen=True, slots=True)
class Case:
    """One case as it is kept. Times in epoch ms."""

    shop: int
    reference: str
    n: int
    kind: str
    origin: str
    opened_at_ms: int
    closed_at_ms: int | None
    assigned: str | None
    version: int = 0  # how often it was written anew

    def row(self) -> p.CaseRow:
        """Return it as it is told of."""
        return p.CaseRow(
            self.reference, self.kind, self.origin, self.opened_at_ms, self.closed_at_ms, self.assigned
        )

    def cells(self) -> tuple[int, str, int, str, str, int, int | None, str | None, int]:
        """Return it as it is written, without its code."""
        return (
            self.shop, self.reference, self.n, self.kind, self.origin, self.opened_at_ms, self.closed_at_ms,
            self.assigned, self.version,
        )  # fmt: skip

    def mark(self) -> str:
        """Return the name of its mark."""
        return f"case:{self.shop}:{self.reference}"

    def is_open(self, now_ms: int) -> bool:
        """Tell whether it still explains something."""
        return self.closed_at_ms is None and now_ms - self.opened_at_ms <= STALE_MS


class Cases:
    """Reads and writes them."""

    def __init__(self, codes: RowCodes, marks: Marks) -> None:
        self._codes = codes
        self._marks = marks

    def of(self, tx: Transaction, shop: int, reference: str) -> Case | None:
        """Return the case with a reference; none where its row was altered, or is an older one."""
        rows = tx.all(f"SELECT {_COLUMNS} FROM cases WHERE shop = ? AND reference = ?", (shop, reference))
        return next(iter(self._checked(rows)), None)

    def of_order(self, tx: Transaction, n: int) -> list[Case]:
        """Return the cases of an order, the newest first."""
        return self._checked(
            tx.all(f"SELECT {_COLUMNS} FROM cases WHERE n = ? ORDER BY opened_at DESC LIMIT ?", (n, _MOST))
        )

    def count_open(self, tx: Transaction, person: str, now_ms: int) -> int:
        """Return how many open cases a person has that somebody else gave them, or an event."""
        rows = tx.all(
            f"SELECT {_COLUMNS} FROM cases WHERE assigned = ? AND closed_at IS NULL AND origin <> 'person' "
            "AND opened_at > ? ORDER BY opened_at DESC LIMIT ?",
            (person, now_ms - STALE_MS, _MOST_COUNTED),
        )
        return len(self._checked(rows))  # one that was made up raises nothing

    def open_of(self, tx: Transaction, of: tuple[str, int | str], before: tuple[int, str], limit: int) -> list[Case]:
        """Return open cases, the newest first: `of` is (`shop`, its number) or (`assigned`, a person), `before` is
        when the last that was seen was opened, and its reference. One that nobody closed in time is among them."""
        column, value = of
        assert column in ("shop", "assigned")
        at_ms, reference = before
        return self._checked(
            tx.all(
                f"SELECT {_COLUMNS} FROM cases WHERE {column} = ? AND closed_at IS NULL AND "
                "(opened_at < ? OR (opened_at = ? AND reference < ?)) ORDER BY opened_at DESC, reference DESC LIMIT ?",
                (value, at_ms, at_ms, reference, limit),
            )
        )

    def write(self, tx: Transaction, case: Case, group: Group) -> None:
        """Write a new one."""
        held = self._marks.of(case.mark())  # of a row that somebody took away
        self._write(tx, replace(case, version=held + 1) if held else case, group)

    def write_again(self, tx: Transaction, case: Case, group: Group) -> None:
        """Write of one that is there whose it is and when it closed."""
        self._write(tx, replace(case, version=max(case.version, self._marks.of(case.mark())) + 1), group)

    def _write(self, tx: Transaction, case: Case, group: Group) -> None:
        cells = case.cells()
        tx.execute(
            f"INSERT INTO cases ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (shop, reference) "
            "DO UPDATE SET n = excluded.n, kind = excluded.kind, origin = excluded.origin, "
            "opened_at = excluded.opened_at, closed_at = excluded.closed_at, assigned = excluded.assigned, "
            "version = excluded.version, code = excluded.code",
            (*cells, self._codes.code(Table.CASES, *_coded(cells))),
        )
        if case.version:
            group.marks.append(Mark(case.mark(), case.version, case.opened_at_ms + STALE_MS))

    def _checked(self, rows: Iterable[Row]) -> list[Case]:
        """Return the cases of those rows that are the vault's own and the newest."""
        found = [
            Case(*row[:_CLEAR])
            for row in rows
            if self._codes.is_right(Table.CASES, row[_CLEAR], *_coded(row[:_CLEAR]))
        ]
        marks = self._marks.of_many([case.mark() for case in found])
        for case in found:
            if case.version < marks.get(case.mark(), 0):
                self._codes.alarm(Table.CASES, case.shop, case.reference)
        return [case for case in found if case.version >= marks.get(case.mark(), 0)]


def _coded(cells: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return what the code is over: a case that was written once has no version in it."""
    return cells if cells[-1] else cells[:-1]
