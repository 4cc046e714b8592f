"""Pairwise references: what a partner calls an order, in the partner's own format, and nothing else.

A reference is random; two partners' references of one order cannot be joined, and knowing many of
them helps nobody to guess another. The check character finds what hands and scanners do wrong: any
single wrong character and any two neighbours swapped. Never derived from the order, its number or
the buyer; the random bits are an argument.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from orderveil.core.errors import BadConfiguration
from orderveil.core.ids import CROCKFORD

RANDOM_BITS = 60
"""1e6 orders of one partner: a collision has a chance of 4e-7; a guess hits one of them at 9e-13."""

ALPHABETS: Mapping[str, str] = {"digits": "0123456789", "base16": "0123456789ABCDEF", "base32": CROCKFORD}
MAX_LENGTH = 45  # the shortest limit met among order systems

# Damm's quasigroup of order 10 (H. M. Damm, 2004): x*x = 0, totally anti-symmetric.
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
# Primitive polynomials of GF(16) and GF(32): x^4+x+1, x^5+x^2+1.
_FIELDS = {16: 0b10011, 32: 0b100101}


@dataclass(frozen=True, slots=True)
class ReferenceShape:
    """A partner's format. `length` counts the characters after `prefix`, the check character among them.

    `alphabet` is a name of ALPHABETS. Shapes without a check character exist for partners whose
    format leaves no room; the default has one.
    """

    alphabet: str = "base32"
    length: int = 13
    prefix: str = ""
    check: bool = True

    def __post_init__(self) -> None:
        problem = _problem(self)
        if problem is not None:
            raise BadConfiguration(problem, reason="contracts:bad-reference")


def _problem(shape: ReferenceShape) -> str | None:
    letters = ALPHABETS.get(shape.alphabet)
    if letters is None:
        return f"alphabet must be one of {', '.join(ALPHABETS)}"
    if not (shape.prefix.isascii() and all(c.isalnum() or c in "-_" for c in shape.prefix)):
        return "prefix holds ASCII letters, digits, - and _ only"
    if len(shape.prefix) + shape.length > MAX_LENGTH:
        return f"prefix and length together are at most {MAX_LENGTH}"
    if len(letters) ** (shape.length - shape.check) < 1 << RANDOM_BITS:
        least = next(n for n in range(1, 99) if len(letters) ** n >= 1 << RANDOM_BITS) + shape.check
        return f"length must be at least {least}: a reference carries {RANDOM_BITS} random bits"
    return None


DEFAULT_SHAPE = ReferenceShape()


def coin_reference(random_bits: int, shape: ReferenceShape) -> str:
    """Return a reference that carries `random_bits`, an integer of RANDOM_BITS bits drawn by the caller."""
    if not 0 <= random_bits < 1 << RANDOM_BITS:
        raise ValueError(f"a reference takes exactly {RANDOM_BITS} random bits")
    letters = ALPHABETS[shape.alphabet]
    base = len(letters)
    values = []
    for _ in range(shape.length - shape.check):
        random_bits, value = divmod(random_bits, base)
        values.append(value)
    values.reverse()
    if shape.check:
        values.append(_check_value(values, base))
    return shape.prefix + "".join([letters[value] for value in values])


def is_reference(text: str, shape: ReferenceShape) -> bool:
    """Tell whether `text` has this shape and a right check character. It may name no order."""
    if not text.startswith(shape.prefix) or len(text) != len(shape.prefix) + shape.length:
        return False
    letters = ALPHABETS[shape.alphabet]
    values = [letters.find(character) for character in text[len(shape.prefix) :]]
    if -1 in values:
        return False
    return not shape.check or _check_value(values[:-1], len(letters)) == values[-1]


def _check_value(values: list[int], base: int) -> int:
    if base == 10:
        interim = 0
        for value in values:
            interim = _DAMM[interim][value]
        return interim
    # Horner's rule over GF(2^k): the weights are powers of a primitive element, hence differ for any
    # two places less than 2^k - 1 apart; a wrong or swapped character always changes the sum.
    polynomial, total = _FIELDS[base], 0
    for value in values:
        total ^= value
        total <<= 1
        if total & base:
            total ^= polynomial
    return total
