"""After a purge nothing that was erased opens: not from the live files, not from any older copy of them."""

from __future__ import annotations

import itertools
import shutil
import sqlite3
from pathlib import Path

import pytest

from orderveil.core.errors import BadConfiguration, Erased, SealBroken
from orderveil.core.fields import RetentionClass
from orderveil.core.sealing import Wrapper, open_field, seal_field
from orderveil.vault.keyring.buckets import CAPACITY
from orderveil.vault.keyring.keystore import KeyStore
from orderveil.vault.keyring.orderkeys import bucket_context, named_context, order_contexts
from orderveil.vault.keyring.rootfile import RootFile
from tests.vault.keys import COLUMNS, every_wrap, file_at, order, orders, plain, store_at


def copy_of(tmp_path: Path, name: str) -> Path:
    """Copy the live files as a backup of the disk would: main file, log and index."""
    target = tmp_path / name
    shutil.copytree(file_at(tmp_path).parent, target)
    return target / "keys.db"


def everything_a_thief_can_unwrap(roots: list[bytes], copies: list[Path]) -> list[bytes]:
    """Return every key below the root that these roots open in these copies, tried against everything."""
    opened: list[bytes] = []
    wraps = [every_wrap(copy) for copy in copies]
    for root, wrap in itertools.product(map(Wrapper, roots), wraps):
        for row in wrap["bucket"]:
            opened += attempt(root, row[-1], bucket_context(row[0]))
        for name, _, blob in wrap["named_key"]:
            opened += attempt(root, blob, named_context(name))
    rows = [row for wrap in wraps for row in wrap["order_key"]]
    for key, row in itertools.product(map(Wrapper, list(opened)), rows):
        for blob, context in zip(row[4:], order_contexts(row[0], row[3]), strict=True):
            opened += attempt(key, blob, context) if blob else []
    return opened


def attempt(wrapper: Wrapper, blob: bytes, context: bytes) -> list[bytes]:
    try:
        return [wrapper.unwrap(blob, context)]
    except SealBroken:
        return []


def roots_of(tmp_path: Path) -> list[bytes]:
    return [key for _, key in RootFile(tmp_path / "keys").read().all()]


def test_old_copies_open_nothing_erased_even_with_todays_root_and_store(tmp_path: Path, keys: KeyStore) -> None:
    made = keys.create(orders(40))
    erased, narrowed, kept = made[7], made[8], made[9]
    gone = keys.named("tags:demo:202601")
    stays = keys.named("ledger:main")
    sealed = seal_field(erased[1][RetentionClass.CONTACT] or b"", b"x", order=order(7), field="f", version=1)
    before = copy_of(tmp_path, "before")
    keys.destroy([erased[0]])
    keys.destroy([narrowed[0]], [RetentionClass.CONTACT])
    keys.destroy_named("tags:demo:202601")
    between = copy_of(tmp_path, "between")
    todays_root_before = roots_of(tmp_path)

    # the thief's tools do find the keys in the old copy while its root still stands
    assert erased[1][RetentionClass.TAX] in everything_a_thief_can_unwrap(todays_root_before, [before])

    report = keys.purge(replace_root=True)
    after = copy_of(tmp_path, "after")
    found = everything_a_thief_can_unwrap(roots_of(tmp_path), [before, between, after])

    assert (report.buckets_rewrapped, report.orders_rewrapped, report.log_cut) == (1, 39, True)
    assert not set(erased[1].values()) & set(found)
    assert narrowed[1][RetentionClass.CONTACT] not in found
    assert gone not in found
    assert set(kept[1].values()) <= set(found)
    assert stays in found
    for key in found:
        with pytest.raises(SealBroken):
            open_field(key, sealed, order=order(7), field="f", version=1)


def test_an_old_copy_put_back_in_place_is_refused(tmp_path: Path, keys: KeyStore) -> None:
    ((n, _),) = keys.create(orders(1))
    before = copy_of(tmp_path, "before")
    keys.destroy([n])
    keys.purge(replace_root=True)
    keys.close()
    shutil.rmtree(file_at(tmp_path).parent)
    shutil.copytree(before.parent, file_at(tmp_path).parent)
    again = store_at(tmp_path)

    with pytest.raises(BadConfiguration) as caught:
        again.keys_of(n)
    again.close()
    assert caught.value.reason == "setup:wrong-root"


def test_the_live_files_hold_no_erased_wrap_after_a_purge(tmp_path: Path, keys: KeyStore) -> None:
    """Even without a new root, what lies in the folder is free of the old wraps."""
    keys.create(orders(3000))
    before = every_wrap(copy_of(tmp_path, "before"))
    doomed = [row for row in before["order_key"] if row[0] % 3 == 0]
    keys.destroy([row[0] for row in doomed])
    assert keys.purge(replace_root=False).log_cut
    keys.close()
    live = b"".join(path.read_bytes() for path in file_at(tmp_path).parent.iterdir())

    assert not [1 for row in doomed for blob in row[4:] if blob in live]


def test_a_purge_without_a_new_root_says_that_one_is_due(keys: KeyStore) -> None:
    ((n, _),) = keys.create(orders(1))
    assert not keys.status().root_due
    keys.destroy([n])
    keys.purge(replace_root=False)
    assert keys.status().root_due
    assert keys.status().buckets_touched == 0
    keys.purge(replace_root=True)
    assert not keys.status().root_due


def test_what_is_destroyed_during_a_replacement_is_due_for_the_next(tmp_path: Path) -> None:
    ns: list[int] = []

    def destroy_late(step: str) -> None:
        if step == "R2" and ns:
            store.destroy([ns.pop()])

    store = store_at(tmp_path, on_step=destroy_late)
    ns += [n for n, _ in store.create(orders(1))]
    store.purge(replace_root=True)

    assert store.status().root_due
    store.close()


def test_survivors_keep_their_keys_and_floors_through_everything(tmp_path: Path, keys: KeyStore) -> None:
    made = dict(keys.create(orders(2 * CAPACITY + 100)))
    keys.set_floors(dict.fromkeys(made, 5))
    keys.destroy([n for n in made if n % 2])
    keys.purge(replace_root=True)
    keys.rotate_root()
    assert keys.rotate_buckets() == 0
    keys.purge(replace_root=False)
    keys.close()
    again = store_at(tmp_path)

    for n, one in made.items():
        if n % 2:
            with pytest.raises(Erased):
                again.keys_of(n)
        else:
            assert plain(again.keys_of(n)) == plain(one)
            assert again.floor_of(n) == 5
    again.close()


def test_a_bucket_that_lost_every_order_is_gone(keys: KeyStore) -> None:
    keys.destroy([n for n, _ in keys.create(orders(CAPACITY))])
    spares = keys.status().spares
    keys.purge(replace_root=False)

    assert keys.status().buckets == spares


def test_buckets_get_new_keys_in_small_steps(tmp_path: Path, keys: KeyStore) -> None:
    made = dict(keys.create(orders(5 * CAPACITY)))
    old = {row[-1] for row in every_wrap(copy_of(tmp_path, "before"))["bucket"]}

    left = [keys.rotate_buckets(steps=2) for _ in range(3)]
    new = {row[-1] for row in every_wrap(copy_of(tmp_path, "after"))["bucket"]}

    assert left == [3, 1, 0]
    assert not old & new
    assert all(plain(keys.keys_of(n)) == plain(one) for n, one in made.items())


def test_bucket_rotation_goes_on_after_a_restart_and_ends(tmp_path: Path, keys: KeyStore) -> None:
    keys.create(orders(3 * CAPACITY))
    assert keys.rotate_buckets(steps=1) == 2
    keys.close()
    again = store_at(tmp_path)
    again.create(orders(10))

    assert again.rotate_buckets(steps=1) == 1
    assert again.rotate_buckets() == 0
    again.close()


def test_a_damaged_key_is_reported_and_stops_no_purge(tmp_path: Path, keys: KeyStore) -> None:
    made = dict(keys.create(orders(CAPACITY + 500)))
    keys.close()
    connection = sqlite3.connect(file_at(tmp_path))
    connection.execute("UPDATE order_key SET tax = zeroblob(61) WHERE n = 700")
    connection.commit()
    connection.close()
    again = store_at(tmp_path)
    old_buckets = {row[-1] for row in every_wrap(copy_of(tmp_path, "before"))["bucket"]}
    again.destroy([1, CAPACITY + 1])

    report = again.purge(replace_root=True)

    assert (report.damaged, report.buckets_rewrapped, report.root_replaced) == (1, 2, True)
    again.destroy([2])
    assert again.purge(replace_root=False).damaged == 1
    assert not old_buckets & {row[-1] for row in every_wrap(copy_of(tmp_path, "after"))["bucket"]}
    for n in (3, 699, 701, CAPACITY, CAPACITY + 2, CAPACITY + 500):
        assert plain(again.keys_of(n)) == plain(made[n])
    with pytest.raises(SealBroken):
        again.keys_of(700)
    again.close()


def test_a_damaged_wrap_keeps_the_old_root_and_names_its_place(tmp_path: Path, keys: KeyStore) -> None:
    keys.named("ledger:main")
    keys.named("tags:demo:202601")
    keys.close()
    connection = sqlite3.connect(file_at(tmp_path))
    connection.execute("UPDATE named_key SET wrapped = zeroblob(61) WHERE name = 'tags:demo:202601'")
    connection.commit()
    connection.close()
    again = store_at(tmp_path)

    with pytest.raises(SealBroken) as caught:
        again.purge(replace_root=True)
    assert caught.value.place == "key store: named_key tags:demo:202601"
    assert len(roots_of(tmp_path)) == 2
    assert len(again.named("ledger:main")) == 32
    again.destroy_named("tags:demo:202601")
    assert again.purge(replace_root=False).root_replaced
    assert len(roots_of(tmp_path)) == 1
    again.close()


def test_columns_are_the_retention_classes(tmp_path: Path, keys: KeyStore) -> None:
    """The tables name the classes; a class added to the vocabulary needs its column."""
    with keys._file.reading() as reader:
        names = [row[1] for row in reader.execute("PRAGMA table_info(order_key)")]

    assert names[4:] == COLUMNS
