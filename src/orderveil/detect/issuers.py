"""Which digit strings can be a payment card's number: issuer range, length and check digit.

Pure tables and arithmetic. Must never be asked about anything but ASCII digits, and must never
keep or print what it was asked about.

Ranges are the leading digits that ISO/IEC 7812 hands to the networks, as the networks publish
them; `usual` lengths are those in circulation, `rare` ones count only where the place itself says
that a card is meant (13-digit Visa cards were withdrawn, but old test numbers and books keep them).
"""

from __future__ import annotations

from functools import lru_cache

_SIXTEEN = frozenset({16})
_LONG = frozenset({16, 17, 18, 19})
_NONE: frozenset[int] = frozenset()

_RANGES: tuple[tuple[str, str, frozenset[int], frozenset[int]], ...] = (
    # first, last (inclusive, equally long), usual lengths, rare lengths
    ("1", "1", _NONE, frozenset({15})),  # UATP
    ("2200", "2205", _LONG, _NONE),  # Mir, Borica
    ("2221", "2720", _SIXTEEN, _NONE),  # Mastercard's second series
    ("300", "305", frozenset({14, 16, 19}), _NONE),  # Diners Club
    ("3095", "3095", frozenset({14, 16, 19}), _NONE),
    ("34", "34", frozenset({15}), _NONE),  # American Express
    ("37", "37", frozenset({15}), _NONE),
    ("3528", "3589", _LONG, _NONE),  # JCB; RuPay and JCB share 353 and 356
    ("36", "36", frozenset({14, 16, 19}), _NONE),
    ("38", "39", frozenset({14, 16, 19}), _NONE),
    ("4", "4", frozenset({16, 19}), frozenset({13, 18})),  # Visa
    ("5018", "5020", frozenset({16, 18, 19}), frozenset({12, 13, 14, 15, 17})),  # Maestro, Dankort
    ("5038", "5038", frozenset({16, 18, 19}), frozenset({12, 13, 14, 15, 17})),
    ("5060", "5061", frozenset({16, 18, 19}), _NONE),  # Verve
    ("5066", "5067", _SIXTEEN, _NONE),  # Elo
    ("5078", "5079", frozenset({16, 18, 19}), _NONE),  # Meeza, Verve
    ("508", "508", _SIXTEEN, _NONE),  # RuPay
    ("509", "509", _SIXTEEN, _NONE),  # Elo
    ("51", "55", _SIXTEEN, _NONE),  # Mastercard
    ("56", "58", frozenset({16, 18, 19}), frozenset({12, 13, 14, 15, 17})),  # Maestro
    ("60", "60", _LONG, _NONE),  # RuPay, Discover 6011, Hipercard 606282, Cabal 6042
    ("62", "62", _LONG, _NONE),  # UnionPay
    ("6304", "6304", frozenset({16, 18, 19}), frozenset({12, 13, 14, 15, 17})),  # Maestro
    ("6331", "6334", frozenset({16, 18, 19}), frozenset({17})),  # Maestro, once Switch and Solo
    ("636", "639", _LONG, _NONE),  # InterPayment, InstaPayment
    ("644", "649", _LONG, _NONE),  # Discover
    ("65", "65", _LONG, _NONE),  # Discover, RuPay, Elo, Troy
    ("67", "67", frozenset({16, 18, 19}), frozenset({12, 13, 14, 15, 17})),  # Maestro
    ("81", "82", _LONG, _NONE),  # UnionPay, RuPay
    ("8600", "8600", _SIXTEEN, _NONE),  # Uzcard
    ("9792", "9792", _SIXTEEN, _NONE),  # Troy
    ("9860", "9860", _SIXTEEN, _NONE),  # Humo
)

SHORTEST = 12
LONGEST = 19
_DOUBLED = str.maketrans("0123456789", "0246813579")
_PREFIX = 4


@lru_cache(maxsize=10_000)
def _lengths_of(prefix: str) -> tuple[frozenset[int], frozenset[int]]:
    usual: frozenset[int] = _NONE
    rare: frozenset[int] = _NONE
    for first, last, often, seldom in _RANGES:
        if first <= prefix[: len(first)] <= last:
            usual, rare = usual | often, rare | seldom
    return usual, rare


def is_issued(digits: str, *, rare: bool = False) -> bool:
    """Tell whether the leading digits belong to a network that issues numbers of this length.

    `rare` admits the lengths that count only where a card is known to be meant.
    """
    usual, seldom = _lengths_of(digits[:_PREFIX])
    return len(digits) in usual or (rare and len(digits) in seldom)


def passes_luhn(digits: str) -> bool:
    """Tell whether ASCII digits end in the check digit of ISO/IEC 7812-1 (Luhn)."""
    total = sum(map(int, digits[-1::-2])) + sum(map(int, digits[-2::-2].translate(_DOUBLED)))
    return total % 10 == 0 and digits.strip("0") != ""


def is_card_number(digits: str, *, rare: bool = False) -> bool:
    """Tell whether ASCII digits have a network's range and length, and the right check digit."""
    return is_issued(digits, rare=rare) and passes_luhn(digits)
