"""One log's tree in the store: its bundles, its tiles, its growing edge.

Level 0 is the hashes of entries, kept beside their bundle; level n holds the roots of 256 hashes of
level n - 1. Must never sign or judge: whoever reads compares what stands here with a signed checkpoint.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from orderveil.core.chain import leaf_hash, peaks_of, perfect_root, root_of_peaks
from orderveil.core.errors import LedgerUnavailable
from orderveil.ledger.bundles import WIDTH, BundleBroken, pack, split_hashes, unpack
from orderveil.store.database import Transaction

_BITS = 8  # a tile spans 2**8 hashes


@dataclass(slots=True)
class Run:
    """A row of bundles: entries from `start` on. Full once it holds 256."""

    start: int
    hashes: list[bytes]
    entries: bytes = field(repr=False)


@dataclass(slots=True)
class Edge:
    """The right edge of a tree: what a new entry changes. `levels[0]` holds the newest entries' hashes."""

    size: int
    levels: list[list[bytes]]

    def root(self) -> bytes:
        """Return the root of the whole tree."""
        peaks: list[bytes] = []
        for hashes in reversed(self.levels):
            peaks.extend(peaks_of(hashes))
        return root_of_peaks(peaks)


def load_edge(tx: Transaction, log: int, size: int) -> Edge:
    """Return the edge of a log of `size` entries. Raises LedgerUnavailable where the store does not hold it."""
    edge = Edge(size, [[]])
    rows = tx.all(
        "SELECT hashes FROM ledger_bundles WHERE log = ? AND start >= ? ORDER BY start", (log, size - size % WIDTH)
    )
    for (hashes,) in rows:
        edge.levels[0].extend(_hashes(hashes))
    count, level = size // WIDTH, 1
    while count:
        row = tx.one(
            "SELECT hashes FROM ledger_tiles WHERE log = ? AND level = ? AND tile = ?", (log, level, count // WIDTH)
        )
        edge.levels.append(_hashes(row[0]) if row else [])
        count, level = count // WIDTH, level + 1
    expected = [(size >> (_BITS * level)) % WIDTH for level in range(len(edge.levels))]
    if [len(hashes) for hashes in edge.levels] != expected:
        raise altered(f"log {log}, newest entries")
    return edge


def extend(tx: Transaction, log: int, edge: Edge, entries: list[bytes]) -> None:
    """Append entries to a log: rows of bundles, tiles, and the edge in memory."""
    start = edge.size - len(edge.levels[0])
    fresh = [leaf_hash(entry) for entry in entries]
    if len(edge.levels[0]) + len(entries) < WIDTH:
        _put_run(tx, log, edge.size, fresh, entries)
        edge.levels[0].extend(fresh)
        edge.size += len(entries)
        return
    before = tx.all("SELECT entries FROM ledger_bundles WHERE log = ? AND start >= ? ORDER BY start", (log, start))
    tx.execute("DELETE FROM ledger_bundles WHERE log = ? AND start >= ?", (log, start))
    hashes = edge.levels[0] + fresh
    first = WIDTH - len(edge.levels[0])
    carried = b"".join(bytes(row[0]) for row in before)
    edge.size += len(entries)
    edge.levels[0] = []
    rows = []
    roots = []
    for at in range(0, len(hashes) - WIDTH + 1, WIDTH):
        part = hashes[at : at + WIDTH]
        begin = max(0, at - WIDTH + first)
        packed = carried + pack(entries[begin : at + first])
        rows.append((log, start + at, b"".join(part), packed))
        carried = b""
        roots.append(perfect_root(part))
    tx.copy("ledger_bundles", ("log", "start", "hashes", "entries"), rows)
    rest = len(hashes) % WIDTH
    if rest:
        edge.levels[0] = hashes[-rest:]
        _put_run(tx, log, edge.size - rest, edge.levels[0], entries[-rest:])
    _climb(tx, log, edge, 1, (start // WIDTH, roots))


def _climb(tx: Transaction, log: int, edge: Edge, level: int, fresh: tuple[int, list[bytes]]) -> None:
    """Place roots of full rows, the first of which has the number `index`, on `level` and what they fill above."""
    index, roots = fresh
    if not roots:
        return
    if len(edge.levels) == level:
        edge.levels.append([])
    tile = index // WIDTH
    hashes = edge.levels[level] + roots
    above = []
    for at in range(0, len(hashes), WIDTH):
        part = hashes[at : at + WIDTH]
        _put_tile(tx, (log, level, tile + at // WIDTH), part)
        if len(part) == WIDTH:
            above.append(perfect_root(part))
    edge.levels[level] = hashes[len(above) * WIDTH :]
    _climb(tx, log, edge, level + 1, (tile, above))


def _put_tile(tx: Transaction, place: tuple[int, int, int], hashes: list[bytes]) -> None:
    tx.execute(
        "INSERT INTO ledger_tiles (log, level, tile, hashes) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (log, level, tile) DO UPDATE SET hashes = excluded.hashes",
        (*place, b"".join(hashes)),
    )


def _put_run(tx: Transaction, log: int, start: int, hashes: list[bytes], entries: list[bytes]) -> None:
    tx.execute(
        "INSERT INTO ledger_bundles (log, start, hashes, entries) VALUES (?, ?, ?, ?)",
        (log, start, b"".join(hashes), pack(entries)),
    )


def read_runs(tx: Transaction, log: int, start: int) -> Iterator[Run]:
    """Yield the rows of bundles from the one that holds `start` on, one at a time."""
    row = tx.one("SELECT max(start) FROM ledger_bundles WHERE log = ? AND start <= ?", (log, start))
    at = row[0] if row and row[0] is not None else start
    while True:
        row = tx.one(
            "SELECT start, hashes, entries FROM ledger_bundles WHERE log = ? AND start >= ? ORDER BY start LIMIT 1",
            (log, at),
        )
        if row is None:
            return
        yield Run(row[0], _hashes(row[1]), bytes(row[2]))
        at = row[0] + 1


def read_entries(tx: Transaction, log: int, start: int, end: int) -> Iterator[tuple[int, bytes]]:
    """Yield (index, entry) from `start` to `end` (open), each compared with its stored hash.

    Raises LedgerUnavailable, naming the place, where an entry is not the one that was recorded.
    """
    for run in read_runs(tx, log, start):
        if run.start >= end:
            return
        entries = _entries(run)
        for offset, entry in enumerate(entries):
            index = run.start + offset
            if start <= index < end:
                if offset >= len(run.hashes) or leaf_hash(entry) != run.hashes[offset]:
                    raise altered(str(index))
                yield index, entry


class TreeReader:
    """Answers `node(level, index)` of a stored tree, remembering rows while it lives."""

    def __init__(self, tx: Transaction, log: int) -> None:
        self._tx = tx
        self._log = log
        self._rows: dict[tuple[int, int], list[bytes]] = {}

    def node(self, level: int, index: int) -> bytes:
        """Return the root of the perfect subtree at (level, index), as core.chain asks for it."""
        tall, inside = divmod(level, _BITS)
        first = index << inside
        row = self._row(tall, first // WIDTH)
        hashes = row[first % WIDTH : first % WIDTH + (1 << inside)]
        if len(hashes) != 1 << inside:
            raise altered(f"level {tall}, tile {first // WIDTH}")
        return perfect_root(hashes)

    def _row(self, level: int, tile: int) -> list[bytes]:
        if (level, tile) not in self._rows:
            if level:
                rows = self._tx.all(
                    "SELECT hashes FROM ledger_tiles WHERE log = ? AND level = ? AND tile = ?", (self._log, level, tile)
                )
            else:
                rows = self._tx.all(
                    "SELECT hashes FROM ledger_bundles WHERE log = ? AND start >= ? AND start < ? ORDER BY start",
                    (self._log, tile * WIDTH, (tile + 1) * WIDTH),
                )
            self._rows[level, tile] = [hash_ for row in rows for hash_ in _hashes(row[0])]
        return self._rows[level, tile]


def altered(place: str) -> LedgerUnavailable:
    """Return the error for a stored part that is not what was recorded."""
    return LedgerUnavailable(
        "the stored record was altered; run `orderveil ledger verify`",
        reason="ledger:altered", place=place, permanent=True,
    )  # fmt: skip


def _hashes(raw: bytes) -> list[bytes]:
    try:
        return split_hashes(bytes(raw))
    except BundleBroken:
        raise altered("hashes") from None


def _entries(run: Run) -> list[bytes]:
    try:
        return unpack(run.entries)
    except BundleBroken:
        raise altered(f"bundle {run.start}") from None
