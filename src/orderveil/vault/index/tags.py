"""Search while sealed: finds orders by keyed tags of what they hold, without opening any.

Fresh tags go to a log, one sealed row per group of orders, at the right edge of its table whatever
its size; upkeep turns the log into sorted sealed segments and merges those. Everything happens
inside the caller's transactions. The index is never asked whether an order matches, only which may:
tags are short on purpose, and the vault compares what it opens. Why so, and what a thief of this or
that learns: docs/decisions/0060-search-tags.md.

One writer: `store_fresh`, `renew`, `add`, `forget`, `merge` and `compact_forgotten` are called by one
thread at a time; `pack` and `find` by any.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orderveil.store.database import Transaction
from orderveil.vault.index.segment_ending import Ending
from orderveil.vault.index.segment_merging import Upkeep
from orderveil.vault.index.segments import BUILDING, Segments
from orderveil.vault.index.tag_keys import Named, TagKeys
from orderveil.vault.index.tag_log import Batch, Fresh, TagRow, read_log, read_rows, seal_batch
from orderveil.vault.index.tag_marks import mark
from orderveil.vault.index.tag_readers import Readers
from orderveil.vault.index.tag_search import TagSearch
from orderveil.vault.index.tag_sizes import TagSizes
from orderveil.vault.index.tag_state import SCHEMA, TABLES, TagState
from orderveil.vault.index.tag_terms import terms_for, terms_of

__all__ = ["SCHEMA", "TABLES", "TagIndex", "TagRow"]

_DESTROY_AT_ONCE = 4
_RESTS = 64  # a look costs some round trips to PostgreSQL between every two groups
_SIZES = TagSizes()
_SMALL = {"begun", "left", "looked", "merged", "swept"}
"""Pieces that may be so small that others follow in the same call."""


@dataclass(frozen=True, slots=True)
class _Stored:
    """A batch that is in the store and not yet in memory."""

    tx: Transaction
    rows: Sequence[TagRow]
    batch: Batch
    before: int  # the batch before it in the store


class TagIndex:
    """The search index of one order store."""

    def __init__(self, named: Named, drop_named: Callable[[str], None], *, sizes: TagSizes = _SIZES) -> None:
        self._keys = TagKeys(named, drop_named)
        self._fresh = Fresh()
        self._segments = Segments(self._keys, sizes)
        self._readers = Readers()
        self._state = TagState(self._keys, self._readers)
        self._upkeep = Upkeep(self._keys, sizes, self._segments, self._state, self._fresh)
        self._ending = Ending(self._upkeep)
        self._search = TagSearch(self._keys, self._fresh, self._segments)
        self._stored: list[_Stored] = []
        self._loading = threading.Lock()
        self._loaded = False
        self._rests = 0  # calls of `merge` that need not look again: there was nothing to do, and nothing came since

    def load(self, tx: Transaction) -> None:
        """Read the log into memory, at start. Done at the first use where it is not called.

        Raises SealBroken where some of the index does not open with the keys that there are: the store
        came back from a copy older than a purge. Then empty TABLES and store every order's tags again.
        """
        with self._loading:
            if self._loaded:
                return
            self._segments.probe(tx)
            self._state.load(tx)
            self._fresh.reset(read_log(tx, self._keys), 0)
            self._upkeep.load(tx)
            self._loaded = True

    # ---- storing

    def pack(self, shop: str, month: int, fields: Mapping[str, Any], awbs: Iterable[str] = ()) -> bytes:
        """Return the tags of one order, made under the key of its shop and `month` (yyyymm).

        `fields` are normalised values of the vocabulary; those that no order is searched by are ignored.
        """
        return self._keys.month(shop, month).pack(terms_of(fields, awbs))

    def store_fresh(self, tx: Transaction, rows: Sequence[TagRow]) -> None:
        """Write packed tags `(n, shop, month, packed)` in the orders' own transaction.

        Tags of an order that has some already are added to those. Call `add` with the same rows once
        the transaction is on disk. Raises Conflict where a month's key was destroyed after packing.
        """
        self._store(tx, rows)

    def renew(self, tx: Transaction, rows: Sequence[TagRow]) -> None:
        """Write packed tags as the only ones of their orders: after a field was corrected or a class ended."""
        batch = self._store(tx, rows)
        if batch is not None:
            mark(tx, {row[0] for row in rows}, batch.id)

    def add(self, rows: Sequence[TagRow]) -> None:
        """Take rows into memory after their transaction's commit."""
        for place, stored in enumerate(self._stored):
            if stored.rows is rows:
                if stored.before <= self._fresh.seen:  # or memory was not told of an earlier one: `_sync` reads both
                    self._fresh.append(stored.batch)
                del self._stored[place]
                return

    def _store(self, tx: Transaction, rows: Sequence[TagRow]) -> Batch | None:
        self._ready(tx)
        if not rows:
            return None
        batch = read_rows(self._state.tick(), rows, self._keys)
        epoch, before = self._state.log_end(tx)
        tx.execute(
            "INSERT INTO tag_log (id, epoch, sealed) VALUES (?, ?, ?)",
            (batch.id, epoch, seal_batch(batch, epoch, self._keys)),
        )
        for place in batch.parts:
            self._state.spare(tx, place)
        self._stored.append(_Stored(tx, rows, batch, before))
        return batch

    # ---- searching

    def find(
        self,
        tx: Transaction,
        shop: str,
        criteria: Mapping[str, str],
        *,
        country: str | None = None,
        limit: int | None = None,
    ) -> list[int]:
        """Return the n of the newest orders that may match all of `criteria`, newest first, across all months.

        `country` (ISO 3166 alpha-2, the shop's) reads phone numbers without a country code. Raises
        Malformed naming a criterion that is unknown or cannot be read; Unavailable where the
        transaction had begun to read long before, and keys were destroyed since.
        """
        self._ready(tx)
        terms = terms_for(criteria, country)
        with self._readers.reading():
            return self._search.find(tx, shop, terms, limit)

    # ---- forgetting

    def forget(self, tx: Transaction, ns: Iterable[int]) -> None:
        """Hide orders from every search at once. They are dropped for good by `compact_forgotten`."""
        self._ready(tx)
        mark(tx, ns, self._state.tick())

    def compact_forgotten(self, tx: Transaction) -> dict[str, int]:
        """Do one bounded piece of dropping for good what was forgotten; return what was done and `left`.

        Call again, each time in a transaction of its own, until `left` is 0: from then on no old copy
        of the store opens a forgotten order's tags with the keys of today. Then purge the key store.
        """
        self._ready(tx)
        self._sync(tx)
        self._rests = 0
        return self._pieces(lambda: self._end_piece(tx))

    def _end_piece(self, tx: Transaction) -> dict[str, int]:
        what, count = self._ending.go_on(tx)
        if what == "keys" and not count and self._state.is_staging(tx):
            raise RuntimeError("keys are destroyed in a later transaction than the one that let go of them")
        return {what: count, "left": 0} if what == "rest" else {what: count, "left": 1}

    # ---- upkeep

    def merge(self, tx: Transaction) -> dict[str, int]:
        """Do one bounded piece of upkeep; return what was done, and in `left` whether more waits."""
        self._ready(tx)
        if self._rests and self._fresh.entries < self._upkeep.sizes.flush_entries:
            self._rests -= 1
            return {"left": 0}
        self._sync(tx)
        done = self._pieces(lambda: self._piece(tx))
        self._rests = 0 if done["left"] else _RESTS
        return done

    def _pieces(self, piece: Callable[[], dict[str, int]]) -> dict[str, int]:
        """Do several pieces at once where they are small, as with many shops: a commit costs more than they do."""
        sizes = self._upkeep.sizes
        total: dict[str, int] = {}
        weight = 0
        for _ in range(sizes.units):
            done = piece()
            for what, count in done.items():
                total[what] = count if what == "left" else total.get(what, 0) + count
            weight += done.get("merged", 0) + (done.get("swept", 0) + done.get("looked", 0)) * sizes.block_entries
            if not done["left"] or weight * sizes.units >= sizes.merge_entries:
                break
            if done.get("begun") == 0 or not _SMALL.issuperset(done):
                break
        return total

    def _piece(self, tx: Transaction) -> dict[str, int]:
        upkeep = self._upkeep
        if upkeep.flushing is not None or self._fresh.entries >= upkeep.sizes.flush_entries:
            return {"flushed": upkeep.flush(tx), "left": 1}
        growing = self._segments.in_state(tx, BUILDING)
        if growing is not None:
            return {"merged": upkeep.merge(tx, growing), "left": 1}
        if swept := upkeep.sweep(tx):
            return {"swept": swept, "left": 1}
        if upkeep.due:
            return {"begun": int(upkeep.begin_due(tx)), "left": 1}
        destroyed = self._state.destroy_doomed(tx, _DESTROY_AT_ONCE)
        return {"keys": destroyed, "left": 1} if destroyed else {"left": 0}

    def status(self, tx: Transaction) -> dict[str, int]:
        """Return counts for health and metrics: tags in the log and in segments, segments, orders to forget."""
        self._ready(tx)
        segments = tx.one("SELECT COUNT(*), SUM(entries) FROM tag_segments WHERE state = 1") or (0, 0)
        marks = tx.one("SELECT COUNT(*) FROM tag_marks") or (0,)
        return {
            "fresh": self._fresh.entries,
            "segments": int(segments[0]),
            "entries": int(segments[1] or 0),
            "to_forget": int(marks[0]),
        }

    def _ready(self, tx: Transaction) -> None:
        if not self._loaded:
            self.load(tx)

    def _sync(self, tx: Transaction) -> None:
        """Bring memory in line with the log as this transaction sees it, but for what it wrote itself."""
        row = tx.one("SELECT (SELECT MIN(id) FROM tag_log), (SELECT MAX(id) FROM tag_log)")
        assert row is not None
        low, high = row
        own = [stored.batch.id for stored in self._stored if stored.tx is tx]
        upto = min(own) - 1 if own else (high or 0)
        self._stored = [stored for stored in self._stored if stored.tx is tx]
        if low is None:
            self._fresh.trim(self._fresh.seen)
        elif low <= self._fresh.trimmed:  # a flush was undone after memory had let go of its batches
            self._fresh.reset(read_log(tx, self._keys, upto=upto), 0)
        else:
            self._fresh.trim(low - 1)
            if upto > self._fresh.seen:  # committed, and `add` was never called
                for batch in read_log(tx, self._keys, above=self._fresh.seen, upto=upto):
                    self._fresh.append(batch)

    def __repr__(self) -> str:
        return "TagIndex(<hidden>)"
