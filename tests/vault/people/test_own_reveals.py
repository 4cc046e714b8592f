"""What somebody revealed lately, told to themselves: theirs alone, without a value, with what is left of the day."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from orderveil.core.settings import Settings
from orderveil.vault.client import Vault
from orderveil.vault.messages import Done, PutShop
from orderveil.vault.people_messages import RoleRow
from orderveil.vault.record_messages import OwnReveals, ReadOwnReveals
from tests.vault.making import BY, draft, fields, opened, seal
from tests.vault.people.staff import Staff, desk_case, hired, other_tenant, reveal


@pytest.fixture
def vault(each_home: Settings) -> Iterator[Vault]:
    with opened(each_home) as vault:
        yield vault


def own(vault: Vault, staff: Staff, limit: int = 25) -> OwnReveals:
    return vault.ask(ReadOwnReveals(staff.grant, limit), OwnReveals)


def test_ones_own_reveals_are_told_at_once_the_newest_first(vault: Vault) -> None:
    ben = hired(vault, "Ben", "support_agent")
    orders = [one.order or "" for one in seal(vault, draft(1), draft(2), draft(3))]
    for number, order in enumerate(orders, 1):
        desk_case(vault, order, f"T-{number}")
        reveal(vault, ben, order, f"T-{number}")
    found = own(vault, ben, limit=2).rows
    assert [(row.order, row.field, row.purpose, row.reference, row.hop) for row in found] == [
        (orders[2], "buyer_phone", "call_buyer", "T-3", "support"),
        (orders[1], "buyer_phone", "call_buyer", "T-2", "support"),
    ]
    assert not any(row.is_glass for row in found)


def test_nobody_is_told_what_others_revealed(vault: Vault) -> None:
    order = seal(vault, draft(1))[0].order or ""
    desk_case(vault, order, "T-1")
    reveal(vault, hired(vault, "Ben", "support_agent"), order)
    for staff in (hired(vault, "Lena", "support_lead"), hired(vault, "Asha", "owner"), other_tenant(vault)):
        assert own(vault, staff).rows == []


def test_no_value_is_among_what_is_told(vault: Vault) -> None:
    order = seal(vault, draft(1))[0].order or ""
    ben = hired(vault, "Ben", "support_agent")
    desk_case(vault, order, "T-1", ben.person)
    said = msgspec.json.encode(reveal(vault, ben, order)).decode()
    told = msgspec.json.encode(own(vault, ben)).decode()
    assert str(fields(1)["buyer_phone"]) in said
    assert str(fields(1)["buyer_phone"])[3:] not in told


def test_the_day_is_told_shop_by_shop_and_glass_to_those_alone_who_may_break_it(vault: Vault) -> None:
    vault.ask(PutShop(BY, "coffee"), Done)
    ben, lena = hired(vault, "Ben", RoleRow("support_agent", ("tea",))), hired(vault, "Lena", "support_lead")
    order = seal(vault, draft(1))[0].order or ""
    desk_case(vault, order, "T-1")
    before = own(vault, ben).left
    left = reveal(vault, ben, order).reveals_left
    after = own(vault, ben).left
    assert [(one.shop, one.left - now.left, one.glass_left) for one, now in zip(before, after, strict=True)] == [
        ("tea", 1, None)
    ]
    assert after[0].left == left

    reveal(vault, lena, order, "INC-1", break_glass=True)
    told = own(vault, lena)
    assert [(one.shop, one.glass_left) for one in told.left] == [("coffee", 2), ("tea", 2)]
    assert [row.is_glass for row in told.rows] == [True]


@pytest.mark.parametrize("role", ["auditor", "outsourced_agent", "warehouse"])
def test_whoever_reveals_nothing_has_no_day(vault: Vault, role: str) -> None:
    told = own(vault, hired(vault, "Nia", role))
    assert (told.rows, told.left) == ([], [])
