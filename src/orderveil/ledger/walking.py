"""Walks one stored log from its first entry to its last and compares everything with everything.

Entries are hashed again and compared with the hashes beside them, bundles with the tiles above, tiles
with each other, the root with the signed head, and with every head that was seen before. Where two
copies differ, the third says which of them was altered. Memory stays bounded however long the log is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from orderveil.core.chain import Frontier, leaf_hash, peaks_of, perfect_root, root_of_peaks
from orderveil.core.errors import LedgerUnavailable
from orderveil.ledger.acts import Act
from orderveil.ledger.bundles import WIDTH, BundleBroken, split_hashes, unpack
from orderveil.ledger.entries import Entry, FreeValue, decode
from orderveil.ledger.heads import Head
from orderveil.ledger.orderindex import OrderSum
from orderveil.ledger.pending import Seen
from orderveil.ledger.wordcheck import WordSums
from orderveil.store.database import Transaction

_ROWS_AT_ONCE = 16
Progress = Callable[[int, int], None]  # entries done, of all
_BEFORE_ALL = -(2**63)  # a row slipped in under a negative number is met too


@dataclass(slots=True)
class Findings:
    """What a check of the whole record gathers."""

    tell: Callable[[str], None]
    orders: OrderSum
    words: WordSums = field(default_factory=WordSums)
    seen: dict[tuple[str, str], Seen] = field(default_factory=lambda: defaultdict(Seen))
    openings: dict[int, Entry] = field(default_factory=dict)
    ended: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    cosigned: dict[tuple[str, str, str], str] = field(default_factory=dict)  # (tenant, log, witness) -> digest
    entries: int = 0
    heard: Callable[[int], None] = lambda done: None  # how many entries are done

    def cosign(self, entry: Entry) -> None:
        """Note what an entry, if it is one of those, says that a witness signed; the newest counts."""
        if entry.act is Act.LEDGER_CHECKPOINT_COSIGNED and entry.log:
            self.cosigned[entry.tenant, entry.log, entry.detail.get("witness", "")] = entry.digest or ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A head that the walk must meet: somebody signed, or saw, this root at this size."""

    size: int
    root: bytes
    who: str


@dataclass(slots=True)
class Walk:
    """One log under the check. `heads` are the claims to be met on the way, smallest first."""

    tx: Transaction
    head: Head
    findings: Findings
    heads: list[Claim]
    frontier: Frontier = field(default_factory=Frontier)  # over full bundles
    tiles: list[list[bytes]] = field(default_factory=list)  # the row that grows on each level, from 1
    counts: list[int] = field(default_factory=list)  # full rows below, per level
    tail: list[bytes] = field(default_factory=list)
    last: tuple[str, str, int] = ("", "", -1)  # writer, batch and place of the entry before

    def tell(self, what: str) -> None:
        """Report a problem of this log."""
        self.findings.tell(f"log {self.head.name}: {what}")

    @property
    def size(self) -> int:
        """How many entries the walk has passed."""
        return self.frontier.size * WIDTH + len(self.tail)

    def run(self) -> None:
        """Walk the whole log."""
        at = _BEFORE_ALL
        while rows := self.tx.all(
            "SELECT start, hashes, entries FROM ledger_bundles WHERE log = ? AND start > ? ORDER BY start LIMIT ?",
            (self.head.id, at, _ROWS_AT_ONCE),
        ):
            for start, hashes, entries in rows:
                self._row(start, bytes(hashes), bytes(entries))
                at = start
            self.findings.heard(self.findings.entries + self.size)
        self._check_heads()
        self._check_edge()
        for head in self.heads:
            self.tell(f"the store holds {self.size} entries, {head.who} covers {head.size}")
        if self.size > self.head.size:
            self.tell(f"the store holds {self.size} entries, its signed head covers {self.head.size}")
        self.findings.entries += self.size

    def _row(self, start: int, raw_hashes: bytes, raw_entries: bytes) -> None:
        place = f"entries {start} and on"
        if start != self.size:
            self.tell(f"{place} do not follow entry {self.size - 1}: a row was removed, moved or altered")
        try:
            stored = split_hashes(raw_hashes)
        except BundleBroken:
            self.tell(f"{place}: the hashes beside them are broken")
            stored = []
        try:
            entries = unpack(raw_entries)
        except BundleBroken:
            self.tell(f"{place}: the bundle's lengths are broken, so the entries in it cannot be told apart")
            self._advance(stored)
            return
        hashes = [leaf_hash(entry) for entry in entries]
        if hashes != stored:
            hashes = self._settle(start, entries, hashes, stored)
        for index, entry in enumerate(entries, start):
            self._entry(index, entry)
        self._advance(hashes)

    def _settle(self, start: int, entries: list[bytes], hashes: list[bytes], stored: list[bytes]) -> list[bytes]:
        """Say which of entries and hashes was altered; return what the tree above knows."""
        if len(hashes) != len(stored):
            self.tell(f"entries {start} and on: {len(hashes)} entries stand beside {len(stored)} hashes")
            return stored if len(stored) == WIDTH else hashes
        wrong = [offset for offset in range(len(hashes)) if hashes[offset] != stored[offset]]
        is_hash = self._is_known_above(start, hashes)
        for offset in wrong:
            what = "the hash beside it was altered" if is_hash else "the entry was altered"
            self.tell(f"entry {start + offset}: {what}")
        return hashes if is_hash else stored

    def _is_known_above(self, start: int, hashes: list[bytes]) -> bool:
        """Tell whether the entries as they stand are those that the tree above, or the head, was made of."""
        if len(hashes) == WIDTH and start % WIDTH == 0:
            bundle = start // WIDTH
            row = self.tx.one(
                "SELECT hashes FROM ledger_tiles WHERE log = ? AND level = 1 AND tile = ?",
                (self.head.id, bundle // WIDTH),
            )
            at = bundle % WIDTH * 32
            return row is not None and bytes(row[0])[at : at + 32] == perfect_root(hashes)
        later = self.tx.all(
            "SELECT hashes FROM ledger_bundles WHERE log = ? AND start > ? ORDER BY start", (self.head.id, start)
        )
        try:
            rest = [hash_ for row in later for hash_ in split_hashes(bytes(row[0]))]
        except BundleBroken:
            return False
        newest = peaks_of([*self.tail, *hashes, *rest])
        return root_of_peaks([*self.frontier.peaks, *newest]) == self.head.checkpoint.root

    def _entry(self, index: int, raw: bytes) -> None:
        findings = self.findings
        try:
            entry = decode(raw)
        except FreeValue as error:
            self.tell(f"entry {index}: {error.place}: {error.message}")
            return
        for order in entry.orders if len(entry.orders) < 2 else dict.fromkeys(entry.orders):
            findings.orders.add(order, self.head.id, index)
        findings.words.add(self.head.id, index, entry)
        self._check_id(index, entry)
        if entry.tenant != self.head.tenant:
            self.tell(f"entry {index}: it belongs to another tenant")
        if (entry.act is Act.LEDGER_LOG_OPENED) != (index == 0):
            self.tell(f"entry {index}: a log's first entry, and no other, opens it")
        if entry.log is not None:
            self._of_a_log(entry)

    def _of_a_log(self, entry: Entry) -> None:
        findings = self.findings
        if entry.act is Act.LEDGER_LOG_OPENED:
            findings.openings[self.head.id] = entry
            if entry.log != self.head.name:
                self.tell("entry 0: it opens another log")
        elif entry.act is Act.LEDGER_LOG_ENDED and entry.log is not None:
            findings.ended[entry.tenant].add(entry.log)
        else:
            findings.cosign(entry)

    def _check_id(self, index: int, entry: Entry) -> None:
        """Every entry names writer, batch and place; none comes twice, and a batch's entries stay together."""
        writer, batch, place = (*entry.id.split("."), "", "")[:3]
        if not place:
            self.tell(f"entry {index}: it names no writer")
            return
        before, self.last = self.last, (writer, batch, int(place))
        if (writer, batch) == before[:2] and int(place) == before[2] + 1:
            return
        if int(place) != 0:
            self.tell(f"entry {index}: the entries before it in its batch are not there")
        elif not self.findings.seen[entry.tenant, writer].add(int(batch)):
            self.tell(f"entry {index}: it was recorded twice")

    def _advance(self, hashes: list[bytes]) -> None:
        self.tail.extend(hashes)
        self._check_heads()
        while len(self.tail) >= WIDTH:
            root = perfect_root(self.tail[:WIDTH])
            del self.tail[:WIDTH]
            self.frontier.append(root)
            self._climb(1, root)

    def _climb(self, level: int, hash_: bytes) -> None:
        if len(self.tiles) < level:
            self.tiles.append([])
            self.counts.append(0)
        row = self.tiles[level - 1]
        row.append(hash_)
        if len(row) == WIDTH:
            self._compare(level, self.counts[level - 1], row)
            self.counts[level - 1] += 1
            self.tiles[level - 1] = []
            self._climb(level + 1, perfect_root(row))

    def _compare(self, level: int, tile: int, expected: list[bytes]) -> None:
        stored = self.tx.one(
            "SELECT hashes FROM ledger_tiles WHERE log = ? AND level = ? AND tile = ?", (self.head.id, level, tile)
        )
        if stored is None:
            self.tell(f"tile {tile} of level {level} is missing")
        elif bytes(stored[0]) != b"".join(expected):
            raw = bytes(stored[0])
            at = next((i for i, one in enumerate(expected) if raw[i * 32 : i * 32 + 32] != one), len(expected))
            self.tell(f"tile {tile} of level {level} does not fit what stands under it, from hash {at} on")

    def _check_edge(self) -> None:
        """Compare the rows that are not full yet, and look for rows that should not be there."""
        expected = 0
        for level, row in enumerate(self.tiles, 1):
            expected += self.counts[level - 1] + bool(row)
            if row:
                self._compare(level, self.counts[level - 1], row)
        found = self.tx.one("SELECT count(*) FROM ledger_tiles WHERE log = ?", (self.head.id,))
        if found and found[0] != expected:
            self.tell(f"{found[0]} tiles are stored, {expected} belong there")

    def _check_heads(self) -> None:
        """Meet the heads whose size the walk has reached: compare their roots with what is stored."""
        full = self.frontier.size * WIDTH
        while self.heads and self.heads[0].size <= self.size:
            head = self.heads.pop(0)
            root = root_of_peaks([*self.frontier.peaks, *peaks_of(self.tail[: head.size - full])])
            if head.root != root:
                self.tell(f"the stored entries do not lead to the root that {head.who} states for size {head.size}")


def broken(error: Exception) -> str:
    """Return what may be told of an error met while reading: its kind, or our own words, never the store's."""
    return str(error) if isinstance(error, LedgerUnavailable) else type(error).__name__
