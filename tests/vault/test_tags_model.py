"""The index against brute force: whatever is stored, renewed, forgotten, merged, undone or killed in whatever order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from orderveil.store.database import Database, Transaction, migrate
from orderveil.vault.index.tags import SCHEMA, TABLES, TagIndex
from tests.vault.tag_model import TINY, BruteForce, NamedKeys, forget_for_good, order, searches, settle

SHOPS = ("main", "second:202601")
MONTHS = (202601, 202602, 202612)


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a transaction: pieces of upkeep in it, undone, killed after it, or memory never told of it."""

    upkeep: int
    is_undone: bool
    is_killed: bool
    is_untold: bool


RARE = st.sampled_from((False, False, False, True))
FATES = st.builds(Fate, upkeep=st.integers(0, 3), is_undone=RARE, is_killed=RARE, is_untold=RARE)


class Undone(Exception):
    """Undoes a transaction, as a full disk or a kill does."""


class Machine(RuleBasedStateMachine):
    """One index and its model. `database` is set by the test."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        with self.database.writing() as tx:
            for table in TABLES:
                tx.execute(f"DELETE FROM {table}")
            tx.execute("UPDATE tag_state SET epoch = 1, oldest_epoch = 1, clock = 0, round = 0, last_segment = 0")
        self.keys = NamedKeys()
        self.model = BruteForce(self.keys)
        self.index = self.start()
        self.n = 0
        self.last = 0

    def start(self) -> TagIndex:
        return TagIndex(self.keys.named, self.keys.drop, sizes=TINY)

    def act(self, do: Callable[[Transaction], Any], upkeep: int, *, is_undone: bool) -> bool:
        """Do something and some upkeep in one transaction, which is undone or not; tell whether it is not."""
        try:
            with self.database.writing() as tx:
                do(tx)
                for _ in range(upkeep):
                    self.index.merge(tx)
                if is_undone:
                    raise Undone
        except Undone:
            return False
        return True

    @initialize(first=st.sampled_from((0, 2**31 - 20, 2**32 - 20, 2**40)))
    def begin(self, first: int) -> None:
        self.n = first

    @rule(count=st.integers(1, 9), shop=st.sampled_from(SHOPS), month=st.sampled_from(MONTHS), fate=FATES)
    def store(self, count: int, shop: str, month: int, fate: Fate) -> None:
        ns = list(range(self.n + 1, self.n + count + 1))
        self.n += count
        self.put(self.index.store_fresh, ns, (shop, month), fate)

    @precondition(lambda self: self.model.orders)
    @rule(data=st.data(), month=st.sampled_from(MONTHS), is_whole=st.booleans(), fate=FATES)
    def tell_again(self, data: Any, month: int, is_whole: bool, fate: Fate) -> None:
        first = data.draw(st.sampled_from(sorted(self.model.orders)))
        shop = self.model.orders[first][0]
        known = sorted(n for n, (of_shop, _) in self.model.orders.items() if of_shop == shop)
        ns = data.draw(st.lists(st.sampled_from(known), min_size=1, max_size=9, unique=True))
        self.put(self.index.renew if is_whole else self.index.store_fresh, ns, (shop, month), fate)

    def put(self, put: Callable[..., None], ns: list[int], place: tuple[str, int], fate: Fate) -> None:
        """Store orders, for the first time, once more, or anew."""
        orders = {n: order((n * 31 + len(self.model.orders)) % 97) for n in ns}
        rows = [(n, *place, self.index.pack(*place, fields, ())) for n, fields in orders.items()]
        if not self.act(lambda tx: put(tx, rows), fate.upkeep, is_undone=fate.is_undone):
            return
        for n, fields in orders.items():
            if put == self.index.renew:
                self.model.forget(n)
            self.model.store(n, *place, fields)
        self.last = (ns[-1] * 31) % 97
        if fate.is_killed:
            self.index = self.start()
        elif not fate.is_untold:
            self.index.add(rows)

    @precondition(lambda self: self.model.orders)
    @rule(data=st.data(), upkeep=st.integers(0, 3), is_undone=st.booleans())
    def forget(self, data: Any, upkeep: int, is_undone: bool) -> None:
        ns = data.draw(st.lists(st.sampled_from(sorted(self.model.orders)), min_size=1, max_size=6, unique=True))
        if self.act(lambda tx: self.index.forget(tx, ns), upkeep, is_undone=is_undone):
            for n in ns:
                self.model.forget(n)

    @rule(pieces=st.integers(1, 8), is_undone=st.booleans())
    def merge(self, pieces: int, is_undone: bool) -> None:
        self.act(lambda tx: None, pieces, is_undone=is_undone)

    @rule()
    def merge_to_the_end(self) -> None:
        settle(self.index, self.database)

    @rule(pieces=st.lists(st.booleans(), min_size=1, max_size=12))
    def compact(self, pieces: list[bool]) -> None:
        for is_undone in pieces:
            self.act(self.index.compact_forgotten, 0, is_undone=is_undone)

    @rule()
    def compact_to_the_end(self) -> None:
        forget_for_good(self.index, self.database)
        with self.database.reading() as tx:
            assert tx.all("SELECT * FROM tag_marks") == []
            assert tx.all("SELECT * FROM tag_dead_keys") == []
            places = {(row[0], row[1]) for row in tx.all("SELECT shop, month FROM tag_places")}
        living = {(shop, month) for shop, tags in self.model.orders.values() for month, _ in tags}
        assert places <= living

    @rule()
    def kill(self) -> None:
        self.index = self.start()

    @rule(number=st.integers(0, 96), shop=st.sampled_from(SHOPS))
    def search(self, number: int, shop: str) -> None:
        for criteria in searches(number):
            with self.database.reading() as tx:
                assert self.index.find(tx, shop, criteria, country="IN") == self.model.find(shop, criteria)

    @invariant()
    def finds_what_was_touched_last(self) -> None:
        with self.database.reading() as tx:
            for criteria in searches(self.last)[:3]:
                assert self.index.find(tx, "main", criteria, country="IN") == self.model.find("main", criteria)


def test_the_index_finds_exactly_what_brute_force_finds(database: Database) -> None:
    migrate(database, "tags", SCHEMA)
    machine = type("Bound", (Machine,), {"database": database})
    examples = 100 if database.dialect == "sqlite" else 20
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
