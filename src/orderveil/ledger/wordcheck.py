"""Compares the word index with what the entries themselves say, in one pass over each.

Threat: somebody who can write to the store takes a row of the index away, so that their looks are not
found. Defence: both sides are added up block by block under a keyed hash (as in orderindex); where the sums of
a block differ, it is made again and the words that differ are named. Must never trust the index to say what it
should hold, nor repeat a stored word that no entry says.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from orderveil.ledger.words import BLOCK, Block, Saying, block_of
from orderveil.store.database import Transaction

_ROWS_AT_ONCE = 2_000
_MAX_NAMED = 20
_BEFORE_ALL = -(2**63)
Place = tuple[int, int]  # log, block


@dataclass(slots=True)
class WordSums:
    """For each block the number of its rows, and the sum of their hashes under bytes drawn for this check alone."""

    secret: bytes = field(default_factory=lambda: secrets.token_bytes(16), repr=False)
    sums: dict[Place, tuple[int, int]] = field(default_factory=dict)
    _at: Place | None = None
    _block: Block = field(default_factory=Block)

    def add(self, log: int, index: int, entry: Saying) -> None:
        """Add an entry; those of a log come in their order."""
        number, offset = divmod(index, BLOCK)
        if (log, number) != self._at:
            self.close()
            self._at, self._block = (log, number), Block()
        self._block.add(offset, entry)

    def close(self) -> None:
        """Add up the block that was met last."""
        if self._at is not None:
            for word, places in self._block.rows():
                self.add_row(word, self._at, places)
        self._at = None

    def add_row(self, word: str, place: Place, places: bytes) -> None:
        """Add one row."""
        count, total = self.sums.get(place, (0, 0))
        self.sums[place] = count + 1, total + hash(self.secret + f"{word}/{place}/".encode() + places)

    def other(self) -> WordSums:
        """Return empty sums under the same secret."""
        return WordSums(self.secret)


def rows_of(tx: Transaction, logs: Collection[int]) -> Iterator[tuple[str, Place, bytes]]:
    """Yield (word, place, places) of the rows that speak of `logs`, a bounded number in memory."""
    last: tuple[str, int, int] = ("", _BEFORE_ALL, _BEFORE_ALL)
    while True:
        rows = tx.all(
            "SELECT word, log, block, places FROM ledger_words WHERE (word, log, block) > (?, ?, ?) "
            "ORDER BY word, log, block LIMIT ?",
            (*last, _ROWS_AT_ONCE),
        )
        for word, log, block, places in rows:
            if log in logs:
                yield word, (log, block), bytes(places)
        if len(rows) < _ROWS_AT_ONCE:
            return
        last = rows[-1][:3]


def differences(tx: Transaction, told: WordSums, names: Mapping[int, str], sizes: Mapping[int, int]) -> Iterator[str]:
    """Yield what differs between entries and index, word by word in up to 20 blocks, and 20 words of each."""
    told.close()
    stored = told.other()
    for row in rows_of(tx, names):
        stored.add_row(*row)
    places = sorted(place for place in {**told.sums, **stored.sums} if told.sums.get(place) != stored.sums.get(place))
    if not places:
        return
    held: dict[Place, dict[str, bytes]] = defaultdict(dict)
    for word, place, entries in rows_of(tx, names):
        if place in places[:_MAX_NAMED]:
            held[place][word] = entries
    for log, number in places[:_MAX_NAMED]:
        where = f"{names[log]}, entries {number * BLOCK} and on"
        block = block_of(tx, log, number, sizes[log]) if 0 <= number * BLOCK < sizes[log] else Block()
        yield from _of_block(dict(block.rows()) if block.end else {}, held[log, number], where)


def _of_block(owed: dict[str, bytes], held: dict[str, bytes], where: str) -> Iterator[str]:
    for word in [word for word, places in owed.items() if held.get(word) != places][:_MAX_NAMED]:
        what = "another row than the entries say" if word in held else "no row"
        yield f"ledger_words: {what} for {word} of {where}"
    if held.keys() - owed.keys():
        yield f"ledger_words: rows for words that no entry says, of {where}"
