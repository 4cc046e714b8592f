"""Makes names of people for the sentences that the small model learns from, by a seed.

They come from the detector's own lists, from rarer ones, and from words made like them letter by letter; names in
other scripts are written out of Latin ones by their sounds, or drawn from lists of their own.
"""

from __future__ import annotations

import random
import re
from functools import lru_cache
from typing import Final

from orderveil.detect.wordlists.peopleabroad import NAMES_ABROAD
from orderveil.detect.wordlists.peopleall import NAMES_WIDER
from orderveil.detect.wordlists.peopleenglish import ENGLISH_NAMES
from orderveil.detect.wordlists.peoplenames import NAMES_OF
from orderveil.detect.wordlists.worldnames import FAMILY_ANYWHERE, GIVEN_ANYWHERE
from tools import name_data as data
from tools.name_letters import BLOCKS, LETTERS, in_script
from tools.name_texts import MIDDLES, SCRIPTED
from tools.name_vocabulary import ORDINARY_WORDS

_OLDER: Final = {
    "us": (ENGLISH_NAMES["en"],), "gb": (ENGLISH_NAMES["en"],), "au": (ENGLISH_NAMES["en"],), "de": (NAMES_OF["de"],),
    "fr": (NAMES_OF["fr"],), "es": (NAMES_OF["es"],), "mx": (NAMES_OF["es"],), "co": (NAMES_OF["es"],),
    "br": (NAMES_ABROAD["pt"],), "it": (NAMES_ABROAD["it"],), "nl": (NAMES_ABROAD["nl"],),
    "pl": (NAMES_ABROAD["pl"],), "tr": (NAMES_ABROAD["tr"], data.RARE["turk"]), "vn": (data.RARE["viet"],),
    "id": (data.RARE["indo"],), "ng": (data.RARE["africa"], ENGLISH_NAMES["en"]), "ae": (data.RARE["arab"],),
    "in": (
        NAMES_OF["in"], data.RARE["in"],
        " | ".join(" ".join(sorted(of)) for of in (GIVEN_ANYWHERE, FAMILY_ANYWHERE)),
    ),
}  # fmt: skip
POOLS: Final[dict[str, tuple[str, ...]]] = {
    code: (*_OLDER.get(code, ()), *((NAMES_WIDER[code],) if code in NAMES_WIDER else ()))
    for code in sorted({*_OLDER, *NAMES_WIDER})
}
SIGNS = frozenset({"jp", "cn", "kr"})
_LATIN = frozenset({"se", "dk", "no", "cz", "ro", "hu", "ph"})  # in the table of scripts for want of a list
_WRITTEN_OUT, _MADE, _MIDDLE, _TWO_GIVEN = 0.18, 0.22, 0.22, 0.05
_INITIALED = frozenset({"ta", "te", "kn", "ml"})  # where initials stand before the name that people are called by
_RUSSIAN_ENDS = ("ов", "ев", "ин", "ова", "ева", "ина", "ский", "ская", "енко", "ук", "ян", "")
_FULL, _LIKE, _SYLLABLES, _RARE = 0.72, 0.4, 0.06, 0.2
LOWER, LOWER_ABROAD, _UPPER = 0.28, 0.08, 0.08
_SHORTEST, _LONGEST = 3, 12
_ORDER = 3  # letters that the next one hangs on, in words made like others
_PARTICLES = {
    "nl": "van de van_der van_den ter de", "de": "von von_der zu", "fr": "de du Le La de_la", "es": "de de_la del",
    "br": "da de dos do das", "it": "De Di Del Lo", "mx": "de la", "ae": "Al Bin El",
}  # fmt: skip


@lru_cache(maxsize=64)
def _in_script(locale: str) -> tuple[list[str], list[str]]:
    given, _, family = SCRIPTED[locale].partition(" / ")
    return given.split(), family.split()


@lru_cache(maxsize=64)
def _pool(origin: str) -> tuple[list[str], list[str]]:
    if origin in SCRIPTED and origin not in POOLS:
        return _in_script(origin)
    given: list[str] = []
    family: list[str] = []
    for text in (*POOLS.get(origin, (data.RARE["world"],)), SCRIPTED.get(origin, "").lower()):
        first, _, second = text.replace(" / ", "|").partition("|")
        given += first.split()
        family += second.split()
    return sorted(set(given)), sorted(set(family))


@lru_cache(maxsize=256)
def _letters_after(origin: str, family: bool) -> dict[str, str]:
    """Return which letters follow which in the names of a country, each as often as it does."""
    after: dict[str, list[str]] = {}
    for known in _pool(origin)[family]:
        spelled = "^" * _ORDER + known.partition("_")[0] + "$"
        for at in range(_ORDER, len(spelled)):
            after.setdefault(spelled[at - _ORDER : at], []).append(spelled[at])
    return {before: "".join(following) for before, following in after.items()}


def made_like(chance: random.Random, origin: str, *, family: bool) -> str:
    """Return a word that could be a name there."""
    after = _letters_after(origin, family)
    while True:
        spelled = "^" * _ORDER
        while not spelled.endswith("$") and len(spelled) <= _LONGEST + _ORDER:
            spelled += chance.choice(after[spelled[-_ORDER:]])
        made = spelled.strip("^$").strip("-'")
        if _SHORTEST <= len(made) <= _LONGEST and made.lower() not in ORDINARY_WORDS:
            return made


def _syllables(chance: random.Random) -> str:
    """Return a word of syllables, as names of everywhere are."""
    starts = "b ch d dh g h j k kh l m n p ph r s sh t th v w y z br kr st"
    middles, ends = "a e i o u aa ee ai", "n r l m sh d t k"
    parts = [chance.choice(starts.split()) + chance.choice(middles.split()) for _ in range(chance.randint(2, 3))]
    return "".join(parts) + (chance.choice(ends.split()) if chance.random() < 0.6 else "")


def one_part(chance: random.Random, origin: str, *, family: bool) -> str:
    way = chance.random()
    if way < _SYLLABLES and origin in ("in", "ng"):
        return _syllables(chance)
    if way < _LIKE:
        return made_like(chance, origin, family=family)
    known = chance.choice(_pool(origin)[family])
    if way > 1 - _RARE and origin in ("us", "de", "fr", "es", "br", "it", "nl", "pl", "gb"):
        known = chance.choice(data.RARE["world"].split(" / ")[family].split())
    return known.replace("_", " ")


def titled(text: str) -> str:
    return re.sub(r"[^\W\d_]+", lambda found: found.group().capitalize(), text).replace("'S", "'s")


def _western(chance: random.Random, origin: str) -> tuple[str, str]:
    """Return a given and a family name with what some have besides: two of them, particles, hyphens."""
    given, family = (titled(one_part(chance, origin, family=which)) for which in (False, True))
    way = chance.random()
    if way < 0.08 and origin not in ("in", "vn"):
        given += chance.choice("- ") + titled(one_part(chance, origin, family=False))
    elif way < 0.16 or (origin in ("es", "mx", "co", "br") and way < 0.4):
        family += chance.choice("-  ") + titled(one_part(chance, origin, family=True))
    elif way < 0.2 and origin in ("us", "gb"):
        family = chance.choice(("O'", "Mc", "Mac", "St. ")) + family
    elif origin in _PARTICLES and way > (0.6 if origin == "nl" else 0.88):
        family = f"{chance.choice(_PARTICLES[origin].split()).replace('_', ' ')} {family}"
    return given, family


def _one_in_script(chance: random.Random, locale: str, *, family: bool) -> str:
    """Return a name of its own script: a listed one, or one made like them."""
    known = _in_script(locale)[family]
    if chance.random() > _MADE:
        return chance.choice(known)
    if locale not in SIGNS:
        return made_like(chance, locale, family=family)
    if family and locale != "jp":
        return chance.choice(known)
    two = [each for each in known if len(each) == 2]
    return chance.choice(two)[0] + chance.choice(two)[1]


def _parts_in_script(chance: random.Random, locale: str) -> tuple[str, str]:
    """Return a given and a family name; now and then Latin ones written out by their sounds."""
    written = locale in BLOCKS or locale in LETTERS
    if locale in SCRIPTED and not (written and chance.random() < _WRITTEN_OUT):
        return _one_in_script(chance, locale, family=False), _one_in_script(chance, locale, family=True)
    origin = "in" if locale in BLOCKS or locale == "ur" else "ae" if locale == "ar" else "us"
    given, family = (in_script(one_part(chance, origin, family=kin), locale) for kin in (False, True))
    if locale == "ru":
        given, family = given.title(), (family + chance.choice(_RUSSIAN_ENDS)).title()
    if not given or not family:
        return _parts_in_script(chance, locale)
    return given, family


def name_in_script(chance: random.Random, locale: str, which: str) -> str:
    given, family = (part.replace("_", " ") for part in _parts_in_script(chance, locale))
    if locale in SIGNS:
        gap = chance.choice(("", "", " ", "　" if locale == "jp" else ""))
        alone = {"1": given if len(given) > 1 else "", "2": family}
        return alone.get(which) or family + gap + given
    if locale in ("hi", "mr") and which == "N" and chance.random() < 0.12:
        family += "जी"
    if locale == "ar" and chance.random() < 0.15:
        family = chance.choice(("آل ", "بن ", "أبو ", "عبد ")) + family
    if which != "N":
        return given if which == "1" else family
    if locale in MIDDLES and chance.random() < _MIDDLE:
        between = chance.choice(MIDDLES[locale].split()).replace("_", " ")
        if locale in _INITIALED:
            return f"{between} {given}"
        given = f"{given} {between}"
    elif chance.random() < _TWO_GIVEN:
        given += " " + _one_in_script(chance, locale, family=False).replace("_", " ") if locale in SCRIPTED else ""
    if locale in ("ru", "uk") and chance.random() < 0.3:
        return f"{family} {given}"
    return f"{given} {family}" if chance.random() < _FULL else given


def name(chance: random.Random, locale: str, which: str = "N") -> str:
    """Return a person's name as a shop's texts have it: any form, or a given (`1`) or family name (`2`) alone."""
    if (locale in SCRIPTED and locale not in _LATIN) or locale in BLOCKS:
        return name_in_script(chance, locale, which)
    origin = locale if locale in POOLS or locale in SCRIPTED else "in"
    given, family = _western(chance, origin)
    if locale == "hu" and which == "N":
        given, family = family, given
    way = chance.random()
    initial = chance.choice("ABCDEGHJKLMNPRSTV")
    if which != "N":
        full = given if which == "1" else family
    elif way < _FULL:
        full = f"{given} {family}"
    elif way < 0.8:
        full = chance.choice((
            f"{given[0]}. {family}", f"{given} {initial}. {family}", f"{initial}. {given[0]}. {family}",
            f"{given[0]} {family}", f"{initial}.{given[0]}. {family}", f"{family}, {given}",
        ))  # fmt: skip
    else:
        full = given
    case = chance.random()
    if case < (LOWER if locale == "in" else LOWER_ABROAD):
        return full.lower()
    return full.upper() if case > 1 - _UPPER else full
