"""Finding positions: latitude and longitude, links of maps, plus codes and addresses of three words.

A position with five decimals is a door; it says where somebody lives as well as an address does.
Pure; Scanned texts only. Must never take a ratio, a size or a version for one: a pair counts with
four decimals or its degree signs, a short plus code in capitals.
"""

from __future__ import annotations

from collections.abc import Iterator

from orderveil.detect.branches import compiled
from orderveil.detect.findings import Finding, Kind, Scanned
from orderveil.detect.gates import RARELY_MET

_DEGREES = r"\s?[°º]?\s?"
_MINUTES = r"\s?[°º]\s?[0-9]{1,2}\s?['′’]\s?(?:[0-9]{1,2}(?:\.[0-9]{1,6})?\s?(?:\"|″|”|'')\s?)?"
PAIR = compiled(
    rf"(?<![0-9.])[-+]?[0-9]{{1,2}}\.[0-9]{{4,16}}{_DEGREES}[ns]?[ ,;/]{{1,3}}[-+]?[0-9]{{1,3}}\.[0-9]{{4,16}}(?![0-9])"
    rf"(?:{_DEGREES}[ew]\b)?"
    rf"|(?<![0-9.])[0-9]{{1,2}}{_MINUTES}[ns][ ,;]{{0,3}}[0-9]{{1,3}}{_MINUTES}[ew]\b"
    r"|\blat(?:itude)?\W{1,4}[-+]?[0-9]{1,2}\.[0-9]{3,16}\W{1,5}(?:lon|lng|long|longitude)\W{1,4}[-+]?[0-9]{1,3}\.[0-9]{3,16}"
)
LINK = compiled(
    r"(?:https?://)?(?:(?:www\.|maps\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?/maps[/?]|maps\.google\.[a-z.]{2,6}/"
    r"|goo\.gl/maps/|maps\.app\.goo\.gl/|maps\.apple\.com/|(?:www\.)?openstreetmap\.org/|osm\.org/|(?:www\.)?waze\.com/"
    r"|maps\.mapmyindia\.com/|mappls\.com/|w3w\.co/|what3words\.com/|plus\.codes/)[^\s<>\"'।]{3,300}"
    r"|\bgeo:-?[0-9.]{1,20},-?[0-9.]{1,20}"
)
_ALPHABET = "23456789cfghjmpqrvwx"  # of Open Location Code
PLUS = compiled(rf"(?<![\w+])(?:[{_ALPHABET}]{{8}}|[{_ALPHABET}]{{4}})\+[{_ALPHABET}]{{2,3}}(?![\w+])")
THREE_WORDS = compiled(r"(?<![\w/])///[^\W\d_]{2,24}\.[^\W\d_]{2,24}\.[^\W\d_]{2,24}(?![\w.])")
_GATE = RARELY_MET.also(link=LINK, pair=PAIR, plus=PLUS, words=THREE_WORDS)
_CALLED = compiled(r"plus ?code|location|address|lokation|maps?\b|pin\b|जगह|पता")
_SHORT = 8
_NUMBER = compiled(r"[-+]?[0-9]+\.[0-9]+")
_REACH = 40


def find_positions(given: Scanned) -> Iterator[Finding]:
    """Yield latitude and longitude."""
    if "pair" not in given.opened(_GATE):
        return
    for found in PAIR.finditer(given.low):
        numbers = [abs(float(number)) for number in _NUMBER.findall(found.group())[:2]]
        if all(number <= most for number, most in zip(numbers, (90, 180), strict=False)):
            yield given.finding(Kind.POSITION, found.span(), 0.75, "a latitude and a longitude")


def find_places_on_maps(given: Scanned) -> Iterator[Finding]:
    """Yield positions in every way that people send them."""
    opened = given.opened(_GATE)
    yield from find_positions(given)
    if "link" in opened:
        for found in LINK.finditer(given.low):
            yield given.finding(Kind.POSITION, found.span(), 0.85, "a link that opens a place on a map")
    if "plus" in opened:
        yield from _plus_codes(given)
    if "words" in opened:
        for found in THREE_WORDS.finditer(given.low):
            yield given.finding(Kind.POSITION, found.span(), 0.85, "an address of three words")


def _plus_codes(given: Scanned) -> Iterator[Finding]:
    for found in PLUS.finditer(given.low):
        written = given.text[found.start() : found.end()]
        mixed = any(map(str.isdigit, written)) and any(map(str.isalpha, written))
        if not written.isupper() or not mixed:
            continue
        full = written.index("+") == _SHORT
        called = _CALLED.search(given.low, max(0, found.start() - _REACH), found.end() + _REACH)
        score = 0.85 if full or called else 0.6
        yield given.finding(Kind.POSITION, found.span(), score, "a plus code")
