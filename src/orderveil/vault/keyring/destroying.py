"""Destroying keys inside the key store: a class's key becomes NULL, a whole order's row a tombstone."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from orderveil.vault.keyring.keyfile import set_note

_ALL_GONE = "contact IS NULL AND delivery IS NULL AND tax IS NULL AND rest IS NULL AND unknown IS NULL"


def destroy_keys(tx: sqlite3.Connection, ns: Sequence[int], columns: Sequence[str]) -> int:
    """Destroy the keys in `columns` (fixed names of classes) of some orders; return how many lost one.

    D1  the buckets that wrap them are marked as touched, for the purge
    D2  the keys become NULL; the file overwrites them
    D3  an order that has none left becomes a tombstone: bucket 0
    """
    marks = ", ".join("?" * len(ns))
    losing = f"n IN ({marks}) AND bucket <> 0 AND ({' OR '.join(f'{column} IS NOT NULL' for column in columns)})"
    touched = tx.execute(f"SELECT bucket, COUNT(*) FROM order_key WHERE {losing} GROUP BY bucket", ns).fetchall()
    if not touched:
        return 0
    tx.executemany("UPDATE bucket SET touched = touched + ? WHERE id = ?", [(count, at) for at, count in touched])  # D1
    tx.execute(f"UPDATE order_key SET {', '.join(f'{column} = NULL' for column in columns)} WHERE {losing}", ns)  # D2
    gone = tx.execute(f"UPDATE order_key SET bucket = 0 WHERE n IN ({marks}) AND bucket <> 0 AND {_ALL_GONE}", ns)  # D3
    tx.execute("UPDATE note SET value = value + ? WHERE name = 'destroyed'", (gone.rowcount,))
    set_note(tx, "root_due", 1)
    return int(sum(count for _, count in touched))
