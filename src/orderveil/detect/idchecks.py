"""Check digits and shapes of identity numbers that python-stdnum does not know, or knows less strictly.

Pure. Each takes the number without separators, in capitals, and tells whether a state could have issued it.
"""

from __future__ import annotations

import re
from datetime import date

from stdnum import luhn
from stdnum.eu import vat
from stdnum.gb import vat as gb_vat

from orderveil.detect.words import words

_NRIC_WEIGHTS = (2, 7, 6, 5, 4, 3, 2)
_NRIC = {  # by the letter before: what is added, and the letters of the eleven remainders
    "S": (0, "JZIHGFEDCBA"), "T": (4, "JZIHGFEDCBA"), "F": (0, "XWUTRQPNMLK"), "G": (4, "XWUTRQPNMLK"),
    "M": (3, "XWUTRQPNJLK"),
}  # fmt: skip
_NINO = re.compile(r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]")  # HMRC NIM39110
_STATES = words(
    "AN AP AR AS BH BR CG CH DD DL DN GA GJ HP HR JH JK KA KL LA LD MH ML MN MP MZ NL OD OR PB PY RJ SK TG TN TR TS UA "
    "UK UP WB"
)
_OLDEST = 1900
_NEWEST = 2040


def is_nino(number: str) -> bool:
    """Tell whether this is a British National Insurance number: it has a shape and no check digit."""
    return _NINO.fullmatch(number) is not None


def is_nric(number: str) -> bool:
    """Tell whether this is an NRIC or FIN of Singapore, by its check letter."""
    begins = _NRIC.get(number[:1])
    if begins is None or not number[1:8].isdigit() or len(number) != 9:
        return False
    total = begins[0] + sum(weight * int(digit) for weight, digit in zip(_NRIC_WEIGHTS, number[1:8], strict=True))
    return begins[1][total % 11] == number[8]


def is_emirates_id(number: str) -> bool:
    """Tell whether this is an Emirates ID: the country's number 784, a year of birth, and Luhn's check digit."""
    return number.startswith("784") and _OLDEST <= int(number[3:7]) <= _NEWEST and luhn.is_valid(number)


def is_saudi_id(number: str) -> bool:
    """Tell whether this is a national id (1...) or a residence permit (2...) of Saudi Arabia, by Luhn's check digit."""
    return number[0] in "12" and luhn.is_valid(number)


def is_rrn(number: str) -> bool:
    """Tell whether this may be a Korean resident's number: numbers since October 2020 bear no check digit."""
    century = 1900 if number[6] in "1256" else 2000
    return number[6] in "12345678" and is_date(century + int(number[:2]), int(number[2:4]), int(number[4:6]))


def is_indian_licence(number: str) -> bool:
    """Tell whether this is an Indian driving licence: a state, an office, a year and seven digits."""
    return number[:2] in _STATES and _OLDEST <= int(number[4:8]) <= _NEWEST


def is_vat(number: str) -> bool:
    """Tell whether this is a VAT number with its country before it, of the EU or the United Kingdom."""
    return bool(vat.is_valid(number) or (number.startswith("GB") and gb_vat.is_valid(number[2:])))


def is_date(year: int, month: int, day: int) -> bool:
    """Tell whether there is such a day."""
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
