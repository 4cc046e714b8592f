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
from typing import Any, Final

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


@lru_cache(maxsize=_KEPT)
def _gaps(look: str, shape: str, side: str) -> _Gaps:
    return _Gaps(look, shape, side)


class Weighed:
    """A word with what it speaks for: at its own place, and one and two words further on either side."""

    __slots__ = (
        "after_it", "before_it", "gap_after", "gap_before", "is_open", "look", "looks_after", "looks_before",
        "low", "own", "seen", "shape", "to_after", "to_before", "to_second_after", "to_second_before",
        "two_after", "two_before",
    )  # fmt: skip

    def __init__(self, seen: Word) -> None:
        self.seen, self.low, self.shape, self.look = seen, seen.low, seen.shape, seen.look
        self.own = total(own(seen))
        # A feature of offset -1 says what the word before is: so this word gives it to the one after.
        self.to_second_before, self.to_before, self.to_after, self.to_second_after = (
            total(near(seen, offset)) for offset in (2, 1, -1, -2)
        )
        self.gap_before, self.gap_after = (_gaps(self.look, self.shape, side) for side in "<>")
        # As the word before another, by that one's shape; and so on. What is looked up is kept by this word.
        self.before_it: Table = _BESIDE_BEFORE.get(self.low, _NOTHING) if self.low else _NOTHING
        self.after_it: Table = _BESIDE_AFTER.get(self.low, _NOTHING) if self.low else _NOTHING
        self.two_before: Table = _TWO_BEFORE.get(self.low, _NOTHING) if self.low else _NOTHING
        self.two_after: Table = _TWO_AFTER.get(self.low, _NOTHING) if self.low else _NOTHING
        self.looks_before: Table = _LOOKS_BEFORE.get(self.look, _NOTHING)  # this word stands before the one weighed
        self.looks_after: Table = _LOOKS_AFTER.get(self.look, _NOTHING)  # this word is weighed, by the one after
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
