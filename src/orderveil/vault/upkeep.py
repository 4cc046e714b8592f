"""What must happen from time to time: numbering the record, merging tags, ending what is due, purging.

Small steps run between groups of acts, on the writer's thread; long work is cut into such steps.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from orderveil.core.errors import LedgerUnavailable, Malformed, RelayError, SealBroken, Unavailable
from orderveil.ledger.acts import Act as Did
from orderveil.ledger.entries import Entry
from orderveil.store.database import Transaction
from orderveil.vault import messages as m
from orderveil.vault.apikeys import ApiKeys
from orderveil.vault.aside import Asides
from orderveil.vault.erasing import Erasing
from orderveil.vault.grants import Actor
from orderveil.vault.interior import Interior
from orderveil.vault.matching.filling import Filling
from orderveil.vault.matching.filling import note_damage as note_match_damage
from orderveil.vault.matching.rows import is_damage
from orderveil.vault.reindexing import Reindexing, note_damage
from orderveil.vault.sealorders import OrderSealer
from orderveil.vault.waiting import WaitingErasures
from orderveil.vault.writer import Group

SEQUENCE_MS = 200  # an entry is numbered within a second; this leaves room for a slow disk
FLUSH_MS = 5_000
_END_AT_ONCE = 500
_SAMPLE = 1_000  # newest orders whose keys are checked at the start
_INDEX_DAMAGED = "the search index is damaged; it is made again from the orders at the next start"
_MATCH_DAMAGED = "fingerprints for exact match are damaged; they are made again at the next start"
_UNWELL = {
    "orders": "the order store does not answer; look at its disk, or its server",
    "keys": "the root of the keys does not answer, or refuses",
}
Write = Callable[[Callable[[Transaction, Group], Any]], Any]


class Upkeep:
    """Keeps the vault in order while it works."""

    def __init__(
        self,
        interior: Interior,
        keys: ApiKeys,
        ending: tuple[Erasing, WaitingErasures],
        asides: Asides,
        sealer: OrderSealer,
    ) -> None:
        self._in = interior
        self._keys = keys
        self._erasing, self._waiting = ending
        self._asides = asides
        self._sealer = sealer
        self._sequenced_ms = 0
        self._flushed_ms = 0
        self._alarms: list[str] = []
        self._reindexing = Reindexing(interior)
        self._filling = Filling(interior)
        self._match_is_damaged = False
        self._index_is_damaged = False
        self._damage_is_noted = False
        self._told = 0  # of altered rows, in the record
        self.more: list[Callable[[Transaction, Group], dict[str, int]]] = []  # what else ends by age
        self.saves: list[Callable[[int], None]] = []  # what else is kept beside the keys, at a time (epoch ms)

    def mend(self) -> None:
        """At the start: finish what a crash left half done, and look for what must not be."""
        self._erasing.mend()
        with self._in.database.reading() as tx:
            self._reindexing.load(tx)
            self._filling.load(tx)
            newest = tx.all("SELECT n FROM orders ORDER BY n DESC LIMIT ?", (_SAMPLE,))
        numbers = [int(row[0]) for row in newest]
        if numbers:
            self._in.keys.advance_past(numbers[0])
            found = self._in.keys.keys_of_many(numbers)
            missing = sum(1 for n in numbers if n not in found)
            if missing:
                self._alarms.append(f"{missing} of the newest orders have no keys and no tombstone")
        with suppress(Unavailable):
            self._in.keys.warm()  # reads outlast a root server's absence from the start

    def between_groups(self, tx: Transaction, group: Group) -> None:
        """Erase what waited for the record, number it, merge a little, write what memory gathered."""
        if self._waiting.go_on(tx, group):
            group.after.append(lambda: self._has_sequenced(group.now_ms))
        elif abs(group.now_ms - self._sequenced_ms) >= SEQUENCE_MS:  # abs: a clock may jump back
            self._in.ledger.sequence(tx, group.now_ms)
            group.after.append(lambda: self._has_sequenced(group.now_ms))
        indexed = self._reindexing.step(tx)
        if indexed:
            group.after.append(lambda: self._in.tags.add(indexed))
        self._merge(tx, group)
        self._keep_matching(tx, group)
        if abs(group.now_ms - self._flushed_ms) >= FLUSH_MS:
            self._keys.flush(tx)
            self._tell_of_altered(tx, group)
            group.after.append(lambda: self._flush(group.now_ms))

    def _tell_of_altered(self, tx: Transaction, group: Group) -> None:
        """Record that rows were met which the vault did not write, or older ones, by table: whenever there are more."""
        counts = self._in.codes.counts()
        count = sum(counts.values())
        if count > self._told:
            with suppress(LedgerUnavailable):  # a record that is damaged too does not stop what comes in
                self._record_all(tx, Did.VAULT_ROWS_REFUSED, Actor("room", "room:vault"), group, counts)
                group.after.append(lambda: self._has_told(count))

    def _has_told(self, count: int) -> None:
        self._told = count

    def _merge(self, tx: Transaction, group: Group) -> None:
        """Do a piece of the index's upkeep. A damaged index costs one group; intake goes on without it."""
        if self._index_is_damaged:
            if not self._damage_is_noted:
                note_damage(tx)
                group.after.append(self._has_noted_damage)
            return
        try:
            self._in.tags.merge(tx)
        except SealBroken:
            self.see_damage()
            raise  # what the piece has written so far is undone with its group

    def _keep_matching(self, tx: Transaction, group: Group) -> None:
        """Fill in and merge fingerprints. What does not open must not cost the group: reading comes before writing."""
        filled = self._filling.step(tx)
        if filled is not None:
            group.after.append(filled)
        if self._match_is_damaged:
            return
        try:
            self._in.matching.tidy(tx)
        except RelayError as error:
            if not is_damage(error):
                raise
            note_match_damage(tx)
            group.after.append(self._see_match_damage)

    def _see_match_damage(self) -> None:
        if not self._match_is_damaged:
            self._alarms.append(_MATCH_DAMAGED)
        self._match_is_damaged = True

    def see_damage(self) -> None:
        """Hear that the search index does not open: no more upkeep of it, and it is made again at the next start."""
        if not self._index_is_damaged:
            self._alarms.append(_INDEX_DAMAGED)
        self._index_is_damaged = True

    def _has_noted_damage(self) -> None:
        self._damage_is_noted = True

    def _compact(self, write: Write) -> None:
        """Drop forgotten orders from the index. Where it is damaged, the keys of orders must still be purged."""
        try:
            while write(lambda tx, group: self._in.tags.compact_forgotten(tx))["left"]:
                pass  # each piece is a group's transaction of its own, so that others are served between
        except SealBroken:
            self.see_damage()
        try:
            while write(lambda tx, group: self._in.matching.compact_forgotten(tx))["left"]:
                pass
        except RelayError as error:
            if not is_damage(error):
                raise
            write(lambda tx, group: note_match_damage(tx))
            self._see_match_damage()

    def _has_sequenced(self, at_ms: int) -> None:
        self._sequenced_ms = at_ms

    def _flush(self, at_ms: int) -> None:
        self._flushed_ms = at_ms
        self._sealer.flush_floors()
        self._erasing.retry()
        self._in.keys.top_up()
        self._in.clock.save()
        for save in self.saves:
            save(at_ms)

    def maintain(self, tx: Transaction, request: m.Maintain, actor: Actor, group: Group) -> m.Done:
        """End what has run out: unknown fields after 30 days, payloads set aside after 7, old requests of subjects.

        While the clock is not to be believed nothing has: what is ended cannot be had again.
        """
        counts = {"unknown_ended": 0, "set_aside_ended": 0, "requests_ended": 0}
        if self._in.clock.is_steady():
            counts["unknown_ended"] = self._erasing.end_unknown(tx, group)
            counts["set_aside_ended"] = self._asides.end_due(tx, group, _END_AT_ONCE)
            counts["requests_ended"] = self._asides.end_requests(tx, group, _END_AT_ONCE)
            for end_due in self.more:
                counts |= end_due(tx, group)
            group.after.append(lambda: self._sweep(group.now_ms))
        return m.Done({**counts, "keys_owed": self._erasing.retry()})

    def _sweep(self, now_ms: int) -> None:
        """Let go of marks of what would be over by now."""
        self._in.keys.marks.sweep(now_ms)

    def purge(self, write: Write, request: m.Purge, actor: Actor) -> m.Done:
        """Make old copies of either store open nothing that was erased. Takes a while; no pause for others."""
        self._erasing.retry()
        self._compact(write)
        # Each new root ends the backups of the one before, so it is replaced only where that closes something,
        # and not because a clock that jumped says that it is time.
        may_replace = actor.kind == "operator" or self._in.clock.is_steady()
        report = self._in.keys.purge(replace_root=may_replace and self._in.keys.status().root_due)
        self._in.database.shrink_log()
        counts = {
            "buckets": report.buckets_rewrapped,
            "orders": report.orders_rewrapped,
            "roots": int(report.root_replaced),
            "damaged": report.damaged,
        }
        write(lambda tx, group: self._record_all(tx, Did.KEYS_PURGE_DONE, actor, group, counts))
        return m.Done(counts)

    def rotate(self, write: Write, request: m.RotateKeys, actor: Actor) -> m.Done:
        """Replace the root, or every bucket's key."""
        if request.what == "root":
            self._in.keys.rotate_root()
            act, counts = Did.KEYS_ROOT_REPLACED, {"roots": 1}
        elif request.what == "buckets":
            act, counts = Did.KEYS_BUCKETS_ROTATED, {"buckets": self._in.keys.rotate_buckets()}
        else:
            raise Malformed("what can be rotated is root or buckets", place="what")
        write(lambda tx, group: self._record_all(tx, act, actor, group, counts))
        return m.Done(counts)

    def _record_all(self, tx: Transaction, act: Did, actor: Actor, group: Group, counts: dict[str, int]) -> None:
        """Record an act that concerns every tenant, in each one's ledger."""
        for tenant in sorted({shop.tenant for shop in self._in.shops.all()}):
            entry = Entry(act=act, at_ms=group.now_ms, tenant=tenant, actor=actor.name, counts=counts)
            self._in.record(tx, group, entry)

    def health(self) -> m.HealthReport:
        """Say how each part is."""
        checks: dict[str, str] = {}
        for name, look in (("orders", self._look_at_orders), ("keys", self._in.keys.check)):
            try:
                look()
                checks[name] = "ok"
            except RelayError as error:  # its words may be a database's or a server's, its reason is ours
                checks[name] = f"{_UNWELL[name]} ({error.reason})"
            except Exception:
                checks[name] = _UNWELL[name]
        checks["alarms"] = "; ".join(self._all_alarms()) or "ok"
        checks["clock"] = self._in.clock.alarm() or "ok"
        counts = {"shops": len(self._in.shops.all()), "keys_owed": self._erasing.retry()}
        if checks["orders"] == "ok":
            count = counts["erasures_waiting"] = self._waiting.count()
            checks["erasures"] = f"{count} wait until the record can be written" if count else "ok"
        return m.HealthReport(all(state == "ok" for state in checks.values()), checks, counts)

    def _all_alarms(self) -> list[str]:
        return [*self._alarms, *self._in.codes.alarms(), *self._in.contract_files.alarms()]

    def _look_at_orders(self) -> None:
        with self._in.database.reading() as tx:
            tx.one("SELECT 1")
