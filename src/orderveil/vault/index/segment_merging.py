"""Keeps the index in few sorted segments: flushes the log, merges segments, sweeps what was merged.

Everything is done in bounded pieces, because the vault's one writer does them between groups of
orders. What a piece needs to know to go on stands in the store: a crash or an undone transaction
between any two pieces loses nothing and is not noticed.

A segment is merged with all smaller ones of its shop and month once they together outgrow a part
of it. So a month has a handful of segments, and an entry is rewritten a number of times that grows
with the logarithm of the month's size.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from orderveil.store.database import Transaction
from orderveil.vault.index.segments import (
    BUILDING,
    GONE,
    LIVE,
    Entries,
    Segment,
    Segments,
    entries_of,
    orders_in,
    sorted_once,
    stamp,
)
from orderveil.vault.index.tag_keys import TagKeys
from orderveil.vault.index.tag_log import Fresh, Held, Place, read_log
from orderveil.vault.index.tag_marks import MarkReading, Marks, marks_since, read_marks
from orderveil.vault.index.tag_sizes import TagSizes
from orderveil.vault.index.tag_state import TagState

_TOP = np.uint64(2**64 - 1)


@dataclass(slots=True)
class Upkeep:
    """What pieces of work have in common."""

    keys: TagKeys
    sizes: TagSizes
    segments: Segments
    state: TagState
    fresh: Fresh
    flushing: int | None = None  # the batch up to which the log is being flushed

    due: OrderedDict[Place, None] = field(default_factory=OrderedDict)  # where merging may be due; only a hint
    reading: tuple[int, MarkReading] | None = None  # of the segment being merged, under its stamp

    def load(self, tx: Transaction) -> None:
        """Look everywhere for merges that are due, at start."""
        rows = tx.all(
            "SELECT shop, month FROM tag_segments WHERE state = ? GROUP BY shop, month HAVING COUNT(*) > 1", (LIVE,)
        )
        self.due.update({(row[0], row[1]): None for row in rows})

    # ---- flushing

    def flush(self, tx: Transaction) -> int:
        """Turn the oldest part of the log into segments, some places at a time; return the entries written.

        The rows of the log go with the last place. Until then a tag may stand in both, which a search
        does not notice.
        """
        if self.flushing is None:
            self.flushing = self.fresh.portion(self.sizes.flush_entries)
        upto = self.flushing
        if upto is None:
            return 0
        row = tx.one("SELECT COUNT(*) FROM tag_log WHERE id <= ?", (upto,))
        if row is None or row[0] != self.fresh.count(upto):
            # never delete what was not read: somebody did not tell memory of a commit
            self.flushing = None
            self.fresh.reset(read_log(tx, self.keys, upto=self.fresh.seen), 0)
            return 0
        places = self.fresh.upto(upto)
        done = self.state.flushed(tx, upto)
        left = [place for place in places if place not in done]
        taken = left[: self.sizes.flush_places]
        written = self._flush_places(tx, {place: places[place] for place in taken}, upto)
        if len(taken) == len(left):
            tx.execute("DELETE FROM tag_log WHERE id <= ?", (upto,))
            self.flushing = None
        return written

    def _flush_places(self, tx: Transaction, places: dict[Place, Held], upto: int) -> int:
        """Write one segment for each place. Few statements for all of them: shops may be many."""
        marks = marks_since(tx, self.fresh.oldest)
        generations = self.state.note_flush(tx, list(places), upto)
        segment_id = self.state.next_segment(tx, len(places))
        segments: list[tuple[Segment, Entries]] = []
        for place, (tags, ns, batches) in places.items():
            hidden = marks.hide(ns, batches)
            if hidden is not None:
                tags, ns = tags[~hidden], ns[~hidden]
            if len(tags):
                row = (segment_id, stamp(), *place, generations[place], LIVE, 0, upto, 0, int(ns.min()), int(ns.max()))
                segments.append((Segment(*row, 0, 0), entries_of(tags, ns)))
                self._look_at(place)
            segment_id += 1
        self.segments.write(tx, segments, _TOP)
        return sum(len(entries) for _, entries in segments)

    def _look_at(self, place: Place) -> None:
        self.due[place] = None
        self.due.move_to_end(place)

    def _finish(self, tx: Transaction, segment: Segment) -> None:
        tx.execute("UPDATE tag_segments SET state = ? WHERE id = ?", (LIVE, segment.id))
        self._look_at(segment.place)

    # ---- merging

    def begin_due(self, tx: Transaction) -> bool:
        """Look at some places and begin the first merge that is due; tell whether one was begun."""
        for _ in range(min(len(self.due), self.sizes.flush_places)):
            place, _ = self.due.popitem(last=False)
            is_newest = self.state.newest_month(tx, place[0]) == place[1]
            inputs = _crowd(self.segments.live_at(tx, place), self.sizes, is_newest=is_newest)
            if inputs:
                self.begin(tx, inputs, self.state.generation(tx, place))
                return True
        return False

    def begin(self, tx: Transaction, inputs: Sequence[Segment], generation: int) -> Segment:
        """Begin to merge segments of one place into a new one."""
        segment = Segment(
            self.state.next_segment(tx, 1), stamp(), *inputs[0].place, generation, BUILDING, 0,
            max(part.newest for part in inputs), self.state.tick(),
            min(part.first_n for part in inputs), max(part.last_n for part in inputs), 0, 0,
        )  # fmt: skip
        self.segments.write(tx, [(segment, np.empty(0, np.uint64))], np.uint64(0))
        for part in inputs:
            tx.execute("UPDATE tag_segments SET into_id = ? WHERE id = ?", (segment.id, part.id))
        return segment

    def merge(self, tx: Transaction, segment: Segment) -> int:
        """Merge the next piece of entries into a growing segment; return how many were read."""
        inputs = self.segments.feeding(tx, segment)
        marks = self._marks_of(tx, segment, inputs)
        if marks is None:
            return 0
        fences = self.segments.fences(tx, segment)
        done = fences[-1] if len(fences) else None
        pieces, upto = self._next(tx, inputs, done)
        dropped = False
        kept = []
        for part, entries in pieces:
            hidden = marks.hide(orders_in(entries, part.first_n), part.newest)
            if hidden is not None and hidden.any():
                entries, dropped = entries[~hidden], True
            kept.append(entries)
        merged = sorted_once(np.concatenate(kept)) if kept else np.empty(0, np.uint64)
        self.segments.grow(tx, segment, merged, upto)
        if dropped:
            self.state.note_drop(tx, segment.place)
        if upto == _TOP:
            self._close(tx, segment, inputs)
        return sum(len(entries) for _, entries in pieces)

    def _close(self, tx: Transaction, segment: Segment, inputs: Sequence[Segment]) -> None:
        """Put the finished segment in the place of those that flowed into it."""
        for part in inputs:
            tx.execute("UPDATE tag_segments SET state = ? WHERE id = ?", (GONE, part.id))
        row = tx.one("SELECT entries FROM tag_segments WHERE id = ?", (segment.id,))
        if row is not None and row[0]:
            self._finish(tx, segment)
        else:
            self.segments.cut(tx, segment, 0)

    def _next(
        self, tx: Transaction, inputs: Sequence[Segment], done: np.uint64 | None
    ) -> tuple[list[tuple[Segment, Entries]], np.uint64]:
        """Return the next entries of each input after `done`, and up to which entry they are complete."""
        each = max(2, self.sizes.merge_entries // self.sizes.block_entries // max(1, len(inputs)))
        all_fences = self.segments.all_fences(tx, inputs)
        ranges: list[tuple[Segment, int, int]] = []
        upto = _TOP
        for part in inputs:
            firsts = all_fences[part.id][:-1]
            start = 0 if done is None else max(0, int(np.searchsorted(firsts, done, side="right")) - 1)
            end = min(start + each, part.blocks)
            if end < part.blocks:
                upto = min(upto, np.uint64(firsts[end] - np.uint64(1)))
            ranges.append((part, start, end))
        blocks = self.segments.blocks(tx, ((part, no) for part, a, z in ranges for no in range(a, z)), keep=False)
        pieces = []
        for part, start, end in ranges:
            if start < end:
                entries = np.concatenate([blocks[part.id, no] for no in range(start, end)])
                low = 0 if done is None else int(np.searchsorted(entries, done, side="right"))
                pieces.append((part, entries[low : int(np.searchsorted(entries, upto, side="right"))]))
        return pieces, upto

    def _marks_of(self, tx: Transaction, segment: Segment, inputs: Sequence[Segment]) -> Marks | None:
        """Return what was forgotten before the segment was begun (None: not read whole yet).

        Later marks hide all of it anyway, and those before the oldest input none of it. Kept under
        the random stamp: of a segment whose beginning was undone nothing is ever asked again.
        """
        if self.reading is None or self.reading[0] != segment.stamp:
            oldest = min(part.newest for part in inputs)
            self.reading = (segment.stamp, MarkReading((oldest + 1, -1), segment.as_of))
        return read_marks(tx, self.reading[1], self.sizes.marks)

    # ---- sweeping

    def sweep(self, tx: Transaction) -> int:
        """Delete some blocks of segments that were merged away; return how many."""
        segment = self.segments.in_state(tx, GONE)
        return self.segments.cut(tx, segment, self.sizes.sweep_blocks) if segment else 0


def _crowd(segments: Sequence[Segment], sizes: TagSizes, *, is_newest: bool) -> list[Segment]:
    """Return the segments to merge: from the biggest one that the smaller ones together have caught up with."""
    share = sizes.hot_share if is_newest else sizes.cold_share
    for place, segment in enumerate(segments[:-1]):
        smaller = segments[place + 1 :]
        rest = sum(each.entries for each in smaller)
        is_small = rest + segment.entries <= sizes.small_entries
        if (is_small or rest * share >= segment.entries) and (not is_small or len(smaller) >= sizes.crumbs):
            return list(segments[place:])[-sizes.fan_in :]
    return []
