"""SQLite as a store: write-ahead log, every commit on disk before it is acknowledged."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from orderveil.core.errors import Unavailable
from orderveil.store.database import Row

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 10000",
    "PRAGMA temp_store = MEMORY",  # plaintext never reaches a store, and no temporary file of it a disk
    "PRAGMA cache_size = -131072",
    "PRAGMA mmap_size = 268435456",
)
_CHECKPOINT_PAGES = 4096


class SqliteTransaction:
    """One transaction on one connection."""

    dialect = "sqlite"

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def execute(self, sql: str, args: Sequence[Any] = ()) -> int:
        return self._connection.execute(sql, args).rowcount

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        self._connection.executemany(sql, rows)

    def one(self, sql: str, args: Sequence[Any] = ()) -> Row | None:
        row: Row | None = self._connection.execute(sql, args).fetchone()
        return row

    def all(self, sql: str, args: Sequence[Any] = ()) -> list[Row]:
        return self._connection.execute(sql, args).fetchall()

    def copy(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        marks = ", ".join("?" for _ in columns)
        self._connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)


@contextmanager
def writing_on(connection: sqlite3.Connection, what: str, reason: str) -> Iterator[None]:
    """One write transaction: on disk when the block has ended, undone if it raised.

    Raises Unavailable with `reason`, and words of its own about `what`, where the disk does not take it.
    """
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        _roll_back(connection)
        raise Unavailable(
            f"{what} cannot be written: {error}; check disk space and permissions", reason=reason
        ) from error
    except BaseException:
        _roll_back(connection)
        raise


def _roll_back(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")


class SqliteDatabase:
    """One file. One connection writes; each thread that reads has one of its own."""

    dialect = "sqlite"

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._local = threading.local()
        self._all: list[sqlite3.Connection] = []
        self._writer = self._connect()
        self._writer.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False, cached_statements=256)
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        self._all.append(connection)
        return connection

    def claim(self) -> None:
        """Nothing to do: the file lies in a home, and a home has one vault (vault/building.py)."""

    @contextmanager
    def writing(self) -> Iterator[SqliteTransaction]:
        with self._lock, writing_on(self._writer, f"the store {self._path.name}", "store:unavailable"):
            yield SqliteTransaction(self._writer)

    @contextmanager
    def reading(self) -> Iterator[SqliteTransaction]:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._connect()
            connection.execute("PRAGMA query_only = ON")
            self._local.connection = connection
        nested = connection.in_transaction
        if not nested:
            connection.execute("BEGIN")
        try:
            yield SqliteTransaction(connection)
        finally:
            if not nested and connection.in_transaction:
                connection.execute("ROLLBACK")

    def shrink_log(self) -> None:
        """Fold the write-ahead log into the file and cut it to nothing."""
        with self._lock:
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        with self._lock:
            for connection in self._all:
                connection.close()
            self._all.clear()
