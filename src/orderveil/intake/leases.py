"""Source secrets, lent by the vault for a minute.

Every webhook needs its shop's signing secrets; asking the vault each time would double its work.
A secret is held in memory for at most LEASE_MS, shows in no repr, and is never written. What the
vault refuses is remembered as briefly, so that made-up shop names cost one question each. Both are
bounded, and kept apart: a flood of made-up names pushes out made-up names, and no lease of a shop.
Must never lend a secret to another shop or source.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from orderveil.core.errors import RelayError
from orderveil.vault.client import Vault
from orderveil.vault.messages import GetSourceSecrets, Grant, SourceSecrets

LEASE_MS = 60_000
RENEW_MS = 5_000  # how soon a failed signature may make us look for a newer secret
_MOST = 4_096  # of each kind: what was lent, and what was refused
_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Lease:
    secrets: tuple[str, ...] = field(repr=False)
    since_ms: int


class _Recent(OrderedDict[_Key, _Lease]):
    """The leases that were used last, up to a bound."""

    def used(self, key: _Key) -> _Lease | None:
        """Return a lease, and count it as used just now."""
        if key in self:
            self.move_to_end(key)
        return self.get(key)

    def keep(self, key: _Key, lease: _Lease) -> None:
        """Take one in; the one that was used longest ago makes room."""
        self[key] = lease
        self.move_to_end(key)
        if len(self) > _MOST:
            self.popitem(last=False)


class SecretLeases:
    """What one process has on loan. Safe to share between threads."""

    def __init__(self) -> None:
        self._lent = _Recent()
        self._refused = _Recent()
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"SecretLeases({len(self._lent)} held)"

    def secrets(self, vault: Vault, by: Grant, shop: str, source: str, kind: str = "signing") -> tuple[str, ...]:
        """Return a shop's secrets for a source, newest first; none for a shop that is not known.

        Raises Unavailable when the vault does not answer: that is no reason to call a body unsigned.
        """
        lease = self._lease((shop, source, kind))
        now = time.monotonic_ns() // 1_000_000
        if lease is not None and now - lease.since_ms < LEASE_MS:
            return lease.secrets
        return self._ask(vault, GetSourceSecrets(by=by, shop=shop, source=source, kind=kind), now)

    def renewed(self, vault: Vault, by: Grant, shop: str, source: str) -> tuple[str, ...]:
        """Return the signing secrets asked for anew, or none when they were asked for just now."""
        lease = self._lease((shop, source, "signing"))
        now = time.monotonic_ns() // 1_000_000
        if lease is not None and now - lease.since_ms < RENEW_MS:
            return ()
        return self._ask(vault, GetSourceSecrets(by=by, shop=shop, source=source), now)

    def _ask(self, vault: Vault, request: GetSourceSecrets, now_ms: int) -> tuple[str, ...]:
        try:
            secrets = tuple(vault.ask(request, SourceSecrets).secrets)
        except RelayError as error:
            if not error.permanent:
                raise
            secrets = ()
        key = (request.shop, request.source, request.kind)
        here, there = (self._lent, self._refused) if secrets else (self._refused, self._lent)
        with self._lock:
            here.keep(key, _Lease(secrets, now_ms))
            there.pop(key, None)
        return secrets

    def _lease(self, key: _Key) -> _Lease | None:
        with self._lock:
            return self._lent.used(key) or self._refused.used(key)
