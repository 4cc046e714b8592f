"""A text as the small model reads it: its words, and how much speaks at each for a name or an address.

Pure. What it costs is linear in the text, however many words and findings there are.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Final

from orderveil.detect.findings import Finding, Kind, Scanned
from orderveil.detect.model.features import TOKEN, mark_of
from orderveil.detect.model.layout import AS_IS, EDGE_GAP, line_features, manner_by, signatures_of
from orderveil.detect.model.weights import GAPS, RAISED, WEIGHED, WEIGHED_EDGE, place_in, total

LETTERS: Final = {Kind.NAME: "N", Kind.ADDRESS: "A"}
_AROUND = 3
# With what stands between words, both at once; and what TOKEN is in ASCII, in less than half of its time.
_PARTED: Final = re.compile(f"({TOKEN.pattern})")
_PARTED_ASCII: Final = re.compile(r"([0-9A-Za-z]++(?:'[A-Za-z]+)?|\n{4,})")
_FOUND = "\n" * 4  # by other finders


@lru_cache(maxsize=256)
def _marks(letter: str, score: float) -> tuple[int, int]:
    """Return what it says that a rule's finding begins with a word, and that it goes on there."""
    begun, further = (total(["r" + mark_of(letter, score, first=first)]) for first in (True, False))
    return begun, further


@lru_cache(maxsize=4096)
def _of_line(before: str, here: str, after: str) -> int:
    return total(line_features(before, here, after))


class Text:
    """The words of a text, weighed, with what stands between them and what rules found at which.

    `wholes` holds what speaks for each label at a word, packed and raised: all of it once the word was
    weighed. `places` holds the first word of each finding of the rules and the one after its last.
    """

    __slots__ = (
        "_between", "_pieces", "_place", "_positions", "_row", "candidates", "places", "rest", "wholes", "words",
    )  # fmt: skip

    def __init__(self, rest: Scanned, people: Sequence[Finding]) -> None:
        self.rest = rest
        # Between words and at both ends: what stands there. Every second piece is a word.
        self._pieces = (_PARTED_ASCII if rest.text.isascii() else _PARTED).split(rest.text)
        told, self._between = self._pieces[1::2], self._pieces[::2]
        self._between[0] = self._between[-1] = EDGE_GAP
        self._positions: list[int] = []
        self.words = list(map(WEIGHED[AS_IS].__getitem__, told))
        capitals = [seen.is_capital for seen in self.words]
        manner = manner_by(capitals.count(True), capitals.count(False))
        if manner != AS_IS:
            self.words = list(map(WEIGHED[manner].__getitem__, told))
        self.candidates = [at for at, seen in enumerate(self.words) if seen.is_open]
        self._row = [WEIGHED_EDGE, WEIGHED_EDGE, *self.words, WEIGHED_EDGE, WEIGHED_EDGE]
        self._place = place_in(self.words, found=_FOUND in rest.text)
        self.wholes = [RAISED] * len(told)
        self.places = self._placed(people) if people else []
        if "\n" in rest.readable.text:
            self._tell_lines()

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return where words `first` to `last` stand in the text."""
        positions = self._positions or self._measured()
        return positions[2 * first + 1], positions[2 * last + 2]

    def _measured(self) -> list[int]:
        self._positions = list(accumulate(map(len, self._pieces), initial=0))
        return self._positions

    def _placed(self, people: Sequence[Finding]) -> list[tuple[Finding, int, int]]:
        """Return findings with their words; add what it says that rules found something there."""
        positions, readable = self._measured(), self.rest.readable
        placed = []
        marks: dict[int, int] = {}
        for finding in people:
            start, end = readable.readable_span(finding.start, finding.end)
            # Words begin at the odd positions, and end at the even ones that follow.
            first = (bisect_right(positions, start) - 1) // 2
            last = bisect_left(positions, end) // 2
            placed.append((finding, first, last))
            letter = LETTERS.get(finding.type)
            if letter and first < last:
                begun, further = _marks(letter, finding.score)
                marks.setdefault(first, begun)
                for at in range(first + 1, last):
                    marks.setdefault(at, further)
        for at, mark in marks.items():
            self.wholes[at] += mark
        self.candidates = sorted({*self.candidates, *marks})
        return placed

    def _tell_lines(self) -> None:
        """Add what its line says of each word, where there are several lines."""
        starts = [0, *(at for at, between in enumerate(self._between[:-1]) if "\n" in between and at)]
        if len(starts) == 1:
            return
        signatures = signatures_of(starts, [seen.look.shape for seen in self.words])
        for number, (first, end) in enumerate(pairwise([*starts, len(self.words)])):
            said = _of_line(*signatures[number : number + 3])
            for at in range(first, end):
                self.wholes[at] += said

    def windows(self) -> Iterator[tuple[int, int]]:
        """Yield the runs of words (first, last) around those that could be part of a name or an address."""
        most = len(self.words) - 1
        begun, end = -1, -1
        for at in self.candidates:
            if begun >= 0 and at - _AROUND > end + 1:
                yield begun, end
                begun = -1
            begun = max(0, at - _AROUND) if begun < 0 else begun
            end = min(most, at + _AROUND)
        if begun >= 0:
            yield begun, end

    def weigh(self, first: int, last: int) -> list[int]:
        """Return what speaks for each label at words `first` to `last`, which must be asked for once only."""
        wholes, between, row, place = self.wholes, self._between, self._row, self._place
        before, here, after, second_after = row[first : first + 4]
        gap_after = between[first]
        for at in range(first, last + 1):
            second_before = before
            before = here
            here = after
            after = second_after
            second_after = row[at + 4]
            look = here.look
            gap_before = gap_after
            gap_after = between[at + 1]
            whole = (
                wholes[at] + here.own + look.own[place]
                + second_before.to_second_after + before.to_after + after.to_before + second_after.to_second_before
                + before.look.before.get(look.name, 0) + look.to_be_after.get(after.look.name, 0)
            )  # fmt: skip
            if before.tells_after:
                beside, two = before.tells_after
                whole += beside.get(look.shape, 0) + two.get(second_before.low, 0)
            if after.tells_before:
                beside, two = after.tells_before
                whole += beside.get(look.shape, 0) + two.get(second_after.low, 0)
            if gap_before != " ":
                whole += look.beyond_before[GAPS[gap_before]]
            if gap_after != " ":
                whole += look.beyond_after[GAPS[gap_after]]
            wholes[at] = whole
        return wholes[first : last + 1]
