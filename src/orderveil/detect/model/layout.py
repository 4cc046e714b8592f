"""How a text is laid out: in capitals or small letters, with what between its words, in lines.

The trainer and the finder share it. Pure. A feature is a short string: see features.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

LATIN_END = 0x250
AS_IS, TITLED, SMALL = "", "t", "l"
"""How a text is written: as usual; most words with a capital, where one tells little; without any, where none can."""
_MOST_TITLED, _FEWEST_WORDS = 0.7, 4
_SHARES = (0.15, 0.35, 0.6)
KNOWN_WAYS = len(_SHARES) + 2
"""How many answers `known_by` has."""
EDGE_GAP = "^"
"""What stands before the first and after the last word."""
_GAPS = {
    "،": ",", "、": ",", "，": ",", "。": ".", "।": ".", "；": ";", "：": ":", "（": "(", "）": ")", "–": "-", "—": "-",
    "’": "'", "“": '"', "”": '"', "「": '"', "」": '"', "\\": "/",
}  # fmt: skip
_SIZES = (1, 3, 7)  # words of a line


def is_capital(text: str) -> bool | None:
    """Tell whether a word of Latin letters begins with a capital; of others there is nothing to tell."""
    first = text[0]
    return first.isupper() if ord(first) < LATIN_END and first.isalpha() else None


def manner_by(capitals: int, small: int) -> str:
    """Return how a text is written: whether most words begin with a capital, as in a subject line, or none."""
    if not capitals:
        return SMALL
    latin = capitals + small
    return TITLED if latin >= _FEWEST_WORDS and capitals >= _MOST_TITLED * latin else AS_IS


def known_by(ordinary: int, spoken: int) -> int:
    """Return how many words of a text are ordinary ones: few (0) to most (3); or that it has hardly any words (4).

    Where no list knows the language, a word that no list knows is hardly a name.
    """
    return bisect_right(_SHARES, ordinary / spoken) if spoken >= _FEWEST_WORDS else KNOWN_WAYS - 1


def manner_of(words: Sequence[str]) -> str:
    """Return how the text of these words is written."""
    told = [is_capital(text) for text in words]
    return manner_by(told.count(True), told.count(False))


def gap(between: str) -> str:
    """Return what stands between two words: one sign of punctuation, a line's end, a space, or nothing."""
    if not between or between == " ":
        return "s" if between else ""
    if "\n" in between:
        return "N" if between.count("\n") > 1 else "n"
    bare = between.strip()
    return _GAPS.get(bare[0], bare[0]) if bare else "s"


def signature(count: int, *, numbered: bool) -> str:
    """Return what a line of some words is like."""
    size = next((str(most) for most in _SIZES if count <= most), "8")
    return size + "d" if numbered else size


def signatures_of(starts: Sequence[int], shapes: Sequence[str]) -> list[str]:
    """Return what each line is like, with nothing before the first and after the last one.

    `starts` holds the first word of each line, `shapes` how each word of the text is written.
    """
    lines = (shapes[first:last] for first, last in pairwise([*starts, len(shapes)]))
    told = [signature(len(line), numbered=any(shape[0] == "d" for shape in line)) for line in lines]
    return ["", *told, ""]


def line_features(before: str, here: str, after: str) -> list[str]:
    """Return the features that a line gives to its words, by its signature and its neighbours', which may be empty."""
    return [f"L{here}", f"L<{before}|{here}", f"L>{here}|{after}"]


def lines_of(shapes: Sequence[str], gaps: Sequence[str]) -> list[list[str]]:
    """Return the features of its line for each word; none where the text is one line."""
    starts = [0, *(at for at in range(1, len(shapes)) if gaps[at] in ("n", "N"))]
    if len(starts) == 1:
        return []
    signatures = signatures_of(starts, shapes)
    told: list[list[str]] = []
    for number, (first, last) in enumerate(pairwise([*starts, len(shapes)])):
        told += [line_features(*signatures[number : number + 3])] * (last - first)
    return told
