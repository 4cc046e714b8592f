"""Access reviews at the vault: nobody reviews themselves, what nobody decides ends, and all of it is in the record."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from orderveil.core.errors import Conflict, Malformed, NotAllowed, NotFound
from orderveil.core.settings import Settings
from orderveil.vault import clock
from orderveil.vault.client import Vault
from orderveil.vault.messages import Done, IssueKey, KeyIssued, KeyRows, LedgerExport, LedgerPage, ListKeys, Maintain
from orderveil.vault.people_messages import (
    AssignRoles,
    Decided,
    ListPeople,
    PersonRows,
    Proposed,
    RemovePerson,
    RoleRow,
)
from orderveil.vault.review_messages import (
    CampaignRead,
    CampaignRows,
    CloseCampaign,
    DecideItem,
    ImportOutside,
    ItemRow,
    ListCampaigns,
    ListOutside,
    OpenCampaign,
    OutsideAccount,
    OutsideApp,
    OutsideImported,
    OutsideRow,
    OutsideRows,
    ReadCampaign,
    TickTask,
)
from tests.vault.making import BY, opened
from tests.vault.people.staff import Staff, hired, join, other_tenant

DAY_MS = 86_400_000


class Hand:
    """Moves the machine's clock, and the one that only counts with it unless told otherwise."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.wall, self.ticks = clock.wall_ns(), clock.ticks_ns()
        monkeypatch.setattr(clock, "wall_ns", lambda: self.wall)
        monkeypatch.setattr(clock, "ticks_ns", lambda: self.ticks)

    def pass_days(self, days: int, *, jump: bool = False) -> None:
        self.wall += days * DAY_MS * 1_000_000
        self.ticks += 0 if jump else days * DAY_MS * 1_000_000


@pytest.fixture
def vault(each_home: Settings) -> Iterator[Vault]:
    with opened(each_home) as vault:
        yield vault


def begin(vault: Vault, staff: Staff, days: int = 14) -> str:
    return vault.ask(OpenCampaign(staff.grant, days), CampaignRead).campaign.campaign


def items(vault: Vault, staff: Staff, campaign: str, **more: Any) -> list[ItemRow]:
    return vault.ask(ReadCampaign(staff.grant, campaign, **more), CampaignRead).items


def item_of(vault: Vault, staff: Staff, campaign: str, subject: str) -> ItemRow:
    return next(one for one in items(vault, staff, campaign) if one.subject == subject)


def decide(vault: Vault, staff: Staff, campaign: str, item: int, decision: str) -> ItemRow:
    return vault.ask(DecideItem(staff.grant, campaign, item, decision), CampaignRead).items[0]


def roles_of(vault: Vault, person: str) -> list[str]:
    rows = vault.ask(ListPeople(BY), PersonRows).rows
    return [row.role for one in rows if one.person == person for row in one.roles]


def acts(vault: Vault, room: str) -> list[str]:
    entries = vault.ask(LedgerExport(BY), LedgerPage).entries
    return [entry.decode() for entry in entries if f'"{room}:'.encode() in entry]


def issue(vault: Vault, days: int = 90) -> str:
    ends = int(time.time() * 1000) + days * DAY_MS
    return vault.ask(IssueKey(BY, "tea", "courier", "swiftship", ("views:one:open",), ends), KeyIssued).id


def test_a_campaign_lists_every_right_once(vault: Vault) -> None:
    asha, ben = hired(vault, "Asha", "owner"), join(vault, "Ben", "support_agent", "warehouse")
    key = issue(vault)
    vault.ask(ImportOutside(BY, "shopify", [OutsideAccount("ben@staff.example")]), OutsideImported)
    listed = items(vault, asha, begin(vault, asha))

    told = [(one.kind, one.subject if one.kind != "account" else one.email, one.about.split(":")[0]) for one in listed]
    assert told == [
        ("role", asha.person, "owner"), ("role", ben, "support_agent"), ("role", ben, "warehouse"),
        ("key", key, "tea courier"), ("account", "ben@staff.example", "shopify"),
    ]  # fmt: skip
    with pytest.raises(Conflict):
        begin(vault, asha)


def test_what_is_removed_ends_when_the_campaign_closes_and_what_is_kept_stays(vault: Vault) -> None:
    asha, lata = hired(vault, "Asha", "owner"), hired(vault, "Lata", "security_lead")
    ben, key = join(vault, "Ben", "support_agent", "warehouse"), issue(vault)
    campaign = begin(vault, asha)
    for one in items(vault, asha, campaign):
        if (one.subject == ben and one.about == "warehouse") or one.subject == key:
            decide(vault, asha, campaign, one.item, "removed")
        else:
            decide(vault, lata if one.is_own else asha, campaign, one.item, "kept")
    assert roles_of(vault, ben) == ["support_agent", "warehouse"]

    closed = vault.ask(CloseCampaign(asha.grant, campaign), CampaignRead).campaign
    assert (closed.state, closed.counts["outcome-ended"], closed.counts["kept"]) == ("closed", 2, 3)
    assert roles_of(vault, ben) == ["support_agent"]
    assert vault.ask(ListKeys(BY), KeyRows).rows[0].revoked_at_ms is not None
    assert roles_of(vault, asha.person) == ["owner"]


def test_nobody_reviews_their_own_rights(vault: Vault) -> None:
    asha = hired(vault, "Asha", "owner")
    vault.ask(ImportOutside(BY, "freshdesk", [OutsideAccount("ASHA@staff.example")]), OutsideImported)
    campaign = begin(vault, asha)
    for one in items(vault, asha, campaign):
        assert one.is_own
        assert not one.may_decide
        for decision in ("kept", "removed", ""):
            with pytest.raises(NotAllowed) as refused:
                decide(vault, asha, campaign, one.item, decision)
            assert refused.value.reason == "reviews:own-right"


def test_a_decision_can_be_taken_back_until_the_campaign_closes(vault: Vault) -> None:
    asha, ben = hired(vault, "Asha", "owner"), join(vault, "Ben", "warehouse")
    campaign = begin(vault, asha)
    number = item_of(vault, asha, campaign, ben).item
    assert decide(vault, asha, campaign, number, "removed").decided_by == f"person:{asha.person}"
    assert decide(vault, asha, campaign, number, "").decided_by is None
    with pytest.raises(Conflict) as refused:
        vault.ask(CloseCampaign(asha.grant, campaign), CampaignRead)
    assert refused.value.reason == "reviews:undecided"

    vault.ask(CloseCampaign(asha.grant, campaign, remove_undecided=True), CampaignRead)
    assert roles_of(vault, ben) == []
    with pytest.raises(Conflict) as over:
        decide(vault, asha, campaign, number, "kept")
    assert over.value.reason == "reviews:over"


def test_a_lead_decides_their_agents_and_nobody_else(vault: Vault) -> None:
    asha, mira = hired(vault, "Asha", "owner"), hired(vault, "Mira", "support_lead")
    ben, gita = join(vault, "Ben", "support_agent"), join(vault, "Gita", "warehouse")
    key, campaign = issue(vault), begin(vault, asha)
    decide(vault, mira, campaign, item_of(vault, asha, campaign, ben).item, "kept")
    for subject in (asha.person, gita, key):
        with pytest.raises(NotAllowed):
            decide(vault, mira, campaign, item_of(vault, asha, campaign, subject).item, "removed")
    with pytest.raises(NotAllowed):
        vault.ask(CloseCampaign(mira.grant, campaign, remove_undecided=True), CampaignRead)
    with pytest.raises(NotAllowed):
        begin(vault, mira)


def test_what_nobody_decides_by_the_due_date_ends(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    hand = Hand(monkeypatch)
    with opened(home) as vault:
        asha = hired(vault, "Asha", "owner")
        ben, key = join(vault, "Ben", "support_agent", "warehouse"), issue(vault)
        campaign = begin(vault, asha, 7)
        kept = next(one for one in items(vault, asha, campaign) if one.about == "support_agent")
        decide(vault, asha, campaign, kept.item, "kept")
        hand.pass_days(6)
        assert vault.ask(Maintain(BY), Done).counts["campaigns_ended"] == 0
        hand.pass_days(1)
        assert vault.ask(Maintain(BY), Done).counts["campaigns_ended"] == 1

        assert roles_of(vault, ben) == ["support_agent"]
        assert roles_of(vault, asha.person) == ["owner"]  # the last owner's right is spared, and told
        outcomes = {one.subject: one.outcome for one in vault.ask(ReadCampaign(BY, campaign), CampaignRead).items}
        assert (outcomes[key], outcomes[asha.person]) == ("ended", "spared")
        assert vault.ask(Maintain(BY), Done).counts["campaigns_ended"] == 0
        assert len([line for line in acts(vault, "reviews") if "reviews:right:lapsed" in line]) == 3


def test_a_clock_that_jumps_ends_no_right(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    hand = Hand(monkeypatch)
    with opened(home) as vault:
        asha, ben = hired(vault, "Asha", "owner"), join(vault, "Ben", "warehouse")
        campaign = begin(vault, asha, 7)
        hand.pass_days(400, jump=True)
        assert "campaigns_ended" not in vault.ask(Maintain(BY), Done).counts
        assert vault.ask(ListCampaigns(BY), CampaignRows).rows[0].state == "open"
        assert roles_of(vault, ben) == ["warehouse"]
        hand.pass_days(-400, jump=True)
        hand.pass_days(7)
        assert vault.ask(Maintain(BY), Done).counts["campaigns_ended"] == 1
        assert campaign
        assert roles_of(vault, ben) == []


def test_a_role_that_became_narrower_goes_with_the_one_that_was_reviewed(vault: Vault) -> None:
    asha, ben = hired(vault, "Asha", "owner"), join(vault, "Ben", "support_agent")
    campaign = begin(vault, asha)
    decide(vault, asha, campaign, item_of(vault, asha, campaign, ben).item, "removed")
    vault.ask(AssignRoles(asha.grant, ben, [RoleRow("support_agent", shops=("tea",))]), Proposed)
    vault.ask(CloseCampaign(asha.grant, campaign, remove_undecided=True), CampaignRead)
    assert roles_of(vault, ben) == []


def test_the_next_campaign_is_due_after_ninety_days(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    hand = Hand(monkeypatch)
    with opened(home) as vault:
        assert vault.ask(ListCampaigns(BY), CampaignRows).is_due
        asha = hired(vault, "Asha", "owner")
        vault.ask(CloseCampaign(asha.grant, begin(vault, asha), remove_undecided=True), CampaignRead)
        hand.pass_days(89)
        assert not vault.ask(ListCampaigns(BY), CampaignRows).is_due
        hand.pass_days(1)
        assert vault.ask(ListCampaigns(BY), CampaignRows).is_due


def test_evidence_names_where_in_the_record_each_decision_stands(vault: Vault) -> None:
    asha, ben = hired(vault, "Asha", "owner"), join(vault, "Ben", "warehouse")
    campaign = begin(vault, asha)
    number = item_of(vault, asha, campaign, ben).item
    decide(vault, asha, campaign, number, "kept")
    for _ in range(200):  # an entry is numbered within a second
        time.sleep(0.05)
        found = next(one for one in items(vault, asha, campaign, with_places=True) if one.item == number)
        if found.place not in ("", "pending"):
            break
    log, _, index = found.place.rpartition("/")
    entry = vault.ask(LedgerExport(BY, log=log, start=int(index), limit=1), LedgerPage).entries[0].decode()
    assert f'"i{number}"' in entry
    assert "reviews:right:decided" in entry


# ---- other tenants, and those without a right


def test_another_tenant_neither_sees_nor_decides(vault: Vault) -> None:
    asha, chandra = hired(vault, "Asha", "owner"), other_tenant(vault)
    campaign = begin(vault, asha)
    vault.ask(ImportOutside(BY, "shopify", [OutsideAccount("x@staff.example")]), OutsideImported)
    account = vault.ask(ListOutside(asha.grant), OutsideRows).rows[0].account
    for ask in (
        lambda: vault.ask(ReadCampaign(chandra.grant, campaign), CampaignRead),
        lambda: vault.ask(DecideItem(chandra.grant, campaign, 1, "removed"), CampaignRead),
        lambda: vault.ask(CloseCampaign(chandra.grant, campaign, remove_undecided=True), CampaignRead),
        lambda: vault.ask(TickTask(chandra.grant, account), Done),
    ):
        with pytest.raises(NotFound):
            ask()
    assert vault.ask(ListCampaigns(chandra.grant), CampaignRows).rows == []
    assert vault.ask(ListOutside(chandra.grant), OutsideRows).rows == []


@pytest.mark.parametrize("role", ["support_agent", "warehouse", "marketer", "operations"])
def test_whoever_has_no_right_to_reviews_is_refused(home: Settings, role: str) -> None:
    with opened(home) as vault:
        asha, ben = hired(vault, "Asha", "owner"), hired(vault, "Ben", role)
        campaign = begin(vault, asha)
        for asked in (
            OpenCampaign(ben.grant), ReadCampaign(ben.grant, campaign), DecideItem(ben.grant, campaign, 1, "kept"),
            ListCampaigns(ben.grant), ListOutside(ben.grant),
            ImportOutside(ben.grant, "shopify", [OutsideAccount("x@staff.example")]),
        ):  # fmt: skip
            with pytest.raises(NotAllowed):
                vault.ask(asked, Done)


# ---- outside systems


def outside(vault: Vault, **more: Any) -> dict[str, OutsideRow]:
    rows = vault.ask(ListOutside(BY, **more), OutsideRows).rows
    return {row.email or row.name: row for row in rows}


def test_accounts_outside_are_matched_and_marked(vault: Vault) -> None:
    ben, gita, now = join(vault, "Ben"), join(vault, "Gita"), int(time.time() * 1000)
    vault.ask(RemovePerson(BY, gita), Decided)
    rows = [
        OutsideAccount("Ben@Staff.example", "Ben", "admin", "off", now),
        OutsideAccount("gita@staff.example", "Gita", "agent", "on", now),
        OutsideAccount("nobody@staff.example", "?", "", "", now - 91 * DAY_MS),
    ]
    assert vault.ask(ImportOutside(BY, "workspace", rows), OutsideImported).counts["new"] == 3
    found = outside(vault)
    assert (found["Ben@Staff.example"].person, found["Ben@Staff.example"].marks) == (ben, ("no-mfa",))
    assert found["gita@staff.example"].marks == ("leaver",)
    assert found["nobody@staff.example"].marks == ("no-person", "unused")
    assert list(outside(vault, tasks_only=True)) == ["gita@staff.example"]


def test_a_leavers_accounts_are_ticked_and_come_back_when_a_list_has_them_again(vault: Vault) -> None:
    asha, gita = hired(vault, "Asha", "owner"), join(vault, "Gita")
    rows = [OutsideAccount("gita@staff.example"), OutsideAccount("asha@staff.example")]
    vault.ask(ImportOutside(BY, "shopify", rows), OutsideImported)
    assert outside(vault, tasks_only=True) == {}
    vault.ask(RemovePerson(asha.grant, gita), Decided)
    account = outside(vault, tasks_only=True)["gita@staff.example"].account

    vault.ask(TickTask(asha.grant, account), Done)
    ticked = outside(vault, tasks_only=True)["gita@staff.example"]
    assert (ticked.state, ticked.ended_by) == ("ended", f"person:{asha.person}")
    assert vault.ask(ImportOutside(BY, "shopify", rows), OutsideImported).counts["back"] == 1
    assert "back" in outside(vault)["gita@staff.example"].marks
    assert vault.ask(ImportOutside(BY, "shopify", rows[1:]), OutsideImported).counts["gone"] == 1
    assert outside(vault)["gita@staff.example"].state == "gone"


def test_an_account_that_a_review_removes_has_to_be_ended_outside(vault: Vault) -> None:
    asha = hired(vault, "Asha", "owner")
    vault.ask(ImportOutside(BY, "shopify", apps=[OutsideApp("Old Labels", ("read_orders",))]), OutsideImported)
    campaign = begin(vault, asha)
    vault.ask(CloseCampaign(asha.grant, campaign, remove_undecided=True), CampaignRead)
    assert "to-end" in outside(vault, tasks_only=True)["Old Labels"].marks


def test_a_list_that_makes_no_sense_changes_nothing(vault: Vault) -> None:
    vault.ask(ImportOutside(BY, "shopify", [OutsideAccount("ben@staff.example")]), OutsideImported)
    for asked in (
        ImportOutside(BY, "shopify", []), ImportOutside(BY, "Shop ify", [OutsideAccount("x@staff.example")]),
        ImportOutside(BY, "shopify", [OutsideAccount("no address")]), ImportOutside(BY, "shopify"),
        ImportOutside(BY, "shopify", [OutsideAccount("x@staff.example", "a\x00b")]),
        ImportOutside(BY, "shopify", [OutsideAccount("x@staff.example", mfa="maybe")]),
        ImportOutside(BY, "shopify", apps=[OutsideApp("App", ("no scope!",))]),
    ):  # fmt: skip
        with pytest.raises(Malformed):
            vault.ask(asked, OutsideImported)
    assert outside(vault)["ben@staff.example"].state == "here"


def test_staff_addresses_lie_sealed(home: Settings) -> None:
    with opened(home) as vault:
        vault.ask(ImportOutside(BY, "shopify", [OutsideAccount("secret@staff.example", "Secret")]), OutsideImported)
    stored = b"".join(path.read_bytes() for path in home.home.rglob("*") if path.is_file())
    assert b"secret@staff" not in stored
