"""Masks of single values. Each is a function of the clearer one beside it, so that masks nest.

Applying a coarser mask to an already masked value gives what it gives on the clear value; two hops
that put their masked copies together therefore hold no more than the clearer of the two. Masks keep
no length: the number of stars is fixed. Text is cut between graphemes, never inside one, in any
script: half an akshara is not a letter, and a stray vowel sign is unreadable on a label.
Never raises on a value; what it cannot read it hides whole.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from ipaddress import ip_address
from typing import Any

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

STARS = "***"
PHONE_STARS = "******"  # six hidden digits at least, as the Chinese waybill standard asks
_JOINERS = "\u200c\u200d"
_LONGEST_COUNTRY_CODE = 3
_LONGEST_POSTCODE = 10  # characters; longer is something else
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])")

# Providers so large that the domain says nothing of the person. A private domain is hidden.
COMMON_MAIL = frozenset({
    "126.com", "163.com", "aol.com", "free.fr", "gmail.com", "gmx.com", "gmx.de", "gmx.net", "googlemail.com",
    "hotmail.co.uk", "hotmail.com", "icloud.com", "libero.it", "live.com", "live.in", "mac.com", "mail.ru", "me.com",
    "msn.com", "naver.com", "orange.fr", "outlook.com", "outlook.in", "proton.me", "protonmail.com", "qq.com",
    "rediffmail.com", "t-online.de", "web.de", "yahoo.co.in", "yahoo.co.uk", "yahoo.com", "yahoo.in", "yandex.ru",
    "ymail.com", "zoho.com", "zohomail.in",
})  # fmt: skip


def first_grapheme(text: str) -> str:
    """Return the first user-perceived character of `text`: a base with its marks and joined consonants.

    Follows the extended grapheme clusters of UAX #29 with its rule for Indic conjuncts (GB9c),
    read off the general categories and the virama's combining class.
    """
    if not text:
        return ""
    if text[0].isascii() and (len(text) == 1 or text[1].isascii()):
        return text[0]
    return text[: _grapheme_end(text)]


def _grapheme_end(text: str) -> int:
    end, joining = 1, False
    while end < len(text):
        character = text[end]
        if character in _JOINERS or unicodedata.category(character) in ("Mn", "Mc", "Me"):
            # Tamil's pulli kills a vowel and joins nothing; the viramas of its neighbours join
            joining = joining or (unicodedata.combining(character) == 9 and character != "\u0bcd")
        elif joining and unicodedata.category(character) == "Lo":
            joining = False
        else:
            break
        end += 1
    return end


def _initials(text: str) -> list[str]:
    """Return the first grapheme of the first and of the last word; marks and dots make no word."""
    words = [word.lstrip("*.'’-(\"") for word in text.split()]
    words = [word for word in words if word]
    ends = words[:1] + (words[-1:] if len(words) > 1 else [])
    return [first_grapheme(word) for word in ends]


def mask_name(text: str) -> str:
    """`Asha Rani Sharma` -> `A*** S***`."""
    return " ".join([f"{initial}{STARS}" for initial in _initials(text)]) or STARS


def initial_name(text: str) -> str:
    """`Asha Rani Sharma` -> `A. S.`"""
    return " ".join([f"{initial}." for initial in _initials(text)]) or STARS


def coarse_name(text: str) -> str:
    """`Asha Rani Sharma` -> `A.`"""
    return " ".join([f"{initial}." for initial in _initials(text)[:1]]) or STARS


def mask_email(text: str) -> str:
    """`asha@gmail.com` -> `a***@gmail.com`; of a private domain nothing is shown: `a***@***`."""
    local, _, _ = text.rpartition("@")
    return f"{first_grapheme(local.lstrip('*'))}{coarse_email(text)}"


def coarse_email(text: str) -> str:
    """`asha@gmail.com` -> `***@gmail.com`; of a private domain nothing is shown: `***@***`."""
    domain = text.rpartition("@")[2].lower()
    return f"{STARS}@{domain if domain in COMMON_MAIL else STARS}"


def mask_phone(text: str) -> str:
    """`+919999900012` -> `+91******0012`: the country and the last four, fewer where six would not be hidden."""
    code, rest = _country_code(text)
    hidden = rest.rfind("*") + 1
    tail = "".join([character for character in rest[hidden:] if character.isdigit()])
    length = len(tail) + rest.count("*")
    shown = min(4, max(0, length - len(PHONE_STARS)))
    return f"{code}{PHONE_STARS}{tail[-shown:] if shown else ''}"


def coarse_phone(text: str) -> str:
    """`+919999900012` -> `+91******`: the country only."""
    return f"{_country_code(text)[0]}{PHONE_STARS}"


def _country_code(text: str) -> tuple[str, str]:
    """Return the country code with its plus, or nothing, and the rest without an extension."""
    number = text.partition(";")[0]
    if not number.startswith("+"):
        return "", number
    for length in range(1, _LONGEST_COUNTRY_CODE + 1):
        code = number[1 : 1 + length]
        if code.isascii() and code.isdigit() and int(code) in COUNTRY_CODE_TO_REGION_CODE:
            return number[: 1 + length], number[1 + length :]
    return "", number[1:]


def mask_last_four(text: str) -> str:
    """`OD1234567890` -> `***7890`; of up to seven characters the last one, of up to three none."""
    plain = "".join([character for character in text if character.isalnum()])
    if STARS in text:
        return STARS + plain[-4:]
    shown = 4 if len(plain) >= 8 else 1 if len(plain) > 3 else 0
    return STARS + (plain[-shown:] if shown else "")


def mask_street(text: str) -> str:
    """`Flat 4B, Shanti Apartments` -> `F*** S*** A***`: enough to check by ear, no digit ever."""
    initials = []
    for word in text.split():
        start = word.lstrip("*#.,'’-(/\"")
        if start and not any(character.isdigit() for character in start):
            initials.append(f"{first_grapheme(start)}{STARS}")
    return " ".join(initials[:3]) or STARS


def coarse_postcode(text: str) -> str:
    """`560034` -> `560***`, `SW1A 1AA` -> `SW1A***`: the area that a lorry serves."""
    if len(text) > _LONGEST_POSTCODE:
        return STARS
    outward, _, inward = text.rstrip("*").partition(" ")
    if inward and not outward.isdigit() and len(outward) <= 4:
        return f"{outward}{STARS}"
    plain = "".join([character for character in text if character.isalnum()])
    if STARS in text:
        return f"{plain[:4]}{STARS}"
    return f"{plain[: min(3, (len(plain) + 1) // 2)]}{STARS}"


def mask_moment(text: str) -> str | None:
    """`2026-11-22T10:15:00Z` -> `2026-11-22`: the day."""
    return text[:10] if _DAY.match(text) else None


def coarse_moment(text: str) -> str | None:
    """`2026-11-22T10:15:00Z` -> `2026-11`: the month."""
    return text[:7] if _DAY.match(text) else None


def coarse_date(text: str) -> str | None:
    """`1990-04-01` -> `1990`."""
    return text[:4] if _DAY.match(text) else None


def coarse_amount(text: str) -> str | None:
    """`1299.00` -> `1000-2000`: a band of a 1-2-5 ladder, wide enough to name no order."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    if not amount.is_finite():
        return None
    if amount < 0:
        return "<0"
    low, high = Decimal(0), Decimal(100)
    for step in _LADDER:
        if amount < step:
            high = step
            break
        low = step
    else:
        return f"{low:f}+"
    return f"{low:f}-{high:f}"


_LADDER = tuple(Decimal(step) * 10**power for power in range(2, 9) for step in (1, 2, 5))


def coarse_count(count: Any) -> str | None:
    """7 -> `6-20`."""
    if not isinstance(count, int) or isinstance(count, bool):
        return None
    bands = ((0, "0"), (1, "1"), (5, "2-5"), (20, "6-20"))
    return next((band for most, band in bands if count <= most), "21+")


def coarse_ip(text: str) -> str | None:
    """`203.0.113.77` -> `203.0.113.0`; of IPv6 the first 48 bits."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    keep = 24 if address.version == 4 else 48
    number = int(address) >> (address.max_prefixlen - keep) << (address.max_prefixlen - keep)
    return str(type(address)(number))


_UNPRICED = ("line", "sku", "gtin", "title", "variant", "quantity", "grams", "hsn")
_CODES = ("line", "sku", "gtin", "quantity", "grams")


def _only(lines: Any, keys: tuple[str, ...]) -> list[dict[str, Any]] | None:
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        return None
    return [{key: line[key] for key in keys if key in line} for line in lines]


def mask_lines(lines: Any) -> list[dict[str, Any]] | None:
    """Items without their prices."""
    return _only(lines, _UNPRICED)


def initial_lines(lines: Any) -> list[dict[str, Any]] | None:
    """Items as codes, counts and weights: what tells one line from the next, not what it is."""
    return _only(lines, _CODES)


def coarse_lines(lines: Any) -> dict[str, int] | None:
    """Items as counts: lines, units and grams in all."""
    codes = _only(lines, _CODES)
    if codes is None:
        return None
    units = sum([line["quantity"] for line in codes if isinstance(line.get("quantity"), int)])
    grams = [
        line["grams"] * (line["quantity"] if isinstance(line.get("quantity"), int) else 1)
        for line in codes
        if isinstance(line.get("grams"), int)
    ]
    return {"lines": len(codes), "units": units} | ({"grams": sum(grams)} if grams else {})


def coarse_many(values: Any) -> dict[str, int] | None:
    """A list as its count."""
    return {"count": len(values)} if isinstance(values, list) else None
