"""Names and addresses in free text: the small model's part of a search, with what the rules found as one witness.

It looks at what others left. Pure. What rules are sure of it must never take away; what they only
suppose stays where the model does not speak against it; and it adds, and finds the ends.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from orderveil.detect.findings import Finding, Kind, Scanned
from orderveil.detect.model.decoding import Run, margin, runs_of
from orderveil.detect.model.features import BLANK
from orderveil.detect.model.weighing import LETTERS, Text
from orderveil.detect.model.weights import Look

_KINDS: Final = {letter: kind for kind, letter in LETTERS.items()}
# How much surer than neither it must be, in tenths of the natural logarithm of the odds.
# A name of several words; of one, of one that is an ordinary word, of one in capitals that no list knows, as
# abbreviations are; an address.
LEAST: Final = {"N": 6, "n": 20, "w": 60, "x": 70, "A": 16}
_NAMES: Final = frozenset("gf")
# How sure rules must be for their word alone, and how much may speak against what they are less sure of.
_RULES_ALONE: Final = {Kind.NAME: 0.9, Kind.ADDRESS: 0.9}
_MOST_AGAINST: Final = {"N": -10, "A": -10}
_LIKELY: Final = 0.74
_MOST_AGAINST_LIKELY: Final = {"N": -90, "A": -150}
_SCORE, _WHY = 0.66, "a model of names and addresses"
_MOST_WORDS = 8
_SHORTEST = 3  # letters of a name: two are an abbreviation
_FEWEST_OF_ADDRESS, _MOST_OF_ADDRESS = 2, 60
_NUMBERS_ALONE = {"d"}
_GLUE = frozenset("_@\\")


def judge_people(rest: Scanned, people: Sequence[Finding]) -> list[Finding]:
    """Return the names and addresses of a text: those of `people`, the findings of the rules, that stand, and more.

    `rest` is the text in which what others than they found stands as empty lines.
    """
    text = Text(rest, people)
    if not text.candidates and not people:
        return []
    runs = [
        run
        for first, last in text.windows()
        for run in runs_of(text.weigh(first, last), first)
        if _may_be(text, run)
    ]
    found, left = _judged(text, runs) if people else ([], runs)
    for run in left:
        if _is_sure(text, run):
            found.append(rest.finding(_KINDS[run.letter], text.span(run.first, run.last), _SCORE, _WHY))
    return found


def _judged(text: Text, runs: list[Run]) -> tuple[list[Finding], list[Run]]:
    """Return the findings of the rules as they stand after the model was asked, and its runs that they do not meet."""
    found: list[Finding] = []
    taken: set[Run] = set()
    ends = [run.last for run in runs]
    for finding, first, end in text.places:
        letter = LETTERS.get(finding.type)
        if letter is None:
            found.append(finding)
            continue
        at = bisect_left(ends, first)
        met = at < len(runs) and runs[at].first < end
        alike: list[Run] = []
        while at < len(runs) and runs[at].first < end:
            if runs[at].letter == letter:
                alike.append(runs[at])
            at += 1
        if alike:
            taken.update(alike)
            found.append(_widened(text, finding, alike[0].first, alike[-1].last))
        elif finding.score >= _RULES_ALONE[finding.type] or (
            not met and first < end and margin(text.wholes[first:end], letter) >= _limit(finding, letter)
        ):
            found.append(finding)
    return found, [run for run in runs if run not in taken]


def _widened(text: Text, finding: Finding, first: int, last: int) -> Finding:
    """Return a finding of the rules with the ends that the model gives it; what is sure is never made less."""
    start, stop = text.span(first, last)
    if finding.score >= _RULES_ALONE[finding.type]:
        kept = text.rest.readable.readable_span(finding.start, finding.end)
        start, stop = min(start, kept[0]), max(stop, kept[1])
    return text.rest.finding(finding.type, (start, stop), max(finding.score, _SCORE) + 0.01, finding.why)


def _limit(finding: Finding, letter: str) -> int:
    """Return how much may speak against what a rule found."""
    return (_MOST_AGAINST_LIKELY if finding.score >= _LIKELY else _MOST_AGAINST)[letter]


def _is_sure(text: Text, run: Run) -> bool:
    """Tell whether enough speaks for a name or an address that no rule found."""
    start, stop = text.span(run.first, run.last)
    around = text.rest.text[max(0, start - 1) : start] + text.rest.text[stop : stop + 1]
    if _GLUE.intersection(around):  # a part of something longer, such as a name in a program or before an `at`
        return False
    surer = margin(text.wholes[run.first : run.last + 1], run.letter)
    if run.letter == "A" or run.first < run.last:
        return surer >= LEAST[run.letter]
    return surer >= LEAST[_manner_of_one(text.words[run.first].look)]


def _manner_of_one(look: Look) -> str:
    """Return which bound holds for a name of one word, by how it is written and what the lists say of it."""
    if look.shape[0] in "ck":  # a sign is less than a word
        return "N"
    if not _NAMES.isdisjoint(look.kind):
        return "n"
    return "w" if look.is_ordinary else "x" if look.shape == "XX" else "n"


def _may_be(text: Text, run: Run) -> bool:
    """Tell whether words can make a name or an address at all."""
    signs = [seen.look.shape[0] for seen in text.words[run.first : run.last + 1]]
    if BLANK in signs or _NUMBERS_ALONE.issuperset(signs):
        return False
    if run.letter == "A":
        return _FEWEST_OF_ADDRESS <= len(signs) <= _MOST_OF_ADDRESS
    start, stop = text.span(run.first, run.last)
    return len(signs) <= _MOST_WORDS and stop - start >= (2 if signs[0] in "cjk" else _SHORTEST)
