"""What speaks against a name that the rules found: brands, goods, places, feasts and days called after somebody.

Pure. Must never doubt what a label or a plain word leads to because a brand is called alike.
"""

from __future__ import annotations

import re
from itertools import pairwise

from orderveil.detect.folding import fold
from orderveil.detect.textwords import POSSESSIVE, Words
from orderveil.detect.wordlists.brandnames import FAMOUS, FAMOUS_TITLED
from orderveil.detect.wordlists.namewords import ACTS, SUFFIX, TAILS
from orderveil.detect.wordlists.nobody import AFTER_PEOPLE, BEFORE_PEOPLE, FEASTS, GOODS, WORSHIP, WORSHIPPED

_SPEAKS = re.compile(
    r"\s(?:ko|ne|bol|here|speaking|said|says|called|wants|refused|ordered|asked|lives|confirmed|received|collected|"
    r"paid|returned|cancelled|complained)\b"
)
_SUPPOSED = 0.62
_TELLING = AFTER_PEOPLE | BEFORE_PEOPLE | FEASTS | WORSHIP | TAILS
_PARTS = FAMOUS_TITLED | {word for phrase in FAMOUS for word in phrase.split()}
_ANY = _TELLING | GOODS | _PARTS | {f"{word}'s" for word in _PARTS}  # without one of them nothing is doubted


def doubted(text: Words, at: int, last: int, led: str, score: float) -> float:
    """Return the score of a name after what speaks for a place, a day, a brand or goods; plain words outdo brands."""
    lows = text.lows
    around = lows[at - 1 if at else 0 : last + 2]
    if _ANY.isdisjoint(around) and text.given.low.isascii():
        return score
    if not _TELLING.isdisjoint(around) and _is_called_after_somebody(text, at, last, led):
        return 0.0
    told, end = lows[at : last + 1], text.spans[last][1]
    follows = last + 1 < len(lows) and lows[last + 1] in GOODS and text.joins(last)
    sold = follows or (last > at and told[-1] in GOODS and "f" not in text.kinds[last])
    famous = _is_famous(told, led)
    if not (sold or famous) or led in ("label", "plain"):
        return score
    if any(said.match(text.given.low, end) for said in (ACTS, _SPEAKS, SUFFIX)):
        return score
    if sold and (famous or told[-1].endswith(POSSESSIVE)):
        return 0.0
    return min(score, _SUPPOSED)


def _is_famous(told: list[str], led: str) -> bool:
    """Tell whether most who write these words mean a brand, a book or a place."""
    plain = [fold(low).removesuffix("'s").removesuffix("’s") for low in told]
    return (led == "title" and plain[0] in FAMOUS_TITLED) or any(
        f"{one} {other}" in FAMOUS for one, other in pairwise(plain)
    )


def _is_called_after_somebody(text: Words, at: int, last: int, led: str) -> bool:
    """Tell whether words are, or are a part of, what a place, a firm or a day is called."""
    told, plain = text.lows[at : last + 1], led in ("label", "plain", "title")
    if any(low in AFTER_PEOPLE and "f" not in kind for low, kind in zip(told[1:], text.kinds[at + 1 :], strict=False)):
        return True
    if plain:
        return False
    if any(low in FEASTS or (low in WORSHIP and before in WORSHIPPED) for before, low in pairwise(told)):
        return True
    if last + 1 < len(text.lows) and text.joins(last) and text.titled[last] == text.titled[last + 1]:
        after = text.lows[last + 1]
        if after in AFTER_PEOPLE or after in TAILS or after in FEASTS:
            return True
    if told[0] in BEFORE_PEOPLE and not text.kinds[at]:
        return last > at
    return at > 0 and text.titled[at - 1] and text.lows[at - 1] in BEFORE_PEOPLE and text.joins(at - 1)
