"""Finding what stands beside a card's number: its CVV, and the data of its magnetic stripe.

PCI DSS 3.3.1 forbids keeping either after authorisation, sealed or not. Pure.
"""

from __future__ import annotations

import re

from orderveil.detect.gates import Gate
from orderveil.detect.issuers import is_card_number
from orderveil.detect.labels import is_card_meant

Span = tuple[int, int]

_CVV = r"(?:cvv[12]?|c\.v\.v\.?|सीवीवी|सीवीसी|சிவிவி|安全码)"
_WEAK = (
    r"(?:cvc[12]?|c\.v\.c\.?|cvn2?|csc|cav2|cid|card verification(?: value| code| number)?|(?:security|safety) code)"
)
_DIGITS = r"(?<![0-9])([0-9](?:[ .-]?[0-9]){2,3})(?![0-9])(?![.,:/-][0-9])"
_LEFT = r"(?<![A-Za-z])"
_RIGHT = r"(?![A-Za-z])"

_CVV_FIRST = re.compile(rf"(?i){_LEFT}{_CVV}{_RIGHT}[^0-9]{{0,20}}{_DIGITS}")
_CVV_SERIALISED = re.compile(r"(?i)cv[vc]2?\"?;s:[0-9]:\"([0-9]{3,4})\"")
_CVV_LAST = re.compile(
    rf"(?i){_DIGITS}[^\w]{{0,4}}(?:is |as |= ?)?(?:my |the )?(?:card |card's )?{_CVV}{_RIGHT}"
    r"(?![^0-9]{0,6}[0-9]{3})"  # but in "500, cvv 123" the word belongs to what follows
)
_WEAK_FIRST = re.compile(
    rf"(?i){_LEFT}{_WEAK}{_RIGHT}(?P<sure>[ \"']*(?:no\.?|code|number|is)?[ \"']*[:=][ \"']*)?[^0-9]{{0,12}}?{_DIGITS}"
    r"(?! ?(?:gsm|g|gm|gms|%|cm|mm|ml|pcs|rs|inr)\b)"
)
_ANY_CODE = re.compile(rf"(?i){_LEFT}(?:pin|code|back|secret|verification|otp){_RIGHT}[^0-9]{{0,10}}{_DIGITS}")

_EXPIRY = r"(?:exp[a-z]*[\W_]{0,3})?(?:0?[1-9]|1[0-2])[\W_]{0,3}(?:20)?[2-4][0-9]"
_AFTER_NUMBER = re.compile(
    rf"[\W_]{{1,6}}(?:{_EXPIRY}[\W_]{{1,6}})?(?:[a-z]{{2,4}}[\W_]{{1,3}})?([0-9]{{3,4}})(?![0-9])(?![-/.:][0-9])", re.I
)
_BEFORE_NUMBER = re.compile(rf"{_EXPIRY}[\W_]{{1,6}}([0-9]{{3,4}})[\W_]{{1,6}}\Z", re.I)
_REACH = 40

_TRACK_1 = re.compile(r"%?[Bb] ?[0-9][0-9 ]{10,21}[0-9]\^[^^\r\n]{2,40}\^[0-9]{4}[^?\s]{0,60}\??")
_TRACK_2 = re.compile(r"(?P<start>;?)(?P<number>[0-9]{12,19})[=Dd](?P<rest>[0-9]{4,30})(?P<end>[?Ff]?)")
_CVVS = {"first": _CVV_FIRST, "last": _CVV_LAST, "serialised": _CVV_SERIALISED}
_GATE = Gate(**_CVVS, any_code=_ANY_CODE, track_1=_TRACK_1, track_2=_TRACK_2, weak_first=_WEAK_FIRST)


def secrets_of_cards(text: str, numbers: list[Span]) -> list[Span]:
    """Return where CVV and the data of magnetic stripes stand in `text`, some within `numbers`: its card numbers."""
    opened = _GATE.opened(text)
    found = [span for start, end in numbers for span in _touching(text, start, end)]
    return found + _tracks(text, opened) + _codes(text, opened, meant=bool(numbers)) if opened else found


def _tracks(text: str, opened: frozenset[str]) -> list[Span]:
    """Return where track 1 and track 2 of a magnetic stripe (ISO/IEC 7813) stand."""
    found = [match.span() for match in _TRACK_1.finditer(text)] if "track_1" in opened else []
    for match in _TRACK_2.finditer(text) if "track_2" in opened else ():
        framed = bool(match["start"]) and match["end"] == "?"
        if framed or is_card_number(match["number"]):
            found.append(match.span())
    return found


def _codes(text: str, opened: frozenset[str], *, meant: bool) -> list[Span]:
    """Return where CVV stand by their words; `meant` tells that the text holds a card's number."""
    found: list[Span] = []
    for name, pattern in _CVVS.items():
        if name in opened:
            found += [match.span(1) for match in pattern.finditer(text)]
    if meant and "any_code" in opened:
        found += [match.span(1) for match in _ANY_CODE.finditer(text)]
    for match in _WEAK_FIRST.finditer(text) if "weak_first" in opened else ():
        certain = match["sure"] and match.group().lower().startswith("c")
        if meant or certain or is_card_meant(text, match.start(), match.start()):
            found.append(match.span(2))
    return found


def _touching(text: str, start: int, end: int) -> list[Span]:
    """Three or four digits that follow a card's number, or its expiry, are its CVV whatever they are called."""
    after = _AFTER_NUMBER.match(text, end)
    low = max(0, start - _REACH)
    before = _BEFORE_NUMBER.search(text[low:start])
    found = [after.span(1)] if after else []
    if before:
        found.append((low + before.start(1), low + before.end(1)))
    return found
