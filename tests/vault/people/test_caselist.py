"""Open cases in a list: to an operator those of a shop, to a person their own alone, and nothing of a buyer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from orderveil.core.errors import Malformed, NotAllowed, NotFound
from orderveil.core.settings import Settings
from orderveil.vault.client import Vault
from orderveil.vault.messages import Done, EraseOrder, PutShop, Sealed, SealOrders
from orderveil.vault.people_messages import CaseOpened, CloseCase, ListCases, OpenCase, OpenCases, RoleRow
from tests.vault.making import BY, draft, opened, seal
from tests.vault.people.staff import Staff, desk_case, hired, join, other_tenant


@pytest.fixture
def vault(each_home: Settings) -> Iterator[Vault]:
    with opened(each_home) as vault:
        yield vault


@pytest.fixture
def order(vault: Vault) -> str:
    return seal(vault, draft(1))[0].order or ""


def of_shop(vault: Vault, **more: Any) -> list[str]:
    return [row.reference for row in vault.ask(ListCases(BY, "tea", **more), OpenCases).rows]


def own(vault: Vault, staff: Staff) -> list[tuple[str, str]]:
    return [(row.shop, row.reference) for row in vault.ask(ListCases(staff.grant), OpenCases).rows]


def test_a_shops_open_cases_come_page_by_page_the_newest_first_each_once(vault: Vault, order: str) -> None:
    for number in range(1, 8):
        desk_case(vault, order, f"T-{number}")
    vault.ask(CloseCase(BY, "tea", "T-4"), CaseOpened)
    seen: list[str] = []
    before: str | None = None
    while True:
        page = vault.ask(ListCases(BY, "tea", before, 2), OpenCases)
        seen += [row.reference for row in page.rows]
        before = page.before
        if before is None:
            break
    assert seen == ["T-7", "T-6", "T-5", "T-3", "T-2", "T-1"]


def test_a_row_says_whose_it_is_and_of_which_order(vault: Vault, order: str) -> None:
    ben = join(vault, "Ben", "support_agent")
    desk_case(vault, order, "T-1", ben)
    (row,) = vault.ask(ListCases(BY, "tea"), OpenCases).rows
    assert (row.order, row.kind, row.origin, row.assigned, row.assigned_name, row.is_stale) == (
        order, "ticket", "desk", ben, "Ben", False,
    )  # fmt: skip


def test_people_are_told_of_their_own_cases_alone_in_the_shops_of_their_role(vault: Vault, order: str) -> None:
    vault.ask(PutShop(BY, "cocoa"), Done)
    sealed = vault.ask(SealOrders(BY, "cocoa", "webhook", [draft(2)]), Sealed).results[0].order or ""
    ben, nia = hired(vault, "Ben", "support_agent"), hired(vault, "Nia", RoleRow("support_agent", ("tea",)))
    for number, staff in enumerate((ben, nia)):
        desk_case(vault, order, f"T-{number}", staff.person)
        vault.ask(OpenCase(BY, "cocoa", sealed, "ticket", f"C-{number}", assigned=staff.person), CaseOpened)
    assert sorted(own(vault, ben)) == [("cocoa", "C-0"), ("tea", "T-0")]
    assert own(vault, nia) == [("tea", "T-1")]
    assert own(vault, hired(vault, "Lena", "support_lead")) == []
    assert own(vault, other_tenant(vault)) == []


@pytest.mark.parametrize("role", ["marketer", "auditor", "outsourced_agent", "warehouse"])
def test_whoever_works_on_no_case_is_refused(vault: Vault, role: str) -> None:
    with pytest.raises(NotAllowed):
        own(vault, hired(vault, "Mira", role))


def test_a_row_that_was_made_up_in_the_store_is_not_listed(vault: Any, order: str) -> None:
    desk_case(vault, order, "T-1")
    with vault._service._in.database.writing() as tx:
        tx.execute(
            "INSERT INTO cases (shop, reference, n, kind, origin, opened_at, closed_at, assigned, code) "
            "SELECT shop, 'T-9', n, kind, origin, opened_at, closed_at, assigned, code FROM cases"
        )
        tx.execute("UPDATE orders SET received_at = received_at + 1")
    rows = vault.ask(ListCases(BY, "tea"), OpenCases).rows
    assert [(row.reference, row.order) for row in rows] == [("T-1", "")]  # and of an altered order no id is told


def test_of_an_order_that_was_erased_the_case_stays_without_it(vault: Vault, order: str) -> None:
    desk_case(vault, order, "T-1")
    vault.ask(EraseOrder(BY, order, "request"), Done)
    assert [row.order for row in vault.ask(ListCases(BY, "tea"), OpenCases).rows] == [""]


def test_what_is_asked_is_read_strictly(vault: Vault) -> None:
    with pytest.raises(Malformed):
        vault.ask(ListCases(BY), OpenCases)
    with pytest.raises(NotFound):
        vault.ask(ListCases(BY, "nowhere"), OpenCases)
    for before in ("", "x", "1", "1/", "-1/T", f"1/{'x' * 65}", "9" * 16 + "/T"):
        with pytest.raises(Malformed):
            of_shop(vault, before=before)
