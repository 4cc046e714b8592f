"""Erasures that wait for the ledger. No ledger, no act: but a buyer who asked is not asked to ask again.

How an erasure waits, by numbered steps:

  1. the erasure was refused because the record could not be written; nothing was done;
  2. its line goes into the order store, in a transaction of its own that needs no ledger;
  3. it is answered as queued; from now on the order is opened for nobody;
  4. from time to time, and at every start, what waits is tried again: the ledger's entries, which
     say when it was asked for and when it was done, are written and numbered with the act itself;
  5. where that fails, everything of 4 is undone and the line stays.
"""

from __future__ import annotations

from contextlib import suppress

from orderveil.core.errors import LedgerUnavailable, RelayError, SealBroken
from orderveil.store.database import Transaction
from orderveil.vault.erasing import Erasing
from orderveil.vault.grants import Actor
from orderveil.vault.interior import Interior
from orderveil.vault.messages import Done, EraseOrder
from orderveil.vault.rowcodes import Table
from orderveil.vault.writer import Group

QUEUED = "queued"
_RETRY_MS = 1_000
_AT_ONCE = 100  # orders in one try: others wait for it
_GUARD_AWAY = frozenset({"keys:root-unavailable", "keys:unavailable"})


def is_record_away(answer: object) -> bool:
    """Tell whether an erasure failed for the ledger, or for the key that guards what is written into it."""
    return isinstance(answer, LedgerUnavailable) or (isinstance(answer, RelayError) and answer.reason in _GUARD_AWAY)


class WaitingErasures:
    """The line. Called by the writer's thread."""

    def __init__(self, interior: Interior, erasing: Erasing) -> None:
        self._in = interior
        self._erasing = erasing
        self._may_wait = True
        self._tried_ms = 0

    def queue(self, tx: Transaction, request: EraseOrder, actor: Actor, group: Group) -> Done:
        """Steps 2 and 3. Asked again, the first line stands. Raises Malformed, NotFound or Erased."""
        row = self._erasing.living(tx, request)
        line = (bytes(row[1]), request.reason, actor.name, group.now_ms)
        tx.execute(
            "INSERT INTO erasures_waiting (id, reason, actor, at, code) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO NOTHING",
            (*line, self._in.codes.code(Table.ERASURES, *line)),
        )
        group.after.append(self._in.matching.forget(tx, [int(row[0])]))
        self._may_wait = True
        return Done({"queued": 1}, QUEUED)

    def go_on(self, tx: Transaction, group: Group) -> bool:
        """Steps 4 and 5; tell whether erasures were done and the record was numbered with them."""
        if not self._may_wait or abs(group.now_ms - self._tried_ms) < _RETRY_MS:
            return False
        self._tried_ms = group.now_ms
        marks = len(group.after)
        tx.execute("SAVEPOINT waiting")
        try:
            count = self._erase(tx, group)
            if count:
                self._in.ledger.sequence(tx, group.now_ms)
        except RelayError:
            tx.execute("ROLLBACK TO SAVEPOINT waiting")
            del group.after[marks:]
            count = 0
        tx.execute("RELEASE SAVEPOINT waiting")
        return count > 0

    def count(self) -> int:
        """Return how many wait."""
        with self._in.database.reading() as tx:
            row = tx.one("SELECT COUNT(*) FROM erasures_waiting")
        return int(row[0]) if row else 0

    def _erase(self, tx: Transaction, group: Group) -> int:
        rows = tx.all(
            "SELECT o.n, o.id, o.shop, o.ref_tag, w.reason, w.actor, w.at, w.code FROM erasures_waiting w "
            "JOIN orders o ON o.id = w.id ORDER BY w.at LIMIT ?",
            (_AT_ONCE,),
        )
        done = 0
        for row in rows:
            line = (bytes(row[1]), *row[4:7])
            if not self._in.codes.is_right(Table.ERASURES, bytes(row[7]), *line):
                continue  # nobody asked the vault for it
            with suppress(SealBroken, KeyError):  # an altered row of an order: it stays closed, and holds up no other
                self._erasing.end(tx, row[:4], group, (row[5], row[4]), row[6])
                done += 1
        if not done:
            self._may_wait = False  # what is left waits for somebody to look at it; health counts it
        return done
