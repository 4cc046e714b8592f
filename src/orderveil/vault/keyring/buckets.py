"""Buckets: small groups of orders whose keys are wrapped by one key, so that few survivors are rewrapped.

A bucket goes from spare to open (orders are added) to closed, and from any of these to retiring when
its survivors move to a successor. Spares are wrapped ahead, several in one call, so that intake goes on
for a while when the root is elsewhere and does not answer.
"""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import dataclass

from orderveil.core.errors import BadConfiguration, KeyMissing, Unavailable
from orderveil.core.sealing import Wrapper, new_keys
from orderveil.vault.keyring.keycache import KeyCache
from orderveil.vault.keyring.keyfile import KeyFile, notes, set_note
from orderveil.vault.keyring.orderkeys import bucket_context
from orderveil.vault.keyring.roots import Root, Wrapped

CAPACITY = 1024
SPARE, OPEN, CLOSED, RETIRING = 0, 1, 2, 3
_CACHED_BUCKETS = 4096
_TRIES = 5

@dataclass(frozen=True, slots=True)
class Place:
    """Room for `count` orders in one bucket whose key is at hand."""

    bucket: int
    used: int
    count: int
    wrapper: Wrapper


class Buckets:
    """The bucket keys of one key store."""

    def __init__(self, file: KeyFile, root: Root, *, spares: int) -> None:
        self._file = file
        self._root = root
        self._spares = spares
        self._making = threading.Lock()
        self._cache: KeyCache[Wrapper] = KeyCache(_CACHED_BUCKETS)

    def wrapper(self, bucket: int, wrapped: Wrapped | None = None) -> Wrapper:
        """Return a bucket's key made ready, from the cache or the store. Raises KeyMissing, Unavailable."""
        return self._cache.get(bucket, lambda: self._unwrap(bucket, wrapped))

    def _unwrap(self, bucket: int, wrapped: Wrapped | None) -> Wrapper:
        context = bucket_context(bucket)
        wrapped = wrapped or self._stored(bucket)
        try:
            return Wrapper(self._root.unwrap([(wrapped, context)])[0])
        except BadConfiguration:
            newer = self._stored(bucket)
            if newer == wrapped:
                raise
            return Wrapper(self._root.unwrap([(newer, context)])[0])  # the root was replaced since the row was read

    def _stored(self, bucket: int) -> Wrapped:
        with self._file.reading() as reader:
            row = reader.execute("SELECT root, wrapped FROM bucket WHERE id = ?", (bucket,)).fetchone()
        if row is None:
            raise KeyMissing("a bucket's key is gone and nothing says that it was destroyed")
        return Wrapped(*row)

    def warm(self, count: int) -> int:
        """Unwrap the newest buckets' keys ahead, few calls for many; return how many are at hand."""
        with self._file.reading() as reader:
            rows = reader.execute("SELECT id, root, wrapped FROM bucket ORDER BY id DESC LIMIT ?", (count,)).fetchall()
        missing = [row for row in rows if row[0] not in self._cache]
        keys = self._root.unwrap([(Wrapped(row[1], row[2]), bucket_context(row[0])) for row in missing])
        for row, key in zip(reversed(missing), reversed(keys), strict=True):
            self._cache.put(row[0], Wrapper(key))
        return len(rows)

    def forget(self, bucket: int) -> None:
        self._cache.drop(bucket)

    def forget_all(self) -> None:
        self._cache.clear()

    def ready(self, count: int) -> dict[int, Wrapper]:
        """Return the keys of enough buckets for `count` orders, made if need be; no lock is held meanwhile."""
        for _ in range(_TRIES):
            with self._file.reading() as reader:
                places = _with_room(reader, count)
            ready: dict[int, Wrapper] = {}
            room = 0
            for bucket, used, root, blob in places:
                if room >= count:
                    break
                ready[bucket] = self.wrapper(bucket, Wrapped(root, blob))
                room += CAPACITY - used
            if room >= count:
                return ready
            self.make(self._spares + (count - room + CAPACITY - 1) // CAPACITY)
        raise Unavailable("bucket keys are used up faster than they are made; try again", reason="keys:unavailable")

    def top_up(self) -> int:
        """Make spares once half of them are used; return how many were made. Cheap when nothing is due."""
        with self._file.reading() as reader:
            row = reader.execute("SELECT COUNT(*) FROM bucket WHERE state <> 2 AND state = ?", (SPARE,)).fetchone()
        missing = self._spares - int(row[0])
        if missing <= 0 or missing * 2 < self._spares:
            return 0
        self.make(missing)
        return missing

    def make(self, count: int) -> None:
        """Make `count` spare buckets in one call to the root."""
        with self._making:
            ids = self._take_ids(count)
            keys = new_keys(count)
            for _ in range(_TRIES):
                wrapped = self._root.wrap([(key, bucket_context(at)) for at, key in zip(ids, keys, strict=True)])
                if self._add_spares(ids, wrapped):
                    break
            for bucket, key in zip(ids, keys, strict=True):
                self._cache.put(bucket, Wrapper(key))

    def _take_ids(self, count: int) -> range:
        with self._file.writing() as tx:
            first = notes(tx)["next_bucket"]
            set_note(tx, "next_bucket", first + count)
        return range(first, first + count)

    def _add_spares(self, ids: range, wrapped: list[Wrapped]) -> bool:
        with self._file.writing() as tx:
            # a replacement may have begun since the root was asked: nothing may come in under the old one
            if not all(self._root.is_current(one.root) for one in wrapped):
                return False
            tx.executemany(
                "INSERT INTO bucket (id, state, used, first_n, last_n, touched, root, wrapped)"
                " VALUES (?, 0, 0, 0, 0, 0, ?, ?)",
                [(bucket, one.root, one.blob) for bucket, one in zip(ids, wrapped, strict=True)],
            )
        return True


def _with_room(connection: sqlite3.Connection, count: int) -> list[tuple[int, int, str, bytes]]:
    rows: list[tuple[int, int, str, bytes]] = connection.execute(
        # `<> 2` is what lets the partial index serve; one bucket is open, the others have all their room
        "SELECT id, used, root, wrapped FROM bucket WHERE state <> 2 AND state IN (1, 0)"
        " ORDER BY state DESC, id LIMIT ?",
        (count // CAPACITY + 4,),
    ).fetchall()
    return rows


def take_places(tx: sqlite3.Connection, ready: dict[int, Wrapper], first_n: int, count: int) -> list[Place] | None:
    """Give `count` orders, numbered from `first_n`, their buckets; None if the ready ones have no room left."""
    found = [(bucket, used) for bucket, used, _, _ in _with_room(tx, count) if bucket in ready]
    if sum(CAPACITY - used for _, used in found) < count:
        return None
    places = []
    n = first_n
    for bucket, used in found:
        share = min(CAPACITY - used, first_n + count - n)
        if share <= 0:
            break
        full = used + share == CAPACITY
        tx.execute(
            "UPDATE bucket SET state = ?, first_n = CASE used WHEN 0 THEN ? ELSE first_n END,"
            " last_n = ?, used = used + ? WHERE id = ?",
            (CLOSED if full else OPEN, n, n + share - 1, share, bucket),
        )
        places.append(Place(bucket, used, share, ready[bucket]))
        n += share
    return places
