"""Opens the store that an installation's settings name."""

from __future__ import annotations

from pathlib import Path

from orderveil.store.database import Database
from orderveil.store.sqlite import SqliteDatabase


def open_database(url: str | None, path: Path, *, private: bool = False) -> Database:
    """Return PostgreSQL at `url`, or the embedded store at `path`. `private`: no line in clear to another machine."""
    if url is None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return SqliteDatabase(path)
    from orderveil.store.postgresql import PostgresDatabase

    return PostgresDatabase(url, private=private)
