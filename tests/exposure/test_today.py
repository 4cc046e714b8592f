"""As it runs today: what is not enforced still holds what it held before, and what goes past is held too."""

from __future__ import annotations

import pytest

from orderveil.contracts.load import load_contracts
from orderveil.core.exposure.words import Feasibility
from orderveil.core.hop import HOPS, Hop
from orderveil.exposure.hops import Of, exposure_of
from orderveil.exposure.page import write_page
from orderveil.exposure.today import Bypass, HopMode, Running, Today, reasons, today_of

CONTRACTS = load_contracts(None)


def running(shop: str = "tea", bypasses: tuple[Bypass, ...] = (), **modes: str | int) -> Running:
    """Every hop enforced but those named; a number is a percentage."""
    return Running(tuple([_mode(shop, hop, modes.get(hop.value, "enforced")) for hop in HOPS]), bypasses)


def _mode(shop: str, hop: Hop, told: str | int) -> HopMode:
    return HopMode(shop, hop, "percentage", told) if isinstance(told, int) else HopMode(shop, hop, told)


def today(hop: Hop, how: Running, shop: str | None = None) -> Today:
    found = today_of(CONTRACTS, Of(hop, None, shop), how)
    assert found is not None
    return found


@pytest.mark.parametrize("hop", HOPS)
def test_an_enforced_hop_holds_what_its_contract_gives(hop: Hop) -> None:
    found = today(hop, running())

    assert found.cells == exposure_of(CONTRACTS, Of(hop)).now
    assert not list(reasons(found))


@pytest.mark.parametrize("mode", ["off", "shadow", 99])
@pytest.mark.parametrize("hop", HOPS)
def test_a_hop_that_is_not_enforced_holds_what_it_held_before(hop: Hop, mode: str | int) -> None:
    found = today(hop, Running(tuple([_mode("tea", one, mode if one is hop else "enforced") for one in HOPS])))

    for scam, cell in exposure_of(CONTRACTS, Of(hop)).before.items():
        if cell.feasibility is Feasibility.DIRECT:
            assert found.cells[scam].feasibility is Feasibility.DIRECT
            assert found.cells[scam].hours >= cell.hours
    assert any(hop.value in reason for reason in reasons(found))


def test_shadow_is_said_plainly() -> None:
    assert list(reasons(today(Hop.SUPPORT, running(support="shadow")))) == [
        "support is in shadow at tea: it still gets everything that it got before."
    ]
    assert "70 in 100 orders" in next(reasons(today(Hop.SUPPORT, running(support=30))))


def test_a_bypass_adds_what_it_takes_in_clear_and_without_an_end() -> None:
    past = Bypass("tea", "support", "csv-by-mail", ("buyer_phone", "awb"))
    found = today(Hop.SUPPORT, running(bypasses=(past,)))

    assert exposure_of(CONTRACTS, Of(Hop.SUPPORT)).now["delivery_fee"].feasibility is Feasibility.NOT_BY_THESE
    assert found.cells["delivery_fee"].feasibility is Feasibility.DIRECT
    assert "csv-by-mail goes past the relay to support at tea" in next(reasons(found))


def test_a_label_that_is_not_enforced_is_in_the_couriers_hands_as_it_was() -> None:
    found = today(Hop.COURIER, running(label="shadow"))

    assert exposure_of(CONTRACTS, Of(Hop.COURIER)).now["delivery_fee"].feasibility is Feasibility.DETOUR
    assert found.cells["delivery_fee"].feasibility is Feasibility.DIRECT
    assert "has in its hands what label prints" in next(reasons(found))


def test_the_worst_of_all_shops_is_told_unless_one_is_asked_for() -> None:
    both = Running(running().modes + running(shop="kiosk", support="off").modes)

    assert today(Hop.SUPPORT, both).cells["prize"].feasibility is Feasibility.DIRECT
    assert today(Hop.SUPPORT, both, "tea").cells["prize"].feasibility is Feasibility.NOT_BY_THESE
    assert today_of(CONTRACTS, Of(Hop.SUPPORT, None, "nowhere"), both) is None


def test_what_shadow_saw_sent_beyond_the_ordinary_counts_too() -> None:
    how = Running((HopMode("tea", Hop.IMS, "shadow", sent=frozenset({"buyer_phone"})),))

    assert today(Hop.IMS, how).cells["account_takeover"].feasibility is Feasibility.DIRECT


def test_the_page_tells_what_runs_otherwise_or_that_it_is_not_known() -> None:
    page, unknown = write_page(CONTRACTS, running(support="shadow")), write_page(CONTRACTS)

    assert "is in shadow at tea" in page
    assert "शैडो" in page
    assert "as it runs today: directly" in page
    assert "how the systems really run is not counted here" in unknown
    assert "Every system runs by its contract." in write_page(CONTRACTS, running())
