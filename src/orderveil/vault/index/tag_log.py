"""The log of fresh tags: one sealed row per group of orders, and the same in memory to be searched.

A group's row lands at the right edge of its table whatever the table's size, and nothing in it can
be told from noise. Memory is a mirror of the rows: it is filled after their commit and again at
start, and a search that sees rows which memory lacks reads those itself. Must never be the only
place of anything.
"""

from __future__ import annotations

import struct
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from orderveil.core.errors import Conflict
from orderveil.store.database import Row, Transaction
from orderveil.vault.index.tag_keys import FINGERPRINT_BYTES, TAG_BYTES, TagKeys, log_name

Tags = npt.NDArray[np.uint32]
Numbers = npt.NDArray[np.int64]
Held = tuple[Tags, Numbers, Numbers]
"""Tags, the orders that they point to, and the batches that brought them."""
Place = tuple[str, int]
"""A shop and a month."""
TagRow = tuple[int, str, int, bytes]
"""The order's n, its shop, the month, and what `pack` returned."""

_ENCODE = msgspec.msgpack.Encoder().encode
_DECODE = msgspec.msgpack.Decoder(list[tuple[str, int, bytes, bytes]]).decode
_PAD = 128  # bytes: the number of tags in a group of one order tells how many names it has
_AAD = struct.Struct(">22sqq")
_LABEL = b"orderveil tag log v1"
_SMALLEST = 64


@dataclass(frozen=True, slots=True)
class Batch:
    """The tags of one group: its number, and per place the tags with the orders that they point to."""

    id: int
    parts: dict[Place, tuple[Tags, Numbers]]

    @property
    def entries(self) -> int:
        """How many tags."""
        return sum(len(tags) for tags, _ in self.parts.values())

    def __repr__(self) -> str:
        return f"Batch({self.id}, <hidden>)"


def read_rows(batch_id: int, rows: Sequence[TagRow], keys: TagKeys) -> Batch:
    """Return packed rows as a batch. Raises Conflict where a row was packed under a key that has ended since."""
    places: dict[Place, tuple[list[int], list[bytes]]] = {}
    for n, shop, month, packed in rows:
        ns, packs = places.setdefault((shop, month), ([], []))
        ns.append(n)
        packs.append(packed)
    parts = {}
    for place, (ns, packs) in places.items():
        fingerprint = keys.month(*place).fingerprint
        if any(packed[:FINGERPRINT_BYTES] != fingerprint for packed in packs):
            raise Conflict(
                "search tags were made under a month's key that has ended; make them again",
                reason="tags:key-ended",
                permanent=False,
            )
        bodies = [packed[FINGERPRINT_BYTES:] for packed in packs]
        counts = [len(body) // TAG_BYTES for body in bodies]
        parts[place] = (np.frombuffer(b"".join(bodies), np.uint32), np.repeat(np.array(ns, np.int64), counts))
    return Batch(batch_id, parts)


def seal_batch(batch: Batch, epoch: int, keys: TagKeys) -> bytes:
    """Return the row of a batch."""
    plain = _ENCODE([(*place, tags.tobytes(), ns.tobytes()) for place, (tags, ns) in batch.parts.items()])
    padded = struct.pack(">I", len(plain)) + plain + bytes(-(len(plain) + 4) % _PAD)
    return keys.seal(log_name(epoch)).close(padded, _AAD.pack(_LABEL, epoch, batch.id))


def open_batch(row: Row, keys: TagKeys) -> Batch:
    """Return the batch of a row `id, epoch, sealed`."""
    batch_id, epoch, sealed = row
    padded = keys.seal(log_name(epoch)).open(bytes(sealed), _AAD.pack(_LABEL, epoch, batch_id))
    (length,) = struct.unpack_from(">I", padded)
    parts = {
        (shop, month): (np.frombuffer(tags, np.uint32), np.frombuffer(ns, np.int64))
        for shop, month, tags, ns in _DECODE(padded[4 : 4 + length])
    }
    return Batch(batch_id, parts)


def read_log(tx: Transaction, keys: TagKeys, *, above: int = -1, upto: int | None = None) -> list[Batch]:
    """Return the batches with `above` < id <= `upto`, oldest first."""
    sql = "SELECT id, epoch, sealed FROM tag_log WHERE id > ?"
    rows = tx.all(f"{sql} ORDER BY id", (above,)) if upto is None else tx.all(
        f"{sql} AND id <= ? ORDER BY id", (above, upto)
    )  # fmt: skip
    return [open_batch(row, keys) for row in rows]


class Growing:
    """Arrays of one place that grow at their end. What lies below a length once read never changes."""

    __slots__ = ("batches", "length", "ns", "tags")

    def __init__(self) -> None:
        self.tags: Tags = np.empty(_SMALLEST, np.uint32)
        self.ns: Numbers = np.empty(_SMALLEST, np.int64)
        self.batches: Numbers = np.empty(_SMALLEST, np.int64)
        self.length = 0

    def append(self, batch: int, tags: Tags, ns: Numbers) -> None:
        """Add the tags of one batch."""
        end = self.length + len(tags)
        if end > len(self.tags):
            room = max(end, 2 * len(self.tags))
            self.tags = _grown(self.tags, room)
            self.ns = _grown(self.ns, room)
            self.batches = _grown(self.batches, room)
        self.tags[self.length : end] = tags
        self.ns[self.length : end] = ns
        self.batches[self.length : end] = batch
        self.length = end

    def now(self) -> Held:
        """Return tags, orders and batches as they stand."""
        return self.tags[: self.length], self.ns[: self.length], self.batches[: self.length]

    def after(self, batch: int) -> Growing:
        """Return what came after a batch."""
        tags, ns, batches = self.now()
        start = int(np.searchsorted(batches, batch, side="right"))
        rest = Growing()
        if start < self.length:
            rest.tags, rest.ns, rest.batches = tags[start:].copy(), ns[start:].copy(), batches[start:].copy()
            rest.length = self.length - start
        return rest


def _grown(array: npt.NDArray[Any], room: int) -> Any:
    bigger = np.empty(room, array.dtype)
    bigger[: len(array)] = array
    return bigger


class Fresh:
    """The log in memory. Readers of any thread, one writer.

    It holds every batch with `trimmed` < id <= `seen`: what a transaction shows outside of that, the
    reader takes from the transaction.
    """

    def __init__(self, batches: Iterable[Batch] = ()) -> None:
        self._lock = threading.Lock()
        self._shops: dict[str, dict[int, Growing]] = {}
        self._sizes: list[tuple[int, int]] = []  # id and entries of each batch, oldest first
        self.trimmed = 0
        self.seen = 0
        for batch in batches:
            self.append(batch)

    def append(self, batch: Batch) -> None:
        """Take in the next batch."""
        with self._lock:
            if batch.id <= self.seen:
                return
            for (shop, month), (tags, ns) in batch.parts.items():
                self._shops.setdefault(shop, {}).setdefault(month, Growing()).append(batch.id, tags, ns)
            self._sizes.append((batch.id, batch.entries))
            self.seen = batch.id

    def trim(self, upto: int) -> None:
        """Let go of the batches up to that one: segments hold them."""
        with self._lock:
            if self._sizes and self._sizes[0][0] > upto:
                self.trimmed = max(self.trimmed, upto)
                return
            self._sizes = [size for size in self._sizes if size[0] > upto]
            for shop, months in list(self._shops.items()):
                rest = {month: growing.after(upto) for month, growing in months.items()}
                self._shops[shop] = {month: growing for month, growing in rest.items() if growing.length}
                if not self._shops[shop]:
                    del self._shops[shop]
            self.trimmed = max(self.trimmed, upto)
            self.seen = max(self.seen, upto)

    def reset(self, batches: Sequence[Batch], trimmed: int) -> None:
        """Begin anew with these batches, everything up to `trimmed` being elsewhere."""
        with self._lock:
            self._shops, self._sizes = {}, []
            self.trimmed = self.seen = trimmed
        for batch in batches:
            self.append(batch)

    def of(self, shop: str) -> tuple[int, int, dict[int, Held]]:
        """Return `trimmed`, `seen` and, by month, the fresh tags of a shop."""
        with self._lock:
            months = {month: growing.now() for month, growing in self._shops.get(shop, {}).items()}
            return self.trimmed, self.seen, months

    def upto(self, batch: int) -> dict[Place, Held]:
        """Return everything up to a batch, by place."""
        found = {}
        with self._lock:
            for shop, months in self._shops.items():
                for month, growing in months.items():
                    tags, ns, batches = growing.now()
                    end = int(np.searchsorted(batches, batch, side="right"))
                    if end:
                        found[shop, month] = (tags[:end], ns[:end], batches[:end])
        return found

    def holds(self, place: Place) -> bool:
        """Tell whether there is a fresh tag of that shop and month."""
        return place[1] in self._shops.get(place[0], {})

    def count(self, upto: int) -> int:
        """Return how many batches there are up to one."""
        return sum(1 for batch, _ in self._sizes if batch <= upto)

    @property
    def oldest(self) -> int:
        """The oldest batch that waits."""
        return self._sizes[0][0] if self._sizes else self.seen

    @property
    def entries(self) -> int:
        """How many tags wait to be merged."""
        return sum(entries for _, entries in self._sizes)

    def portion(self, limit: int) -> int | None:
        """Return the last of the oldest batches that together hold about `limit` tags; None if there is none."""
        total = 0
        last = None
        for batch, entries in self._sizes:
            if last is not None and total + entries > limit:
                break
            last, total = batch, total + entries
        return last

    def __repr__(self) -> str:
        return "Fresh(<hidden>)"
