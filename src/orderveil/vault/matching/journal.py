"""Where fingerprints are kept: rows appended with the orders, merged, and sealed anew when something is forgotten.

Everything is done inside the caller's transactions, in bounded pieces; what a piece needs to know to go
on stands in the store. A mark hides at once: of this order, nothing counts that came in up to this row.
A round of forgetting, by numbered steps, each piece in a transaction of its own:

  1. rows are sealed under a new key from now on; the round begins;
  2. rows under the old key are read, some at a time, without what marks hide, and sealed as one under the new;
  3. when none is left, the marks from before the round are taken back, and the old key is doomed;
  4. in a later transaction, the old key is destroyed.

Until 4 an old copy of the store could be opened with the keys of today; after it, and after the purge
of the key store that follows, it cannot. A crash anywhere: the next call goes on from what the store says.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from orderveil.detect.exactset import Orders
from orderveil.store.database import Row, Transaction
from orderveil.vault.matching.rows import Entries, Seals

SCHEMA: Sequence[Sequence[str]] = (
    (
        """CREATE TABLE match_rows (
            id INTEGER PRIMARY KEY, generation INTEGER NOT NULL, entries INTEGER NOT NULL, sealed BLOB NOT NULL)""",
        "CREATE INDEX match_rows_by_generation ON match_rows (generation, id)",
        "CREATE INDEX match_rows_small ON match_rows (id) WHERE entries < 8192",
        "CREATE TABLE match_marks (n INTEGER PRIMARY KEY, upto INTEGER NOT NULL)",
        "CREATE INDEX match_marks_by_upto ON match_marks (upto)",
        # `old` is the generation that a round replaces, `doomed` one whose key is still to be destroyed; 0: none
        """CREATE TABLE match_state (
            id INTEGER PRIMARY KEY, generation INTEGER NOT NULL, old INTEGER NOT NULL, round INTEGER NOT NULL,
            doomed INTEGER NOT NULL)""",
        "INSERT INTO match_state VALUES (1, 0, 0, 0, 0)",
        # orders that were there before this table: they are filled in from the newest on
        "INSERT INTO unfinished (work, upto) SELECT 'match', MAX(n) + 1 FROM orders HAVING MAX(n) IS NOT NULL",
    ),
)
TABLES = ("match_rows", "match_marks")

_SMALL = "SELECT id, generation, sealed FROM match_rows WHERE entries < 8192 ORDER BY id LIMIT ?"
_MERGE = 64  # small rows that become one
_ROUND_ROWS = 64  # rows of the old key sealed anew in one piece, and
_ROUND_ENTRIES = 131_072  # about how many entries
_PAGE = 64
_MARKS = 5_000
_RESTS = 64  # a look costs a round trip to PostgreSQL between every two groups
_LOW = 0xFFFF_FFFF


class _Marks:
    """Which orders are hidden, and up to which row."""

    def __init__(self, rows: Sequence[Row]) -> None:
        pairs = np.array(rows, np.int64).reshape(-1, 2)
        self._ns, self._uptos = pairs[:, 0].astype(np.uint32), pairs[:, 1]

    def hiding(self, row: int) -> Orders:
        """Return the orders of which nothing counts in a row."""
        return self._ns[self._uptos >= row]


class Journal:
    """The rows of one order store. One thread writes; `read` is for any."""

    def __init__(self, seals: Seals) -> None:
        self._seals = seals
        self._clock = 0
        self._staged: Transaction | None = None  # the transaction that doomed a key
        self._rests = 0

    def load(self, tx: Transaction) -> None:
        """Set the clock past everything that is stored."""
        row = tx.one(
            "SELECT (SELECT MAX(id) FROM match_rows), (SELECT MAX(upto) FROM match_marks), "
            "(SELECT round FROM match_state WHERE id = 1)"
        )
        assert row is not None
        self._clock = max(self._clock, *(value or 0 for value in row))

    # ---- writing

    def append(self, tx: Transaction, entries: Entries) -> int:
        """Write a row; return its number."""
        self._clock += 1
        self._put(tx, self._clock, entries, self._generation(tx))
        return self._clock

    def mark(self, tx: Transaction, ns: Iterable[int]) -> None:
        """Hide everything of some orders that was written until now."""
        self._clock += 1  # a mark stands between two rows
        tx.executemany(
            "INSERT INTO match_marks (n, upto) VALUES (?, ?) ON CONFLICT (n) DO UPDATE SET upto = excluded.upto",
            [(n & _LOW, self._clock) for n in sorted(set(ns))],
        )

    def _put(self, tx: Transaction, row: int, entries: Entries, generation: int) -> None:
        tx.execute(
            "INSERT INTO match_rows (id, generation, entries, sealed) VALUES (?, ?, ?, ?)",
            (row, generation, len(entries), self._seals.close(entries, row, generation)),
        )

    def _generation(self, tx: Transaction) -> int:
        row = tx.one("SELECT generation FROM match_state WHERE id = 1")
        assert row is not None
        return int(row[0]) or self._next_generation(tx)

    def _next_generation(self, tx: Transaction) -> int:
        generation = 1 + secrets.randbits(62)  # never twice: a key that was destroyed must not be made again by name
        tx.execute("UPDATE match_state SET generation = ? WHERE id = 1", (generation,))
        return generation

    # ---- reading

    def read(self, tx: Transaction) -> Iterator[Entries]:
        """Yield everything that counts, as this transaction sees it. Raises Unavailable or SealBroken, see Seals."""
        marks = _Marks(tx.all("SELECT n, upto FROM match_marks"))
        last = -1
        while rows := tx.all(
            "SELECT id, generation, sealed FROM match_rows WHERE id > ? ORDER BY id LIMIT ?", (last, _PAGE)
        ):
            for row in rows:
                yield self._opened(row, marks)
            last = rows[-1][0]

    def newest(self, tx: Transaction) -> int:
        """Return the number of the newest row or mark that this transaction sees."""
        row = tx.one("SELECT (SELECT MAX(id) FROM match_rows), (SELECT MAX(upto) FROM match_marks)")
        assert row is not None
        return max(row[0] or 0, row[1] or 0)

    def opens(self, tx: Transaction) -> bool:
        """Tell whether every generation that there are rows of has its key."""
        rows = tx.all("SELECT DISTINCT generation FROM match_rows")
        return all(self._seals.has(int(row[0])) for row in rows)

    def _opened(self, row: Row, marks: _Marks) -> Entries:
        entries = self._seals.open(bytes(row[2]), int(row[0]), int(row[1]))
        hidden = marks.hiding(int(row[0]))
        return entries.where(~np.isin(entries.ns, hidden)) if len(hidden) else entries

    # ---- upkeep

    def tidy(self, tx: Transaction) -> int:
        """Merge small rows into one where there are many; return how many."""
        if self._rests:
            self._rests -= 1
            return 0
        rows = tx.all(_SMALL, (_MERGE,))
        if len(rows) < _MERGE:
            self._rests = _RESTS
            return 0
        return self._as_one(tx, rows, self._generation(tx))

    def _as_one(self, tx: Transaction, rows: Sequence[Row], generation: int) -> int:
        """Put one row in the place of some, without what marks hide. It takes the newest's number."""
        marks = _Marks(tx.all("SELECT n, upto FROM match_marks WHERE upto >= ?", (rows[0][0],)))
        entries = Entries.together([self._opened(row, marks) for row in rows])
        tx.executemany("DELETE FROM match_rows WHERE id = ?", [(row[0],) for row in rows])
        if len(entries):
            self._put(tx, int(rows[-1][0]), entries, generation)
        return len(rows)

    def compact_forgotten(self, tx: Transaction) -> dict[str, int]:
        """Do one piece of a round; return what was done and `left`. Call again until that is 0."""
        state = tx.one("SELECT generation, old, round, doomed FROM match_state WHERE id = 1")
        assert state is not None
        generation, old, begun, doomed = (int(value) for value in state)
        if doomed:
            return self._destroy(tx, doomed)  # step 4
        if not begun:
            if tx.one("SELECT n FROM match_marks LIMIT 1") is None:
                return {"left": 0}
            self._clock += 1
            self._next_generation(tx)  # step 1
            tx.execute("UPDATE match_state SET old = ?, round = ? WHERE id = 1", (generation, self._clock))
            return {"rounds": 1, "left": 1}
        rows = self._some_of(tx, old)
        if rows:  # step 2
            return {"sealed_anew": self._as_one(tx, rows, generation), "left": 1}
        edge = tx.one("SELECT upto, n FROM match_marks WHERE upto <= ? ORDER BY upto, n LIMIT 1 OFFSET ?",
                      (begun, _MARKS))  # fmt: skip
        upto = begun if edge is None else int(edge[0])
        gone = tx.execute("DELETE FROM match_marks WHERE upto <= ?", (upto,))
        if edge is None:  # step 3
            tx.execute("UPDATE match_state SET old = 0, round = 0, doomed = ? WHERE id = 1", (old,))
            self._staged = tx
        return {"forgotten": gone, "left": 1}

    def _some_of(self, tx: Transaction, generation: int) -> list[Row]:
        sizes = tx.all(
            "SELECT id, entries FROM match_rows WHERE generation = ? ORDER BY id LIMIT ?", (generation, _ROUND_ROWS)
        )
        total, last = 0, -1
        for row, entries in sizes:
            if total and total + entries > _ROUND_ENTRIES:
                break
            total, last = total + entries, row
        return tx.all(
            "SELECT id, generation, sealed FROM match_rows WHERE generation = ? AND id <= ? ORDER BY id",
            (generation, last),
        )

    def _destroy(self, tx: Transaction, generation: int) -> dict[str, int]:
        if self._staged is tx:
            raise RuntimeError("keys are destroyed in a later transaction than the one that let go of them")
        self._staged = None
        self._seals.destroy(generation)
        tx.execute("UPDATE match_state SET doomed = 0 WHERE id = 1")
        return {"keys": 1, "left": 1}

    def __repr__(self) -> str:
        return "Journal(<hidden>)"
