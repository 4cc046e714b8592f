"""What the search index promises: finding across months and shops, nothing to read for a thief, bounded work."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from orderveil.core.errors import SealBroken
from orderveil.store.database import Database, Transaction, migrate
from orderveil.vault.index.segments import orders_in
from orderveil.vault.index.tags import SCHEMA, TagIndex
from tests.vault.tag_model import (
    MONTH,
    SHOP,
    TINY,
    NamedKeys,
    forget_for_good,
    found,
    order,
    put,
    sealed_rows,
    searches,
    settle,
)


@pytest.fixture
def keys() -> NamedKeys:
    return NamedKeys()


@pytest.fixture
def store(database: Database) -> Iterator[Database]:
    migrate(database, "tags", SCHEMA)
    return database


@pytest.fixture
def index(store: Database, keys: NamedKeys) -> TagIndex:
    return TagIndex(keys.named, keys.drop, sizes=TINY)


def test_an_order_is_found_by_each_of_its_values_and_in_every_month(index: TagIndex, store: Database) -> None:
    for month in range(12):
        put(index, store, range(month * 10, month * 10 + 10), 202601 + month)
        settle(index, store)

    for n in range(120):
        for criteria in searches(n):
            assert n in found(index, store, criteria)
    assert found(index, store, {"order_ref": "7"}) == [7]
    assert found(index, store, {"phone": "9999900003"}) == list(range(115, 0, -7))  # newest first


def test_a_bounded_search_returns_the_newest_that_are_not_forgotten(index: TagIndex, store: Database) -> None:
    put(index, store, range(70))
    settle(index, store)
    with store.writing() as tx:
        index.forget(tx, [66])

    with store.reading() as tx:
        assert index.find(tx, SHOP, {"phone": "9999900003"}, country="IN", limit=3) == [59, 52, 45]


def test_tags_told_in_different_months_are_found_together(index: TagIndex, store: Database) -> None:
    put(index, store, range(1, 3), 202610)
    rows = [(1, SHOP, 202611, index.pack(SHOP, 202611, {}, ["AWB-9"]))]
    with store.writing() as tx:
        index.store_fresh(tx, rows)
    index.add(rows)

    assert found(index, store, {"awb": "awb9", "phone": "9999900001"}) == [1]


def test_no_shop_is_found_by_another_ones_search(index: TagIndex, store: Database) -> None:
    put(index, store, range(10))
    put(index, store, range(10, 20), shop="other")

    assert found(index, store, {"phone": "9999900003"}, "other") == [17, 10]
    assert found(index, store, {"phone": "9999900003"}, "none") == []


def test_a_copy_of_the_store_shows_nothing_equal_about_equal_buyers(index: TagIndex, store: Database) -> None:
    same = order(1)
    rows = [(n, SHOP, MONTH, index.pack(SHOP, MONTH, same, ())) for n in range(64)]
    for row in rows:
        with store.writing() as tx:
            index.store_fresh(tx, [row])
        index.add([row])
    with store.reading() as tx:
        log = [bytes(row[2]) for row in sealed_rows(tx)["tag_log"]]
    assert len({len(sealed) for sealed in log}) == 1
    settle(index, store)
    with store.reading() as tx:
        blocks = [bytes(row[1]) for row in sealed_rows(tx)["tag_blocks"]]

    everything = log + blocks
    grams = {sealed[start : start + 6] for sealed in everything for start in range(len(sealed) - 6)}
    assert len(grams) >= sum(len(sealed) - 6 for sealed in everything) - 1  # no six bytes come twice
    assert not any(row[3][4:8] in sealed for row in rows for sealed in everything)


def test_a_damaged_or_swapped_block_is_an_error_and_never_an_empty_answer(
    index: TagIndex, store: Database, keys: NamedKeys
) -> None:
    put(index, store, range(60))
    settle(index, store)
    with store.writing() as tx:
        ids = [row[0] for row in tx.all("SELECT id FROM tag_blocks ORDER BY id")]
        for here, there in pairwise(ids):
            row = tx.one("SELECT sealed FROM tag_blocks WHERE id = ?", (there,))
            assert row is not None
            tx.execute("UPDATE tag_blocks SET sealed = ? WHERE id = ?", (bytes(row[0]), here))
    with pytest.raises(SealBroken) as broken:
        found(TagIndex(keys.named, keys.drop, sizes=TINY), store, {"name_postcode": "asha kumar 560"})
    assert "asha" not in str(broken.value)
    with store.writing() as tx:
        tx.execute("DELETE FROM tag_blocks")
    with pytest.raises(SealBroken):
        found(TagIndex(keys.named, keys.drop, sizes=TINY), store, {"phone": "9999900003"})


def test_no_piece_of_upkeep_grows_with_the_index(store: Database, keys: NamedKeys) -> None:
    class Counted:
        """Counts the rows that a transaction writes."""

        def __init__(self, inner: Transaction) -> None:
            self.inner, self.dialect, self.rows = inner, inner.dialect, 0
            self.one, self.all = inner.one, inner.all

        def execute(self, sql: str, args: Any = ()) -> int:
            touched = self.inner.execute(sql, args)
            self.rows += max(0, touched)
            return touched

        def executemany(self, sql: str, rows: Any) -> None:
            for row in rows:
                self.execute(sql, row)

        def copy(self, table: str, columns: Any, rows: Any) -> None:
            rows = list(rows)
            self.rows += len(rows)
            self.inner.copy(table, columns, rows)

    index = TagIndex(keys.named, keys.drop, sizes=TINY)
    put(index, store, range(300))
    most: dict[str, int] = {}
    left = 1
    while left:
        with store.writing() as tx:
            counted = Counted(tx)
            done = index.merge(counted)
            most[next(iter(done))] = max(most.get(next(iter(done)), 0), counted.rows)
            left = done["left"]
    with store.writing() as tx:
        index.forget(tx, range(0, 300, 3))
    left = 1
    while left:
        with store.writing() as tx:
            counted = Counted(tx)
            done = index.compact_forgotten(counted)
            most[next(iter(done))] = max(most.get(next(iter(done)), 0), counted.rows)
            left = done["left"]

    assert set(most) >= {"flushed", "merged", "swept", "looked", "forgotten"}
    assert max(most.values()) <= 40  # of some 600 blocks and 100 marks


def test_memory_for_opened_blocks_is_bounded(index: TagIndex, store: Database) -> None:
    put(index, store, range(200))
    settle(index, store)
    for n in range(200):
        found(index, store, {"order_ref": str(n)})

    cache = index._segments._cache
    assert sum(entries.nbytes for entries in cache.values()) <= TINY.cache_bytes
    assert index._segments._cached_bytes == sum(entries.nbytes for entries in cache.values())


def test_searches_go_on_while_the_one_writer_works(index: TagIndex, store: Database) -> None:
    put(index, store, range(20))
    problems: list[object] = []
    is_done = threading.Event()

    def search() -> None:
        while not is_done.is_set():
            for n in range(0, 20, 3):
                try:
                    if n not in found(index, store, {"order_ref": str(n)}):
                        problems.append(n)
                except Exception as error:
                    problems.append(error)

    readers = [threading.Thread(target=search) for _ in range(3)]
    for reader in readers:
        reader.start()
    for start in range(20, 80, 20):
        put(index, store, range(start, start + 20))
        settle(index, store)
        with store.writing() as tx:
            index.forget(tx, [start])
        forget_for_good(index, store)
    is_done.set()
    for reader in readers:
        reader.join()

    assert problems == []


def test_nothing_of_the_index_shows_what_it_holds(index: TagIndex) -> None:
    index.pack(SHOP, MONTH, order(1), ())

    assert repr(index) == "TagIndex(<hidden>)"
    assert "hidden" in repr(index._keys)
    assert "hidden" in repr(index._fresh)


def test_orders_beyond_32_bits_come_back_whole() -> None:
    entries = np.array([(1 << 32) | 0xFFFF_FFFE, (1 << 32) | 1], np.uint64)

    assert orders_in(entries, 0x1_FFFF_FFFE).tolist() == [0x1_FFFF_FFFE, 0x2_0000_0001]
