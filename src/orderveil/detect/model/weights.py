"""The weights of the small model, read once, and kept summed up for each word that was met.

Pure but for reading names.json.gz, which ships beside this file. Weights are whole tenths, for a
name and for an address over neither. What is kept is bounded, and holds words of texts in memory
only: it must never be written anywhere.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources
from typing import Final, NamedTuple

from orderveil.detect.model.features import BLANK, EDGE, Word, apart, beside, near, own, word

Pair = tuple[int, int]
_KEPT: Final = 32_768

_FILE = json.loads(gzip.decompress(resources.files(__package__).joinpath("names.json.gz").read_bytes()))
_WEIGHTS: Final[dict[str, Pair]] = {feature: (of[0], of[1]) for feature, of in _FILE["weights"].items()}
STEPS: Final[dict[str, int]] = _FILE["steps"]


class Weighed(NamedTuple):
    """A word with what it speaks for: at its own place, and one and two words further on either side."""

    seen: Word
    own: Pair
    to_second_before: Pair
    to_before: Pair
    to_after: Pair
    to_second_after: Pair
    is_open: bool


def _sum(features: Iterable[str]) -> Pair:
    name = address = 0
    for feature in features:
        of = _WEIGHTS.get(feature)
        if of:
            name += of[0]
            address += of[1]
    return name, address


# A word that speaks this strongly against both is neither, whatever stands around it.
_AGAINST = -10


def _weighed(seen: Word) -> Weighed:
    # A feature of offset -1 says what the word before is: so this word gives it to the one after.
    second_before, before, after, second_after = (_sum(near(seen, offset)) for offset in (2, 1, -1, -2))
    mine = _sum(own(seen))
    is_open = seen.shape not in (BLANK, "^") and seen.shape[0] != "d" and max(mine) > _AGAINST
    return Weighed(seen, mine, second_before, before, after, second_after, is_open)


@lru_cache(maxsize=_KEPT)
def weighed(text: str, titled: bool) -> Weighed:
    """Return a word of a text, weighed."""
    return _weighed(word(text, titled=titled))


WEIGHED_EDGE: Final = _weighed(EDGE)


@lru_cache(maxsize=_KEPT)
def weighed_pair(seen: Word, before: Word, after: Word) -> Pair:
    """Return what the two neighbours say together with how the word is written."""
    return _sum([*beside(seen, before, "<"), *beside(seen, after, ">")])


@lru_cache(maxsize=_KEPT)
def weighed_gaps(shape: str, kind: str, before: str, after: str) -> Pair:
    """Return what the signs before and after a word say."""
    seen = Word("", shape, kind, ())
    return _sum([*apart(seen, before, "<"), *apart(seen, after, ">")])
