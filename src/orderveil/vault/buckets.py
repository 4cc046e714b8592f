"""Buckets: small groups of orders whose keys are wrapped by one key, so that few survivors are rewrapped.

A bucket goes from spare to open (orders are added) to closed, and from any of these to retiring when
its survivors move to a successor. Spares are wrapped ahead, several in one call, so that intake goes on
for a while when the root is elsewhere and does not answer.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from orderveil.core.errors import KeyMissing, Unavailable
from orderveil.core.sealing import Wrapper, new_keys
from orderveil.vault.keyfile import KeyFile, notes, set_note
from orderveil.vault.orderkeys import bucket_context
from orderveil.vault.roots import Root, Wrapped

CAPACITY = 1024
SPARE, OPEN, CLOSED, RETIRING = 0, 1, 2, 3
_CACHED_BUCKETS = 4096
_TRIES = 5

T = TypeVar("T")


class Lru(Generic[T]):
    """A bounded cache of secrets. What was dropped while it was being fetched is not put back.

    An absence (an empty value) is never remembered.
    """

    def __init__(self, limit: int) -> None:
        self._held: OrderedDict[object, T] = OrderedDict()
        self._limit = limit
        self._drops = 0
        self._lock = threading.Lock()

    def get(self, name: object, fetch: Callable[[], T]) -> T:
        """Return what is held under `name`, fetched if need be."""
        with self._lock:
            found = self._held.get(name)
            if found is not None:
                self._held.move_to_end(name)
                return found
            drops = self._drops
        fetched = fetch()
        with self._lock:
            if fetched and drops == self._drops:
                self._held[name] = fetched
                while len(self._held) > self._limit:
                    self._held.popitem(last=False)
        return fetched

    def put(self, name: object, value: T) -> None:
        with self._lock:
            self._held[name] = value

    def drop(self, name: object) -> None:
        with self._lock:
            self._drops += 1
            self._held.pop(name, None)

    def __len__(self) -> int:
        return len(self._held)

    def clear(self) -> None:
        with self._lock:
            self._drops += 1
            self._held.clear()


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
        self._cache: Lru[Wrapper] = Lru(_CACHED_BUCKETS)

    def wrapper(self, bucket: int, wrapped: Wrapped | None = None) -> Wrapper:
        """Return a bucket's key made ready, from the cache or the store. Raises KeyMissing, Unavailable."""
        return self._cache.get(bucket, lambda: self._unwrap(bucket, wrapped))

    def _unwrap(self, bucket: int, wrapped: Wrapped | None) -> Wrapper:
        if wrapped is None:
            with self._file.reading() as reader:
                row = reader.execute("SELECT root, wrapped FROM bucket WHERE id = ?", (bucket,)).fetchone()
            if row is None:
                raise KeyMissing("a bucket's key is gone and nothing says that it was destroyed")
            wrapped = Wrapped(*row)
        return Wrapper(self._root.unwrap([(wrapped, bucket_context(bucket))])[0])

    def forget(self, bucket: int) -> None:
        self._cache.drop(bucket)

    def forget_all(self) -> None:
        self._cache.clear()

    def ready(self, count: int) -> dict[int, Wrapper]:
        """Return the keys of enough buckets for `count` orders, made if need be; no lock is held meanwhile."""
        for _ in range(_TRIES):
            with self._file.reading() as reader:
                places = _with_room(reader)
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
        """Make spares so that the full number lies ready; return how many were made."""
        with self._file.reading() as reader:
            held = int(reader.execute("SELECT COUNT(*) FROM bucket WHERE state = ?", (SPARE,)).fetchone()[0])
        missing = self._spares - held
        if missing > 0:
            self.make(missing)
        return max(0, missing)

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


def _with_room(connection: sqlite3.Connection) -> list[tuple[int, int, str, bytes]]:
    rows: list[tuple[int, int, str, bytes]] = connection.execute(
        "SELECT id, used, root, wrapped FROM bucket WHERE state IN (1, 0) ORDER BY state DESC, id LIMIT 64"
    ).fetchall()
    return rows


def take_places(tx: sqlite3.Connection, ready: dict[int, Wrapper], first_n: int, count: int) -> list[Place] | None:
    """Give `count` orders, numbered from `first_n`, their buckets; None if the ready ones have no room left."""
    found = [(bucket, used) for bucket, used, _, _ in _with_room(tx) if bucket in ready]
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
