"""The word index: which entries were by whom, for which hop, partner and shop, of which act, and when.

A log is cut into blocks of 4,096 entries. For each word that an entry of a block says there is one row,
with the places in the block at which it stands: so few rows that the record's growth does not feel them,
and two words together are found by one AND. A bulk entry on 1,000 orders is one place. Everything here follows
from the entries: what is missing is made again, and `verify` makes all of it again to compare (wordcheck).
Must never be believed: whoever reads an entry by it holds the entry against the word.
"""

from __future__ import annotations

import struct
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

import msgspec

from orderveil.core.errors import LedgerUnavailable
from orderveil.ledger.tree import read_entries
from orderveil.store.database import Database, Transaction

BLOCK = 4_096  # entries in a block
BITMAP_BYTES = BLOCK // 8
TIME = "time"  # the row of a block that tells its earliest and latest moment, and how many entries it holds
_TIMES = struct.Struct(">QQH")
_BLOCKS_AT_ONCE = 8


class Saying(Protocol):
    """The parts of an entry that are words of the index."""

    @property
    def act(self) -> str: ...
    @property
    def actor(self) -> str: ...
    @property
    def at_ms(self) -> int: ...
    @property
    def hop(self) -> str | None: ...
    @property
    def partner(self) -> str | None: ...
    @property
    def shop(self) -> str | None: ...


class Said(msgspec.Struct):
    """What the index takes of an entry."""

    act: str
    actor: str
    at_ms: int
    hop: str | None = None
    orders: list[str] = []
    partner: str | None = None
    shop: str | None = None


read_said = msgspec.json.Decoder(Said).decode


def words_of(entry: Saying) -> list[str]:
    """Return the words of an entry: `act:…`, `actor:…`, and of what it has `hop:…`, `partner:…`, `shop:…`."""
    words = [f"act:{entry.act}", f"actor:{entry.actor}"]
    if entry.hop is not None:
        words.append(f"hop:{entry.hop}")
    if entry.partner is not None:
        words.append(f"partner:{entry.partner}")
    if entry.shop is not None:
        words.append(f"shop:{entry.shop}")
    return words


@dataclass(slots=True)
class Block:
    """What entries of one block say, as they are met one by one, in order."""

    places: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    first_ms: int = 2**53
    last_ms: int = 0
    end: int = 0  # one behind the last entry met, within the block

    def add(self, offset: int, entry: Saying) -> None:
        """Add the entry at a place of the block."""
        for word in words_of(entry):
            self.places[word].append(offset)
        self.first_ms = min(self.first_ms, entry.at_ms)
        self.last_ms = max(self.last_ms, entry.at_ms)
        self.end = offset + 1

    def rows(self) -> Iterator[tuple[str, bytes]]:
        """Yield (word, places) as they are stored, of a block that was met from its beginning."""
        yield TIME, self.times()
        for word, places in self.places.items():
            yield word, grown(b"", places)

    def times(self) -> bytes:
        """Return the row of the block's moments."""
        return _TIMES.pack(self.first_ms, self.last_ms, self.end)


@dataclass(frozen=True, slots=True)
class Times:
    """A block's earliest and latest moment (epoch ms) and its number of entries."""

    first_ms: int
    last_ms: int
    entries: int


def read_times(raw: bytes) -> Times | None:
    """Return a stored row of moments, or None where it is none."""
    return Times(*_TIMES.unpack(raw)) if len(raw) == _TIMES.size else None


def grown(before: bytes, places: Iterable[int]) -> bytes:
    """Return stored places with more behind them.

    Fewer than 256 stand as two bytes each, in order; from 256 on a map of 4,096 bits takes no more room.
    """
    if len(before) != BITMAP_BYTES:
        more = array("H", places)
        more.byteswap()  # big-endian: the bytes sort as the numbers do
        packed = before + more.tobytes()
        if len(packed) < BITMAP_BYTES:
            return packed
        places, before = offsets(packed), bytes(BITMAP_BYTES)
    bits = bytearray(before)
    for place in places:
        bits[place >> 3] |= 1 << (place & 7)
    return bytes(bits)


def offsets(packed: bytes) -> list[int]:
    """Return the places of a row that holds them as two bytes each; what an alteration left over is dropped."""
    found = array("H", packed[: len(packed) & ~1])
    found.byteswap()
    return [place % BLOCK for place in found]


def mask_of(stored: bytes) -> int:
    """Return a row's places as a number whose bit n stands for place n."""
    if len(stored) == BITMAP_BYTES:
        return int.from_bytes(stored, "little")
    mask = 0
    for place in offsets(stored):
        mask |= 1 << place
    return mask


def note_words(tx: Transaction, log: int, start: int, said: Iterable[Saying]) -> None:
    """Name entries, which are numbered from `start` on, in the index."""
    blocks: dict[int, Block] = {}
    for index, entry in enumerate(said, start):
        number, offset = divmod(index, BLOCK)
        block = blocks.get(number)
        if block is None:
            block = blocks[number] = Block()
        block.add(offset, entry)
    for number, block in blocks.items():
        is_begun = number * BLOCK < start
        before = _stored(tx, log, number, [TIME, *block.places]) if is_begun else {}
        times = read_times(before.pop(TIME, b""))
        if times is not None:
            block.first_ms, block.last_ms = min(block.first_ms, times.first_ms), max(block.last_ms, times.last_ms)
        rows = [(word, log, number, grown(before.get(word, b""), places)) for word, places in block.places.items()]
        if times is not None or not is_begun:  # else the block was never made: build_words does it whole
            rows.append((TIME, log, number, block.times()))
        _put(tx, rows)


def _stored(tx: Transaction, log: int, block: int, words: list[str]) -> dict[str, bytes]:
    places = ", ".join("?" * len(words))
    rows = tx.all(
        f"SELECT word, places FROM ledger_words WHERE log = ? AND block = ? AND word IN ({places})",
        (log, block, *words),
    )
    return {word: bytes(stored) for word, stored in rows}


def _put(tx: Transaction, rows: list[tuple[str, int, int, bytes]]) -> None:
    tx.executemany(
        "INSERT INTO ledger_words (word, log, block, places) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (word, log, block) DO UPDATE SET places = excluded.places",
        rows,
    )


def times_of(tx: Transaction, log: int) -> dict[int, Times]:
    """Return the moments of each block of a log."""
    rows = tx.all("SELECT block, places FROM ledger_words WHERE word = ? AND log = ? ORDER BY block", (TIME, log))
    found = {block: read_times(bytes(raw)) for block, raw in rows}
    return {block: times for block, times in found.items() if times is not None}


def block_of(tx: Transaction, log: int, number: int, size: int) -> Block:
    """Return what the entries of a block say. Raises LedgerUnavailable where one is not what was recorded."""
    block = Block()
    for index, raw in read_entries(tx, log, number * BLOCK, min(size, (number + 1) * BLOCK)):
        block.add(index % BLOCK, read_said(raw))
    return block


def build_words(database: Database) -> int:
    """Make the blocks that the index lacks, a few in a transaction; return how many there were.

    An installation from before the index has none of them. A block whose entries were altered is left out:
    `verify` says why, and who asks by the index is told that the record was altered.
    """
    with database.reading() as tx:
        logs = [row[0] for row in tx.all("SELECT id FROM ledger_logs ORDER BY id")]
        due = [(log, number, size) for log in logs for number, size in _missing(tx, log)]
    made = 0
    for at in range(0, len(due), _BLOCKS_AT_ONCE):
        with database.writing() as tx:
            for log, number, size in due[at : at + _BLOCKS_AT_ONCE]:
                try:
                    block = block_of(tx, log, number, size)
                except (LedgerUnavailable, msgspec.MsgspecError):
                    continue
                _put(tx, [(word, log, number, places) for word, places in block.rows()])
                made += 1
    return made


def blocks_of(tx: Transaction, tenant: str) -> list[tuple[int, int]]:
    """Return (log, block) of everything that a tenant's index holds, or should."""
    found: set[tuple[int, int]] = set()
    for (log,) in tx.all("SELECT id FROM ledger_logs WHERE tenant = ? ORDER BY id", (tenant,)):
        found.update((log, block) for block in range(-(-_size_of(tx, log) // BLOCK)))
        found.update((log, row[0]) for row in tx.all("SELECT DISTINCT block FROM ledger_words WHERE log = ?", (log,)))
    return sorted(found)


def make_again(tx: Transaction, log: int, number: int) -> bool:
    """Make a block of the index out of its entries, whatever it held; False where an entry was altered: it stays."""
    size = _size_of(tx, log)
    try:
        block = block_of(tx, log, number, size) if 0 <= number * BLOCK < size else Block()
    except (LedgerUnavailable, msgspec.MsgspecError):
        return False
    tx.execute("DELETE FROM ledger_words WHERE log = ? AND block = ?", (log, number))
    if block.end:
        _put(tx, [(word, log, number, places) for word, places in block.rows()])
    return True


def _size_of(tx: Transaction, log: int) -> int:
    row = tx.one("SELECT start, hashes FROM ledger_bundles WHERE log = ? ORDER BY start DESC LIMIT 1", (log,))
    return row[0] + len(bytes(row[1])) // 32 if row is not None else 0


def _missing(tx: Transaction, log: int) -> list[tuple[int, int]]:
    size, have = _size_of(tx, log), times_of(tx, log)
    blocks = range(-(-size // BLOCK))
    return [
        (block, size) for block in blocks if block not in have or have[block].entries < min(BLOCK, size - block * BLOCK)
    ]
