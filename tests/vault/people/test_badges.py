"""Badges and PINs: at a registered station, for roles that may, and not for long against guesses."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from orderveil.core.errors import Malformed, NotAllowed, NotFound, RelayError, Unauthentic
from orderveil.core.settings import Settings
from orderveil.vault.account_messages import (
    BeginAtStation,
    EndBadge,
    EndStation,
    ListStations,
    RegisterStation,
    SetBadge,
    StationBegun,
    StationRegistered,
    StationRows,
)
from orderveil.vault.client import Vault
from orderveil.vault.messages import Done, LedgerExport, LedgerPage, LedgerVerified, LedgerVerify, PersonGrant, PutShop
from orderveil.vault.people.badges import HOLDS_AFTER, check_pin
from orderveil.vault.people_messages import BeginSession, CheckSession, RemovePerson, RoleRow, SessionBegun, WhoAmI
from orderveil.vault.people_messages import Decided as Left
from tests.vault.making import BY, opened
from tests.vault.people.staff import Staff, console, hired, join, other_tenant

BADGE, FIRST, OWN = "WH-0042", "730192", "864207"


@pytest.fixture
def vault(each_home: Settings) -> Iterator[Vault]:
    with opened(each_home) as vault:
        yield vault


def station(vault: Vault, owner: Staff) -> str:
    return vault.ask(RegisterStation(owner.grant, "tea", "packing table 1"), StationRegistered).token


def picker(vault: Vault, owner: Staff, *roles: str | RoleRow) -> str:
    person = join(vault, "Mira", *(roles or ("warehouse",)))
    vault.ask(SetBadge(owner.grant, person, BADGE, FIRST), Done)
    return person


def begin(vault: Vault, token: str, pin: str, new_pin: str = "", number: str = BADGE) -> StationBegun:
    return vault.ask(BeginAtStation(console(vault), token, number, pin, new_pin), StationBegun)


def reason(vault: Vault, token: str, pin: str, number: str = BADGE) -> str:
    with pytest.raises(RelayError) as refused:
        begin(vault, token, pin, number=number)
    return refused.value.reason


def test_badge_and_pin_open_a_strong_session_at_a_station_and_a_first_pin_is_replaced(vault: Vault) -> None:
    asha = hired(vault, "Asha", "owner")
    token, mira = station(vault, asha), picker(vault, asha)
    assert reason(vault, token, FIRST) == "badge:new-pin-due"

    begun = begin(vault, token, FIRST, OWN)
    who = vault.ask(CheckSession(PersonGrant(begun.token, console(vault).secret)), WhoAmI)
    assert (who.person, who.is_strong) == (mira, True)

    assert reason(vault, token, FIRST) == "badge:refused"
    assert begin(vault, token, OWN).person == mira


def test_whatever_is_wrong_looks_the_same(vault: Vault) -> None:
    asha = hired(vault, "Asha", "owner")
    token = station(vault, asha)
    picker(vault, asha)
    assert reason(vault, token, "999999") == reason(vault, token, FIRST, "WH-9999") == "badge:refused"
    assert reason(vault, token, FIRST, "?" * 8) == "badge:refused"


def test_a_browser_that_is_no_station_is_refused_also_once_it_was_ended(vault: Vault) -> None:
    asha = hired(vault, "Asha", "owner")
    token, _ = station(vault, asha), picker(vault, asha)
    session = begin(vault, token, FIRST, OWN).token
    with pytest.raises(Unauthentic):
        begin(vault, "ovt_" + "a" * 43, OWN)

    row = vault.ask(ListStations(asha.grant), StationRows).rows[0]
    assert vault.ask(EndStation(asha.grant, row.station), Done).counts == {"sessions": 1}
    with pytest.raises(Unauthentic):
        begin(vault, token, OWN)
    with pytest.raises(Unauthentic):
        vault.ask(CheckSession(PersonGrant(session, console(vault).secret)), WhoAmI)


@pytest.mark.parametrize(
    "roles", [("warehouse", "support_agent"), ("owner",), (RoleRow("warehouse", shops=("books",)),)]
)
def test_only_roles_that_may_and_that_cover_the_shop_sign_in_by_badge(
    vault: Vault, roles: tuple[str | RoleRow, ...]
) -> None:
    asha = hired(vault, "Asha", "owner")
    vault.ask(PutShop(BY, "books"), Done)
    token, _ = station(vault, asha), picker(vault, asha, *roles)
    assert reason(vault, token, FIRST) == "badge:refused"


def test_five_wrong_pins_hold_a_badge_and_not_another(vault: Vault) -> None:
    asha = hired(vault, "Asha", "owner")
    token = station(vault, asha)
    picker(vault, asha)
    noor = join(vault, "Noor", "warehouse")
    vault.ask(SetBadge(asha.grant, noor, "WH-0043", FIRST), Done)
    for guess in range(HOLDS_AFTER):
        assert reason(vault, token, f"1{guess}7431") == "badge:refused"
    assert reason(vault, token, FIRST) == "badge:wait"  # to whoever knows the PIN
    assert reason(vault, token, "107431") == "badge:refused"
    assert begin(vault, token, FIRST, OWN, "WH-0043").person == noor


def test_wrong_tries_are_counted_across_a_restart(each_home: Settings) -> None:
    with opened(each_home) as vault:
        asha = hired(vault, "Asha", "owner")
        token = station(vault, asha)
        picker(vault, asha)
        for guess in range(HOLDS_AFTER):
            assert reason(vault, token, f"1{guess}7431") == "badge:refused"
    with opened(each_home) as vault:
        assert reason(vault, token, FIRST) == "badge:wait"


def test_a_station_is_tried_at_only_so_often(vault: Vault) -> None:
    asha = hired(vault, "Asha", "owner")
    token = station(vault, asha)
    for guess in range(20):
        assert reason(vault, token, FIRST, f"NO-{guess:04}") == "badge:refused"
    assert reason(vault, token, FIRST, "NO-9999") == "badge:wait"


def test_a_leaver_and_a_badge_that_was_taken_away_sign_in_no_more(vault: Vault) -> None:
    asha = hired(vault, "Asha", "owner")
    token, mira = station(vault, asha), picker(vault, asha)
    begin(vault, token, FIRST, OWN)
    vault.ask(EndBadge(asha.grant, mira), Done)
    assert reason(vault, token, OWN) == "badge:refused"
    vault.ask(SetBadge(asha.grant, mira, BADGE, FIRST), Done)
    vault.ask(RemovePerson(asha.grant, mira), Left)
    assert reason(vault, token, FIRST) == "badge:refused"


def test_the_console_may_not_claim_a_badge_that_nobody_showed(vault: Vault) -> None:
    asha = hired(vault, "Asha", "owner")
    mira = picker(vault, asha)
    with pytest.raises(Malformed):
        vault.ask(BeginSession(console(vault), mira, ("password", "badge")), SessionBegun)


def test_only_whoever_answers_for_people_makes_stations_and_badges_in_their_own_tenant(vault: Vault) -> None:
    asha, ben, chandra = hired(vault, "Asha", "owner"), hired(vault, "Ben", "support_lead"), other_tenant(vault)
    mira = picker(vault, asha)
    with pytest.raises(NotAllowed):
        vault.ask(RegisterStation(ben.grant, "tea", "desk"), StationRegistered)
    with pytest.raises(NotAllowed):
        vault.ask(SetBadge(ben.grant, mira, "WH-1", FIRST), Done)
    with pytest.raises(NotFound):
        vault.ask(RegisterStation(chandra.grant, "tea", "desk"), StationRegistered)
    with pytest.raises(NotFound):
        vault.ask(SetBadge(chandra.grant, mira, "WH-0099", FIRST), Done)


@pytest.mark.parametrize(
    "pin",
    ["123456", "654321", "111111", "121212", "123123", "310199", "19991231", "12345", "abcdef", "112233", "٣٤٥٦٧١"],
)
def test_pins_that_are_tried_first_are_refused(pin: str) -> None:
    with pytest.raises(Malformed) as refused:
        check_pin(pin)
    assert pin not in str(refused.value)


def test_what_happens_at_stations_is_in_the_record(vault: Vault) -> None:
    asha = hired(vault, "Asha", "owner")
    token, mira = station(vault, asha), picker(vault, asha)
    reason(vault, token, "999999")
    begin(vault, token, FIRST, OWN)
    vault.ask(LedgerVerify(BY), LedgerVerified)  # what waits goes into the log
    entries = [json.loads(one) for one in vault.ask(LedgerExport(BY), LedgerPage).entries]
    told = [(one["act"], one.get("detail", {}).get("outcome")) for one in entries]
    for wanted in ("people:station:registered", "people:badge:set"):
        assert (wanted, None) in told
    assert ("people:account:told", "badge-failed") in told
    assert any(one["act"] == "people:session:begun" and one["detail"]["by"] == "badge" for one in entries)
    assert mira in str(entries)
    assert not any(secret in str(entries) for secret in (FIRST, OWN, BADGE))
