"""Inventory never gets a buyer field: refused at the door, wherever it hides; ordinary goods pass."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from orderveil.detect.buyer import NOTHING_KNOWN, KnownGoods
from orderveil.hops.ims.door import Accepted, RefusedLine, check_lines
from orderveil.hops.ims.schema import FIELDS
from tests.hops.ims.goods import catalogue, ordinary_lines

LINE: dict[str, Any] = {"sku": "KUR-001-XL", "quantity": 2}
HIDDEN = (
    "9999900012",
    "+91 99999 00012",
    "९९९९९०००१२",
    "99999\u200b00012",
    "nine nine nine nine nine zero zero zero one two",
    "asha.devi@shop.example",
    "asha.devi%40shop.example",
    "asha@okaxis",
    "https://wa.me/919999900012",
    "customer: Asha Devi",
    "flat 402, 12 MG Road, Bengaluru 560001",
    "27AAPFU0939F1ZV",
    "4111 1111 1111 1111",
)


def one(line: Any, known: KnownGoods = NOTHING_KNOWN) -> Accepted | RefusedLine:
    (decision,) = check_lines([line], known)
    return decision


def test_at_most_one_ordinary_line_in_a_hundred_thousand_is_refused() -> None:
    known = catalogue(20_000, seed=1)
    refused = [d for d in check_lines(ordinary_lines(100_000, known, seed=2), known) if isinstance(d, RefusedLine)]

    assert len(refused) <= 1, refused[:5]


@pytest.mark.parametrize("name", ["sku", "lot", "bin", "warehouse"])
@pytest.mark.parametrize("hidden", [text for text in HIDDEN if len(text) <= 32 and not text.startswith("4111")])
def test_buyer_data_in_place_of_a_code_is_refused(name: str, hidden: str) -> None:
    decision = one(LINE | {name: hidden}, KnownGoods(skus=frozenset({"KUR-001-XL"})))

    assert isinstance(decision, RefusedLine)
    assert decision.path == name
    assert decision.reason.startswith("ims:buyer-data:")


@pytest.mark.parametrize("name", ["note", "title", "variant"])
@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize("around", ["{}", "2 pcs {} urgent", "blue ({})"])
def test_buyer_data_in_free_text_is_refused(name: str, hidden: str, around: str) -> None:
    decision = one(LINE | {name: around.format(hidden)})

    assert isinstance(decision, RefusedLine)
    assert decision.path == name


def test_buyer_data_among_serial_numbers_is_refused_by_its_place() -> None:
    decision = one(LINE | {"serials": ["352099001761481", "9999900012"]})

    assert decision == RefusedLine(0, "serials[1]", "ims:buyer-data:phone")


@pytest.mark.parametrize("name", ["buyer_name", "email", "phone", "address", "customer", "order_number", "attributes"])
def test_a_field_that_the_schema_does_not_know_is_refused_by_its_path(name: str) -> None:
    assert one(LINE | {name: "x"}) == RefusedLine(0, name, "ims:unknown-field")


@pytest.mark.parametrize("name", ["asha.devi@shop.example", "9999900012", "Asha Devi, 12 MG Road", ""])
def test_the_name_of_an_unknown_field_is_not_repeated_when_it_may_be_a_buyers(name: str) -> None:
    assert one(LINE | {name: 1}) == RefusedLine(0, "(a field)", "ims:unknown-field")


@pytest.mark.parametrize(
    ("line", "path", "reason"),
    [
        ("asha@shop.example", "", "ims:not-a-line"),
        ({}, "sku", "ims:no-goods"),
        (LINE | {"quantity": 9999900012}, "quantity", "ims:bad-value"),
        (LINE | {"quantity": "2"}, "quantity", "ims:wrong-type"),
        (LINE | {"quantity": True}, "quantity", "ims:wrong-type"),
        (LINE | {"note": {"phone": "9999900012"}}, "note", "ims:wrong-type"),
        (LINE | {"note": "x" * 501}, "note", "ims:too-long"),
        (LINE | {"gtin": "9999900012"}, "gtin", "ims:bad-value"),
        (LINE | {"at": "call 9999900012"}, "at", "ims:bad-value"),
        (LINE | {"movement": "sold to Asha"}, "movement", "ims:bad-value"),
        (LINE | {"ref": "9999900012"}, "ref", "ims:bad-value"),
        (LINE | {"hsn": 99999000}, "hsn", "ims:wrong-type"),
        (LINE | {"lot": "a\nb"}, "lot", "ims:bad-value"),
    ],
)
def test_a_value_without_its_fields_form_is_refused(line: Any, path: str, reason: str) -> None:
    assert one(line) == RefusedLine(0, path, reason)


def test_the_bad_line_is_refused_and_the_batch_goes_on() -> None:
    lines = [LINE, LINE | {"note": "9999900012"}, LINE]

    assert [type(decision) for decision in check_lines(lines)] == [Accepted, RefusedLine, Accepted]


def test_lines_are_decided_while_they_come_in() -> None:
    def endless() -> Iterator[dict[str, Any]]:
        while True:
            yield LINE

    assert isinstance(next(check_lines(endless())), Accepted)


def test_a_code_on_the_list_of_goods_passes_whatever_it_looks_like() -> None:
    known = KnownGoods(skus=frozenset({"9999900012"}), codes=frozenset({"ASHA-DEVI"}))

    assert isinstance(one({"sku": "9999900012", "lot": "asha-devi", "quantity": 1}, known), Accepted)
    assert isinstance(one({"sku": "9999900013", "quantity": 1}, known), RefusedLine)


def test_a_phone_that_passes_as_a_gtin_is_refused_where_the_goods_are_listed() -> None:
    known = KnownGoods(gtins=frozenset({"4006381333931"}))
    phone = next(
        f"91999990{last:04}" for last in range(100) if isinstance(one({"gtin": f"91999990{last:04}"}), Accepted)
    )

    assert isinstance(one({"gtin": phone}, known), RefusedLine)
    assert isinstance(one({"gtin": "4006381333931"}, known), Accepted)


def test_no_decision_shows_a_value() -> None:
    decisions = list(check_lines([LINE | {"note": "asha.devi@shop.example"}, {"sku": "asha-1"}]))

    assert "asha" not in repr(decisions).casefold()


def test_no_field_of_the_door_is_named_like_a_buyers() -> None:
    words = ("buyer", "customer", "name", "phone", "mail", "address", "order", "city", "price", "amount", "pay")

    assert [name for name in FIELDS if any(word in name for word in words)] == []
