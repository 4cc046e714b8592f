"""An order's page tells what may be done on it, and its story; names of who looked to whoever may ask for them."""

from __future__ import annotations

import json
from collections.abc import Iterator

import msgspec
import pytest

from orderveil.core.errors import NotAllowed, NotFound
from orderveil.core.order import ShipmentState
from orderveil.core.settings import Settings
from orderveil.vault.client import Vault
from orderveil.vault.messages import LedgerEntries, LedgerWho, RecordShipment, ShipmentRecorded
from orderveil.vault.people_messages import (
    CheckSession,
    OrderRead,
    OrderStory,
    OrderTold,
    ReadOrder,
    RoleRow,
    StoryRow,
    WhoAmI,
)
from tests.vault.making import AT_MS, BY, draft, fields, opened, parcel, seal
from tests.vault.people.staff import Staff, desk_case, hired, other_tenant, reveal


@pytest.fixture
def vault(each_home: Settings) -> Iterator[Vault]:
    with opened(each_home) as vault:
        yield vault


def sealed(vault: Vault, number: int = 1) -> str:
    return seal(vault, draft(number))[0].order or ""


def page(vault: Vault, staff: Staff, order: str, hop: str | None = "support") -> OrderRead:
    return vault.ask(ReadOrder(staff.grant, order, hop), OrderRead)


def entries(vault: Vault, order: str) -> list[dict[str, object]]:
    found = [json.loads(entry) for entry in vault.ask(LedgerWho(BY, order), LedgerEntries).entries]
    mine = ("ledger:order:asked", "operator")  # which this very question leaves
    return [entry for entry in found if (entry["act"], entry["actor"].partition(":")[0]) != mine]


def story(vault: Vault, staff: Staff, order: str, hop: str | None = "support") -> OrderTold:
    return vault.ask(OrderStory(staff.grant, order, hop), OrderTold)


def of(told: OrderTold, act: str) -> list[StoryRow]:
    return [row for row in told.rows if row.act == act]


def test_a_page_tells_what_of_the_day_is_left_for_reveals(vault: Vault) -> None:
    order, ben = sealed(vault), hired(vault, "Ben", "support_agent")
    desk_case(vault, order, "T-1")
    before = page(vault, ben, order).reveals_left
    left = reveal(vault, ben, order).reveals_left

    assert before is not None
    assert page(vault, ben, order).reveals_left == left == before - 1


def test_a_page_offers_to_each_role_what_it_may_do(vault: Vault) -> None:
    order = sealed(vault)
    agent, lead = hired(vault, "Ben", "support_agent"), hired(vault, "Lena", "support_lead")
    outside = hired(vault, "Omar", "outsourced_agent")
    for staff, may_reveal, may_break, may_open in ((agent, True, False, True), (lead, True, True, True)):
        told = page(vault, staff, order)
        assert (bool(told.reveals), bool(told.glass), told.may_open_case) == (may_reveal, may_break, may_open)
    told = page(vault, outside, order)
    assert (told.reveals, told.glass, told.may_open_case, told.reveals_left) == ([], (), False, None)


def test_the_lead_reads_who_revealed_what_and_why_and_an_agent_reads_that_it_was_done(vault: Vault) -> None:
    order, ben = sealed(vault), hired(vault, "Ben", "support_agent")
    desk_case(vault, order, "T-1")
    reveal(vault, ben, order)
    lead, next_agent = hired(vault, "Lena", "support_lead"), hired(vault, "Nia", "support_agent")

    named = of(story(vault, lead, order), "view:field:revealed")[0]
    unnamed = of(story(vault, next_agent, order), "view:field:revealed")[0]
    own = of(story(vault, ben, order), "view:field:revealed")[0]

    kept = (named.by_name, named.fields, named.purpose, named.reference)
    assert kept == ("Ben", ("buyer_phone",), "call_buyer", "T-1")
    assert (unnamed.by_kind, unnamed.by_name, unnamed.fields) == ("person", "", ("buyer_phone",))
    assert (own.by_name, own.is_own) == ("Ben", True)


def test_a_story_holds_no_value_of_the_buyer(vault: Vault) -> None:
    order, asha = sealed(vault), hired(vault, "Asha", "owner")
    desk_case(vault, order, "T-1")
    reveal(vault, asha, order)
    told = msgspec.json.encode(story(vault, asha, order)).decode()
    values = [value for value in fields(1).values() if isinstance(value, str) and len(value) > 5]
    assert "buyer_phone" in told
    assert not [value for value in values if value in told]


def test_many_looks_do_not_push_out_what_became_of_the_order(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orderveil.vault.people.pages._MOST", 3)
    order, asha = sealed(vault), hired(vault, "Asha", "owner")
    for _ in range(5):
        page(vault, asha, order)
    told = story(vault, asha, order)
    assert [row.act for row in told.rows] == ["intake:order:sealed", *["view:order:read"] * 3]
    assert told.left_out == 2


def test_asking_for_names_is_itself_recorded(vault: Vault) -> None:
    order, asha, ben = sealed(vault), hired(vault, "Asha", "owner"), hired(vault, "Ben", "support_agent")
    story(vault, ben, order)
    assert "ledger:order:asked" not in [entry["act"] for entry in entries(vault, order)]
    story(vault, asha, order)
    assert (entries(vault, order)[-1]["act"], entries(vault, order)[-1]["actor"]) == (
        "ledger:order:asked", f"person:{asha.person}",
    )  # fmt: skip


def test_a_story_is_of_ones_own_tenant_and_hop(vault: Vault) -> None:
    order, chandra = sealed(vault), other_tenant(vault)
    packer, auditor = hired(vault, "Wim", "warehouse"), hired(vault, "Aud", "auditor")
    with pytest.raises(NotFound):
        story(vault, chandra, order)
    for staff, hop in ((packer, "support"), (packer, None), (auditor, "support")):
        with pytest.raises(NotAllowed):
            story(vault, staff, order, hop)
    assert story(vault, packer, order, "wms").rows


def test_whoever_signs_in_is_told_of_the_shops_whose_orders_they_may_read(vault: Vault) -> None:
    everywhere, one = hired(vault, "Ben", "support_agent"), hired(vault, "Nia", RoleRow("support_agent", ("tea",)))
    auditor, chandra = hired(vault, "Aud", "auditor"), other_tenant(vault)
    told = [vault.ask(CheckSession(who.grant), WhoAmI).shops for who in (everywhere, one, auditor, chandra)]
    assert told == [("tea",), ("tea",), (), ("coffee",)]


# ---- what a parcel's events open


def event(vault: Vault, order: str, state: str, **more: object) -> None:
    asked = RecordShipment(by=BY, shop="tea", order=order, state=state, at_ms=AT_MS, **more)  # type: ignore[arg-type]
    vault.ask(asked, ShipmentRecorded)


def cases(vault: Vault, staff: Staff, order: str) -> list[tuple[str, str, bool]]:
    rows = page(vault, staff, order).cases
    return sorted((row.kind, row.origin, row.closed_at_ms is None) for row in rows)


def on_its_way(vault: Vault, order: str) -> None:
    for state in ("manifested", "in_transit", "out_for_delivery"):
        event(vault, order, state)


def test_a_failed_delivery_opens_a_case_that_explains_a_reveal_until_the_parcel_arrives(vault: Vault) -> None:
    order, ben = sealed(vault), hired(vault, "Ben", "support_agent")
    on_its_way(vault, order)
    assert cases(vault, ben, order) == []
    event(vault, order, "undelivered")
    case = page(vault, ben, order).cases[0]

    assert (case.kind, case.origin, case.assigned) == ("delivery", "event", None)
    assert reveal(vault, ben, order, case.reference).value == fields(1)["buyer_phone"]
    event(vault, order, "out_for_delivery")
    event(vault, order, "delivered")
    assert cases(vault, ben, order) == [("delivery", "event", False)]
    with pytest.raises(NotAllowed) as refused:
        reveal(vault, ben, order, case.reference, field="buyer_name")
    assert refused.value.reason == "case:closed"


def test_a_second_try_at_the_door_is_of_the_same_case(vault: Vault) -> None:
    order, ben = sealed(vault), hired(vault, "Ben", "support_agent")
    on_its_way(vault, order)
    for state in ("undelivered", "out_for_delivery", "undelivered"):
        event(vault, order, state)
    assert cases(vault, ben, order) == [("delivery", "event", True)]


def test_a_parcel_that_comes_back_is_a_return_and_no_longer_a_delivery(vault: Vault) -> None:
    order, ben = sealed(vault), hired(vault, "Ben", "support_agent")
    on_its_way(vault, order)
    event(vault, order, "undelivered")
    event(vault, order, "rto_started")
    assert cases(vault, ben, order) == [("delivery", "event", False), ("return", "event", True)]
    event(vault, order, "rto_delivered")
    assert cases(vault, ben, order) == [("delivery", "event", False), ("return", "event", False)]


def test_cases_of_events_raise_nobodys_reveals_and_stand_in_the_record(vault: Vault) -> None:
    order, ben, lead = sealed(vault), hired(vault, "Ben", "support_agent"), hired(vault, "Lena", "support_lead")
    before = page(vault, ben, order).reveals_left
    on_its_way(vault, order)
    event(vault, order, "undelivered")

    assert page(vault, ben, order).reveals_left == before
    row = of(story(vault, lead, order), "people:case:opened")[0]
    assert (row.by_kind, row.detail) == ("operator", {"kind": "delivery", "origin": "event"})


def test_each_parcel_has_cases_of_its_own(vault: Vault) -> None:
    order, ben = sealed(vault), hired(vault, "Ben", "support_agent")
    on_its_way(vault, order)
    event(vault, order, "undelivered")
    for state in ("manifested", "in_transit", "undelivered"):
        event(vault, order, state, direction="reverse")
    event(vault, order, "delivered", shipment="1")
    assert cases(vault, ben, order) == [("delivery", "event", False), ("return", "event", True)]


def told_of(vault: Vault, number: int, state: ShipmentState, rank: int, *, bulk: bool = False) -> str:
    """The shop tells of an order and of its one parcel."""
    at = {"source_at_ms": AT_MS + rank, "rank": rank, "shipments": (parcel(state=state),)}
    return seal(vault, draft(number, **at), bulk=bulk)[0].order or ""


def test_a_failed_delivery_that_the_shop_tells_of_opens_a_case_as_well(vault: Vault) -> None:
    ben = hired(vault, "Ben", "support_agent")
    order = told_of(vault, 1, ShipmentState.UNDELIVERED, 1)
    assert cases(vault, ben, order) == [("delivery", "event", True)]
    told_of(vault, 1, ShipmentState.OUT_FOR_DELIVERY, 2)
    told_of(vault, 1, ShipmentState.DELIVERED, 3)
    assert cases(vault, ben, order) == [("delivery", "event", False)]


def test_history_that_is_brought_in_bulk_opens_no_cases(vault: Vault) -> None:
    ben = hired(vault, "Ben", "support_agent")
    assert cases(vault, ben, told_of(vault, 1, ShipmentState.UNDELIVERED, 1, bulk=True)) == []
