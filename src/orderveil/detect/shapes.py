"""How people write card numbers, and the shapes of ids that only look like it.

Pure. Shapes are the lengths of digit groups as they stand in a text. Must never decide alone: a
shape is one witness, beside issuer, check digit and label.
"""

from __future__ import annotations

import re
from enum import IntEnum


class Shape(IntEnum):
    """How much a grouping of digits looks like a card's number, from least to most."""

    RAGGED = 0  # groups that follow no habit
    PAIRED = 1  # two or three groups that other numbers share: 8-8, 12-4
    SOLID = 2  # no separators
    CARDLIKE = 3  # as embossed, or evenly spelled out


_EMBOSSED = frozenset(
    {
        (4, 4, 4, 4),
        (4, 4, 4, 4, 3),
        (4, 4, 4, 3),
        (4, 4, 4, 2),
        (4, 6, 5),
        (4, 6, 4),
    }
)
_PAIRED = frozenset(
    {
        (8, 8),
        (4, 4, 8),
        (8, 4, 4),
        (4, 8, 4),
        (4, 12),
        (12, 4),
        (6, 10),
        (6, 13),
        (6, 6, 4),
        (4, 4, 4, 4, 1),
        (4, 4, 4, 4, 2),
        (6, 6, 6, 1),
        (8, 11),
    }
)
_FEWEST_EVEN = 4
_LIST_LENGTH = 6


def shape_of(groups: list[str]) -> Shape:
    """Return the shape of digit groups."""
    lengths = tuple(map(len, groups))
    if len(lengths) == 1:
        return Shape.SOLID
    if lengths in _EMBOSSED:
        return Shape.CARDLIKE
    if lengths in _PAIRED:
        return Shape.PAIRED
    if len(lengths) >= _FEWEST_EVEN and _is_even(lengths) and not is_list(groups):
        return Shape.CARDLIKE
    return Shape.RAGGED


def _is_even(lengths: tuple[int, ...]) -> bool:
    return len(set(lengths[:-1])) == 1 and lengths[-1] <= lengths[0]


def is_list(groups: list[str]) -> bool:
    """Tell whether groups are a rising or falling list, such as the sizes 36 38 40 42 44 46 48."""
    if len(groups) < _LIST_LENGTH:
        return False
    values = list(map(int, groups))
    steps = {values[spot + 1] > values[spot] for spot in range(len(values) - 1)}
    return len(steps) == 1 and len(set(values)) == len(values)


# ---- shapes of other things

_OTHERS = re.compile(
    r"(?i)(?<![0-9a-z])(?:"
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"  # UUID
    r"|(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}:){1,6}(?::[0-9a-f]{1,4}){1,6}"  # IPv6
    r"|(?:19|20)\d\d-\d\d-\d\d[t ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:z|[+-]\d\d:?\d\d)?"  # RFC 3339
    r"|\d\d?[-/.]\d\d?[-/.](?:19|20)\d\d,? \d\d?:\d\d(?::\d\d)?"  # day first
    r"|9[2-5]\d{2}(?: \d{4}){4} \d{2}"  # USPS, 22 digits
    r"|\d{3}-\d{7}-\d{7}"  # Amazon order
    r"|\d{2}-\d{6}-\d{6}-\d"  # IMEI as printed
    r"|97[89]([- ])\d{1,5}\1\d{1,7}\1\d{1,7}\1\d"  # ISBN
    r")(?![0-9a-z])"
)
_IBAN = re.compile(r"(?<![0-9A-Za-z])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?![0-9A-Za-z])")
_IBAN_REMAINDER = 1
_IBAN_MODULUS = 97


def other_things(text: str) -> list[tuple[int, int]]:
    """Return where UUIDs, IP addresses, moments, IBANs and the like stand in `text`."""
    found = [match.span() for match in _OTHERS.finditer(text)]
    found += [match.span() for match in _IBAN.finditer(text) if _is_iban(match.group())]
    return found


def _is_iban(text: str) -> bool:
    bare = text.replace(" ", "")
    turned = bare[4:] + bare[:4]
    return int("".join(str(int(character, 36)) for character in turned)) % _IBAN_MODULUS == _IBAN_REMAINDER


_PHONE_AND_PIN = re.compile(
    r"(?:[6-9]\d{9}|[6-9]\d{4}\D\d{5}|[6-9]\d{2}\D\d{3}\D\d{4}|[6-9]\d{3}\D\d{3}\D\d{3})\D+[1-8]\d{2}\D?\d{3}"
    r"|[1-8]\d{2}\D?\d{3}\D+(?:91\D?)?(?:[6-9]\d{9}|[6-9]\d{4}\D\d{5})"
    r"|\d{1,4}\D+91[6-9]\d{9}"
    r"|91[6-9]\d{9}\D+\d{4}"
)


def is_phone_and_postcode(text: str) -> bool:
    """Tell whether a run of digits reads as an Indian phone number beside a PIN code or a house number."""
    return _PHONE_AND_PIN.fullmatch(text) is not None


_LENGTHS_OF_GTIN = (8, 12, 13, 14)


def is_gtin(digits: str) -> bool:
    """Tell whether digits are a GTIN of 8, 12, 13 or 14 digits with its check digit (GS1 General Specifications)."""
    if len(digits) not in _LENGTHS_OF_GTIN:
        return False
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))
    return total % 10 == 0
