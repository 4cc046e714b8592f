"""Finding numbers that name a person or an order: tax and identity numbers, order references, positions.

Pure. Check digits come from python-stdnum; where a number has none, its place must speak for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum import verhoeff
from stdnum.in_ import gstin
from stdnum.in_ import pan as tax_pan

from orderveil.detect.cardtext import find_cards
from orderveil.detect.contacts import is_gtin
from orderveil.detect.findings import Finding, Kind, Scanned, Where
from orderveil.detect.labels import Label

_GSTIN = re.compile(r"(?<![a-z0-9])[0-3][0-9][a-z]{5}[0-9]{4}[a-z][0-9a-z]z[0-9a-z](?![a-z0-9])")
_PAN = re.compile(r"(?<![a-z0-9])[a-z]{3}[abcfghljpt][a-z][0-9]{4}[a-z](?![a-z0-9])")
_PAN_SPOKEN_OF = re.compile(r"(?:\bpan\b|tax|it no|पैन)\W{0,3}(?:no|number|card|is|:|\W){0,3}\Z")
_AADHAAR = re.compile(r"(?<![0-9])[2-9][0-9]{3}([ -]?)[0-9]{4}\1[0-9]{4}(?![0-9])")
_AADHAAR_SPOKEN_OF = re.compile(r"(?:aadhaar|aadhar|adhar|\buid\b|uidai|आधार)\W{0,3}(?:no|number|card|is|:|\W){0,3}\Z")


def find_identity_numbers(given: Scanned) -> Iterator[Finding]:
    """Yield GSTIN, income tax numbers (PAN) and Aadhaar numbers."""
    for found in _GSTIN.finditer(given.low):
        if gstin.is_valid(found.group()):
            yield given.finding(Kind.GSTIN, found.span(), 0.95, "a GSTIN with its check digit")
    for found in _PAN.finditer(given.low):
        if not tax_pan.is_valid(found.group()):
            continue
        spoken = _PAN_SPOKEN_OF.search(given.before(found.start()))
        person = found.group()[3] == "p" and given.where is Where.NOTE
        if spoken or person:
            why = "an income tax number is spoken of" if spoken else "a person's income tax number"
            yield given.finding(Kind.TAX_PAN, found.span(), 0.9 if spoken else 0.65, why)
    yield from _find_aadhaar(given)


def _find_aadhaar(given: Scanned) -> Iterator[Finding]:
    for found in _AADHAAR.finditer(given.text):
        digits = re.sub(r"[ -]", "", found.group())
        if not verhoeff.is_valid(digits):
            continue
        spoken = _AADHAAR_SPOKEN_OF.search(given.before(found.start()))
        grouped = found[1] == " " and given.where is Where.NOTE and not is_gtin(digits)
        if spoken or grouped:
            why = "an Aadhaar number is spoken of" if spoken else "an Aadhaar number in its usual groups"
            yield given.finding(Kind.AADHAAR, found.span(), 0.9 if spoken else 0.7, why)


_ORDERS = re.compile(
    r"(?<![0-9a-z])(?:[0-9]{3}-[0-9]{7}-[0-9]{7}|od[0-9]{18})(?![0-9a-z])"  # Amazon, Flipkart
    r"|(?<!purchase )(?<!work )(?<!sales )(?<!transfer )(?<!job )\b(?:customer order|order)\W{0,2}"
    r"(?:no|number|id|ref|#)[.:# ]{0,3}#?[a-z]{0,6}-?[0-9]{3,20}\b"
    r"|\border #[a-z]{0,6}-?[0-9]{3,20}\b"
)
_POSITION = re.compile(r"(?<![0-9.])-?[0-9]{1,2}\.[0-9]{4,16}°?[ ,;]{1,3}-?[0-9]{1,3}\.[0-9]{4,16}(?![0-9])")


def find_orders(given: Scanned) -> Iterator[Finding]:
    """Yield references of orders: those of marketplaces by shape, others where an order is spoken of."""
    for found in _ORDERS.finditer(given.low):
        yield given.finding(Kind.ORDER, found.span(), 0.7, "an order's reference")


def find_positions(given: Scanned) -> Iterator[Finding]:
    """Yield latitude and longitude."""
    for found in _POSITION.finditer(given.text):
        yield given.finding(Kind.POSITION, found.span(), 0.75, "a latitude and a longitude")


def find_card_data(given: Scanned) -> Iterator[Finding]:
    """Yield card data; codes of goods are left to their lists."""
    label = Label.CODE if given.where is Where.CODE else Label.FREE
    for span in find_cards(given.text, label):
        yield given.finding(Kind.CARD, span, 0.95, "issuer, length and check digit of a card, or its CVV")
