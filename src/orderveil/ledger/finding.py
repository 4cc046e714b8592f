"""Finds entries by who, whose, for which hop, partner and shop, of which acts and when; the newest first.

The index leads to places (words, orders), the entries there decide: each is compared with its hash, and with what
was asked. Must never hand out an entry of a log that was not asked about: logs are a tenant's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from orderveil.core.chain import leaf_hash
from orderveil.core.errors import Malformed
from orderveil.ledger.bundles import BundleBroken, unpack
from orderveil.ledger.heads import Head
from orderveil.ledger.tree import altered
from orderveil.ledger.words import BLOCK, Said, Times, mask_of, read_said, times_of, words_of
from orderveil.store.database import Transaction

_FIRST_ROWS, _MORE_ROWS = 4, 256
_HASH_BYTES = 32


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for. `words`: of each group an entry says at least one. Times in epoch ms, half open."""

    words: tuple[frozenset[str], ...] = ()
    order: str | None = None
    since_ms: int = 0
    until_ms: int | None = None

    def fits(self, said: Said) -> bool:
        """Tell whether an entry is asked for."""
        return self.is_then(said.at_ms) and self.is_said(said) and (self.order is None or self.order in said.orders)

    def is_said(self, said: Said) -> bool:
        """Tell whether an entry says one word of each group."""
        words = words_of(said)
        return all(not group.isdisjoint(words) for group in self.words)

    def is_then(self, at_ms: int) -> bool:
        """Tell whether a moment lies within the time asked about."""
        return self.since_ms <= at_ms and (self.until_ms is None or at_ms < self.until_ms)

    def may_hold(self, times: Times) -> bool:
        """Tell whether a block may hold an entry of that time."""
        return self.since_ms <= times.last_ms and (self.until_ms is None or times.first_ms < self.until_ms)


@dataclass(frozen=True, slots=True)
class Found:
    """One entry and where it stands: `2026Q4/17`."""

    place: str
    entry: bytes = field(repr=False)


def find(tx: Transaction, heads: Sequence[Head], wanted: Wanted, before: str | None = None) -> Iterator[Found]:
    """Yield the entries asked for, newest place first, from the one before the place `before` on.

    `heads` are a tenant's logs, oldest first. Raises Malformed for a place that no log has, LedgerUnavailable
    where an entry was altered, or the index says what the entry does not, or speaks of fewer entries than there are.
    """
    log, end = _placed(heads, before)
    for head in reversed(heads[: log + 1] if log is not None else heads):
        size = min(head.size, end) if log is not None and head is heads[log] else head.size
        reader = _Entries(tx, head)
        for index in _places(tx, head, wanted, size):
            raw = reader.at(index)
            said = read_said(raw)
            if wanted.order is None and not wanted.is_said(said):
                raise altered(f"{head.name}/{index}, index")
            if wanted.order is not None and wanted.order not in said.orders:
                raise altered(f"{head.name}/{index}, index")
            if wanted.fits(said):
                yield Found(f"{head.name}/{index}", raw)


def _placed(heads: Sequence[Head], place: str | None) -> tuple[int | None, int]:
    if place is None:
        return None, 0
    name, _, index = place.rpartition("/")
    for number, head in enumerate(heads):
        if head.name == name and index.isascii() and index.isdigit() and len(index) < 16:
            return number, int(index)
    raise Malformed("there is no such place in the record", place="before")


def _places(tx: Transaction, head: Head, wanted: Wanted, size: int) -> Iterator[int]:
    """Yield the entries to look at, the newest first."""
    if wanted.order is not None:
        rows = tx.all(
            "SELECT entry FROM ledger_orders WHERE order_id = ? AND log = ? AND entry < ? ORDER BY entry DESC",
            (wanted.order, head.id, size),
        )
        yield from (row[0] for row in rows)
        return
    times = _times(tx, head)
    then = [block for block in range(-(-size // BLOCK)) if wanted.may_hold(times[block])]
    for block, mask in _masks(tx, head, wanted, then) if then else ():
        if not wanted.may_hold(times[block]):  # a clock may have wavered: not all between are
            continue
        mask &= (1 << max(0, min(BLOCK, size - block * BLOCK))) - 1
        while mask:
            offset = mask.bit_length() - 1
            mask ^= 1 << offset
            yield block * BLOCK + offset


def _times(tx: Transaction, head: Head) -> Mapping[int, Times]:
    """Return each block's moments. Raises LedgerUnavailable where they do not speak of every entry."""
    times = times_of(tx, head.id)
    for block in range(-(-head.size // BLOCK)):
        if block not in times or times[block].entries < min(BLOCK, head.size - block * BLOCK):
            raise altered(f"{head.name}/{block * BLOCK}, index")
    return times


def _masks(tx: Transaction, head: Head, wanted: Wanted, then: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield (block, places) at which a word of each group stands, from the last of the blocks `then` to the first."""
    groups = [[_Rows(tx, word, head.id) for word in sorted(group)] for group in wanted.words]
    block = then[-1]
    while block >= then[0]:
        nearest = min((max((one.below(block) for one in group), default=-1) for group in groups), default=block)
        if nearest == block:
            mask = (1 << BLOCK) - 1 if groups else (1 << min(BLOCK, max(0, head.size - block * BLOCK))) - 1
            for group in groups:
                said = 0
                for one in group:
                    said |= one.mask(block)
                mask &= said
            if mask:
                yield block, mask
            nearest -= 1
        block = nearest


class _Rows:
    """One word's rows of one log, the newest block first, read a few at a time."""

    def __init__(self, tx: Transaction, word: str, log: int) -> None:
        self._tx, self._word, self._log = tx, word, log
        self._rows: list[tuple[int, bytes]] = []
        self._at = 0
        self._many = _FIRST_ROWS
        self._is_over = False

    def below(self, block: int) -> int:
        """Return the newest block, of `block` and those before it, in which the word stands; -1: in none."""
        while True:
            while self._at < len(self._rows) and self._rows[self._at][0] > block:
                self._at += 1
            if self._at < len(self._rows):
                return self._rows[self._at][0]
            if self._is_over:
                return -1
            self._rows = self._tx.all(
                "SELECT block, places FROM ledger_words WHERE word = ? AND log = ? AND block <= ? AND block >= 0 "
                "ORDER BY block DESC LIMIT ?",
                (self._word, self._log, block, self._many),
            )
            self._at, self._is_over, self._many = 0, len(self._rows) < self._many, _MORE_ROWS

    def mask(self, block: int) -> int:
        """Return where in a block the word stands."""
        return mask_of(bytes(self._rows[self._at][1])) if self.below(block) == block else 0


class _Entries:
    """Reads single entries of one log, those of one bundle together."""

    def __init__(self, tx: Transaction, head: Head) -> None:
        self._tx, self._head = tx, head
        self._start = 0
        self._entries: list[bytes] = []
        self._hashes = b""

    def at(self, index: int) -> bytes:
        """Return an entry, compared with its hash. Raises LedgerUnavailable."""
        if not self._start <= index < self._start + len(self._entries):
            self._load(index)
        offset = index - self._start
        if not 0 <= offset < len(self._entries):
            raise altered(f"{self._head.name}/{index}")
        entry = self._entries[offset]
        if leaf_hash(entry) != self._hashes[offset * _HASH_BYTES : (offset + 1) * _HASH_BYTES]:
            raise altered(f"{self._head.name}/{index}")
        return entry

    def _load(self, index: int) -> None:
        row = self._tx.one(
            "SELECT start, hashes, entries FROM ledger_bundles WHERE log = ? AND start <= ? "
            "ORDER BY start DESC LIMIT 1",
            (self._head.id, index),
        )
        try:
            self._start, self._entries = (row[0], unpack(bytes(row[2]))) if row is not None else (0, [])
        except BundleBroken:
            raise altered(f"{self._head.name}/{index}") from None
        self._hashes = bytes(row[1]) if row is not None else b""
