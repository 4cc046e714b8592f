"""Keys and modes by people: two for a key and for less protection, one for more; none beyond their tenant."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from orderveil.core.errors import Conflict, Malformed, NotAllowed, NotFound
from orderveil.core.settings import Settings
from orderveil.vault.account_messages import ChangeMode, ProposeKey
from orderveil.vault.client import Vault
from orderveil.vault.messages import CheckKey, GetModes, KeyChecked, KeyGrant, KeyRows, ListKeys, Modes, PutShop
from orderveil.vault.messages import Done as DoneAnswer
from orderveil.vault.people_messages import (
    AssignRoles,
    ChangeRows,
    DecideChange,
    Decided,
    ListChanges,
    Proposed,
    RemovePerson,
)
from tests.vault.making import BY, opened
from tests.vault.people.staff import Staff, hired, other_tenant

DAY_MS = 86_400_000


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


def mode_of(vault: Vault, hop: str) -> str:
    return next(row.mode for row in vault.ask(GetModes(BY, "tea"), Modes).rows if row.hop == hop)


def test_a_partners_key_is_made_when_a_second_person_approves_and_shown_to_them_alone(vault: Vault) -> None:
    asha, lata = hired(vault, "Asha", "owner"), hired(vault, "Lata", "security_lead")
    change = key(vault, asha)
    assert vault.ask(ListKeys(BY), KeyRows).rows == []
    row = vault.ask(ListChanges(lata.grant), ChangeRows).rows[0]
    assert (row.kind, row.by_name, row.may_decide, row.is_own) == ("keys", "Asha", True, False)
    assert "swift" in row.says
    assert "courier of tea" in row.says
    with pytest.raises(NotAllowed):
        vault.ask(DecideChange(asha.grant, change, approve=True), Decided)

    token = vault.ask(DecideChange(lata.grant, change, approve=True), Decided).token
    assert token is not None
    checked = vault.ask(CheckKey(KeyGrant(token)), KeyChecked).row
    assert (checked.partner, checked.hop, checked.shop) == ("swift", "courier", "tea")
    assert token not in repr(vault.ask(ListChanges(lata.grant, waiting_only=False), ChangeRows))


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
