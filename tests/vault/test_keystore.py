"""Keys are made, kept, told apart and destroyed; numbers are never given twice."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from orderveil.core.errors import Erased, KeyMissing, SealBroken
from orderveil.core.fields import CLASSES, RetentionClass
from orderveil.vault.keyring.buckets import CAPACITY
from orderveil.vault.keyring.keystore import KeyStore
from tests.vault.keys import order, orders, plain, store_at


def test_every_order_and_class_has_a_key_of_its_own(keys: KeyStore) -> None:
    made = keys.create(orders(50))
    all_keys = [key for _, one in made for key in one.values()]

    assert [tuple(one) for _, one in made] == [CLASSES] * 50
    assert len(set(all_keys)) == 50 * len(CLASSES)
    assert {len(key or b"") for key in all_keys} == {32}


def test_keys_are_the_same_after_a_restart(tmp_path: Path, keys: KeyStore) -> None:
    made = keys.create(orders(3 * CAPACITY - 7))
    keys.close()
    again = store_at(tmp_path)

    many = again.keys_of_many([n for n, _ in made])
    for n, one in made:
        found = many[n]
        assert found is not None
        assert plain(found) == plain(one)
        assert found.order == one.order
    assert plain(again.keys_of(made[-1][0])) == plain(made[-1][1])
    again.close()


def test_numbers_ascend_and_are_never_given_again(tmp_path: Path, keys: KeyStore) -> None:
    first = [n for n, _ in keys.create(orders(5))]
    keys.drop(first)
    keys.close()
    again = store_at(tmp_path)
    second = [n for n, _ in again.create(orders(5))]
    again.advance_past(1000)
    third = [n for n, _ in again.create(orders(1))]
    again.advance_past(10)
    fourth = [n for n, _ in again.create(orders(1))]
    again.close()

    assert first == [1, 2, 3, 4, 5]
    assert second == [6, 7, 8, 9, 10]
    assert third == [1001]
    assert fourth == [1002]


def test_a_commit_that_fails_gives_no_number_away(keys: KeyStore) -> None:
    with pytest.raises(ValueError):
        keys.create([order(1), b"short"])

    assert [n for n, _ in keys.create(orders(1))] == [1]


def test_a_missing_key_without_a_tombstone_is_an_alarm(keys: KeyStore) -> None:
    for ask in (keys.keys_of, keys.floor_of):
        with pytest.raises(KeyMissing):
            ask(1)
    assert keys.keys_of_many([1, 2]) == {}


def test_a_destroyed_order_is_erased_and_not_missing(keys: KeyStore) -> None:
    (n, _), (other, kept) = keys.create(orders(2))

    assert keys.destroy([n]) == 1
    assert keys.destroy([n]) == 0
    with pytest.raises(Erased):
        keys.keys_of(n)
    assert keys.keys_of_many([n, other])[n] is None
    assert plain(keys.keys_of(other)) == plain(kept)
    assert keys.status().destroyed == 1


def test_a_class_ends_while_the_others_go_on(keys: KeyStore) -> None:
    ((n, made),) = keys.create(orders(1))

    assert keys.destroy([n], [RetentionClass.CONTACT, RetentionClass.UNKNOWN]) == 1
    left = keys.keys_of(n)
    assert left[RetentionClass.CONTACT] is None
    assert left[RetentionClass.UNKNOWN] is None
    assert left[RetentionClass.TAX] == made[RetentionClass.TAX]
    keys.destroy([n], [RetentionClass.DELIVERY, RetentionClass.TAX])
    keys.destroy([n], [RetentionClass.REST])
    with pytest.raises(Erased):
        keys.keys_of(n)


def test_destroying_many_at_once_tells_how_many_lost_a_key(keys: KeyStore) -> None:
    made = [n for n, _ in keys.create(orders(5000))]
    keys.destroy(made[:100], [RetentionClass.UNKNOWN])

    assert keys.destroy(made, [RetentionClass.UNKNOWN]) == 4900
    assert keys.destroy([*made, 99_999]) == 5000
    assert keys.status().destroyed == 5000


def test_a_floor_rises_and_never_falls(tmp_path: Path, keys: KeyStore) -> None:
    ((n, made),) = keys.create(orders(1))
    assert made.floor == keys.floor_of(n) == 0
    keys.create(orders(1, 1), floors={n: 4})
    keys.set_floors({n: 3})
    keys.close()
    again = store_at(tmp_path)

    assert again.floor_of(n) == 4
    found = again.keys_of(n)
    again.close()
    found.vouch_for(order=order(0), version=4)
    with pytest.raises(SealBroken):
        found.vouch_for(order=order(0), version=3)
    with pytest.raises(SealBroken):
        found.vouch_for(order=order(1), version=4)


def test_named_keys_are_made_once_and_kept(tmp_path: Path, keys: KeyStore) -> None:
    july, august = keys.named("tags:demo:202607"), keys.named("tags:demo:202608")
    keys.named("ledger:main")
    keys.close()
    again = store_at(tmp_path)

    assert len(july) == 32
    assert july != august
    assert again.named("tags:demo:202607") == july
    assert again.names("tags:") == ["tags:demo:202607", "tags:demo:202608"]
    assert again.names() == ["ledger:main", "tags:demo:202607", "tags:demo:202608"]
    again.close()


def test_a_destroyed_name_never_brings_its_key_back(keys: KeyStore) -> None:
    first = keys.named("quarantine:7")
    keys.destroy_named("quarantine:7")

    assert keys.held("quarantine:7") is None
    assert keys.names("quarantine:") == []
    assert keys.named("quarantine:7") != first


def test_many_threads_get_one_named_key(keys: KeyStore) -> None:
    got: list[bytes] = []
    start = threading.Barrier(16)

    def ask() -> None:
        start.wait()
        got.append(keys.named("ledger:main"))

    threads = [threading.Thread(target=ask) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(got) == 16
    assert len(set(got)) == 1


def test_threads_that_create_and_read_never_share_a_number(keys: KeyStore) -> None:
    made: list[tuple[int, dict[RetentionClass, bytes | None]]] = []

    def work(start: int) -> None:
        for at in range(10):
            for n, one in keys.create(orders(37, start + at * 37)):
                assert plain(keys.keys_of(n)) == plain(one)
                made.append((n, plain(one)))

    threads = [threading.Thread(target=work, args=(at * 1000,)) for at in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(n for n, _ in made) == list(range(1, 6 * 370 + 1))
    assert all(plain(keys.keys_of(n)) == one for n, one in made)


def test_orphans_are_what_the_order_store_never_heard_of(keys: KeyStore) -> None:
    made = [n for n, _ in keys.create(orders(1200))]
    keys.destroy(made[5:6])
    held = set(made) - {made[3], made[5], made[1100]}

    lost = keys.orphans(lambda ns: held.intersection(ns))
    assert lost == [made[3], made[1100]]
    assert keys.orphans(lambda ns: held.intersection(ns), newest=200) == [made[1100]]
    keys.drop(lost)
    with pytest.raises(KeyMissing):
        keys.keys_of(made[3])
    assert keys.orphans(lambda ns: held.intersection(ns)) == []
