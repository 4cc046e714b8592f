"""Sorted segments of the search index: sealed blocks of entries, read by binary search.

An entry is 64 bits: a tag on top, the low half of the order's n below. A segment is a sorted run of
entries of one shop and month, cut into blocks of some thousand, sealed one by one; `fences` (sealed
too) hold the first entry of each block. Segments never change: they are written, merged into
bigger ones and swept away. All within the caller's transaction, which alone decides whether it
happened. Never holds a plaintext term.
"""

from __future__ import annotations

import os
import struct
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from orderveil.core.errors import SealBroken
from orderveil.store.database import Row, Transaction
from orderveil.vault.index.tag_keys import Seal, TagKeys, seal_name
from orderveil.vault.index.tag_log import Numbers, Place, Tags
from orderveil.vault.index.tag_sizes import TagSizes

Entries = npt.NDArray[np.uint64]
_Number = TypeVar("_Number", np.uint64, np.int64)

BUILDING, LIVE, GONE = 0, 1, 2
_BLOCK_BITS = 24
_FENCES = -1
_READ_AT_ONCE = 32
_PLACE = struct.Struct(">24sqqq")
_LABEL = b"orderveil tag segment v1"
_LOW = np.uint64(0xFFFF_FFFF)
_HALF = np.uint64(32)
_COLUMNS = "id, stamp, shop, month, generation, state, into_id, newest, as_of, first_n, last_n, entries, blocks"


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment's row. `newest` is the last batch of the log that flowed into it; `as_of` says until when
    forgetting was heeded when it was begun; `stamp` is random, so that memory never takes a segment of an
    undone transaction for another one; `into_id` is the segment that it is being merged into, or 0.
    """

    id: int
    stamp: int
    shop: str
    month: int
    generation: int
    state: int
    into_id: int
    newest: int
    as_of: int
    first_n: int
    last_n: int
    entries: int
    blocks: int

    @property
    def place(self) -> Place:
        """Its shop and month."""
        return self.shop, self.month


def entries_of(tags: Tags, ns: Numbers) -> Entries:
    """Return the sorted entries of tags and their orders, each once."""
    entries = (tags.astype(np.uint64) << _HALF) | (ns.astype(np.uint64) & _LOW)
    return sorted_once(entries)


def sorted_once(entries: npt.NDArray[_Number]) -> npt.NDArray[_Number]:
    """Return numbers in order, each once. Sorting and comparing neighbours is far faster than np.unique."""
    entries = np.sort(entries)
    if len(entries) < 2:
        return entries
    keep = np.empty(len(entries), np.bool_)
    keep[0] = True
    np.not_equal(entries[1:], entries[:-1], out=keep[1:])
    return entries[keep]


def orders_in(entries: Entries, first_n: int) -> Numbers:
    """Return the n of each entry. A segment spans less than 2**32 orders, so the low half is enough."""
    low = (entries & _LOW) - np.uint64(first_n & 0xFFFF_FFFF)
    return (low & _LOW).astype(np.int64) + first_n


def lowest(tag: int) -> np.uint64:
    """Return the smallest entry that a tag can have."""
    return np.uint64(tag << 32)


def highest(tag: int) -> np.uint64:
    """Return the greatest entry that a tag can have."""
    return np.uint64(tag << 32 | 0xFFFF_FFFF)


class Segments:
    """Reads and writes segments. Opened blocks stay in a bounded cache; safe for readers of any thread."""

    def __init__(self, keys: TagKeys, sizes: TagSizes) -> None:
        self._keys = keys
        self._sizes = sizes
        self._lock = threading.Lock()
        self._cache: OrderedDict[tuple[int, int, int], Entries] = OrderedDict()
        self._cached_bytes = 0

    # ---- rows

    def live_of(self, tx: Transaction, shop: str) -> list[Segment]:
        """Return the segments that a search of a shop reads."""
        return self._select(tx, "shop = ? AND state = ?", (shop, LIVE))

    def live_at(self, tx: Transaction, place: Place) -> list[Segment]:
        """Return the segments of a shop's month, biggest first."""
        found = self._select(tx, "shop = ? AND month = ? AND state = ?", (*place, LIVE))
        return sorted(found, key=lambda segment: (-segment.entries, segment.id))

    def in_state(self, tx: Transaction, state: int) -> Segment | None:
        """Return the oldest segment in a state."""
        found = self._select(tx, "state <> 1 AND state = ? ORDER BY id LIMIT 1", (state,))
        return found[0] if found else None

    def feeding(self, tx: Transaction, segment: Segment) -> list[Segment]:
        """Return the segments that are being merged into one."""
        return self._select(tx, "into_id <> 0 AND into_id = ? AND state = ? ORDER BY id", (segment.id, LIVE))

    def probe(self, tx: Transaction) -> None:
        """Open something under every sealing key that is in use. Raises SealBroken where one does not fit."""
        found = self._select(
            tx,
            "id IN (SELECT MAX(id) FROM tag_segments WHERE state <> ? GROUP BY shop, month, generation)",
            (GONE,),
        )
        for segment in found:
            row = tx.one("SELECT fences FROM tag_segments WHERE id = ?", (segment.id,))
            assert row is not None
            self._open(segment, _FENCES, row[0])

    def _select(self, tx: Transaction, where: str, args: Sequence[int | str]) -> list[Segment]:
        return [Segment(*row) for row in tx.all(f"SELECT {_COLUMNS} FROM tag_segments WHERE {where}", args)]

    def write(self, tx: Transaction, segments: Sequence[tuple[Segment, Entries]], upto: np.uint64) -> None:
        """Write new segments of sorted entries, whole or as far as `upto`; all by two statements."""
        rows: list[tuple[object, ...]] = []
        blocks: list[tuple[int, bytes]] = []
        for segment, entries in segments:
            fences, sealed = self._cut_up(segment, entries)
            if upto:
                fences = np.append(fences, upto)
            blocks += sealed
            rows.append(
                (segment.id, segment.stamp, segment.shop, segment.month, segment.generation, segment.state,
                 segment.into_id, segment.newest, segment.as_of, segment.first_n, segment.last_n,
                 len(entries), len(sealed), self._close(segment, _FENCES, fences))
            )  # fmt: skip
        if blocks:
            tx.copy("tag_blocks", ("id", "sealed"), blocks)
        if rows:
            tx.copy("tag_segments", (*_COLUMNS.split(", "), "fences"), rows)

    def grow(self, tx: Transaction, segment: Segment, entries: Entries, upto: np.uint64) -> None:
        """Append sorted entries as blocks, and note that everything up to `upto` has been dealt with."""
        firsts, blocks = self._cut_up(segment, entries)
        if blocks:
            tx.copy("tag_blocks", ("id", "sealed"), blocks)
        fences = np.concatenate([self.fences(tx, segment)[:-1], firsts, np.array([upto], np.uint64)])
        tx.execute(
            "UPDATE tag_segments SET entries = entries + ?, blocks = blocks + ?, fences = ? WHERE id = ?",
            (len(entries), len(blocks), self._close(segment, _FENCES, fences), segment.id),
        )

    def _cut_up(self, segment: Segment, entries: Entries) -> tuple[Entries, list[tuple[int, bytes]]]:
        """Return the first entry of each block that `entries` make, and the blocks' rows."""
        count = -(-len(entries) // self._sizes.block_entries)
        pieces = np.array_split(entries, count) if count else []
        rows = [
            (_row_id(segment.id, no), self._close(segment, no, piece))
            for no, piece in enumerate(pieces, start=segment.blocks)
        ]
        return np.array([piece[0] for piece in pieces], np.uint64), rows

    def cut(self, tx: Transaction, segment: Segment, limit: int) -> int:
        """Delete up to `limit` blocks from a segment's end, and its row after the last; return how many."""
        kept = max(0, segment.blocks - limit)
        tx.execute(
            "DELETE FROM tag_blocks WHERE id >= ? AND id < ?",
            (_row_id(segment.id, kept), _row_id(segment.id, segment.blocks)),
        )
        if kept:
            tx.execute("UPDATE tag_segments SET blocks = ? WHERE id = ?", (kept, segment.id))
        else:
            tx.execute("DELETE FROM tag_segments WHERE id = ?", (segment.id,))
        return segment.blocks - kept

    # ---- blocks

    def fences(self, tx: Transaction, segment: Segment) -> Entries:
        """Return the first entry of each block, then the entry up to which the segment is done.

        Of a segment that still grows they are read each time.
        """
        if segment.state != BUILDING:
            return self.all_fences(tx, [segment])[segment.id]
        row = tx.one("SELECT fences FROM tag_segments WHERE id = ?", (segment.id,))
        assert row is not None
        return self._open(segment, _FENCES, row[0])

    def all_fences(self, tx: Transaction, segments: Sequence[Segment]) -> dict[int, Entries]:
        """Return the fences of finished segments, by segment id."""
        found: dict[int, Entries] = {}
        missing: dict[int, Segment] = {}
        for segment in segments:
            fences = self._cached(segment, _FENCES)
            if fences is None:
                missing[segment.id] = segment
            else:
                found[segment.id] = fences
        for row_id, sealed in _rows(tx, "SELECT id, fences FROM tag_segments WHERE id IN", list(missing)):
            found[row_id] = self._keep(missing[row_id], _FENCES, self._open(missing[row_id], _FENCES, sealed))
        return found

    def blocks(
        self, tx: Transaction, wanted: Iterable[tuple[Segment, int]], *, keep: bool = True
    ) -> dict[tuple[int, int], Entries]:
        """Return blocks by segment id and number. `keep` leaves them in the cache for the next search."""
        found: dict[tuple[int, int], Entries] = {}
        missing: dict[int, tuple[Segment, int]] = {}
        for segment, no in wanted:
            block = self._cached(segment, no)
            if block is None:
                missing[_row_id(segment.id, no)] = (segment, no)
            else:
                found[segment.id, no] = block
        for row_id, sealed in _rows(tx, "SELECT id, sealed FROM tag_blocks WHERE id IN", list(missing)):
            segment, no = missing.pop(row_id)
            block = self._open(segment, no, sealed)
            found[segment.id, no] = self._keep(segment, no, block) if keep else block
        if missing:
            raise SealBroken("a block of the search index is missing", reason="tags:broken")
        return found

    def empty_cache(self) -> None:
        """Let go of every opened block: some may tell of orders that are forgotten."""
        with self._lock:
            self._cache.clear()
            self._cached_bytes = 0

    def _seal(self, segment: Segment) -> Seal:
        return self._keys.seal(seal_name(segment.shop, segment.month, segment.generation))

    def _close(self, segment: Segment, no: int, entries: Entries) -> bytes:
        return self._seal(segment).close(entries.tobytes(), _PLACE.pack(_LABEL, segment.id, segment.stamp, no))

    def _open(self, segment: Segment, no: int, sealed: bytes) -> Entries:
        place = _PLACE.pack(_LABEL, segment.id, segment.stamp, no)
        return np.frombuffer(self._seal(segment).open(bytes(sealed), place), np.uint64)

    def _cached(self, segment: Segment, no: int) -> Entries | None:
        with self._lock:
            key = (segment.id, segment.stamp, no)
            entries = self._cache.get(key)
            if entries is not None:
                self._cache.move_to_end(key)
            return entries

    def _keep(self, segment: Segment, no: int, entries: Entries) -> Entries:
        with self._lock:
            if self._cache.setdefault((segment.id, segment.stamp, no), entries) is entries:
                self._cached_bytes += entries.nbytes
            while self._cached_bytes > self._sizes.cache_bytes:
                _, oldest = self._cache.popitem(last=False)
                self._cached_bytes -= oldest.nbytes
        return entries


def stamp() -> int:
    """Return a random stamp."""
    return int.from_bytes(os.urandom(8), "big") >> 1


def _row_id(segment: int, no: int) -> int:
    return segment << _BLOCK_BITS | no


def _rows(tx: Transaction, select: str, ids: list[int]) -> list[Row]:
    """Return rows by id, some at a time; the last id fills a statement up, so that few statements exist."""
    rows: list[Row] = []
    for start in range(0, len(ids), _READ_AT_ONCE):
        some = ids[start : start + _READ_AT_ONCE]
        room = next(size for size in (1, 4, 16, _READ_AT_ONCE) if size >= len(some))
        marks = ", ".join("?" * room)
        rows += tx.all(f"{select} ({marks})", some + some[-1:] * (room - len(some)))
    return rows

