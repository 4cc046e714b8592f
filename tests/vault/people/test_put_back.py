"""Older rows put back into the order store, in the file itself, and vaultd started anew: nothing comes back to life."""

from __future__ import annotations

from typing import Any

import pytest

from orderveil.core.errors import NotAllowed, RelayError, Unauthentic
from orderveil.core.settings import Settings
from orderveil.vault.client import Vault
from orderveil.vault.messages import Done
from orderveil.vault.people_messages import (
    AssignRoles,
    CaseOpened,
    ChangeRows,
    CheckSession,
    CloseCase,
    DecideChange,
    Decided,
    EndSessions,
    ListChanges,
    ListPeople,
    OpenCase,
    PersonRows,
    Proposed,
    RoleRow,
    WhoAmI,
)
from tests.vault.making import BY, draft, opened, seal
from tests.vault.people.staff import desk_case, hired, join, reveal
from tests.vault.putting_back import again, alarms, past_the_vault, put_back, rows


def test_a_session_that_was_ended_by_itself_stays_ended(each_home: Settings) -> None:
    with opened(each_home) as vault:
        ben, other = hired(vault, "Ben", "support_agent"), hired(vault, "Mira", "support_agent")
    older = rows(each_home, "sessions")
    with again(each_home) as vault:
        assert vault.ask(CheckSession(ben.grant), WhoAmI).person == ben.person
        vault.ask(EndSessions(ben.grant), Done)
    put_back(each_home, "sessions", older)
    with again(each_home) as vault:
        with pytest.raises(Unauthentic):
            vault.ask(CheckSession(ben.grant), WhoAmI)
        assert vault.ask(CheckSession(other.grant), WhoAmI).person == other.person
        assert "1 altered in the order store's table sessions" in alarms(vault)


def test_a_case_that_was_closed_explains_nothing_again(each_home: Settings) -> None:
    with opened(each_home) as vault:
        order = seal(vault, draft(1))[0].order or ""
        ben = hired(vault, "Ben", "support_agent")
        desk_case(vault, order, "T-1", ben.person)
        reveal(vault, ben, order)
    older = rows(each_home, "cases")
    with again(each_home) as vault:
        vault.ask(CloseCase(BY, "tea", "T-1"), CaseOpened)
    put_back(each_home, "cases", older)
    with again(each_home) as vault:
        with pytest.raises(NotAllowed) as refused:
            reveal(vault, ben, order)
        assert refused.value.reason == "case:unknown"
        assert "table cases" in alarms(vault)


def test_a_case_that_went_to_somebody_else_raises_nothing_for_whoever_had_it(each_home: Settings) -> None:
    with opened(each_home) as vault:
        order = seal(vault, draft(1))[0].order or ""
        ben, mira = join(vault, "Ben", "support_agent"), join(vault, "Mira", "support_agent")
        desk_case(vault, order, "T-1", ben)
    older = rows(each_home, "cases")
    with again(each_home) as vault:
        desk_case(vault, order, "T-1", mira)
    put_back(each_home, "cases", older)
    with again(each_home) as vault:
        book = vault._service._desk._casebook  # type: ignore[attr-defined]
        with vault._service._in.database.reading() as tx:  # type: ignore[attr-defined]
            assert book.count_open(tx, ben, vault._service._in.now_ms()) == 0  # type: ignore[attr-defined]
        desk_case(vault, order, "T-1", mira)  # told again, it is hers, and lives
        with vault._service._in.database.reading() as tx:  # type: ignore[attr-defined]
            assert book.count_open(tx, mira, vault._service._in.now_ms()) == 1  # type: ignore[attr-defined]


def test_a_case_that_was_deleted_and_opened_again_is_not_undone_by_its_first_row(each_home: Settings) -> None:
    with opened(each_home) as vault:
        order = seal(vault, draft(1))[0].order or ""
        ben = hired(vault, "Ben", "support_agent")
        desk_case(vault, order, "T-1", ben.person)
    first = rows(each_home, "cases")
    with again(each_home) as vault:
        vault.ask(CloseCase(BY, "tea", "T-1"), CaseOpened)
    put_back(each_home, "cases", [])
    with again(each_home) as vault:
        desk_case(vault, order, "T-1", ben.person)
        reveal(vault, ben, order)
        vault.ask(CloseCase(BY, "tea", "T-1"), CaseOpened)
    put_back(each_home, "cases", first)
    with again(each_home) as vault, pytest.raises(NotAllowed):
        reveal(vault, ben, order)


@pytest.mark.parametrize("decided", ["approved", "refused", "withdrawn"])
def test_a_change_that_was_decided_is_not_decided_again(each_home: Settings, decided: str) -> None:
    with opened(each_home) as vault:
        lead, owner = hired(vault, "Lata", "security_lead"), hired(vault, "Asha", "owner")
        ben = join(vault, "Ben", "support_agent")
        roles = [RoleRow("support_agent"), RoleRow("marketer")]
        change = vault.ask(AssignRoles(lead.grant, ben, roles), Proposed).change
        assert change
    older = rows(each_home, "changes")
    with again(each_home) as vault:
        decider = lead if decided == "withdrawn" else owner
        vault.ask(DecideChange(decider.grant, change, approve=decided == "approved"), Decided)
        vault.ask(AssignRoles(BY, ben, [RoleRow("support_agent")]), Proposed)
    put_back(each_home, "changes", older)
    with again(each_home) as vault:
        with pytest.raises(RelayError) as refused:
            vault.ask(DecideChange(owner.grant, change, approve=True), Decided)
        assert refused.value.reason == "people:change-over"
        assert vault.ask(ListChanges(owner.grant, waiting_only=True), ChangeRows).rows == []
        assert [r.role for one in people(vault) if one.person == ben for r in one.roles] == ["support_agent"]
        assert "table changes" in alarms(vault)


def people(vault: Vault) -> list[Any]:
    return vault.ask(ListPeople(BY), PersonRows).rows


def test_nothing_was_altered_where_nobody_wrote(each_home: Settings) -> None:
    """An ordinary day and a start: no alarm."""
    with opened(each_home) as vault:
        order = seal(vault, draft(1))[0].order or ""
        ben = hired(vault, "Ben", "support_agent")
        desk_case(vault, order, "T-1", ben.person)
        with pytest.raises(RelayError):  # the key of somebody new is made, and the act fails after it
            vault.ask(OpenCase(BY, "tea", order, "ticket", "T-1", assigned="p_none"), CaseOpened)
        vault.ask(CloseCase(BY, "tea", "T-1"), CaseOpened)
        vault.ask(EndSessions(ben.grant), Done)
    with again(each_home) as vault:
        assert alarms(vault) == "ok"


def test_reveals_of_a_day_whose_rows_were_taken_away_are_counted_all_the_same(each_home: Settings) -> None:
    with opened(each_home) as vault:
        order = seal(vault, draft(1))[0].order or ""
        ben = hired(vault, "Ben", "support_agent")
        desk_case(vault, order, "T-1")
        left = reveal(vault, ben, order).reveals_left
        for field in ("recipient_phone", "buyer_name"):
            left = reveal(vault, ben, order, field=field).reveals_left
    with again(each_home) as vault:  # an ordinary start changes nothing
        assert reveal(vault, ben, order).reveals_left == left - 1
        assert alarms(vault) == "ok"
    put_back(each_home, "reveals", [])
    with again(each_home) as vault:
        assert reveal(vault, ben, order).reveals_left == left - 2
        assert "table reveals" in alarms(vault)


def test_reveals_whose_times_were_moved_are_of_today_all_the_same(each_home: Settings) -> None:
    with opened(each_home) as vault:
        order = seal(vault, draft(1))[0].order or ""
        ben = hired(vault, "Ben", "support_agent")
        desk_case(vault, order, "T-1")
        left = reveal(vault, ben, order).reveals_left
    with past_the_vault(each_home) as tx:
        tx.execute("UPDATE reveals SET at = at - 86300000")
    with again(each_home) as vault:
        assert reveal(vault, ben, order).reveals_left == left - 1
        assert "table reveals" in alarms(vault)
