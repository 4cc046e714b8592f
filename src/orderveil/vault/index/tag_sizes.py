"""How big the pieces are in which the search index is kept and worked on.

One piece of upkeep is to take less than 50 ms, because the vault's one writer does it between two
groups of orders; a search reads few blocks, each small. Measured by benchmarks/tags.py.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TagSizes:
    """Sizes and bounds; tests take small ones, so that a few orders go through every path."""

    block_entries: int = 2048  # 16 KiB
    flush_entries: int = 65_536  # some 8,000 orders wait in the log at most, unless upkeep falls behind
    flush_places: int = 32  # shops and months in one piece of a flush
    merge_entries: int = 65_536  # in one piece of a merge: 512 KiB
    fan_in: int = 16  # segments in one merge
    small_entries: int = 32_768  # segments that are smaller together are merged at once, so that no crumbs stay
    crumbs: int = 3  # so many small segments wait for a bigger one to be merged with
    units: int = 8  # small pieces of work in one call
    sweep_blocks: int = 128  # deleted in one piece
    look_blocks: int = 64  # looked through in one piece of a round of forgetting
    marks: int = 16_384  # read or taken back in one piece
    cache_bytes: int = 16 * 1024 * 1024  # opened blocks in memory
    hot_share: int = 1  # the newest month: merge when the smaller ones together reach the bigger one
    cold_share: int = 8  # older months: when they reach an eighth of it
