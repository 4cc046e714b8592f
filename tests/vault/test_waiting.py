"""Erasures while the ledger cannot be written: queued at once, done when it works again, entry first."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import msgspec
import pytest

from orderveil.core.errors import Erased, LedgerUnavailable, NotFound, Unavailable
from orderveil.core.order import IntakeStatus
from orderveil.core.settings import Settings
from orderveil.vault import upkeep, waiting
from orderveil.vault.client import Vault
from orderveil.vault.messages import (
    Done,
    EraseOrder,
    Health,
    HealthReport,
    LedgerExport,
    LedgerPage,
    LedgerVerified,
    LedgerVerify,
    OpenAllViews,
    Opened,
    OpenedMany,
    OpenViews,
    Search,
)
from tests.vault.making import BY, draft, opened, seal


@pytest.fixture(autouse=True)
def at_every_group(monkeypatch: pytest.MonkeyPatch) -> None:
    """Number the record, and try again what waits, with every group."""
    monkeypatch.setattr(upkeep, "SEQUENCE_MS", 0)
    monkeypatch.setattr(waiting, "_RETRY_MS", 0)


@contextmanager
def damaged_head(home: Settings) -> Iterator[None]:
    """The newest head bears no signature any more, as long as this lasts."""
    path = home.home / "data" / "orders.db"
    with closing(sqlite3.connect(path)) as store:
        with store:
            held = store.execute("SELECT id, checkpoint FROM ledger_logs").fetchall()
            store.execute("UPDATE ledger_logs SET checkpoint = zeroblob(10)")
        yield
        with store:
            store.executemany("UPDATE ledger_logs SET checkpoint = ? WHERE id = ?", [(row[1], row[0]) for row in held])


def sealed(vault: Vault, count: int) -> list[str]:
    return [result.order or "" for result in seal(vault, *[draft(number) for number in range(1, count + 1)])]


def numbered(vault: Vault) -> None:
    """Wait until nothing waits for its number: what a verify does first."""
    assert vault.ask(LedgerVerify(BY), LedgerVerified).ok


def erased_in_time(vault: Vault) -> None:
    until = time.monotonic() + 10
    while vault.ask(Health(BY), HealthReport).counts["erasures_waiting"]:
        assert time.monotonic() < until
        time.sleep(0.02)


def acts_of(vault: Vault, order: str) -> list[Any]:
    page = vault.ask(LedgerExport(BY, "main"), LedgerPage)
    entries = [msgspec.json.decode(raw) for raw in page.entries]
    return [entry["act"] for entry in entries if order in entry.get("orders", ())]


def test_without_a_ledger_erasure_queues_while_intake_and_views_are_refused(home: Settings) -> None:
    with opened(home) as vault:
        first, second = sealed(vault, 2)
        numbered(vault)
        with damaged_head(home):
            with pytest.raises(LedgerUnavailable):
                vault.ask(OpenAllViews(BY, second), Opened)
            with pytest.raises(LedgerUnavailable):
                seal(vault, draft(9))
            done = vault.ask(EraseOrder(BY, first, "buyer-asked"), Done)

            assert (done.text, done.counts) == ("queued", {"queued": 1})
            assert vault.ask(EraseOrder(BY, first, "buyer-asked"), Done).text == "queued"


def test_a_queued_order_is_opened_for_nobody(home: Settings) -> None:
    with opened(home) as vault:
        first, _ = sealed(vault, 2)
        numbered(vault)
        with damaged_head(home):
            vault.ask(EraseOrder(BY, first, "buyer-asked"), Done)
            with pytest.raises(Erased):
                vault.ask(OpenAllViews(BY, first), Opened)
            with pytest.raises(Erased):
                vault.ask(OpenViews(BY, "support", "tea", orders=[first]), OpenedMany)


def test_what_was_queued_is_erased_ledger_entry_first_once_the_ledger_works_again(home: Settings) -> None:
    with opened(home) as vault:
        first, second = sealed(vault, 2)
        numbered(vault)
        with damaged_head(home):
            vault.ask(EraseOrder(BY, first, "buyer-asked"), Done)
        erased_in_time(vault)

        with pytest.raises(Erased):
            vault.ask(EraseOrder(BY, first, "buyer-asked"), Done)
        with pytest.raises(Erased):
            vault._service._in.keys.keys_of(1)  # type: ignore[attr-defined]
        assert acts_of(vault, first)[-2:] == ["erasure:order:queued", "erasure:order:erased"]
        assert vault.ask(Search(BY, "tea", {"phone": "+919999900001"}), OpenedMany).rows == []
        assert vault.ask(OpenAllViews(BY, second), Opened).views
        assert seal(vault, draft(1))[0].reason == "state:erased"
        assert vault.ask(LedgerVerify(BY), LedgerVerified).ok


def test_what_was_queued_outlasts_the_process(home: Settings) -> None:
    with opened(home) as vault:
        first, _ = sealed(vault, 2)
        numbered(vault)
        with damaged_head(home):
            vault.ask(EraseOrder(BY, first, "buyer-asked"), Done)
            vault.close()
            with opened(home, None) as again:
                assert again.ask(Health(BY), HealthReport).counts["erasures_waiting"] == 1
                with pytest.raises(Erased):
                    again.ask(OpenAllViews(BY, first), Opened)
        with opened(home, None) as vault:
            erased_in_time(vault)
            assert acts_of(vault, first)[-2:] == ["erasure:order:queued", "erasure:order:erased"]


def test_only_what_can_be_erased_is_queued(home: Settings) -> None:
    with opened(home) as vault:
        first, _ = sealed(vault, 2)
        numbered(vault)
        with damaged_head(home):
            with pytest.raises(NotFound):
                vault.ask(EraseOrder(BY, "x" * 26, "buyer-asked"), Done)
            with pytest.raises(Exception, match="reason"):
                vault.ask(EraseOrder(BY, first, "Asha Verma"), Done)


def test_an_erasure_that_the_store_itself_refuses_is_not_said_to_be_queued(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(home) as vault:
        first, _ = sealed(vault, 2)
        numbered(vault)

        def full(*_: object) -> None:
            raise Unavailable("the disk is full", reason="store:unavailable")

        part = vault._service._in  # type: ignore[attr-defined]
        monkeypatch.setattr(type(part.ledger), "append", full)
        with pytest.raises(Unavailable):
            vault.ask(EraseOrder(BY, first, "buyer-asked"), Done)
        monkeypatch.undo()
        assert vault.ask(OpenAllViews(BY, first), Opened).views
        assert seal(vault, draft(9))[0].status is IntakeStatus.SEALED


def test_a_line_that_the_vault_did_not_write_erases_nothing(home: Settings) -> None:
    with opened(home) as vault:
        first, second = sealed(vault, 2)
        numbered(vault)
        with damaged_head(home):
            vault.ask(EraseOrder(BY, first, "buyer-asked"), Done)
            with closing(sqlite3.connect(home.home / "data" / "orders.db")) as store, store:
                slipped_in = "INSERT INTO erasures_waiting SELECT orders.id, reason, actor, at, erasures_waiting.code "
                store.execute(slipped_in + "FROM orders, erasures_waiting WHERE n = 2")
        until = time.monotonic() + 10
        while vault.ask(Health(BY), HealthReport).counts["erasures_waiting"] > 1:
            assert time.monotonic() < until
            time.sleep(0.02)

        assert "erasures" in vault.ask(Health(BY), HealthReport).checks["alarms"]
        assert vault._service._in.keys.living([1, 2]).keys() == {2}  # type: ignore[attr-defined]
        assert acts_of(vault, second)[-1] != "erasure:order:erased"


def test_a_tombstone_that_names_another_orders_number_destroys_no_keys_at_a_start(home: Settings) -> None:
    with opened(home) as vault:
        sealed(vault, 2)
    with closing(sqlite3.connect(home.home / "data" / "orders.db")) as store, store:
        store.execute("INSERT INTO tombstones VALUES (?, 2, ?, 1)", (b"x" * 16, b"y" * 16))
    with opened(home, None) as vault:
        assert vault._service._in.keys.living([1, 2]).keys() == {1, 2}  # type: ignore[attr-defined]
