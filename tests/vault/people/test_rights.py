"""People's rights at the vault: two people for what widens, one for what narrows, and none that comes back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from orderveil.core.errors import Conflict, NotAllowed, NotFound, RelayError
from orderveil.core.settings import Settings
from orderveil.vault.client import Vault
from orderveil.vault.messages import Done
from orderveil.vault.people_messages import (
    AssignRoles,
    ChangeRows,
    CheckSession,
    DecideChange,
    Decided,
    EndSessions,
    ExplainRight,
    InvitePerson,
    ListChanges,
    ListPeople,
    ListSessions,
    OpenForPerson,
    PersonInvited,
    PersonRows,
    Proposed,
    ReadInvitation,
    RemovePerson,
    RightExplained,
    RoleRow,
    SealedBytes,
    SealForPerson,
    SessionRows,
    StepUp,
    WhoAmI,
)
from tests.vault.making import BY, opened
from tests.vault.people.staff import again, console, hired, join, other_tenant, sign_in


@pytest.fixture
def vault(each_home: Settings) -> Iterator[Vault]:
    with opened(each_home) as vault:
        yield vault


def roles_of(vault: Vault, person: str) -> list[str]:
    rows = vault.ask(ListPeople(BY), PersonRows).rows
    return [row.role for one in rows if one.person == person for row in one.roles]


def test_a_wider_right_waits_for_a_second_person(vault: Vault) -> None:
    asha, lata = hired(vault, "Asha", "owner"), hired(vault, "Lata", "security_lead")
    ben = join(vault, "Ben", "support_agent")
    change = vault.ask(AssignRoles(asha.grant, ben, [RoleRow("support_lead")]), Proposed).change
    assert change is not None
    assert roles_of(vault, ben) == ["support_agent"]

    with pytest.raises(NotAllowed) as refused:
        vault.ask(DecideChange(asha.grant, change, approve=True), Decided)
    assert refused.value.reason == "people:own-change"

    assert vault.ask(DecideChange(lata.grant, change, approve=True), Decided).state == "approved"
    assert roles_of(vault, ben) == ["support_lead"]
    with pytest.raises(Conflict):
        vault.ask(DecideChange(lata.grant, change, approve=True), Decided)


def test_a_narrower_right_takes_one_person(vault: Vault) -> None:
    asha, ben = hired(vault, "Asha", "owner"), join(vault, "Ben", "support_agent")
    narrower = [RoleRow("support_agent", shops=("tea",))]
    assert vault.ask(AssignRoles(asha.grant, ben, narrower), Proposed).change is None
    assert vault.ask(AssignRoles(asha.grant, ben, []), Proposed).change is None
    assert roles_of(vault, ben) == []


def test_a_change_dies_with_the_rights_of_whoever_asked_for_it(vault: Vault) -> None:
    asha, lata = hired(vault, "Asha", "owner"), hired(vault, "Lata", "owner")
    ben = join(vault, "Ben")
    first = vault.ask(AssignRoles(asha.grant, ben, [RoleRow("support_agent")]), Proposed).change or ""
    vault.ask(AssignRoles(lata.grant, asha.person, []), Proposed)
    with pytest.raises(NotAllowed):
        vault.ask(DecideChange(lata.grant, first, approve=True), Decided)
    vault.ask(RemovePerson(lata.grant, asha.person), Decided)

    assert vault.ask(ListChanges(lata.grant), ChangeRows).rows == []
    assert roles_of(vault, ben) == []


def test_somebody_invited_has_no_right_before_a_second_person_says_so(vault: Vault) -> None:
    asha = hired(vault, "Asha", "owner")
    invited = vault.ask(InvitePerson(asha.grant, "ben@staff.example", "Ben", [RoleRow("owner")]), PersonInvited)
    vault.ask(ReadInvitation(console(vault), invited.token, accept=True), PersonRows)

    assert invited.change is not None
    assert roles_of(vault, invited.person) == []
    with pytest.raises(NotFound):
        vault.ask(ReadInvitation(console(vault), invited.token, accept=True), PersonRows)
    vault.ask(DecideChange(BY, invited.change, approve=True), Decided)
    assert roles_of(vault, invited.person) == ["owner"]


def test_the_last_owner_is_removed_by_the_command_line_alone(vault: Vault) -> None:
    asha = hired(vault, "Asha", "owner")
    with pytest.raises(NotAllowed):
        vault.ask(RemovePerson(asha.grant, asha.person), Decided)
    assert vault.ask(RemovePerson(BY, asha.person), Decided).state == "left"


def test_nobody_manages_people_of_another_tenant(vault: Vault) -> None:
    ben, chandra = join(vault, "Ben", "support_agent"), other_tenant(vault)
    for ask in (
        lambda: vault.ask(AssignRoles(chandra.grant, ben, []), Proposed),
        lambda: vault.ask(RemovePerson(chandra.grant, ben), Decided),
        lambda: vault.ask(ListSessions(chandra.grant, ben), SessionRows),
        lambda: vault.ask(ExplainRight(chandra.grant, ben, "orders:order:read"), RightExplained),
    ):
        with pytest.raises(NotFound):
            ask()
    assert ben not in [row.person for row in vault.ask(ListPeople(chandra.grant), PersonRows).rows]


def test_an_agent_manages_nobody(vault: Vault) -> None:
    asha, ben = hired(vault, "Asha", "owner"), hired(vault, "Ben", "support_agent")
    for ask in (
        lambda: vault.ask(AssignRoles(ben.grant, ben.person, [RoleRow("owner")]), Proposed),
        lambda: vault.ask(RemovePerson(ben.grant, asha.person), Decided),
        lambda: vault.ask(InvitePerson(ben.grant, "x@staff.example", "X", []), PersonInvited),
        lambda: vault.ask(EndSessions(ben.grant, person=asha.person), Done),
        lambda: vault.ask(ListPeople(ben.grant), PersonRows),
    ):
        with pytest.raises(NotAllowed):
            ask()


def test_why_somebody_may_or_may_not_is_told(vault: Vault) -> None:
    asha = hired(vault, "Asha", "owner")
    ben = join(vault, "Ben", RoleRow("support_agent", shops=("tea",)))
    asked = ExplainRight(asha.grant, ben, "orders:field:reveal", "tea", "support", "buyer_phone", "call_buyer")
    may = vault.ask(asked, RightExplained)
    elsewhere = vault.ask(ExplainRight(asha.grant, ben, "orders:order:read", "coffee", "support"), RightExplained)

    assert may.is_allowed
    assert may.rows[0].place.startswith("people/roles.toml [support_agent]")
    assert (elsewhere.is_allowed, elsewhere.reason) == (False, "people:other-shop")


def test_people_and_sessions_outlast_a_start(each_home: Settings) -> None:
    with opened(each_home) as vault:
        ben = hired(vault, "Ben", "support_agent")
        gone = join(vault, "Gita", "support_agent")
        vault.ask(RemovePerson(BY, gone), Decided)
    with opened(each_home, shop=None) as vault:
        assert vault.ask(CheckSession(ben.grant), WhoAmI).name == "Ben"
        states = {row.name: row.state for row in vault.ask(ListPeople(BY), PersonRows).rows}
    assert states == {"Ben": "active", "Gita": "left"}


def test_an_older_row_of_a_person_opens_nothing(home: Settings) -> None:
    with opened(home) as vault:
        ben = join(vault, "Ben", "owner")
        with vault._service._in.database.reading() as tx:  # type: ignore[attr-defined]
            before = tx.one("SELECT version, sealed FROM persons WHERE id = ?", (ben,))
        vault.ask(AssignRoles(BY, ben, []), Proposed)
        with vault._service._in.database.writing() as tx:  # type: ignore[attr-defined]
            tx.execute("UPDATE persons SET version = ?, sealed = ? WHERE id = ?", (*before, ben))
    with opened(home, shop=None) as vault, pytest.raises(NotFound):
        sign_in(vault, ben)


def test_a_token_without_the_consoles_secret_is_worth_nothing(vault: Vault) -> None:
    ben = hired(vault, "Ben", "support_agent")
    stolen = type(ben.grant)(ben.grant.token, "guess")
    with pytest.raises(RelayError):
        vault.ask(CheckSession(stolen), WhoAmI)


def test_secrets_of_an_account_open_for_it_alone(vault: Vault) -> None:
    ben, gita = join(vault, "Ben"), join(vault, "Gita")
    sealed = vault.ask(SealForPerson(console(vault), ben, "totp", b"seed"), SealedBytes).content
    assert b"seed" not in sealed
    assert vault.ask(OpenForPerson(console(vault), ben, "totp", sealed), SealedBytes).content == b"seed"
    for person, kind in ((gita, "totp"), (ben, "recovery")):
        with pytest.raises(RelayError):
            vault.ask(OpenForPerson(console(vault), person, kind, sealed), SealedBytes)


def test_a_password_alone_does_not_step_up(vault: Vault) -> None:
    ben = hired(vault, "Ben", "support_agent")
    with pytest.raises(NotAllowed):
        vault.ask(StepUp(ben.grant, ("password",)), Done)
    ben = again(vault, ben, "webauthn")
    assert vault.ask(CheckSession(ben.grant), WhoAmI).is_strong


def test_sessions_are_listed_and_those_of_others_ended_by_whoever_may(vault: Vault) -> None:
    asha, ben = hired(vault, "Asha", "owner"), hired(vault, "Ben", "support_agent")
    sign_in(vault, ben.person)
    rows = vault.ask(ListSessions(ben.grant), SessionRows).rows
    assert [row.is_own for row in rows].count(True) == 1
    assert len(rows) == 2

    assert vault.ask(EndSessions(asha.grant, person=ben.person), Done).counts == {"sessions": 2}
    with pytest.raises(RelayError):
        vault.ask(CheckSession(ben.grant), WhoAmI)
