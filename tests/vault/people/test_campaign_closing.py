"""A campaign of many rights is closed piece by piece, and once: also where a stop came between two pieces."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from orderveil.core.errors import Conflict
from orderveil.core.settings import Settings
from orderveil.vault.client import Vault
from orderveil.vault.messages import Done, LedgerExport, LedgerPage, LedgerVerified, LedgerVerify, Maintain, RoomGrant
from orderveil.vault.people_messages import ListPeople, PersonRows
from orderveil.vault.review_messages import (
    CampaignRead,
    CloseCampaign,
    DecideItem,
    ImportOutside,
    OpenCampaign,
    OutsideAccount,
    OutsideImported,
    ReadCampaign,
)
from tests.vault.making import BY, opened
from tests.vault.people.staff import Staff, hired, join


@pytest.fixture
def vault(each_home: Settings) -> Iterator[Vault]:
    with opened(each_home) as vault:
        yield vault


def begin(vault: Vault, staff: Staff) -> str:
    return vault.ask(OpenCampaign(staff.grant, 14), CampaignRead).campaign.campaign


def test_a_campaign_of_many_rights_closes_piece_by_piece_and_serves_others_between(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orderveil.vault.reviewing.closing.AT_ONCE", 7)
    asha = hired(vault, "Asha", "owner")
    ben = join(vault, "Ben", "support_agent", "marketer", "analyst")
    accounts = [OutsideAccount(f"u{n}@staff.example", f"U {n}", "staff", "on") for n in range(30)]
    vault.ask(ImportOutside(BY, "portal", accounts), OutsideImported)
    campaign = begin(vault, asha)
    vault.ask(CloseCampaign(asha.grant, campaign, remove_undecided=True), CampaignRead)
    with pytest.raises(Conflict):
        vault.ask(DecideItem(asha.grant, campaign, 20, "kept"), CampaignRead)
    found = ended(vault, asha, campaign)
    assert found.campaign.counts["lapsed"] == found.campaign.items == len(found.items)
    assert all(item.outcome for item in found.items)
    roles = {one.person: one.roles for one in vault.ask(ListPeople(BY), PersonRows).rows}
    assert roles[ben] == []
    assert [row.role for row in roles[asha.person]] == ["owner"]  # the last one is spared
    vault.ask(LedgerVerify(BY), LedgerVerified)  # numbers what waits
    raw = [raw for raw in vault.ask(LedgerExport(BY), LedgerPage).entries if b"reviews:campaign:closed" in raw]
    assert len(raw) == 1


def test_a_campaign_that_a_stop_left_half_closed_is_closed_by_the_upkeep(
    each_home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orderveil.vault.reviewing.closing.AT_ONCE", 5)
    with opened(each_home) as vault:
        asha = hired(vault, "Asha", "owner")
        accounts = [OutsideAccount(f"u{n}@staff.example", f"U {n}", "staff", "on") for n in range(22)]
        vault.ask(ImportOutside(BY, "portal", accounts), OutsideImported)
        campaign = begin(vault, asha)
        monkeypatch.setattr(vault._service._writer, "submit", _first_alone(vault))  # type: ignore[attr-defined]
        vault.ask(CloseCampaign(asha.grant, campaign, remove_undecided=True), CampaignRead)
    with opened(each_home, None) as vault:
        assert read(vault, BY, campaign).campaign.state == "closing"
        vault.ask(Maintain(RoomGrant("worker", vault._service.room_secret("worker"))), Done)  # type: ignore[attr-defined]
        found = ended(vault, BY, campaign)
        assert found.campaign.counts["lapsed"] == len(found.items)


def _first_alone(vault: Vault) -> Any:
    """Let what is handed on, which nobody asked for, be lost: as by a kill between two pieces."""
    submit = vault._service._writer.submit  # type: ignore[attr-defined]
    return lambda act: submit(act) if act.request is not None or act.weight == 1 else None


def read(vault: Vault, who: Any, campaign: str) -> CampaignRead:
    return vault.ask(ReadCampaign(getattr(who, "grant", who), campaign), CampaignRead)


def ended(vault: Vault, who: Any, campaign: str) -> CampaignRead:
    """Wait until a campaign is closed."""
    for _ in range(200):
        found = read(vault, who, campaign)
        if found.campaign.state == "closed":
            return found
        time.sleep(0.02)
    raise AssertionError("it does not close")
