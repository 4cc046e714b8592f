"""Each log's newest signed head: found, opened, and held against what was seen before.

A log is named after the quarter in which it opened (`2026Q4`; `2026Q4.2` where the key was changed
within it). Its origin is `<installation>/<tenant>/<log>`.
Must never treat a head as ours before its signature was checked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from orderveil.core.chain import root_at
from orderveil.core.checkpoint import (
    Checkpoint,
    NoteRefused,
    SignerKey,
    VerifierKey,
    open_checkpoint,
    parse_checkpoint,
    parse_note,
    parse_verifier_key,
)
from orderveil.core.errors import LedgerUnavailable, NotFound
from orderveil.ledger.tree import TreeReader, altered
from orderveil.store.database import Transaction

_SELECT = "SELECT id, name, key, checkpoint FROM ledger_logs"


@dataclass(frozen=True, slots=True)
class Head:
    """One log with its newest checkpoint, whose signature was checked."""

    id: int
    tenant: str
    name: str
    note: str
    checkpoint: Checkpoint
    key: VerifierKey

    @property
    def size(self) -> int:
        """How many entries the head covers."""
        return self.checkpoint.size


class Memory(Protocol):
    """Keeps the newest head seen per tenant, outside the store: what a rolled-back store is held against."""

    def recall(self, tenant: str) -> tuple[str, str] | None:
        """Return (log, note), or None where nothing was seen yet."""
        ...

    def remember(self, tenant: str, log: str, note: str) -> None:
        """Keep the newest head that was seen committed."""
        ...


class ProcessMemory:
    """Remembers for as long as the process lives."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[str, str]] = {}

    def recall(self, tenant: str) -> tuple[str, str] | None:
        return self._seen.get(tenant)

    def remember(self, tenant: str, log: str, note: str) -> None:
        self._seen[tenant] = (log, note)


class Heads:
    """Finds heads. `seed_of` gives a tenant's 32-byte Ed25519 seed."""

    def __init__(self, seed_of: Callable[[str], bytes], origin: str, memory: Memory) -> None:
        self._seed_of = seed_of
        self._origin = origin
        self._memory = memory
        self._public: dict[bytes, bytes] = {}
        self._signing: dict[str, Transaction] = {}

    def under(self, seed: bytes) -> Heads:
        """Return the same logs under another seed, for the change of a key."""
        return Heads(lambda _tenant: seed, self._origin, ProcessMemory())

    def signer(self, tenant: str, log: str) -> SignerKey:
        """Return the key that signs a log's heads."""
        return SignerKey(self.origin(tenant, log), self._seed_of(tenant))

    def origin(self, tenant: str, log: str) -> str:
        """Return the name under which a log speaks."""
        return f"{self._origin}/{tenant}/{log}"

    def verifier(self, tenant: str, log: str) -> VerifierKey:
        """Return the public half of the key of today; worked out once per seed."""
        signer = self.signer(tenant, log)
        public = self._public.get(signer.seed)
        if public is None:
            public = self._public[signer.seed] = signer.public()
        return VerifierKey(signer.name, public)

    def newest(self, tx: Transaction, tenant: str) -> Head | None:
        """Return the tenant's open log, or None where it has none yet.

        Raises LedgerUnavailable where its head is not ours, or lies behind one that was seen before.
        """
        row = tx.one(f"{_SELECT} WHERE tenant = ? ORDER BY id DESC LIMIT 1", (tenant,))
        head = self.opened(tenant, row) if row else None
        self._hold_against_memory(tx, tenant, head)
        return head

    def named(self, tx: Transaction, tenant: str, log: str | None) -> Head:
        """Return one log, the open one for None. Raises NotFound.

        An earlier log may bear an earlier key, which stands beside it. It is believed because the log
        after it names key and head in its first entry; `verify` follows that chain.
        """
        newest = self.newest(tx, tenant)
        if newest is not None and log in (None, newest.name):
            return newest
        row = tx.one(f"{_SELECT} WHERE tenant = ? AND name = ?", (tenant, log or ""))
        if row is None:
            raise NotFound("there is no such log", reason="ledger:no-log", place="log")
        return self.opened(tenant, row, is_earlier=True)

    def names(self, tx: Transaction, tenant: str) -> list[str]:
        """Return the names of the tenant's logs that still hold entries, oldest first."""
        rows = tx.all(
            "SELECT name FROM ledger_logs WHERE tenant = ? AND EXISTS "
            "(SELECT 1 FROM ledger_bundles WHERE log = ledger_logs.id) ORDER BY id",
            (tenant,),
        )
        return [row[0] for row in rows]

    def ended(self, tx: Transaction, tenant: str) -> list[str]:
        """Return the names of the tenant's logs whose entries were let go, oldest first."""
        held = set(self.names(tx, tenant))
        rows = tx.all("SELECT name FROM ledger_logs WHERE tenant = ? ORDER BY id", (tenant,))
        return [row[0] for row in rows if row[0] not in held]

    def opened(self, tenant: str, row: tuple[Any, ...], *, is_earlier: bool = False) -> Head:
        """Return the head of a row (id, name, key, checkpoint). Raises LedgerUnavailable where it is not ours."""
        id_, name, stored_key, raw = row
        try:
            key = parse_verifier_key(stored_key)
            note = bytes(raw).decode()
            checkpoint = open_checkpoint(note, key)
        except (NoteRefused, UnicodeDecodeError):
            raise altered(f"{name}, checkpoint") from None
        if key.name != self.origin(tenant, name) or not (is_earlier or key == self.verifier(tenant, name)):
            raise altered(f"{name}, key")
        return Head(id_, tenant, name, note, checkpoint, key)

    def signed_in(self, tx: Transaction, tenant: str) -> None:
        """Note that a head was signed in a transaction that may yet fail: what it reads back is not remembered."""
        self._signing[tenant] = tx

    def recall(self, tenant: str) -> tuple[str, str] | None:
        """Return (log, note) of the newest head that was seen before."""
        return self._memory.recall(tenant)

    def _hold_against_memory(self, tx: Transaction, tenant: str, head: Head | None) -> None:
        seen = self._memory.recall(tenant)
        if seen is not None and (head is None or (head.name, head.note) != seen):
            log, note = seen
            row = tx.one(f"{_SELECT} WHERE tenant = ? AND name = ?", (tenant, log))
            if row is None:
                raise rolled_back(log)
            now = self.opened(tenant, row, is_earlier=head is not None and head.name != log)
            before = parse_checkpoint(parse_note(note).text)
            if not is_grown(tx, now, before):
                raise rolled_back(log)
        if head is not None and (seen is None or seen[1] != head.note) and self._signing.get(tenant) is not tx:
            self._memory.remember(tenant, head.name, head.note)


def is_grown(tx: Transaction, head: Head, before: Checkpoint) -> bool:
    """Tell whether the stored log still holds, under its head, what `before` says that it held."""
    if before.origin != head.checkpoint.origin or before.size > head.size:
        return False
    if before.size == head.size:
        return before.root == head.checkpoint.root
    if not tx.one("SELECT 1 FROM ledger_bundles WHERE log = ? LIMIT 1", (head.id,)):
        return True  # an ended log keeps its last head alone
    return root_at(before.size, TreeReader(tx, head.id).node) == before.root


def rolled_back(log: str) -> LedgerUnavailable:
    """Return the error for a store that lies behind, or beside, what was seen of it."""
    return LedgerUnavailable(
        "the store's ledger lies behind a checkpoint that was seen before, or beside it; "
        "if a backup was restored on purpose, start the vault anew, then verify the ledger",
        reason="ledger:rolled-back", place=log, permanent=True,
    )  # fmt: skip
