"""Forgetting for good: what was hidden at once is dropped from the index, and from every old copy of it.

A round, by numbered steps, each in pieces small enough to stand between two groups of orders:

  1. note the point of the clock; the log goes on under a new key;
  2. flush what the log holds from before that point, leaving out what was forgotten;
  3. let a merge that is under way finish;
  4. look through each shop and month; where a forgotten order is found, or a merge left one out,
     seal all of it anew under a new key without it; where nothing is left, end the month;
  5. sweep the segments that were replaced;
  6. take back the marks that hid the forgotten orders;
  7. in a later transaction, destroy the keys of the log and of the segments that were replaced.

Until 7 an old copy of the store could be opened with the keys of today. After it, and after the
purge of the key store that follows, it cannot. A crash anywhere: the next call goes on from what
the store says.
"""

from __future__ import annotations

from collections.abc import Sequence

from orderveil.store.database import Transaction
from orderveil.vault.index.segment_merging import Upkeep
from orderveil.vault.index.segments import BUILDING, Segment, orders_in
from orderveil.vault.index.tag_log import Place
from orderveil.vault.index.tag_marks import MarkReading, Marks, read_marks

_DESTROY_AT_ONCE = 8  # keys; each costs the key store an fsync
_EPOCH_BATCHES = 1 << 28  # groups sealed under one key of the log: far from where random nonces would meet


class Ending:
    """Does rounds of forgetting, piece by piece."""

    def __init__(self, upkeep: Upkeep) -> None:
        self.upkeep = upkeep
        self._reading: MarkReading | None = None  # what the running round is after
        self._looked: dict[int, int] = {}  # stamp of a segment -> blocks that hold nothing the round is after

    def is_due(self, tx: Transaction) -> bool:
        """Tell whether anything was forgotten that is still there, or the log's key has sealed a lot."""
        if tx.one("SELECT n FROM tag_marks LIMIT 1") or tx.one("SELECT shop FROM tag_places WHERE dirty = 1 LIMIT 1"):
            return True
        return self.upkeep.state.is_epoch_long(tx, _EPOCH_BATCHES)

    def go_on(self, tx: Transaction) -> tuple[str, int]:
        """Do one piece; return its name and how much it did. `rest` means that nothing is left to do."""
        state, upkeep = self.upkeep.state, self.upkeep
        if destroyed := state.destroy_doomed(tx, _DESTROY_AT_ONCE):  # step 7
            return "keys", destroyed
        begun = state.round(tx)
        if not begun:
            if not self.is_due(tx):
                return ("rest", 0) if not state.doomed(tx) else ("keys", 0)
            state.begin_round(tx)  # step 1
            return "round", 1
        if tx.one("SELECT id FROM tag_log WHERE id < ? LIMIT 1", (begun,)):  # step 2
            return "flushed", upkeep.flush(tx)
        state.end_log_epochs(tx)
        growing = upkeep.segments.in_state(tx, BUILDING)
        if growing is not None:  # steps 3 and 4
            return "merged", upkeep.merge(tx, growing)
        unchecked = state.unchecked(tx, begun)
        if unchecked is not None:
            return self._look(tx, *unchecked, begun)
        if swept := upkeep.sweep(tx):  # step 5
            return "swept", swept
        upkeep.segments.empty_cache()
        return "forgotten", state.end_round(tx, begun, upkeep.sizes.marks)  # step 6

    def _look(self, tx: Transaction, place: Place, is_dirty: bool, begun: int) -> tuple[str, int]:
        """Step 4, for one shop and month."""
        state, segments = self.upkeep.state, self.upkeep.segments
        live = segments.live_at(tx, place)
        generation = state.new_generation(tx, place)
        stale = [segment for segment in live if segment.generation != generation]
        if not live or (generation and not stale):
            self._sealed_anew(tx, place, begun, is_empty=not live)
            return "looked", 1
        if not is_dirty and not generation:
            marks = self._marks_of(tx, begun)
            if marks is None:
                return "looked", 0
            looked, found = self._find(tx, live, marks)
            if not found:
                if looked < self.upkeep.sizes.look_blocks:
                    state.check(tx, place, begun)
                return "looked", max(1, looked)
        self.upkeep.begin(tx, stale[: self.upkeep.sizes.fan_in], generation or state.next_generation(tx, place))
        return "looked", 1

    def _find(self, tx: Transaction, live: Sequence[Segment], marks: Marks) -> tuple[int, bool]:
        """Look through some blocks for forgotten orders; return how many blocks, and whether one was found.

        Segments and the round's marks never change, so what was seen in an undone transaction stays true.
        """
        room = self.upkeep.sizes.look_blocks
        for segment in live:
            if not marks.may_touch(segment.first_n, segment.last_n, segment.newest):
                continue
            start = self._looked.get(segment.stamp, 0)
            end = min(segment.blocks, start + room)
            blocks = self.upkeep.segments.blocks(tx, ((segment, no) for no in range(start, end)), keep=False)
            for block in blocks.values():
                if marks.hide(orders_in(block, segment.first_n), segment.newest) is not None:
                    return 0, True
            self._looked[segment.stamp] = end
            room -= end - start
            if room <= 0:
                break
        return self.upkeep.sizes.look_blocks - room, False

    def _marks_of(self, tx: Transaction, begun: int) -> Marks | None:
        if self._reading is None or self._reading.upto != begun:
            self._reading = MarkReading((0, -1), begun)
            self._looked = {}
        return read_marks(tx, self._reading, self.upkeep.sizes.marks)

    def _sealed_anew(self, tx: Transaction, place: Place, begun: int, *, is_empty: bool) -> None:
        state = self.upkeep.state
        state.check(tx, place, begun)
        if is_empty and not self.upkeep.fresh.holds(place):
            state.end_place(tx, place)
        else:
            state.end_old_generation(tx, place)
