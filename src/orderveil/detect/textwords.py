"""The words of one text as the rules of names see them: spans, what lists know of each, and what leads to which.

Pure. Must never judge: textnames does, and namedoubts what speaks against it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from orderveil.detect.findings import Scanned
from orderveil.detect.folding import fold
from orderveil.detect.gates import Gate
from orderveil.detect.indic import is_indic, name_key
from orderveil.detect.wordlists.namewords import (
    COMMON,
    GREETS,
    LABEL_ABROAD,
    LEADS,
    LEADS_ABROAD,
    PLAINLY,
    TITLE_ABROAD,
    TITLES,
)
from orderveil.detect.wordlists.nobody import ORDINARY_ABROAD, THINGS
from orderveil.detect.wordlists.worldnames import FAMILY_ANYWHERE, GIVEN_ANYWHERE
from orderveil.detect.words import words

_WORD = re.compile(r"[^\W\d_]+(?:[\u0900-\u0963\u0966-\u0dff\u200c\u200d'’]+[^\W\d_]*)*")
_ASCII_WORD = re.compile(r"[a-z]+(?:'[a-z']*)?")  # what _WORD is in lower-case ASCII, in half of its time
_INDIC_GIVEN = frozenset(map(name_key, GIVEN_ANYWHERE))
_INDIC_FAMILY = frozenset(map(name_key, FAMILY_ANYWHERE))

_WIDEST = 4  # spaces between the words of one name: each tag of a page reads as one
_SHORTEST = 2
POSSESSIVE = ("'s", "’s")


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
        word = _ASCII_WORD if given.low.isascii() else _WORD
        self.spans = [found.span() for found in word.finditer(given.low)]
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


_LEADING = {"greeting": GREETS, "label": LEADS, "label_elsewhere": LEADS_ABROAD, "plain": PLAINLY, "title": TITLES}
GATE = Gate(**_LEADING, label_abroad=LABEL_ABROAD, title_abroad=TITLE_ABROAD)  # one pass for all of names
_KINDS = tuple((name, pattern, name.partition("_")[0]) for name, pattern in _LEADING.items())
# They lead to places, brands and days as well.
_FAINT = {f"{word}{after}" for word in words("from by with and aur und y et cc for to") for after in (" ", ": ", ", ")}
_NAME_OF = ("name", "naam", "nombre", "nom", "nama")


def _leads(given: Scanned) -> dict[int, str]:
    """Return the places to which words lead, with the kind of these words; the stronger kind stays."""
    opened = given.opened(GATE)
    leads: dict[int, str] = {}
    for name, pattern, kind in _KINDS:
        if name not in opened:
            continue
        for found in pattern.finditer(given.low):
            if kind == "greeting":
                leads[found.end()] = "faint" if found.group() in _FAINT else kind
            elif kind != "label" or not _is_of_a_thing(given.low, found):
                leads[found.end()] = kind
    return leads


def _is_of_a_thing(low: str, found: re.Match[str]) -> bool:
    """Tell whether a label asks for the name of a thing, such as a product."""
    return (
        low.startswith(_NAME_OF, found.start())
        and THINGS.search(low, max(0, found.start() - 16), found.start()) is not None
    )
