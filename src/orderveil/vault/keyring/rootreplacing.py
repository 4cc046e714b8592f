"""Replacing the root: after it, no older copy of the key store opens, whatever else the thief holds.

Replacing the root (R1 to R6):

    R1  the store notes that a replacement is on; what is destroyed from here on is due for the next one
    R2  the root begins: a new root is durable beside the old, and wraps from now on are under the new.
        Spare buckets are dropped and the open one closed: nothing sealed later depends on the old root
    R3  bucket keys and named keys are rewrapped, 256 a commit
    R4  nothing under an old root is left in the store; else again from R3
    R5  the root finishes: the old one is destroyed. From here on no older copy opens
    R6  the note is cleared, and the log cut

A kill after R2 leaves two roots in force; both open, so reads and intake go on; the next purge or
rotate_root ends it. R5 is reached only through R4 of the same run: what was made under the old root
before R2 is in the store by then, and what would come in after it is turned away (Root.is_current,
asked inside the inserting transaction). Every rewrap is on disk before R5.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from orderveil.core.errors import SealBroken, Unavailable
from orderveil.vault.keyring.buckets import CLOSED, SPARE, Buckets
from orderveil.vault.keyring.keyfile import KeyFile, set_note
from orderveil.vault.keyring.orderkeys import bucket_context, named_context
from orderveil.vault.keyring.roots import Root, Step, Wrapped

_KEYS_A_STEP = 256
_ROUNDS = 20
_BREATH_SECONDS = 0.0005  # between steps: a lock that is let go and taken at once would starve intake


@dataclass(frozen=True, slots=True)
class _Kind:
    """What lies under the root in one table, and how each key there is bound."""

    table: str
    name: str
    before_all: int | str
    context: Callable[[Any], bytes]


_BUCKET = _Kind("bucket", "id", -1, bucket_context)
_NAMED = _Kind("named_key", "name", "", named_context)
_Row = tuple[Any, str, bytes]


class RootReplacing:
    """Replaces the root of one key store. The caller sees to it that one runs at a time."""

    def __init__(self, file: KeyFile, root: Root, buckets: Buckets, *, on_step: Step) -> None:
        self._file = file
        self._root = root
        self._buckets = buckets
        self._on_step = on_step

    def replace(self) -> bool:
        """Replace the root, or end a replacement that was killed; return whether the log could be cut."""
        with self._file.writing() as tx:  # R1
            set_note(tx, "replacing", 1)
            set_note(tx, "root_due", 0)
        self._on_step("R1")
        self._root.begin()  # R2
        self._on_step("R2")
        with self._file.writing() as tx:
            tx.execute("DELETE FROM bucket WHERE state = ?", (SPARE,))
            tx.execute("UPDATE bucket SET state = ? WHERE state = 1", (CLOSED,))
        for _ in range(_ROUNDS):
            self._rewrap_keys()  # R3
            if not self._is_any_old():  # R4
                break
        else:
            raise Unavailable("keys under the old root keep coming; the old root was kept", reason="keys:unavailable")
        self._on_step("R4")
        self._root.finish()  # R5
        self._on_step("R5")
        with self._file.writing() as tx:  # R6
            set_note(tx, "replacing", 0)
        self._on_step("R6")
        with suppress(Unavailable):
            self._buckets.top_up()
        return self._file.cut_log()

    def _rewrap_keys(self) -> None:
        with self._file.reading() as reader:
            old = [name for name in _roots(reader) if not self._root.is_current(name)]
        for kind in (_BUCKET, _NAMED) if old else ():
            last: int | str = kind.before_all
            while rows := self._old_rows(kind, old, last):
                self._rewrap(kind, rows)
                last = rows[-1][0]
                self._on_step("R3")
                time.sleep(_BREATH_SECONDS)

    def _old_rows(self, kind: _Kind, old: Sequence[str], last: int | str) -> list[_Row]:
        marks = ", ".join("?" * len(old))
        with self._file.reading() as reader:
            return reader.execute(
                f"SELECT {kind.name}, root, wrapped FROM {kind.table} WHERE {kind.name} > ? AND root IN ({marks})"
                f" ORDER BY {kind.name} LIMIT {_KEYS_A_STEP}",
                (last, *old),
            ).fetchall()

    def _rewrap(self, kind: _Kind, rows: Sequence[_Row]) -> None:
        contexts = [kind.context(row[0]) for row in rows]
        keys = self._unwrap(kind.table, rows, contexts)
        wrapped = self._root.wrap(list(zip(keys, contexts, strict=True)))
        # a row that was deleted while the root was asked stays deleted
        changes = [(new.root, new.blob, row[0], row[2]) for new, row in zip(wrapped, rows, strict=True)]
        with self._file.writing() as tx:
            tx.executemany(
                f"UPDATE {kind.table} SET root = ?, wrapped = ? WHERE {kind.name} = ? AND wrapped = ?", changes
            )

    def _unwrap(self, table: str, rows: Sequence[_Row], contexts: Sequence[bytes]) -> list[bytes]:
        items = [(Wrapped(row[1], row[2]), context) for row, context in zip(rows, contexts, strict=True)]
        try:
            return self._root.unwrap(items)
        except SealBroken:
            for row, item in zip(rows, items, strict=True):
                try:
                    self._root.unwrap([item])
                except SealBroken:
                    raise SealBroken(
                        "a wrapped key is damaged; the old root was kept", place=f"key store: {table} {row[0]}"
                    ) from None
            raise

    def _is_any_old(self) -> bool:
        with self._file.reading() as reader:
            return not all(self._root.is_current(name) for name in _roots(reader))


def _roots(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("SELECT DISTINCT root FROM bucket UNION SELECT DISTINCT root FROM named_key").fetchall()
    return [row[0] for row in rows]
