"""What the search index remembers beside its entries: its clock, what was forgotten, which keys must die.

The clock only counts: batches of the log, acts of forgetting and merges take its next number, so
that it is known what came before what. A key is destroyed in a later transaction than the one that
let go of what it sealed, never before that one is on disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from orderveil.store.database import Transaction
from orderveil.vault.index.tag_keys import TagKeys, log_name, month_name, seal_name
from orderveil.vault.index.tag_log import Place
from orderveil.vault.index.tag_marks import take_back
from orderveil.vault.index.tag_readers import Readers

SCHEMA: Sequence[Sequence[str]] = (
    (
        "CREATE TABLE tag_log (id INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, sealed BLOB NOT NULL)",
        """CREATE TABLE tag_segments (
            id INTEGER PRIMARY KEY, stamp INTEGER NOT NULL, shop TEXT NOT NULL, month INTEGER NOT NULL,
            generation INTEGER NOT NULL, state INTEGER NOT NULL, into_id INTEGER NOT NULL,
            newest INTEGER NOT NULL, as_of INTEGER NOT NULL, first_n INTEGER NOT NULL, last_n INTEGER NOT NULL,
            entries INTEGER NOT NULL, blocks INTEGER NOT NULL, fences BLOB NOT NULL)""",
        "CREATE INDEX tag_segments_by_place ON tag_segments (shop, month)",
        # partial, or SQLite would find a shop's living segments among all that live
        "CREATE INDEX tag_segments_at_work ON tag_segments (state, id) WHERE state <> 1",
        "CREATE INDEX tag_segments_feeding ON tag_segments (into_id) WHERE into_id <> 0",
        "CREATE TABLE tag_blocks (id INTEGER PRIMARY KEY, sealed BLOB NOT NULL)",
        # one row per shop and month that ever reached a segment
        """CREATE TABLE tag_places (
            shop TEXT NOT NULL, month INTEGER NOT NULL, generation INTEGER NOT NULL, oldest INTEGER NOT NULL,
            flushed INTEGER NOT NULL, checked INTEGER NOT NULL, dirty INTEGER NOT NULL,
            PRIMARY KEY (shop, month)) WITHOUT ROWID""",
        # an order may be marked again and again: each renewal of its tags marks what came before
        "CREATE TABLE tag_marks (before INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (before, n)) WITHOUT ROWID",
        "CREATE INDEX tag_marks_by_n ON tag_marks (n, before)",
        "CREATE TABLE tag_dead_keys (name TEXT PRIMARY KEY) WITHOUT ROWID",
        """CREATE TABLE tag_state (
            id INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, oldest_epoch INTEGER NOT NULL,
            clock INTEGER NOT NULL, round INTEGER NOT NULL, last_segment INTEGER NOT NULL)""",
        "INSERT INTO tag_state VALUES (1, 1, 1, 0, 0, 0)",
    ),
)

TABLES = ("tag_log", "tag_segments", "tag_blocks", "tag_places", "tag_marks", "tag_dead_keys")
"""What is emptied to make the index again. All but `tag_state`, which is one row."""


class TagState:
    """The clock in memory; everything else in the store."""

    def __init__(self, keys: TagKeys, readers: Readers) -> None:
        self._keys = keys
        self._readers = readers
        self._clock = 0
        self._staged: Any = None  # the transaction that last named a key to be destroyed
        self._may_be_doomed = True

    # ---- the clock

    def load(self, tx: Transaction) -> None:
        """Set the clock past everything that is stored. Numbers of undone transactions come again only here."""
        rows = [
            tx.one(f"SELECT MAX({column}) FROM {table}")
            for table, column in (
                ("tag_log", "id"), ("tag_segments", "newest"), ("tag_segments", "as_of"), ("tag_marks", "before"),
                ("tag_places", "flushed"), ("tag_places", "generation"), ("tag_state", "round"), ("tag_state", "clock"),
            )
        ]  # fmt: skip
        self._clock = max(self._clock, *(row[0] or 0 for row in rows if row))

    def tick(self) -> int:
        """Return the next number of the clock."""
        self._clock += 1
        return self._clock

    def next_segment(self, tx: Transaction, count: int) -> int:
        """Return the first of `count` ids of new segments."""
        tx.execute("UPDATE tag_state SET last_segment = last_segment + ? WHERE id = 1", (count,))
        row = tx.one("SELECT last_segment FROM tag_state WHERE id = 1")
        assert row is not None
        return int(row[0]) - count + 1

    # ---- places

    def generation(self, tx: Transaction, place: Place) -> int:
        """Return the generation of sealing keys that a shop's month has reached."""
        row = tx.one("SELECT generation FROM tag_places WHERE shop = ? AND month = ?", place)
        assert row is not None
        return int(row[0])

    def newest_month(self, tx: Transaction, shop: str) -> int:
        """Return the newest month of a shop."""
        row = tx.one("SELECT MAX(month) FROM tag_places WHERE shop = ?", (shop,))
        return int(row[0]) if row and row[0] else 0

    def flushed(self, tx: Transaction, upto: int) -> set[Place]:
        """Return the places whose part of the log up to a batch is in segments already."""
        return {(row[0], row[1]) for row in tx.all("SELECT shop, month FROM tag_places WHERE flushed >= ?", (upto,))}

    def note_flush(self, tx: Transaction, places: Sequence[Place], upto: int) -> dict[Place, int]:
        """Note that the places' parts of the log are in segments; return their generations."""
        tx.executemany(
            "INSERT INTO tag_places (shop, month, generation, oldest, flushed, checked, dirty) "
            "VALUES (?, ?, ?, ?, ?, 0, 0) ON CONFLICT (shop, month) DO UPDATE SET flushed = excluded.flushed",
            # a generation is a point of the clock: no number ever comes twice
            [(*place, upto, upto, upto) for place in places],
        )
        rows = tx.all("SELECT shop, month, generation FROM tag_places WHERE flushed = ?", (upto,))
        return {(row[0], row[1]): int(row[2]) for row in rows}

    def note_drop(self, tx: Transaction, place: Place) -> None:
        """Note that a merge left something out that older copies still hold under a living key."""
        tx.execute("UPDATE tag_places SET dirty = 1 WHERE shop = ? AND month = ?", place)

    # ---- keys that must die

    def doom(self, tx: Transaction, names: Iterable[str]) -> None:
        """Name keys that nothing living is sealed under, once this transaction is on disk.

        The clock is noted, so that none of the names comes again after a restart.
        """
        tx.execute("UPDATE tag_state SET clock = ? WHERE id = 1", (self._clock,))
        tx.executemany(
            "INSERT INTO tag_dead_keys (name) VALUES (?) ON CONFLICT (name) DO NOTHING", [(name,) for name in names]
        )
        self._staged = tx
        self._may_be_doomed = True

    def destroy_doomed(self, tx: Transaction, limit: int) -> int:
        """Destroy keys that an earlier transaction named and no search may need; return how many.

        A crash halfway is made good next time.
        """
        if self._staged is tx or not self._may_be_doomed:
            return 0
        self._staged = None
        names = [str(row[0]) for row in tx.all("SELECT name FROM tag_dead_keys LIMIT ?", (limit,))]
        ready = [name for name in names if self._readers.are_past(name)]
        for name in ready:
            self._keys.drop(name)
            tx.execute("DELETE FROM tag_dead_keys WHERE name = ?", (name,))
        self._may_be_doomed = bool(names)
        return len(ready)

    def spare(self, tx: Transaction, place: Place) -> None:
        """Take a month's key off the list: tags came in for it again before it was destroyed."""
        if self._may_be_doomed:
            tx.execute("DELETE FROM tag_dead_keys WHERE name = ?", (month_name(*place),))

    def doomed(self, tx: Transaction) -> bool:
        """Tell whether keys wait to be destroyed."""
        return self._may_be_doomed and tx.one("SELECT name FROM tag_dead_keys LIMIT 1") is not None

    def is_staging(self, tx: Transaction) -> bool:
        """Tell whether this very transaction named keys to be destroyed."""
        return self._staged is tx

    # ---- epochs and rounds

    def log_end(self, tx: Transaction) -> tuple[int, int]:
        """Return the epoch under whose key the log is sealed now, and the last batch in it (0: it is empty)."""
        row = tx.one("SELECT epoch, (SELECT MAX(id) FROM tag_log) FROM tag_state WHERE id = 1")
        assert row is not None
        return int(row[0]), int(row[1] or 0)

    def is_epoch_long(self, tx: Transaction, batches: int) -> bool:
        """Tell whether the clock has gone on by that many since the log's key was new."""
        row = tx.one("SELECT clock FROM tag_state WHERE id = 1")
        return row is not None and self._clock - int(row[0]) > batches

    def round(self, tx: Transaction) -> int:
        """Return the point of the clock at which the running round of forgetting began, or 0."""
        row = tx.one("SELECT round FROM tag_state WHERE id = 1")
        assert row is not None
        return int(row[0])

    def begin_round(self, tx: Transaction) -> int:
        """Begin a round: what was forgotten until now goes for good. The log gets a new key."""
        now = self.tick()
        tx.execute("UPDATE tag_state SET round = ?, epoch = epoch + 1 WHERE id = 1", (now,))
        return now

    def end_log_epochs(self, tx: Transaction) -> None:
        """Doom the keys of every epoch before the present one. Nothing in the log is sealed under them any more."""
        row = tx.one("SELECT oldest_epoch, epoch FROM tag_state WHERE id = 1")
        assert row is not None
        if row[0] < row[1]:
            self.doom(tx, [log_name(epoch) for epoch in range(row[0], row[1])])
            tx.execute("UPDATE tag_state SET oldest_epoch = epoch WHERE id = 1")

    def end_round(self, tx: Transaction, begun: int, limit: int) -> int:
        """Take back some of the marks that hide nothing any more, and end the round with the last; return how many."""
        taken, is_last = take_back(tx, begun, limit)
        if is_last:
            tx.execute("UPDATE tag_state SET round = 0 WHERE id = 1")
        return taken

    def unchecked(self, tx: Transaction, begun: int) -> tuple[Place, bool] | None:
        """Return a place that the round has not looked at, and whether a merge left something out there."""
        row = tx.one("SELECT shop, month, dirty FROM tag_places WHERE checked < ? LIMIT 1", (begun,))
        return ((row[0], row[1]), bool(row[2])) if row else None

    def check(self, tx: Transaction, place: Place, begun: int) -> None:
        """Note that a place holds nothing that the round is after."""
        tx.execute("UPDATE tag_places SET checked = ? WHERE shop = ? AND month = ?", (begun, *place))

    def next_generation(self, tx: Transaction, place: Place) -> int:
        """Take up a new sealing key for a place; return its generation."""
        generation = self.tick()
        tx.execute(
            "UPDATE tag_places SET oldest = generation, generation = ? WHERE shop = ? AND month = ?",
            (generation, *place),
        )
        return generation

    def new_generation(self, tx: Transaction, place: Place) -> int:
        """Return the generation under which a place is being sealed anew, or 0."""
        row = tx.one("SELECT oldest, generation FROM tag_places WHERE shop = ? AND month = ?", place)
        return int(row[1]) if row and row[0] != row[1] else 0

    def end_old_generation(self, tx: Transaction, place: Place) -> None:
        """Doom the sealing key of a place's earlier generation: everything is sealed anew."""
        row = tx.one("SELECT oldest, generation FROM tag_places WHERE shop = ? AND month = ?", place)
        assert row is not None
        if row[0] != row[1]:
            self.doom(tx, [seal_name(*place, row[0])])
        tx.execute("UPDATE tag_places SET oldest = generation, dirty = 0 WHERE shop = ? AND month = ?", place)

    def end_place(self, tx: Transaction, place: Place) -> None:
        """Doom every key of a shop's month that is empty, and let go of its row."""
        row = tx.one("SELECT oldest, generation FROM tag_places WHERE shop = ? AND month = ?", place)
        assert row is not None
        self.doom(tx, [*{seal_name(*place, generation) for generation in row}, month_name(*place)])
        tx.execute("DELETE FROM tag_places WHERE shop = ? AND month = ?", place)
