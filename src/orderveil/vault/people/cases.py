"""Cases as rows: what a reveal is explained by, kept with a code so that a row which was altered is none.

Must never hold anything of a buyer: a case is a reference, a kind, an order's number and times.
"""

from __future__ import annotations

from dataclasses import dataclass

from orderveil.store.database import Row, Transaction
from orderveil.vault import people_messages as p
from orderveil.vault.rowcodes import RowCodes, Table

_COLUMNS = "shop, reference, n, kind, origin, opened_at, closed_at, assigned, code"
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

    def row(self) -> p.CaseRow:
        """Return it as it is told of."""
        return p.CaseRow(
            self.reference, self.kind, self.origin, self.opened_at_ms, self.closed_at_ms, self.assigned
        )

    def cells(self) -> tuple[int, str, int, str, str, int, int | None, str | None]:
        """Return it as it is written, without its code."""
        return (
            self.shop, self.reference, self.n, self.kind, self.origin, self.opened_at_ms, self.closed_at_ms,
            self.assigned,
        )  # fmt: skip

    def is_open(self, now_ms: int) -> bool:
        """Tell whether it still explains something."""
        return self.closed_at_ms is None and now_ms - self.opened_at_ms <= STALE_MS


class Cases:
    """Reads and writes them."""

    def __init__(self, codes: RowCodes) -> None:
        self._codes = codes

    def of(self, tx: Transaction, shop: int, reference: str) -> Case | None:
        """Return the case with a reference; none where its row was altered."""
        row = tx.one(f"SELECT {_COLUMNS} FROM cases WHERE shop = ? AND reference = ?", (shop, reference))
        return self._checked(row) if row is not None else None

    def of_order(self, tx: Transaction, n: int) -> list[Case]:
        """Return the cases of an order, the newest first."""
        rows = tx.all(f"SELECT {_COLUMNS} FROM cases WHERE n = ? ORDER BY opened_at DESC LIMIT ?", (n, _MOST))
        return [case for case in map(self._checked, rows) if case is not None]

    def count_open(self, tx: Transaction, person: str, now_ms: int) -> int:
        """Return how many open cases a person has that somebody else gave them, or an event."""
        rows = tx.all(
            f"SELECT {_COLUMNS} FROM cases WHERE assigned = ? AND closed_at IS NULL AND origin <> 'person' "
            "AND opened_at > ? ORDER BY opened_at DESC LIMIT ?",
            (person, now_ms - STALE_MS, _MOST_COUNTED),
        )
        return sum(self._checked(row) is not None for row in rows)  # one that was made up raises nothing

    def write(self, tx: Transaction, case: Case) -> None:
        """Write one; of one that is there, whose it is and when it closed."""
        cells = case.cells()
        tx.execute(
            f"INSERT INTO cases ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (shop, reference) "
            "DO UPDATE SET closed_at = excluded.closed_at, assigned = excluded.assigned, code = excluded.code",
            (*cells, self._codes.code(Table.CASES, *cells)),
        )

    def _checked(self, row: Row) -> Case | None:
        return Case(*row[:8]) if self._codes.is_right(Table.CASES, row[8], *row[:8]) else None
