"""PostgreSQL as a store, by psycopg and a pool."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool, PoolTimeout

from orderveil.core.errors import Unavailable
from orderveil.store.database import Row

_POOL_SIZE = 8
_WAIT_SECONDS = 10.0


@lru_cache(maxsize=512)
def _translated(sql: str) -> str:
    return sql.replace("?", "%s")


class PostgresTransaction:
    """One transaction on one connection."""

    dialect = "postgresql"

    def __init__(self, connection: psycopg.Connection[Row]) -> None:
        self._connection = connection

    def execute(self, sql: str, args: Sequence[Any] = ()) -> int:
        return self._connection.execute(_translated(sql), args).rowcount

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        with self._connection.cursor() as cursor:
            cursor.executemany(_translated(sql), rows)

    def one(self, sql: str, args: Sequence[Any] = ()) -> Row | None:
        return self._connection.execute(_translated(sql), args).fetchone()

    def all(self, sql: str, args: Sequence[Any] = ()) -> list[Row]:
        return self._connection.execute(_translated(sql), args).fetchall()

    def copy(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
        with self._connection.cursor() as cursor, cursor.copy(statement) as sink:
            for row in rows:
                sink.write_row(row)


class PostgresDatabase:
    """One database, reached through a small pool."""

    dialect = "postgresql"

    def __init__(self, url: str) -> None:
        self._pool: ConnectionPool[psycopg.Connection[Row]] = ConnectionPool(
            url, min_size=1, max_size=_POOL_SIZE, timeout=_WAIT_SECONDS, open=False
        )
        try:
            self._pool.open(wait=True, timeout=_WAIT_SECONDS)
        except PoolTimeout as error:
            self._pool.close()
            raise Unavailable(
                "PostgreSQL does not answer; check DATABASE_URL and that the server runs",
                reason="store:unavailable",
            ) from error

    @contextmanager
    def writing(self) -> Iterator[PostgresTransaction]:
        try:
            with self._pool.connection() as connection, connection.transaction():
                yield PostgresTransaction(connection)
        except (psycopg.OperationalError, PoolTimeout) as error:
            raise Unavailable(
                "PostgreSQL does not take the transaction; nothing was written", reason="store:unavailable"
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
