"""An order store of yesterday beside today's key store: refused where it is older, told of, and nothing destroyed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from orderveil.core.errors import Erased, NotFound, RelayError, SealBroken
from orderveil.core.order import IntakeStatus
from orderveil.core.settings import Settings
from orderveil.vault.building import ORDERS
from orderveil.vault.client import Vault
from orderveil.vault.messages import (
    Done,
    EraseOrder,
    LedgerExport,
    LedgerPage,
    LedgerVerified,
    LedgerVerify,
    Opened,
    OpenView,
)
from orderveil.vault.people_messages import (
    AssignRoles,
    CheckSession,
    Decided,
    EndSessions,
    ListPeople,
    PersonRows,
    Proposed,
    RemovePerson,
    RoleRow,
    WhoAmI,
)
from tests.vault.making import AT_MS, BY, draft, opened, seal
from tests.vault.people.staff import Staff, hired, join
from tests.vault.putting_back import again, alarms


@dataclass
class Days:
    """An installation of two days: the order store of each, and who and what there was."""

    settings: Settings
    folder: Path
    updated: str
    erased: str
    untouched: str
    since: str
    asha: Staff
    ben: Staff

    def put(self, name: str) -> None:
        """Put the order store of a day in place."""
        place = self.settings.home / ORDERS
        for file in place.parent.glob(f"{place.name}*"):
            file.unlink()
        shutil.copy(self.folder / name, place)


@pytest.fixture
def days(home: Settings, tmp_path: Path) -> Days:
    """Yesterday: three orders, Asha, Ben and Lata. Today: one order told anew, one erased, one new; Lata has left."""
    with opened(home) as vault:
        updated, erased, untouched = (one.order or "" for one in seal(vault, draft(1), draft(2), draft(3)))
        asha, ben = hired(vault, "Asha", "owner"), hired(vault, "Ben", "support_agent")
        lata = join(vault, "Lata", "auditor")
    shutil.copy(home.home / ORDERS, tmp_path / "yesterday")
    with again(home) as vault:
        assert seal(vault, draft(1, source_at_ms=AT_MS + 5_000, rank=2))[0].status is IntakeStatus.UPDATED
        since = seal(vault, draft(4))[0].order or ""
        vault.ask(EraseOrder(BY, erased, "asked"), Done)
        vault.ask(AssignRoles(BY, ben.person, [RoleRow("marketer")]), Proposed)
        vault.ask(RemovePerson(BY, lata), Decided)
        vault.ask(EndSessions(asha.grant), Done)
        for _ in range(2):
            vault.ask(LedgerVerify(BY), LedgerVerified)
    shutil.copy(home.home / ORDERS, tmp_path / "today")
    return Days(home, tmp_path, updated, erased, untouched, since, asha, ben)


@contextmanager
def on(days: Days, name: str) -> Iterator[Vault]:
    days.put(name)
    with again(days.settings) as vault:
        yield vault


def look(vault: Vault, order: str) -> Opened:
    return vault.ask(OpenView(BY, "support", order), Opened)


def refused(run: Callable[[], object]) -> str:
    with pytest.raises(RelayError) as caught:
        run()
    return caught.value.reason


def names(vault: Vault) -> dict[str, str]:
    return {row.name: row.state for row in vault.ask(ListPeople(BY), PersonRows).rows}


def test_what_was_not_touched_since_opens_and_the_rest_says_why_not(days: Days) -> None:
    with on(days, "yesterday") as vault:
        look(vault, days.untouched)
        with pytest.raises(SealBroken):
            look(vault, days.updated)
        with pytest.raises(Erased):
            look(vault, days.erased)
        with pytest.raises(NotFound):
            look(vault, days.since)


def test_what_the_source_tells_anew_mends_an_order_and_what_it_told_before_does_not(days: Days) -> None:
    with on(days, "yesterday") as vault:
        assert seal(vault, draft(1))[0].reason == "seal:broken"  # yesterday's telling
        assert seal(vault, draft(2, source_at_ms=AT_MS + 9_000, rank=3))[0].status is IntakeStatus.REFUSED  # erased
        assert seal(vault, draft(1, source_at_ms=AT_MS + 5_000, rank=2))[0].status is IntakeStatus.UPDATED
        look(vault, days.updated)
        assert seal(vault, draft(4))[0].status is IntakeStatus.SEALED
    with again(days.settings) as vault:
        look(vault, days.updated)


def test_nobody_who_left_or_lost_a_right_since_has_it_again(days: Days) -> None:
    with on(days, "yesterday") as vault:
        assert names(vault) == {"Asha": "active"}
        for staff in (days.asha, days.ben):  # hers was ended since; his person is of another version
            assert refused(lambda grant=staff.grant: vault.ask(CheckSession(grant), WhoAmI)) == "access:no-session"
        assert "2 altered in the order store's table persons" in alarms(vault)
        assert "1 altered in the order store's table sessions" in alarms(vault)


def test_people_who_changed_since_are_invited_anew(days: Days) -> None:
    with on(days, "yesterday") as vault:
        join(vault, "Ben", "support_agent")
        assert names(vault) == {"Asha": "active", "Ben": "active"}


def test_the_record_says_that_it_was_rolled_back_and_which_rows_were_refused(days: Days) -> None:
    with on(days, "yesterday") as vault:
        found = vault.ask(LedgerVerify(BY), LedgerVerified)
        assert not found.ok
        assert any("remembered head" in problem for problem in found.problems)
        vault.ask(LedgerVerify(BY), LedgerVerified)  # numbers what waits
        raw = b"".join(vault.ask(LedgerExport(BY), LedgerPage).entries).decode()
        assert '"act":"vault:rows:refused"' in raw
        assert '"persons":2' in raw


def test_nothing_was_destroyed_when_todays_store_is_brought_back(days: Days) -> None:
    with on(days, "yesterday") as vault:
        seal(vault, draft(5))
    with on(days, "today") as vault:
        for order in (days.updated, days.untouched, days.since):
            look(vault, order)
        assert names(vault) == {"Asha": "active", "Ben": "active", "Lata": "left"}
        assert vault.ask(CheckSession(days.ben.grant), WhoAmI).name == "Ben"
        assert alarms(vault) == "ok"
