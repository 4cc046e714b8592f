"""A key store on a real file under a real root, for the tests of the vault's keys."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from orderveil.core.fields import RetentionClass
from orderveil.vault.keyring.keystore import KeyStore
from orderveil.vault.keyring.orderkeys import OrderKeys
from orderveil.vault.keyring.roots import Root, file_root

COLUMNS = [retention.value for retention in RetentionClass]


def store_at(folder: Path, root: Root | None = None, **more: Any) -> KeyStore:
    """Return the key store of the installation in `folder`, made if absent."""
    return KeyStore(file_at(folder), root or file_root(folder / "keys", home=folder / "home"), **more)


def file_at(folder: Path) -> Path:
    return folder / "home" / "vault" / "keys.db"


def order(number: int) -> bytes:
    """Return the 16 bytes of an invented order."""
    return number.to_bytes(16, "big")


def orders(count: int, start: int = 0) -> list[bytes]:
    return [order(start + at) for at in range(count)]


def plain(keys: OrderKeys) -> dict[RetentionClass, bytes | None]:
    return dict(keys)


def every_wrap(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows that hold wrapped keys in a copy of a key store."""
    connection = sqlite3.connect(path)
    try:
        return {
            table: connection.execute(f"SELECT * FROM {table}").fetchall()
            for table in ("bucket", "order_key", "named_key")
        }
    finally:
        connection.close()
