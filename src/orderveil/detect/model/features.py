"""What the small model sees of a text: words, what stands between them, their neighbours, lines, and what rules say.

The trainer and the finder share it, so that both see alike. Pure. A feature is a short string with
weights in names.json; a word of the text itself is a feature only where it is an ordinary one that
training met often, so that the file of weights holds nobody's name.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from sys import intern
from typing import NamedTuple

from orderveil.detect.folding import fold
from orderveil.detect.indic import is_indic, name_key
from orderveil.detect.model.layout import LATIN_END, SMALL, known_by
from orderveil.detect.wordlists.namewords import COMMON, STOP, TAILS
from orderveil.detect.wordlists.nobody import ORDINARY_ABROAD
from orderveil.detect.wordlists.peopleabroad import NAMES_ABROAD
from orderveil.detect.wordlists.peopleall import NAMES_WIDER
from orderveil.detect.wordlists.peopleenglish import ENGLISH_NAMES
from orderveil.detect.wordlists.peoplenames import NAMES_OF
from orderveil.detect.wordlists.placenames import PLACES
from orderveil.detect.wordlists.scriptindia import FAMILY_OF_INDIA, GIVEN_OF_INDIA
from orderveil.detect.wordlists.scriptnames import (
    FAMILY_SIGNS,
    GIVEN_IN_SCRIPT,
    GIVEN_SIGNS,
    HANGUL_FAMILIES,
    HANGUL_FIRST,
    HANGUL_LAST,
    MORE_FAMILY_SIGNS,
)
from orderveil.detect.wordlists.scriptpeople import FAMILY_WRITTEN, GIVEN_WRITTEN
from orderveil.detect.wordlists.vocabulary import VOCABULARY
from orderveil.detect.wordlists.worldnames import FAMILY_ANYWHERE, GIVEN_ANYWHERE

BLANK = "_"
"""How what other finders found is written as a word; it stands in the text as empty lines."""

# What others found stands as empty lines; words keep the vowel signs of Indian scripts, of Arabic and of Thai. Where
# no spaces part words, in Chinese and Japanese, each sign is a word, and what is written in katakana is one.
TOKEN = re.compile(
    r"(?:[^\W_\u3005\u3040-\u30ff\u3400-\u9fff]++|[\u0900-\u0963\u0966-\u0dff\u064b-\u0652\u0e31-\u0e4e\u200c\u200d]++)++"
    r"(?:['’][^\W\d_]+)?"
    r"|\n{4,}|[\u3005\u3040-\u309f\u3400-\u9fff]|[\u30a0-\u30ff]+"
)


_TABLES = (NAMES_OF, NAMES_ABROAD, ENGLISH_NAMES, NAMES_WIDER)


def _listed(place: int) -> frozenset[str]:
    told = (text.split("|")[place] for of in _TABLES for text in of.values())
    return frozenset(word for text in told for parts in text.split() for word in parts.replace("-", "_").split("_"))


GIVEN, FAMILY = GIVEN_ANYWHERE | _listed(0), FAMILY_ANYWHERE | _listed(1) - STOP


def _kinds() -> dict[str, str]:
    lists = (
        ("g", GIVEN), ("f", FAMILY), ("c", COMMON), ("s", STOP), ("t", TAILS), ("p", PLACES), ("w", VOCABULARY),
    )  # fmt: skip
    kinds: dict[str, str] = {}
    for letter, listed in lists:
        for each in listed:
            kinds[each] = intern(kinds.get(each, "") + letter)
    return kinds


_KINDS = _kinds()
_WRITTEN = (GIVEN_IN_SCRIPT | GIVEN_WRITTEN | GIVEN_SIGNS, FAMILY_SIGNS | MORE_FAMILY_SIGNS | FAMILY_WRITTEN)
_ORDINARY = frozenset("wsc")
NO_WORDS = (BLANK, "^", "d")
"""How the shapes of what is no word begin: what others found, the ends of a text, numbers."""
_SIGNS_FROM, _SIGNS_TO, _KANA_TO = 0x3005, 0x9FFF, 0x30FF
_HANGUL_FROM, _HANGUL_TO = 0xAC00, 0xD7A3
# Where the blocks of scripts begin in Unicode, and each one's letter.
_SCRIPTS_FROM = (
    0, 0x370, 0x400, 0x530, 0x590, 0x600, 0x700, 0x900, 0x980, 0xA00, 0xA80, 0xB00, 0xB80, 0xC00, 0xC80, 0xD00, 0xD80,
    0xE00, 0xE80,
)  # fmt: skip
_SCRIPTS = "?gc?ha?dbpj?tukm?i?"
_LONG_ENOUGH = 4


class Word(NamedTuple):
    """A word as the model sees it. `low` is empty where the word itself is to count for nothing."""

    low: str
    shape: str
    kind: str
    ends: tuple[str, ...]

    @property
    def look(self) -> str:
        """How it is written, with what the lists say of it."""
        return f"{self.shape}|{self.kind}"


def is_sign(text: str) -> bool:
    """Tell whether a word is written in the signs of Chinese or Japanese."""
    return _SIGNS_FROM <= ord(text[0]) <= _SIGNS_TO


def _is_hangul(text: str) -> bool:
    return _HANGUL_FROM <= ord(text[0]) <= _HANGUL_TO


def _script(text: str) -> str:
    """Return the letter of the script that a word is written in; `?` for those that training has not."""
    return _SCRIPTS[bisect_right(_SCRIPTS_FROM, ord(text[0])) - 1]


def shape_of(text: str, manner: str) -> str:
    """Return how a word is written; `manner` is how the text is."""
    if text[0].isdigit():
        return "d" + str(min(len(text), 7)) if text.isdigit() else "dx"
    if ord(text[0]) >= LATIN_END:
        if is_sign(text):
            return "j" if ord(text[0]) <= _KANA_TO else "c"
        if _is_hangul(text):
            return "k" + str(min(len(text), 5))
        return "o" + _script(text) if not text[0].isupper() else "O" + _script(text) + manner
    if any(letter.isdigit() for letter in text):
        return "xd"
    if not text[0].isupper():
        return "x" + manner if manner == SMALL else "x"
    return ("X" if len(text) == 1 else "XX" if text.isupper() else "Xx") + manner


@lru_cache(maxsize=1)
def _by_sound() -> tuple[frozenset[str], frozenset[str]]:
    """Return by their sound the given and the family names that scripts of India may hold."""
    latin = ((GIVEN_ANYWHERE, GIVEN_OF_INDIA), (FAMILY_ANYWHERE, FAMILY_OF_INDIA))
    given, family = (
        frozenset(map(name_key, anywhere | of_india | frozenset(NAMES_OF["in"].split("|")[place].split())))
        for place, (anywhere, of_india) in enumerate(latin)
    )
    return given, family


def _kind_of_hangul(low: str) -> str:
    """Return whether a Korean word could begin with a family name, a given one, or both."""
    pairs = [first in HANGUL_FIRST and last in HANGUL_LAST for first, last in pairwise(low[:3])]
    family = low[0] in HANGUL_FAMILIES
    if family and pairs[1:] == [True]:
        return "gf"
    return "g" if pairs[:1] == [True] else "f" if family else ""


def kind_of(low: str) -> str:
    """Return what the lists know of a word: given name, family name, common, stop, tail of a place, place,
    ordinary word.
    """
    if ord(low[0]) < LATIN_END:
        return _KINDS.get(low if low.isascii() else fold(low), "")
    return _kind_in_script(low) + ("w" if unicodedata.normalize("NFC", low) in VOCABULARY else "")


def _kind_in_script(low: str) -> str:
    if is_indic(low):
        if low in ORDINARY_ABROAD:
            return ""
        key, (given, family) = name_key(low), _by_sound()
        return ("g" if key in given else "") + ("f" if key in family else "")
    if _is_hangul(low):
        return _kind_of_hangul(low)
    return ("g" if low in _WRITTEN[0] else "") + ("f" if low in _WRITTEN[1] else "")


def word(text: str, manner: str) -> Word:
    """Return a word of a text as the model sees it."""
    if text[0] in (BLANK, "\n"):
        return Word(BLANK, BLANK, "", ())
    low = text.lower().removesuffix("'s").removesuffix("’s") or text
    latin = ord(low[0]) < LATIN_END
    plain = low if low.isascii() or not latin else fold(low) or low
    ends: tuple[str, ...] = ()
    if plain[0].isdigit() or is_sign(text):
        pass
    elif not latin:
        ends = (f"1{plain[-1:]}", f"2{plain[-2:]}", f"3{plain[-3:]}", f"^{plain[:1]}", f"^{plain[:2]}")
    elif len(plain) >= _LONG_ENOUGH - 1:
        ends = (f"1{plain[-1:]}", f"2{plain[-2:]}", f"^{plain[:2]}")
        if len(plain) >= _LONG_ENOUGH:
            ends += (f"3{plain[-3:]}", f"^{plain[:3]}")
        if len(plain) > _LONG_ENOUGH:
            ends += (f"4{plain[-4:]}", f"^{plain[:4]}")
    return Word(low, shape_of(text, manner), kind_of(low), ends)


# What a word's features are, each with the group that the finder keeps it by.


def own(seen: Word) -> list[str]:
    """Return the features of a word itself."""
    told = [f"0k{seen.look}", f"0h{seen.shape}", *(f"0{end}" for end in seen.ends), *_word("0", seen)]
    return [*told, f"0e{seen.ends[1]}|{seen.shape}"] if seen.ends else told


def near(seen: Word, offset: int) -> list[str]:
    """Return the features that a word gives to the one `offset` before or after it."""
    return [f"{offset}k{seen.look}", *_word(str(offset), seen)]


def _word(where: str, seen: Word) -> list[str]:
    return [f"{where}w{seen.low}"] if seen.low else []


def beside(other: str, shape: str, side: str) -> str:
    """Return the feature of a neighbour's word together with how this one is written; `side` is `<` or `>`."""
    return f"{side}b{other}|{shape}"


def two(nearer: str, further: str, side: str) -> str:
    """Return the feature of two words before or after."""
    return f"{side}t{nearer} {further}"


def looks(before: str, after: str, side: str) -> str:
    """Return the feature of how two neighbours look; `side` tells which of them it is for."""
    return f"{side}l{before}>{after}"


def apart(look: str, shape: str, between: str, side: str) -> list[str]:
    """Return the features of what stands before (`<`) or after (`>`) a word."""
    return [f"{side}g{between}", f"{side}s{between}|{shape}", f"{side}h{between}|{look}"]


EDGE = Word("^", "^", "", ())
"""What stands before the first and after the last word."""

def is_ordinary(seen: Word) -> bool:
    """Tell whether a word is an ordinary one of some language."""
    return not _ORDINARY.isdisjoint(seen.kind)


def company(*, found: bool, known: int) -> str:
    """Return the feature of a text in which other finders found something, or nothing; with it, a word's shape.

    `known` tells how many of its words are ordinary ones (see layout.known_by).
    """
    return f"D{'f' if found else 'n'}{known}"


def about(words: Sequence[Word]) -> str:
    """Return what a text of these words says as a whole: see `company`."""
    spoken = [seen for seen in words if seen.shape[0] not in NO_WORDS]
    found = any(seen.shape == BLANK for seen in words)
    return company(found=found, known=known_by(sum(map(is_ordinary, spoken)), len(spoken)))


def features(words: list[Word], gaps: list[str], marks: Sequence[str], at: int, told_of_all: str) -> list[str]:
    """Return all features of word `at` but those of its line.

    `gaps` holds what stands before each word, and one more at the end; `marks` what rules say of each word;
    `told_of_all` what the whole text says (see `about`).
    """
    padded = (EDGE, EDGE, *words, EDGE, EDGE)
    here = at + 2
    seen = words[at]
    told = own(seen)
    for offset in (-2, -1, 1, 2):
        told += near(padded[here + offset], offset)
    for first, second, side in ((here - 1, here - 2, "<"), (here + 1, here + 2, ">")):
        if padded[first].low:
            told.append(beside(padded[first].low, seen.shape, side))
            if padded[second].low:
                told.append(two(padded[first].low, padded[second].low, side))
    told += looks(padded[here - 1].look, seen.look, "<"), looks(seen.look, padded[here + 1].look, ">")
    told += apart(seen.look, seen.shape, gaps[at], "<") + apart(seen.look, seen.shape, gaps[at + 1], ">")
    told.append(f"{told_of_all}|{seen.shape}")
    return [*told, f"r{marks[at]}"] if marks[at] else told


def mark_of(kind: str, score: float, *, first: bool) -> str:
    """Return what a rule's finding says of a word in it: its kind's letter, how sure it is, and whether it begins."""
    return f"{kind}{min(8, int(score * 10 + 0.001))}{'B' if first else 'I'}"
