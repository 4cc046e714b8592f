"""What an order can be found by, and that a search agrees with it however the two are written."""

from __future__ import annotations

import pytest

from orderveil.core.errors import Malformed
from orderveil.vault.index.tag_keys import TAG_BITS, MonthKey
from orderveil.vault.index.tag_terms import POSTCODE_PREFIX, TermKind, is_match, terms_for, terms_of

ORDER = {
    "buyer_phone": "+919999900001",
    "recipient_phone": "+919999900002",
    "buyer_email": "Asha@Shop.example",
    "order_ref": "gid/5001",
    "order_number": "#5001",
    "recipient_name": "Asha Śarma",
    "ship_postcode": "560001",
    "ship_country": "IN",
    "order_total": "999.00",
}


@pytest.mark.parametrize(
    "criteria",
    [
        {"phone": "99999 00001"},
        {"phone": "+91-99999-00002"},
        {"phone": "९९९९९ ००००१"},
        {"email": "asha@shop.EXAMPLE "},
        {"order_ref": "5001"},
        {"order_ref": "#5001"},
        {"awb": "awb 77"},
        {"last4_postcode": "0001 560 001"},
        {"last4_postcode": "०००२ 560001"},
        {"name_postcode": "asha 5600"},
        {"name_postcode": "SARMA 560"},
        {"name_postcode": "śarma Asha 560001"},
        {"phone": "9999900001", "order_ref": "5001", "name_postcode": "asha 560"},
    ],
)
def test_a_search_agrees_with_what_was_stored(criteria: dict[str, str]) -> None:
    assert set(terms_for(criteria, "IN")) <= terms_of(ORDER, ["AWB-77"])


@pytest.mark.parametrize(
    "criteria",
    [
        {"phone": "99999 00003"},
        {"email": "asha@shop.test"},
        {"order_ref": "50011"},
        {"awb": "5001"},
        {"last4_postcode": "0001 560002"},
        {"name_postcode": "asha 110"},
        {"phone": "9999900001", "order_ref": "6001"},
    ],
)
def test_a_search_for_something_else_does_not(criteria: dict[str, str]) -> None:
    assert not set(terms_for(criteria, "IN")) <= terms_of(ORDER, ["AWB-77"])


@pytest.mark.parametrize(
    ("criteria", "place"),
    [
        ({}, "criteria"),
        ({"address": "1 Secret Lane"}, "criteria"),
        ({"phone": "secret"}, "criteria.phone"),
        ({"phone": ""}, "criteria.phone"),
        ({"email": " "}, "criteria.email"),
        ({"order_ref": "##"}, "criteria.order_ref"),
        ({"awb": "--"}, "criteria.awb"),
        ({"last4_postcode": "secret"}, "criteria.last4_postcode"),
        ({"last4_postcode": "12345 560001"}, "criteria.last4_postcode"),
        ({"last4_postcode": "1234"}, "criteria.last4_postcode"),
        ({"name_postcode": "secret 56"}, "criteria.name_postcode"),
        ({"name_postcode": "560001"}, "criteria.name_postcode"),
        ({"name_postcode": ""}, "criteria.name_postcode"),
    ],
)
def test_what_cannot_be_searched_by_is_refused_by_its_place(criteria: dict[str, str], place: str) -> None:
    with pytest.raises(Malformed) as refused:
        terms_for(criteria, "IN")

    assert refused.value.place == place
    assert "secret" not in str(refused.value).lower()


def test_postcodes_of_two_words_are_read_from_the_end() -> None:
    order = {"recipient_name": "Jo Smith", "ship_postcode": "SW1A 1AA", "ship_country": "GB"}

    assert set(terms_for({"name_postcode": "jo smith SW1A 1AA"}, "GB")) == terms_of(order)
    assert set(terms_for({"name_postcode": "smith SW1"}, "GB")) <= terms_of(order)


def test_values_of_an_unexpected_kind_are_no_terms() -> None:
    odd = {"buyer_phone": ["+919999900001"], "buyer_email": None, "order_ref": 7, "recipient_name": {}, "awb": 3}

    assert terms_of(odd) == set()
    assert terms_of({}) == set()
    assert terms_of({"recipient_name": "Asha", "ship_postcode": "56"}) == set()


def test_an_extension_belongs_to_the_number() -> None:
    terms = terms_of({"recipient_phone": "+919999900001;ext=44", "ship_postcode": "560001"})

    assert (TermKind.PHONE, "+919999900001;ext=44") in terms
    assert (TermKind.LAST4_POSTCODE, "0001 560001") in terms
    assert (TermKind.PHONE, "+919999900001") not in terms


def test_a_long_name_yields_a_bounded_number_of_terms() -> None:
    name = " ".join(f"name{chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(200))

    assert len(terms_of({"recipient_name": name, "ship_postcode": "560001"})) <= 8


def test_no_name_is_tagged_with_more_of_the_postcode_than_a_district() -> None:
    names = [value for kind, value in terms_of(ORDER) if kind is TermKind.NAME_POSTCODE]

    assert {name[-POSTCODE_PREFIX - 1 :] for name in names} == {" 560"}


def test_tags_hold_no_more_bits_than_decided_and_differ_by_key_and_kind() -> None:
    first, second = MonthKey(b"1" * 32), MonthKey(b"2" * 32)
    for kind, bits in TAG_BITS.items():
        tags = {first.tag((kind, str(number))) for number in range(2000)}
        spread = {tag >> (32 - bits) for tag in tags}
        assert len(spread) == len(tags)
        assert len(tags) > 1900 - 2000 * 2000 // 2**bits
        assert {tag & 15 for tag in tags} == {kind}
        assert all(tag & ((1 << (32 - bits)) - 1) == kind for tag in tags)
        assert first.tag((kind, "x")) != second.tag((kind, "x"))
    values = {first.tag((kind, "x")) >> 18 for kind in TAG_BITS}
    assert len(values) == len(TAG_BITS)


def test_nothing_that_holds_keys_or_tags_shows_them() -> None:
    assert repr(MonthKey(b"1" * 32)) == "MonthKey(<hidden>)"


@pytest.mark.parametrize(
    ("criteria", "is_found"),
    [
        ({"name_postcode": "asha 560"}, True),
        ({"name_postcode": "asha sarma 560001"}, True),
        ({"name_postcode": "asha 5601"}, False),  # the tag knows 560 alone; the opened order decides
        ({"name_postcode": "asha 560001", "phone": "9999900003"}, False),
        ({"last4_postcode": "0002 560001", "awb": "AWB 77"}, True),
        ({"awb": "AWB 78"}, False),
    ],
)
def test_the_opened_order_decides(criteria: dict[str, str], is_found: bool) -> None:
    assert is_match(criteria, ORDER, ["AWB-77"], country="IN") is is_found
