"""Fills fingerprints in for orders that were there before them, and makes them again where they do not open.

A purge destroys the keys of older rows, so that an old copy of the order store tells nothing. The same
copy, put back by its owner, must still serve: its rows are dropped at the start, and made again from the
orders, the newest first, piece by piece between groups. Where it is, is kept in the store.
"""

from __future__ import annotations

from collections.abc import Callable

import structlog

from orderveil.core.errors import Erased, KeyMissing, SealBroken
from orderveil.store.database import Database, Transaction
from orderveil.vault.interior import Interior
from orderveil.vault.keyring.keystore import KeyStore
from orderveil.vault.matching.customers import SEAL_KEYS, TABLES, Matching
from orderveil.vault.matching.elements import FIELDS_READ, Order
from orderveil.vault.opening import Reader

_log = structlog.get_logger(__name__)
_PIECE = 50  # orders opened between two groups: a few milliseconds
_WORK = "match"
_DAMAGED = "match-damaged"
_NOTE = "INSERT INTO unfinished (work, upto) VALUES (?, ?) ON CONFLICT (work) DO UPDATE SET upto = excluded.upto"
_ENDED = "UPDATE match_state SET generation = 0, old = 0, round = 0, doomed = 0 WHERE id = 1"


def make_again_if_due(database: Database, keys: KeyStore, matching: Matching) -> None:
    """At the start: where rows have no key, or were found damaged, drop them all and begin again."""
    with database.reading() as tx:
        is_damaged = tx.one("SELECT 1 FROM unfinished WHERE work = ?", (_DAMAGED,)) is not None
        if not is_damaged and matching.opens(tx):
            return
    _log.warning("vault.fingerprints_made_again")
    for name in keys.names(SEAL_KEYS):  # first: a crash before the rest leaves rows that have no key
        keys.destroy_named(name)
    with database.writing() as tx:
        for table in TABLES:
            tx.execute(f"DELETE FROM {table}")
        tx.execute(_ENDED)
        newest = tx.one("SELECT MAX(n) FROM orders")
        tx.execute(_NOTE, (_WORK, 1 + int(newest[0] or 0) if newest else 1))
        tx.execute("DELETE FROM unfinished WHERE work = ?", (_DAMAGED,))


def note_damage(tx: Transaction) -> None:
    """Note that fingerprints are to be made again at the next start."""
    tx.execute(_NOTE, (_DAMAGED, 0))


def unfilled(tx: Transaction) -> int:
    """Return how many orders at most have no fingerprints yet."""
    row = tx.one("SELECT COUNT(*) FROM orders WHERE n < (SELECT upto FROM unfinished WHERE work = ?)", (_WORK,))
    return int(row[0]) if row else 0


class Filling:
    """Fills in, piece by piece. Orders that come in meanwhile lie above where it began, and write their own."""

    def __init__(self, interior: Interior) -> None:
        self._in = interior
        self._reader = Reader(interior)
        self._is_due = False

    def load(self, tx: Transaction) -> None:
        """Read whether there is anything to do."""
        self._is_due = tx.one("SELECT 1 FROM unfinished WHERE work = ?", (_WORK,)) is not None

    def step(self, tx: Transaction) -> Callable[[], None] | None:
        """Do the next orders; return what is called once they are on disk.

        How far it is, is asked of the store each time: a step may be undone with its group.
        """
        at = tx.one("SELECT upto FROM unfinished WHERE work = ?", (_WORK,)) if self._is_due else None
        if at is None:
            self._is_due = False
            return None
        found = tx.all("SELECT n FROM orders WHERE n < ? ORDER BY n DESC LIMIT ?", (int(at[0]), _PIECE))
        numbers = [int(row[0]) for row in found]
        if not numbers:
            tx.execute("DELETE FROM unfinished WHERE work = ?", (_WORK,))
            return None
        tx.execute("UPDATE unfinished SET upto = ? WHERE work = ?", (numbers[-1], _WORK))
        read = [order for order in (self._order(tx, n) for n in numbers) if order is not None]
        return self._in.matching.store(tx, read) if read else None

    def _order(self, tx: Transaction, n: int) -> Order | None:
        try:
            held = self._reader.by_n(tx, n)
            return None if held is None else (n, self._reader.open_for_match(held, FIELDS_READ))
        except (Erased, KeyMissing, SealBroken):
            return None  # a copy from before an erasure, or damaged; the view says why
