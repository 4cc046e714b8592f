"""The plain forms behind core.normalise: text, amounts, counts, times, countries, postcodes.

Every function takes whatever a source sent and answers the one form, or None where the value cannot
be read as that. None of them raises.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from datetime import date as day
from decimal import Decimal, InvalidOperation
from ipaddress import ip_address
from typing import Any

# Controls, and the invisible signs that turn text around or hide in it. ZWJ and ZWNJ stay: Indic
# and Persian words are spelled with them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ud800-\udfff]"
)
_UNSEEN_ASCII = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_AMOUNT = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,9})?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3}(?:\.[0-9]+)?")
_OFFSET = re.compile(r"\s+(?=[+-]\d{2}:?\d{2}$|UTC$|GMT$)")
_LARGEST_SECONDS = 100_000_000_000  # above, a number is milliseconds
_BRITISH = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")
_BY_NAME = {
    "australia": "AU", "bangladesh": "BD", "bhutan": "BT", "brazil": "BR", "canada": "CA", "china": "CN",
    "france": "FR", "germany": "DE", "great britain": "GB", "india": "IN", "indonesia": "ID", "ireland": "IE",
    "italy": "IT", "japan": "JP", "malaysia": "MY", "mexico": "MX", "nepal": "NP", "netherlands": "NL",
    "new zealand": "NZ", "singapore": "SG", "south africa": "ZA", "spain": "ES", "sri lanka": "LK", "uae": "AE",
    "uk": "GB", "united arab emirates": "AE", "united kingdom": "GB", "united states": "US",
    "united states of america": "US", "usa": "US", "भारत": "IN",
}  # fmt: skip


def clean(text: str) -> str:
    """Return `text` in NFC without unseen signs and outer space; lines stay apart."""
    if text.isascii():
        if text.isprintable():
            return text.strip()
        return _UNSEEN_ASCII.sub("", text.replace("\r\n", "\n")).strip()
    return _UNSEEN.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n"))).strip()


def amount(value: Any) -> str | None:
    """Return a decimal string: `1,299.00` and 1299.0 -> `1299.00`, `1299.0`. Floats by their shortest form."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return None
    text = str(value).strip()
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if _AMOUNT.fullmatch(text):
        return text.removeprefix("+")
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    plain = f"{number:f}" if number.is_finite() and abs(number.adjusted()) < 15 else ""
    return plain if _AMOUNT.fullmatch(plain) else None


def count(value: Any) -> int | None:
    """Return a whole number, also of `3` and 3.0."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    if isinstance(value, str) and len(value) <= 18:
        text = value.strip()
        return int(text) if text.isdecimal() else None
    return None


def boolean(value: Any) -> bool | None:
    """Return a truth also of what forms and spreadsheets write for one. Doubt is None, never True."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        word = value.strip().lower()
        if word in ("true", "yes", "y", "1", "on", "subscribed"):
            return True
        return False if word in ("false", "no", "n", "0", "off", "unsubscribed", "not_subscribed") else None
    return bool(value) if isinstance(value, int) and value in (0, 1) else None


def moment(value: Any) -> str | None:
    """Return RFC 3339 in UTC, whole seconds. A time without an offset is taken as UTC."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _moment_of_number(value)
    if not isinstance(value, str):
        return None
    text = _OFFSET.sub("", value.strip())
    try:
        read = datetime.fromisoformat(text.removesuffix("UTC").removesuffix("GMT"))
        read = read.astimezone(UTC) if read.tzinfo is not None else read.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return read.strftime("%Y-%m-%dT%H:%M:%SZ") if read.year >= 1000 else None


def _moment_of_number(value: float) -> str | None:
    try:
        seconds = value / 1000 if abs(value) >= _LARGEST_SECONDS else value
        return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return None


def date(value: Any) -> str | None:
    """Return `YYYY-MM-DD`."""
    if not isinstance(value, str):
        return None
    try:
        return day.fromisoformat(value.strip()[:10]).isoformat()
    except ValueError:
        return None


def country_code(value: Any) -> str | None:
    """Return ISO 3166 alpha-2, also of common names; another name stays as it came."""
    if not isinstance(value, str):
        return None
    text = clean(value)
    if len(text) == 2 and text.isascii() and text.isalpha():
        return "GB" if text.upper() == "UK" else text.upper()
    return _BY_NAME.get(text.casefold(), text) or None


def currency(value: Any) -> str | None:
    """Return ISO 4217 letters."""
    text = value.strip().upper() if isinstance(value, str) else ""
    return text if len(text) == 3 and text.isascii() and text.isalpha() else None


def ip(value: Any) -> str | None:
    """Return an IP address in its shortest form."""
    try:
        return str(ip_address(value.strip())) if isinstance(value, str) else None
    except ValueError:
        return None


def postcode(value: Any, country: str | None) -> str | None:
    """Return a postcode as its country writes it: `560 034` -> `560034`, `sw1a1aa` -> `SW1A 1AA`."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = unicodedata.normalize("NFKC", clean(str(value))).upper().lstrip("'").strip().removesuffix(".0")
    if not text.isascii():
        text = "".join([str(int(c)) if c.isdecimal() else c for c in text])
    bare = "".join([character for character in text if character.isalnum()])
    if country == "IN" or (len(bare) == 6 and bare.isdecimal()):
        return bare or None
    british = _BRITISH.fullmatch(bare) if country in ("GB", None) else None
    if british is not None:
        return f"{british.group(1)} {british.group(2)}"
    return " ".join(text.split()) or None
