"""The ledger's door: append in the act's own transaction, sequence, read, prove, verify.

Everything here works inside a transaction that the caller opened, so that an act and its entry are
one. Must never keep an entry of its own outside that transaction, and must never hand out what it did
not compare with a hash.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from orderveil.ledger import reading
from orderveil.ledger.bundles import unpack
from orderveil.ledger.entries import Entry
from orderveil.ledger.finding import Found, Wanted, find
from orderveil.ledger.heads import Heads, Memory, ProcessMemory
from orderveil.ledger.pending import Appender, guard_key
from orderveil.ledger.reading import Page, Proof, Touching
from orderveil.ledger.schema import SCHEMA as SCHEMA
from orderveil.ledger.sequencing import Sequencer
from orderveil.ledger.since import entries_since
from orderveil.ledger.upkeep import Upkeep
from orderveil.ledger.verifying import Verified, verify
from orderveil.ledger.walking import Progress
from orderveil.store.database import Transaction


class Ledger:
    """The record of every tenant of one installation. Safe for many threads.

    `signer` gives a tenant's 32-byte Ed25519 seed; `origin` names the installation, as a host name with
    or without a path. `memory` keeps heads outside the store, so that a rolled-back store is noticed.
    """

    def __init__(self, signer: Callable[[str], bytes], origin: str, memory: Memory | None = None) -> None:
        self._heads = Heads(signer, origin, memory or ProcessMemory())
        self._appender = Appender(lambda tenant: guard_key(signer(tenant)))
        self._sequencer = Sequencer(self._heads, self._appender)
        self._upkeep = Upkeep(self._heads, self._appender, self._sequencer)

    def append(self, tx: Transaction, entries: Sequence[Entry]) -> list[str]:
        """Record acts, inside the transaction that does them; return the hex of each entry's leaf hash.

        Raises FreeValue where an entry says more than the record may hold: then nothing is done.
        """
        return self._appender.append(tx, entries)

    def confirm(self, digests: Iterable[str]) -> None:
        """Tell, after the commit, that these were appended: should they vanish unnumbered, that is recorded."""
        self._appender.confirm(digests)

    def sequence(self, tx: Transaction, now_ms: int) -> int:
        """Number every entry that waits and sign the new heads; return how many were numbered."""
        return self._sequencer.sequence(tx, now_ms)

    def page(
        self, tx: Transaction, tenant: str = "main", *, log: str | None = None, start: int = 0, limit: int = 4096
    ) -> Page:
        """Return raw entries of one log (the open one for None) with its newest head.

        A page holds at most `limit` entries and about 4 MiB; the next one starts at `start + len(entries)`.
        """
        head = self._heads.named(tx, tenant, log)
        return reading.page(tx, head, self._heads.names(tx, tenant), start, limit)

    def prove(
        self, tx: Transaction, tenant: str = "main", *, log: str | None = None, index: int, size: int | None = None
    ) -> Proof:
        """Prove that entry `index` is in the tree of `size`, by default the newest head's."""
        head = self._heads.named(tx, tenant, log)
        return reading.prove_inclusion(tx, head, index, head.size if size is None else size)

    def prove_growth(
        self, tx: Transaction, tenant: str = "main", *, log: str | None = None, old_size: int, size: int | None = None
    ) -> Proof:
        """Prove that the tree of `size`, by default the newest head's, grew out of the tree of `old_size`."""
        head = self._heads.named(tx, tenant, log)
        return reading.prove_consistency(tx, head, old_size, head.size if size is None else size)

    def who(self, tx: Transaction, order_id: str) -> Touching:
        """Return every entry that speaks of an order, oldest first, those that still wait last."""
        return reading.touching(tx, order_id)

    def find(self, tx: Transaction, tenant: str, wanted: Wanted, before: str | None = None) -> Iterator[Found]:
        """Yield the tenant's entries that are asked for, the newest first; those that wait are not among them.

        `before`: the place of the last one that was seen. Raises Malformed, LedgerUnavailable (see finding.find).
        """
        heads = [self._heads.named(tx, tenant, name) for name in self._heads.names(tx, tenant)]
        return find(tx, heads, wanted, before)

    def waiting(self, tx: Transaction, tenant: str) -> int:
        """Return how many of the tenant's entries wait for their number."""
        rows = tx.all("SELECT entries FROM ledger_pending WHERE tenant = ?", (tenant,))
        return sum(len(unpack(bytes(row[0]))) for row in rows)

    def logs(self, tx: Transaction, tenant: str) -> list[str]:
        """Return the names of the tenant's logs, oldest first: those whose entries were let go, then the others."""
        return [*self._heads.ended(tx, tenant), *self._heads.names(tx, tenant)]

    def since(self, tx: Transaction, tenant: str, at_ms: int) -> Iterator[bytes]:
        """Yield the tenant's raw entries from about `at_ms` on (up to a day earlier), in the record's order.

        What is not numbered yet is not among them. Raises LedgerUnavailable where an entry is missing or altered.
        """
        names = self._heads.names(tx, tenant)
        return entries_since(tx, [self._heads.named(tx, tenant, name) for name in names], at_ms)

    def ended(self, tx: Transaction, tenant: str) -> list[str]:
        """Return the names of the tenant's logs whose entries were let go, oldest first."""
        return self._heads.ended(tx, tenant)

    def verify(
        self, tx: Transaction, tenant: str | None = None, *, remembered: Sequence[str] = (),
        progress: Progress | None = None,
    ) -> Verified:  # fmt: skip
        """Check everything stored, of one tenant or of all, and against heads (whole notes) seen before.

        Says what and where; never raises for what it finds. A reading transaction is enough.
        `progress` hears now and then how many entries of all are done.
        """
        return verify(tx, self._heads, tenant, remembered, progress)

    def end_log(self, tx: Transaction, tenant: str, log: str, now_ms: int) -> int:
        """Let the oldest log's entries go, keeping its head; return how many there were.

        Raises NotFound, Conflict where it is not the oldest, or is the open one.
        """
        return self._upkeep.end_log(tx, tenant, log, now_ms)

    def change_key(self, tx: Transaction, tenant: str, seed: bytes, now_ms: int) -> str:
        """Go on in a new log under a new seed; return its name. `signer` gives that seed from the commit on."""
        return self._upkeep.change_key(tx, tenant, seed, now_ms)

    def cosign(self, tx: Transaction, entry: Entry, checkpoint: str, cosignature: str) -> list[str]:
        """Store a witness's signature line for a head of ours, and append `entry` with what was cosigned.

        Raises Malformed, Conflict, NotFound. Returns digests, as `append` does.
        """
        return self._upkeep.cosign(tx, entry, checkpoint, cosignature)
