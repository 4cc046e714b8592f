"""Exposure of the hops: what contracts take away, when it ends, what cannot be ended, said plainly."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from orderveil.contracts.load import Contracts, load_contracts
from orderveil.core.exposure.judging import judge
from orderveil.core.exposure.lives import HOUR_MS, believed_ms
from orderveil.core.exposure.words import Feasibility, Held, reaches_further
from orderveil.core.fields import FIELDS
from orderveil.core.hop import HOPS, Hop
from orderveil.core.ids import FieldName
from orderveil.core.laws import LAWFUL
from orderveil.core.view import Treatment
from orderveil.exposure.changing import shifts
from orderveil.exposure.ending import endings, reveals
from orderveil.exposure.hops import HopExposure, Of, cells, exposure_of, exposure_of_all, holdings_by
from orderveil.exposure.lives import MAIN, lives
from orderveil.exposure.load import the_engine
from orderveil.exposure.needs import least_of, needs, options_at
from orderveil.exposure.together import together

POSSIBLE = (Feasibility.DIRECT, Feasibility.DETOUR)


@pytest.fixture(scope="module")
def contracts() -> Contracts:
    return load_contracts(None)


@pytest.fixture(scope="module")
def table(contracts: Contracts) -> dict[Hop, HopExposure]:
    return {one.of.hop: one for one in exposure_of_all(contracts)}


def overlaid(folder: Path, name: str, text: str) -> Contracts:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return load_contracts(folder)


def test_no_contract_makes_anything_worse_than_the_ordinary_shop(table: dict[Hop, HopExposure]) -> None:
    worse = [
        (hop, scam)
        for hop, one in table.items()
        for scam, cell in one.now.items()
        if reaches_further(cell.feasibility, one.before[scam].feasibility) or cell.hours > one.before[scam].hours
    ]

    assert worse == []


def test_in_an_ordinary_shop_the_storefront_makes_all_nine_possible_at_once(table: dict[Hop, HopExposure]) -> None:
    before = [cell.feasibility for cell in table[Hop.STOREFRONT].before.values()]

    assert before.count(Feasibility.DIRECT) == 9
    assert before.count(Feasibility.OUTSIDE) == 1


def test_a_payment_failure_call_is_believed_for_a_day_after_the_order(table: dict[Hop, HopExposure]) -> None:
    assert table[Hop.OMS].before["payment_failure"].hours == 24
    assert table[Hop.MARKETING].now["payment_failure"].feasibility is Feasibility.NOT_BY_THESE


def test_the_courier_reaches_a_buyer_through_the_relay_and_no_longer_directly(table: dict[Hop, HopExposure]) -> None:
    before, now = table[Hop.COURIER].before["delivery_fee"], table[Hop.COURIER].now["delivery_fee"]

    assert "phone" in before.ways
    assert now.feasibility is Feasibility.DETOUR
    assert set(now.ways) == {"lookup", "post", "relay_call", "relay_mail"}


def test_what_a_hop_cannot_spare_is_told_where_it_is_enough(
    contracts: Contracts, table: dict[Hop, HopExposure]
) -> None:
    """A label names a person and a door: no change of it ends brushing, and nobody is told that one does."""
    (ending,) = [one for one in endings(contracts, Of(Hop.LABEL)) if one.scam == "brushing"]

    assert table[Hop.LABEL].required["brushing"].feasibility is Feasibility.DIRECT
    assert (ending.cut, ending.ends_all, ending.required_alone) == (None, False, Feasibility.DIRECT)


@pytest.mark.parametrize("hop", HOPS)
def test_a_cut_really_ends_the_scam_and_stays_lawful_and_useful(contracts: Contracts, hop: Hop) -> None:
    for ending in endings(contracts, Of(hop)):
        if ending.cut is None or not ending.ends_all:
            continue
        moved = {change.held: change.to for change in ending.cut.changes}
        for along in holdings_by(contracts, Of(hop)).values():
            for at in along:
                after = frozenset(Held(one.field, moved.get(one, one.treatment)) for one in at.held)
                assert judge(the_engine(), after).judgements[ending.scam].feasibility is Feasibility.NOT_BY_THESE
        for held, to in moved.items():
            assert to in LAWFUL[hop][held.field]
            assert held.field not in needs()[hop].cannot_spare


def test_a_warehouse_has_the_label_in_its_hands(contracts: Contracts) -> None:
    along = {at.station: at.held for at in holdings_by(contracts, Of(Hop.WMS))[MAIN]}
    street = Held(FieldName("ship_line1"), Treatment.CLEAR)

    assert street not in along["confirmed"]
    assert street in along["packed"]
    assert street in least_of(Hop.WMS)


def test_a_view_that_ended_is_no_longer_counted(contracts: Contracts) -> None:
    along = {at.station: at for at in holdings_by(contracts, Of(Hop.COURIER))[MAIN]}

    assert along["out for delivery"].held
    assert along["ten days later"].held == frozenset()


def test_a_shorter_clock_shortens_exposure(contracts: Contracts, tmp_path: Path) -> None:
    shorter = overlaid(tmp_path / "c", "courier.toml", '[ends]\n"shipment:delivered" = 1\n')
    (brushing,) = [one for one in shifts(contracts, shorter, Of(Hop.COURIER)) if one.scam == "brushing"]

    assert not brushing.is_worse
    assert brushing.new.hours < brushing.old.hours


def test_a_field_dropped_ends_what_hung_on_it(contracts: Contracts, tmp_path: Path) -> None:
    """The cheapest cut that was told for the message gateway, made as an overlay, ends what it was told to end."""
    text = '[fields]\ncourier_name = { delivering = "drop", why = "our templates name no courier" }\n'
    new = overlaid(tmp_path / "c", "comms.toml", text)
    shifted = {one.scam: one for one in shifts(contracts, new, Of(Hop.COMMS))}

    assert shifted["customs"].old.feasibility is Feasibility.DIRECT
    assert shifted["customs"].new.feasibility is Feasibility.NOT_BY_THESE
    assert not any(one.is_worse for one in shifted.values())


def test_a_courier_names_no_order_but_by_a_look_for_a_road_permit(contracts: Contracts) -> None:
    """A number that names the order, with a virtual number that still rings, would make a refund call."""
    now = exposure_of(contracts, Of(Hop.COURIER)).now

    assert now["refund_otp"].feasibility is Feasibility.NOT_BY_THESE
    assert now["remote_access"].feasibility is Feasibility.NOT_BY_THESE
    assert ("road_permit", "refund_otp", Feasibility.DETOUR) in set(reveals(contracts, Of(Hop.COURIER)))


def test_a_field_given_more_clearly_is_told_as_worse(contracts: Contracts, tmp_path: Path) -> None:
    text = 'widens = "a test of what is told"\n[fields]\nbuyer_phone = { always = "clear", why = "agents dial" }\n'
    new = overlaid(tmp_path / "c", "support.toml", text)
    shifted = {one.scam: one for one in shifts(contracts, new, Of(Hop.SUPPORT))}

    assert shifted["refund_otp"].is_worse
    assert shifted["refund_otp"].new.feasibility is Feasibility.DIRECT


def test_one_look_for_a_purpose_is_told_apart(contracts: Contracts) -> None:
    found = {(purpose, scam) for purpose, scam, _ in reveals(contracts, Of(Hop.SUPPORT))}

    assert ("call_buyer", "refund_otp") in found
    assert [*reveals(contracts, Of(Hop.IMS))] == []


def test_what_two_hops_reach_together_says_by_what_they_match_their_lines(contracts: Contracts) -> None:
    found = {(one.collusion.holders, one.collusion.scam): one.joined_by for one in together(contracts)}

    assert found[("oms", "comms"), "payment_failure"] == ()
    assert "awb" in found[("oms", "courier"), "prize"]


@pytest.mark.parametrize("hop", HOPS)
def test_no_option_takes_from_a_hop_what_it_cannot_spare(hop: Hop) -> None:
    held = [Held(field, least) for field, least in needs()[hop].cannot_spare.items()]

    assert all(set(offers) == {one.treatment} for one, offers in options_at(hop, held).items())


@pytest.mark.parametrize("life", sorted(lives()))
def test_the_stations_of_a_life_follow_one_another_as_states_may(life: str) -> None:
    stations = lives()[life].life.stations

    assert [one.at_hours for one in stations] == sorted({one.at_hours for one in stations})
    for one, other in pairwise(lives()[life].exists):
        assert one <= other <= set(FIELDS)
    for index in range(len(stations)):
        begin, end = lives()[life].life.span_ms(index)
        for scam in the_engine().scams.values():
            assert 0 <= believed_ms(scam.windows, lives()[life].life, index) <= end - begin
        assert (end - begin) % HOUR_MS == 0


def test_nothing_held_leaves_only_what_hangs_on_no_field() -> None:
    found = cells({})

    assert [name for name, cell in found.items() if cell.feasibility in POSSIBLE] == []
    assert found["care_number"].feasibility is Feasibility.OUTSIDE


def test_a_partner_and_a_shop_have_exposure_of_their_own(contracts: Contracts, tmp_path: Path) -> None:
    text = '[fields]\nbuyer_email = { carrying = "drop", collecting = "drop", why = "its forms ask for none" }\n'
    loaded = overlaid(tmp_path / "c", "courier.partner.swiftship.toml", text)

    assert "relay_mail" in exposure_of(loaded, Of(Hop.COURIER)).now["delivery_fee"].ways
    assert "relay_mail" not in exposure_of(loaded, Of(Hop.COURIER, "swiftship")).now["delivery_fee"].ways
