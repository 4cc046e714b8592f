"""Keys are made, kept, told apart and destroyed; numbers are never given twice."""

from __future__ import annotations

import pickle
import sqlite3
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from orderveil.core.errors import BadConfiguration, Erased, KeyMissing, SealBroken, Unavailable
from orderveil.core.fields import CLASSES, RetentionClass
from orderveil.vault.buckets import CAPACITY
from orderveil.vault.keystore import KeyStore
from tests.vault.keys import file_at, order, orders, plain, store_at


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[KeyStore]:
    store = store_at(tmp_path)
    yield store
    store.close()


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


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE order_key SET contact = delivery WHERE n = 1",
        "UPDATE order_key SET contact = (SELECT contact FROM order_key WHERE n = 2) WHERE n = 1",
        "UPDATE order_key SET order_id = (SELECT order_id FROM order_key WHERE n = 2) WHERE n = 1",
        "UPDATE order_key SET contact = substr(contact, 1, 60) WHERE n = 1",
        "UPDATE bucket SET wrapped = (SELECT wrapped FROM bucket WHERE id = 2) WHERE id = 1",
    ],
    ids=["classes swapped", "orders swapped", "renamed", "cut short", "buckets swapped"],
)
def test_a_key_moved_inside_the_store_does_not_open(tmp_path: Path, keys: KeyStore, change: str) -> None:
    keys.create(orders(CAPACITY + 1))
    keys.close()
    connection = sqlite3.connect(file_at(tmp_path))
    assert connection.execute(change).rowcount == 1
    connection.commit()
    connection.close()
    again = store_at(tmp_path)

    with pytest.raises(SealBroken):
        again.keys_of(1)
    again.close()


def test_the_store_is_closed_to_everybody_else(tmp_path: Path, keys: KeyStore) -> None:
    keys.create(orders(10))
    folder = file_at(tmp_path).parent

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_no_key_lies_in_the_store_in_clear(tmp_path: Path, keys: KeyStore) -> None:
    made = keys.create(orders(20))
    named = keys.named("ledger:main")
    secrets = [key for _, one in made for key in one.values() if key] + [named]
    keys.purge(replace_root=True)
    keys.close()
    held = b"".join(path.read_bytes() for path in file_at(tmp_path).parent.iterdir())

    assert not any(secret in held for secret in secrets)


def test_keys_are_neither_shown_nor_pickled(keys: KeyStore) -> None:
    ((n, made),) = keys.create(orders(1))

    assert repr(made) == f"OrderKeys(n={n}, <hidden>)"
    with pytest.raises(TypeError):
        pickle.dumps(made)


def test_a_store_of_another_root_is_refused(tmp_path: Path, keys: KeyStore) -> None:
    keys.create(orders(1))
    keys.close()
    (tmp_path / "keys" / "root.key").unlink()
    other = store_at(tmp_path)

    with pytest.raises(BadConfiguration) as caught:
        other.keys_of(1)
    other.close()
    assert caught.value.reason == "setup:wrong-root"


def test_a_newer_store_is_refused(tmp_path: Path, keys: KeyStore) -> None:
    keys.close()
    connection = sqlite3.connect(file_at(tmp_path))
    connection.execute("PRAGMA user_version = 99")
    connection.close()

    with pytest.raises(BadConfiguration) as caught:
        store_at(tmp_path)
    assert caught.value.reason == "setup:store-too-new"


def test_bucket_keys_in_memory_are_bounded(keys: KeyStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys._buckets._cache, "_limit", 3)
    made = keys.create(orders(6 * CAPACITY))

    for n, one in made[::500]:
        assert plain(keys.keys_of(n)) == plain(one)
    assert len(keys._buckets._cache) == 3


def test_a_backup_opens_with_the_root_of_its_day(tmp_path: Path, keys: KeyStore) -> None:
    ((n, made),) = keys.create(orders(1))
    keys.copy_to(tmp_path / "backup.db")
    keys.close()
    file_at(tmp_path).unlink()
    for suffix in ("-wal", "-shm"):
        Path(f"{file_at(tmp_path)}{suffix}").unlink(missing_ok=True)
    assert stat.S_IMODE((tmp_path / "backup.db").stat().st_mode) == 0o600
    (tmp_path / "backup.db").replace(file_at(tmp_path))
    again = store_at(tmp_path)

    assert plain(again.keys_of(n)) == plain(made)
    again.close()


def test_a_full_disk_loses_nothing_and_says_so(tmp_path: Path, keys: KeyStore) -> None:
    made = keys.create(orders(10))
    pages = keys._file._writer.execute("PRAGMA page_count").fetchone()[0]
    keys._file._writer.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(Unavailable) as caught:
        for _ in range(100):
            made += keys.create(orders(100))
    keys._file._writer.execute("PRAGMA max_page_count = 1000000")
    more = keys.create(orders(1))

    assert not caught.value.permanent
    assert more[0][0] == made[-1][0] + 1
    assert all(plain(keys.keys_of(n)) == plain(one) for n, one in made)
