"""The weights of the small model, read once, and kept summed up for each word that was met.

Pure but for reading names.json.gz, which ships beside this file. Weights are whole tenths, for the
beginning and the inside of a name and of an address, over neither; four of them are packed into one
whole number, so that one addition adds all four. What is kept is bounded, and holds words of texts
in memory only: it must never be written anywhere.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import resources
from typing import Any, Final, NamedTuple

from orderveil.detect.model.features import BLANK, EDGE, Word, apart, company, near, own, word

LABELS: Final = "ONPAB"
"""Neither; the first word of a name and its further ones; the first word of an address and its further ones."""
_KEPT: Final = 32_768
WIDTH: Final = 15
HALF: Final = 1 << 14
MASK: Final = (1 << WIDTH) - 1
RAISED: Final = sum(HALF << WIDTH * place for place in range(4))

_FILE: Final[dict[str, Any]] = json.loads(
    gzip.decompress(resources.files(__package__).joinpath("names.json.gz").read_bytes())
)
STEPS: Final[dict[str, int]] = _FILE["steps"]


def packed(of: Iterable[int]) -> int:
    """Return four weights as one whole number."""
    return sum(weight << WIDTH * place for place, weight in enumerate(of))


def unpacked(whole: int) -> tuple[int, int, int, int]:
    """Return the four weights of a sum of packed ones."""
    whole += RAISED
    return (
        (whole & MASK) - HALF,
        (whole >> WIDTH & MASK) - HALF,
        (whole >> 2 * WIDTH & MASK) - HALF,
        (whole >> 3 * WIDTH & MASK) - HALF,
    )


WEIGHTS: Final[dict[str, int]] = {feature: packed(of) for feature, of in _FILE["weights"].items()}
Table = Mapping[str, int]
_NOTHING: Final[Table] = {}


def _grouped(sign: str, parted_by: str) -> dict[str, dict[str, int]]:
    """Return the weights of features that begin with `sign`, by their first part and then by their second."""
    groups: dict[str, dict[str, int]] = {}
    for feature, of in WEIGHTS.items():
        if feature.startswith(sign):
            first, _, second = feature[len(sign) :].partition(parted_by)
            groups.setdefault(first, {})[second] = of
    return groups


_BESIDE_BEFORE, _BESIDE_AFTER = _grouped("<b", "|"), _grouped(">b", "|")
_TWO_BEFORE, _TWO_AFTER = _grouped("<t", " "), _grouped(">t", " ")
_COMPANY = _grouped("D", "|")
_LOOKS_BEFORE, _LOOKS_AFTER = _grouped("<l", ">"), _grouped(">l", ">")


def total(features: Iterable[str]) -> int:
    """Return the packed sum of the weights of features."""
    return sum(WEIGHTS.get(feature, 0) for feature in features)


class _Gaps(dict[str, int]):
    """What each sign before (`<`) or after (`>`) a word that looks so says; worked out when first met."""

    def __init__(self, look: str, shape: str, side: str) -> None:
        super().__init__()
        self._of = look, shape, side

    def __missing__(self, between: str) -> int:
        look, shape, side = self._of
        said = self[between] = total(apart(look, shape, between, side))
        return said


_OFFSETS: Final = (2, 1, -1, -2)


class _Look:
    """What words that look alike have in common: see Weighed."""

    __slots__ = ("gap_after", "gap_before", "look", "looks_after", "looks_before", "near", "own")

    def __init__(self, shape: str, kind: str) -> None:
        bare = Word("", shape, kind, ())
        self.look = bare.look
        self.own = total(own(bare))
        self.near = tuple(total(near(bare, offset)) for offset in _OFFSETS)
        self.gap_before, self.gap_after = (_Gaps(self.look, shape, side) for side in "<>")
        self.looks_before: Table = _LOOKS_BEFORE.get(self.look, _NOTHING)
        self.looks_after: Table = _LOOKS_AFTER.get(self.look, _NOTHING)


@lru_cache(maxsize=_KEPT)
def _look(shape: str, kind: str) -> _Look:
    return _Look(shape, kind)


class _Told(NamedTuple):
    """What one word itself says: at its own place, two and one before and after, and beside words that look so."""

    own: int
    near: tuple[int, ...]
    tables: tuple[Table, Table, Table, Table]


_SILENT: Final = _Told(0, (0,) * len(_OFFSETS), (_NOTHING,) * 4)


def _told_by_words() -> dict[str, _Told]:
    """Return what each word says that has a weight of its own; all others say nothing."""
    tables = (_BESIDE_BEFORE, _BESIDE_AFTER, _TWO_BEFORE, _TWO_AFTER)
    signs = ("0w", *(f"{offset}w" for offset in _OFFSETS))
    lows = {feature[len(sign) :] for sign in signs for feature in WEIGHTS if feature.startswith(sign)}
    told = {}
    for low in lows.union(*tables) - {""}:
        here, *around = (WEIGHTS.get(sign + low, 0) for sign in signs)
        before, after, two_before, two_after = (table.get(low, _NOTHING) for table in tables)
        told[low] = _Told(here, tuple(around), (before, after, two_before, two_after))
    return told


_TOLD: Final = _told_by_words()
# What an end of a word says, and an end with the word's shape, by what follows the sign of a word itself.
_OF_ENDS: Final = {feature[1:]: of for feature, of in WEIGHTS.items() if feature[0] == "0"}


class Weighed:
    """A word with what it speaks for: at its own place, and one and two words further on either side."""

    __slots__ = (
        "after_it", "before_it", "gap_after", "gap_before", "is_open", "look", "looks_after", "looks_before",
        "low", "own", "seen", "shape", "tells", "to_after", "to_before", "to_second_after", "to_second_before",
        "two_after", "two_before",
    )  # fmt: skip

    def __init__(self, seen: Word) -> None:
        of, told = _look(seen.shape, seen.kind), _TOLD.get(seen.low, _SILENT)
        self.seen, self.low, self.shape, self.look = seen, seen.low, seen.shape, of.look
        self.own = of.own + told.own + sum(_OF_ENDS.get(end, 0) for end in seen.ends)
        if seen.ends:
            self.own += _OF_ENDS.get(f"e{seen.ends[1]}|{seen.shape}", 0)
        # A feature of offset -1 says what the word before is: so this word gives it to the one after.
        around = map(int.__add__, of.near, told.near)
        self.to_second_before, self.to_before, self.to_after, self.to_second_after = around
        self.gap_before, self.gap_after = of.gap_before, of.gap_after
        # As the word before another, by that one's shape; and so on. What is looked up is kept by this word.
        self.before_it, self.after_it, self.two_before, self.two_after = told.tables
        self.tells = any(told.tables)
        self.looks_before = of.looks_before  # this word stands before the one weighed
        self.looks_after = of.looks_after  # this word is weighed, by the one after
        self.is_open = self.shape not in (BLANK, "^") and self.shape[0] != "d" and max(unpacked(self.own)) > _AGAINST


# A word that speaks this strongly against all is neither, whatever stands around it.
_AGAINST: Final = -15


@lru_cache(maxsize=_KEPT)
def weighed(text: str, manner: str) -> Weighed:
    """Return a word of a text, weighed."""
    return Weighed(word(text, manner))


WEIGHED_EDGE: Final = Weighed(EDGE)


def in_company(*, found: bool) -> Table:
    """Return, by a word's shape, what it says that other finders found something in the text, or nothing."""
    return _COMPANY.get(company(found=found)[1:], _NOTHING)
