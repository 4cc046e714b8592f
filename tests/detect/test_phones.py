"""Number plans are asked little, and no number is ruled out that a plan knows."""

from __future__ import annotations

import random

import phonenumbers
import pytest

from orderveil.detect.numberplans import _REGIONS, _is_plainly_valid, is_possible, is_valid


def is_in_plan(digits: str, region: str | None) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(digits, region))
    except phonenumbers.NumberParseException:
        return False


@pytest.mark.parametrize("region", _REGIONS)
def test_no_number_of_a_plan_is_ruled_out_before_the_plan_is_asked(region: str) -> None:
    chance = random.Random(region)
    example = str(phonenumbers.example_number(region).national_number)
    known = 0
    for _ in range(600):
        lead = chance.choice(("", "0", "00", "1", "011", "8", "01", "00" + example[:2], "0" * 2, example[:3]))
        digits = lead + "".join(chance.choices("0123456789", k=chance.randint(5, 11)))
        real = is_in_plan(digits, region)
        known += real
        assert is_valid(digits, region) == real, digits
    assert is_valid(example, region) == is_in_plan(example, region)
    assert known  # else nothing was proved


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_with_a_country_code_a_number_is_valid_where_its_plan_says_so(region: str) -> None:
    chance = random.Random(region)
    code = str(phonenumbers.country_code_for_region(region))
    example = phonenumbers.national_significant_number(phonenumbers.example_number(region))
    for _ in range(40):
        kept = chance.randint(1, len(example))
        rest = "".join(chance.choices("0123456789", k=max(0, len(example) - kept + chance.choice((0, 0, 0, -1, 1)))))
        digits = chance.choice((code, code, code, code + "0", "0" + code, "")) + example[:kept] + rest
        real = is_in_plan(f"+{digits}", None)
        assert is_valid(digits, None) == real, digits
        assert is_possible(digits) or not real, digits


def test_most_numbers_are_known_without_asking_the_plan() -> None:
    assert _is_plainly_valid("919999900001", None)
    assert _is_plainly_valid("03023125000", "DE")
    assert not _is_plainly_valid("9999900001", "001")
