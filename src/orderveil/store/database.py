"""A narrow door to SQLite and PostgreSQL: transactions, plain SQL, numbered migrations.

SQL is written once, with `?` for arguments and the types INTEGER, TEXT and BLOB; on PostgreSQL
they become `%s`, BIGINT, TEXT and BYTEA. No statement here or elsewhere holds a literal `?` or
`%`, and none is ever built from a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from orderveil.core.errors import BadConfiguration

Row = tuple[Any, ...]


class Transaction(Protocol):
    """What may be done inside one transaction. It commits when its block ends without an error."""

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        ...

    def execute(self, sql: str, args: Sequence[Any] = ()) -> int:
        """Run one statement; return the number of rows that it touched."""
        ...

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for many rows."""
        ...

    def one(self, sql: str, args: Sequence[Any] = ()) -> Row | None:
        """Return the first row, or None."""
        ...

    def all(self, sql: str, args: Sequence[Any] = ()) -> list[Row]:
        """Return every row."""
        ...

    def copy(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Insert many rows by the fastest way there is."""
        ...


class Database(Protocol):
    """One store. `writing` blocks until this process may write; `reading` sees one snapshot."""

    @property
    def dialect(self) -> str: ...

    def claim(self) -> None:
        """Be the only process that writes to it. Raises Unavailable where another one is."""
        ...

    def writing(self) -> AbstractContextManager[Transaction]: ...

    def reading(self) -> AbstractContextManager[Transaction]: ...

    def shrink_log(self) -> None: ...

    def close(self) -> None: ...


def migrate(database: Database, room: str, steps: Sequence[Sequence[str]]) -> int:
    """Bring one room's tables to the newest step; return how many steps were taken.

    Steps are only ever appended. A store newer than this program is refused, because an old
    program would write what the new one cannot read.
    """
    with database.writing() as tx:
        tx.execute("CREATE TABLE IF NOT EXISTS room_version (room TEXT PRIMARY KEY, version INTEGER NOT NULL)")
        row = tx.one("SELECT version FROM room_version WHERE room = ?", (room,))
        version = int(row[0]) if row else 0
        if version > len(steps):
            raise BadConfiguration(
                f"the store's {room} tables are of version {version}, this program knows {len(steps)}; "
                "use the newer program",
                reason="setup:store-too-new",
            )
        for step in steps[version:]:
            for statement in step:
                tx.execute(ddl(statement, tx.dialect))
        if not row:
            tx.execute("INSERT INTO room_version (room, version) VALUES (?, ?)", (room, len(steps)))
        elif version < len(steps):
            tx.execute("UPDATE room_version SET version = ? WHERE room = ?", (len(steps), room))
    return len(steps) - version


def ddl(statement: str, dialect: str) -> str:
    """Return a definition in the dialect's own types."""
    if dialect == "sqlite":
        return statement
    return (
        statement.replace("INTEGER PRIMARY KEY AUTOINCREMENT", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY")
        .replace("INTEGER", "BIGINT")
        .replace("BLOB", "BYTEA")
        .replace(" WITHOUT ROWID", "")
    )
