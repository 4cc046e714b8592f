"""People hide what they write: in words, in two languages, in other digits, with signs between, over lines."""

from __future__ import annotations

import pytest

from orderveil.detect.freetext import find_personal_data
from orderveil.scan.finding import type_of

_DIGITS = "9999900012"


def told(text: str) -> set[tuple[str, str]]:
    return {(type_of(found), text[found.start : found.end]) for found in find_personal_data(text)}


_ZEROS = [0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0660, 0x06F0, 0xFF10]


@pytest.mark.parametrize("zero", _ZEROS)
def test_a_phone_in_the_digits_of_another_script_is_found(zero: int) -> None:
    hidden = "".join(chr(zero + int(digit)) for digit in _DIGITS)

    assert ("PHONE", hidden) in told(f"call {hidden} after six")


@pytest.mark.parametrize(
    "hidden",
    [
        "nine nine nine nine nine zero zero zero one two",
        "triple nine double nine triple zero one two",
        "nau nau nau nau nau shunya shunya shunya ek do",
        "नौ नौ नौ नौ नौ शून्य शून्य शून्य एक दो",
        "nine nau nine nau nine zero shunya zero ek two",
        "nine नौ nine नौ nine zero शून्य zero एक two",
        "9 nine 9 nine 9 zero 0 zero 1 two",
    ],
)
def test_a_phone_in_words_is_found_in_one_language_or_two(hidden: str) -> None:
    assert ("PHONE", hidden) in told(f"my number is {hidden} please")


_BETWEEN = [" ", "-", ".", "/", "_", "–", "\u00a0", "\u2011", " - ", ", ", "\n", "\u200b", " . "]


@pytest.mark.parametrize("between", _BETWEEN)
def test_a_phone_is_found_whatever_stands_between_its_halves(between: str) -> None:
    assert ("PHONE", f"99999{between}00012") in told(f"call 99999{between}00012 after six")


@pytest.mark.parametrize("between", [" ", "-", ".", "_", "*", "\u200b"])
def test_a_phone_is_found_with_a_sign_after_every_digit(between: str) -> None:
    hidden = between.join(_DIGITS)

    assert ("PHONE", hidden) in told(f"call {hidden} after six")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Customer name: Rajesh\nSharma called again", "Rajesh\nSharma"),
        ("Deliver to Asha\nDevi, Flat 4, MG Road, Pune 411001", "Asha\nDevi"),
    ],
)
def test_no_part_of_a_name_over_two_lines_is_left(text: str, value: str) -> None:
    named = {word for kind, found in told(text) if kind == "NAME" for word in found.split()}
    assert set(value.split()) <= named


@pytest.mark.parametrize(
    "text", ["SSN and IBAN are needed", "Enter IBAN or SSN here", "IBAN missing", "No SSN on file"]
)
def test_the_words_for_a_number_name_nobody(text: str) -> None:
    assert told(text) == set()


def test_an_address_over_four_lines_is_one_finding() -> None:
    block = "Flat 12, Lotus Residency\nNehru Road\nPune\nMaharashtra 411001"
    text = f"Asha Devi\n{block}\n+91 99999 00012"
    spans = [found for found in find_personal_data(text) if type_of(found) == "ADDRESS"]

    assert [text[found.start : found.end] for found in spans] == [block]
