"""The words of one text as the rules of names see them: spans, what lists know of each, and what leads to which.

Pure. Must never judge: textnames does, and namedoubts what speaks against it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from orderveil.detect.findings import Scanned
from orderveil.detect.gates import Gate
from orderveil.detect.indic import is_indic, name_key
from orderveil.detect.namewords import COMMON, GREETS, LEADS, PLAINLY, TITLES
from orderveil.detect.nobody import ORDINARY_ABROAD, THINGS
from orderveil.detect.words import words
from orderveil.detect.worldnames import FAMILY_ANYWHERE, GIVEN_ANYWHERE

_WORD = re.compile(r"[^\W\d_]+(?:[\u0900-\u0963\u0966-\u0dff\u200c\u200d'’]+[^\W\d_]*)*")
_INDIC_GIVEN = frozenset(map(name_key, GIVEN_ANYWHERE))
_INDIC_FAMILY = frozenset(map(name_key, FAMILY_ANYWHERE))

_WIDEST = 4  # spaces between the words of one name: each tag of a page reads as one
_SHORTEST = 2
POSSESSIVE = ("'s", "’s")


@lru_cache(maxsize=16384)
def fold(word: str) -> str:
    """Return a word without its accents."""
    plain = unicodedata.normalize("NFD", word.replace("ß", "ss").replace("ł", "l").replace("ø", "o").replace("ı", "i"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@lru_cache(maxsize=16384)
def kinds_of(word: str) -> str:
    """Return `g` for a given name, `f` for a family name, `c` for a word that is common besides."""
    if is_indic(word):
        if word in ORDINARY_ABROAD:
            return ""
        key = name_key(word)
        return (
            ("g" if key in _INDIC_GIVEN else "") + ("f" if key in _INDIC_FAMILY else "")
            if len(word) > _SHORTEST
            else ""
        )
    folded = word if word.isascii() else fold(word)
    folded = folded.removesuffix("'s").removesuffix("’s")
    given = "g" if folded in GIVEN_ANYWHERE else ""
    return given + ("f" if folded in FAMILY_ANYWHERE else "") + ("c" if folded in COMMON else "")


class Words:
    """The words of one text with what the lists know of them."""

    __slots__ = ("given", "kinds", "leads", "lows", "spans", "titled")

    def __init__(self, given: Scanned) -> None:
        self.given = given
        self.spans = [found.span() for found in _WORD.finditer(given.low)]
        self.lows = [given.low[start:end] for start, end in self.spans]
        self.leads = _leads(given)
        self.kinds = [kinds_of(low) for low in self.lows]
        self.titled = [given.text[start].isupper() for start, _ in self.spans]

    def joins(self, at: int) -> bool:
        """Tell whether word `at` stands right before the next one, as parts of one name do."""
        gap = self.given.low[self.spans[at][1] : self.spans[at + 1][0]]
        if gap.strip(" \u00a0") == "":
            return len(gap) <= _WIDEST
        return gap in ("-", ".") or (gap == ". " and len(self.lows[at]) == 1)


_LEADING = {"greeting": GREETS, "label": LEADS, "plain": PLAINLY, "title": TITLES}
_GATE = Gate(**_LEADING)
_FAINT = words("from by with and aur und y et cc for to")  # they lead to places, brands and days as well
_NAME_OF = words("name naam nombre nom nome nama")


def _leads(given: Scanned) -> dict[int, str]:
    """Return the places to which words lead, with the kind of these words; the stronger kind stays."""
    opened = given.opened(_GATE)
    leads: dict[int, str] = {}
    for kind, pattern in _LEADING.items():
        if kind not in opened:
            continue
        for found in pattern.finditer(given.low):
            told = found.group().rstrip(" ,:=-–\n\t")
            if kind == "greeting" and told in _FAINT:
                leads[found.end()] = "faint"
            elif not (told in _NAME_OF and THINGS.search(given.low, max(0, found.start() - 16), found.start())):
                leads[found.end()] = kind
    return leads
