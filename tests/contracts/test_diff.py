"""A difference between contracts is told by what it does, and whether it gives more."""

from __future__ import annotations

from pathlib import Path

import pytest

from orderveil.contracts.diff import Change, diff
from orderveil.contracts.load import load_contracts
from orderveil.core.hop import HOPS, Hop
from tests.contracts.making import overlay

WHY = 'widens = "agreed with the partner on paper"\n'


def changes(folder: Path, hop: Hop, text: str) -> list[Change]:
    new = load_contracts(overlay(folder, f"{hop}.toml", text)).of(hop)
    return diff(load_contracts(None).of(hop), new)


@pytest.mark.parametrize("hop", HOPS)
def test_two_loads_of_one_contract_do_not_differ(hop: Hop) -> None:
    assert diff(load_contracts(None).of(hop), load_contracts(None).of(hop)) == []


def test_a_narrower_field_is_told(tmp_path: Path) -> None:
    (change,) = changes(tmp_path, Hop.SUPPORT, '[fields.buyer_phone]\nalways = "drop"\n')

    assert (change.what, change.old, change.new, change.widens) == (
        "fields.buyer_phone",
        "always mask",
        "always drop",
        False,
    )
    assert change.place == f"{tmp_path / 'support.toml'}:1"


def test_a_wider_field_clock_and_purpose_are_told_as_wider(tmp_path: Path) -> None:
    text = (
        WHY + 'at_most_days = 90\n[fields.recipient_phone]\ncarrying = "clear"\n'
        '[ends]\n"shipment:delivered" = 9\n"shipment:lost" = 3\n'
        '[purposes.claim]\nwhy = "a lost parcel is claimed"\nfields = { items = "mask" }\n'
    )

    assert [
        (change.what, change.old, change.new, change.widens) for change in changes(tmp_path, Hop.COURIER, text)
    ] == [
        ("fields.recipient_phone", "carrying virtual, collecting virtual", "carrying clear, collecting virtual", True),
        ("purposes.claim", "not known", "items mask (with a reference)", True),
        ("ends.shipment:delivered", "7 days", "9 days", True),
        ("ends.shipment:lost", "14 days", "3 days", False),
    ]


def test_what_changes_nothing_is_not_told(tmp_path: Path) -> None:
    assert changes(tmp_path, Hop.SUPPORT, '[fields.buyer_phone]\nwhy = "said in other words"\nalways = "mask"\n') == []


def test_a_stage_moved_is_told_for_every_field_in_it(tmp_path: Path) -> None:
    found = changes(tmp_path, Hop.COURIER, '[stages.carrying]\nshipment = ["manifested", "out_for_delivery"]\n')

    assert "fields.ship_line1" in [change.what for change in found]
    assert not any(change.widens for change in found)


def test_a_format_and_controls_are_told(tmp_path: Path) -> None:
    found = changes(tmp_path, Hop.WMS, 'controls = ["wms:phone-masked-on-slips"]\n[reference]\nlength = 24\n')

    assert [change.what for change in found] == ["reference", "controls"]
