"""Rewrapping: what makes a destroyed key stay destroyed in every older copy of the key store.

Destroying a key removes it from today's file. A copy taken before (a backup, a replica of the disk, the
write-ahead log, free blocks) still holds it, wrapped by its bucket's key, which the copy holds wrapped
by the root of its day. Two things close that way, and both are needed:

    the bucket gets a new key and only the survivors move to it, so that today's store no longer opens
    the old bucket's key; and the root is replaced, so that no copy opens any of its bucket keys.

Purge (P1 to P5). Each step is its own commit or a run of small ones; killed anywhere, the next purge
goes on, because what is due stands in the store (bucket.touched, bucket.state, note).

    P1  every touched bucket is retired: no order joins it any more, and a successor with a new key exists
    P2  its survivors move to the successor, 128 rows a commit, destroyed keys left behind
    P3  the empty bucket's row, with the old wrapped key, is deleted, and its key forgotten in memory
    P4  the write-ahead log is folded into the file and cut
    P5  the root is replaced (R1 to R6), if asked for

Replacing the root (R1 to R6):

    R1  the store notes that a replacement is on
    R2  the root begins: a new root is durable beside the old, and wraps from now on are under the new.
        Spare buckets are dropped and the open one closed: nothing sealed later depends on the old root
    R3  bucket keys and named keys are rewrapped, 256 a commit
    R4  nothing under an old root is left in the store, and its log is cut; else begin again at R3
    R5  the root finishes: the old one is destroyed. From here on, no older copy opens
    R6  the note is cleared

A kill after R2 leaves two roots in force; both open, so reads and intake go on; the next purge or
rotate_root ends it. R5 is reached only through R4 in the same run, so nothing is ever left behind
under a root that was destroyed.
"""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import dataclass
from typing import Any

from orderveil.core.errors import Unavailable
from orderveil.core.sealing import new_key
from orderveil.vault.buckets import CLOSED, RETIRING, SPARE, Buckets
from orderveil.vault.keyfile import KeyFile, notes, set_note
from orderveil.vault.orderkeys import bucket_context, named_context, rewrap_row
from orderveil.vault.roots import Root, Step, Wrapped

_ROWS_A_STEP = 128
_KEYS_A_STEP = 256
_ROUNDS = 100
_TRIES = 5


@dataclass(frozen=True, slots=True)
class PurgeReport:
    """What one purge did."""

    buckets_rewrapped: int
    orders_rewrapped: int
    root_replaced: bool
    log_cut: bool


class Rewrapping:
    """Purge and rotation of one key store. One at a time; intake and reads go on in between steps."""

    def __init__(self, file: KeyFile, root: Root, buckets: Buckets, *, on_step: Step) -> None:
        self._file = file
        self._root = root
        self._buckets = buckets
        self._on_step = on_step
        self._one = threading.Lock()

    def purge(self, *, replace_root: bool) -> PurgeReport:
        with self._one:
            buckets, orders = self._rewrap_due("touched > 0 OR state = 3")
            log_cut = self._file.cut_log()  # P4
            self._on_step("P4")
            if replace_root:
                self._replace_root()  # P5
                self._on_step("P5")
            return PurgeReport(buckets, orders, replace_root, log_cut)

    def rotate_buckets(self, *, steps: int | None) -> int:
        with self._one:
            with self._file.writing() as tx:
                held = notes(tx)
                if not held["rotate_upto"]:
                    set_note(tx, "rotate_upto", held["next_bucket"] - 1)
                upto = held["rotate_upto"] or held["next_bucket"] - 1
                tx.execute("DELETE FROM bucket WHERE state = ? AND id <= ?", (SPARE, upto))
            self._rewrap_due(f"id <= {upto}", steps)
            with self._file.writing() as tx:
                left = int(tx.execute("SELECT COUNT(*) FROM bucket WHERE id <= ?", (upto,)).fetchone()[0])
                if not left:
                    set_note(tx, "rotate_upto", 0)
            self._file.cut_log()
            return left

    def rotate_root(self) -> None:
        with self._one:
            self._replace_root()

    # ---- buckets

    def _rewrap_due(self, due: str, steps: int | None = None) -> tuple[int, int]:
        with self._file.reading() as reader:
            rows = reader.execute(f"SELECT id FROM bucket WHERE {due} ORDER BY id LIMIT ?", (steps or -1,)).fetchall()
        return len(rows), sum(self._rewrap_bucket(row[0]) for row in rows)

    def _rewrap_bucket(self, bucket: int) -> int:
        old = self._buckets.wrapper(bucket)
        successor = self._retire(bucket)  # P1
        self._on_step("P1")
        new = self._buckets.wrapper(successor)
        moved = 0
        for _ in range(_ROUNDS):
            with self._file.writing() as tx:  # P2
                rows = tx.execute(_SURVIVORS, (bucket, bucket, bucket, _ROWS_A_STEP)).fetchall()
                moving = [rewrap_row(old, new, row, successor) for row in rows]
                tx.executemany(_MOVE, [(*row[1:], row[0]) for row in moving])
                tx.execute("UPDATE bucket SET used = used + ? WHERE id = ?", (len(rows), successor))
            moved += len(rows)
            self._on_step("P2")
            if not rows:
                break
        with self._file.writing() as tx:  # P3
            tx.execute(_DELETE_EMPTY, (bucket, successor))
            tx.execute("DELETE FROM bucket WHERE id = ? AND used = 0 AND state = 2", (successor,))
        self._buckets.forget(bucket)
        self._on_step("P3")
        return moved

    def _retire(self, bucket: int) -> int:
        """Return the successor of a bucket, made if a killed run has not made it."""
        for _ in range(_TRIES):
            with self._file.reading() as reader:
                row = reader.execute("SELECT successor FROM bucket WHERE id = ?", (bucket,)).fetchone()
            if row[0] is not None:
                return int(row[0])
            with self._file.writing() as tx:
                successor = notes(tx)["next_bucket"]
                set_note(tx, "next_bucket", successor + 1)
            wrapped = self._root.wrap([(new_key(), bucket_context(successor))])[0]
            with self._file.writing() as tx:
                if not self._root.is_current(wrapped.root):
                    continue
                tx.execute(
                    "INSERT INTO bucket (id, state, used, first_n, last_n, touched, root, wrapped)"
                    " SELECT ?, 2, 0, first_n, last_n, 0, ?, ? FROM bucket WHERE id = ?",
                    (successor, wrapped.root, wrapped.blob, bucket),
                )
                tx.execute("UPDATE bucket SET state = ?, successor = ? WHERE id = ?", (RETIRING, successor, bucket))
            return successor
        raise Unavailable("the root is being replaced by somebody else; try again", reason="keys:unavailable")

    # ---- root

    def _replace_root(self) -> None:
        with self._file.writing() as tx:  # R1
            set_note(tx, "replacing", 1)
        self._on_step("R1")
        self._root.begin()  # R2
        self._on_step("R2")
        with self._file.writing() as tx:
            tx.execute("DELETE FROM bucket WHERE state = ?", (SPARE,))
            tx.execute("UPDATE bucket SET state = ? WHERE state = 1", (CLOSED,))
        for _ in range(_ROUNDS):
            self._rewrap_keys()  # R3
            self._on_step("R3")
            if not self._is_any_old() and self._file.cut_log():  # R4
                break
        else:
            raise Unavailable("keys under the old root keep coming; the old root was kept", reason="keys:unavailable")
        self._on_step("R4")
        self._root.finish()  # R5
        self._on_step("R5")
        with self._file.writing() as tx:  # R6
            set_note(tx, "replacing", 0)
            set_note(tx, "root_due", 0)
        self._on_step("R6")

    def _rewrap_keys(self) -> None:
        while rows := self._old_rows("SELECT id, root, wrapped FROM bucket"):
            contexts = [bucket_context(row[0]) for row in rows]
            self._rewrap(rows, contexts, "UPDATE bucket SET root = ?, wrapped = ? WHERE id = ? AND wrapped = ?")
        while rows := self._old_rows("SELECT name, root, wrapped FROM named_key"):
            contexts = [named_context(row[0]) for row in rows]
            self._rewrap(rows, contexts, "UPDATE named_key SET root = ?, wrapped = ? WHERE name = ? AND wrapped = ?")

    def _old_rows(self, select: str) -> list[tuple[Any, str, bytes]]:
        with self._file.reading() as reader:
            old = [name for name in _roots(reader) if not self._root.is_current(name)]
            if not old:
                return []
            marks = ", ".join("?" * len(old))
            return reader.execute(f"{select} WHERE root IN ({marks}) LIMIT {_KEYS_A_STEP}", old).fetchall()

    def _rewrap(self, rows: list[tuple[Any, str, bytes]], contexts: list[bytes], update: str) -> None:
        """The root is asked outside any transaction; a row that was deleted meanwhile stays deleted."""
        keys = self._root.unwrap([(Wrapped(row[1], row[2]), at) for row, at in zip(rows, contexts, strict=True)])
        wrapped = self._root.wrap(list(zip(keys, contexts, strict=True)))
        with self._file.writing() as tx:
            changes = [(new.root, new.blob, row[0], row[2]) for new, row in zip(wrapped, rows, strict=True)]
            tx.executemany(update, changes)

    def _is_any_old(self) -> bool:
        with self._file.reading() as reader:
            return not all(self._root.is_current(name) for name in _roots(reader))


def _roots(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("SELECT DISTINCT root FROM bucket UNION SELECT DISTINCT root FROM named_key").fetchall()
    return [row[0] for row in rows]


_SURVIVORS = (
    "SELECT n, bucket, floor, order_id, contact, delivery, tax, rest, unknown FROM order_key WHERE bucket = ?"
    " AND n BETWEEN (SELECT first_n FROM bucket WHERE id = ?) AND (SELECT last_n FROM bucket WHERE id = ?) LIMIT ?"
)
_MOVE = (
    "UPDATE order_key SET bucket = ?, floor = ?, order_id = ?,"
    " contact = ?, delivery = ?, tax = ?, rest = ?, unknown = ? WHERE n = ?"
)
_DELETE_EMPTY = (
    "DELETE FROM bucket WHERE id = ? AND state = 3"
    " AND NOT EXISTS (SELECT 1 FROM order_key k JOIN bucket s ON s.id = ? WHERE k.bucket = bucket.id"
    " AND k.n BETWEEN s.first_n AND s.last_n)"
)
