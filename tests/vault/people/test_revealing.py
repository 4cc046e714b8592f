"""A field is revealed to a person for a purpose and a case, within limits, and recorded before it is shown."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from orderveil.core.errors import NotAllowed, NotFound, TooMany
from orderveil.core.settings import Settings
from orderveil.vault.client import Vault
from orderveil.vault.messages import Done, EraseOrder, LedgerEntries, LedgerVerified, LedgerVerify, LedgerWho
from orderveil.vault.people_messages import (
    CaseOpened,
    CloseCase,
    Decided,
    EndSessions,
    FindOrders,
    ListOrders,
    OpenCase,
    OrderRead,
    OrderRows,
    ReadOrder,
    RemovePerson,
    Revealed,
    RevealField,
)
from tests.vault.making import BY, draft, fields, opened, seal
from tests.vault.people.staff import desk_case, hired, join, other_tenant, reveal, sign_in


@pytest.fixture
def vault(each_home: Settings) -> Iterator[Vault]:
    with opened(each_home) as vault:
        yield vault


def sealed(vault: Vault, number: int = 1) -> str:
    return seal(vault, draft(number))[0].order or ""


def told(vault: Vault, order: str) -> list[dict[str, object]]:
    found = [json.loads(entry) for entry in vault.ask(LedgerWho(BY, order), LedgerEntries).entries]
    mine = ("ledger:order:asked", "operator")  # which this very question leaves
    return [entry for entry in found if (entry["act"], entry["actor"].partition(":")[0]) != mine]


def test_an_agent_sees_masks_and_reveals_one_field_for_a_case(vault: Vault) -> None:
    order, ben = sealed(vault), hired(vault, "Ben", "support_agent")
    desk_case(vault, order, "T-1")

    page = vault.ask(ReadOrder(ben.grant, order, "support"), OrderRead)
    shown = reveal(vault, ben, order)

    phone = fields(1)["buyer_phone"]
    assert phone not in str([one.value for one in page.views[0].fields.values()])
    assert "call_buyer" in next(one.purposes for one in page.reveals if one.field == "buyer_phone")
    assert (shown.field, shown.value, shown.masks_again_seconds) == ("buyer_phone", phone, 60)


def test_no_view_of_any_hop_shows_a_person_what_reaches_the_buyer(vault: Vault) -> None:
    order, asha = sealed(vault), hired(vault, "Asha", "owner")
    views = vault.ask(ReadOrder(asha.grant, order), OrderRead).views
    seen = json.dumps([[one.value for one in view.fields.values()] for view in views])

    assert len(views) == 11
    for name in ("buyer_name", "buyer_email", "buyer_phone", "ship_line1", "buyer_note"):
        assert str(fields(1)[name]) not in seen


def test_the_next_person_sees_who_revealed_what_and_why(vault: Vault) -> None:
    order, ben = sealed(vault), hired(vault, "Ben", "support_agent")
    desk_case(vault, order, "T-1")
    reveal(vault, ben, order)

    last = told(vault, order)[-1]
    kept = {name: last[name] for name in ("act", "actor", "fields", "purpose", "reference", "given")}
    assert kept == {
        "act": "view:field:revealed", "actor": f"person:{ben.person}", "fields": ["buyer_phone"],
        "purpose": "call_buyer", "reference": "T-1", "given": ["1:c"],
    }  # fmt: skip
    assert last["detail"] == {"case": "desk"}
    assert vault.ask(LedgerVerify(BY), LedgerVerified).ok


@pytest.mark.parametrize("role", ["outsourced_agent", "warehouse", "marketer", "analyst", "auditor", "security_lead"])
def test_a_role_without_reveals_gets_no_field(vault: Vault, role: str) -> None:
    order, somebody = sealed(vault), hired(vault, "Ben", role)
    desk_case(vault, order, "T-1")
    with pytest.raises(NotAllowed):
        reveal(vault, somebody, order)
    assert told(vault, order)[-1]["act"] == "view:reveal:refused"


def test_an_order_of_another_tenant_is_not_found(vault: Vault) -> None:
    order, chandra = sealed(vault), other_tenant(vault)
    desk_case(vault, order, "T-1")
    for ask in (
        lambda: vault.ask(ReadOrder(chandra.grant, order, "support"), OrderRead),
        lambda: vault.ask(ListOrders(chandra.grant, "tea", "support"), OrderRows),
        lambda: vault.ask(FindOrders(chandra.grant, "tea", "support", {"phone": "+919999900001"}), OrderRows),
        lambda: reveal(vault, chandra, order),
        lambda: vault.ask(OpenCase(chandra.grant, "tea", order, "call"), CaseOpened),
    ):
        with pytest.raises((NotFound, NotAllowed)) as refused:
            ask()
        assert refused.value.reason in ("access:not-found", "shop:unknown", "people:other-tenant")


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"reference": "T-9"}, "case:unknown"),
        ({"reference": "T-2"}, "case:other-order"),
        ({"reference": "T-3"}, "case:closed"),
        ({"purpose": "refund"}, "contract:no-purpose"),
        ({"purpose": "arrange_return", "field": "ship_line1"}, "contract:purpose-not-now"),
        ({"hop": "oms", "purpose": "waybill"}, "people:other-hop"),
        ({"break_glass": True}, "people:not-granted"),
    ],
)
def test_a_reveal_that_does_not_hold_is_refused_and_recorded(
    vault: Vault, parts: dict[str, object], reason: str
) -> None:
    order, other, ben = sealed(vault), sealed(vault, 2), hired(vault, "Ben", "support_agent")
    for of, reference in ((order, "T-1"), (other, "T-2"), (order, "T-3")):
        desk_case(vault, of, reference)
    vault.ask(CloseCase(BY, "tea", "T-3"), CaseOpened)

    with pytest.raises(NotAllowed) as refused:
        reveal(vault, ben, order, **parts)

    assert refused.value.reason == reason
    assert (told(vault, order)[-1]["act"], told(vault, order)[-1]["detail"]) == (
        "view:reveal:refused", {"reason": reason},
    )  # fmt: skip


def test_a_day_has_so_many_reveals_and_a_case_of_ones_own_adds_to_them(vault: Vault) -> None:
    ben = hired(vault, "Ben", "support_agent")
    orders = [sealed(vault, number) for number in range(1, 12)]
    for number, order in enumerate(orders):
        desk_case(vault, order, f"T-{number}")
    for number in range(5):  # a shop with few orders: five a day
        reveal(vault, ben, orders[number], f"T-{number}")
        reveal(vault, ben, orders[number], f"T-{number}")  # again within minutes counts once

    with pytest.raises(TooMany) as refused:
        reveal(vault, ben, orders[5], "T-5")
    desk_case(vault, orders[6], "T-6", assigned=ben.person)

    assert refused.value.reason == "access:quota"
    assert reveal(vault, ben, orders[6], "T-6").reveals_left == 2


def test_a_case_that_somebody_opens_for_themselves_explains_but_adds_nothing(vault: Vault) -> None:
    order, ben = sealed(vault), hired(vault, "Ben", "support_agent")
    case = vault.ask(OpenCase(ben.grant, "tea", order, "call"), CaseOpened).case

    left = reveal(vault, ben, order, case.reference).reveals_left

    assert (case.origin, left) == ("person", 4)
    assert told(vault, order)[-1]["detail"] == {"case": "person"}


def test_breaking_the_glass_needs_no_case_is_recorded_apart_and_rare(vault: Vault) -> None:
    lead = hired(vault, "Lata", "support_lead")
    orders = [sealed(vault, number) for number in range(1, 5)]
    shown = [reveal(vault, lead, order, "", break_glass=True) for order in orders[:3]]

    assert [one.masks_again_seconds for one in shown] == [20, 20, 20]
    assert told(vault, orders[0])[-1]["act"] == "view:glass:broken"
    with pytest.raises(TooMany):
        reveal(vault, lead, orders[3], "", break_glass=True)


def test_before_a_second_factor_there_are_no_orders(vault: Vault) -> None:
    order = sealed(vault)
    ben = sign_in(vault, join(vault, "Ben", "support_agent"), "password")
    for request, answer in (
        (ReadOrder(ben.grant, order, "support"), OrderRead),
        (RevealField(ben.grant, order, "support", "buyer_phone", "call_buyer", "T-1"), Revealed),
    ):
        with pytest.raises(NotAllowed) as refused:
            vault.ask(request, answer)
        assert refused.value.reason == "access:no-second-factor"


def test_a_leaver_is_out_at_once(vault: Vault) -> None:
    order, asha, ben = sealed(vault), hired(vault, "Asha", "owner"), hired(vault, "Ben", "support_agent")
    again = sign_in(vault, ben.person)
    assert vault.ask(RemovePerson(asha.grant, ben.person), Decided).state == "left"

    for session in (ben, again):
        with pytest.raises(Exception, match="session is over"):
            vault.ask(ReadOrder(session.grant, order, "support"), OrderRead)
    with pytest.raises(NotAllowed):
        sign_in(vault, ben.person)


def test_guessing_a_masked_phone_by_searching_is_stopped_and_told(vault: Vault) -> None:
    order, ben = sealed(vault, 12345), hired(vault, "Ben", "support_agent")
    vault.ask(ReadOrder(ben.grant, order, "support"), OrderRead)  # ends in 2345
    for guess in range(3):
        missed = FindOrders(ben.grant, "tea", "support", {"phone": f"+91988{guess}002345"})
        assert vault.ask(missed, OrderRows).rows == []

    with pytest.raises(TooMany) as refused:
        vault.ask(FindOrders(ben.grant, "tea", "support", {"phone": "+919999912345"}), OrderRows)

    assert refused.value.reason == "search:probing"
    assert told(vault, order)[-1]["act"] == "view:search:probed"


def test_ending_ones_own_session_ends_no_other(vault: Vault) -> None:
    order, ben = sealed(vault), hired(vault, "Ben", "support_agent")
    other = sign_in(vault, ben.person)
    vault.ask(EndSessions(ben.grant), Done)
    with pytest.raises(Exception, match="session is over"):
        vault.ask(ReadOrder(ben.grant, order, "support"), OrderRead)
    assert vault.ask(ReadOrder(other.grant, order, "support"), OrderRead).order == order


def test_lists_and_searches_are_masked(vault: Vault) -> None:
    orders = [sealed(vault, number) for number in range(1, 4)]
    lead = hired(vault, "Lata", "support_lead")
    page = vault.ask(ListOrders(lead.grant, "tea", "support", limit=2), OrderRows)
    rest = vault.ask(ListOrders(lead.grant, "tea", "support", limit=2, before=page.before), OrderRows)
    found = vault.ask(FindOrders(lead.grant, "tea", "support", {"phone": "+919999900002"}), OrderRows)

    assert [row.order for row in (*page.rows, *rest.rows)] == orders[::-1]
    assert [row.order for row in found.rows] == [orders[1]]
    shown = json.dumps([one.value for row in (*page.rows, *found.rows) for one in row.view.fields.values()])
    assert "9999900002" not in shown
    assert "Rose Lane" not in shown
    assert "asha2@" not in shown


def test_an_erased_order_is_as_little_there_as_one_of_others(vault: Vault) -> None:
    order, ben, chandra = sealed(vault), hired(vault, "Ben", "support_agent"), other_tenant(vault)
    vault.ask(EraseOrder(BY, order, "asked-for"), Done)
    for ask in (
        lambda: vault.ask(ReadOrder(ben.grant, order, "support"), OrderRead),
        lambda: vault.ask(ReadOrder(chandra.grant, order, "support"), OrderRead),
        lambda: vault.ask(OpenCase(ben.grant, "tea", order, "call"), CaseOpened),
        lambda: reveal(vault, ben, order),
    ):
        with pytest.raises(NotFound):
            ask()
