"""Finding orders by tags: in the log in memory, in the log's rows that memory lacks, and in segments.

One search reads one state of the store, so that a merge under way is never seen by halves. What
was forgotten is left out whatever the segments still hold. The answer holds candidates: tags are
short, and the vault compares the opened orders.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from orderveil.store.database import Transaction
from orderveil.vault.index.segments import Entries, Segment, Segments, highest, lowest, orders_in, sorted_once
from orderveil.vault.index.tag_keys import TagKeys
from orderveil.vault.index.tag_log import Fresh, Held, Numbers, read_log
from orderveil.vault.index.tag_marks import Marks, marks_of
from orderveil.vault.index.tag_terms import Term

_AT_ONCE = 1024  # candidates looked at for marks


@dataclass(frozen=True, slots=True)
class Found:
    """Orders that carry a tag, and the newest batch by which each place of it may have come in."""

    ns: Numbers
    came: Numbers


@dataclass(frozen=True, slots=True)
class TagSearch:
    """Searches one index."""

    keys: TagKeys
    fresh: Fresh
    segments: Segments

    def find(self, tx: Transaction, shop: str, terms: Sequence[Term], limit: int | None = None) -> list[int]:
        """Return the newest orders of a shop that have a tag for every term, newest first."""
        fresh = self._fresh(tx, shop)
        by_month: dict[int, list[Segment]] = {month: [] for month in fresh}
        for segment in self.segments.live_of(tx, shop):
            by_month.setdefault(segment.month, []).append(segment)
        tags = {month: self._tags(shop, month, terms) for month in by_month}
        blocks = self._blocks(tx, by_month, tags)
        hits = []
        for place in range(len(terms)):  # an order's tags may lie in several months: it was told of in each
            parts: list[tuple[Numbers, Numbers]] = []
            for month, segments in by_month.items():
                tag = tags[month][place]
                parts += _in_log(fresh.get(month, []), tag)
                parts += [blocks[segment.id, tag] for segment in segments]
            hits.append(Found(*_join(parts)))
        return self._in_all(tx, hits, limit)

    def _tags(self, shop: str, month: int, terms: Sequence[Term]) -> list[int]:
        key = self.keys.known_month(shop, month)
        return [key.tag(term) for term in terms]

    def _fresh(self, tx: Transaction, shop: str) -> dict[int, list[Held]]:
        """Return the log by month: from memory, and from the store where this transaction sees more."""
        trimmed, seen, held = self.fresh.of(shop)
        months = {month: [held_there] for month, held_there in held.items()}
        row = tx.one("SELECT (SELECT MIN(id) FROM tag_log), (SELECT MAX(id) FROM tag_log)")
        assert row is not None
        missing = read_log(tx, self.keys, upto=trimmed) if row[0] is not None and row[0] <= trimmed else []
        if row[1] is not None and row[1] > seen:
            missing += read_log(tx, self.keys, above=seen)
        for batch in missing:
            for (of_shop, month), (tags, ns) in batch.parts.items():
                if of_shop == shop:
                    months.setdefault(month, []).append((tags, ns, np.full(len(ns), batch.id, np.int64)))
        return months

    def _blocks(
        self, tx: Transaction, by_month: Mapping[int, Sequence[Segment]], tags: Mapping[int, Sequence[int]]
    ) -> dict[tuple[int, int], tuple[Numbers, Numbers]]:
        """Return, by segment and tag, the orders that the segment holds under it. One read for all blocks."""
        all_fences = self.segments.all_fences(tx, [segment for segments in by_month.values() for segment in segments])
        ranges: list[tuple[Segment, int, range]] = []
        for month, segments in by_month.items():
            for segment in segments:
                firsts = all_fences[segment.id][:-1]
                for tag in tags[month]:
                    start = max(0, int(np.searchsorted(firsts, lowest(tag), side="right")) - 1)
                    end = int(np.searchsorted(firsts, highest(tag), side="right"))
                    ranges.append((segment, tag, range(start, end)))
        wanted = dict.fromkeys((segment, no) for segment, _, numbers in ranges for no in numbers)
        blocks = self.segments.blocks(tx, wanted)
        found = {}
        for segment, tag, numbers in ranges:
            parts = [_between(blocks[segment.id, no], tag) for no in numbers]
            entries = np.concatenate(parts) if parts else np.empty(0, np.uint64)
            ns = orders_in(entries, segment.first_n)
            found[segment.id, tag] = (ns, np.full(len(ns), segment.newest, np.int64))
        return found

    def _in_all(self, tx: Transaction, hits: Sequence[Found], limit: int | None) -> list[int]:
        """Return the newest orders that are in every hit, without those that are forgotten."""
        candidates = _common([hit.ns for hit in hits])[::-1]
        shown: list[int] = []
        for start in range(0, len(candidates), _AT_ONCE):
            some = candidates[start : start + _AT_ONCE]
            hidden = _hidden(marks_of(tx, some), hits)
            shown += some[~np.isin(some, hidden)].tolist() if len(hidden) else some.tolist()
            if limit is not None and len(shown) >= limit:
                return shown[:limit]
        return shown


def _hidden(marks: Marks, hits: Sequence[Found]) -> Numbers:
    """Return the marked orders of which some hit holds nothing that came after the mark."""
    hidden = np.zeros(len(marks.ns), np.bool_)
    for hit in hits if len(marks.ns) else ():
        of_marked = np.isin(hit.ns, marks.ns)
        ns, came = hit.ns[of_marked], hit.came[of_marked]
        hide = marks.hide(ns, came)
        hidden |= ~np.isin(marks.ns, ns if hide is None else ns[~hide])
    return marks.ns[hidden]


def _common(all_ns: Sequence[Numbers]) -> Numbers:
    """Return what is in all of them, in order."""
    common: Numbers | None = None
    for ns in sorted(all_ns, key=len):
        once = sorted_once(ns)
        common = once if common is None else np.intersect1d(common, once, assume_unique=True)
    assert common is not None
    return common


def _in_log(parts: Sequence[Held], tag: int) -> list[tuple[Numbers, Numbers]]:
    found = []
    for tags, ns, batches in parts:
        at = np.flatnonzero(tags == np.uint32(tag))
        found.append((ns[at], batches[at]))
    return found


def _between(block: Entries, tag: int) -> Entries:
    low, high = np.searchsorted(block, lowest(tag)), np.searchsorted(block, highest(tag), side="right")
    return block[low:high]


def _join(parts: Sequence[tuple[Numbers, Numbers]]) -> tuple[Numbers, Numbers]:
    if not parts:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    return np.concatenate([ns for ns, _ in parts]), np.concatenate([came for _, came in parts])
