"""What is erased is gone: from the store, and from every old copy of it."""

from __future__ import annotations

import shutil
import sqlite3
import time
from pathlib import Path

import pytest

from orderveil.core.errors import Malformed, RelayError, SealBroken
from orderveil.core.order import IntakeStatus
from orderveil.core.settings import Settings
from orderveil.vault.client import Vault
from orderveil.vault.messages import Done, EraseOrder, OpenAllViews, Opened, OpenedMany, Purge, Search
from tests.vault.making import AT_MS, BY, draft, opened, seal


def _copy_of_orders(settings: Settings, folder: Path) -> Path:
    """Copy the order database with its write-ahead log, as a thief or a backup would."""
    folder.mkdir()
    for file in (settings.home / "data").iterdir():
        shutil.copy(file, folder / file.name)
    return folder


@pytest.mark.parametrize("purged", [False, True])
def test_an_old_copy_of_the_orders_with_todays_keys_opens_nothing_erased(
    home: Settings, tmp_path: Path, purged: bool
) -> None:
    with opened(home) as vault:
        orders = [result.order or "" for result in seal(vault, *[draft(number) for number in range(20)])]
        old = _copy_of_orders(home, tmp_path / "old")
        for order in orders[:10]:
            vault.ask(EraseOrder(BY, order, "buyer.request"), Done)
        if purged:
            vault.ask(Purge(BY), Done)
    shutil.rmtree(home.home / "data")
    shutil.copytree(old, home.home / "data")
    with sqlite3.connect(home.home / "data" / "orders.db") as copy:
        held = {bytes(row[0]) for row in copy.execute("SELECT id FROM orders")}
    assert len(held) == 20  # the copy really holds what was erased, sealed

    with opened(home, None) as vault:
        for order in orders[:10]:
            with pytest.raises(RelayError):
                vault.ask(OpenAllViews(BY, order), Opened)
        for order in orders[10:]:
            vault.ask(OpenAllViews(BY, order), Opened)


def test_after_a_purge_old_keys_open_nothing_erased_under_todays_root(home: Settings, tmp_path: Path) -> None:
    with opened(home) as vault:
        orders = [result.order or "" for result in seal(vault, *[draft(number) for number in range(5)])]
        _copy_of_orders(home, tmp_path / "old")
        shutil.copytree(home.home / "vault", tmp_path / "old-keys")
        vault.ask(EraseOrder(BY, orders[0], "buyer.request"), Done)
        vault.ask(Purge(BY), Done)
    for name, source in (("data", tmp_path / "old"), ("vault", tmp_path / "old-keys")):
        shutil.rmtree(home.home / name)
        shutil.copytree(source, home.home / name)

    with pytest.raises(RelayError), opened(home, None) as vault:
        vault.ask(OpenAllViews(BY, orders[0]), Opened)


def test_survivors_of_a_purge_open_as_before(each_home: Settings) -> None:
    with opened(each_home) as vault:
        orders = [result.order or "" for result in seal(vault, *[draft(number) for number in range(30)])]
        for order in orders[::3]:
            vault.ask(EraseOrder(BY, order, "buyer.request"), Done)
        vault.ask(Purge(BY), Done)
        for number, order in enumerate(orders):
            if number % 3:
                assert vault.ask(OpenAllViews(BY, order), Opened).views
    with opened(each_home, None) as vault:
        assert vault.ask(OpenAllViews(BY, orders[1]), Opened).views


def test_after_a_restore_living_orders_are_found_again(home: Settings, tmp_path: Path) -> None:
    with opened(home) as vault:
        orders = [result.order or "" for result in seal(vault, *[draft(number) for number in range(1, 120)])]
        _copy_of_orders(home, tmp_path / "old")
        vault.ask(EraseOrder(BY, orders[0], "buyer.request"), Done)
        vault.ask(Purge(BY), Done)
    shutil.rmtree(home.home / "data")
    shutil.copytree(tmp_path / "old", home.home / "data")

    with opened(home, None) as vault:
        assert _found_in_time(vault, "+919999900101") == [orders[100]]
        assert vault.ask(Search(BY, "tea", {"phone": "+919999900001"}), OpenedMany).rows == []


def _found_in_time(vault: Vault, phone: str) -> list[str | None]:
    for _ in range(100):
        rows = vault.ask(Search(BY, "tea", {"phone": phone}), OpenedMany).rows
        if rows:
            return [row.order for row in rows]
        time.sleep(0.05)
    return []


def test_an_older_row_that_is_put_back_does_not_open(home: Settings) -> None:
    with opened(home) as vault:
        order = seal(vault, draft(1))[0].order or ""
    with sqlite3.connect(home.home / "data" / "orders.db") as store:
        old = store.execute("SELECT * FROM orders").fetchone()
    with opened(home, None) as vault:
        seal(vault, draft(1, source_at_ms=AT_MS + 1, more={"ship_city": "Mysuru"}))
        seal(vault, draft(2))  # carries the version's floor to the key store
    with sqlite3.connect(home.home / "data" / "orders.db") as store:
        store.execute("DELETE FROM orders WHERE n = ?", old[:1])
        store.execute(f"INSERT INTO orders VALUES ({','.join('?' * len(old))})", old)

    with opened(home, None) as vault, pytest.raises(SealBroken):
        vault.ask(OpenAllViews(BY, order), Opened)


def test_an_older_row_that_was_put_back_is_mended_by_what_is_newer_alone(home: Settings) -> None:
    with opened(home) as vault:
        seal(vault, draft(1))
    with sqlite3.connect(home.home / "data" / "orders.db") as store:
        old = store.execute("SELECT * FROM orders").fetchone()
    with opened(home, None) as vault:
        seal(vault, draft(1, source_at_ms=AT_MS + 1))
        seal(vault, draft(2))
    with sqlite3.connect(home.home / "data" / "orders.db") as store:
        store.execute("DELETE FROM orders WHERE n = ?", old[:1])
        store.execute(f"INSERT INTO orders VALUES ({','.join('?' * len(old))})", old)

    with opened(home, None) as vault:
        again, other = seal(vault, draft(1), draft(3))
        with pytest.raises(SealBroken):
            vault.ask(OpenAllViews(BY, again.order or ""), Opened)
        newer = seal(vault, draft(1, source_at_ms=AT_MS + 2, more={"ship_city": "Mysuru"}))[0]
        views = vault.ask(OpenAllViews(BY, newer.order or ""), Opened).views

    assert (again.status, again.reason) == (IntakeStatus.REFUSED, "seal:broken")
    assert other.status is IntakeStatus.SEALED
    assert newer.status is IntakeStatus.UPDATED
    assert {view.fields["ship_city"].value for view in views if view.hop == "support"} == {"Mysuru"}


@pytest.mark.parametrize("reason", ["", "buyer asked", "Asha Verma", "x" * 80])
def test_a_reason_is_a_word_and_never_a_story(home: Settings, reason: str) -> None:
    with opened(home) as vault:
        order = seal(vault, draft())[0].order or ""
        with pytest.raises(Malformed) as refused:
            vault.ask(EraseOrder(BY, order, reason), Done)

        assert refused.value.place == "reason"
        assert vault.ask(OpenAllViews(BY, order), Opened).views
