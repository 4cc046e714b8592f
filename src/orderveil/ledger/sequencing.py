"""The sequencer: gives waiting entries their numbers and signs the new head.

  1. keep every other sequencer out until this transaction ends;
  2. read what waits, whatever its batch number, and check each row's guard code;
  3. open the tenant's log: its newest head must bear our signature, must not lie behind one that was
     seen before, and the stored edge of the tree must lead to the signed root;
  4. where the quarter has turned, open the next log, whose first entry carries the last head;
  5. number the entries: bundles, tiles, the indexes of orders and words, the note of numbered batches;
  6. delete exactly the rows that were read;
  7. record rows that vanished, and sign the new head.
All of it is one transaction: after a crash either everything happened or nothing did.
Must never sign over a tree whose stored edge it has not compared with the head that it signed before.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec

from orderveil.core.checkpoint import Checkpoint, SignerKey, sign
from orderveil.ledger.acts import Act
from orderveil.ledger.bundles import BundleBroken, unpack
from orderveil.ledger.entries import Entry, decode, encode
from orderveil.ledger.heads import Head, Heads
from orderveil.ledger.pending import Appender, Batch, BatchKey, Seen, guard_key, mac_of, seen_mac
from orderveil.ledger.tree import Edge, altered, extend, load_edge, read_entries
from orderveil.ledger.words import note_words, read_said
from orderveil.store.database import Transaction

_ROWS_AT_ONCE = 64
_LOCK = 0x6F_76_6C_65_64  # any number that no other part of the store locks on


@dataclass(slots=True)
class OpenLog:
    """A log that this transaction writes to."""

    id: int
    tenant: str
    name: str
    signer: SignerKey
    guard: bytes = field(repr=False)
    edge: Edge
    signed_size: int = 0
    seen: dict[str, Seen] = field(default_factory=dict)
    refused: int = 0


class Sequencer:
    """Numbers what waits. One transaction at a time, over however many processes."""

    def __init__(self, heads: Heads, appender: Appender) -> None:
        self._heads = heads
        self._appender = appender

    def sequence(self, tx: Transaction, now_ms: int) -> int:
        """Number every entry that waits; return how many. The steps stand at the top of the module."""
        due = self._appender.due()  # before the first read: what was confirmed by now must be there
        if not due and tx.one("SELECT 1 FROM ledger_pending LIMIT 1") is None:
            return 0
        keep_others_out(tx)  # step 1
        logs: dict[str, OpenLog] = {}
        waiting = self._settle(tx, logs, due, now_ms)
        count = 0
        while batches := _read(tx):  # step 2
            for tenant, group in itertools.groupby(batches, key=lambda batch: batch.tenant):
                count += self._take(tx, logs, tenant, list(group), now_ms)
            tx.executemany(  # step 6
                "DELETE FROM ledger_pending WHERE tenant = ? AND writer = ? AND batch = ?", [b.key for b in batches]
            )
        self._record_missing(tx, logs, waiting, now_ms)  # step 7
        for log in logs.values():
            self.close(tx, log, now_ms)
        return count

    def open(self, tx: Transaction, tenant: str, now_ms: int) -> OpenLog:
        """Steps 3 and 4: return the tenant's log, ready to be written."""
        head = self._heads.newest(tx, tenant)
        quarter = quarter_of(now_ms)
        if head is None:
            if tx.one("SELECT 1 FROM ledger_writers WHERE tenant = ? LIMIT 1", (tenant,)):
                raise altered("ledger_logs")  # batches were numbered, so there was a log: its row was taken away
            return self.begin(tx, tenant, quarter, None, now_ms)
        log = self._resume(tx, head)
        if quarter > head.name.partition(".")[0]:  # a clock set back never turns a log
            return self.begin(tx, tenant, quarter, head, now_ms)
        return log

    def _resume(self, tx: Transaction, head: Head) -> OpenLog:
        edge = load_edge(tx, head.id, head.size)
        if edge.root() != head.checkpoint.root:
            raise altered(f"{head.name}, newest entries")
        signer = self._heads.signer(head.tenant, head.name)
        return OpenLog(head.id, head.tenant, head.name, signer, guard_key(signer.seed), edge, head.size)

    def begin(self, tx: Transaction, tenant: str, name: str, before: Head | None, now_ms: int) -> OpenLog:
        """Open a log. Its first entry carries the last head of the one before it, and that log's key."""
        row = tx.one("SELECT max(id) FROM ledger_logs")
        id_ = (row[0] or 0) + 1 if row else 1
        signer = self._heads.signer(tenant, name)
        log = OpenLog(id_, tenant, name, signer, guard_key(signer.seed), Edge(0, [[]]))
        tx.execute(
            "INSERT INTO ledger_logs (id, tenant, name, key, checkpoint) VALUES (?, ?, ?, ?, ?)",
            (id_, tenant, name, signer.verifier().text(), b""),
        )
        opening = Entry(
            act=Act.LEDGER_LOG_OPENED, actor="ledger", at_ms=now_ms, tenant=tenant, log=name,
            detail={"previous": before.name} if before else {},
            checkpoint=before.note if before else None,
            key=before.key.text() if before else None,
        )  # fmt: skip
        self.record(tx, log, opening)
        return log

    def check_carried(self, tx: Transaction, head: Head, after: Head) -> None:
        """Raise LedgerUnavailable where `after` does not carry, in its first entry, this head and its key."""
        _, raw = next(read_entries(tx, after.id, 0, 1), (0, b""))
        opening = decode(raw)
        if (opening.checkpoint, opening.key) != (head.note, head.key.text()):
            raise altered(f"{after.name}/0")

    def _take(self, tx: Transaction, logs: dict[str, OpenLog], tenant: str, batches: list[Batch], now_ms: int) -> int:
        """Steps 2 to 5 for the rows of one tenant; return how many entries were numbered."""
        if tenant not in logs and not any(self._is_ours(batch) for batch in batches):
            _keep_refused(tx, batches)  # no log is opened, nor key made, on the word of a row that is not ours
            return 0
        if tenant not in logs:
            logs[tenant] = self.open(tx, tenant, now_ms)
        log = logs[tenant]
        entries: list[bytes] = []
        for batch in batches:
            fresh = self._entries_of(tx, log, batch)
            if fresh is None:
                _keep_refused(tx, [batch])
                log.refused += 1
            else:
                entries.extend(fresh)
        number(tx, log, entries)  # step 5
        return len(entries)

    def _is_ours(self, batch: Batch) -> bool:
        guard = guard_key(self._heads.signer(batch.tenant, "").seed)
        return batch.mac == mac_of(guard, *batch.key, batch.entries)

    def _entries_of(self, tx: Transaction, log: OpenLog, batch: Batch) -> list[bytes] | None:
        """Return a row's entries, or None where it is not what a vault wrote, or was numbered before."""
        if not self._is_ours(batch) or not self._seen(tx, log, batch.writer).add(batch.number):
            return None
        try:
            return unpack(batch.entries)
        except BundleBroken:
            return None

    def _seen(self, tx: Transaction, log: OpenLog, writer: str) -> Seen:
        if writer not in log.seen:
            row = tx.one(
                "SELECT seen, mac FROM ledger_writers WHERE tenant = ? AND writer = ?", (log.tenant, writer)
            )
            if row and bytes(row[1]) != seen_mac(log.guard, log.tenant, writer, row[0]):
                raise altered(f"ledger_writers, {log.tenant}, {writer}")
            log.seen[writer] = Seen(row[0]) if row else Seen()
        return log.seen[writer]

    def record(self, tx: Transaction, log: OpenLog, entry: Entry) -> None:
        """Write an entry of the ledger's own, numbered at once."""
        writer, batch = self._appender.next_batch()
        self._seen(tx, log, writer).add(batch)
        number(tx, log, [encode(msgspec.structs.replace(entry, id=f"{writer}.{batch}.0"))])

    def _settle(
        self, tx: Transaction, logs: dict[str, OpenLog], due: frozenset[BatchKey], now_ms: int
    ) -> list[BatchKey]:
        """Return the confirmed batches that no committed transaction has numbered yet; forget the others."""
        waiting = []
        for key in sorted(due):
            tenant, writer, batch = key
            if tenant not in logs:
                logs[tenant] = self.open(tx, tenant, now_ms)
            if batch not in self._seen(tx, logs[tenant], writer):
                waiting.append(key)
        self._appender.settle(due.difference(waiting))
        return waiting

    def _record_missing(
        self, tx: Transaction, logs: dict[str, OpenLog], waiting: Sequence[BatchKey], now_ms: int
    ) -> None:
        missing: dict[str, int] = {}
        for tenant, writer, batch in waiting:
            if self._seen(tx, logs[tenant], writer).add(batch):  # from now on it is refused, should it come back
                missing[tenant] = missing.get(tenant, 0) + 1
        for tenant, count in sorted(missing.items()):
            self.record(tx, logs[tenant], _own(Act.LEDGER_PENDING_MISSING, tenant, count, now_ms))

    def close(self, tx: Transaction, log: OpenLog, now_ms: int) -> None:
        """Step 7: what was refused is recorded, the note of numbered batches written, the head signed."""
        if log.refused:
            self.record(tx, log, _own(Act.LEDGER_PENDING_REFUSED, log.tenant, log.refused, now_ms))
        if log.edge.size == log.signed_size:
            return
        for writer, seen in log.seen.items():
            text = seen.text()
            tx.execute(
                "INSERT INTO ledger_writers (tenant, writer, seen, mac) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (tenant, writer) DO UPDATE SET seen = excluded.seen, mac = excluded.mac",
                (log.tenant, writer, text, seen_mac(log.guard, log.tenant, writer, text)),
            )
        self._heads.signed_in(tx, log.tenant)
        note = sign(Checkpoint(log.signer.name, log.edge.size, log.edge.root()), log.signer)
        tx.execute("UPDATE ledger_logs SET checkpoint = ? WHERE id = ?", (note.encode(), log.id))


def number(tx: Transaction, log: OpenLog, entries: list[bytes]) -> None:
    """Step 5: append entries to the tree and name them in the indexes of orders and of words."""
    if not entries:
        return
    start = log.edge.size
    extend(tx, log.id, log.edge, entries)
    rows: list[tuple[str, int, int]] = []
    said = [read_said(raw) for raw in entries]
    for index, one in enumerate(said, start):
        rows.extend((order, log.id, index) for order in dict.fromkeys(one.orders))
    if rows:
        tx.copy("ledger_orders", ("order_id", "log", "entry"), sorted(rows))
    note_words(tx, log.id, start, said)


def quarter_of(at_ms: int) -> str:
    """Return the quarter of a time, in UTC: `2026Q4`."""
    at = datetime.fromtimestamp(at_ms / 1000, tz=UTC)
    return f"{at.year:04d}Q{(at.month + 2) // 3}"


def _own(act: Act, tenant: str, batches: int, now_ms: int) -> Entry:
    return Entry(act=act, actor="ledger", at_ms=now_ms, tenant=tenant, counts={"batches": batches})


def _read(tx: Transaction) -> list[Batch]:
    rows = tx.all(
        "SELECT tenant, writer, batch, entries, mac FROM ledger_pending ORDER BY tenant, writer, batch LIMIT ?",
        (_ROWS_AT_ONCE,),
    )
    return [Batch(tenant, writer, batch, bytes(entries), bytes(mac)) for tenant, writer, batch, entries, mac in rows]


def _keep_refused(tx: Transaction, batches: Sequence[Batch]) -> None:
    tx.executemany(
        "INSERT INTO ledger_refused (tenant, writer, batch, entries, mac) VALUES (?, ?, ?, ?, ?)",
        [(*batch.key, batch.entries, batch.mac) for batch in batches],
    )


def keep_others_out(tx: Transaction) -> None:
    """Step 1. On SQLite the write transaction itself does it."""
    if tx.dialect == "postgresql":
        tx.one("SELECT pg_advisory_xact_lock(?)", (_LOCK,))
