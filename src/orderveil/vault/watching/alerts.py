"""Alerts and the watch's memory as rows, sealed."""

from __future__ import annotations

import hashlib

import msgspec

from orderveil.core.errors import RelayError
from orderveil.core.sealing import open_field, seal_field
from orderveil.store.database import Row, Transaction
from orderveil.vault.alert_messages import Evidence, NewAlert
from orderveil.vault.keyring.keystore import KeyStore

_KEY = "alerts"
_NO_ORDER = b"\0" * 16
_MOST = 5_000


class Alert(msgspec.Struct, frozen=True, omit_defaults=True):
    """One alert as it is kept. Times in epoch ms."""

    id: str
    tenant: str
    kind: str
    who: str
    role: str
    at_ms: int
    raised_at_ms: int
    score: float
    counts: dict[str, int]
    evidence: tuple[Evidence, ...] = ()
    state: str = "open"
    answered_by: str | None = None
    answered_at_ms: int | None = None
    note: str = ""

    def __repr__(self) -> str:
        return f"Alert({self.id}, <hidden>)"


class Memory(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the watch remembers, and up to where it read: `index` is the next entry of `log`."""

    log: str = ""
    index: int = 0
    heard_ms: int = 0
    state: bytes = b""
    version: int = 0

    def __repr__(self) -> str:
        return f"Memory({self.log}/{self.index})"


class Alerts:
    """Reads and writes both."""

    def __init__(self, keys: KeyStore) -> None:
        self._keys = keys

    def raised(self, tx: Transaction, tenant: str, new: NewAlert, now_ms: int) -> Alert | None:
        """Write an alert; None where it is there already."""
        name = f"a_{hashlib.blake2b(f'{tenant}/{new.key}'.encode(), digest_size=6).hexdigest()}"
        if tx.one("SELECT 1 FROM alerts WHERE id = ?", (name,)) is not None:
            return None
        alert = Alert(
            name, tenant, new.kind, new.who, new.role, new.at_ms, now_ms, new.score, new.counts, new.evidence
        )
        self.write(tx, alert)
        return alert

    def write(self, tx: Transaction, alert: Alert) -> None:
        """Write an alert as it is now."""
        tx.execute(
            "INSERT INTO alerts (id, tenant, at, sealed) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed",
            (alert.id, alert.tenant, alert.raised_at_ms, self._seal(alert.id, msgspec.msgpack.encode(alert))),
        )

    def of(self, tx: Transaction, alert: str) -> Alert | None:
        """Return one alert; none where its row does not open."""
        row = tx.one("SELECT id, sealed FROM alerts WHERE id = ?", (alert,))
        return self._opened(row) if row is not None else None

    def all(self, tx: Transaction, tenant: str) -> list[Alert]:
        """Return the alerts of a tenant, newest first."""
        rows = tx.all(
            "SELECT id, sealed FROM alerts WHERE tenant = ? ORDER BY at DESC, id LIMIT ?", (tenant, _MOST)
        )
        return [alert for alert in map(self._opened, rows) if alert is not None and alert.tenant == tenant]

    def sent(self, tx: Transaction, channel: str) -> set[str]:
        """Return which alerts were handed to a channel."""
        return {row[0] for row in tx.all("SELECT alert FROM alerts_sent WHERE channel = ?", (channel,))}

    def note_sent(self, tx: Transaction, alert: str, channel: str, now_ms: int) -> None:
        """Remember that an alert was handed to a channel."""
        tx.execute(
            "INSERT INTO alerts_sent (alert, channel, at) VALUES (?, ?, ?) ON CONFLICT (alert, channel) DO NOTHING",
            (alert, channel, now_ms),
        )

    def memory(self, tx: Transaction, tenant: str) -> Memory:
        """Return what the watch remembers; nothing where the row does not open: it begins again, and loses none."""
        row = tx.one("SELECT version, sealed FROM watch_memory WHERE tenant = ?", (tenant,))
        raw = self._open(f"memory/{tenant}", bytes(row[1])) if row is not None else None
        return msgspec.msgpack.decode(raw, type=Memory) if raw is not None else Memory()

    def remembered_ms(self, tx: Transaction) -> dict[str, int]:
        """Return when the watch last wrote down what it remembers, by tenant."""
        return {row[0]: int(row[1]) for row in tx.all("SELECT tenant, at FROM watch_memory")}

    def remember(self, tx: Transaction, tenant: str, memory: Memory, now_ms: int) -> None:
        """Write what the watch remembers."""
        sealed = self._seal(f"memory/{tenant}", msgspec.msgpack.encode(memory))
        tx.execute(
            "INSERT INTO watch_memory (tenant, version, sealed, at) VALUES (?, ?, ?, ?) ON CONFLICT (tenant) "
            "DO UPDATE SET version = excluded.version, sealed = excluded.sealed, at = excluded.at",
            (tenant, memory.version, sealed, now_ms),
        )

    def _opened(self, row: Row) -> Alert | None:
        raw = self._open(row[0], bytes(row[1]))
        return msgspec.msgpack.decode(raw, type=Alert) if raw is not None else None

    def _seal(self, name: str, content: bytes) -> bytes:
        return seal_field(self._keys.named(_KEY), content, order=_NO_ORDER, field=name, version=0)

    def _open(self, name: str, sealed: bytes) -> bytes | None:
        try:
            return open_field(self._keys.named(_KEY), sealed, order=_NO_ORDER, field=name, version=0)
        except RelayError:
            return None
