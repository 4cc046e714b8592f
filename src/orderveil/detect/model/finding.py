"""Names and addresses in free text: the small model's part of a search, with what the rules found as one witness.

It looks at what others left. Pure. What rules are sure of it must never take away; what they only
suppose stays where the model does not speak against it; and it adds, and finds the ends.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from orderveil.detect.findings import Finding, Kind, Scanned
from orderveil.detect.model.decoding import Scores, labels_of, margin
from orderveil.detect.model.features import BLANK, EDGE_GAP, TOKEN, gap, lines_of, manner_of, mark_of
from orderveil.detect.model.weights import (
    HALF,
    MASK,
    RAISED,
    WEIGHED_EDGE,
    WEIGHTS,
    WIDTH,
    in_company,
    packed,
    total,
    weighed,
)

_KINDS: Final = {"N": Kind.NAME, "A": Kind.ADDRESS}
_LETTERS: Final = {Kind.NAME: "N", Kind.ADDRESS: "A"}
# How much surer than neither it must be, in tenths of the natural logarithm of the odds.
# A name of several words, of one, of one in capitals that no list knows, as abbreviations are; an address.
LEAST: Final = {"N": 6, "n": 14, "x": 70, "A": 5}
# Where other finders found something of somebody's, his name and home are likelier to stand as well.
IN_COMPANY: Final = packed((14, 14, 8, 12))
# How sure rules must be for their word alone, and how much may speak against what they are less sure of.
_RULES_ALONE: Final = {Kind.NAME: 0.9, Kind.ADDRESS: 0.9}
_MOST_AGAINST: Final = {"N": -10, "A": -10}
_LIKELY: Final = 0.74
_MOST_AGAINST_LIKELY: Final = {"N": -60, "A": -150}
_SCORE, _WHY = 0.66, "a model of names and addresses"
_LABELLED = re.compile("NP*|AB*")
_AROUND = 3
_MOST_WORDS = 8
_SHORTEST = 3  # letters of a name: two are an abbreviation
_FEWEST_OF_ADDRESS = 2
_GLUE = frozenset("_@\\")
_ASCII_TOKEN: Final = re.compile(r"\n{4,}|[^\W_]+(?:'[^\W\d_]+)?", re.ASCII)
"""What TOKEN is in ASCII, in less than half of its time."""


class Run(NamedTuple):
    """Words `first` to `last` that are one name or address, and how much surer that is than neither."""

    letter: str
    first: int
    last: int
    margin: int


class _Text:
    """The words of a text, weighed, with what stands between them and what rules found at which."""

    __slots__ = (
        "_company", "_ends", "_lines", "_row", "_scores", "biased", "candidates", "marks", "rest", "spans", "words",
    )  # fmt: skip

    def __init__(self, rest: Scanned, spans: list[tuple[int, int]], people: Sequence[Finding]) -> None:
        text = rest.text
        self.rest, self.spans = rest, spans
        told = [text[start:end] if text[start] != "\n" else BLANK for start, end in spans]
        manner = manner_of(told)
        self.words = [weighed(each, manner) for each in told]
        self.marks: dict[int, str] = {}
        self._ends = [end for _, end in spans] if people else []
        for finding in people:
            letter = _LETTERS.get(finding.type)
            if letter:
                first, last = self.words_in(finding)
                for at in range(first, last):
                    self.marks.setdefault(at, "r" + mark_of(letter, finding.score, first=at == first))
        marks = self.marks
        self.candidates = [at for at, seen in enumerate(self.words) if seen.is_open or (marks and at in marks)]
        self._row = [WEIGHED_EDGE, WEIGHED_EDGE, *self.words, WEIGHED_EDGE, WEIGHED_EDGE]
        self._scores: list[Scores | None] = [None] * len(spans)
        self._lines = self._said_by_lines() if "\n" in rest.readable.text else []
        self._company = in_company(found=BLANK in told)
        self.biased = IN_COMPANY if BLANK in told else 0

    def words_in(self, finding: Finding) -> tuple[int, int]:
        """Return the first word of a finding and the one after its last."""
        start, end = self.rest.readable.readable_span(finding.start, finding.end)
        first = bisect_right(self._ends, start)
        last = first
        while last < len(self.spans) and self.spans[last][0] < end:
            last += 1
        return first, last

    def _said_by_lines(self) -> list[int]:
        text, spans = self.rest.text, self.spans
        gaps = ["", *(gap(text[before[1] : after[0]]) for before, after in pairwise(spans))]
        return list(map(total, lines_of([seen.shape for seen in self.words], gaps)))

    def scores(self, first: int, last: int) -> list[Scores]:
        """Return how much speaks for each label at words `first` to `last`, over neither."""
        if self._scores[first] is None or self._scores[last] is None:
            self._weigh(first, last)
        return self._scores[first : last + 1]  # type: ignore[return-value]  # all of them are weighed

    def _weigh(self, first: int, last: int) -> None:
        text, spans, lines, marks, company = self.rest.text, self.spans, self._lines, self.marks, self._company
        row, base = self._row, self.biased + RAISED
        after_gap = gap(text[spans[first - 1][1] : spans[first][0]]) if first else EDGE_GAP
        before, here, after, second_after = row[first : first + 4]
        for at in range(first, last + 1):
            second_before, before, here, after, second_after = before, here, after, second_after, row[at + 4]
            before_gap = after_gap
            after_gap = gap(text[spans[at][1] : spans[at + 1][0]]) if at + 1 < len(spans) else EDGE_GAP
            shape = here.shape
            whole = (
                here.own + second_before.to_second_after + before.to_after + after.to_before
                + second_after.to_second_before + here.gap_before[before_gap] + here.gap_after[after_gap] + base
                + before.looks_before.get(here.look, 0) + here.looks_after.get(after.look, 0) + company.get(shape, 0)
            )  # fmt: skip
            if before.tells:
                whole += before.before_it.get(shape, 0) + before.two_before.get(second_before.low, 0)
            if after.tells:
                whole += after.after_it.get(shape, 0) + after.two_after.get(second_after.low, 0)
            if lines:
                whole += lines[at]
            if at in marks:
                whole += WEIGHTS.get(marks[at], 0)
            self._scores[at] = (
                (whole & MASK) - HALF, (whole >> WIDTH & MASK) - HALF,
                (whole >> 2 * WIDTH & MASK) - HALF, (whole >> 3 * WIDTH) - HALF,
            )  # fmt: skip


def judge_people(rest: Scanned, people: Sequence[Finding]) -> Iterator[Finding]:
    """Yield the names and addresses of a text: those of `people`, the findings of the rules, that stand, and more.

    `rest` is the text in which what others than they found stands as empty lines.
    """
    token = _ASCII_TOKEN if rest.text.isascii() else TOKEN
    text = _Text(rest, [found.span() for found in token.finditer(rest.text)], people)
    if not (text.candidates or people):
        return
    runs = [run for first, last in _windows(text) for run in _runs(text, first, last)]
    taken: list[Run] = []
    for finding in people:
        yield from _judged(text, finding, runs, taken)
    for run in runs:
        if run not in taken and _is_sure(text, run):
            yield rest.finding(_KINDS[run.letter], _span(text, run), _SCORE, _WHY)


def _judged(text: _Text, finding: Finding, runs: list[Run], taken: list[Run]) -> Iterator[Finding]:
    """Yield a finding of the rules as it stands after the model was asked, if it does."""
    letter = _LETTERS.get(finding.type)
    if letter is None:
        yield finding
        return
    first, end = text.words_in(finding)
    met = [run for run in runs if run.first < end and run.last >= first]
    alike = [run for run in met if run.letter == letter]
    if alike:
        taken += alike
        start, stop = _span(text, Run(letter, alike[0].first, alike[-1].last, 0))
        if finding.score >= _RULES_ALONE[finding.type]:
            kept = text.rest.readable.readable_span(finding.start, finding.end)
            start, stop = min(start, kept[0]), max(stop, kept[1])
        yield text.rest.finding(finding.type, (start, stop), max(finding.score, _SCORE) + 0.01, finding.why)
    elif finding.score >= _RULES_ALONE[finding.type] or (
        not met and first < end and _against(text, first, end, letter) >= _limit(finding, letter)
    ):
        yield finding


def _limit(finding: Finding, letter: str) -> int:
    """Return how much may speak against what a rule found."""
    return (_MOST_AGAINST_LIKELY if finding.score >= _LIKELY else _MOST_AGAINST)[letter]


def _against(text: _Text, first: int, end: int, letter: str) -> int:
    """Return how much speaks for words being what a rule takes them for, though more speaks for neither."""
    return margin(text.scores(first, end - 1), letter)


def _windows(text: _Text) -> Iterator[tuple[int, int]]:
    """Yield the runs of words (first, last) around those that could be part of a name or an address."""
    most = len(text.words) - 1
    begun, end = -1, -1
    for at in text.candidates:
        if begun >= 0 and at - _AROUND > end + 1:
            yield begun, end
            begun = -1
        begun = max(0, at - _AROUND) if begun < 0 else begun
        end = min(most, at + _AROUND)
    if begun >= 0:
        yield begun, end


def _runs(text: _Text, first: int, last: int) -> Iterator[Run]:
    """Yield the names and addresses of a window, as the likeliest labels have them."""
    scores = text.scores(first, last)
    for found in _LABELLED.finditer(labels_of(scores)):
        begun, end = found.span()
        letter = found.group()[0]
        run = Run(letter, first + begun, first + end - 1, margin(scores[begun:end], letter))
        if _may_be(text, run):
            yield run


def _span(text: _Text, run: Run) -> tuple[int, int]:
    return text.spans[run.first][0], text.spans[run.last][1]


def _is_sure(text: _Text, run: Run) -> bool:
    """Tell whether enough speaks for a name or an address that no rule found."""
    start, stop = _span(text, run)
    around = text.rest.text[max(0, start - 1) : start] + text.rest.text[stop : stop + 1]
    if _GLUE.intersection(around):  # a part of something longer, such as a name in a program or before an `at`
        return False
    word = text.words[run.first]
    if run.letter == "A" or run.first < run.last or word.shape[0] in "ck":
        return run.margin >= LEAST[run.letter]
    abbreviated = word.shape == "XX" and not set(word.seen.kind) & {"g", "f"}
    return run.margin >= LEAST["x" if abbreviated else "n"]


def _may_be(text: _Text, run: Run) -> bool:
    """Tell whether words can make a name or an address at all."""
    shapes = [text.words[at].shape for at in range(run.first, run.last + 1)]
    if BLANK in shapes:
        return False
    if run.letter == "N":
        start, stop = _span(text, run)
        least = 2 if shapes[0][0] in "cjk" else _SHORTEST
        return len(shapes) <= _MOST_WORDS and stop - start >= least and not all(shape[0] == "d" for shape in shapes)
    return len(shapes) >= _FEWEST_OF_ADDRESS and not all(shape[0] == "d" for shape in shapes)
