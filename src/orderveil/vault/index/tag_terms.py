"""What an order can be found by: the terms of its fields, and the terms of a search for it.

Both go through the same normalisers, so that a search agrees with what was stored however the two
were written. Pure: no key and no store is touched here. A term is plaintext: it is hashed under a
key at once and never kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import IntEnum
from typing import Any

from orderveil.core.errors import Malformed
from orderveil.core.fields import FIELDS
from orderveil.core.normalise import email_key, name_words, phone_e164, postcode_key, reference_key


class TermKind(IntEnum):
    """What a term says. The number is part of every stored tag and never changes its meaning."""

    PHONE = 1
    EMAIL = 2
    REFERENCE = 3  # the order's reference or number at its source
    AWB = 4
    LAST4_POSTCODE = 5
    NAME_POSTCODE = 6  # one word of a name, with the first letters of the postcode


Term = tuple[TermKind, str]

POSTCODE_PREFIX = 3  # letters: a sorting district of some hundred thousand people, not a street
NAME_WORDS = 8  # of one order; a longer name is searched by its first words
_LAST_DIGITS = 4
_LONGEST = 512  # letters: reading a name of megabytes would hold up everybody behind it in the writer's line
_PHONES = tuple(name for name, field in FIELDS.items() if field.normaliser == "phone")
_EMAILS = tuple(name for name, field in FIELDS.items() if field.normaliser == "email")
_NAMES = tuple(name for name, field in FIELDS.items() if field.normaliser == "name")
_E164_DIGITS = range(7, 16)


def terms_of(fields: Mapping[str, Any], awbs: Iterable[str] = ()) -> set[Term]:
    """Return every term that an order with these normalised fields and AWBs can be found by."""
    terms: set[Term] = set()
    country = _text(fields, "ship_country") or _text(fields, "bill_country")
    postcode = postcode_key(_text(fields, "ship_postcode") or _text(fields, "bill_postcode"))
    for name in _PHONES:
        value = fields.get(name)
        phone = _phone(value, country) if value else None
        if phone:
            terms.add((TermKind.PHONE, phone))
            if postcode:
                terms.add((TermKind.LAST4_POSTCODE, f"{_last4(phone)} {postcode}"))
    for name in _EMAILS:
        email = email_key(_text(fields, name))
        if email:
            terms.add((TermKind.EMAIL, email))
    _add(terms, TermKind.REFERENCE, (_text(fields, "order_ref"), _text(fields, "order_number")))
    _add(terms, TermKind.AWB, (*awbs, _text(fields, "awb")))
    if len(postcode) >= POSTCODE_PREFIX:
        prefix = postcode[:POSTCODE_PREFIX]
        words = dict.fromkeys(word for name in _NAMES if fields.get(name) for word in name_words(_name(fields, name)))
        terms.update((TermKind.NAME_POSTCODE, f"{word} {prefix}") for word in list(words)[:NAME_WORDS])
    return terms


def terms_for(criteria: Mapping[str, str], country: str | None) -> list[Term]:
    """Return the terms that an order must all have to match `criteria`.

    `country` reads a phone number that is written without its country code. Raises Malformed naming
    the criterion that cannot be read; an order it would match was never stored under it either.
    """
    if not criteria:
        raise Malformed("a search names at least one thing to look for", reason="search:empty", place="criteria")
    terms: list[Term] = []
    for name, value in criteria.items():
        read = _READERS.get(name)
        if read is None:
            raise Malformed(
                f"no order can be searched by this; by {', '.join(sorted(_READERS))} it can",
                reason="search:unknown-criterion",
                place="criteria",
            )
        found = read(value, country)
        if not found:
            raise Malformed(_HOW[name], reason="search:unreadable", place=f"criteria.{name}")
        terms.extend(found)
    return list(dict.fromkeys(terms))


def is_match(
    criteria: Mapping[str, str], fields: Mapping[str, Any], awbs: Iterable[str] = (), *, country: str | None = None
) -> bool:
    """Tell whether an opened order truly matches: what decides after tags have narrowed.

    Reads both sides as the tags did, and the postcode of a name as far as the search gave it.
    """
    if not set(terms_for(criteria, country)) <= terms_of(fields, awbs):
        return False
    if "name_postcode" not in criteria:
        return True
    postcode = postcode_key(_text(fields, "ship_postcode") or _text(fields, "bill_postcode"))
    return postcode.startswith(split_name(criteria["name_postcode"])[1])


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) and len(value) <= _LONGEST else ""


def _name(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    return value[:_LONGEST] if isinstance(value, str) else ""


def _add(terms: set[Term], kind: TermKind, values: Iterable[str]) -> None:
    for value in values:
        key = reference_key(value) if value else ""
        if key:
            terms.add((kind, key))


def _phone(value: Any, country: str | None) -> str | None:
    """Return the number in E.164, with its extension if it has one: many buyers share such a number."""
    if not isinstance(value, str):
        return None
    if value[0] == "+" and len(value) - 1 in _E164_DIGITS and value[1:].isdigit() and value.isascii():
        return value  # already normalised at intake: reading it again costs a hundred times as much
    return phone_e164(value, country)


def _last4(phone: str) -> str:
    """Return the last digits of the number itself; `;ext=` may follow them."""
    return phone.partition(";")[0][-_LAST_DIGITS:]


def _read_phone(value: str, country: str | None) -> list[Term]:
    phone = _phone(value.strip(), country) if value.strip() else None
    return [(TermKind.PHONE, phone)] if phone else []


def _read_email(value: str, country: str | None) -> list[Term]:
    email = email_key(value)
    return [(TermKind.EMAIL, email)] if email else []


def _read_reference(value: str, country: str | None) -> list[Term]:
    key = reference_key(value)
    return [(TermKind.REFERENCE, key)] if key else []


def _read_awb(value: str, country: str | None) -> list[Term]:
    key = reference_key(value)
    return [(TermKind.AWB, key)] if key else []


def _read_last4(value: str, country: str | None) -> list[Term]:
    digits, _, rest = value.strip().partition(" ")
    postcode = postcode_key(rest)
    if len(digits) != _LAST_DIGITS or not digits.isdecimal() or not postcode:
        return []
    return [(TermKind.LAST4_POSTCODE, f"{_ascii_digits(digits)} {postcode}")]


def _read_name(value: str, country: str | None) -> list[Term]:
    name, postcode = split_name(value)
    if len(postcode) < POSTCODE_PREFIX:
        return []
    return [(TermKind.NAME_POSTCODE, f"{word} {postcode[:POSTCODE_PREFIX]}") for word in name_words(name)[:NAME_WORDS]]


def split_name(value: str) -> tuple[str, str]:
    """Return a name and the postcode behind it: the last word, or the last two as in `SW1A 1AA` and `1234 AB`."""
    words = value.split()
    start = len(words) - (2 if len(words) > 2 and any(map(str.isdigit, words[-2])) else 1)
    return " ".join(words[:start]), postcode_key("".join(words[start:]))


def _ascii_digits(digits: str) -> str:
    return "".join(str(int(digit)) for digit in digits)


_READERS: dict[str, Callable[[str, str | None], Sequence[Term]]] = {
    "awb": _read_awb,
    "email": _read_email,
    "last4_postcode": _read_last4,
    "name_postcode": _read_name,
    "order_ref": _read_reference,
    "phone": _read_phone,
}
_HOW = {
    "awb": "must be a tracking number",
    "email": "must be an e-mail address",
    "last4_postcode": "must be the last four digits of the phone, a space and the whole postcode",
    "name_postcode": f"must be words of the name, a space and at least {POSTCODE_PREFIX} letters of the postcode",
    "order_ref": "must be an order's reference",
    "phone": "must be a phone number, with its country code if it is not the shop's",
}
