"""What is forgotten is hidden at once, then gone for good: from the index, and from every old copy of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from orderveil.core.errors import Conflict, SealBroken
from orderveil.store.database import Database, migrate
from orderveil.vault.index.tag_keys import log_name, month_name, seal_name
from orderveil.vault.index.tags import SCHEMA, TABLES, TagIndex
from tests.vault.tag_model import (
    MONTH,
    SHOP,
    TINY,
    NamedKeys,
    forget_for_good,
    found,
    opened_by,
    order,
    put,
    sealed_rows,
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


def test_a_forgotten_order_is_hidden_at_once_and_gone_for_good_later(index: TagIndex, store: Database) -> None:
    put(index, store, range(40))
    settle(index, store)
    put(index, store, range(40, 45))
    with store.writing() as tx:
        index.forget(tx, [7, 41])

    assert found(index, store, {"order_ref": "7"}) == []
    assert found(index, store, {"order_ref": "41"}) == []
    forget_for_good(index, store)
    assert found(index, store, {"order_ref": "7"}) == []
    assert found(index, store, {"order_ref": "8"}) == [8]
    with store.reading() as tx:
        assert index.status(tx)["to_forget"] == 0


@pytest.mark.parametrize("when", ["in the log", "in a segment", "after merges"])
def test_an_old_copy_with_todays_keys_tells_nothing_of_the_forgotten(
    index: TagIndex, store: Database, keys: NamedKeys, when: str
) -> None:
    copies = []
    put(index, store, range(30))
    for is_due in (when != "in the log", when == "after merges"):
        if is_due:
            with store.reading() as tx:
                copies.append(sealed_rows(tx))
            settle(index, store)
            put(index, store, range(30, 60))
            settle(index, store)
    with store.reading() as tx:
        copies.append(sealed_rows(tx))
    assert all(7 in opened_by(copy, keys) for copy in copies)

    with store.writing() as tx:
        index.forget(tx, [7])
    forget_for_good(index, store)

    assert not any(7 in opened_by(copy, keys) for copy in copies)
    with store.reading() as tx:
        now = opened_by(sealed_rows(tx), keys)
    assert 7 not in now
    assert now >= set(range(30)) - {7}


def test_what_a_merge_left_out_is_closed_in_old_copies_too(index: TagIndex, store: Database, keys: NamedKeys) -> None:
    put(index, store, range(30))
    settle(index, store)
    with store.reading() as tx:
        copy = sealed_rows(tx)
    rows = [(3, SHOP, MONTH, index.pack(SHOP, MONTH, {"order_ref": "new"}, ()))]
    with store.writing() as tx:
        index.renew(tx, rows)
    index.add(rows)
    put(index, store, range(30, 120))
    settle(index, store)  # merges the renewed order's old tags away
    forget_for_good(index, store)

    assert 3 not in opened_by(copy, keys)
    assert found(index, store, {"order_ref": "new"}) == [3]
    assert found(index, store, {"order_ref": "3"}) == []


def test_an_empty_months_keys_are_destroyed(index: TagIndex, store: Database, keys: NamedKeys) -> None:
    put(index, store, range(20), 202610)
    put(index, store, range(20, 40), 202611)
    settle(index, store)
    with store.writing() as tx:
        index.forget(tx, range(20))
    forget_for_good(index, store)

    assert not [name for name in keys.held if "202610" in name]
    assert month_name(SHOP, 202611) in keys.held
    assert found(index, store, {"order_ref": "30"}) == [30]
    with store.reading() as tx:
        assert tx.all("SELECT month FROM tag_places") == [(202611,)]


def test_everything_forgotten_leaves_no_row_and_no_key(index: TagIndex, store: Database, keys: NamedKeys) -> None:
    put(index, store, range(50))
    settle(index, store)
    with store.writing() as tx:
        index.forget(tx, range(50))
    forget_for_good(index, store)

    with store.reading() as tx:
        assert [table for table in TABLES if tx.all(f"SELECT * FROM {table}")] == []
    assert [name for name in keys.held if not name.startswith("tag-log:")] == []


def test_no_key_is_destroyed_before_the_store_has_let_go(index: TagIndex, store: Database, keys: NamedKeys) -> None:
    """A key that dies inside a transaction which is then undone would take living tags with it."""

    class Undone(Exception):
        pass

    put(index, store, range(30))
    settle(index, store)
    with store.writing() as tx:
        index.forget(tx, [3])
    left = 1
    while left:
        before = list(keys.destroyed)
        with pytest.raises(Undone), store.writing() as tx:
            index.compact_forgotten(tx)
            raise Undone
        assert set(range(30)) - {3} <= {n for n in range(30) if found(index, store, {"order_ref": str(n)}) == [n]}
        doomed = {name for name in keys.destroyed if name not in before}
        with store.reading() as tx:
            assert doomed <= {row[0] for row in tx.all("SELECT name FROM tag_dead_keys")}
        with store.writing() as tx:
            left = index.compact_forgotten(tx)["left"]
    assert found(index, store, {"order_ref": "4"}) == [4]


def test_tags_packed_under_a_destroyed_key_are_refused(index: TagIndex, store: Database) -> None:
    put(index, store, range(5))
    late = [(9, SHOP, MONTH, index.pack(SHOP, MONTH, order(9), ()))]
    settle(index, store)
    with store.writing() as tx:
        index.forget(tx, range(5))
    forget_for_good(index, store)

    with pytest.raises(Conflict) as refused, store.writing() as tx:
        index.store_fresh(tx, late)
    assert not refused.value.permanent
    put(index, store, range(9, 10))
    assert found(index, store, {"order_ref": "9"}) == [9]


def test_a_month_that_fills_again_before_its_key_dies_keeps_it(index: TagIndex, store: Database) -> None:
    put(index, store, range(5))
    settle(index, store)
    with store.writing() as tx:
        index.forget(tx, range(5))
    while True:
        with store.writing() as tx:
            index.compact_forgotten(tx)
        with store.reading() as tx:
            if tx.one("SELECT name FROM tag_dead_keys WHERE name = ?", (month_name(SHOP, MONTH),)):
                break
    put(index, store, range(5, 40))
    forget_for_good(index, store)
    settle(index, store)

    assert [found(index, store, {"order_ref": str(n)}) for n in range(5, 40)] == [[n] for n in range(5, 40)]


def test_the_log_is_sealed_under_a_new_key_after_each_round(index: TagIndex, store: Database, keys: NamedKeys) -> None:
    put(index, store, range(5))
    with store.writing() as tx:
        index.forget(tx, [1])
    forget_for_good(index, store)
    put(index, store, range(5, 10))

    assert log_name(1) in keys.destroyed
    assert log_name(2) in keys.held


def test_a_destroyed_sealing_keys_name_never_comes_again(store: Database, keys: NamedKeys) -> None:
    """Or a key that waits to be destroyed could be taken up anew and destroyed with what it sealed since."""
    for turn in range(4):
        index = TagIndex(keys.named, keys.drop, sizes=TINY)  # as after a restart
        put(index, store, range(turn * 40, turn * 40 + 40))
        settle(index, store)
        with store.writing() as tx:
            index.forget(tx, range(turn * 40, turn * 40 + 40))
        forget_for_good(index, store)

    seals = [name for name in keys.destroyed if name.startswith(seal_name(SHOP, MONTH, 0)[:-1])]
    assert len(seals) == len(set(seals)) >= 4


def test_a_copy_older_than_a_purge_is_known_at_load_and_can_be_made_again(store: Database, keys: NamedKeys) -> None:
    index = TagIndex(keys.named, keys.drop, sizes=TINY)
    put(index, store, range(60))
    settle(index, store)
    with store.writing() as tx:
        tx.execute("DELETE FROM tag_log")
    for name in [name for name in keys.held if name.startswith("tag-seal:")]:
        keys.drop(name)

    index = TagIndex(keys.named, keys.drop, sizes=TINY)
    with pytest.raises(SealBroken), store.reading() as tx:
        index.load(tx)
    with store.writing() as tx:
        for table in TABLES:
            tx.execute(f"DELETE FROM {table}")
    put(index, store, range(60))
    settle(index, store)

    assert found(index, store, {"order_ref": "59"}) == [59]
