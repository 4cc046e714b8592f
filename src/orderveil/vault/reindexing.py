"""Makes the search index again from the orders, when it does not open: a store came back from a backup.

A purge destroys the keys of older index blocks, so that an old copy of the order store cannot be
searched. The same copy, put back by its owner, must still serve its living orders: the index is
emptied at the start and filled again piece by piece, between groups, while orders go on coming in.
So is one that was found damaged at work: that is noted in the store, and the next start begins it again.
"""

from __future__ import annotations

from collections.abc import Callable

import structlog

from orderveil.core.errors import Erased, KeyMissing, SealBroken
from orderveil.store.database import Database, Transaction
from orderveil.vault.index.tags import TABLES
from orderveil.vault.interior import Interior
from orderveil.vault.keyring.keystore import KeyStore
from orderveil.vault.opening import Reader
from orderveil.vault.searching import SEARCHED
from orderveil.vault.telling import month_of

_log = structlog.get_logger(__name__)
_PIECE = 50  # orders opened between two groups: a few milliseconds
_WORK = "reindex"
_DAMAGED = "index-damaged"
_NOTE = "INSERT INTO unfinished (work, upto) VALUES (?, 0) ON CONFLICT (work) DO UPDATE SET upto = 0"
_KEYS = ("tag-log:", "tag-seal:", "tags:")


def opens(database: Database, load: Callable[[Transaction], None]) -> bool:
    """Tell whether the stored index opens with the keys that there are, and was not found damaged."""
    try:
        with database.reading() as tx:
            if tx.one("SELECT 1 FROM unfinished WHERE work = ?", (_DAMAGED,)):
                return False
            load(tx)
    except SealBroken:
        return False
    return True


def note_damage(tx: Transaction) -> None:
    """Note that the index is to be made again at the next start."""
    tx.execute(_NOTE, (_DAMAGED,))


def end_keys(keys: KeyStore) -> None:
    """Destroy every key of the index. First, so that a crash before `begin_again` leaves one that does not open."""
    for prefix in _KEYS:
        for name in keys.names(prefix):
            keys.destroy_named(name)


def begin_again(database: Database) -> None:
    """Empty the index and note that it has to be filled."""
    _log.warning("vault.index_made_again")
    with database.writing() as tx:
        for table in TABLES:
            tx.execute(f"DELETE FROM {table}")
        tx.execute(_NOTE, (_WORK,))
        tx.execute("DELETE FROM unfinished WHERE work = ?", (_DAMAGED,))


class Reindexing:
    """Fills the index, piece by piece; where it was is kept in the store."""

    def __init__(self, interior: Interior) -> None:
        self._in = interior
        self._reader = Reader(interior)
        self._is_due = False

    def load(self, tx: Transaction) -> None:
        """Read whether there is anything to do."""
        self._is_due = tx.one("SELECT upto FROM unfinished WHERE work = ?", (_WORK,)) is not None

    def step(self, tx: Transaction) -> list[tuple[int, str, int, bytes]]:
        """Index the next orders; return the rows for the index's memory, once they are on disk.

        How far it is, is asked of the store each time: a step may be undone with its group.
        """
        at = tx.one("SELECT upto FROM unfinished WHERE work = ?", (_WORK,)) if self._is_due else None
        if at is None:
            self._is_due = False
            return []
        found = tx.all("SELECT n FROM orders WHERE n > ? ORDER BY n LIMIT ?", (int(at[0]), _PIECE))
        numbers = [int(row[0]) for row in found]
        rows = [row for row in (self._row(tx, n) for n in numbers) if row is not None]
        if rows:
            self._in.tags.renew(tx, rows)
        if numbers:
            tx.execute("UPDATE unfinished SET upto = ? WHERE work = ?", (numbers[-1], _WORK))
        else:
            tx.execute("DELETE FROM unfinished WHERE work = ?", (_WORK,))
        return rows

    def _row(self, tx: Transaction, n: int) -> tuple[int, str, int, bytes] | None:
        try:
            held = self._reader.by_n(tx, n)
            if held is None:
                return None
            opened = self._reader.open_for_match(held, SEARCHED)
        except (Erased, KeyMissing, SealBroken):
            return None  # a copy from before an erasure, or damaged; the view says why
        month = month_of(held.received_at_ms)
        awbs = opened.pop("awb")
        return n, held.shop.shop, month, self._in.tags.pack(held.shop.shop, month, opened, awbs)
