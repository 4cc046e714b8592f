"""PostgreSQL as a store, by psycopg: one connection writes, a pool reads.

Who has claimed a database writes on the connection that holds the claim, an advisory lock of its
session: a writer whose claim is gone has no connection either. Two vaults that wrote to one database
would number orders from two key stores.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool, PoolTimeout

from orderveil.core.errors import Malformed, Unavailable
from orderveil.store.database import Row
from orderveil.store.privateline import require_private_line

_POOL_SIZE = 8
_WAIT_SECONDS = 10.0
_CLAIM_SECONDS = 1.0
_CLAIM = 0x6F_76_76_61_75_6C_74  # any number that no other part of the store locks on


@lru_cache(maxsize=512)
def _translated(sql: str) -> str:
    return sql.replace("?", "%s")


class PostgresTransaction:
    """One transaction on one connection."""

    dialect = "postgresql"

    def __init__(self, connection: psycopg.Connection[Row]) -> None:
        self._connection = connection

    def execute(self, sql: str, args: Sequence[Any] = ()) -> int:
        return self._run(sql, args).rowcount

    def _run(self, sql: str, args: Sequence[Any]) -> psycopg.Cursor[Any]:
        """Run one statement. What PostgreSQL takes for no text (a NUL) or no number of its own is malformed."""
        try:
            return self._connection.execute(_translated(sql), args)
        except psycopg.DataError:  # its message holds the value
            raise Malformed("a text or number that the store cannot hold", place="request") from None

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        with self._connection.cursor() as cursor:
            cursor.executemany(_translated(sql), rows)

    def one(self, sql: str, args: Sequence[Any] = ()) -> Row | None:
        return self._run(sql, args).fetchone()

    def all(self, sql: str, args: Sequence[Any] = ()) -> list[Row]:
        return self._run(sql, args).fetchall()

    def copy(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
        with self._connection.cursor() as cursor, cursor.copy(statement) as sink:
            for row in rows:
                sink.write_row(row)


class PostgresDatabase:
    """One database, reached through a small pool."""

    dialect = "postgresql"

    def __init__(self, url: str, *, private: bool = False) -> None:
        """`private`: refuse a line that leaves this machine and is not verified. Raises BadConfiguration then."""
        self._url = url
        self._private = private
        self._lock = threading.RLock()
        self._claimed = False
        self._claim: psycopg.Connection[Row] | None = None
        if private:
            self._connect().close()  # in a pool's thread a refusal would be a time-out
        self._pool: ConnectionPool[psycopg.Connection[Row]] = ConnectionPool(
            url, min_size=1, max_size=_POOL_SIZE, timeout=_WAIT_SECONDS, open=False,
            configure=require_private_line if private else None,
        )  # fmt: skip
        try:
            self._pool.open(wait=True, timeout=_WAIT_SECONDS)
        except PoolTimeout as error:
            self._pool.close()
            raise Unavailable(
                "PostgreSQL does not answer; check DATABASE_URL and that the server runs",
                reason="store:unavailable",
            ) from error

    def claim(self) -> None:
        """Be the only one to write, from now on. Raises Unavailable where another process is."""
        with self._lock:
            self._claimed = True
            until = time.monotonic() + _CLAIM_SECONDS
            while True:
                try:
                    self._writer()
                    return
                except Unavailable:
                    if time.monotonic() > until:
                        raise
                time.sleep(0.05)  # the server may still be clearing up after a process that was killed

    def _writer(self) -> psycopg.Connection[Row]:
        """Return the connection that holds the claim; make both anew after the server was away."""
        if self._claim is not None and not self._claim.closed:
            return self._claim
        connection = self._connect()
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", (_CLAIM,)).fetchone()
        if row is None or not row[0]:
            connection.close()
            raise Unavailable("another process is this database's vault", reason="vault:taken")
        self._claim = connection
        return connection

    def _connect(self) -> psycopg.Connection[Row]:
        try:
            connection = psycopg.connect(self._url, autocommit=True, connect_timeout=int(_WAIT_SECONDS))
        except psycopg.OperationalError as error:
            raise Unavailable("PostgreSQL does not answer", reason="store:unavailable") from error
        if self._private:
            require_private_line(connection)
        return connection

    @contextmanager
    def _writing_connection(self) -> Iterator[psycopg.Connection[Row]]:
        if not self._claimed:
            with self._pool.connection() as connection:
                yield connection
            return
        with self._lock:
            yield self._writer()

    @contextmanager
    def writing(self) -> Iterator[PostgresTransaction]:
        try:
            with self._writing_connection() as connection, connection.transaction():
                yield PostgresTransaction(connection)
        except (psycopg.OperationalError, PoolTimeout) as error:
            raise Unavailable(
                "PostgreSQL does not take the transaction; ask again", reason="store:unavailable"
            ) from error

    @contextmanager
    def reading(self) -> Iterator[PostgresTransaction]:
        try:
            with self._pool.connection() as connection, connection.transaction():
                connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                yield PostgresTransaction(connection)
        except (psycopg.OperationalError, PoolTimeout) as error:
            raise Unavailable("PostgreSQL does not answer", reason="store:unavailable") from error

    def shrink_log(self) -> None:
        """PostgreSQL recycles its own log; archives and replicas are what the purge's new root is for."""

    def close(self) -> None:
        self._pool.close()
        with self._lock:
            if self._claim is not None:
                self._claim.close()
