"""Rewrapping: what makes a destroyed key stay destroyed in every older copy of the key store.

Destroying a key removes it from today's file. A copy taken before (a backup, a replica of the disk, the
write-ahead log, free blocks) still holds it, wrapped by its bucket's key, which the copy holds wrapped
by the root of its day. Two things close that way, and both are needed:

    the bucket gets a new key and only the survivors move to it, so that today's store no longer opens
    the old bucket's key; and the root is replaced, so that no copy opens any of its bucket keys.

Purge (P1 to P5). Each step is its own commit or a run of small ones; killed anywhere, the next purge
goes on, because what is due stands in the store (bucket.touched, bucket.state, note).

    P1  a touched bucket is retired: no order joins it any more, and a successor with a new key exists
    P2  its survivors move to the successor, 128 rows a commit, destroyed keys left behind
    P3  the empty bucket's row, with the old wrapped key, is deleted, and its key forgotten in memory
    P4  after all buckets: the write-ahead log is folded into the file and cut
    P5  the root is replaced (R1 to R6 in vault/keyring/rootreplacing.py), if asked for or left unfinished

Without P5 a purge is worth what overwriting in the live file is worth: a copy from before it still
opens with today's root, and `status().root_due` says so.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from orderveil.core.errors import SealBroken, Unavailable
from orderveil.core.sealing import Wrapper, new_key
from orderveil.vault.keyring.buckets import RETIRING, SPARE, Buckets
from orderveil.vault.keyring.keyfile import KeyFile, notes, set_note
from orderveil.vault.keyring.orderkeys import bucket_context, rewrap_rows
from orderveil.vault.keyring.rootreplacing import RootReplacing
from orderveil.vault.keyring.roots import Root, Step

_ROWS_A_STEP = 128
_TRIES = 5
_BREATH_SECONDS = 0.0005  # between steps: a lock that is let go and taken at once would starve intake


@dataclass(frozen=True, slots=True)
class PurgeReport:
    """What one purge did. `damaged` counts orders with a key that does not open any more: an alarm."""

    buckets_rewrapped: int
    orders_rewrapped: int
    root_replaced: bool
    log_cut: bool
    damaged: int = 0


@dataclass(slots=True)
class _Moved:
    buckets: int = 0
    orders: int = 0
    damaged: int = 0


class Rewrapping:
    """Purge and rotation of one key store. One at a time; intake and reads go on in between steps."""

    def __init__(self, file: KeyFile, root: Root, buckets: Buckets, *, on_step: Step) -> None:
        self._file = file
        self._root = root
        self._buckets = buckets
        self._replacing = RootReplacing(file, root, buckets, on_step=on_step)
        self._on_step = on_step
        self._one = threading.Lock()

    def purge(self, *, replace_root: bool) -> PurgeReport:
        with self._one:
            moved = self._rewrap_due("touched > 0 OR state = 3")
            log_cut = self._file.cut_log()  # P4
            self._on_step("P4")
            with self._file.reading() as reader:
                replace_root = replace_root or bool(notes(reader)["replacing"])
            if replace_root:
                log_cut = self._replacing.replace()  # P5
            return PurgeReport(moved.buckets, moved.orders, replace_root, log_cut, moved.damaged)

    def rotate_root(self) -> None:
        with self._one:
            self._replacing.replace()

    def rotate_buckets(self, *, steps: int | None) -> int:
        with self._one:
            with self._file.writing() as tx:
                held = notes(tx)
                upto = held["rotate_upto"] or held["next_bucket"] - 1
                set_note(tx, "rotate_upto", upto)
                tx.execute("DELETE FROM bucket WHERE state = ? AND id <= ?", (SPARE, upto))
            moved = self._rewrap_due(f"id <= {upto:d}", steps)
            with self._file.writing() as tx:
                left = int(tx.execute("SELECT COUNT(*) FROM bucket WHERE id <= ?", (upto,)).fetchone()[0])
                if left == 0 or left == moved.damaged:
                    set_note(tx, "rotate_upto", 0)
            self._file.cut_log()
            return left

    def _rewrap_due(self, due: str, steps: int | None = None) -> _Moved:
        moved = _Moved()
        with self._file.reading() as reader:
            rows = reader.execute(f"SELECT id FROM bucket WHERE {due} ORDER BY id LIMIT ?", (steps or -1,)).fetchall()
        for (bucket,) in rows:
            self._rewrap_bucket(bucket, moved)
        return moved

    def _rewrap_bucket(self, bucket: int, moved: _Moved) -> None:
        try:
            old = self._buckets.wrapper(bucket)
        except SealBroken:
            moved.damaged += 1
            return
        successor = self._retire(bucket)  # P1
        self._on_step("P1")
        self._move(bucket, successor, (old, self._buckets.wrapper(successor)), moved)  # P2
        with self._file.writing() as tx:  # P3
            tx.execute(_DELETE_EMPTY, (bucket,))
            tx.execute("DELETE FROM bucket WHERE id = ? AND used = 0", (successor,))
        self._buckets.forget(bucket)
        self._on_step("P3")
        moved.buckets += 1

    def _move(self, bucket: int, successor: int, wrappers: tuple[Wrapper, Wrapper], moved: _Moved) -> None:
        """Move every survivor. A retiring bucket gets no new rows."""
        last = -1
        while True:
            with self._file.writing() as tx:
                rows = tx.execute(_SURVIVORS, (bucket, last, bucket, bucket, _ROWS_A_STEP)).fetchall()
                if not rows:
                    return
                ready, damaged = rewrap_rows(*wrappers, rows, successor)
                tx.executemany(_MOVE, [(row[1], *row[4:], row[0]) for row in ready])
                tx.execute("UPDATE bucket SET used = used + ? WHERE id = ?", (len(rows), successor))
            last = rows[-1][0]
            moved.orders += len(rows)
            moved.damaged += damaged
            self._on_step("P2")
            time.sleep(_BREATH_SECONDS)

    def _retire(self, bucket: int) -> int:
        """Return the successor of a bucket, made if a killed run has not made it."""
        for _ in range(_TRIES):
            with self._file.reading() as reader:
                row = reader.execute(_SUCCESSOR, (bucket,)).fetchone()
            if row is not None:
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


_SUCCESSOR = "SELECT s.id FROM bucket b JOIN bucket s ON s.id = b.successor AND s.state = 2 WHERE b.id = ?"
_SURVIVORS = (
    "SELECT n, bucket, floor, order_id, contact, delivery, tax, rest, unknown FROM order_key"
    " WHERE bucket = ? AND n > ? AND n BETWEEN (SELECT first_n FROM bucket WHERE id = ?)"
    " AND (SELECT last_n FROM bucket WHERE id = ?) ORDER BY n LIMIT ?"
)
_DELETE_EMPTY = (
    "DELETE FROM bucket WHERE id = ? AND NOT EXISTS (SELECT 1 FROM order_key k"
    " WHERE k.bucket = bucket.id AND k.n BETWEEN bucket.first_n AND bucket.last_n)"
)
_MOVE = "UPDATE order_key SET bucket = ?, contact = ?, delivery = ?, tax = ?, rest = ?, unknown = ? WHERE n = ?"
