"""Failed sign-ins do not flood the record, and none is lost: what does not stand singly stands as a number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from orderveil.core.settings import Settings
from orderveil.vault import clock
from orderveil.vault.client import Vault
from orderveil.vault.messages import Done, LedgerExport, LedgerPage, LedgerVerified, LedgerVerify, Maintain
from orderveil.vault.people.failing import SINGLY
from orderveil.vault.people_messages import RecordSignIn
from tests.vault.making import BY, opened
from tests.vault.people.staff import console, join
from tests.vault.putting_back import again

SECOND_NS = 1_000_000_000


@pytest.fixture
def vault(each_home: Settings) -> Iterator[Vault]:
    with opened(each_home) as vault:
        yield vault


def fail(vault: Vault, times: int, person: str | None = None, outcome: str = "sign-in-failed") -> None:
    for _ in range(times):
        vault.ask(RecordSignIn(console(vault), outcome, person, "password"), Done)


def told(vault: Vault) -> list[dict[str, Any]]:
    vault.ask(LedgerVerify(BY), LedgerVerified)  # what waits is numbered
    found = [msgspec.json.decode(raw) for raw in vault.ask(LedgerExport(BY), LedgerPage).entries]
    return [one for one in found if one["act"] == "people:account:told"]


def total(entries: list[dict[str, Any]]) -> int:
    return sum(one.get("counts", {}).get("times", 1) for one in entries)


def later(monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    real = clock.wall_ns
    monkeypatch.setattr(clock, "wall_ns", lambda: real() + seconds * SECOND_NS)


def test_the_first_of_a_minute_stand_singly_and_the_rest_as_a_number(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    ben = join(vault, "Ben", "support_agent")
    fail(vault, 40, ben)
    assert len(told(vault)) == SINGLY
    vault.ask(Maintain(BY), Done)
    assert len(told(vault)) == SINGLY  # the minute is not over
    later(monkeypatch, 61)
    assert vault.ask(Maintain(BY), Done).counts["failures_settled"] == 40 - SINGLY
    entries = told(vault)
    assert len(entries) == SINGLY + 1
    assert total(entries) == 40
    assert {one["detail"]["person"] for one in entries} == {ben}
    vault.ask(Maintain(BY), Done)
    assert total(told(vault)) == 40  # once


def test_whoever_fails_next_records_what_was_counted(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    fail(vault, SINGLY + 5)
    later(monkeypatch, 90)
    fail(vault, 1)
    entries = told(vault)
    assert total(entries) == SINGLY + 6
    assert [one["counts"]["times"] for one in entries if one.get("counts")] == [5]


def test_one_person_and_one_kind_hide_no_other(vault: Vault) -> None:
    ben, mira = join(vault, "Ben", "support_agent"), join(vault, "Mira", "support_agent")
    fail(vault, SINGLY + 5, ben)
    fail(vault, 1, mira)
    fail(vault, 1, ben, "factor-failed")
    fail(vault, 1, None)
    vault.ask(RecordSignIn(console(vault), "password-changed", ben, "password"), Done)
    seen = [(one["detail"]["outcome"], one["detail"].get("person")) for one in told(vault)]
    assert seen.count(("sign-in-failed", ben)) == SINGLY
    for one in (
        ("sign-in-failed", mira), ("factor-failed", ben), ("sign-in-failed", None), ("password-changed", ben),
    ):  # fmt: skip
        assert one in seen


def test_what_is_no_failure_is_never_counted_together(vault: Vault) -> None:
    ben = join(vault, "Ben", "support_agent")
    fail(vault, SINGLY + 5, ben, "factor-removed")
    assert len(told(vault)) == SINGLY + 5


def test_a_start_in_between_loses_none(each_home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(each_home) as vault:
        fail(vault, SINGLY + 7)
    later(monkeypatch, 61)
    with again(each_home) as vault:
        assert total(told(vault)) == SINGLY
        vault.ask(Maintain(BY), Done)
        assert total(told(vault)) == SINGLY + 7
