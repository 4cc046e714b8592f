"""Roles against whoever writes to the order store, sends a hostile text, or stands at a station: nothing falls open."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from orderveil.core.errors import Malformed, NotAllowed, RelayError, Unauthentic
from orderveil.core.settings import Settings
from orderveil.people.roles import LARGEST_TEXT_BYTES, built_in_text
from orderveil.vault.account_messages import (
    BeginAtStation,
    RegisterStation,
    SetBadge,
    StationBegun,
    StationRegistered,
)
from orderveil.vault.client import Vault
from orderveil.vault.messages import Done, Health, HealthReport, OperatorGrant, PersonGrant, PutShop, SetMode
from orderveil.vault.people_messages import (
    AssignRoles,
    ChangeRows,
    CheckSession,
    DecideChange,
    Decided,
    ExplainRight,
    InvitePerson,
    ListChanges,
    ListPeople,
    PersonInvited,
    PersonRows,
    Proposed,
    RightExplained,
    RoleRow,
    SessionBegun,
    StepUp,
    WhoAmI,
)
from orderveil.vault.role_messages import PutRoles, ReadRoles, RolesRead
from tests.vault.making import BY, draft, opened, seal
from tests.vault.people.staff import Staff, console, desk_case, hired, join, other_tenant, reveal, sign_in
from tests.vault.people.test_roles_put import MORE, approve, entries, may_list, propose, roles_in_force

READS = '{ may = ["orders:order:list", "orders:order:read", "orders:order:search"], hops = ["wms"] }'
NARROW = built_in_text().replace(
    '{ may = ["orders:order:list", "orders:order:read"], hops = ["exports"] },\n', ""
)  # analysts read no order
assert built_in_text() != NARROW


@pytest.fixture
def vault(each_home: Settings) -> Iterator[Vault]:
    with opened(each_home) as vault:
        yield vault


def rows(vault: Any) -> list[Any]:
    with vault._service._in.database.reading() as tx:
        return list(tx.all("SELECT tenant, version, sealed FROM role_texts ORDER BY tenant"))


def write(vault: Any, sql: str, *args: Any) -> None:
    with vault._service._in.database.writing() as tx:
        tx.execute(sql, args)


def put(vault: Vault, text: str, asha: Staff, lata: Staff) -> None:
    approve(vault, lata, propose(vault, asha, text))


def taken_away(vault: Any, old: Any) -> None:
    write(vault, "DELETE FROM role_texts WHERE tenant = 'main'")


def altered(vault: Any, old: Any) -> None:
    sealed = bytearray(rows(vault)[0][2])
    sealed[-1] ^= 1
    write(vault, "UPDATE role_texts SET sealed = ? WHERE tenant = 'main'", bytes(sealed))


def put_back(vault: Any, old: Any) -> None:
    write(vault, "UPDATE role_texts SET version = ?, sealed = ? WHERE tenant = 'main'", old[1], old[2])


def of_another(vault: Any, old: Any) -> None:
    beans = next(row for row in rows(vault) if row[0] == "beans")
    write(vault, "UPDATE role_texts SET version = ?, sealed = ? WHERE tenant = 'main'", beans[1], beans[2])


def of_another_kind(vault: Any, old: Any) -> None:
    if vault._service._in.database.dialect == "sqlite":  # where a column takes what it is given
        write(vault, "UPDATE role_texts SET sealed = 'text', version = 'x' WHERE tenant = 'main'")
        write(vault, "INSERT INTO role_texts (tenant, version, sealed) VALUES (?, 1, 7)", b"\xff")
    else:
        altered(vault, old)


@pytest.mark.parametrize("attack", [taken_away, altered, put_back, of_another, of_another_kind])
def test_a_store_that_was_written_to_leaves_nobody_with_a_right_until_an_operator_puts_a_text(
    each_home: Settings, attack: Callable[[Any, Any], None]
) -> None:
    with opened(each_home) as vault:
        asha, lata = hired(vault, "Asha", "owner"), hired(vault, "Lata", "security_lead")
        ada = hired(vault, "Ada", "analyst")
        put(vault, MORE, asha, lata)
        old = rows(vault)[0]
        put(vault, NARROW, asha, lata)
        other_tenant(vault)
        vault.ask(PutRoles(BY, MORE, tenant="beans"), Proposed)
        eva = hired(vault, "Eva", "owner", tenant="beans")
        vault.ask(DecideChange(eva.grant, waiting(vault, eva), approve=True), Decided)
        attack(vault, old)
        # memory holds what was approved
        assert vault.ask(Health(OperatorGrant()), HealthReport).checks["roles"] == "ok"
    with opened(each_home, None) as vault:
        report = vault.ask(Health(OperatorGrant()), HealthReport)
        assert not report.ok
        assert "roles of main" in report.checks["roles"]
        assert "table roles" in report.checks["alarms"]
        assert vault.ask(ReadRoles(BY), RolesRead).is_damaged
        for staff in (asha, ada):
            with pytest.raises(NotAllowed) as refused:
                vault.ask(ListPeople(staff.grant), PersonRows)
            assert refused.value.reason == "people:roles-damaged"
            assert vault.ask(CheckSession(staff.grant), WhoAmI).permissions == ()
        assert vault.ask(ListPeople(eva.grant), PersonRows).rows  # the other tenant's work goes on
        assert vault.ask(PutRoles(BY, NARROW), Proposed).change is None
        assert vault.ask(ListPeople(asha.grant), PersonRows).rows
        assert entries(vault)[-1]["detail"]["was"] == "damaged"
        assert vault.ask(Health(OperatorGrant()), HealthReport).checks["roles"] == "ok"
    with opened(each_home, None) as vault:
        assert vault.ask(Health(OperatorGrant()), HealthReport).checks["roles"] == "ok"
        assert vault.ask(ListPeople(asha.grant), PersonRows).rows


def waiting(vault: Vault, staff: Staff) -> str:
    return vault.ask(ListChanges(staff.grant), ChangeRows).rows[0].change


def test_the_right_row_brought_back_opens_again(home: Settings) -> None:
    with opened(home) as vault:
        asha, lata = hired(vault, "Asha", "owner"), hired(vault, "Lata", "security_lead")
        put(vault, MORE, asha, lata)
        right = rows(vault)[0]
        taken_away(vault, None)
    with opened(home, None) as vault:
        assert vault.ask(ReadRoles(BY), RolesRead).is_damaged
        write(vault, "INSERT INTO role_texts (tenant, version, sealed) VALUES (?, ?, ?)", *right)
    with opened(home, None) as vault:
        assert "night_desk" in roles_in_force(vault)


def test_a_permission_that_this_release_does_not_know_falls_closed(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(home) as vault:
        asha, lata = hired(vault, "Asha", "owner"), hired(vault, "Lata", "security_lead")
        put(vault, MORE, asha, lata)
    monkeypatch.setattr("orderveil.people.roles._KEYS", frozenset({"says", "grants"}))
    with opened(home, None) as vault, pytest.raises(NotAllowed) as refused:
        vault.ask(ListPeople(asha.grant), PersonRows)
    assert refused.value.reason == "people:roles-damaged"


HOSTILE = {
    "huge": MORE + "#" + "x\n#" * LARGEST_TEXT_BYTES,
    "one dotted key": "a" + ".a" * 32_000 + " = 1\n",
    "deep arrays": "x = " + "[" * 60_000,
    "deep tables": "\n".join("x = {a =" + "{a=" * 300 for _ in range(60)),
    "a number of a thousand digits": "[a]\nsays = 'x'\ngrants = []\ndaily_reveals = " + "9" * 980,
    "many roles": "\n".join(f"[r{n}]\nsays = 'x'\ngrants = []" for n in range(200)),
    "many grants": "[a]\nsays='x'\ngrants=[" + "{may=['orders:field:reveal']},\n" * 1_500 + "]",
    "a name that goes on": '["a → owner"]\nsays="x"\ngrants=[]\n',
    "words that go on": '[a]\nsays="x\\nkind: harmless"\ngrants=[]\n',
    "a purpose that is none": '[a]\nsays="x"\ngrants=[{may=["orders:field:reveal"],purposes=["<b>"]}]\n',
    "a badge that approves": '[a]\nsays="x"\nby_badge=true\ngrants=[{may=["changes:change:approve"]}]\n',
    "a lock at once": '[a]\nsays="x"\nidle_minutes=0\ngrants=[]\n',
    "a list of lists": '[a]\nsays="x"\ngrants=[{may=[["orders:field:reveal"]]}]\n',
    "nothing but words": "# nothing\n",
    "a role that is a number": "owner = 3\n",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_text_is_refused_in_a_moment_and_nothing_waits(home: Settings, text: str) -> None:
    with opened(home) as vault:
        asha = hired(vault, "Asha", "owner")
        began = time.process_time()
        with pytest.raises(Malformed) as refused:
            vault.ask(PutRoles(asha.grant, text), Proposed)
        assert refused.value.reason == "people:bad-roles"
        assert (refused.value.place or "").startswith("roles.toml")
        assert len(str(refused.value)) < 300
        assert time.process_time() - began < 5
        assert vault.ask(ListChanges(asha.grant), ChangeRows).rows == []


def at_station(vault: Vault, staff: Staff, owner: Staff, shop: str = "tea") -> tuple[str, PersonGrant]:
    """Sign somebody in with a badge; return the station's token and their session."""
    made = vault.ask(RegisterStation(owner.grant, shop, f"Bench {shop}"), StationRegistered)
    vault.ask(SetBadge(owner.grant, staff.person, f"B-{staff.person[-5:]}", "830261"), Done)
    asked = BeginAtStation(console(vault), made.token, f"B-{staff.person[-5:]}", "830261", "740192")
    return made.token, PersonGrant(vault.ask(asked, StationBegun).token, staff.grant.secret)


def test_a_session_by_badge_ends_with_a_role_that_a_station_does_not_carry(vault: Vault) -> None:
    asha, lata = hired(vault, "Asha", "owner"), hired(vault, "Lata", "security_lead")
    hari, mona, jaya = (hired(vault, name, "warehouse") for name in ("Hari", "Mona", "Jaya"))
    vault.ask(PutShop(BY, "books"), Done)
    _, by_badge = at_station(vault, hari, asha)
    _, both = at_station(vault, mona, asha)
    begun = vault.ask(StepUp(both, ("totp",)), SessionBegun)
    both = PersonGrant(begun.token, both.secret)  # shown since: they are more than their badge
    vault.ask(AssignRoles(BY, jaya.person, [RoleRow("warehouse", ("tea",))]), Proposed)
    _, bound = at_station(vault, jaya, asha)
    assert vault.ask(CheckSession(by_badge), WhoAmI).is_strong
    vault.ask(AssignRoles(BY, jaya.person, [RoleRow("warehouse", ("books",))]), Proposed)
    with pytest.raises(Unauthentic):
        vault.ask(CheckSession(bound), WhoAmI)
    vault.ask(AssignRoles(BY, hari.person, [RoleRow("warehouse"), RoleRow("support_agent")]), Proposed)
    with pytest.raises(Unauthentic):
        vault.ask(CheckSession(by_badge), WhoAmI)
    vault.ask(AssignRoles(BY, hari.person, [RoleRow("warehouse")]), Proposed)
    assert vault.ask(CheckSession(by_badge), WhoAmI).is_strong
    # and so does a definition that a station does not carry any more
    off = built_in_text().replace("by_badge = true\n", "").replace(READS, READS.replace("wms", "support"))
    put(vault, off, asha, lata)
    with pytest.raises(Unauthentic):
        vault.ask(CheckSession(by_badge), WhoAmI)
    assert vault.ask(CheckSession(both), WhoAmI).is_strong


def test_narrowings_work_in_a_role_of_ones_own_as_in_any_other(vault: Vault) -> None:
    """Tenant, shop, hop, field, purpose, partner and time, through Explain: the vault's own decision."""
    asha, lata = hired(vault, "Asha", "owner"), hired(vault, "Lata", "security_lead")
    vault.ask(PutShop(BY, "books"), Done)
    put(vault, built_in_text() + (
        '[caller]\nsays = "calls buyers of one shop"\ndaily_reveals = 2\ngrants = [{ may = ["orders:field:reveal"], '
        'hops = ["support"], fields = ["buyer_phone"], purposes = ["call_buyer"] }]\n'
        '[reader]\nsays = "reads everywhere"\ngrants = [{ may = ["orders:order:read"] }]\n'
    ), asha, lata)  # fmt: skip
    ends = time.time_ns() // 1_000_000 + 86_400_000
    ben = hired(vault, "Ben", RoleRow("caller", ("tea",), until_ms=ends))
    asked = {"shop": "tea", "hop": "support", "field": "buyer_phone", "purpose": "call_buyer"}

    def explained(staff: Staff, **other: str) -> str | None:
        parts = asked | other
        return vault.ask(ExplainRight(BY, staff.person, "orders:field:reveal", **parts), RightExplained).reason

    assert explained(ben) is None
    for name, value, reason in (
        ("shop", "books", "people:other-shop"), ("hop", "oms", "people:other-hop"),
        ("field", "buyer_name", "people:other-field"), ("purpose", "refund", "people:other-purpose"),
    ):  # fmt: skip
        assert explained(ben, **{name: value}) == reason
    vault.ask(AssignRoles(BY, ben.person, [RoleRow("caller", until_ms=1)]), Proposed)
    assert explained(ben) == "people:ended"
    vault.ask(AssignRoles(BY, ben.person, [RoleRow("caller", partner="swift")]), Proposed)
    assert explained(ben) == "people:other-partner"
    reader = hired(vault, "Rita", "reader")
    assert len(vault.ask(CheckSession(reader.grant), WhoAmI).hops) == 11
    assert not may_list(vault, reader)


def test_a_role_of_ones_own_has_its_field_its_purpose_and_its_quota(vault: Vault) -> None:
    """By real reveals, which the vault decides in one transaction with the record."""
    asha, lata = hired(vault, "Asha", "owner"), hired(vault, "Lata", "security_lead")
    put(vault, built_in_text() + (
        '[caller]\nsays = "calls buyers"\ndaily_reveals = 1\ngrants = [{ may = ["orders:field:reveal"], '
        'hops = ["support"], fields = ["buyer_phone"], purposes = ["call_buyer"] }]\n'
    ), asha, lata)  # fmt: skip
    vault.ask(SetMode(BY, "tea", "support", "enforced"), Done)
    orders = [one.order or "" for one in seal(vault, draft(1), draft(2))]
    ben = hired(vault, "Ben", "caller")
    for number, order in enumerate(orders, 1):
        desk_case(vault, order, f"T-{number}")
    for parts in ({"field": "buyer_email"}, {"purpose": "refund"}, {"hop": "oms"}):
        with pytest.raises(NotAllowed):
            reveal(vault, ben, orders[0], "T-1", **parts)
    assert reveal(vault, ben, orders[0], "T-1").reveals_left == 0
    with pytest.raises(RelayError) as refused:
        reveal(vault, ben, orders[1], "T-2")
    assert refused.value.reason == "access:quota"
    text = vault.ask(ReadRoles(BY), RolesRead).text
    put(vault, text.replace("daily_reveals = 1\n", "daily_reveals = 2\n"), asha, lata)
    assert reveal(vault, ben, orders[1], "T-2").value


def test_the_record_of_an_assignment_tells_its_narrowings_and_no_name(vault: Vault) -> None:
    asha = hired(vault, "Asha", "owner")
    seal(vault, draft(1))
    ben = join(vault, "Ben")
    row = RoleRow("partner_user", ("tea",), "swift", 1_000, 7_000_000_000_000, "09:00-18:00 Asia/Kolkata mon,wed-fri")
    vault.ask(AssignRoles(BY, ben, [RoleRow("support_agent"), row]), Proposed)
    invited = vault.ask(InvitePerson(BY, "gita@staff.example", "Gita", [RoleRow("auditor")]), PersonInvited)
    assert sign_in(vault, asha.person)
    told = entries(vault, "people:roles:assigned")[-1]["detail"]
    assert told == {
        "person": ben, "state": "active", "roles": "built-in", "role_0": "support_agent", "role_1": "partner_user",
        "role_1_shops": "1", "role_1_shop_0": "tea", "role_1_partner": "swift",
        "role_1_from": "1970-01-01T00:00:01Z", "role_1_until": "2191-10-27T12:26:40Z",
        "role_1_hours": "09:00-18:00/Asia/Kolkata/mon.wed-fri",
    }  # fmt: skip
    made = entries(vault, "people:invitation:made")[-1]["detail"]
    assert (made["person"], made["role_0"]) == (invited.person, "auditor")
    for word in ("Ben", "Gita", "staff.example"):
        assert word not in str((told, made))
