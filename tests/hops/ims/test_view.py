"""Inventory sees codes, counts and weights, under a reference that nobody else knows."""

from __future__ import annotations

from typing import Any

from orderveil.core.view import TreatedField, Treatment, View
from orderveil.hops.ims.door import Accepted, check_lines
from orderveil.hops.ims.view import lines_of

ITEM = {
    "line": 1,
    "sku": "KUR-001-XL",
    "gtin": "4006381333931",
    "quantity": 2,
    "grams": 300,
    "title": "Kurta",
    "unit_price": "9",
}


def view(items: Any, state: str = "open") -> View:
    return View("ims", "1BCDEFGHJKMNP", state, {"items": TreatedField(Treatment.INITIAL, items)})


def test_inventory_gets_codes_and_counts_only() -> None:
    assert lines_of(view([ITEM])) == [
        {"ref": "1BCDEFGHJKMNP", "line": 1, "sku": "KUR-001-XL", "gtin": "4006381333931", "quantity": 2, "grams": 300}
    ]


def test_inventory_gets_nothing_of_a_view_that_is_not_open() -> None:
    assert [lines_of(view([ITEM], state)) for state in ("waiting", "ended", "refused", "erased")] == [[], [], [], []]


def test_items_without_a_code_are_left_out() -> None:
    assert lines_of(view([{"title": "Gift for Asha Devi", "quantity": 1}, "x", None])) == []
    assert lines_of(view(None)) == []


def test_what_inventory_sees_passes_its_own_door() -> None:
    lines = [{key: value for key, value in line.items() if key != "ref"} for line in lines_of(view([ITEM]))]

    assert all(isinstance(decision, Accepted) for decision in check_lines(lines))
