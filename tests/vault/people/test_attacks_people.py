"""What attackers try against the people's part of the vault: second accounts, forged rows, races, odd input."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from orderveil.core.errors import Conflict, Malformed, NotAllowed, NotFound, TooMany
from orderveil.core.settings import Settings
from orderveil.vault.client import Vault
from orderveil.vault.messages import Done, PutShop
from orderveil.vault.people_messages import (
    AssignRoles,
    BeginSession,
    CaseOpened,
    ChangeRows,
    CheckSession,
    DecideChange,
    Decided,
    EndSessions,
    FindOrders,
    InvitePerson,
    ListChanges,
    ListPeople,
    OpenCase,
    OrderRows,
    PersonInvited,
    PersonRows,
    Proposed,
    ReadInvitation,
    RemovePerson,
    RoleRow,
    SessionBegun,
    WhoAmI,
)
from tests.vault.making import BY, draft, opened, seal
from tests.vault.people.staff import again, console, desk_case, hired, join, other_tenant, reveal, sign_in


@pytest.fixture
def vault(each_home: Settings) -> Iterator[Vault]:
    with opened(each_home) as vault:
        yield vault


def database(vault: Vault) -> Any:
    return vault._service._in.database  # type: ignore[attr-defined]


def sealed(vault: Vault, number: int = 1) -> str:
    return seal(vault, draft(number))[0].order or ""


def roles_of(vault: Vault, person: str) -> list[str]:
    rows = vault.ask(ListPeople(BY), PersonRows).rows
    return [row.role for one in rows if one.person == person for row in one.roles]


# ---- two people, one of whom is not there


def test_who_asks_for_a_new_link_does_not_inherit_the_roles_that_wait_behind_it(vault: Vault) -> None:
    lead = hired(vault, "Lata", "security_lead")
    vault.ask(InvitePerson(BY, "meera@staff.example", "Meera", [RoleRow("owner")]), PersonInvited)
    again = vault.ask(InvitePerson(lead.grant, "meera@staff.example", "Meera", []), PersonInvited)
    vault.ask(ReadInvitation(console(vault), again.token, accept=True), PersonRows)
    assert roles_of(vault, again.person) == []


def test_a_new_link_of_the_command_line_still_names_the_roles(vault: Vault) -> None:
    vault.ask(InvitePerson(BY, "meera@staff.example", "Meera", [RoleRow("auditor")]), PersonInvited)
    again = vault.ask(InvitePerson(BY, "meera@staff.example", "Meera", [RoleRow("owner")]), PersonInvited)
    assert roles_of(vault, again.person) == ["owner"]


def test_an_approval_is_of_what_was_read_and_of_nothing_newer(vault: Vault) -> None:
    asha, lata = hired(vault, "Asha", "owner"), hired(vault, "Lata", "owner")
    ben = join(vault, "Ben", "support_agent")
    wider = [RoleRow("support_agent"), RoleRow("support_lead")]
    change = vault.ask(AssignRoles(asha.grant, ben, wider), Proposed).change or ""
    vault.ask(AssignRoles(asha.grant, ben, []), Proposed)  # taken away meanwhile: `before` is not true any more

    with pytest.raises(Conflict) as refused:
        vault.ask(DecideChange(lata.grant, change, approve=True), Decided)
    assert refused.value.reason == "people:change-over"
    assert roles_of(vault, ben) == []


def test_a_person_who_waits_to_join_is_not_renamed_under_an_approval(vault: Vault) -> None:
    asha, lata = hired(vault, "Asha", "owner"), hired(vault, "Lata", "owner")
    first = vault.ask(InvitePerson(asha.grant, "x@staff.example", "Meera", [RoleRow("owner")]), PersonInvited)
    vault.ask(InvitePerson(asha.grant, "x@staff.example", "Somebody Else", []), PersonInvited)
    with pytest.raises(Conflict):
        vault.ask(DecideChange(lata.grant, first.change or "", approve=True), Decided)


@pytest.mark.parametrize("name", ["Ben (ben@staff.example): no role → auditor", "a@b.example", "x\u202ey", "<b>"])
def test_a_name_is_not_a_sentence_that_an_approver_would_read(vault: Vault, name: str) -> None:
    asha = hired(vault, "Asha", "owner")
    with pytest.raises(Malformed):
        vault.ask(InvitePerson(asha.grant, "evil@staff.example", name, []), PersonInvited)


@pytest.mark.parametrize(
    "row",
    [
        RoleRow("partner_user", partner="x, auditor for y"),
        RoleRow("support_agent", until_ms=2**63 - 1),
        RoleRow("support_agent", until_ms=-1),
        RoleRow("support_agent", from_ms=2**63 - 1),
        RoleRow("support_agent", hours="09:00-18:00 ../../etc/passwd"),
    ],
)
def test_odd_roles_are_malformed_and_nothing_worse(vault: Vault, row: RoleRow) -> None:
    asha, ben = hired(vault, "Asha", "owner"), join(vault, "Ben")
    with pytest.raises(Malformed):
        vault.ask(AssignRoles(asha.grant, ben, [row]), Proposed)


def test_a_person_holds_a_few_roles_and_not_a_thousand(vault: Vault) -> None:
    asha, ben = hired(vault, "Asha", "owner"), join(vault, "Ben")
    with pytest.raises(Malformed):
        vault.ask(AssignRoles(asha.grant, ben, [RoleRow("auditor")] * 1000), Proposed)


def test_one_person_does_not_take_the_last_owner_away_by_narrowing(vault: Vault) -> None:
    asha, lead = hired(vault, "Asha", "owner"), hired(vault, "Lata", "security_lead")
    for grant in (asha.grant, lead.grant):
        with pytest.raises(NotAllowed) as refused:
            vault.ask(AssignRoles(grant, asha.person, []), Proposed)
        assert refused.value.reason == "people:last-owner"


def test_a_cookie_that_was_taken_approves_nothing_for_long(vault: Vault) -> None:
    asha, lata = hired(vault, "Asha", "owner"), hired(vault, "Lata", "owner")
    ben = join(vault, "Ben")
    change = vault.ask(AssignRoles(asha.grant, ben, [RoleRow("auditor")]), Proposed).change or ""
    sessions = vault._service._desk.room.sessions  # type: ignore[attr-defined]
    for live in sessions._by_digest.values():
        live.session = msgspec.structs.replace(live.session, strong_at_ms=live.session.strong_at_ms - 61 * 60_000)
    with pytest.raises(NotAllowed) as refused:
        vault.ask(DecideChange(lata.grant, change, approve=True), Decided)
    assert refused.value.reason == "access:step-up-due"
    lata = again(vault, lata, "totp")
    assert vault.ask(DecideChange(lata.grant, change, approve=True), Decided).state == "approved"


# ---- changes of others


def test_changes_of_one_tenant_do_not_use_up_those_of_another(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orderveil.vault.people.changing._MOST_WAITING", 3)
    asha, chandra = hired(vault, "Asha", "owner"), other_tenant(vault)
    ben, theirs = join(vault, "Ben"), join(vault, "Devi", tenant="beans")
    for _ in range(3):
        vault.ask(AssignRoles(chandra.grant, theirs, [RoleRow("auditor")]), Proposed)
    assert vault.ask(AssignRoles(asha.grant, ben, [RoleRow("auditor")]), Proposed).change
    with pytest.raises(Conflict):
        vault.ask(AssignRoles(chandra.grant, theirs, [RoleRow("auditor")]), Proposed)


def test_a_change_that_was_put_back_into_waiting_by_its_column_is_decided_once(vault: Vault) -> None:
    asha, lata = hired(vault, "Asha", "owner"), hired(vault, "Lata", "owner")
    ben = join(vault, "Ben")
    change = vault.ask(AssignRoles(asha.grant, ben, [RoleRow("auditor")]), Proposed).change or ""
    vault.ask(DecideChange(lata.grant, change, approve=False), Decided)
    with database(vault).writing() as tx:
        tx.execute("UPDATE changes SET state = 'waiting'", ())
    with pytest.raises(Conflict):
        vault.ask(DecideChange(lata.grant, change, approve=True), Decided)


# ---- sessions


def test_a_password_alone_ends_nobody_elses_sessions(vault: Vault) -> None:
    asha, ben = join(vault, "Asha", "owner"), hired(vault, "Ben", "support_agent")
    thief = sign_in(vault, asha, "password")
    for asked in (EndSessions(thief.grant, person=ben.person), EndSessions(thief.grant, session=ben.session)):
        with pytest.raises(NotAllowed):
            vault.ask(asked, Done)
    assert vault.ask(CheckSession(ben.grant), WhoAmI).name == "Ben"


def test_somebody_of_another_tenant_is_not_there_when_their_sessions_are_ended(vault: Vault) -> None:
    ben, chandra = hired(vault, "Ben", "support_agent"), other_tenant(vault)
    for asked in (
        EndSessions(chandra.grant, person=ben.person), EndSessions(chandra.grant, session=ben.session),
        EndSessions(chandra.grant, person="p_000000000000"),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            vault.ask(asked, Done)


def test_whoever_had_a_second_factor_begins_no_session_without_one(vault: Vault) -> None:
    """Else whoever can delete rows of the console's database deletes the factor and sets up their own."""
    ben = join(vault, "Ben", "support_agent")
    first = sign_in(vault, ben, "password")
    again(vault, first, "totp")  # the app was set up just now
    with pytest.raises(NotAllowed) as refused:
        vault.ask(BeginSession(console(vault), ben, ("password",)), SessionBegun)
    assert refused.value.reason == "access:no-second-factor"
    assert sign_in(vault, ben, "password", "recovery").person == ben


# ---- reveals: more than a day's


def test_forged_cases_and_forged_reveals_buy_no_more_reveals(vault: Vault) -> None:
    asha, ben = sealed(vault, 1), hired(vault, "Ben", "support_agent")
    orders = [asha, *(sealed(vault, number) for number in range(2, 8))]
    for number, order in enumerate(orders):
        desk_case(vault, order, f"T-{number}")
    with database(vault).writing() as tx:
        for number in range(50):
            tx.execute(
                "INSERT INTO cases (shop, reference, n, kind, origin, opened_at, closed_at, assigned, code) "
                "VALUES (1, ?, 1, 'ticket', 'desk', ?, NULL, ?, ?)",
                (f"F-{number}", 2**53, ben.person, b"\0" * 16),
            )
    shown = 0
    for number, order in enumerate(orders):
        with database(vault).writing() as tx:
            tx.execute("DELETE FROM reveals", ())
            tx.execute(
                "INSERT INTO reveals (person, at, n, field, kind) "
                "SELECT CAST(? AS TEXT), CAST(? AS BIGINT), n, 'buyer_phone', 'case' FROM orders WHERE n = 7",
                (ben.person, 1),
            )
        try:
            reveal(vault, ben, order, f"T-{number}")
            shown += 1
        except TooMany:
            break
    assert shown == 5


def test_a_forged_row_makes_no_reveal_the_same_one_again(vault: Vault) -> None:
    orders, ben = [sealed(vault, number) for number in range(1, 8)], hired(vault, "Ben", "support_agent")
    for number, order in enumerate(orders):
        desk_case(vault, order, f"T-{number}")
    with database(vault).writing() as tx:
        tx.execute(
            "INSERT INTO reveals (person, at, n, field, kind) "
            "SELECT CAST(? AS TEXT), CAST(? AS BIGINT), n, 'buyer_phone', 'case' FROM orders",
            (ben.person, 2**53),
        )
    with pytest.raises(TooMany):
        reveal(vault, ben, orders[0], "T-0")


# ---- searching, to complete a mask


def test_an_order_that_was_found_counts_as_seen_when_its_phone_is_guessed(vault: Vault) -> None:
    sealed(vault)
    ben = hired(vault, "Ben", "support_agent")
    found = vault.ask(FindOrders(ben.grant, "tea", "support", {"order_ref": "#1"}), OrderRows)
    assert len(found.rows) == 1
    with pytest.raises(TooMany) as refused:
        for guess in range(10):
            vault.ask(FindOrders(ben.grant, "tea", "support", {"phone": f"+91888{guess}200001"}), OrderRows)
    assert refused.value.reason == "search:probing"


def test_misses_are_counted_by_the_day_too(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orderveil.vault.people.probing.MOST_MISSES_A_DAY", 4)
    ben = hired(vault, "Ben", "support_agent")
    with pytest.raises(TooMany):
        for guess in range(10):
            vault.ask(FindOrders(ben.grant, "tea", "support", {"order_ref": f"#{guess + 50}"}), OrderRows)


# ---- is it not there, or not theirs?


def test_another_tenants_shop_is_not_there_for_a_case(vault: Vault) -> None:
    order, ben = sealed(vault), hired(vault, "Ben", "support_agent")
    vault.ask(PutShop(BY, "coffee", tenant="beans"), Done)
    told = set()
    for shop in ("coffee", "nowhere"):
        with pytest.raises(NotFound) as refused:
            vault.ask(OpenCase(ben.grant, shop, order, "call"), CaseOpened)
        told.add((refused.value.reason, str(refused.value)))
    assert len(told) == 1


def test_a_leavers_changes_sessions_and_invitation_are_dead(vault: Vault) -> None:
    asha, lata = hired(vault, "Asha", "owner"), hired(vault, "Lata", "owner")
    ben = join(vault, "Ben")
    vault.ask(AssignRoles(lata.grant, ben, [RoleRow("owner")]), Proposed)
    vault.ask(RemovePerson(asha.grant, lata.person), Decided)
    rows = vault.ask(ListChanges(asha.grant, waiting_only=False), ChangeRows).rows
    assert [row.state for row in rows] == ["ended"]
