"""What happens to whole logs: old ones end, keys change, witnesses sign.

Must never end a log whose head the log after it does not carry, nor let a new key vouch for a log
that the old key was not checked against.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import msgspec

from orderveil.core.checkpoint import (
    Checkpoint,
    NoteRefused,
    cosigned_at,
    open_checkpoint,
    parse_note,
)
from orderveil.core.errors import Conflict, Malformed, NotFound
from orderveil.ledger.acts import Act
from orderveil.ledger.entries import Entry
from orderveil.ledger.heads import Head, Heads, is_grown
from orderveil.ledger.pending import Appender, guard_key, seen_mac
from orderveil.ledger.schema import TABLES_OF_A_LOG
from orderveil.ledger.sequencing import Sequencer, keep_others_out, quarter_of
from orderveil.store.database import Transaction

_CLOCK_SLACK_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Upkeep:
    """The acts on whole logs, each inside the caller's writing transaction."""

    heads: Heads
    appender: Appender
    sequencer: Sequencer

    def end_log(self, tx: Transaction, tenant: str, name: str, now_ms: int) -> int:
        """Let an old log's entries go; return how many there were. The oldest goes first; its head stays.

          1. the log is not the open one, and no older one still holds entries;
          2. the log after it carries its head and key in its first entry;
          3. the ending is recorded in the open log;
          4. entries, tiles, index rows and cosignatures go.
        """
        keep_others_out(tx)
        names = self.heads.names(tx, tenant)
        if name not in names:
            raise NotFound("there is no such log that holds entries", reason="ledger:no-log", place="log")
        if name != names[0] or len(names) < 2:  # step 1
            raise Conflict("the oldest log ends first, and the open one never", reason="ledger:not-oldest", place="log")
        head = self.heads.named(tx, tenant, name)
        self.sequencer.check_carried(tx, head, self.heads.named(tx, tenant, names[1]))  # step 2
        log = self.sequencer.open(tx, tenant, now_ms)
        self.sequencer.record(  # step 3
            tx, log,
            Entry(act=Act.LEDGER_LOG_ENDED, actor="ledger", at_ms=now_ms, tenant=tenant, log=name,
                  counts={"entries": head.size}),
        )  # fmt: skip
        self.sequencer.close(tx, log, now_ms)
        for table in TABLES_OF_A_LOG:  # step 4
            tx.execute(f"DELETE FROM {table} WHERE log = ?", (head.id,))
        return head.size

    def change_key(self, tx: Transaction, tenant: str, seed: bytes, now_ms: int) -> str:
        """Close the tenant's log and open one under a new seed; return the new log's name.

        `signer` must give the new seed from this transaction's commit on.

          1. number everything that waits, under the old seed;
          2. open the old log: its head is checked against the old key;
          3. open the new log under the new seed; its first entry carries that head and the old key;
          4. guard the notes of numbered batches under the new seed.
        """
        self.sequencer.sequence(tx, now_ms)  # step 1
        keep_others_out(tx)
        log = self.sequencer.open(tx, tenant, now_ms)  # step 2
        self.sequencer.close(tx, log, now_ms)
        head = self.heads.newest(tx, tenant)
        assert head is not None
        heads = self.heads.under(seed)
        sequencer = Sequencer(heads, self.appender)
        self._guard_anew(tx, tenant, log.guard, guard_key(seed))  # step 4, before 3 reads the notes
        fresh = sequencer.begin(tx, tenant, self._next_name(tx, head, now_ms), head, now_ms)  # step 3
        sequencer.close(tx, fresh, now_ms)
        return fresh.name

    def _guard_anew(self, tx: Transaction, tenant: str, old: bytes, new: bytes) -> None:
        for writer, seen, mac in tx.all("SELECT writer, seen, mac FROM ledger_writers WHERE tenant = ?", (tenant,)):
            if bytes(mac) == seen_mac(old, tenant, writer, seen):  # what was altered stays visibly so
                tx.execute(
                    "UPDATE ledger_writers SET mac = ? WHERE tenant = ? AND writer = ?",
                    (seen_mac(new, tenant, writer, seen), tenant, writer),
                )

    def _next_name(self, tx: Transaction, head: Head, now_ms: int) -> str:
        quarter = max(quarter_of(now_ms), head.name.partition(".")[0])
        taken = {row[0] for row in tx.all("SELECT name FROM ledger_logs WHERE tenant = ?", (head.tenant,))}
        number = 2
        while quarter in taken and f"{quarter}.{number}" in taken:
            number += 1
        return quarter if quarter not in taken else f"{quarter}.{number}"

    def cosign(self, tx: Transaction, entry: Entry, checkpoint: str, line: str) -> list[str]:
        """Store a witness's signature line for a head of ours, and record it in the same transaction.

        `entry` says who handed it in, when and for which tenant; what was cosigned is filled in here.
        `checkpoint` is the note that the witness saw, with our signature. The witness's own key is not
        ours to know: whoever relies on the witness checks its line. Raises Malformed, Conflict, NotFound.
        """
        keep_others_out(tx)
        whole = checkpoint.rstrip("\n") + "\n" + line.strip() + "\n"
        try:
            note = parse_note(whole)
            theirs = note.signatures[-1]
            at_seconds = cosigned_at(theirs)
        except NoteRefused as error:
            raise Malformed(error.message, reason="ledger:note-refused", place="cosignature") from None
        head = self.heads.named(tx, entry.tenant, note.text.partition("\n")[0].rpartition("/")[2])
        seen = self._opened(checkpoint, head)
        if len(note.signatures) != 2 or note.signatures[0].name != head.key.name or not is_grown(tx, head, seen):
            raise _not_ours()
        if at_seconds > entry.at_ms // 1000 + _CLOCK_SLACK_SECONDS:
            raise Malformed("the cosignature lies in the future", reason="ledger:note-refused", place="cosignature")
        row = tx.one("SELECT note FROM ledger_cosignatures WHERE log = ? AND witness = ?", (head.id, theirs.name))
        if row is not None and self._opened(bytes(row[0]), head).size >= seen.size:
            raise Conflict("a newer cosignature of this witness is held", reason="ledger:stale", place="checkpoint")
        tx.execute(
            "INSERT INTO ledger_cosignatures (log, witness, note) VALUES (?, ?, ?) "
            "ON CONFLICT (log, witness) DO UPDATE SET note = excluded.note",
            (head.id, theirs.name, whole.encode()),
        )
        full = msgspec.structs.replace(
            entry, act=Act.LEDGER_CHECKPOINT_COSIGNED, log=head.name, counts={"size": seen.size},
            detail={"witness": theirs.name}, digest=hashlib.sha256(whole.encode()).hexdigest(),
        )  # fmt: skip
        return self.appender.append(tx, [full])

    def _opened(self, note: str | bytes, head: Head) -> Checkpoint:
        try:
            return open_checkpoint(note, head.key)
        except NoteRefused:
            raise _not_ours() from None


def _not_ours() -> Conflict:
    return Conflict("the checkpoint is not one of this log", reason="ledger:not-ours", place="checkpoint")
