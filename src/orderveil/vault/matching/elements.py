"""What of an order is fingerprinted: its phones, e-mails, names and street lines with their postcode, references.

Many orders at once: a group's are digested together. Must never keep what it reads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from orderveil.core.fields import FIELDS
from orderveil.core.ids import FieldName
from orderveil.detect import exactone as one
from orderveil.detect.exact import (
    Element,
    address_digests,
    digests,
    email_digests,
    name_digests,
    phone_digests,
    postcode_digests,
    reference_digests,
)
from orderveil.detect.exactcells import Cells, Digests
from orderveil.detect.exactset import Orders
from orderveil.vault.keyring.keystore import OrderKeys
from orderveil.vault.matching.fingerprints import KINDS, Kinds

Order = tuple[int, Mapping[str, Any]]
"""The order's n, and its fields as they are sealed: normalised."""

_PHONES = tuple(name for name, field in FIELDS.items() if field.normaliser == "phone")
_EMAILS = tuple(name for name, field in FIELDS.items() if field.normaliser == "email")
_REFERENCES = ("order_ref", "order_number")
_SHIP = ("ship_postcode", "ship_city")
_BILL = ("bill_postcode", "bill_city", *_SHIP)
_NAMES = (("recipient_name", _SHIP), ("buyer_name", _SHIP), ("bill_name", _BILL))
_LINES = (("ship_line1", "ship_line2", _SHIP), ("bill_line1", "bill_line2", _BILL))
_LONGEST = 512  # letters; reading a name of megabytes would hold up everybody behind it in the writer's line
_LOW = 0xFFFF_FFFF
_FEW = 6  # orders
_E164_DIGITS = range(7, 16)

FIELDS_READ: tuple[str, ...] = (
    *_PHONES, *_EMAILS, *_REFERENCES, *(name for name, _ in _NAMES), *(name for row in _LINES for name in row[:2]),
    "ship_postcode", "ship_city", "ship_country", "bill_postcode", "bill_city", "bill_country",
)  # fmt: skip
"""The fields that fingerprints are made of."""


@dataclass(frozen=True, slots=True, repr=False)
class Elements:
    """Elements of some orders, one in a row: what kind, its digest, and the low half of its order's number."""

    kinds: Kinds
    digests: Digests
    ns: Orders


def living_fields(fields: Mapping[str, Any], keys: OrderKeys) -> dict[str, Any]:
    """Return the fields of the classes that have not ended: a late telling does not bring the others back."""
    return {name: value for name, value in fields.items() if keys[FIELDS[FieldName(name)].retention] is not None}


def elements_of(orders: Sequence[Order]) -> Elements:
    """Return every element of some orders."""
    if len(orders) <= _FEW and all(_text(fields, name).isascii() for _, fields in orders for name in FIELDS_READ):
        return _few(orders)
    parts: list[tuple[Element, Digests, list[int]]] = [
        (Element.PHONE, *_phones(orders)),
        (Element.EMAIL, *_plain(orders, _EMAILS, email_digests)),
        (Element.ORDER_REF, *_plain(orders, _REFERENCES, reference_digests)),
        *_names(orders),
        _addresses(orders),
    ]
    kinds = np.repeat(np.array([KINDS[part[0]] for part in parts], np.uint8), [len(part[2]) for part in parts])
    ns = np.array([n for part in parts for n in part[2]], np.uint32)
    made = np.concatenate([part[1] for part in parts])
    read = (made[:, 0] | made[:, 1]) != 0
    return Elements(kinds[read], made[read], ns[read])


def _few(orders: Sequence[Order]) -> Elements:
    """Read a few orders one by one: arrays cost as much for one as for a hundred."""
    rows: dict[tuple[int, one.One, int], None] = {}
    for n, fields in orders:
        found = [(KINDS[Element.PHONE], (int(digest[0]), int(digest[1]))) for digest in _phones([(n, fields)])[0]]
        found += [(KINDS[Element.EMAIL], one.email_digest(_text(fields, name))) for name in _EMAILS]
        found += [(KINDS[Element.ORDER_REF], one.reference_digest(_text(fields, name))) for name in _REFERENCES]
        for name, text in {(_text(fields, name), _first(fields, places)) for name, places in _NAMES}:
            made = one.name_digests_of(name, one.postcode_digest(text))
            found += [(KINDS[Element.NAME_POSTCODE], digest) for digest in made]
        for lines, text in {_lines_of(fields, row) for row in _LINES}:
            made = one.address_digests_of(lines, one.postcode_digest(text))
            found += [(KINDS[Element.ADDRESS], digest) for digest in made]
        rows.update({(kind, digest, n & _LOW): None for kind, digest in found if digest != one.NOBODY})
    return Elements(
        np.array([kind for kind, _, _ in rows], np.uint8),
        np.array([digest for _, digest, _ in rows], np.uint64).reshape(-1, 2),
        np.array([n for _, _, n in rows], np.uint32),
    )


def _lines_of(fields: Mapping[str, Any], row: tuple[str, str, tuple[str, ...]]) -> tuple[str, str]:
    return f"{_text(fields, row[0])},{_text(fields, row[1])}", _first(fields, row[2])


def _phones(orders: Sequence[Order]) -> tuple[Digests, list[int]]:
    numbers: list[int] = []
    odd: list[Digests] = []
    ns: list[int] = []
    odd_ns: list[int] = []
    for n, fields in orders:
        for value in dict.fromkeys(_text(fields, name) for name in _PHONES):
            if value[:1] == "+" and len(value) - 1 in _E164_DIGITS and value[1:].isdecimal():
                numbers.append(int(value[1:]))  # as intake normalises nearly all of them
                ns.append(n & _LOW)
            elif value:
                odd.append(digests(Element.PHONE, [value], _text(fields, "ship_country") or None))
                odd_ns.append(n & _LOW)
    return np.concatenate([phone_digests(np.array(numbers, np.uint64)), *odd]), ns + odd_ns


def _plain(orders: Sequence[Order], names: Sequence[str], digest: Any) -> tuple[Digests, list[int]]:
    texts: list[str] = []
    ns: list[int] = []
    for n, fields in orders:
        for value in dict.fromkeys(_text(fields, name) for name in names):
            if value:
                texts.append(value)
                ns.append(n & _LOW)
    return digest(Cells.of(texts)), ns


def _names(orders: Sequence[Order]) -> list[tuple[Element, Digests, list[int]]]:
    pairs: list[tuple[str, str]] = []
    ns: list[int] = []
    for n, fields in orders:
        found = {(_text(fields, name), _first(fields, places)): None for name, places in _NAMES}
        pairs += found
        ns += [n & _LOW] * len(found)
    postcodes = postcode_digests(Cells.of([postcode for _, postcode in pairs]))
    made = name_digests(Cells.of([name for name, _ in pairs]), postcodes)
    return [(Element.NAME_POSTCODE, one, ns) for one in made]


def _addresses(orders: Sequence[Order]) -> tuple[Element, Digests, list[int]]:
    pairs: list[tuple[str, str]] = []
    ns: list[int] = []
    for n, fields in orders:
        found = {_lines_of(fields, row): None for row in _LINES}
        pairs += found
        ns += [n & _LOW] * len(found)
    postcodes = postcode_digests(Cells.of([postcode for _, postcode in pairs]))
    made, of = address_digests(Cells.of([lines for lines, _ in pairs]), postcodes)
    return Element.ADDRESS, made, [ns[place] for place in of]


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) and len(value) <= _LONGEST else ""


def _first(fields: Mapping[str, Any], names: Sequence[str]) -> str:
    """Return the first of some fields that has something. Where there are no postcodes, the city stands for one."""
    return next((value for name in names if (value := _text(fields, name))), "")
