"""What the ledger's tests share: a ledger over a fresh store, invented entries, and every stored byte."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from orderveil.core.ids import OrderId, order_id
from orderveil.ledger.acts import Act
from orderveil.ledger.entries import Entry
from orderveil.ledger.log import SCHEMA, Ledger
from orderveil.ledger.schema import ROOM
from orderveil.ledger.verifying import Verified
from orderveil.store.database import Database, migrate

ORIGIN = "relay.example"
OCTOBER = 1_791_000_000_000  # 2026-10-03
JANUARY = 1_799_000_000_000  # 2027-01-03


def seed_of(tenant: str) -> bytes:
    """A seed that only tests would use."""
    return hashlib.sha256(b"test seed of " + tenant.encode()).digest()


def order(number: int, at_ms: int = OCTOBER) -> OrderId:
    """An order id that sorts by number."""
    return order_id(at_ms + number, number.to_bytes(10, "big"))


def entry(number: int, tenant: str = "main", **changes: Any) -> Entry:
    """An act on order `number`."""
    parts: dict[str, Any] = {
        "act": Act.VIEW_ORDER_OPENED, "at_ms": OCTOBER + number, "tenant": tenant, "actor": "key:k1", "shop": "s1",
        "hop": "courier", "orders": (order(number),), "fields": ("recipient_name", "ship_postcode"),
    }  # fmt: skip
    return Entry(**{**parts, **changes})


@dataclass
class Book:
    """A ledger with its store."""

    database: Database
    seeds: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        migrate(self.database, ROOM, SCHEMA)
        self.restart()

    def seed(self, tenant: str) -> bytes:
        return self.seeds.get(tenant, seed_of(tenant))

    def restart(self) -> None:
        """Come up again as another process would: another writer, no memory."""
        self.ledger = Ledger(self.seed, ORIGIN)

    def append(self, *entries: Entry) -> list[str]:
        with self.database.writing() as tx:
            return self.ledger.append(tx, entries)

    def sequence(self, now_ms: int = OCTOBER) -> int:
        with self.database.writing() as tx:
            return self.ledger.sequence(tx, now_ms)

    def fill(self, count: int, *, start: int = 0, tenant: str = "main", now_ms: int = OCTOBER) -> None:
        """Append and number `count` entries, a few hundred at a time."""
        for at in range(start, start + count, 300):
            self.append(*(entry(number, tenant) for number in range(at, min(at + 300, start + count))))
            self.sequence(now_ms)

    def sequence_one(self) -> int:
        """Append one entry and number it."""
        self.append(entry(99_999))
        return self.sequence()

    def verify_and_see(self) -> None:
        """Let the ledger see the head that is committed now."""
        self.checkpoint()

    def verify(self, tenant: str | None = None, remembered: tuple[str, ...] = ()) -> Verified:
        with self.database.reading() as tx:
            return self.ledger.verify(tx, tenant, remembered=remembered)

    def run(self, sql: str, *args: Any) -> int:
        """Alter the store behind the ledger's back."""
        with self.database.writing() as tx:
            return tx.execute(sql, args)

    def rows(self, sql: str, *args: Any) -> list[tuple[Any, ...]]:
        with self.database.reading() as tx:
            return tx.all(sql, args)

    def checkpoint(self, tenant: str = "main") -> str:
        with self.database.reading() as tx:
            return self.ledger.page(tx, tenant, limit=1).checkpoint


KEYS = {
    "ledger_pending": ("tenant", "writer", "batch"),
    "ledger_writers": ("tenant", "writer"),
    "ledger_logs": ("id",),
    "ledger_bundles": ("log", "start"),
    "ledger_tiles": ("log", "level", "tile"),
    "ledger_orders": ("order_id", "log", "entry"),
    "ledger_words": ("word", "log", "block"),
    "ledger_cosignatures": ("log", "witness"),
}
COLUMNS = {
    "ledger_pending": ("tenant", "writer", "batch", "entries", "mac"),
    "ledger_writers": ("tenant", "writer", "seen", "mac"),
    "ledger_logs": ("id", "tenant", "name", "key", "checkpoint"),
    "ledger_bundles": ("log", "start", "hashes", "entries"),
    "ledger_tiles": ("log", "level", "tile", "hashes"),
    "ledger_orders": ("order_id", "log", "entry"),
    "ledger_words": ("word", "log", "block", "places"),
    "ledger_cosignatures": ("log", "witness", "note"),
}


def cells(book: Book, table: str) -> Iterator[tuple[str, tuple[Any, ...], Any]]:
    """Yield (column, key of its row, value) for every stored cell of a table."""
    columns, keys = COLUMNS[table], KEYS[table]
    for row in book.rows(f"SELECT {', '.join((*keys, *columns))} FROM {table}"):
        for column, value in zip(columns, row[len(keys) :], strict=True):
            yield column, row[: len(keys)], value


def flipped(value: Any, byte: int, bit: int) -> Any:
    """Return a stored value with one bit changed; text stays text, as far as a store would hold it."""
    if isinstance(value, int):
        return value ^ (1 << bit)
    raw = bytearray(value.encode() if isinstance(value, str) else bytes(value))
    raw[byte % len(raw)] ^= 1 << (bit % 7 if isinstance(value, str) else bit)
    if not isinstance(value, str):
        return bytes(raw)
    text = raw.decode()
    return text.replace("\x00", "x")  # PostgreSQL holds no NUL in text
