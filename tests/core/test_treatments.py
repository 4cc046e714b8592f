"""Treatments put something else in a value's place, or nothing; never the value under another name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderveil.core.fields import FIELDS
from orderveil.core.ids import FieldName
from orderveil.core.treatments import MEANINGFUL, Means, treat
from orderveil.core.view import Treatment

T = Treatment
EMAIL, PHONE, REF = FieldName("buyer_email"), FieldName("buyer_phone"), FieldName("order_ref")
MEANS = Means(ref="ABCDEFGHJKMN0", hash_key=b"k" * 32, alias_domain="relay.example", virtual_number="+918000000012")


def test_every_field_may_be_clear_or_dropped() -> None:
    assert all({T.CLEAR, T.DROP} <= MEANINGFUL[name] for name in FIELDS)


@given(st.sampled_from(sorted(FIELDS)), st.sampled_from(Treatment), st.text(min_size=1))
def test_a_treatment_without_meaning_gives_nothing(name: FieldName, treatment: Treatment, value: str) -> None:
    if treatment not in MEANINGFUL[name]:
        assert treat(name, treatment, value, MEANS) is None


@pytest.mark.parametrize("name", FIELDS)
def test_only_clear_gives_the_value(name: FieldName) -> None:
    marker = "zqmarker zqmarker@zqmarker.example zq12345678"
    for treatment in MEANINGFUL[name] - {T.CLEAR}:
        assert "zqmarker" not in str(treat(name, treatment, marker, MEANS))


def test_an_alias_stands_in_for_an_address_a_link_and_a_reference() -> None:
    assert treat(EMAIL, T.ALIAS, "asha@gmail.com", MEANS) == "abcdefghjkmn0@relay.example"
    assert treat(REF, T.ALIAS, "1001", MEANS) == "ABCDEFGHJKMN0"
    assert (
        treat(FieldName("tracking_url"), T.ALIAS, "https://c.example/1", MEANS)
        == "https://relay.example/t/ABCDEFGHJKMN0"
    )
    assert treat(EMAIL, T.ALIAS, "asha@gmail.com", Means()) is None


def test_a_virtual_number_or_none() -> None:
    assert treat(PHONE, T.VIRTUAL, "+919999900012", MEANS) == "+918000000012"
    assert treat(PHONE, T.VIRTUAL, "+919999900012", Means()) is None


def test_equal_values_hash_alike_for_one_partner_alone() -> None:
    other = Means(hash_key=b"o" * 32)
    phone = "+919999900012"

    assert treat(PHONE, T.HASH, phone, MEANS) == treat(FieldName("recipient_phone"), T.HASH, phone, MEANS)
    assert treat(PHONE, T.HASH, phone, MEANS) != treat(PHONE, T.HASH, phone, other)
    assert treat(PHONE, T.HASH, phone, MEANS) != treat(REF, T.HASH, phone, MEANS)
    assert treat(EMAIL, T.HASH, "Asha@gmail.com", MEANS) == treat(EMAIL, T.HASH, "asha@gmail.com", MEANS)
    assert treat(PHONE, T.HASH, phone, Means()) is None


def test_a_plain_digest_of_a_phone_never_leaves() -> None:
    """Whoever may enumerate numbers reads an unkeyed hash like clear text."""
    import hashlib

    for text in ("+919999900012", "919999900012"):
        assert treat(PHONE, T.HASH, text, MEANS) not in hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("value", [12, ["x"], {"a": 1}, True, 1.5])
@pytest.mark.parametrize("treatment", [T.MASK, T.INITIAL, T.COARSE, T.HASH])
def test_what_has_not_the_fields_shape_is_hidden_whole(treatment: Treatment, value: object) -> None:
    assert treat(FieldName("buyer_name"), treatment, value, MEANS) is None


def test_means_hide_their_secrets() -> None:
    assert "kkk" not in repr(MEANS)
    assert "8000000012" not in repr(MEANS)
