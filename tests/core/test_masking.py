"""Masks nest, keep no length, and never cut a letter of any script in half."""

from __future__ import annotations

import unicodedata
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderveil.core import masking
from orderveil.core.fields import FIELDS, Kind
from orderveil.core.ids import FieldName
from orderveil.core.normalise import normalise
from orderveil.core.treatments import MEANINGFUL, Means, treat
from orderveil.core.view import Treatment

T = Treatment
KEYLESS = (T.CLEAR, T.MASK, T.INITIAL, T.COARSE)  # from the clearest to the coarsest
NOTHING_AT_HAND = Means()

PEOPLE = st.one_of(
    st.sampled_from(
        [
            "Asha Rani Sharma",
            "आशा शर्मा",
            "க்ஷமா ராமசாமி",
            "ശ്രീലക്ഷ്മി",
            "José Ñandú",
            "张三",
            "O'Brien",
            "D. K.",
            "محمد علي",
            "*",
            "A",
        ]
    ),
    st.text(min_size=1, max_size=40),
)
DIGITS = st.text("0123456789०१२३४५६७८९", min_size=1, max_size=14)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "amount": st.decimals(0, 10**7, places=2).map(str),
    "count": st.integers(0, 10_000),
    "date": st.dates().map(str),
    "email": st.one_of(st.emails(), st.sampled_from(["asha@gmail.com", "a.b+c@sharma.example", "आशा@उदाहरण.example"])),
    "ip": st.ip_addresses().map(str),
    "lines": st.lists(
        st.fixed_dictionaries(
            {"quantity": st.integers(0, 99)},
            optional={
                "line": st.integers(1, 9), "sku": st.text(max_size=9), "title": st.text(max_size=20),
                "unit_price": st.just("649.50"), "grams": st.integers(0, 9000),
            },
        ),
        min_size=1,
    ),
    "moment": st.datetimes().map(lambda at: at.isoformat() + "Z"),
    "pairs": st.lists(st.tuples(st.text(), st.text()).map(list), min_size=1),
    "phone": st.one_of(
        DIGITS.map(lambda digits: "+91" + digits),
        DIGITS,
        st.sampled_from(["+16505550100;ext=12345", "+919999900012", "+97150123456"]),
    ),
    "postcode": st.one_of(
        DIGITS, st.sampled_from(["560038", "SW1A 1AA", "1234 AB", "K1A 0B1", "90210-1234", "123 45"])
    ),
    "texts": st.lists(st.text(), min_size=1),
}  # fmt: skip
MASKED = [name for name in FIELDS if len(MEANINGFUL[name].intersection(KEYLESS)) > 1]


def values_of(name: FieldName) -> st.SearchStrategy[Any]:
    return VALUES.get(FIELDS[name].normaliser, PEOPLE)


@pytest.mark.parametrize("name", MASKED)
@given(data=st.data())
def test_a_coarser_mask_of_a_masked_value_is_that_of_the_value(
    name: FieldName, data: st.DataObject
) -> None:
    """So whoever joins two hops' copies holds no more than the clearer of the two."""
    value = data.draw(values_of(name))
    if data.draw(st.booleans()):
        value = normalise(name, value, country="IN")
    known = [treatment for treatment in KEYLESS if treatment in MEANINGFUL[name]]

    for clearer, coarser in combinations(known, 2):
        seen = treat(name, clearer, value, NOTHING_AT_HAND)
        assert treat(name, coarser, seen, NOTHING_AT_HAND) == treat(name, coarser, value, NOTHING_AT_HAND)


@pytest.mark.parametrize("name", MASKED)
@given(data=st.data())
def test_masks_take_any_value_without_raising(name: FieldName, data: st.DataObject) -> None:
    value = data.draw(st.one_of(st.none(), st.text(), st.integers(), st.booleans(), st.lists(st.none()), st.floats()))

    for treatment in Treatment:
        treat(name, treatment, value, NOTHING_AT_HAND)


@given(st.text("abcdefghijklmnop", min_size=2, max_size=30), st.text("abcdefghijklmnop", min_size=2, max_size=30))
def test_a_mask_keeps_no_length(one: str, other: str) -> None:
    assert len(masking.mask_name(one)) == len(masking.mask_name(other))
    assert len(masking.mask_email(f"{one}@{other}.example")) == len(masking.mask_email("ab@c.example"))


@pytest.mark.parametrize(
    ("name", "mask", "initial", "coarse"),
    [
        ("Asha Rani Sharma", "A*** S***", "A. S.", "A."),
        ("Cher", "C***", "C.", "C."),
        ("आशा शर्मा", "आ*** श***", "आ. श.", "आ."),
        ("क्षितिज वर्मा", "क्षि*** व***", "क्षि. व.", "क्षि."),
        ("க்ஷமா", "க்***", "க்.", "க்."),
        ("ஸ்ரீதர் ராமன்", "ஸ்*** ரா***", "ஸ். ரா.", "ஸ்."),
        ("ശ്രീലക്ഷ്മി", "ശ്രീ***", "ശ്രീ.", "ശ്രീ."),
        ("José Ñandú", "J*** Ñ***", "J. Ñ.", "J."),
        ("张三", "张***", "张.", "张."),
        ("", "***", "***", "***"),
        ("* -", "***", "***", "***"),
    ],
)
def test_names_are_cut_between_graphemes(name: str, mask: str, initial: str, coarse: str) -> None:
    assert masking.mask_name(name) == mask
    assert masking.initial_name(name) == initial
    assert masking.coarse_name(name) == coarse


@given(PEOPLE)
def test_what_is_cut_off_never_begins_with_a_mark_of_the_letter_before(text: str) -> None:
    first = masking.first_grapheme(text)

    assert text.startswith(first)
    assert bool(first) == bool(text)
    rest = text[len(first) :]
    assert not rest or text[:2].isascii() or unicodedata.category(rest[0]) not in ("Mn", "Mc", "Me")


@pytest.mark.parametrize(
    ("phone", "mask", "coarse"),
    [
        ("+919999900012", "+91******0012", "+91******"),
        ("+971501234567", "+971******567", "+971******"),  # six digits hidden come first
        ("+16505550100;ext=12345", "+1******0100", "+1******"),
        ("9999900012", "******0012", "******"),
        ("12345", "******", "******"),
        ("call me", "******", "******"),
    ],
)
def test_a_phone_keeps_its_country_and_at_most_four_digits(phone: str, mask: str, coarse: str) -> None:
    assert masking.mask_phone(phone) == mask
    assert masking.coarse_phone(phone) == coarse


@given(st.integers(0, 10**12))
def test_a_masked_phone_hides_six_digits_at_least(number: int) -> None:
    text = f"{number}"
    shown = [character for character in masking.mask_phone(text) if character.isdigit()]

    assert len(text) - len(shown) >= 6 or not shown


@pytest.mark.parametrize(
    ("email", "mask"),
    [
        ("asha@gmail.com", "a***@gmail.com"),
        ("asha@GMAIL.com", "a***@gmail.com"),
        ("asha@sharma.example", "a***@***"),  # a private domain is a name
        ("no address", "***@***"),
    ],
)
def test_an_email_shows_a_large_providers_domain_only(email: str, mask: str) -> None:
    assert masking.mask_email(email) == mask


@pytest.mark.parametrize(
    ("postcode", "coarse"),
    [("560038", "560***"), ("SW1A 1AA", "SW1A***"), ("90210", "902***"), ("2000", "20***"), ("123 45", "123***")],
)
def test_a_postcode_is_cut_to_an_area(postcode: str, coarse: str) -> None:
    assert masking.coarse_postcode(postcode) == coarse


def test_a_masked_street_holds_no_digit() -> None:
    assert masking.mask_street("Flat 4B, Shanti Apartments, 100 Feet Road") == "F*** S*** A***"
    assert masking.mask_street("12/3 २४") == "***"


@pytest.mark.parametrize(
    ("amount", "band"),
    [("0", "0-100"), ("99.99", "0-100"), ("100", "100-200"), ("1299.00", "1000-2000"), ("5000", "5000-10000"),
     ("-40", "<0"), ("7e11", "500000000+"), ("x", None), ("NaN", None)],
)  # fmt: skip
def test_amounts_fall_into_bands(amount: str, band: str | None) -> None:
    assert masking.coarse_amount(amount) == band


def test_items_lose_prices_then_titles_then_codes() -> None:
    lines = [
        {"line": 1, "sku": "KU-1", "title": "Kurta", "quantity": 2, "unit_price": "649.50", "grams": 300, "hsn": "6206"}
    ]

    assert masking.mask_lines(lines) == [
        {"line": 1, "sku": "KU-1", "title": "Kurta", "quantity": 2, "grams": 300, "hsn": "6206"}
    ]
    assert masking.initial_lines(lines) == [{"line": 1, "sku": "KU-1", "quantity": 2, "grams": 300}]
    assert masking.coarse_lines(lines) == {"lines": 1, "units": 2, "grams": 600}


def test_an_address_of_a_device_is_cut_to_its_network() -> None:
    assert masking.coarse_ip("203.0.113.77") == "203.0.113.0"
    assert masking.coarse_ip("2001:db8:1:2::3") == "2001:db8:1::"
    assert masking.coarse_ip("nowhere") is None


@pytest.mark.parametrize("name", [name for name, word in FIELDS.items() if word.kind is Kind.TEXT])
def test_free_text_and_unknown_kinds_have_no_mask(name: FieldName) -> None:
    """A mask of prose would be a guess at where the person stands in it."""
    if FIELDS[name].group.value == "free text":
        assert MEANINGFUL[name] == {T.CLEAR, T.DROP}
