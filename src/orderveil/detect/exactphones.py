"""Phone numbers of a whole column as integers, by their digits and what a country dials before them.

What comes out may be nobody's number; whether somebody has it, whoever knows the customers says. Must
never be what an order's own phone is read by: that is `core.normalise`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import phonenumbers

from orderveil.detect.exactcells import DIGITS, Bytes, Cells, Places

_E164_DIGITS = (7, 15)


def phone_numbers(cells: Cells, country: str | None) -> npt.NDArray[np.uint64]:
    """Return the E.164 integers of cells that hold a number each, 0 where the digits are too few or too many.

    Whatever else stands in a cell is passed over. Read without a number plan: that nobody has such a
    number, `hold` will say. For numbers with extensions, or in other digits, use `digests`.
    """
    first = cells.data[np.minimum(cells.offsets[:-1], len(cells.data) - 1)]
    first = np.where(first == ord("'"), cells.data[cells.offsets[:-1] + 1], first)
    kept = cells.kept(DIGITS)
    return e164_numbers(kept, country, has_plus=(first == ord("+")) & (cells.lengths > 0))


def e164_numbers(
    digits: Cells, country: str | None, has_plus: npt.NDArray[np.bool_] | None = None
) -> npt.NDArray[np.uint64]:
    """Return the E.164 integers of cells that hold digits alone; `has_plus` where a plus stood before them."""
    lengths = digits.lengths.copy()
    value = _integers(digits)
    value[lengths > _E164_DIGITS[1] + 2] = 0
    abroad = np.zeros(len(lengths), np.bool_) if has_plus is None else has_plus.copy()
    head = digits.data[digits.offsets[:-1]]
    second = digits.data[digits.offsets[:-1] + 1]
    zeros = ~abroad & (lengths > 10) & (head == 48) & (second == 48)
    abroad |= zeros
    lengths[zeros] -= 2
    plan = _plan_of(country)
    if plan is not None:
        size = len(str(plan.code))
        rest = np.maximum(lengths - size, 0)
        own = value // _tens(rest) == plan.code
        own &= (lengths >= size + 9) | (plan.may_have(rest) & ~plan.may_have(lengths))
        home = ~abroad & ~own & (value > 0)
        led = home & plan.is_led(head, second) & ((lengths > 1) if plan.trunk == "0" else ~plan.may_have(lengths))
        lengths[led] -= len(plan.trunk)
        value[led] %= _tens(lengths[led])
        value[home] += np.uint64(plan.code) * _tens(lengths[home])
        lengths[home] += size
    value[(lengths < _E164_DIGITS[0]) | (lengths > _E164_DIGITS[1])] = 0
    return value


@dataclass(frozen=True, slots=True)
class _Plan:
    """What of a country's number plan is needed: its code, what is dialled at home, how many digits people's have."""

    code: int
    trunk: str
    is_simple: bool  # nothing but the trunk digit is dialled before a national number
    digits: npt.NDArray[np.bool_]

    def may_have(self, lengths: Places) -> npt.NDArray[np.bool_]:
        """Tell of lengths whether people's national numbers may have as many digits."""
        fit: npt.NDArray[np.bool_] = self.digits[np.minimum(lengths, len(self.digits) - 1)]
        return fit


    def is_led(self, head: Bytes, second: Bytes) -> npt.NDArray[np.bool_]:
        """Tell of numbers by their first two digits whether what is dialled at home stands before them."""
        ahead = [column == ord(digit) for column, digit in zip((head, second), self.trunk, strict=False)]
        return np.logical_and.reduce(ahead) if ahead else np.zeros(len(head), np.bool_)


def is_dialled_simply(country: str | None) -> bool:
    """Tell whether nothing but one trunk digit, or none, is dialled before a country's national numbers."""
    plan = _plan_of(country)
    return plan is not None and plan.is_simple


@lru_cache(maxsize=512)
def _plan_of(country: str | None) -> _Plan | None:
    told = phonenumbers.PhoneMetadata.metadata_for_region(country.upper(), None) if country else None
    if told is None or told.country_code is None:
        return None
    digits = np.zeros(_E164_DIGITS[1] + 2, np.bool_)
    usual = [length for kind in (told.fixed_line, told.mobile) if kind is not None for length in kind.possible_length]
    digits[[length for length in usual if 0 < length < len(digits)]] = True
    trunk = told.national_prefix or ""
    is_simple = told.national_prefix_for_parsing in (told.national_prefix, None) and len(trunk) < 2
    return _Plan(told.country_code, trunk, is_simple, digits)


def _tens(powers: Places) -> npt.NDArray[np.uint64]:
    return _POWERS[np.minimum(powers, 18)]


_POWERS = np.array([10**power for power in range(19)], np.uint64)
_ZEROS = np.uint64(0x3030303030303030)


def _integers(digits: Cells) -> npt.NDArray[np.uint64]:
    """Return the last 16 digits of each cell as an integer, eight at a time."""
    words = np.ndarray((len(digits.data) - 7,), "<u8", digits.data, strides=(1,))
    end, lengths = digits.offsets[1:], digits.lengths
    low = _eight(words[end - 8], np.minimum(lengths, 8))
    high = _eight(words[end - 16], np.clip(lengths - 8, 0, 8))
    return high * np.uint64(10**8) + low


def _eight(word: npt.NDArray[np.uint64], count: Places) -> npt.NDArray[np.uint64]:
    """Return the number in the last `count` of eight ASCII digits: three steps in place of eight (SWAR)."""
    gone = np.uint64(8) * (np.uint64(8) - count.astype(np.uint64))
    blank = np.where(count > 0, np.uint64(2**64 - 1) << np.minimum(gone, np.uint64(63)), np.uint64(0))
    value = (word & blank) - (_ZEROS & blank)
    value = (value * np.uint64(10) + (value >> np.uint64(8))) & np.uint64(0x00FF00FF00FF00FF)
    value = (value * np.uint64(100) + (value >> np.uint64(16))) & np.uint64(0x0000FFFF0000FFFF)
    return (value * np.uint64(10_000) + (value >> np.uint64(32))) & np.uint64(0xFFFFFFFF)
