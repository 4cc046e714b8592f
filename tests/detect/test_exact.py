"""Exact match reads a value alike however it is written, a column like a single one, and never two as one."""

from __future__ import annotations

import numpy as np
import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from orderveil.core.normalise import email_key, name_words, phone_e164, reference_key
from orderveil.detect.exact import (
    SHORTEST_REFERENCE,
    Element,
    address_digests,
    digests,
    email_digests,
    name_digests,
    phone_digests,
    postcode_digests,
    reference_digests,
    written_phone_digests,
)
from orderveil.detect.exactcells import Cells, Digests, hash_cells
from orderveil.detect.exactjudging import Hit, Verdict, expected_coincidences, judge, judge_rows
from orderveil.detect.exactphones import phone_numbers
from orderveil.detect.exactset import HashSet, KnownSet

_TEXTS = st.lists(st.text(st.characters(codec="utf-8"), max_size=30), max_size=20)
_ASCII = st.lists(st.text(st.characters(max_codepoint=127), max_size=30), max_size=20)


def _groups(made: Digests) -> list[int]:
    """Return for each row the first row that is equal."""
    rows = [tuple(row) for row in made.tolist()]
    return [rows.index(row) for row in rows]


def _firsts(keys: list[str]) -> list[int]:
    return [keys.index(key) for key in keys]


@given(_TEXTS | _ASCII)
def test_emails_are_one_where_their_keys_are(texts: list[str]) -> None:
    assert _groups(email_digests(Cells.of(texts))) == _firsts([email_key(text) for text in texts])


@given(_TEXTS | _ASCII)
def test_references_are_one_where_their_keys_are(texts: list[str]) -> None:
    keys = [reference_key(text) for text in texts]
    keys = [key if len(key.encode()) >= SHORTEST_REFERENCE else "" for key in keys]
    assert _groups(reference_digests(Cells.of(texts))) == _firsts(keys)


@given(_TEXTS | _ASCII)
def test_names_are_one_where_their_words_are(texts: list[str]) -> None:
    postcode = postcode_digests(Cells.of(["560001"] * len(texts)))
    titles = {"dr", "miss", "mr", "mrs", "ms", "shri", "smt"}
    words = [sorted(_words(text, titles)) for text in texts]
    keys = [" ".join(some) if len(some) > 1 else "" for some in words]
    assert _groups(name_digests(Cells.of(texts), postcode)[0]) == _firsts(keys)


def _words(text: str, titles: set[str]) -> list[str]:
    """The words of a name; in ASCII, where nothing is folded, one that is said twice counts twice."""
    if not text.isascii():
        return [word for word in name_words(text) if word not in titles]
    parts = "".join(c.lower() if c.isalnum() else " " for c in text).split()
    return [word for word in parts if word not in titles]


@given(st.lists(st.binary(max_size=40), max_size=30))
def test_bytes_are_hashed_alike_wherever_they_stand(cells: list[bytes]) -> None:
    alone = [hash_cells(Cells.of_bytes([cell]))[0].tolist() for cell in cells]
    assert hash_cells(Cells.of_bytes(cells)).tolist() == alone
    assert len({tuple(one) for one in alone}) == len(set(cells))


@pytest.mark.parametrize("country", ["IN", "US", "GB", "AE", "AU"])
@given(number=st.integers(2_000_000_000, 9_999_999_999), form=st.sampled_from(["{}", "+{c}{}", "00{c}{}", "{c}{}"]))
def test_a_column_of_phones_reads_them_as_one_is_read(country: str, number: int, form: str) -> None:
    codes = {"IN": 91, "US": 1, "GB": 44, "AE": 971, "AU": 61}
    text = form.format(number, c=codes[country])
    e164 = phone_e164(text, country)
    expected = f"+{codes[country]}{number}"
    if e164 == expected:  # a plan that has such a number
        assert phone_numbers(Cells.of([text]), country).tolist() == [int(expected[1:])]
        assert digests(Element.PHONE, [text], country).tolist() == [[int(expected[1:]), 0]]


@pytest.mark.parametrize(
    "written", ["+91 99999 00001", "099999-00001", "(99999) 00001", "919999900001", "'9999900001", "0091 9999900001"]
)
def test_a_phone_is_one_number_however_it_is_written(written: str) -> None:
    assert phone_numbers(Cells.of(["x", written, ""]), "IN").tolist() == [0, 919999900001, 0]


@pytest.mark.parametrize("form", [PhoneNumberFormat.NATIONAL, PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.E164])
def test_a_phone_in_a_text_is_read_as_its_country_writes_it(form: int) -> None:
    for country in sorted(phonenumbers.SUPPORTED_REGIONS):
        for kind in (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE):
            number = phonenumbers.example_number_for_type(country, kind)
            if number is not None:
                text = phonenumbers.format_number(number, form)
                expected = digests(Element.PHONE, [text], country)
                assert written_phone_digests([text], country).tolist() == expected.tolist(), text


@pytest.mark.parametrize(
    ("country", "written", "expected"),
    [
        ("IT", "06 1234 5678", 390612345678),
        ("HU", "06 30 123 4567", 36301234567),
        ("RU", "8 (912) 345-67-89", 79123456789),
        ("SG", "6581234567", 6581234567),
        ("NO", "47 40 61 23 45", 4740612345),
        ("ES", "612 34 56 78", 34612345678),
    ],
)
def test_a_column_of_phones_is_read_by_what_its_country_dials_at_home(
    country: str, written: str, expected: int
) -> None:
    assert phone_numbers(Cells.of([written]), country).tolist() == [expected]


@pytest.mark.parametrize(
    "text", ["+44 (0)20 7946 0958", "\u0967\u0968\u0969\u096a\u096b\u096c\u096d\u096e\u096f\u0966"]
)
def test_what_is_written_oddly_in_a_text_is_left_to_the_number_plan(text: str) -> None:
    assert written_phone_digests([text], "GB").tolist() == digests(Element.PHONE, [text], "GB").tolist()
    assert not written_phone_digests(["9876543210"], None).any()


def test_a_phone_with_an_extension_is_not_the_number_that_many_share() -> None:
    with_it, without = digests(Element.PHONE, ["+91 99999 00001 ext. 77", "+91 99999 00001"])
    assert with_it.all()
    assert with_it.tolist() != without.tolist()


@pytest.mark.parametrize("other", ["MR. SHARMA, Asha Rani", "asha rani sharma", "Rani  Asha Sharma"])
def test_a_name_is_one_in_any_order_with_its_postcode(other: str) -> None:
    postcodes = postcode_digests(Cells.of(["560001", "560 001", "560002"]))
    whole, ends, _ = name_digests(Cells.of(["Asha Rani Sharma", other, "Asha Rani Sharma"]), postcodes)
    assert whole[0].tolist() == whole[1].tolist()
    assert whole[0].tolist() != whole[2].tolist()
    short, none, _ = name_digests(Cells.of(["Sharma Asha"]), postcodes[:1])
    assert ends[0].tolist() == short[0].tolist()
    assert not none.any()


def test_one_word_or_no_postcode_is_no_name() -> None:
    postcodes = postcode_digests(Cells.of(["560001", ""]))
    whole, ends, _ = name_digests(Cells.of(["Asha", "Asha Sharma"]), postcodes)
    assert not whole.any()
    assert not ends.any()


def test_a_lone_word_is_kept_apart_from_names() -> None:
    names = ["Mr. Asha", "ASHA", "Om", "Asha Rani", "\u0906\u0936\u093e"]
    postcodes = postcode_digests(Cells.of(["560001"] * len(names)))
    whole, _, lone = name_digests(Cells.of(names), postcodes)
    assert [bool(row.any()) for row in lone] == [True, True, False, False, True]
    assert lone[0].tolist() == lone[1].tolist() != lone[4].tolist()
    assert [bool(row.any()) for row in whole] == [False, False, False, True, False]


def test_an_address_is_found_before_its_city_and_behind_a_name() -> None:
    postcode = postcode_digests(Cells.of(["560001"]))
    held = address_digests(Cells.of(["12, MG Road,2nd Floor"]), postcode)[0].tolist()
    cell = Cells.of(["12 mg road, 2nd floor, Bengaluru, Karnataka"])
    assert address_digests(cell, postcode)[0][1].tolist() in held
    named = Cells.of(["Asha Sharma\n12 MG Road, 2nd Floor\nBengaluru"])
    assert address_digests(named, postcode)[0].tolist()[2] not in held
    made, of = address_digests(named, postcode, from_second=True)
    assert any(one in held for one in made.tolist())
    assert set(of.tolist()) == {0}


def test_an_address_of_a_word_is_none() -> None:
    made, _ = address_digests(Cells.of(["Flat 4", "", "Bengaluru"]), postcode_digests(Cells.of(["560001"] * 3)))
    assert not made.any()


@given(
    st.lists(st.tuples(st.sampled_from(["add", "drop", "ask"]), st.integers(0, 8), st.integers(0, 5)), max_size=40)
)
def test_a_set_holds_what_a_dict_holds(acts: list[tuple[str, int, int]]) -> None:
    known, plain = KnownSet(), set[tuple[int, int]]()
    for act, value, order in acts:
        if act == "add":
            known.add(Element.PHONE, phone_digests(np.array([value], np.uint64)), np.array([order], np.uint32))
            plain |= {(value, order)} if value else set()
        elif act == "drop":
            known.drop(np.array([order], np.uint32))
            plain = {(v, o) for v, o in plain if o != order}
        else:
            values = {v for v, _ in plain}
            asked = known.hold(Element.PHONE, phone_digests(np.arange(9).astype(np.uint64)))
            assert asked.tolist() == [v in values for v in range(9)]
            assert known.size(Element.PHONE) == len(values)


def test_a_large_set_finds_all_of_its_own_and_next_to_nothing_else() -> None:
    rng = np.random.default_rng(7)
    held, keys = HashSet(), rng.integers(0, 2**63, 200_000).astype(np.uint64) * np.uint64(2)
    checks = np.zeros(len(keys), np.uint32)
    held.add(keys, checks, np.arange(len(keys), dtype=np.uint32))
    assert len(held.candidates(keys)) == len(keys)
    assert held.confirmed(keys, checks).all()
    assert not held.confirmed(keys, checks + np.uint32(1)).any()
    assert not len(held.candidates(keys + np.uint64(1)))


@pytest.mark.parametrize(
    ("hits", "verdict"),
    [
        ([], Verdict.NOTHING),
        ([Hit(Element.EMAIL)], Verdict.BLOCK),
        ([Hit(Element.PHONE, is_digits=True)], Verdict.REVIEW),
        ([Hit(Element.PHONE, has_context=True)], Verdict.BLOCK),
        ([Hit(Element.PHONE), Hit(Element.PHONE)], Verdict.REVIEW),
        ([Hit(Element.PHONE), Hit(Element.NAME_POSTCODE)], Verdict.BLOCK),
        ([Hit(Element.ADDRESS)], Verdict.REVIEW),
        ([Hit(Element.PHONE), Hit(Element.ORDER_REF, is_digits=True)], Verdict.REVIEW),
        ([Hit(Element.PHONE), Hit(Element.ORDER_REF, has_context=True, is_digits=True)], Verdict.BLOCK),
    ],
)
def test_a_lone_number_is_for_review_and_two_types_block(hits: list[Hit], verdict: Verdict) -> None:
    assert judge(hits) is verdict


def test_rows_are_judged_like_documents() -> None:
    yes, no = [True, True, False, False], [False, True, True, False]
    held = {Element.PHONE: np.array(yes), Element.ADDRESS: np.array(no)}
    block, review = judge_rows(held)
    assert (block.tolist(), review.tolist()) == ([False, True, False, False], [True, False, True, False])
    assert judge_rows(held, [Element.PHONE])[0].tolist() == yes


def test_a_million_customers_are_one_in_four_thousand_numbers() -> None:
    assert expected_coincidences(1_000_000, 1_000_000, "IN") == 250.0
