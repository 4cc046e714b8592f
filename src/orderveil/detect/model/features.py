"""What the small model sees of a text: words, what stands between them, and their neighbours.

The trainer and the finder share it, so that both see alike. Pure. A feature is a short string with
a weight in names.json; a word of the text itself is a feature only where it is an ordinary one that
training met often, so that the file of weights holds nobody's name.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from orderveil.detect.indic import is_indic, name_key
from orderveil.detect.names import CITIES
from orderveil.detect.namewords import COMMON, STOP, TAILS
from orderveil.detect.worldnames import FAMILY_ANYWHERE, GIVEN_ANYWHERE

BLANK = "_"
"""How what other finders found is written as a word; it stands in the text as empty lines."""

# What others found stands as empty lines; words keep the vowel signs of Indian scripts and of Arabic.
TOKEN = re.compile(r"\n{4,}|(?:[^\W_]|[\u0900-\u0dff\u064b-\u0652\u200c\u200d])+(?:['’][^\W\d_]+)?")
_BY_SOUND = frozenset(map(name_key, GIVEN_ANYWHERE)), frozenset(map(name_key, FAMILY_ANYWHERE))
_GAPS = {"،": ",", "、": ",", "；": ";", "：": ":", "–": "-", "—": "-", "’": "'", "“": '"', "”": '"'}
_LATIN_END = 0x250
_LONG_ENOUGH = 4
_MOST_TITLED, _FEWEST_WORDS = 0.7, 4


class Word(NamedTuple):
    """A word as the model sees it. `low` is empty where the word itself is to count for nothing."""

    low: str
    shape: str
    kind: str
    ends: tuple[str, ...]


@lru_cache(maxsize=16384)
def fold(low: str) -> str:
    """Return a word without its accents."""
    plain = unicodedata.normalize("NFD", low.replace("ß", "ss").replace("ł", "l").replace("ø", "o").replace("ı", "i"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def shape_of(text: str, *, titled: bool) -> str:
    """Return how a word is written; where most words of a text have capitals, a capital tells little."""
    if text[0].isdigit():
        return "d" + str(min(len(text), 7)) if text.isdigit() else "dx"
    if ord(text[0]) >= _LATIN_END:
        return "o" if not text[0].isupper() else "O"
    if any(letter.isdigit() for letter in text):
        return "xd"
    if not text[0].isupper():
        return "x"
    return ("X" if len(text) == 1 else "XX" if text.isupper() else "Xx") + ("t" if titled else "")


def kind_of(low: str) -> str:
    """Return what the lists know of a word: given name, family name, common, stop, tail of a place, city."""
    if is_indic(low):
        key = name_key(low)
        return ("g" if key in _BY_SOUND[0] else "") + ("f" if key in _BY_SOUND[1] else "")
    plain = low if low.isascii() else fold(low)
    told = (("g", GIVEN_ANYWHERE), ("f", FAMILY_ANYWHERE), ("c", COMMON), ("s", STOP), ("t", TAILS), ("p", CITIES))
    return "".join(letter for letter, listed in told if plain in listed)


def word(text: str, *, titled: bool) -> Word:
    """Return a word of a text as the model sees it."""
    if text[0] in (BLANK, "\n"):
        return Word(BLANK, BLANK, "", ())
    low = text.lower().removesuffix("'s").removesuffix("’s") or text
    plain = low if low.isascii() or ord(low[0]) >= _LATIN_END else fold(low)
    ends: tuple[str, ...] = ()
    if not plain[0].isdigit() and len(plain) >= _LONG_ENOUGH - 1:
        ends = (f"2{plain[-2:]}",)
        if len(plain) >= _LONG_ENOUGH:
            ends += (f"3{plain[-3:]}", f"^{plain[:3]}")
    return Word(low, shape_of(text, titled=titled), kind_of(low), ends)


def is_titled(words: list[str]) -> bool:
    """Tell whether most words begin with a capital, as in a subject line."""
    latin = [text for text in words if text[0].isalpha() and ord(text[0]) < _LATIN_END]
    return len(latin) >= _FEWEST_WORDS and sum(text[0].isupper() for text in latin) >= _MOST_TITLED * len(latin)


@lru_cache(maxsize=4096)
def gap(between: str) -> str:
    """Return what stands between two words: one sign of punctuation, a line's end, a space, or nothing."""
    if not between or between == " ":
        return "s" if between else ""
    if "\n" in between:
        return "n"
    bare = between.strip()
    return _GAPS.get(bare[0], bare[0]) if bare else "s"


def own(seen: Word) -> list[str]:
    """Return the features of a word itself."""
    return [f"0k{seen.shape}|{seen.kind}", f"0h{seen.shape}", *(f"0{end}" for end in seen.ends), *_word("0", seen)]


def near(seen: Word, offset: int) -> list[str]:
    """Return the features that a word gives to the one `offset` before or after it."""
    return [f"{offset}k{seen.shape}|{seen.kind}", *_word(str(offset), seen)]


def _word(where: str, seen: Word) -> list[str]:
    return [f"{where}w{seen.low}"] if seen.low else []


def beside(seen: Word, other: Word, side: str) -> list[str]:
    """Return the feature of a neighbour together with how this word is written; `side` is `<` or `>`."""
    return [f"{side}{other.low}|{seen.shape}"] if other.low else []


def apart(seen: Word, between: str, side: str) -> list[str]:
    """Return the features of what stands before (`<`) or after (`>`) a word."""
    return [f"{side}g{between}", f"{side}h{between}|{seen.shape}|{seen.kind}"]


EDGE = Word("^", "^", "", ())
"""What stands before the first and after the last word."""
EDGE_GAP = "^"


def features(words: list[Word], gaps: list[str], at: int) -> list[str]:
    """Return all features of word `at`; `gaps` holds what stands before each word, and one more at the end."""
    padded = (EDGE, EDGE, *words, EDGE, EDGE)
    here = at + 2
    seen = words[at]
    told = own(seen)
    for offset in (-2, -1, 1, 2):
        told += near(padded[here + offset], offset)
    told += beside(seen, padded[here - 1], "<") + beside(seen, padded[here + 1], ">")
    return told + apart(seen, gaps[at], "<") + apart(seen, gaps[at + 1], ">")
