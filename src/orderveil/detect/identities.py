"""Finding numbers that name a person to the state: Indian tax and identity numbers.

Pure. Check digits come from python-stdnum; where a number has none, its place must speak for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum import verhoeff
from stdnum.in_ import gstin

from orderveil.detect.branches import compiled
from orderveil.detect.findings import Finding, Kind, Scanned
from orderveil.detect.gates import RARELY_MET
from orderveil.detect.shapes import is_gtin

_GSTIN = compiled(r"(?<![a-z0-9])[0-3][0-9][a-z]{5}[0-9]{4}[a-z][0-9a-z]z[0-9a-z](?![a-z0-9])")
_PAN = compiled(r"(?<![a-z0-9_/-])[a-z]{3}[abcfghljpt][a-z] ?[0-9]{4} ?[a-z](?![a-z0-9_/-])")
_PAN_MEANT = compiled(r"(?<![a-z])pan(?![a-z])|income tax|it return|tds|पैन|kyc")
_NOT_PAN = compiled(
    r"(?:sku|coupon|code|promo|voucher|model|part|style|batch|lot|item|serial|use)\W{0,3}(?:no|code|is|:|\W){0,3}\Z"
)
_PERSON = 3  # the character of a PAN that tells whose it is: p is a person's
_AADHAAR = compiled(
    r"(?<![0-9a-zA-Z])(?<![0-9][ -])[2-9][0-9]{3}([ -]?)[0-9]{4}\1[0-9]{4}(?![0-9])(?![ -][0-9]{4}(?![0-9]))"
)
_AADHAAR_MEANT = compiled(r"a+dh?a+r|uidai|\buid\b|आधार|ஆதார்|ఆధార్|আধার|ಆಧಾರ್|આધાર|kyc")
_NOT_AADHAAR = compiled(
    r"(?:phone|mobile|call|contact|whatsapp|awb|track\w*|waybill|ean|upc|gtin|barcode|imei|"
    r"order|ref|utr|rrn|txn|invoice|sku|a/c|account|\bmob|\bph|\btel)[^0-9]{0,12}\Z"
)
_NEAR_BEFORE, _NEAR_AFTER = 40, 20
_GATE = RARELY_MET.also(aadhaar=_AADHAAR, gstin=_GSTIN, pan=_PAN)


def find_identities(given: Scanned) -> Iterator[Finding]:
    """Yield GSTIN, income tax numbers (PAN) and Aadhaar numbers."""
    opened = given.opened(_GATE)
    if "gstin" in opened:
        for found in _GSTIN.finditer(given.low):
            valid = gstin.is_valid(found.group())
            why = "a GSTIN with its check digit" if valid else "shaped like a GSTIN"
            yield given.finding(Kind.GSTIN, found.span(), 0.95 if valid else 0.85, why)
    if "pan" in opened:
        yield from _find_tax_numbers(given)
    if "aadhaar" in opened:
        yield from _find_aadhaar(given)


def _is_near(given: Scanned, words: re.Pattern[str], found: re.Match[str]) -> bool:
    low = given.low[max(0, found.start() - _NEAR_BEFORE) : found.end() + _NEAR_AFTER]
    return words.search(low) is not None


def _find_tax_numbers(given: Scanned) -> Iterator[Finding]:
    for found in _PAN.finditer(given.low):
        if _GSTIN.search(given.low, max(0, found.start() - 3), found.end() + 4):
            continue
        if _is_near(given, _PAN_MEANT, found):
            yield given.finding(Kind.TAX_PAN, found.span(), 0.9, "an income tax number is spoken of")
            continue
        written = given.text[found.start() : found.end()].isupper() and " " not in found.group()
        if written and not _NOT_PAN.search(given.before(found.start())):
            score = 0.75 if found.group()[_PERSON] == "p" else 0.7
            yield given.finding(Kind.TAX_PAN, found.span(), score, "shaped like an income tax number")


def _find_aadhaar(given: Scanned) -> Iterator[Finding]:
    for found in _AADHAAR.finditer(given.low):
        if _NOT_AADHAAR.search(given.before(found.start(), 32)):
            continue
        digits = re.sub(r"[ -]", "", found.group())
        valid = verhoeff.is_valid(digits)
        if _is_near(given, _AADHAAR_MEANT, found):
            yield given.finding(Kind.AADHAAR, found.span(), 0.9 if valid else 0.65, "an Aadhaar number is spoken of")
        elif valid and found[1]:
            score = 0.75 if found[1] == " " and not is_gtin(digits) else 0.7
            yield given.finding(Kind.AADHAAR, found.span(), score, "an Aadhaar number in its usual groups")
