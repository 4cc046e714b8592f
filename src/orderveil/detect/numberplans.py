"""Asking the number plans of the countries that goods go to: is this a phone number there?

Pure; the plans are those of phonenumbers. A plan costs thirty times what a pattern costs, so that most
digits are ruled out by one first. Must remember little of what it was asked, and nothing for long.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import phonenumbers

_REGIONS = ("IN", "US", "GB", "DE", "FR", "ES", "IT", "AE", "AU", "BR", "JP", "SG", "NL", "PL", "SA", "MX", "PT", "CN")
_MOST_REMEMBERED = 256
_ANY = re.compile("")
_CODES = phonenumbers.COUNTRY_CODE_TO_REGION_CODE
_REGIONS_OF = {str(code): regions for code, regions in _CODES.items()}


@lru_cache(maxsize=_MOST_REMEMBERED)
def _parsed(digits: str, region: str | None) -> tuple[bool, bool]:
    """Return whether digits are a valid and a possible number of `region`; of None, with their country's code."""
    if _is_plainly_valid(digits, region):
        return True, True
    try:
        number = phonenumbers.parse(digits if region else f"+{digits}", region)
    except phonenumbers.NumberParseException:
        return False, False
    valid = phonenumbers.is_valid_number(number)
    return valid, valid or (region is None and phonenumbers.is_possible_number(number))


def _is_plainly_valid(digits: str, region: str | None) -> bool:
    """Tell whether one pattern shows digits to be valid, at a tenth of the cost; where it does not, ask the plan.

    As phonenumbers reads them: what stands before the national number goes, if the rest is a number of a kind.
    """
    if region is None:
        code = next((digits[:size] for size in (1, 2, 3) if digits[:size] in _REGIONS_OF), "")
        regions = _REGIONS_OF.get(code, ())
        if len(regions) != 1:
            return False
        digits, region, is_abroad = digits[len(code) :], regions[0], True
    else:
        is_abroad = False
    kinds, trunk, at_home = _patterns(region)
    if kinds is None or (not is_abroad and at_home.match(digits)):
        return False
    before = trunk.match(digits) if trunk else None
    national = digits[before.end() :] if before else digits
    return national[:1] not in ("", "0") and kinds.fullmatch(national) is not None


@lru_cache(maxsize=_MOST_REMEMBERED)
def _patterns(region: str) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None, re.Pattern[str]]:
    """Return patterns of a region: its numbers of every kind, what is dialled before them, and codes of countries.

    No pattern of numbers where the region shares its code, or its plan rewrites what was dialled.
    """
    plan = phonenumbers.PhoneMetadata.metadata_for_region(region)
    if plan is None or plan.national_prefix_transform_rule or len(_CODES.get(plan.country_code or 0, ())) != 1:
        return None, None, _ANY
    numbers = _numbers_of(plan)
    trunk = re.compile(plan.national_prefix_for_parsing) if plan.national_prefix_for_parsing else None
    abroad = f"{plan.international_prefix or '(?!)'}|{plan.country_code}"
    return re.compile(numbers), trunk, re.compile(abroad)


def _numbers_of(plan: Any) -> str:
    """Return the pattern of the numbers of every kind in a plan: the usual kinds first, since the first ends it."""
    kinds = (
        *(plan.mobile, plan.fixed_line, plan.premium_rate, plan.toll_free, plan.shared_cost, plan.voip),
        *(plan.personal_number, plan.pager, plan.uan, plan.voicemail),
    )
    told = "|".join(pattern for pattern in map(_pattern_of, kinds) if pattern)
    return f"(?={_pattern_of(plan.general_desc)}\\Z)(?:{told})"


def _pattern_of(kind: Any) -> str:
    """Return the pattern of a kind of number, with its lengths; nothing where the region has none."""
    if kind is None or not kind.national_number_pattern:
        return ""
    lengths = "|".join(f"[0-9]{{{length}}}" for length in kind.possible_length if length > 0)
    if kind.possible_length and not lengths:
        return ""
    return (f"(?=(?:{lengths})\\Z)" if lengths else "") + f"(?:{kind.national_number_pattern})"


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
    numbers = "|".join(_numbers_of(other) for other in plans if other)
    trunk = plan.national_prefix_for_parsing or ""
    return re.compile(f"(?:{plan.international_prefix})|(?:{plan.country_code})?(?:{trunk}){{0,2}}(?:{numbers})\\Z")


def is_possible(digits: str) -> bool:
    """Tell whether digits that begin with a country's code may be a number there."""
    return _parsed(digits, None)[1]


def is_valid_anywhere(digits: str) -> bool:
    """Tell whether digits are a number as one of the countries that goods go to dials it."""
    return any(is_valid(digits, region) for region in _REGIONS) or is_possible(digits)
