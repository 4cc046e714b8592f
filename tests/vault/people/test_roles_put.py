"""Roles that a tenant defines: by two people, at once, across a restart, and never so that nobody could go on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from orderveil.core.errors import Conflict, Malformed, NotAllowed, NotFound
from orderveil.core.settings import Settings
from orderveil.people.roles import built_in_text
from orderveil.vault.client import Vault
from orderveil.vault.messages import (
    Health,
    HealthReport,
    LedgerExport,
    LedgerPage,
    LedgerVerified,
    LedgerVerify,
    OperatorGrant,
)
from orderveil.vault.people_messages import (
    AssignRoles,
    ChangeRows,
    CheckSession,
    DecideChange,
    Decided,
    ListChanges,
    ListPeople,
    OrderRows,
    PersonRows,
    Proposed,
    RemovePerson,
    RoleRow,
    WhoAmI,
)
from orderveil.vault.people_messages import ListOrders as ListOrdersOf
from orderveil.vault.role_messages import (
    CheckRoles,
    PutRoles,
    ReadRoleChange,
    ReadRoles,
    RoleChangeRead,
    RolesChecked,
    RolesRead,
)
from tests.vault.making import BY, draft, opened, seal
from tests.vault.people.staff import Staff, hired, join, other_tenant

NIGHT = """
[night_desk]
says = "answers at night"
grants = [{ may = ["orders:order:list", "orders:order:read"], hops = ["support"] }]
"""
MORE = built_in_text() + NIGHT
AGENT_LISTS = built_in_text().replace(
    '"orders:order:read", "orders:order:search"], hops = ["support"] },\n'
    '  { may = ["orders:field:reveal"], hops = ["support"] },\n]\n\n[support_lead]',
    '"orders:order:list", "orders:order:read"], hops = ["support"] },\n]\n\n[support_lead]',
)
assert built_in_text() != AGENT_LISTS


@pytest.fixture
def vault(each_home: Settings) -> Iterator[Vault]:
    with opened(each_home) as vault:
        yield vault


@pytest.fixture
def two(vault: Vault) -> tuple[Staff, Staff]:
    return hired(vault, "Asha", "owner"), hired(vault, "Lata", "security_lead")


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest() if text and text != built_in_text() else ""


def propose(vault: Vault, staff: Staff, text: str, base: str | None = None) -> str:
    if base is None:
        base = vault.ask(ReadRoles(staff.grant), RolesRead).digest
    change = vault.ask(PutRoles(staff.grant, text, base, "as agreed"), Proposed).change
    assert change is not None
    return change


def approve(vault: Vault, staff: Staff, change: str) -> str:
    return vault.ask(DecideChange(staff.grant, change, approve=True), Decided).state


def entries(vault: Vault, act: str = "people:definitions:changed") -> list[dict[str, Any]]:
    vault.ask(LedgerVerify(BY), LedgerVerified)  # what waits is numbered
    page = vault.ask(LedgerExport(BY), LedgerPage)
    found = [msgspec.json.decode(raw) for raw in page.entries]
    return sorted((one for one in found if one["act"] == act), key=lambda one: one["at_ms"])


def roles_in_force(vault: Vault) -> set[str]:
    return {row.role for row in vault.ask(ReadRoles(BY), RolesRead).rows}


def may_list(vault: Vault, staff: Staff) -> bool:
    try:
        vault.ask(ListOrdersOf(staff.grant, "tea", "support"), OrderRows)
    except NotAllowed:
        return False
    return True


def test_an_approved_text_holds_at_once_for_open_sessions_and_after_a_restart(each_home: Settings) -> None:
    with opened(each_home) as vault:
        asha, lata = hired(vault, "Asha", "owner"), hired(vault, "Lata", "security_lead")
        ben = hired(vault, "Ben", "support_agent")
        seal(vault, draft(1))
        change = propose(vault, asha, AGENT_LISTS)
        assert not may_list(vault, ben)  # what waits does nothing
        assert approve(vault, lata, change) == "approved"
        assert may_list(vault, ben)
        assert "orders:field:reveal" not in vault.ask(CheckSession(ben.grant), WhoAmI).permissions
    with opened(each_home, None) as vault:
        assert may_list(vault, ben)
        assert vault.ask(ReadRoles(BY), RolesRead).digest == digest(AGENT_LISTS)
        told = entries(vault)[-1]
        assert asha.person in told["actor"]
        assert lata.person in told["actor"]
        assert told["detail"]["digest"] == digest(AGENT_LISTS)
        assert (told["detail"]["was"], told["detail"]["by"]) == ("built-in", "approval")
        said = set(told["detail"].values())
        assert {"support_agent/orders:order:list", "support_agent/orders:field:reveal"} <= said
        assert told["detail"]["gains_0"] == "support_agent/orders:order:list"
        assert told["counts"] == {"added": 0, "gone": 0, "narrower": 1, "told": 3, "wider": 1}


def test_a_new_role_is_held_and_one_that_is_held_is_not_dropped(vault: Vault, two: tuple[Staff, Staff]) -> None:
    asha, lata = two
    with pytest.raises(Malformed) as refused:
        vault.ask(AssignRoles(BY, join(vault, "Nila"), [RoleRow("night_desk")]), Proposed)
    assert refused.value.reason == "people:no-such-role"
    approve(vault, lata, propose(vault, asha, MORE))
    ben = hired(vault, "Ben", "night_desk")
    assert may_list(vault, ben)
    with pytest.raises(Conflict) as stuck:
        propose(vault, asha, built_in_text())
    assert (stuck.value.reason, stuck.value.place) == ("people:role-held", "[night_desk]")
    vault.ask(AssignRoles(asha.grant, ben.person, []), Proposed)
    approve(vault, lata, propose(vault, asha, ""))
    assert "night_desk" not in roles_in_force(vault)
    assert vault.ask(ReadRoles(BY), RolesRead).digest == ""
    assert entries(vault)[-1]["detail"]["digest"] == "built-in"


def test_a_role_that_somebody_is_given_meanwhile_stops_its_removal(vault: Vault, two: tuple[Staff, Staff]) -> None:
    asha, lata = two
    approve(vault, lata, propose(vault, asha, MORE))
    change = propose(vault, asha, "")
    join(vault, "Ben", "night_desk")
    with pytest.raises(Conflict) as stuck:
        approve(vault, lata, change)
    assert stuck.value.reason == "people:role-held"
    assert "night_desk" in roles_in_force(vault)


def test_nobody_approves_their_own_and_it_may_be_withdrawn(vault: Vault, two: tuple[Staff, Staff]) -> None:
    asha, lata = two
    change = propose(vault, asha, MORE)
    with pytest.raises(NotAllowed) as refused:
        approve(vault, asha, change)
    assert refused.value.reason == "people:own-change"
    assert vault.ask(DecideChange(asha.grant, change, approve=False), Decided).state == "withdrawn"
    with pytest.raises(Conflict):
        approve(vault, lata, change)
    assert "night_desk" not in roles_in_force(vault)


def test_nobody_approves_what_they_gain_by(vault: Vault, two: tuple[Staff, Staff]) -> None:
    asha, lata = two
    text = built_in_text().replace("reveals nothing\"\ndaily_reveals = 0", "reveals nothing\"\ndaily_reveals = 5")
    change = propose(vault, asha, text)
    assert vault.ask(ReadRoleChange(lata.grant, change), RoleChangeRead).is_gain
    assert not vault.ask(ReadRoleChange(asha.grant, change), RoleChangeRead).is_gain
    with pytest.raises(NotAllowed) as refused:
        approve(vault, lata, change)
    assert refused.value.reason == "people:own-gain"
    assert vault.ask(DecideChange(lata.grant, change, approve=False), Decided).state == "refused"
    mira = hired(vault, "Mira", "owner")
    assert approve(vault, mira, propose(vault, asha, text)) == "approved"


def test_a_proposal_goes_stale_when_another_is_approved_first(vault: Vault, two: tuple[Staff, Staff]) -> None:
    asha, lata = two
    first, second = propose(vault, asha, MORE), propose(vault, asha, AGENT_LISTS)
    approve(vault, lata, first)
    assert vault.ask(ReadRoleChange(asha.grant, second), RoleChangeRead).is_stale
    with pytest.raises(Conflict) as refused:
        approve(vault, lata, second)
    assert refused.value.reason == "people:roles-stale"
    for text, base, reason in ((MORE + "# x\n", "", "people:roles-stale"), (MORE, None, "people:roles-unchanged")):
        with pytest.raises(Conflict) as refused:
            propose(vault, asha, text, base)
        assert refused.value.reason == reason
    assert roles_in_force(vault) == {*names_in(MORE)}


def names_in(text: str) -> list[str]:
    return [line[1:-1] for line in text.splitlines() if line.startswith("[") and line.endswith("]")]


APPROVES = '"changes:change:approve", '


def without(words: str, *roles: str) -> str:
    """The built-in text without some words in some of its roles."""
    parts = built_in_text().split("\n[")
    return "\n[".join(part.replace(words, "") if part.split("]")[0] in roles else part for part in parts)


@pytest.mark.parametrize(
    ("words", "roles", "is_last"),
    [
        ('"people:definition:propose", ', ("owner", "security_lead"), True),
        ('"people:role:propose", ', ("owner", "security_lead"), True),
        (APPROVES, ("owner", "security_lead"), True),
        ('"people:definition:propose", ', ("owner",), False),  # Lata asks, Asha approves
        (APPROVES, ("owner",), False),  # Asha asks, Lata approves
    ],
)
def test_the_last_way_to_change_roles_is_not_taken(
    vault: Vault, two: tuple[Staff, Staff], words: str, roles: tuple[str, ...], is_last: bool
) -> None:
    found = vault.ask(CheckRoles(two[0].grant, without(words, *roles)), RolesChecked)
    assert [one.reason for one in found.problems] == (["people:last-way"] if is_last else [])


def test_one_alone_who_asks_and_approves_is_no_way_where_two_were(vault: Vault, two: tuple[Staff, Staff]) -> None:
    text = without(APPROVES, "owner").replace('"people:definition:propose", "people:role:propose", ', "", 1)
    with pytest.raises(Conflict) as refused:
        propose(vault, two[0], text)  # Lata would be the only one to ask, and the only one to approve
    assert refused.value.reason == "people:last-way"


def test_the_last_who_may_approve_does_not_leave_though_they_are_no_owner(vault: Vault) -> None:
    lata = hired(vault, "Lata", "security_lead")
    for ask in (RemovePerson(lata.grant, lata.person), AssignRoles(lata.grant, lata.person, [])):
        with pytest.raises(NotAllowed) as refused:
            vault.ask(ask, object)
        assert refused.value.reason == "people:last-way"
    hired(vault, "Asha", "owner")
    assert vault.ask(AssignRoles(lata.grant, lata.person, []), Proposed).change is None


def test_whoever_leaves_or_loses_the_right_takes_their_proposal_along(vault: Vault, two: tuple[Staff, Staff]) -> None:
    asha, lata = two
    mira = hired(vault, "Mira", "owner")
    change = propose(vault, mira, MORE)
    vault.ask(AssignRoles(asha.grant, mira.person, [RoleRow("support_agent")]), Proposed)
    vault.ask(AssignRoles(BY, mira.person, [RoleRow("support_agent")]), Proposed)
    with pytest.raises(NotAllowed):
        approve(vault, lata, change)
    assert "night_desk" not in roles_in_force(vault)


def test_one_tenant_defines_no_role_of_another(vault: Vault, two: tuple[Staff, Staff]) -> None:
    asha, lata = two
    chandra, dev = other_tenant(vault), hired(vault, "Dev", "security_lead", tenant="beans")
    change = propose(vault, asha, MORE)
    for ask in (ReadRoleChange(chandra.grant, change), DecideChange(chandra.grant, change, approve=True)):
        with pytest.raises(NotFound):
            vault.ask(ask, object)
    approve(vault, lata, change)
    assert vault.ask(ReadRoles(chandra.grant, "main"), RolesRead).digest == ""
    mine = vault.ask(PutRoles(chandra.grant, AGENT_LISTS, "", tenant="main"), Proposed).change or ""
    assert approve(vault, dev, mine) == "approved"
    assert vault.ask(ReadRoles(BY, "beans"), RolesRead).digest == digest(AGENT_LISTS)
    assert vault.ask(ReadRoles(BY, "main"), RolesRead).digest == digest(MORE)
    assert [row.tenant for row in vault.ask(ListPeople(chandra.grant), PersonRows).rows] == ["beans", "beans"]
    with pytest.raises(Malformed):
        vault.ask(AssignRoles(BY, dev.person, [RoleRow("night_desk")]), Proposed)


def test_an_operator_asks_too_and_is_not_their_own_second_person(vault: Vault, two: tuple[Staff, Staff]) -> None:
    _, lata = two
    change = vault.ask(PutRoles(BY, MORE), Proposed).change
    assert change is not None
    with pytest.raises(NotAllowed) as refused:
        vault.ask(DecideChange(BY, change, approve=True), Decided)
    assert refused.value.reason == "people:own-change"
    row = vault.ask(ListChanges(lata.grant), ChangeRows).rows[0]
    assert row.by_person.startswith("operator:")
    assert approve(vault, lata, change) == "approved"
    assert entries(vault)[-1]["actor"].startswith("operator:")
    assert lata.person in entries(vault)[-1]["actor"]


def test_an_operator_names_a_tenant_that_there_is(vault: Vault) -> None:
    for ask in (ReadRoles(BY, "nobody"), CheckRoles(BY, MORE, "nobody"), PutRoles(BY, MORE, tenant="nobody")):
        with pytest.raises(NotFound):
            vault.ask(ask, object)


def test_a_role_that_meant_less_when_it_was_asked_for_is_not_given(vault: Vault, two: tuple[Staff, Staff]) -> None:
    asha, lata = two
    mira, ben = hired(vault, "Mira", "owner"), join(vault, "Ben")
    change = vault.ask(AssignRoles(asha.grant, ben, [RoleRow("support_agent")]), Proposed).change or ""
    other = vault.ask(AssignRoles(asha.grant, ben, [RoleRow("warehouse")]), Proposed).change or ""
    approve(vault, lata, propose(vault, asha, AGENT_LISTS))
    with pytest.raises(Conflict) as refused:
        approve(vault, mira, change)
    assert refused.value.reason == "people:change-over"
    assert approve(vault, mira, other) == "approved"  # of which nothing changed


def test_where_nobody_may_approve_an_operator_does_it_at_once(vault: Vault) -> None:
    hired(vault, "Ben", "support_agent")
    assert vault.ask(PutRoles(BY, MORE), Proposed).change is None
    assert "night_desk" in roles_in_force(vault)
    assert entries(vault)[-1]["detail"]["by"] == "operator"


def test_a_check_tells_what_is_wrong_and_keeps_nothing(vault: Vault, two: tuple[Staff, Staff]) -> None:
    asha, _ = two
    night = NIGHT.replace('"orders:order:list"', '"orders:all"')
    bad = built_in_text() + night + "[x]\n"
    found = vault.ask(CheckRoles(asha.grant, bad), RolesChecked)
    assert [(one.place, one.reason) for one in found.problems] == [
        ("roles.toml [night_desk].grants[0].may", "people:bad-roles"), ("roles.toml [x]", "people:bad-roles"),
    ]  # fmt: skip
    found = vault.ask(CheckRoles(asha.grant, MORE.replace("[owner]", "[boss]")), RolesChecked)
    assert (found.problems[0].reason, found.problems[0].place) == ("people:role-held", "[owner]")
    assert vault.ask(CheckRoles(asha.grant, MORE), RolesChecked).says == "roles: new: night_desk"
    assert vault.ask(ListChanges(asha.grant), ChangeRows).rows == []
    assert vault.ask(CheckRoles(BY, AGENT_LISTS), RolesChecked).says == (
        "roles: wider: support_agent; narrower: support_agent"
    )


def test_an_agent_reads_their_own_role_and_asks_for_no_other(vault: Vault, two: tuple[Staff, Staff]) -> None:
    ben = hired(vault, "Ben", "support_agent")
    read = vault.ask(ReadRoles(ben.grant), RolesRead)
    assert ([row.role for row in read.rows], read.text, read.may_propose) == (["support_agent"], "", False)
    assert read.rows[0].holders is None
    for ask in (PutRoles(ben.grant, MORE), CheckRoles(ben.grant, MORE)):
        with pytest.raises(NotAllowed):
            vault.ask(ask, object)
    change = propose(vault, two[0], MORE)
    with pytest.raises(NotFound):
        vault.ask(ReadRoleChange(ben.grant, change), RoleChangeRead)
    everybody = vault.ask(ReadRoles(two[0].grant), RolesRead)
    assert {row.role: row.holders for row in everybody.rows if row.holders} == {
        "owner": 1, "security_lead": 1, "support_agent": 1,
    }  # fmt: skip
    assert everybody.text == built_in_text()


def test_health_is_well_where_roles_are(vault: Vault, two: tuple[Staff, Staff]) -> None:
    approve(vault, two[1], propose(vault, two[0], MORE))
    assert vault.ask(Health(OperatorGrant()), HealthReport).checks["roles"] == "ok"
