"""Laws hold for every field they cover, also for words that the vocabulary does not have yet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderveil.core.fields import FIELDS, Group, Sensitivity
from orderveil.core.hop import HOPS, Hop
from orderveil.core.ids import FieldName
from orderveil.core.laws import (
    CARD_WORDS,
    LAWFUL,
    LAWS,
    NEEDS_CONSENT,
    holds_card_number,
    is_lawful,
    laws_against,
)
from orderveil.core.view import Treatment

T = Treatment
CONSENT = FieldName("consent_email")
STREETS = ("ship_line1", "ship_line2", "ship_landmark", "ship_position", "bill_line1", "bill_line2")


@pytest.mark.parametrize("name", [name for name in FIELDS if name not in ("items", "weight_grams")])
def test_inventory_never_sees_a_buyers_field(name: FieldName) -> None:
    assert not any(is_lawful(Hop.IMS, name, treatment) for treatment in Treatment if treatment is not T.DROP)


def test_inventory_sees_items_without_titles_or_prices() -> None:
    assert LAWFUL[Hop.IMS][FieldName("items")] == {T.INITIAL, T.COARSE, T.DROP}


@pytest.mark.parametrize("treatment", [treatment for treatment in Treatment if treatment is not T.DROP])
def test_no_email_on_a_label_in_any_treatment(treatment: Treatment) -> None:
    assert not is_lawful(Hop.LABEL, FieldName("buyer_email"), treatment)


@pytest.mark.parametrize("name", [name for name, word in FIELDS.items() if word.normaliser == "phone"])
def test_no_clear_phone_on_a_label(name: FieldName) -> None:
    assert not is_lawful(Hop.LABEL, name, T.CLEAR)
    assert is_lawful(Hop.LABEL, name, T.MASK)


@pytest.mark.parametrize("name", STREETS)
@pytest.mark.parametrize("treatment", [T.CLEAR, T.MASK])
def test_no_street_in_a_message(name: str, treatment: Treatment) -> None:
    assert not is_lawful(Hop.COMMS, FieldName(name), treatment)


@pytest.mark.parametrize("name", [name for name, word in FIELDS.items() if word.group is Group.FREE_TEXT])
def test_no_typed_text_in_a_message(name: FieldName) -> None:
    assert not is_lawful(Hop.COMMS, name, T.CLEAR)


@pytest.mark.parametrize("name", [name for name, word in FIELDS.items() if word.sensitivity >= Sensitivity.REACH])
def test_marketing_reaches_nobody_without_consent(name: FieldName) -> None:
    assert name in NEEDS_CONSENT[Hop.MARKETING]
    assert not any(
        is_lawful(Hop.MARKETING, name, treatment, None) for treatment in Treatment if treatment is not T.DROP
    )
    assert not is_lawful(Hop.MARKETING, name, T.CLEAR, CONSENT)


def test_a_field_that_is_no_consent_does_not_stand_for_one() -> None:
    assert is_lawful(Hop.MARKETING, FieldName("buyer_email"), T.HASH, CONSENT)
    assert not is_lawful(Hop.MARKETING, FieldName("buyer_email"), T.HASH, FieldName("locale"))


@pytest.mark.parametrize("hop", HOPS)
def test_drop_is_always_lawful(hop: Hop) -> None:
    assert all(T.DROP in LAWFUL[hop][name] for name in FIELDS)


@pytest.mark.parametrize("hop", HOPS)
def test_a_word_outside_the_vocabulary_is_unlawful(hop: Hop) -> None:
    assert not is_lawful(hop, FieldName("card_number"), T.CLEAR)


def test_no_word_of_the_vocabulary_is_about_cards() -> None:
    assert [name for name in FIELDS if CARD_WORDS.search(name)] == []
    assert all(CARD_WORDS.search(name) for name in ("card_number", "cvv", "card_cvc", "pan", "track2", "card_expiry"))


@given(
    st.sampled_from(HOPS), st.sampled_from(sorted(FIELDS)), st.sampled_from(Treatment), st.sampled_from([None, CONSENT])
)
def test_what_is_unlawful_names_the_law(
    hop: Hop, name: FieldName, treatment: Treatment, needs: FieldName | None
) -> None:
    assert bool(laws_against(hop, name, treatment, needs)) == (not is_lawful(hop, name, treatment, needs))


def test_every_law_covers_something() -> None:
    assert all(any(law.covers(word) for word in FIELDS.values()) and law.hops for law in LAWS)
    assert len({law.id for law in LAWS}) == len(LAWS)


@pytest.mark.parametrize(
    "text",
    [
        "my card 4111 1111 1111 1111 thanks",
        "5555-5555-5555-4444",
        "378282246310005",
        "४१११ ११११ ११११ ११११",
        "4111.1111.1111.1111",
    ],
)
def test_the_last_look_finds_a_card_number(text: str) -> None:
    assert holds_card_number(text)


@pytest.mark.parametrize(
    "text", ["", "ring 99999 00012", "4111 1111 1111 1112", "order 5123456789013", "0000000000000000", "1" * 16]
)
def test_the_last_look_leaves_other_numbers(text: str) -> None:
    assert not holds_card_number(text)
