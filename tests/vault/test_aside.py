"""What is set aside, and requests of data subjects: under keys of their own, that end."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from orderveil.core.order import IntakeStatus
from orderveil.core.settings import Settings
from orderveil.vault.aside import KEPT_MS, REQUEST_KEPT_MS
from orderveil.vault.keyring.keystore import KeyStore
from orderveil.vault.local import LocalVault
from orderveil.vault.messages import (
    Done,
    ListSetAside,
    Maintain,
    RecordSubjectRequest,
    SetAside,
    SetAsideDone,
    SetAsideRows,
)
from tests.vault.making import BY, opened

DAY_MS = 86_400_000


@pytest.fixture
def vault(each_home: Settings) -> Iterator[LocalVault]:
    with opened(each_home) as vault:
        assert isinstance(vault, LocalVault)
        yield vault


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def keys_of(vault: LocalVault) -> KeyStore:
    return vault._service._in.keys


def later(vault: LocalVault, ms: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the writer's clock run ahead, and do the upkeep."""
    monkeypatch.setattr(vault._service._writer, "_now_ms", lambda: now_ms() + ms)
    vault.ask(Maintain(BY), Done)


def ask_for_data(vault: LocalVault, external: str, due_at_ms: int) -> int:
    request = RecordSubjectRequest(BY, "tea", "shopify", "customers/redact", external, b"Asha Verma", due_at_ms)
    return vault.ask(request, Done).counts["recorded"]


def set_aside(vault: LocalVault) -> SetAsideDone:
    asked = SetAside(BY, "tea", "shopify", "w-1", "input:untranslatable", "$", b"raw", b'{"name":"Asha"}')
    return vault.ask(asked, SetAsideDone)


def test_every_request_of_a_data_subject_has_a_key_of_its_own(vault: LocalVault) -> None:
    for number in range(3):
        assert ask_for_data(vault, f"r-{number}", now_ms() + 30 * DAY_MS) == 1
    assert ask_for_data(vault, "r-1", now_ms() + 30 * DAY_MS) == 0

    assert len(keys_of(vault).names("request:")) == 3


def test_the_key_of_a_request_ends_a_year_after_it_was_due_and_no_sooner(
    vault: LocalVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_for_data(vault, "r-1", now_ms() + 30 * DAY_MS)
    ask_for_data(vault, "r-2", now_ms() + 60 * DAY_MS)
    later(vault, REQUEST_KEPT_MS + 29 * DAY_MS, monkeypatch)
    assert len(keys_of(vault).names("request:")) == 2
    later(vault, REQUEST_KEPT_MS + 31 * DAY_MS, monkeypatch)

    assert len(keys_of(vault).names("request:")) == 1
    with vault._service._in.database.reading() as tx:
        rows = tx.all("SELECT state, length(subject) FROM subject_requests ORDER BY due_at")
    assert rows[0] == ("ended", 0)
    assert rows[1][0] == "waiting"


def test_a_request_that_is_due_in_the_far_future_ends_all_the_same(
    vault: LocalVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_for_data(vault, "r-1", now_ms() + 40_000 * DAY_MS)
    later(vault, REQUEST_KEPT_MS + 366 * DAY_MS, monkeypatch)

    assert keys_of(vault).names("request:") == []


def test_a_payload_whose_quarantine_has_ended_is_set_aside_anew(
    vault: LocalVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = set_aside(vault)
    assert set_aside(vault).status is IntakeStatus.DUPLICATE
    later(vault, KEPT_MS + DAY_MS, monkeypatch)
    again = set_aside(vault)

    assert (first.status, again.status) == (IntakeStatus.QUARANTINED, IntakeStatus.QUARANTINED)
    rows = vault.ask(ListSetAside(BY, with_bodies=True), SetAsideRows).rows
    assert [(row.state, row.body) for row in rows] == [("waiting", b'{"name":"Asha"}')]
