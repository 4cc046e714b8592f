"""Makes the sentences that the small model of names learns from, labelled to the character, by a seed.

Names come from the detector's own lists, from rarer ones and from made-up syllables; names of Indian
scripts are written out of Latin ones by sound.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from typing import Final

from orderveil.detect.worldnames import FAMILY_ANYWHERE, GIVEN_ANYWHERE
from tools import name_data as data
from tools.name_letters import BLOCKS, LETTERS, in_script
from tools.name_places import ADDRESSES, drawn
from tools.name_templates import TEMPLATES
from tools.name_words import ORDINARY

Sentence = tuple[str, list[tuple[int, int, str]]]
_GIVEN, _FAMILY = sorted(GIVEN_ANYWHERE), sorted(FAMILY_ANYWHERE)
_WORDS: Final = {
    "E": sorted(data.ENGLISH) * 2 + sorted(data.MORE_ENGLISH),
    "H": sorted(data.HINGLISH),
    "B": sorted(data.BRANDS),
    "G": sorted(data.GOODS | data.NATIONS),
    "F": sorted(data.FESTIVALS),
    "J": sorted(data.JARGON),
    "O": sorted(data.BINDING),
    "K": sorted(data.CODES),
    "T": sorted(data.NOTICES),
    "C": sorted(data.CITIES),
    "R": sorted(data.AREAS),
    **{letter: text.split() for letter, text in ORDINARY.items()},
}
ORDINARY_WORDS = frozenset(
    part.lower() for letter, of in _WORDS.items() if letter not in "CRK" for told in of for part in told.split("_")
)
_ORIGIN = {"vn": "viet", "id": "indo", "tr": "turk", "ng": "africa", "ae": "arab", "ar": "arab"}
_WRITTEN_OUT = 0.5
_RUSSIAN_ENDS = ("ов", "ев", "ин", "ова", "ева", "ина", "ский", "ская", "енко", "ук", "ян", "")
_FAMILIAR, _MADE_UP = 0.45, 0.25
_FULL, _INITIAL = 0.72, 0.06
_LOWER, _UPPER = 0.3, 0.08
_PROPER, _MORE_ADDRESSES, _DECOYS = 0.65, 0.2, 0.09
_WITH_ADDRESS = [template for template in TEMPLATES if "{A}" in template]


def _made_up(chance: random.Random) -> str:
    """Return a word of syllables, as names of everywhere are."""
    starts = "b ch d dh g h j k kh l m n p ph r s sh t th v w y z br kr st"
    middles, ends = "a e i o u aa ee ai", "n r l m sh d t k"
    parts = [chance.choice(starts.split()) + chance.choice(middles.split()) for _ in range(chance.randint(2, 3))]
    return "".join(parts) + (chance.choice(ends.split()) if chance.random() < 0.6 else "")


def _part(chance: random.Random, origin: str, *, family: bool) -> str:
    way = chance.random()
    if way < _MADE_UP:
        return _made_up(chance)
    if way < _MADE_UP + _FAMILIAR and origin in ("in", "world"):
        return chance.choice(_FAMILY if family else _GIVEN)
    return chance.choice(data.RARE[origin].split(" / ")[family].split()).replace("_", " ")


def name(chance: random.Random, locale: str) -> str:
    """Return a person's name as a shop's texts have it."""
    if locale in data.SCRIPTED and chance.random() > _WRITTEN_OUT:
        given, family = (chance.choice(part.split()) for part in data.SCRIPTED[locale].split(" / "))
        return f"{given} {family}" if chance.random() < _FULL else given
    origin = "in" if locale in ("in", "ur", *BLOCKS) else _ORIGIN.get(locale, "world")
    given, family = _part(chance, origin, family=False), _part(chance, origin, family=True)
    if locale in BLOCKS or locale in LETTERS:
        given, family = in_script(given, locale), in_script(family, locale)
        if locale == "ru":
            given, family = given.title(), (family + chance.choice(_RUSSIAN_ENDS)).title()
        if not given or not family:
            return name(chance, locale)
        return f"{given} {family}" if chance.random() < _FULL else given
    way = chance.random()
    full = f"{given} {family}" if way < _FULL else f"{given[0]}. {family}" if way < _FULL + _INITIAL else given
    case = chance.random()
    if locale == "in" and case < _LOWER:
        return full
    return full.upper() if case > 1 - _UPPER else full.title().replace("'S", "'s")


def address(chance: random.Random, locale: str) -> str:
    """Return an address as people of the place write it."""
    text = drawn(chance, chance.choice(ADDRESSES.get(locale, ADDRESSES["in"])), _WORDS)
    return text.lower() if locale == "in" and chance.random() < _LOWER else text


def _firm(chance: random.Random, locale: str) -> str:
    """Return a firm that bears somebody's name, which is nobody's."""
    ends = "Crafts Textiles Stores Jewellers Sarees Silks Traders Enterprises Foods Fashions Clinic Mart Pvt_Ltd"
    who = _part(chance, "in" if locale == "in" else "world", family=chance.random() < 0.5)
    return f"{who} {chance.choice(ends.split())}".replace("_", " ").title()


def _decoy(chance: random.Random, slot: str) -> str:
    """Return ordinary words where a name or an address would stand, so that the place alone proves little."""
    if slot == "A":
        return " ".join(_word(chance, chance.choice("EKGO")) for _ in range(chance.randint(2, 5)))
    told = " ".join(_word(chance, chance.choice("EEEEBJGHO")) for _ in range(chance.choice((1, 1, 2, 2, 3))))
    return told.title() if chance.random() < 0.6 else told


def _blank(chance: random.Random) -> str:
    """Return a number that other finders blanked, or now and then one that none did."""
    if chance.random() < 0.82:
        return "\n" * chance.randint(4, 14)
    return "".join(chance.choices("0123456789", k=chance.randint(1, 8)))


def sentences(count: int, chance: random.Random) -> Iterator[Sentence]:
    """Yield `count` sentences with the places of names (N) and addresses (A) in them."""
    for _ in range(count):
        drawn_from = _WITH_ADDRESS if chance.random() < _MORE_ADDRESSES else TEMPLATES
        locales, _, template = chance.choice(drawn_from).partition("|")
        yield _filled(template, chance.choice(locales.split()), chance)


def _filled(template: str, locale: str, chance: random.Random) -> Sentence:
    text, marks = "", []
    makers: dict[str, Callable[[random.Random, str], str]] = {"N": name, "A": address, "Z": _firm}
    pieces = template.split("{")
    text = pieces[0]
    for piece in pieces[1:]:
        slot, closed, rest = piece.partition("}")
        if not closed or (len(slot) != 1):
            text += "{" + piece
            continue
        start = len(text)
        if slot in "NA" and chance.random() < _DECOYS:
            text += _decoy(chance, slot) + rest
            continue
        text += (
            makers[slot](chance, locale) if slot in makers else _blank(chance) if slot == "P" else _word(chance, slot)
        )
        if slot in "NA":
            marks.append((start, len(text), slot))
        text += rest
    return _cased(text, chance), marks


def _word(chance: random.Random, slot: str) -> str:
    return drawn(chance, chance.choice(_WORDS[slot]).replace("_", " "), _WORDS)


_SENTENCE = re.compile(r"(?<=[.!?] )[a-z]")


def _cased(text: str, chance: random.Random) -> str:
    """Return the text as people write it: often a capital at its beginning, now and then capitals throughout."""
    way = chance.random()
    if way < 0.04 and len(text.upper()) == len(text):
        return text.upper()
    if way > _PROPER:
        return text
    text = _SENTENCE.sub(lambda found: found.group().upper(), text)
    return text[:1].upper() + text[1:] if len(text[:1].upper()) == 1 else text
