"""The vault is killed between the steps by which a contract changes: whole or not at all, and the file follows."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from orderveil.core.settings import Settings
from orderveil.vault.contract_messages import ContractsRead, ReadContracts
from orderveil.vault.messages import Health, HealthReport
from orderveil.vault.people_messages import ChangeRows, DecideChange, Decided, ListChanges
from tests.vault.making import BY, opened
from tests.vault.people.staff import hired, join, sign_in
from tests.vault.people.test_contract_changes import FILE, NARROW, entries, propose

_CHILD = Path(__file__).with_name("contract_crash_child.py")
_TREE = Path(__file__).parents[3]


def _die_at(settings: Settings, step: str, change: str, approver: str) -> None:
    environ = {**os.environ, "ORDERVEIL_HOME": str(settings.home), "PYTHONPATH": str(_TREE)}
    environ.pop("DATABASE_URL", None)
    if settings.database_url:
        environ["DATABASE_URL"] = settings.database_url
    ended = subprocess.run([sys.executable, str(_CHILD), step, change, approver], env=environ, check=False)
    assert ended.returncode == -signal.SIGKILL


@pytest.fixture
def proposed(each_home: Settings) -> tuple[Settings, str, str, str]:
    """A home in which a change waits: its settings, the change, who asked for it and who may approve it."""
    with opened(each_home) as vault:
        asha, lata = hired(vault, "Asha", "owner"), join(vault, "Lata", "security_lead")
        return each_home, propose(vault, asha, NARROW), asha.person, lata


def test_killed_before_the_commit_the_change_still_waits(proposed: tuple[Settings, str, str, str]) -> None:
    settings, change, _, lata = proposed
    _die_at(settings, "kept", change, lata)
    path = settings.home / "contracts" / FILE
    assert not path.exists()
    with opened(settings, None) as vault:
        approver = sign_in(vault, lata)
        assert entries(vault) == []
        assert [row.state for row in vault.ask(ListChanges(approver.grant), ChangeRows).rows] == ["waiting"]
        assert vault.ask(DecideChange(approver.grant, change, approve=True), Decided).state == "approved"
    assert path.read_text() == NARROW


@pytest.mark.parametrize("step", ["committed", "half", "written", "taken", "noted"])
def test_killed_after_the_commit_the_next_start_finishes(proposed: tuple[Settings, str, str, str], step: str) -> None:
    settings, change, asha, lata = proposed
    _die_at(settings, step, change, lata)
    finished = ["approval", "finished"] if step in ("committed", "half") else ["approval"]
    for _ in range(2):  # and the start after it has nothing left to do
        with opened(settings, None) as vault:
            overlays = vault.ask(ReadContracts(sign_in(vault, asha).grant), ContractsRead).overlays
            assert [(one.file, one.text) for one in overlays] == [(FILE, NARROW)]
            assert [one["detail"]["by"] for one in entries(vault)] == finished
            assert vault._service._in.keys.names("contract-due:") == []  # type: ignore[attr-defined]
    assert (settings.home / "contracts" / FILE).read_text() == NARROW


def test_what_a_hand_wrote_after_the_crash_stays(proposed: tuple[Settings, str, str, str]) -> None:
    settings, change, _, lata = proposed
    _die_at(settings, "committed", change, lata)
    path = settings.home / "contracts" / FILE
    path.parent.mkdir(exist_ok=True)
    path.write_text("# by hand\n")
    with opened(settings, None) as vault:
        assert [one["detail"]["by"] for one in entries(vault)] == ["approval", "hand"]
    assert path.read_text() == "# by hand\n"


def test_a_due_row_that_is_put_back_does_nothing(proposed: tuple[Settings, str, str, str]) -> None:
    """An older row of the store, written back after the change was undone by two people, opens no more."""
    settings, change, asha, lata = proposed
    _die_at(settings, "committed", change, lata)
    from orderveil.store.opening import open_database

    def store() -> object:
        return open_database(settings.database_url, settings.home / "data" / "orders.db")

    database = store()
    with database.reading() as tx:  # type: ignore[attr-defined]
        row = tx.one("SELECT file, sealed, due, due_sealed FROM contract_files", ())
    database.close()  # type: ignore[attr-defined]
    assert row[2] is not None
    with opened(settings, None) as vault:
        owner, approver = sign_in(vault, asha), sign_in(vault, lata)
        undo = propose(vault, owner, "")
        vault.ask(DecideChange(approver.grant, undo, approve=True), Decided)
    database = store()
    with database.writing() as tx:  # type: ignore[attr-defined]
        tx.execute("UPDATE contract_files SET sealed = ?, due = ?, due_sealed = ? WHERE file = ?", (*row[1:], row[0]))
    database.close()  # type: ignore[attr-defined]
    with opened(settings, None) as vault:
        assert vault.ask(ReadContracts(sign_in(vault, asha).grant), ContractsRead).overlays == []
    assert not (settings.home / "contracts" / FILE).exists()


def test_a_contract_that_the_disk_refuses_is_in_force_raises_an_alarm_and_is_written_at_the_next_start(
    home: Settings,
) -> None:
    with opened(home) as vault:
        lata, asha = hired(vault, "Lata", "security_lead"), hired(vault, "Asha", "owner")
        place = home.home / "contracts" / f".{FILE}.new"
        place.mkdir(parents=True)  # where the text would be written first
        change = propose(vault, lata, NARROW)
        assert vault.ask(DecideChange(asha.grant, change, approve=True), Decided).state == "approved"
        report = vault.ask(Health(BY), HealthReport)
        assert not report.ok
        assert f"the disk refused contracts that are in force: {FILE}" in report.checks["alarms"]
    place.rmdir()
    with opened(home, None) as vault:
        assert (home.home / "contracts" / FILE).exists()
        assert vault.ask(Health(BY), HealthReport).checks["alarms"] == "ok"
