"""`view`, `views`, `search`: what the command line shows of an order, and what it never shows."""

from __future__ import annotations

import pytest

from orderveil.core.hop import HOPS
from orderveil.core.settings import Settings
from tests.cli.running import run


def test_views_show_every_hop_side_by_side(home: Settings, order: str) -> None:
    views = run(home, "views", order, "--json").object

    assert list(views) == [hop.value for hop in HOPS]
    for view in views.values():
        assert {"ref", "state", "fields", "ends_at"} <= view.keys()
        assert all({"treatment", "value"} <= field.keys() for field in view["fields"].values())


def test_inventory_holds_nothing_of_the_buyer(home: Settings, order: str) -> None:
    view = run(home, "view", "ims", order, "--json")

    assert "Asha" not in view.out
    assert "99999" not in view.out
    assert set(view.object["fields"]) <= {"items", "weight_grams"}


def test_a_courier_sees_the_door_from_the_manifest_on(home: Settings, order: str) -> None:
    before = run(home, "view", "courier", order, "--json").object["fields"]
    run(home, "shipment", order, "manifested", "--json")
    after = run(home, "view", "courier", order, "--json").object["fields"]

    assert (before["ship_postcode"]["value"], before["ship_line1"]["value"]) == ("560001", None)
    assert (after["ship_line1"]["value"], after["recipient_name"]["value"]) == ("12 Lake Road", "Asha Sharma")


def test_the_table_for_people_shows_no_value_of_a_masked_field(home: Settings, order: str) -> None:
    table = run(home, "views", order)

    assert table.code == 0
    assert "recipient_phone" in table.out
    assert "9999900001" not in table.out


def test_an_order_is_found_by_a_phone_that_never_stood_on_the_command_line(home: Settings, order: str) -> None:
    found = run(home, "search", "--by", "phone", "--json", said="099999 00001\n")

    assert found.object["order"] == order
    assert "9999900001" not in found.out


def test_a_search_that_finds_nothing_says_so(home: Settings, order: str) -> None:
    found = run(home, "search", "--by", "phone", said="+91 99999 00099\n")

    assert (found.code, found.out.strip()) == (0, "no order matches all of it")


def test_an_order_that_is_not_there_is_not_found(home: Settings, order: str) -> None:
    told = run(home, "view", "courier", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "--json")

    assert (told.code, told.error["reason"]) == (4, "access:not-found")


@pytest.mark.parametrize("words", [("view", "catalogue", "X"), ("search", "--by", "shoe-size")])
def test_a_word_that_does_not_exist_is_answered_with_those_that_do(home: Settings, words: tuple[str, ...]) -> None:
    told = run(home, *words)

    assert told.code == 2
    assert "one of" in told.err
