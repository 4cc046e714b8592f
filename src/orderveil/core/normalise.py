"""One form per value, so that two sources which mean the same say the same; and keys to search by.

`normalise` never raises on a value: what cannot be read as its field is None, and the caller keeps
the original among the unknown. It never invents: no country is guessed, no digit added but a
country's own code. The keys (`email_key`, `reference_key`, ...) are for keyed tags, never for show.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from orderveil.core.fields import FIELDS
from orderveil.core.forms import (
    amount,
    boolean,
    clean,
    count,
    country_code,
    currency,
    date,
    ip,
    moment,
    postcode,
)
from orderveil.core.ids import FieldName
from orderveil.core.order import ITEM_KEYS
from orderveil.core.withheld import is_withheld

__all__ = [
    "email_key",
    "is_withheld",
    "name_words",
    "normalise",
    "phone_e164",
    "postcode_key",
    "reference_key",
]

_LONGEST_PHONE = 64  # characters; longer is prose, not a number
_INDIAN_MOBILE = re.compile(r"(?:\+91|0091|91|0)?([6-9][0-9]{9})")
_PUNCTUATION = re.compile(r"[\s().\-/\u2010-\u2015\u2212\u00a0]+")
_EXTENSION = ";ext="


def normalise(name: str, value: Any, *, country: str | None) -> Any:
    """Return `value` in the one form of field `name`, or None where it cannot be read as that field.

    `country` is ISO 3166 alpha-2 of the address or shop, for phones and postcodes. A phone that is
    no number of any plan stays as the text it came as: a courier may still make sense of it.
    """
    field = FIELDS.get(FieldName(name))
    if field is None or value is None:
        return None
    return _FORMS[field.normaliser](value, country)


def phone_e164(text: str, country: str | None) -> str | None:
    """Return `+<country><number>`, with `;ext=<digits>` where the text has an extension, or None.

    Reads any script's digits. Marketplaces hand out numbers that work with their extension only,
    hence it stays. Remembers the last few answers: an order repeats its phone in every address.
    """
    if not isinstance(text, str) or len(text) > _LONGEST_PHONE:
        return None
    return _phone_e164(text, country.upper() if country else None)


@lru_cache(maxsize=128)  # plaintext: only as many as the orders being read at once need
def _phone_e164(text: str, country: str | None) -> str | None:
    plain = ascii_digits(text).strip()
    if country == "IN" or plain.startswith("+91"):
        mobile = _INDIAN_MOBILE.fullmatch(_PUNCTUATION.sub("", plain))
        if mobile is not None:
            return f"+91{mobile.group(1)}"
    try:
        number = phonenumbers.parse(plain, country)
    except NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return f"{e164}{_EXTENSION}{number.extension}" if number.extension else e164


def ascii_digits(text: str) -> str:
    """Return `text` with the digits of every script, and full-width signs, as ASCII."""
    if text.isascii():
        return text
    folded = unicodedata.normalize("NFKC", text)
    return "".join([str(int(c)) if c.isdecimal() and not c.isascii() else c for c in folded])


def email_key(text: str) -> str:
    """Return the form by which an e-mail address is searched: case folded, domain in ASCII."""
    local, at, domain = unicodedata.normalize("NFKC", text).strip().casefold().rpartition("@")
    if not domain.isascii():
        with suppress(UnicodeError):  # not a domain name: searched as it stands
            domain = domain.encode("idna").decode("ascii")
    return f"{local}{at}{domain.rstrip('.')}"


def name_words(text: str) -> tuple[str, ...]:
    """Return the words of a name, folded, each once: `José de la Cruz` -> `jose`, `de`, `la`, `cruz`.

    Latin accents go, because people leave them out; the vowel signs of other scripts stay.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    if not folded.isascii():
        folded = _LATIN_MARKS.sub(r"\1", unicodedata.normalize("NFD", folded))
        folded = unicodedata.normalize("NFC", folded)
    return tuple(dict.fromkeys(_WORD_BREAK.sub(" ", folded).split()))


_LATIN_MARKS = re.compile("([a-z])[\u0300-\u036f]+")
_WORD_BREAK = re.compile("[^\\w\u0300-\u036f\u0900-\u0dff\u200c\u200d]+|_+")


def postcode_key(text: str) -> str:
    """Return the form by which a postcode is searched: letters and digits only, upper case."""
    return "".join([character for character in ascii_digits(text).upper() if character.isalnum()])


def reference_key(text: str) -> str:
    """Return the form by which a reference is searched: `#1001` and `1001` are the same."""
    return "".join([character for character in ascii_digits(text).upper() if character.isalnum()])


# ---- one form per normaliser of the vocabulary


def _text(value: Any, country: str | None) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return clean(value if isinstance(value, str) else str(value)) or None


def _name(value: Any, country: str | None) -> str | None:
    text = _text(value, country)
    return " ".join(text.split()) if text else None


def _email(value: Any, country: str | None) -> str | None:
    text = _name(value, country)
    if text is None:
        return None
    local, at, domain = text.removeprefix("mailto:").rpartition("@")
    return f"{local}{at}{domain.lower()}" if at and local and domain and " " not in text else text


def _phone(value: Any, country: str | None) -> str | None:
    text = _name(value, country)
    if text is None:
        return None
    text = text.removeprefix("'").removeprefix("tel:")  # a spreadsheet's guard; a link
    return phone_e164(text, country) or text or None


def _reference(value: Any, country: str | None) -> str | None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return _name(value, country)


def _tax_id(value: Any, country: str | None) -> str | None:
    text = _text(value, country)
    return postcode_key(text) or None if text else None


def _lines(value: Any, country: str | None) -> list[dict[str, Any]] | None:
    if not isinstance(value, list | tuple):
        return None
    return [_line(line) for line in value if isinstance(line, dict)] or None


_LINE_FORMS: Mapping[str, Callable[[Any], Any]] = {
    "grams": count,
    "line": count,
    "quantity": count,
    "unit_price": amount,
}


def _line(line: Mapping[str, Any]) -> dict[str, Any]:
    read = {}
    for key in ITEM_KEYS:
        form = _LINE_FORMS.get(key)
        value = line.get(key)
        read[key] = form(value) if form is not None else _text(value, None)
    return {key: value for key, value in read.items() if value is not None}


def _texts(value: Any, country: str | None) -> list[str] | None:
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list | tuple):
        return None
    return [text for part in parts if (text := _text(part, country))] or None


def _pairs(value: Any, country: str | None) -> list[list[str]] | None:
    if isinstance(value, Mapping):
        value = list(value.items())
    if not isinstance(value, list | tuple):
        return None
    pairs = [part for part in value if isinstance(part, list | tuple) and len(part) == 2]
    read = [[_text(name, None) or "", _text(held, None) or ""] for name, held in pairs]
    return [pair for pair in read if any(pair)] or None


_FORMS: Mapping[str, Callable[[Any, str | None], Any]] = {
    "amount": lambda value, country: amount(value),
    "boolean": lambda value, country: boolean(value),
    "count": lambda value, country: count(value),
    "country": lambda value, country: country_code(value),
    "currency": lambda value, country: currency(value),
    "date": lambda value, country: date(value),
    "email": _email,
    "ip": lambda value, country: ip(value),
    "lines": _lines,
    "moment": lambda value, country: moment(value),
    "name": _name,
    "pairs": _pairs,
    "phone": _phone,
    "postcode": postcode,
    "reference": _reference,
    "tax_id": _tax_id,
    "text": _text,
    "texts": _texts,
    "url": _text,
}
