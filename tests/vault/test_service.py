"""Who waits for whom inside the vault, and what it says of itself."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator

import pytest

from orderveil.core.errors import Unavailable
from orderveil.core.settings import Settings
from orderveil.vault.keyring.keystore import KeyStore
from orderveil.vault.local import LocalVault
from orderveil.vault.messages import Done, Health, HealthReport, OpenAllViews, Opened, OpenedMany, OpenViews, Purge
from orderveil.vault.service import LOOKERS
from orderveil.vault.upkeep import Upkeep
from tests.vault.making import BY, draft, opened, seal


@pytest.fixture
def vault(home: Settings) -> Iterator[LocalVault]:
    with opened(home) as vault:
        assert isinstance(vault, LocalVault)
        yield vault


def test_views_and_health_do_not_wait_for_long_work_of_operators(
    vault: LocalVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = seal(vault, draft(1))[0].order or ""
    begun, ended = threading.Event(), threading.Event()
    real = KeyStore.purge

    def slow(keys: KeyStore, *, replace_root: bool) -> object:
        begun.set()
        assert ended.wait(20)
        return real(keys, replace_root=replace_root)

    monkeypatch.setattr(KeyStore, "purge", slow)
    purges = [threading.Thread(target=vault.ask, args=(Purge(BY), Done)) for _ in range(LOOKERS + 1)]
    for purge in purges:
        purge.start()
    try:
        assert begun.wait(10)
        assert vault.ask(OpenAllViews(BY, order), Opened).views
        assert vault.ask(Health(BY), HealthReport).ok
    finally:
        ended.set()
        for purge in purges:
            purge.join()


def test_health_does_not_wait_for_partners_bulk(vault: LocalVault, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, ended = threading.Semaphore(0), threading.Event()

    def slow(*_: object) -> OpenedMany:
        begun.release()
        assert ended.wait(20)
        return OpenedMany([])

    monkeypatch.setitem(vault._service._reads, OpenViews, slow)
    asked = [
        threading.Thread(target=vault.ask, args=(OpenViews(BY, "support", "tea"), OpenedMany)) for _ in range(LOOKERS)
    ]
    for thread in asked:
        thread.start()
    try:
        for _ in range(LOOKERS):
            assert begun.acquire(timeout=10)
        assert vault.ask(Health(BY), HealthReport).ok
    finally:
        ended.set()
        for thread in asked:
            thread.join()


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (
            Unavailable("the store /secret/orders.db: disk I/O error", reason="store:unavailable"),
            " (store:unavailable)",
        ),
        (sqlite3.OperationalError("no table: buyers"), ""),
    ],
)
def test_health_says_nothing_in_the_words_of_a_database(
    vault: LocalVault, monkeypatch: pytest.MonkeyPatch, error: Exception, reason: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(Upkeep, "_look_at_orders", fail)
    monkeypatch.setattr(KeyStore, "check", fail)
    report = vault.ask(Health(BY), HealthReport)

    assert not report.ok
    assert report.checks["orders"] == "the order store does not answer; look at its disk, or its server" + reason
    assert report.checks["keys"] == "the root of the keys does not answer, or refuses" + reason
