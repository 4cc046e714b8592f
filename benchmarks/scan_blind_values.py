"""Invented people, addresses and phones of the blind templates, by the same hand; the rest is scan_values.

Written by somebody who had seen neither the detector nor what it learned from. Names stand as people type them:
with initials, two given or two family names, the family first where that is usual, now and then in capitals or small
letters. Nobody looks at what fails in them. Never used in training.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from benchmarks.scan_blind_names import PEOPLE
from benchmarks.scan_blind_places import PLACES
from benchmarks.scan_values import VALUES, drawn
from benchmarks.scan_values import phone as _phone

_JOINED = {"jp": ["", " ", "\u3000"], "cn": [""], "kr": [""], "vn": [" "]}
_TWO_FAMILIES = {"es": 0.4, "mx": 0.5, "br": 0.35, "us": 0.03, "gb": 0.03}
_FAMILY_FIRST = {"ru": 0.35, "te": 0.5, "ng": 0.15, "in": 0.05, "fr": 0.05, "it": 0.06, "pl": 0.05, "mr": 0.1}
_LATIN = frozenset(PEOPLE) - {"ar", "ru", "jp", "cn", "kr", "hi", "mr", "ta", "te", "bn", "gu", "kn", "ml"}
_TAMIL_INITIALS = ("எஸ்.", "ஆர்.", "கே.", "எம்.", "பி.")
_BETWEEN = {"cn": "", "jp": " ", "ar": "، "}
_PHONES = {
    "ng": ["080[3|6|5] %3 %4", "+234 81[3|4] %3 %4", "0703%7", "0902 %3 %4"],
    "za": ["08[2|3] %3 %4", "+27 7[2|3] %3 %4", "011 4%2 %4"],
    "mx": ["55 %4:5 %4", "+52 55 %4:2 %4", "33 3%3 %4", "81 8%3 %4"],
    "tr": ["053[2|5] %3:4 %2 %2", "+90 54[2|3] %3:2 %2 %2", "0216 4%2 %2 %2"],
    "id": ["0812-%4:3-%4", "+62 813 %4:2 %4", "0857%8:4"],
    "ar": ["050 %3:4 %4", "+966 5[4|5] %3 %4", "055%7"],
    "ru": ["+7 9[03|16|25] %3-%2-%2", "8 (916) %3-%2-%2", "8926%7"],
    "jp": ["090-%4:3-%4", "080-%4:5-%4", "03-%4:5-%4"],
    "cn": ["138%8", "139 %4 %4", "+86 186 %4 %4"],
    "kr": ["010-%4:4-%4", "010%8:5", "02-5%2-%4"],
    "se": ["070-%3:2 %2 %2", "+46 73 %3 %2 %2", "076%7:1"],
    "vn": ["0903 %3 %3", "+84 91%1 %3 %3", "0987%6"],
}


def _cased(chance: random.Random, text: str, locale: str, manner: str) -> str:
    if not manner and locale in _LATIN:
        manner = chance.choices(("", "up", "low"), (92, 5, 3))[0]
    return text.upper() if manner == "up" else text.lower() if manner == "low" else text


def _full(chance: random.Random, locale: str) -> str:
    given_names, family_names = chance.choice(PEOPLE[locale])
    given, family = chance.choice(given_names), chance.choice(family_names)
    if locale in _JOINED:
        return family + chance.choice(_JOINED[locale]) + given
    if locale == "ta":
        return chance.choice((f"{given} {family}", given, f"{chance.choice(_TAMIL_INITIALS)} {given}"))
    if chance.random() < _TWO_FAMILIES.get(locale, 0):
        family += ("-" if locale in ("us", "gb") else " ") + chance.choice(family_names)
    if chance.random() < _FAMILY_FIRST.get(locale, 0):
        return f"{family} {given}"
    if locale in _LATIN:
        given = _short(chance, given, given_names, locale)
    return f"{given} {family}"


def _short(chance: random.Random, given: str, given_names: list[str], locale: str) -> str:
    """Return a given name as it is, as an initial, or with a second name or its initial."""
    other = chance.choice(given_names)
    seldom = 1 if locale not in ("in", "us", "gb") else 3
    ways = (given, f"{given[0]}.", f"{given} {other[0]}.", f"{given} {other[0]}", f"{given} {other}")
    return chance.choices(ways, (40, 2, 2 * seldom, seldom, 2))[0]


def name(chance: random.Random, locale: str) -> str:
    """Return a person's full name."""
    base, _, manner = locale.partition("-")
    return _cased(chance, _full(chance, base), base, "" if manner == "blk" else manner)


def first(chance: random.Random, locale: str) -> str:
    """Return a given name."""
    base, _, manner = locale.partition("-")
    return _cased(chance, chance.choice(chance.choice(PEOPLE[base])[0]), base, manner or "as it is")


def family(chance: random.Random, locale: str) -> str:
    """Return a family name."""
    base, _, manner = locale.partition("-")
    return _cased(chance, chance.choice(chance.choice(PEOPLE[base])[1]), base, manner or "as it is")


def address(chance: random.Random, locale: str) -> str:
    """Return a postal address, on one line or on several."""
    base, _, manner = locale.partition("-")
    text = drawn(chance, chance.choice(PLACES[base]))
    if manner == "blk":
        return text.replace("~", "\n")
    return _cased(chance, text.replace("~", _BETWEEN.get(base, ", ")), base, manner)


def phone(chance: random.Random, locale: str) -> str:
    """Return a phone number as people of the place write it."""
    base = locale.partition("-")[0]
    text = drawn(chance, chance.choice(_PHONES[base])) if base in _PHONES else _phone(chance, base)
    if base in ("in", "hi", "mr"):
        return text
    return "".join(str(int(c)) if c.isdigit() else c for c in text)  # digits of Devanagari are not theirs


BLIND_VALUES: dict[str, Callable[[random.Random, str], str]] = {
    **VALUES, "NAME": name, "FIRST": first, "FAMILY": family, "ADDRESS": address, "PHONE": phone,
}  # fmt: skip
