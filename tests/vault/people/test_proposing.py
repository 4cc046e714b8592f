"""Keys and modes by people: two for a key and for less protection, one for more; none beyond their tenant."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from orderveil.core.errors import Conflict, Malformed, NotAllowed, NotFound
from orderveil.core.settings import Settings
from orderveil.vault.account_messages import ChangeMode, FetchKey, ProposeKey
from orderveil.vault.client import Vault
from orderveil.vault.messages import CheckKey, GetModes, KeyChecked, KeyGrant, KeyRows, ListKeys, Modes, PutShop
from orderveil.vault.messages import Done as DoneAnswer
from orderveil.vault.people_messages import (
    AssignRoles,
    ChangeRow,
    ChangeRows,
    CheckSession,
    DecideChange,
    Decided,
    ListChanges,
    Proposed,
    RemovePerson,
    WhoAmI,
)
from orderveil.vault.review_messages import IntegrationRows, ListIntegrations
from tests.vault.making import BY, opened
from tests.vault.people.staff import Staff, hired, other_tenant, sign_in
from tests.vault.people.test_reviews import Hand

DAY_MS = 86_400_000
TEN_MINUTES_NS = 600 * 1_000_000_000


@pytest.fixture
def vault(each_home: Settings) -> Iterator[Vault]:
    with opened(each_home) as vault:
        yield vault


def key(vault: Vault, staff: Staff, shop: str = "tea", **parts: object) -> str:
    asked = {
        "hop": "courier", "partner": "swift", "scopes": ("views:one:open",),
        "expires_at_ms": int(time.time() * 1000) + 90 * DAY_MS, "why": "they deliver for us",
    }  # fmt: skip
    change = vault.ask(ProposeKey(staff.grant, shop, **(asked | parts)), Proposed).change  # type: ignore[arg-type]
    assert change is not None
    return change


def decided(vault: Vault, staff: Staff) -> list[ChangeRow]:
    return vault.ask(ListChanges(staff.grant, waiting_only=False), ChangeRows).rows


def mode_of(vault: Vault, hop: str) -> str:
    return next(row.mode for row in vault.ask(GetModes(BY, "tea"), Modes).rows if row.hop == hop)


def test_a_partners_key_is_approved_by_a_second_person_and_shown_to_whoever_asked_alone(vault: Vault) -> None:
    asha, lata = hired(vault, "Asha", "owner"), hired(vault, "Lata", "security_lead")
    change = key(vault, asha)
    assert vault.ask(ListKeys(BY), KeyRows).rows == []
    row = vault.ask(ListChanges(lata.grant), ChangeRows).rows[0]
    assert (row.kind, row.by_name, row.may_decide, row.is_own) == ("keys", "Asha", True, False)
    assert "swift" in row.says
    assert "courier of tea" in row.says
    with pytest.raises(NotAllowed):
        vault.ask(DecideChange(asha.grant, change, approve=True), Decided)

    assert vault.ask(DecideChange(lata.grant, change, approve=True), Decided).token is None
    assert vault.ask(ListKeys(BY), KeyRows).rows == []  # nothing lies about until it is fetched
    assert [row.may_fetch for row in decided(vault, lata)] == [False]
    assert [(row.may_fetch, row.shop, row.hop) for row in decided(vault, asha)] == [(True, "tea", "courier")]
    for other in (lata, hired(vault, "Mira", "owner")):
        with pytest.raises(NotFound):
            vault.ask(FetchKey(other.grant, change), Decided)
    token = vault.ask(FetchKey(asha.grant, change), Decided).token
    assert token is not None
    with pytest.raises(Conflict):
        vault.ask(FetchKey(asha.grant, change), Decided)
    assert [row.state for row in decided(vault, asha)] == ["fetched"]
    checked = vault.ask(CheckKey(KeyGrant(token)), KeyChecked).row
    assert (checked.partner, checked.hop, checked.shop) == ("swift", "courier", "tea")
    assert token not in repr(vault.ask(ListChanges(lata.grant, waiting_only=False), ChangeRows))


def test_an_approved_key_is_not_made_for_whoever_left_lost_the_right_or_waited_too_long(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand = Hand(monkeypatch)
    with opened(home) as vault:
        lata = hired(vault, "Lata", "owner")
        gone, lesser, late = (hired(vault, name, "owner") for name in ("Asha", "Ravi", "Mira"))
        changes = [key(vault, one) for one in (gone, lesser, late)]
        for change in changes:
            vault.ask(DecideChange(lata.grant, change, approve=True), Decided)
        assert vault.ask(RemovePerson(lata.grant, gone.person), Decided).counts["changes"] == 1
        vault.ask(AssignRoles(lata.grant, lesser.person, []), Proposed)
        with pytest.raises(NotAllowed):
            vault.ask(FetchKey(lesser.grant, changes[1]), Decided)
        hand.pass_days(3)
        late = sign_in(vault, late.person)
        with pytest.raises(Conflict):
            vault.ask(FetchKey(late.grant, changes[2]), Decided)
        assert {row.state for row in decided(vault, late)} == {"ended"}
        assert vault.ask(ListKeys(BY), KeyRows).rows == []


def test_a_cookie_without_a_recent_second_factor_fetches_no_key(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand = Hand(monkeypatch)
    with opened(home) as vault:
        asha, lata = hired(vault, "Asha", "owner"), hired(vault, "Lata", "owner")
        change = key(vault, asha)
        vault.ask(DecideChange(lata.grant, change, approve=True), Decided)
        for _ in range(7):
            hand.wall, hand.ticks = hand.wall + TEN_MINUTES_NS, hand.ticks + TEN_MINUTES_NS
            vault.ask(CheckSession(asha.grant), WhoAmI)
        with pytest.raises(NotAllowed) as refused:
            vault.ask(FetchKey(asha.grant, change), Decided)
        assert refused.value.reason == "access:step-up-due"


def test_a_key_has_no_scope_that_its_hop_does_not_need_and_somebody_answers_for_it(vault: Vault) -> None:
    asha, lata, ben = (hired(vault, *who) for who in (("Asha", "owner"), ("Lata", "owner"), ("Ben", "analyst")))
    with pytest.raises(Malformed) as refused:
        key(vault, asha, scopes=("views:one:open", "search:orders:find"))
    assert refused.value.reason == "access:other-scope"
    with pytest.raises(NotFound):
        key(vault, asha, owner=other_tenant(vault).person)
    with pytest.raises(Malformed):
        key(vault, asha, label="parcels\nuntil 2099")
    for owner, expected in ((ben.person, "Ben"), ("", "Asha")):
        change = key(vault, asha, owner=owner, label=f"tracking {expected}")
        assert f'for "tracking {expected}"' in decided(vault, lata)[0].says
        vault.ask(DecideChange(lata.grant, change, approve=True), Decided)
        vault.ask(FetchKey(asha.grant, change), Decided)
    named = {row.name: row.owner_name for row in vault.ask(ListIntegrations(asha.grant), IntegrationRows).rows}
    assert named == {"tracking Ben": "Ben", "tracking Asha": "Asha"}


def test_a_key_that_could_not_be_made_is_not_even_proposed(vault: Vault) -> None:
    asha = hired(vault, "Asha", "owner")
    with pytest.raises(Malformed):
        key(vault, asha, scopes=("views:everything:open",))
    with pytest.raises(Malformed):
        key(vault, asha, expires_at_ms=1)
    assert vault.ask(ListChanges(asha.grant), ChangeRows).rows == []


def test_shops_of_others_and_roles_without_the_right_ask_for_no_key(vault: Vault) -> None:
    chandra, ben = other_tenant(vault), hired(vault, "Ben", "support_lead")
    hired(vault, "Asha", "owner")
    with pytest.raises(NotFound):
        key(vault, chandra)
    with pytest.raises(NotAllowed):
        key(vault, ben)
    with pytest.raises(NotFound):
        vault.ask(ChangeMode(chandra.grant, "tea", "courier", "off"), Proposed)


def test_a_change_of_another_tenant_is_neither_seen_nor_decided(vault: Vault) -> None:
    asha, chandra = hired(vault, "Asha", "owner"), other_tenant(vault)
    change = key(vault, asha)
    assert vault.ask(ListChanges(chandra.grant), ChangeRows).rows == []
    with pytest.raises(NotFound):
        vault.ask(DecideChange(chandra.grant, change, approve=True), Decided)


def test_a_key_dies_with_its_proposers_leaving(vault: Vault) -> None:
    asha, lata = hired(vault, "Asha", "owner"), hired(vault, "Lata", "owner")
    change = key(vault, asha)
    assert vault.ask(RemovePerson(lata.grant, asha.person), Decided).counts == {"sessions": 1, "changes": 1}
    with pytest.raises(Conflict):
        vault.ask(DecideChange(lata.grant, change, approve=True), Decided)
    assert vault.ask(ListKeys(BY), KeyRows).rows == []


def test_a_key_asked_for_by_somebody_whose_role_was_taken_is_not_made(vault: Vault) -> None:
    asha, lata = hired(vault, "Asha", "owner"), hired(vault, "Lata", "owner")
    change = key(vault, asha)
    vault.ask(AssignRoles(lata.grant, asha.person, []), Proposed)
    with pytest.raises(NotAllowed):
        vault.ask(DecideChange(lata.grant, change, approve=True), Decided)
    assert vault.ask(ListKeys(BY), KeyRows).rows == []


def test_more_protection_takes_one_person_and_less_takes_two(vault: Vault) -> None:
    asha, lata = hired(vault, "Asha", "owner"), hired(vault, "Lata", "security_lead")
    assert mode_of(vault, "courier") == "shadow"
    for mode, percent in (("percentage", 20), ("percentage", 60), ("enforced", None)):
        assert vault.ask(ChangeMode(asha.grant, "tea", "courier", mode, percent), Proposed).change is None
    assert mode_of(vault, "courier") == "enforced"

    change = vault.ask(ChangeMode(asha.grant, "tea", "courier", "percentage", 60, "parcels wait"), Proposed).change
    assert change is not None
    assert mode_of(vault, "courier") == "enforced"
    row = vault.ask(ListChanges(lata.grant), ChangeRows).rows[0]
    assert (row.says, row.why) == ("courier of tea: enforced → percentage 60 %", "parcels wait")
    vault.ask(DecideChange(lata.grant, change, approve=True), Decided)
    assert mode_of(vault, "courier") == "percentage"


def test_nobody_may_turn_a_hop_off_at_once(vault: Vault) -> None:
    asha = hired(vault, "Asha", "owner")
    vault.ask(PutShop(BY, "books"), DoneAnswer)
    for hop in ("courier", "label"):
        assert vault.ask(ChangeMode(asha.grant, "tea", hop, "off"), Proposed).change is not None
        assert mode_of(vault, hop) == "shadow"
