"""Which key signs a tenant's ledger: the newest of its generations, told by a mark in the key store.

How a key is changed, by numbered steps:

  1. the next generation's key is made, and marked as coming, in the key store;
  2. in one transaction of its own the old log is closed and a new one opened under the new key, whose first
     entry carries the old head and public key (orderveil.ledger.upkeep);
  3. the mark says that the new key is the newest, and the old one is destroyed.

A crash between 2 and 3 is settled at the next start: where the newest log bears the coming key, step 3 is done;
else the key that was coming is let go. Nothing that was signed needs the old key again: its public half stands
beside its logs. Must never take a key because a row names it: only one that is marked as coming.
"""

from __future__ import annotations

from orderveil.core.checkpoint import NoteRefused, SignerKey, parse_verifier_key
from orderveil.store.database import Database
from orderveil.vault.keyring.keystore import KeyStore
from orderveil.vault.keyring.marks import Mark

_NEWEST, _COMING = "ledger-key:", "ledger-key-coming:"  # and a tenant: its generation


class LedgerKeys:
    """The seeds of one installation's ledgers."""

    def __init__(self, keys: KeyStore) -> None:
        self._keys = keys
        self._newest = keys.marks.beginning(_NEWEST)

    def seed(self, tenant: str) -> bytes:
        """Return the 32-byte seed that signs for a tenant now."""
        return self._keys.named(_name(tenant, self._newest.get(tenant, 0)))

    def make(self, tenant: str) -> bytes:
        """Return the seed of the next generation. Step 1."""
        coming = self._newest.get(tenant, 0) + 1
        seed = self._keys.named(_name(tenant, coming))
        self._keys.marks.write([Mark(_COMING + tenant, coming)])
        return seed

    def take(self, tenant: str) -> None:
        """Let the key that was coming be the newest. Step 3."""
        before, coming = self._newest.get(tenant, 0), self._keys.marks.of(_COMING + tenant)
        if coming <= before:
            return
        self._newest[tenant] = coming  # first in memory: whoever reads the new log needs it now
        self._keys.marks.write([Mark(_NEWEST + tenant, coming)])
        self._keys.marks.drop([_COMING + tenant])
        self._keys.destroy_named(_name(tenant, before))

    def settle(self, database: Database) -> None:
        """At the start: end what a crash left between two steps."""
        for tenant, coming in self._keys.marks.beginning(_COMING).items():
            with database.reading() as tx:
                row = tx.one("SELECT key FROM ledger_logs WHERE tenant = ? ORDER BY id DESC LIMIT 1", (tenant,))
            name = _name(tenant, coming)
            if row is not None and coming > self._newest.get(tenant, 0) and _is_of(str(row[0]), self._keys.named(name)):
                self.take(tenant)
            else:
                self._keys.marks.drop([_COMING + tenant])
                if coming != self._newest.get(tenant, 0):
                    self._keys.destroy_named(name)


def _is_of(stored: str, seed: bytes) -> bool:
    """Tell whether a stored verifier key is that of a seed."""
    try:
        key = parse_verifier_key(stored)
    except NoteRefused:
        return False
    return key.public == SignerKey(key.name, seed).public()


def _name(tenant: str, generation: int) -> str:
    return f"ledger:{tenant}:{generation}" if generation else f"ledger:{tenant}"
