"""The weights of the small model, read once, and kept summed up for each word that was met.

Pure but for reading names.json.gz, which ships beside this file. Weights are whole tenths, for the
beginning and the inside of a name and of an address, over neither; four of them are packed into one
whole number, so that one addition adds all four. What is kept is bounded, and holds words of texts
in memory only: it must never be written anywhere.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from importlib import resources
from sys import intern
from typing import Any, Final, NamedTuple, TypeVar

from orderveil.detect.model.features import (
    BLANK,
    EDGE,
    NO_WORDS,
    Word,
    apart,
    company,
    is_ordinary,
    near,
    own,
    shape_of,
    word,
)
from orderveil.detect.model.layout import AS_IS, KNOWN_WAYS, SMALL, TITLED, gap, is_capital, known_by

LABELS: Final = "ONPAB"
"""Neither; the first word of a name and its further ones; the first word of an address and its further ones."""
WIDTH: Final = 15
MASK: Final = (1 << WIDTH) - 1
# A word against which this much speaks, whatever its label, is neither.
_SETTLED: Final = -120
_TOP: Final = 1 << WIDTH - 1
HALF: Final = _TOP - _SETTLED
"""What is added to each of four packed weights, so that none is negative and those beyond _SETTLED have the top bit."""


def packed(of: Iterable[int]) -> int:
    """Return four weights as one whole number."""
    name, further, address, on = of  # written out: tens of thousands are packed when a process starts
    return name + (further << WIDTH) + (address << 2 * WIDTH) + (on << 3 * WIDTH)


# Texts of a shop speak of people more often than the sentences of training, half of which name nobody.
_LIKELIER: Final = (6, 3, 10, 5)
RAISED: Final = packed([HALF + more for more in _LIKELIER])
UNSETTLED: Final = packed([_TOP] * 4)


def unpacked(whole: int) -> tuple[int, int, int, int]:
    """Return the four weights of a sum of packed ones, to each of which HALF was added."""
    return (
        (whole & MASK) - HALF,
        (whole >> WIDTH & MASK) - HALF,
        (whole >> 2 * WIDTH & MASK) - HALF,
        (whole >> 3 * WIDTH) - HALF,
    )


_FILE: Final[dict[str, Any]] = json.loads(
    gzip.decompress(resources.files(__package__).joinpath("names.json.gz").read_bytes())
)
STEPS: Final[dict[str, int]] = _FILE["steps"]
WEIGHTS: Final[dict[str, int]] = {feature: packed(of) for feature, of in _FILE["weights"].items()}
Table = Mapping[str, int]
_NOTHING: Final[Table] = {}


def _grouped(sign: str, parted_by: str) -> dict[str, dict[str, int]]:
    """Return the weights of features that begin with `sign`, by their first part and then by their second."""
    groups: dict[str, dict[str, int]] = {}
    for feature, of in WEIGHTS.items():
        if feature.startswith(sign):
            first, _, second = feature[len(sign) :].partition(parted_by)
            groups.setdefault(first, {})[intern(second)] = of
    return groups


_BESIDE_BEFORE, _BESIDE_AFTER = _grouped("<b", "|"), _grouped(">b", "|")
_TWO_BEFORE, _TWO_AFTER = _grouped("<t", " "), _grouped(">t", " ")
_LOOKS_BEFORE, _LOOKS_AFTER = _grouped("<l", ">"), _grouped(">l", ">")
# Where other finders found something of somebody's, his name and home are likelier to stand as well.
IN_COMPANY: Final = packed((14, 14, 8, 12))


def total(features: Iterable[str]) -> int:
    """Return the packed sum of the weights of features."""
    return sum(WEIGHTS.get(feature, 0) for feature in features)


_Made = TypeVar("_Made")


class Keeping(dict[str, _Made]):
    """What is made of texts that were met, kept within bounds: at most so many of them, and no long ones."""

    LONGEST: Final = 48

    def __init__(self, make: Callable[[str], _Made], most: int) -> None:
        super().__init__()
        self._make, self.most = make, most

    def __missing__(self, text: str) -> _Made:
        made = self._make(text)
        if len(text) <= self.LONGEST:
            if len(self) >= self.most:
                self.clear()
            self[text] = made
        return made


_MOST_WORDS, _MOST_GAPS, _MOST_LOOKS, _MOST_SIGNS = 16_384, 4_096, 4_096, 64
GAPS: Final = Keeping(gap, _MOST_GAPS)
"""What stands between two words: its sign."""
_OFFSETS: Final = (2, 1, -1, -2)


def _beyond_a_space(look: str, shape: str, side: str, sign: str) -> int:
    """Return how much more a sign before (`<`) or after (`>`) a word that looks so says than a space would."""
    return total(apart(look, shape, sign, side)) - total(apart(look, shape, gap(" "), side))


_UNLEARNED: Final = ("o?", "O?")  # scripts of which the model learned nothing


class Look:
    """What words that look alike have in common.

    `own` is what they speak for in each kind of text (see place_in): between spaces, as most words stand;
    `beyond_before` and `beyond_after` hold what other signs say over that.
    """

    __slots__ = (
        "bare", "before", "beyond_after", "beyond_before", "is_ordinary", "is_spoken", "kind", "name", "near", "own",
        "shape", "to_be_after",
    )  # fmt: skip

    def __init__(self, shape: str, kind: str) -> None:
        seen = Word("", shape, kind, ())
        # Tables have these very strings for keys, which is seen at a glance.
        self.name, self.shape, self.kind = intern(seen.look), intern(shape), kind
        self.is_spoken, self.is_ordinary = shape[0] not in NO_WORDS, is_ordinary(seen)
        self.bare = total(own(seen))
        spaced = self.bare + sum(total(apart(self.name, shape, gap(" "), side)) for side in "<>")
        self.own = tuple(
            spaced + found * IN_COMPANY + total([f"{company(found=found, known=known)}|{shape}"])
            for found in (False, True)
            for known in range(KNOWN_WAYS)
        )
        self.near = tuple(total(near(seen, offset)) for offset in _OFFSETS)
        self.beyond_before, self.beyond_after = (
            Keeping(partial(_beyond_a_space, self.name, shape, side), _MOST_SIGNS) for side in "<>"
        )
        self.before: Table = _LOOKS_BEFORE.get(self.name, _NOTHING)  # by how the word after it looks, for that one
        self.to_be_after: Table = _LOOKS_AFTER.get(self.name, _NOTHING)  # by the same, for this one


def place_in(words: Sequence[Weighed], *, found: bool) -> int:
    """Return which of a look's own sums counts in a text of these words, in which others found something or not."""
    looks = [seen.look for seen in words]
    ordinary, spoken = sum([look.is_ordinary for look in looks]), sum([look.is_spoken for look in looks])
    return found * KNOWN_WAYS + known_by(ordinary, spoken)


_look = lru_cache(maxsize=_MOST_LOOKS)(Look)


class _Told(NamedTuple):
    """What one word itself says: at its own place, two and one before and after, and beside words that look so."""

    own: int
    near: tuple[int, ...]
    after: tuple[Table, Table] | None
    before: tuple[Table, Table] | None


_SILENT: Final = _Told(0, (), None, None)


def _told_by_words() -> dict[str, _Told]:
    """Return what each word says that has a weight of its own; all others say nothing."""
    tables = (_BESIDE_BEFORE, _TWO_BEFORE, _BESIDE_AFTER, _TWO_AFTER)
    signs = ("0w", *(f"{offset}w" for offset in _OFFSETS))
    lows = {feature[len(sign) :] for sign in signs for feature in WEIGHTS if feature.startswith(sign)}
    told = {}
    for low in lows.union(*tables) - {""}:
        here, *around = (WEIGHTS.get(sign + low, 0) for sign in signs)
        of = [table.get(low, _NOTHING) for table in tables]
        after, before = ((beside, two) if beside or two else None for beside, two in (of[:2], of[2:]))
        told[low] = _Told(here, tuple(around), after, before)
    return told


_TOLD: Final = _told_by_words()
# What an end of a word says, and an end with the word's shape, by what follows the sign of a word itself.
_OF_ENDS: Final = {feature[1:]: of for feature, of in WEIGHTS.items() if feature[0] == "0"}
# A word that speaks this strongly against all is neither, whatever stands around it; the top bit tells those above.
_AGAINST: Final = -15
_OPEN_RAISED: Final = packed([_TOP - _AGAINST - 1] * 4)


class Weighed:
    """A word with what it speaks for, beyond its look: at its own place, and one and two words further on either side.

    `tells_after` and `tells_before` hold what it says of the word right after or before it: by that
    one's shape, and by the word beyond this one.
    """

    __slots__ = (
        "is_capital", "is_open", "look", "low", "own", "tells_after", "tells_before", "to_after", "to_before",
        "to_second_after", "to_second_before",
    )  # fmt: skip

    def __init__(self, seen: Word, is_capital: bool | None) -> None:
        look, told = _look(seen.shape, seen.kind), _TOLD.get(seen.low, _SILENT)
        self.low, self.look, self.is_capital = seen.low, look, is_capital
        self.own = told.own + sum(_OF_ENDS.get(end, 0) for end in seen.ends)
        if seen.ends:
            self.own += _OF_ENDS.get(f"e{seen.ends[1]}|{seen.shape}", 0)
        # A feature of offset -1 says what the word before is: so this word gives it to the one after.
        around = map(int.__add__, look.near, told.near) if told.near else look.near
        self.to_second_before, self.to_before, self.to_after, self.to_second_after = around
        self.tells_after, self.tells_before = told.after, told.before
        may_be = (look.bare + self.own + _OPEN_RAISED) & UNSETTLED
        self.is_open = may_be > 0 and look.is_spoken and not seen.shape.startswith(_UNLEARNED)


def _weighed(text: str) -> Weighed:
    return Weighed(word(text, AS_IS), is_capital(text))


def _in_manner(manner: str, text: str) -> Weighed:
    usual = WEIGHED[AS_IS][text]
    is_alike = usual.look.shape in (BLANK, shape_of(text, manner))  # nothing but its shape may differ
    return usual if is_alike else Weighed(word(text, manner), usual.is_capital)


WEIGHED: Final = {AS_IS: Keeping(_weighed, _MOST_WORDS)}
"""By how a text is written, the words of such texts."""
for _manner in (TITLED, SMALL):
    WEIGHED[_manner] = Keeping(partial(_in_manner, _manner), _MOST_WORDS)
WEIGHED_EDGE: Final = Weighed(EDGE, None)
