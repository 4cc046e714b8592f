"""Finding people in words: names with their context, addresses, postcodes with their context.

Pure. Must never take a brand, an author or a street light for a buyer: a name alone in a title is
no finding that counts, and an address needs several signs of different kinds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from orderveil.detect.findings import Finding, Kind, Scanned, Where
from orderveil.detect.names import CITIES, FAMILY, GIVEN
from orderveil.detect.words import words

# ---- names

_WORD = re.compile(r"[^\W\d_]+(?:[\u0900-\u0dff\u200c\u200d]+)*")
_TOLD = re.compile(
    r"\b(?:customer|buyer|recipient|consignee|receiver|ship to|bill to|sold to|deliver(?:ed)? to|attn|attention)"
    r"(?: name| is|'s name)?\s*[:=\-–]\s*(?:mrs?|ms|dr|shri|smt)?\.? ?([a-z]{2,20}(?: [a-z]{1,20}){0,2})"
)
_LED = re.compile(
    r"\b(?:for|to|from|by|customer|buyer|recipient|attn|call|ask|contact|returned by|c/o|s/o|d/o|w/o|mr|mrs"
    r"|ms|miss|dr|shri|smt|sri)\.? (?:mrs?\.? |ms\.? )?([a-z]{2,20}) ([a-z]{2,20})\b"
)
_HONOURED = re.compile(r"\b(?:mr|mrs|ms|miss|shri|smt)\.? ([a-z]{2,20})\b")
_NOT_NAMES = words(
    "the a an our your warehouse store dock gate rack bin stock shelf vendor supplier returns return qc floor team "
    "dept department all any cash online app new old name unknown na none same address care support service copy"
)
_INDIC_TOLD = re.compile(r"(?:ग्राहक|खरीदार|नाम|श्री|श्रीमती|வாடிக்கையாளர்|பெயர்)\s*[:\-–]?\s*[\u0900-\u0dff]{2,}")


def find_names(given: Scanned) -> Iterator[Finding]:
    """Yield names of people where words around them say so, and given beside family names."""
    for found in _TOLD.finditer(given.low):
        if found[1].split()[0] not in _NOT_NAMES:
            yield given.finding(Kind.NAME, found.span(1), 0.8, "a buyer is named")
    for found in _INDIC_TOLD.finditer(given.text):
        yield given.finding(Kind.NAME, found.span(), 0.7, "a buyer is named")
    led = set()
    for found in _LED.finditer(given.low):
        if _is_name(found[1], found[2]):
            led.add(found.start(1))
            score = 0.8 if given.where is Where.NOTE else 0.65
            yield given.finding(Kind.NAME, (found.start(1), found.end(2)), score, "a name that a word leads to")
    for found in _HONOURED.finditer(given.low):
        if found[1] in GIVEN | FAMILY and given.where is Where.NOTE:
            yield given.finding(Kind.NAME, found.span(1), 0.65, "a name after Mr or Mrs")
    yield from _bare_names(given, led)


def _is_name(first: str, second: str) -> bool:
    return (first in GIVEN and second in FAMILY | GIVEN) or (first in FAMILY and second in GIVEN)


def _bare_names(given: Scanned, led: set[int]) -> Iterator[Finding]:
    """A given beside a family name: enough in a note or in place of a code, not in the name of goods."""
    found = list(_WORD.finditer(given.low))
    for first, second in pairwise(found):
        gap = given.low[first.end() : second.start()]
        if len(gap) > 3 or first.start() in led or not _is_name(first.group(), second.group()):
            continue
        score = 0.4 if given.where is Where.TITLE else 0.65
        yield given.finding(Kind.NAME, (first.start(), second.end()), score, "a given beside a family name")


# ---- addresses and postcodes

_UNIT = re.compile(
    r"\b(?:flat|apt|apartment|house|h\.? ?no|door|d\.? ?no|plot|villa|room|qtr|quarter|bungalow|wing|tower|block"
    r"|unit|फ्लैट|मकान)\.? ?(?:no\.? ?|number |# ?|नं\.? ?)?[:\-]? ?[a-z]?-?[0-9]{1,5}[a-z]?\b"
)
_THOROUGHFARE = re.compile(
    r"\b(?:road|rd|street|lane|marg|nagar|colony|layout|enclave|vihar|sector|phase|cross|chowk|gali|bazaar|extension|extn|"
    r"puram|pura|pet|peth|wadi|halli|society|apartments?|residency|heights|towers|near|opp|opposite|behind|landmark)\b"
    r"|मार्ग|नगर|कॉलोनी|रोड|गली|सड़क|தெரு|நகர்|சாலை"
)
_HOUSE_ON_ROAD = re.compile(
    r"\b[0-9]{1,4}[a-z]?(?:[/-][0-9]{1,4})?,? (?:[a-z.]+ ){1,3}(?:road|rd|street|lane|marg|nagar|colony|avenue|cross)\b"
)
_PIN = re.compile(r"(?<![0-9])[1-8][0-9]{2} ?[0-9]{3}(?![0-9])")
_PIN_SPOKEN_OF = re.compile(
    r"(?:\bpin|pin ?code|post ?code|postal code|zip|पिन|पिनकोड|அஞ்சல்)\W{0,4}(?:code|no|is|:|कोड|\W){0,3}\Z"
)
_NEARBY = 40
_MANY = 2


def find_addresses(given: Scanned) -> Iterator[Finding]:
    """Yield addresses and Indian postcodes (PIN) where several signs agree."""
    if given.where is Where.CODE:
        return
    pins = list(_pins(given))
    yield from pins
    units = [found.span() for found in _UNIT.finditer(given.low)]
    roads = [found.span() for found in _THOROUGHFARE.finditer(given.low)]
    houses = [found.span() for found in _HOUSE_ON_ROAD.finditer(given.low)]
    cities = [found.span() for found in _WORD.finditer(given.low) if found.group() in CITIES]
    kinds = sum(
        map(bool, (units or houses, len(roads) >= _MANY or (roads and units), pins or _lone_pin(given), cities))
    )
    strong = bool(units and roads) + bool(houses)
    if not strong or kinds < _MANY:
        return
    spans = [*units, *roads, *houses, *cities]
    free = given.where is Where.NOTE
    score = 0.85 if kinds > _MANY else 0.7 if free else 0.5
    yield given.finding(
        Kind.ADDRESS, (min(spans)[0], max(end for _, end in spans)), score, f"{kinds} signs of an address"
    )


def _lone_pin(given: Scanned) -> bool:
    return given.where is Where.NOTE and _PIN.search(given.text) is not None


def _pins(given: Scanned) -> Iterator[Finding]:
    for found in _PIN.finditer(given.text):
        before = given.before(found.start())
        if _PIN_SPOKEN_OF.search(before):
            yield given.finding(Kind.POSTCODE, found.span(), 0.75, "a postcode is spoken of")
            continue
        parts = _WORD.findall(before)
        if parts and parts[-1] in CITIES and re.search(r"[ ,\-–]{1,3}\Z", before):
            yield given.finding(Kind.POSTCODE, found.span(), 0.7, "a postcode after a city")
