"""The common change is written into an overlay's text, means just that, and leaves the rest as it stands."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderveil.contracts.check import check, check_overlays
from orderveil.contracts.load import load_contracts, overlay_named
from orderveil.contracts.reach import contracts_under
from orderveil.contracts.writing import is_wider, stages_for, with_field
from orderveil.core.hop import Hop
from orderveil.core.ids import FieldName
from orderveil.core.view import Treatment

PHONE = FieldName("recipient_phone")
WHY = {"why": "less is enough here"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# by the desk\n",
        '[fields]\nrecipient_phone = { carrying = "mask", why = "asked" }\nbuyer_email = { always = "drop" }\n',
        '[fields.recipient_phone]\ncarrying = "mask"\nwhy = "the rider asks"\n\n[ends]\n"shipment:delivered" = 3\n',
        '[ends]\n"shipment:delivered" = 3\n[fields.buyer_email]\nalways = "drop"\n',
    ],
)
def test_one_field_changes_and_nothing_else(text: str) -> None:
    before = tomllib.loads(text)
    made = with_field(text, PHONE, {"carrying": Treatment.DROP}, WHY)
    assert made is not None
    after = tomllib.loads(made)
    assert after["fields"].pop(PHONE) == {**before.get("fields", {}).pop(PHONE, {}), "carrying": "drop", **WHY}
    if not after["fields"]:
        after.pop("fields")
    if not before.get("fields", True):
        before.pop("fields")
    assert after == before
    assert ("# by the desk" in text) == ("# by the desk" in made)


@pytest.mark.parametrize(
    "text",
    [
        "[fields\n",
        'fields = { recipient_phone = { carrying = "mask" }, buyer_email = { always = "drop" } }\n',
        '[fields]\nrecipient_phone.carrying = "mask"\nrecipient_phone.collecting = "mask"\n',
        "[fields.recipient_phone]\nwidens = 3\n",
    ],
)
def test_what_only_a_person_can_change_is_left_to_them(text: str) -> None:
    assert with_field(text, PHONE, {"carrying": Treatment.DROP}, WHY) is None


@given(st.text(max_size=60))
def test_any_reason_is_written_as_it_is(reason: str) -> None:
    made = with_field("", PHONE, {"carrying": Treatment.DROP}, {"why": reason})
    if made is not None:
        assert tomllib.loads(made)["fields"][PHONE]["why"] == reason
    else:  # a lone surrogate is no text of a file
        assert any("\ud800" <= letter <= "\udfff" for letter in reason)


def test_wherever_it_is_given_names_every_stage_so_that_it_is_heard() -> None:
    contract = load_contracts(None).of(Hop.COURIER)
    stages = stages_for(contract, PHONE, None)
    assert stages == ["carrying", "collecting"]
    assert not is_wider(contract, PHONE, stages, Treatment.DROP)
    assert is_wider(contract, PHONE, stages, Treatment.CLEAR)
    text = with_field("", PHONE, dict.fromkeys(stages, Treatment.DROP), WHY)
    assert text is not None
    made, problems = check_overlays({"courier.toml": text.encode()})
    assert problems == []
    assert {stage.treatment for stage in made.of(Hop.COURIER).fields[PHONE].stages} == {Treatment.DROP}


def test_a_text_in_memory_is_checked_as_a_file_is(tmp_path) -> None:  # type: ignore[no-untyped-def]
    raw = b'[fields.buyer_emial]\nalways = "drop"\n\n[ends]\n"shipment:eaten" = 1\n'
    (tmp_path / "courier.toml").write_bytes(raw)
    on_disk = [(problem.line, problem.message) for problem in check(tmp_path)]
    problems = check_overlays({"courier.toml": raw})[1]
    assert [(problem.line, problem.message) for problem in problems] == on_disk
    assert {problem.file for problem in problems} == {"courier.toml"}


def test_overlays_that_hold_alone_and_not_together_are_found(tmp_path) -> None:  # type: ignore[no-untyped-def]
    raws = {
        "courier.partner.swift.toml": b'[stages.carrying]\norder = ["placed"]\n',
        "courier.shop.tea.toml": b'[stages.carrying]\norder = ["shipped"]\n',
    }
    for file, raw in raws.items():
        assert check_overlays({file: raw}, overlay_named(file))[1] == []
        assert check_overlays(raws, overlay_named(file))[1] != []
        (tmp_path / file).write_bytes(raw)
    assert check(tmp_path) != []


def test_an_overlay_reaches_what_lies_over_it_and_who_carries_its_reference() -> None:
    raws = {"courier.partner.swift.toml": b'[ends]\n"shipment:delivered" = 3\n'}
    contracts = check_overlays(raws)[0]
    reached = list(contracts_under(contracts, contracts, (Hop.COURIER, "", "")))
    assert reached[:2] == [(Hop.COURIER, None, None), (Hop.COURIER, "swift", None)]
    assert (Hop.LABEL, None, None) in reached  # a label carries the courier's reference
    assert list(contracts_under(contracts, contracts, (Hop.SUPPORT, "", ""))) == [(Hop.SUPPORT, None, None)]


@pytest.mark.parametrize("name", ["../courier.toml", "courier.toml/", "c r.toml", "courier.partner..toml", "x.toml"])
def test_a_name_that_is_no_overlays_is_none(name: str) -> None:
    assert overlay_named(name) is None
