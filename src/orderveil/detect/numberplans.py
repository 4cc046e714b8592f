"""Asking the number plans of the countries that goods go to: is this a phone number there?

Pure; the plans are those of phonenumbers. A plan costs thirty times what a pattern costs, so that most
digits are ruled out by one first. Must remember little of what it was asked, and nothing for long.
"""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers

_REGIONS = ("IN", "US", "GB", "DE", "FR", "ES", "IT", "AE", "AU", "BR", "JP", "SG", "NL", "PL", "SA", "MX", "PT", "CN")
_MOST_REMEMBERED = 256
_ANY = re.compile("")


@lru_cache(maxsize=_MOST_REMEMBERED)
def _parsed(digits: str, region: str | None) -> tuple[bool, bool]:
    """Return whether digits are a valid and a possible number of `region`; of None, with their country's code."""
    try:
        number = phonenumbers.parse(digits if region else f"+{digits}", region)
    except phonenumbers.NumberParseException:
        return False, False
    valid = phonenumbers.is_valid_number(number)
    return valid, valid or (region is None and phonenumbers.is_possible_number(number))


def is_valid(digits: str, region: str | None) -> bool:
    """Tell whether digits are a number of `region` as dialled there; of None, with their country's code."""
    return (region is None or _may_be_of(region).match(digits) is not None) and _parsed(digits, region)[0]


@lru_cache(maxsize=len(_REGIONS))
def _may_be_of(region: str) -> re.Pattern[str]:
    """Return what every number written in `region` matches: most can be told from a longer look at this alone.

    The number plan's own pattern after what may stand before it; anything, after the prefix for abroad or
    where the plan rewrites what was dialled.
    """
    plan = phonenumbers.PhoneMetadata.metadata_for_region(region)
    if plan is None or plan.national_prefix_transform_rule:
        return _ANY
    sharing = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(plan.country_code or 0, ())
    plans = (phonenumbers.PhoneMetadata.metadata_for_region(other) for other in sharing)
    patterns = [other.general_desc.national_number_pattern for other in plans if other and other.general_desc]
    numbers = "|".join(pattern or "[0-9]+" for pattern in patterns)
    trunk = plan.national_prefix_for_parsing or ""
    return re.compile(f"(?:{plan.international_prefix})|(?:{plan.country_code})?(?:{trunk}){{0,2}}(?:{numbers})\\Z")


def is_possible(digits: str) -> bool:
    """Tell whether digits that begin with a country's code may be a number there."""
    return _parsed(digits, None)[1]


def is_valid_anywhere(digits: str) -> bool:
    """Tell whether digits are a number as one of the countries that goods go to dials it."""
    return any(is_valid(digits, region) for region in _REGIONS) or is_possible(digits)
