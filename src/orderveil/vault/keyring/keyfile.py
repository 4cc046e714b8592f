"""The key store's own file: an embedded store apart from the orders', so that no backup of theirs holds keys.

Every commit is on disk before it returns. Deleted bytes are overwritten in the file (secure_delete),
and the write-ahead log is cut after a purge; what a copy taken before that still holds is closed by
replacing the root (vault/keyring/rewrapping.py), not by scrubbing. Temporary structures stay in memory.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from orderveil.core.errors import BadConfiguration, Unavailable
from orderveil.store.sqlite import writing_on
from orderveil.vault.keyring.privatefile import sync_folders

_SCHEMA = (
    """CREATE TABLE note (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID""",
    # state: 0 spare, 1 open (orders are being added), 2 closed, 3 retiring into `successor`
    """CREATE TABLE bucket (
        id INTEGER PRIMARY KEY,
        state INTEGER NOT NULL,
        used INTEGER NOT NULL,
        first_n INTEGER NOT NULL,
        last_n INTEGER NOT NULL,
        touched INTEGER NOT NULL,
        successor INTEGER,
        root TEXT NOT NULL,
        wrapped BLOB NOT NULL)""",
    """CREATE INDEX bucket_due ON bucket (state) WHERE state <> 2""",
    """CREATE INDEX bucket_touched ON bucket (id) WHERE touched > 0""",
    # one wrapped key per retention class; NULL once destroyed; bucket 0 once all are
    """CREATE TABLE order_key (
        n INTEGER PRIMARY KEY,
        bucket INTEGER NOT NULL,
        floor INTEGER NOT NULL,
        order_id BLOB NOT NULL,
        contact BLOB,
        delivery BLOB,
        tax BLOB,
        rest BLOB,
        unknown BLOB)""",
    """CREATE TABLE named_key (name TEXT PRIMARY KEY, root TEXT NOT NULL, wrapped BLOB NOT NULL) WITHOUT ROWID""",
    """INSERT INTO note (name, value) VALUES
        ('next_n', 1), ('next_bucket', 1), ('destroyed', 0), ('replacing', 0), ('root_due', 0), ('rotate_upto', 0)""",
    "PRAGMA user_version = 1",
)
_MARKS = (  # vault/keyring/marks.py
    "CREATE TABLE mark (name TEXT PRIMARY KEY, value INTEGER NOT NULL, until INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE INDEX mark_until ON mark (until) WHERE until > 0",
    "PRAGMA user_version = 2",
)
_STEPS = (_SCHEMA, _MARKS)
_VERSION = len(_STEPS)
_BUSY = "PRAGMA busy_timeout = 10000"
_PRAGMAS = (
    _BUSY,
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -16384",
)
_READERS_KEPT = 16
_CUT_TRIES = 20
_CUT_WAIT_SECONDS = 0.02


class KeyFile:
    """One SQLite file: one connection that writes, and a few that read, handed round between threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._readers: deque[sqlite3.Connection] = deque()
        self._closed = False
        _make_private(path)
        self._writer = self._connect()
        self._writer.execute("PRAGMA journal_mode = WAL")
        self._prepare()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, isolation_level=None, check_same_thread=False, cached_statements=64
        )
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        return connection

    def _prepare(self) -> None:
        with self.writing() as tx:
            version = int(tx.execute("PRAGMA user_version").fetchone()[0])
            if version > _VERSION:
                raise BadConfiguration(
                    f"the key store is of version {version}, this program knows {_VERSION}; use the newer program",
                    reason="setup:store-too-new",
                    place=str(self.path),
                )
            for statement in [one for step in _STEPS[version:] for one in step]:
                tx.execute(statement)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction; on disk when the block has ended, undone if it raised."""
        with self._lock, writing_on(self._writer, "the key store", "keys:unavailable"):
            yield self._writer

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection to read by; each statement sees the newest commit."""
        try:
            connection = self._readers.pop()
        except IndexError:
            connection = self._connect()
            connection.execute("PRAGMA query_only = ON")
        try:
            yield connection
        except sqlite3.OperationalError as error:
            raise Unavailable(
                f"the key store cannot be read: {error}; check the disk", reason="keys:unavailable"
            ) from error
        finally:
            if self._closed or len(self._readers) >= _READERS_KEPT:
                connection.close()
            else:
                self._readers.append(connection)

    def cut_log(self) -> bool:
        """Fold the write-ahead log into the file and cut it to nothing; False if a reader stood in the way."""
        for _ in range(_CUT_TRIES):
            with self._lock:
                # the lock must not be held for as long as somebody's backup reads
                self._writer.execute("PRAGMA busy_timeout = 50")
                try:
                    if not self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                        return True
                finally:
                    self._writer.execute(_BUSY)
            time.sleep(_CUT_WAIT_SECONDS)
        return False

    def copy_to(self, path: Path) -> None:
        """Write a whole, consistent copy to a new file that nobody else may read, fsynced."""
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        with self.reading() as reader:
            target = sqlite3.connect(path, isolation_level=None)
            try:
                target.execute("PRAGMA synchronous = FULL")
                reader.backup(target)
            finally:
                target.close()
        sync_folders(path.parent)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            while self._readers:
                self._readers.pop().close()
            self._writer.close()


def notes(connection: sqlite3.Connection) -> Mapping[str, int]:
    """Return the store's numbered notes by name."""
    return dict(connection.execute("SELECT name, value FROM note").fetchall())


def set_note(connection: sqlite3.Connection, name: str, value: int) -> None:
    """Write one note."""
    connection.execute("UPDATE note SET value = ? WHERE name = ?", (value, name))


def _make_private(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # SQLite gives its log and index files the permissions of the file itself
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    path.chmod(0o600)
    sync_folders(path.parent, levels=3)
