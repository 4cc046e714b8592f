"""Number plans are asked little, and no number is ruled out that a plan knows."""

from __future__ import annotations

import random

import phonenumbers
import pytest

from orderveil.detect.numberplans import _REGIONS, is_valid


def is_in_plan(digits: str, region: str) -> bool:
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
