"""An order's way: what each hop may take now, by its contract, and what is next; of no hop that is not the asker's."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from orderveil.core.errors import NotAllowed, NotFound
from orderveil.core.hop import HOPS
from orderveil.core.order import OrderState, ShipmentState
from orderveil.core.settings import Settings
from orderveil.vault.client import Vault
from orderveil.vault.messages import Done, SetMode
from orderveil.vault.people_messages import HopWay, OrderRead, OrderWay, OrderWayRead, ReadOrder
from tests.vault.making import BY, draft, opened, parcel, seal
from tests.vault.people.staff import Staff, hired, other_tenant


@pytest.fixture
def vault(each_home: Settings) -> Iterator[Vault]:
    with opened(each_home) as vault:
        yield vault


def order_in(vault: Vault, state: OrderState, *parcels: ShipmentState) -> str:
    now = time.time_ns() // 1_000_000
    shipments = tuple(parcel(f"f{index}", state=one) for index, one in enumerate(parcels))
    return seal(vault, draft(1, state=state, source_at_ms=now, shipments=shipments))[0].order or ""


def way(vault: Vault, staff: Staff, order: str, hop: str | None = None) -> dict[str, HopWay]:
    read = vault.ask(OrderWay(staff.grant, order, hop), OrderWayRead)
    assert [one.hop for one in read.hops] == [hop.value for hop in HOPS]
    return {one.hop: one for one in read.hops}


def test_the_way_says_of_each_hop_what_its_view_says(vault: Vault) -> None:
    asha = hired(vault, "Asha", "owner")
    order = order_in(vault, OrderState.SHIPPED, ShipmentState.IN_TRANSIT)
    told = way(vault, asha, order)
    for view in vault.ask(ReadOrder(asha.grant, order), OrderRead).views:
        assert told[view.hop].state == view.state, view.hop
        shown = {name for name, one in view.fields.items() if one.value is not None}
        assert shown <= set(told[view.hop].fields), view.hop


def test_a_hop_that_waits_says_with_what_it_opens(vault: Vault) -> None:
    asha = hired(vault, "Asha", "owner")
    told = way(vault, asha, order_in(vault, OrderState.CONFIRMED))
    waiting = {one.hop: one.opens_with for one in told.values() if one.state == "waiting"}
    assert waiting
    for hop, word in waiting.items():
        assert word in {*OrderState, *ShipmentState}, hop


def test_what_is_not_enforced_for_this_order_says_so(vault: Vault) -> None:
    asha, order = hired(vault, "Asha", "owner"), order_in(vault, OrderState.CONFIRMED)
    vault.ask(SetMode(BY, "tea", "support", "enforced"), Done)
    told = way(vault, asha, order)
    assert (told["support"].mode, told["courier"].mode) == ("enforced", "shadow")


def test_nobody_is_told_of_hops_that_they_may_not_read(vault: Vault) -> None:
    ben, order = hired(vault, "Ben", "support_agent"), order_in(vault, OrderState.CONFIRMED)
    told = way(vault, ben, order, "support")
    assert {hop for hop, one in told.items() if one.state} == {"support"}
    assert told["courier"] == HopWay("courier", "")
    for hop in ("courier", None):
        with pytest.raises(NotAllowed):
            way(vault, ben, order, hop)
    with pytest.raises(NotFound):
        way(vault, other_tenant(vault), order, "support")
