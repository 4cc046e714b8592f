"""One form per value, whatever script or spreadsheet it comes from; and what a source withholds."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderveil.core.fields import FIELDS
from orderveil.core.normalise import (
    email_key,
    is_withheld,
    name_words,
    normalise,
    phone_e164,
    postcode_key,
    reference_key,
)
from orderveil.core.withheld import DEFAULT_RULES

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("99999 00012", "IN", "+919999900012"),
        ("+91-99999-00012", None, "+919999900012"),
        ("0 99999 00012", "IN", "+919999900012"),
        ("919999900012", "IN", "+919999900012"),
        ("९९९९९ ०००१२", "IN", "+919999900012"),  # Devanagari
        ("௯௯௯௯௯௦௦௦௧௨", "IN", "+919999900012"),  # Tamil
        ("＋９１ ９９９９９ ０００１２", None, "+919999900012"),  # full width
        ("+91 (99999) 00012", "US", "+919999900012"),
        ("080 4000 0012", "IN", "+918040000012"),
        ("020 7946 0958", "GB", "+442079460958"),
        ("+1 650-555-0100 ext. 12345", "IN", "+16505550100;ext=12345"),
        ("+16505550100;ext=12345", None, "+16505550100;ext=12345"),
        ("12345", "IN", None),
        ("99999 00012", None, None),  # no country is guessed
        ("call me maybe", "IN", None),
        ("", "IN", None),
        ("9" * 500, "IN", None),
        ("99999 00012", "XX", None),
    ],
)
def test_phones_of_every_script_become_one_number(text: str, country: str | None, number: str | None) -> None:
    assert phone_e164(text, country) == number


@given(st.text(), st.sampled_from([None, "IN", "US", "zz", ""]))
def test_reading_a_phone_never_raises_and_is_stable(text: str, country: str | None) -> None:
    number = phone_e164(text, country)

    assert number is None or phone_e164(number, country) == number


@pytest.mark.parametrize(
    ("field", "value", "form"),
    [
        ("buyer_phone", "'99999 00012", "+919999900012"),  # a spreadsheet's guard
        ("buyer_phone", 9999900012, "+919999900012"),
        ("buyer_phone", "ring at 5", "ring at 5"),  # no number; kept as it came
        ("buyer_email", " Asha@GMail.COM ", "Asha@gmail.com"),
        ("buyer_email", "mailto:asha@shop.example", "asha@shop.example"),
        ("buyer_name", "  Asha \u200b Sharma ", "Asha Sharma"),
        ("buyer_name", "राम\u200dलाल", "राम\u200dलाल"),  # ZWJ is spelling
        ("buyer_name", "e\u0301va", "\u00e9va"),
        ("buyer_name", "\u202eevil", "evil"),
        ("buyer_note", "one\r\ntwo", "one\ntwo"),
        ("ship_postcode", "560 038", "560038"),
        ("ship_postcode", "'५६००३८", "560038"),
        ("ship_postcode", 560038.0, "560038"),
        ("order_total", "1,299.00", "1299.00"),
        ("order_total", "1,00,299.50", "100299.50"),
        ("order_total", 1299.5, "1299.5"),
        ("order_total", "1e3", "1000"),
        ("order_total", "free", None),
        ("order_total", math.nan, None),
        ("order_total", True, None),
        ("ordered_at", "2026-11-22T10:15:00+05:30", "2026-11-22T04:45:00Z"),
        ("ordered_at", "2026-11-22 10:15:00 +0530", "2026-11-22T04:45:00Z"),
        ("ordered_at", "2026-11-22 04:45:00 UTC", "2026-11-22T04:45:00Z"),
        ("ordered_at", 1795322700000, "2026-11-22T04:45:00Z"),
        ("ordered_at", 1795322700, "2026-11-22T04:45:00Z"),
        ("ordered_at", "soon", None),
        ("ship_country", "india", "IN"),
        ("ship_country", "uk", "GB"),
        ("ship_country", "Ruritania", "Ruritania"),
        ("currency", "inr", "INR"),
        ("tax_id", "29 abcde1234f 1z5", "29ABCDE1234F1Z5"),
        ("ip_address", "2001:0db8::0001", "2001:db8::1"),
        ("order_ref", 5123456789012, "5123456789012"),
        ("order_ref", 5123456789012.0, "5123456789012"),
        ("order_count", "3", 3),
        ("consent_sms", "yes", True),
        ("consent_sms", "subscribed", True),
        ("consent_sms", "perhaps", None),
        ("discount_codes", "A, B,,", ["A", "B"]),
        ("attributes", {"gift": "yes"}, [["gift", "yes"]]),
        ("attributes", [["a", 1], ["", None], "x"], [["a", "1"]]),
        (
            "items",
            [{"sku": "K", "quantity": "2", "unit_price": 649.5, "secret": 1}],
            [{"sku": "K", "quantity": 2, "unit_price": "649.5"}],
        ),
        ("items", "none", None),
        ("no_such_field", "x", None),
        ("buyer_name", {"first": "x"}, None),
    ],
)
def test_values_take_the_form_of_their_field(field: str, value: Any, form: Any) -> None:
    assert normalise(field, value, country="IN") == form


def test_a_british_postcode_finds_its_space() -> None:
    assert normalise("ship_postcode", "sw1a1aa", country="GB") == "SW1A 1AA"


@given(st.sampled_from(sorted(FIELDS)), JSON, st.sampled_from([None, "IN", "GB"]))
def test_normalising_never_raises_and_is_stable(field: str, value: Any, country: str | None) -> None:
    form = normalise(field, value, country=country)

    assert form is None or normalise(field, form, country=country) == form


def test_keys_find_what_people_type() -> None:
    assert email_key("ASHA@Bücher.example") == email_key("asha@xn--bcher-kva.example")
    assert name_words("José de la Cruz") == name_words("JOSE  De La cruz")
    assert name_words("आशा शर्मा") == ("आशा", "शर्मा")
    assert name_words("க்ஷமா ராமசாமி") == ("க்ஷமா", "ராமசாமி")
    assert name_words("Asha asha") == ("asha",)
    assert postcode_key("sw1a 1aa") == "SW1A1AA"
    assert reference_key("#1001") == reference_key("1001") == reference_key("१००१")


@given(st.text())
def test_keys_never_raise_and_are_stable(text: str) -> None:
    assert email_key(email_key(text)) == email_key(text)
    assert postcode_key(postcode_key(text)) == postcode_key(text)
    name_words(text)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("buyer_phone", "98****10"),
        ("buyer_phone", "********"),
        ("buyer_phone", "XXXXXX0012"),
        ("buyer_phone", "0000000000"),
        ("buyer_phone", "1234567890"),
        ("buyer_phone", None),
        ("buyer_email", "k9x2m@marketplace.amazon.in"),
        ("buyer_email", "K9X2M@Marketplace.Amazon.co.uk"),
        ("buyer_email", "a1b2@members.ebay.com"),
        ("buyer_email", "a***@gmail.com"),
        ("buyer_email", "user@mail.com"),
        ("buyer_name", "REDACTED"),
        ("buyer_name", "A***"),
        ("buyer_name", ""),
        ("recipient_name", "•••• ••••"),
        ("ship_line1", "**"),
        ("ship_line1", None),
        ("tax_id", "29ABC****F1Z5"),
    ],
)
def test_what_a_source_put_in_place_of_a_value_is_withheld(field: str, value: str | None) -> None:
    assert is_withheld(field, value)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("buyer_phone", "+919999900012"),
        ("buyer_phone", "+91 99999 99999"),  # somebody has it
        ("buyer_email", "asha@privaterelay.appleid.com"),  # the buyer's own choice, and it delivers
        ("buyer_email", "asha@amazon.example"),
        ("buyer_email", "marketplace.amazon.in@shop.example"),
        ("buyer_name", "Malcolm X"),
        ("buyer_name", "Unknown Mortal"),
        ("ship_line1", "Flat 4* Shanti"),
        ("ship_line2", None),  # mostly there is none
        ("buyer_note", "please *** handle with care ***"),
        ("order_number", "N/A"),
        ("items", None),
    ],
)
def test_what_is_a_value_is_not_withheld(field: str, value: str | None) -> None:
    assert not is_withheld(field, value)


def test_an_installation_may_have_its_own_rules() -> None:
    rules = replace(DEFAULT_RULES, relay_domains=(*DEFAULT_RULES.relay_domains, "relay.bazaar.example"))

    assert is_withheld("buyer_email", "x@in.relay.bazaar.example", rules)
    assert not is_withheld("buyer_email", "x@in.relay.bazaar.example")
