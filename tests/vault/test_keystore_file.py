"""The key store's file: closed to others, in clear nowhere, and of no use once it was tampered with."""

from __future__ import annotations

import pickle
import sqlite3
import stat
from pathlib import Path

import pytest

from orderveil.core.errors import BadConfiguration, SealBroken, Unavailable
from orderveil.vault.keyring.buckets import CAPACITY
from orderveil.vault.keyring.keystore import KeyStore
from tests.vault.keys import file_at, orders, plain, store_at


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
