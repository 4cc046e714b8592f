"""Runs of words that may be a customer's name or street lines: those about a postcode, or of a record that has one.

No rule and no list of names is asked: which words are somebody's name, the vault knows. Must never try
more runs than lie within reach of a postcode.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from orderveil.core.normalise import name_words
from orderveil.detect.exact import postcode_digests, runs_with_postcode
from orderveil.detect.exactcells import Cells, Digests, Places, words_of
from orderveil.scan.pieces import Piece

_WORD = re.compile("[^\\W_]+(?:[\u0300-\u036f\u0900-\u0dff\u200c\u200d]+[^\\W_]*)*")
_POSTCODE = re.compile(
    r"(?<!\w)(?:\d{3} ?\d{3}|\d{4,5}|[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}|[A-Za-z]\d[A-Za-z] ?\d[A-Za-z]\d|"
    r"\d{4} ?[A-Za-z]{2})(?!\w)"
)
_BEFORE, _AFTER = 40, 12  # words about a postcode that may be of its address
_ELSEWHERE = 24  # words of another part of the record
_PLACES = ("at", "start", "end", "words")
_MOST_POSTCODES = 8  # of one record: a list of places is no address book
NAME_WORDS = 4
_SIZES = np.arange(2, 15)  # words of a name or of street lines


@dataclass(frozen=True, slots=True, repr=False)
class Runs:
    """Runs of words with a postcode: their digests, the piece that each is in, and where it stands there."""

    digests: Digests
    at: Places
    start: Places
    end: Places
    words: Places  # how many

    def where(self, keep: npt.NDArray[np.bool_]) -> Runs:
        """Return those that are to be kept."""
        return Runs(*(getattr(self, name)[keep] for name in ("digests", *_PLACES)))

    @classmethod
    def together(cls, parts: Sequence[Runs]) -> Runs:
        """Return all of some."""
        none = np.empty(0, np.int64)
        return cls(
            np.concatenate([np.zeros((0, 2), np.uint64), *(part.digests for part in parts)]),
            *(np.concatenate([none, *(getattr(part, name) for part in parts)]) for name in _PLACES),
        )


def runs_in(pieces: Sequence[Piece], records: Sequence[int]) -> tuple[Runs, Runs]:
    """Return what may be names and what may be street lines. `records` numbers the record of each piece."""
    codes: dict[int, dict[str, None]] = {}
    own: dict[int, list[re.Match[str]]] = {}
    for at, piece in enumerate(pieces):
        for match in _POSTCODE.finditer(piece.text):
            own.setdefault(at, []).append(match)
            some = codes.setdefault(records[at], {})
            if len(some) < _MOST_POSTCODES:
                some[match[0]] = None
    chosen = [at for at in range(len(pieces)) if records[at] in codes]
    lines: list[Runs] = []
    for at, words in zip(chosen, _words_in([pieces[at].text for at in chosen]), strict=True):
        if at in own:
            near = [(match[0], words.about(match.start())) for match in own[at]]
        else:
            near = [(code, (0, min(_ELSEWHERE, len(words.start)))) for code in codes[records[at]]]
        postcodes = postcode_digests(Cells.of([code for code, _ in near]))
        lines += [words.runs(at, reach, code) for code, (_, reach) in zip(postcodes, near, strict=True)]
    together = Runs.together(lines)
    return together.where(together.words <= NAME_WORDS), together


def _words_in(texts: Sequence[str]) -> Iterator[_Words]:
    """Yield the words of each text; they are hashed together."""
    spans = [[match.span() for match in _WORD.finditer(text)] for text in texts]
    cells = Cells.of(
        [
            text[a:z] if text.isascii() else " ".join(name_words(text[a:z]))
            for text, own in zip(texts, spans, strict=True)
            for a, z in own
        ]
    )
    words = words_of(cells)
    hashes = words.sums[words.bounds[1:]] - words.sums[words.bounds[:-1]]
    first = 0
    for own in spans:
        mine = np.array(own, np.int64).reshape(-1, 2)
        sums = np.zeros((len(own) + 1, 2), np.uint64)
        np.cumsum(hashes[first : first + len(own)], axis=0, out=sums[1:])
        first += len(own)
        yield _Words(mine[:, 0], mine[:, 1], sums)


@dataclass(frozen=True, slots=True, repr=False)
class _Words:
    """The words of one text, by characters."""

    start: Places
    end: Places
    sums: Digests  # running sums of their hashes

    def about(self, character: int) -> tuple[int, int]:
        """Return which words stand within reach of a place."""
        at = int(np.searchsorted(self.start, character))
        return max(0, at - _BEFORE), min(len(self.start), at + _AFTER)

    def runs(self, at: int, reach: tuple[int, int], postcode: Digests) -> Runs:
        """Return every run of words within reach, of the lengths that lines may have."""
        first, last = reach
        count = max(0, last - first)
        begin = np.repeat(np.arange(first, first + count), len(_SIZES))
        size = np.tile(_SIZES, count)
        fit = begin + size <= last
        begin, size = begin[fit], size[fit]
        stop = begin + size
        digests = runs_with_postcode(self.sums[stop] - self.sums[begin], postcode)
        return Runs(digests, np.full(len(begin), at, np.int64), self.start[begin], self.end[stop - 1], size)
