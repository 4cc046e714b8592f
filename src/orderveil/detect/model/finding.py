"""Names and addresses where the rules found none, or less than there is: the small model's part of a search.

It looks at what others left, and only around words that could be part of one. Pure. Must never
overrule what a rule found: it adds, and carries an address on to its end.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from orderveil.detect.findings import Finding, Kind, Scanned
from orderveil.detect.model.features import BLANK, EDGE_GAP, TOKEN, gap, is_titled
from orderveil.detect.model.weights import STEPS, WEIGHED_EDGE, Weighed, weighed, weighed_gaps, weighed_pair

_KINDS: Final = {1: Kind.NAME, 2: Kind.ADDRESS}
_INTO: Final = tuple((STEPS["O" + b], STEPS["N" + b], STEPS["A" + b]) for b in "ONA")
# Set on sentences made like those of training by another seed: how much surer than even it must be.
_NAME_BIAS, _ADDRESS_BIAS = 2, 2
# The least that must speak for each word of a name on average, in tenths; set where documentation, which
# names nobody, is left alone: two words together, and one alone; with small letters, and listed.
_TOGETHER, _ALONE, _SMALL_ALONE, _KNOWN_ALONE = 42, 95, 110, 50
_HEARD_ALONE = 85  # listed by how it sounds: in Indian scripts many words sound like some name
_BY_SHAPE: Final = {"x": 55, "o": 50, "Xxt": 75, "XXt": 75, "Xt": 55}
# Of an address: what must speak for it in all, and the one word most like one, with a number in it and without.
_ADDRESS_IN_ALL, _ADDRESS_WORD, _UNNUMBERED_IN_ALL, _UNNUMBERED_WORD = 50, 12, 120, 30
_SCORE, _WHY = 0.66, "a model of names and addresses"
_AROUND = 3
_WIDEST = 2
_MOST_WORDS = 5
_FEWEST_OF_ADDRESS = 3
_GLUE = frozenset("_@\\")
_NAME_GAPS = frozenset({"s", "", "-", ".", "'"})


class _Text:
    """The words of a text, weighed, with what stands between them and what rules found at which."""

    __slots__ = ("_gaps", "_spoken_for", "candidates", "met", "rest", "spans", "words")

    def __init__(self, rest: Scanned, spans: list[tuple[int, int]], people: Sequence[Finding]) -> None:
        text = rest.text
        self.rest = rest
        self.spans = spans
        self.met: dict[int, list[Finding]] = {}
        self._gaps: dict[int, str] = {0: EDGE_GAP, len(spans): EDGE_GAP}
        self._spoken_for: dict[int, tuple[int, int]] = {}
        self.words = [weighed(text[start:end] if text[start] != "\n" else BLANK, False) for start, end in spans]
        self.candidates = [at for at, seen in enumerate(self.words) if seen.is_open]
        if not self.candidates:
            return
        self._meet(people)
        if is_titled([text[start:end] for start, end in spans]):
            self.words = [weighed(text[start:end] if text[start] != "\n" else BLANK, True) for start, end in spans]
        self.candidates = [at for at, seen in enumerate(self.words) if seen.is_open and at not in self.met]

    def _meet(self, people: Sequence[Finding]) -> None:
        ends = [end for _, end in self.spans]
        for finding in people:
            start, end = self.rest.readable.readable_span(finding.start, finding.end)
            at = bisect_right(ends, start)
            while at < len(ends) and self.spans[at][0] < end:
                self.met.setdefault(at, []).append(finding)
                at += 1

    def gap(self, at: int) -> str:
        """Return what stands before word `at`."""
        known = self._gaps.get(at)
        if known is None:
            known = self._gaps[at] = gap(self.rest.text[self.spans[at - 1][1] : self.spans[at][0]])
        return known

    def spoken_for(self, at: int) -> tuple[int, int]:
        """Return how much speaks for a name and for an address at word `at`."""
        known = self._spoken_for.get(at)
        if known is None:
            known = self._spoken_for[at] = _spoken_for(self, at)
        return known


def find_by_model(rest: Scanned, people: Sequence[Finding]) -> Iterator[Finding]:
    """Yield names and addresses beyond `people`, the findings of the rules.

    `rest` is the text in which what others than they found stands as empty lines.
    """
    spans = [found.span() for found in TOKEN.finditer(rest.text)]
    text = _Text(rest, spans, people)
    for first, last in _windows(text):
        yield from _found(rest, text, first, _labels(text, first, last))


def _windows(text: _Text) -> Iterator[tuple[int, int]]:
    """Yield the runs of words (first, last) around those that are open and not found yet."""
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


def _spoken_for(text: _Text, at: int) -> tuple[int, int]:
    """Return how much speaks for a name and for an address at word `at`."""
    words = text.words
    last = len(words) - 1
    before = words[at - 1] if at else WEIGHED_EDGE
    second_before = words[at - 2] if at > 1 else WEIGHED_EDGE
    after = words[at + 1] if at < last else WEIGHED_EDGE
    second_after = words[at + 2] if at < last - 1 else WEIGHED_EDGE
    here: Weighed = words[at]
    parts = (
        here.own, second_before.to_second_after, before.to_after, after.to_before, second_after.to_second_before,
        weighed_pair(here.seen, before.seen, after.seen),
        weighed_gaps(here.seen.shape, here.seen.kind, text.gap(at), text.gap(at + 1)),
    )  # fmt: skip
    name, address = _NAME_BIAS, _ADDRESS_BIAS
    for part in parts:
        name += part[0]
        address += part[1]
    return name, address


def _labels(text: _Text, first: int, last: int) -> list[int]:
    """Return the likeliest labels of a window (0 neither, 1 name, 2 address), after Viterbi (1967)."""
    best = [0, *text.spoken_for(first)]
    came: list[tuple[int, int, int]] = []
    for at in range(first + 1, last + 1):
        name, address = text.spoken_for(at)
        x, y, z = best
        ways, scores = [], []
        for own, (from_x, from_y, from_z) in zip((0, name, address), _INTO, strict=True):
            a, b, c = x + from_x, y + from_y, z + from_z
            if a >= b and a >= c:
                ways.append(0)
                scores.append(a + own)
            elif b >= c:
                ways.append(1)
                scores.append(b + own)
            else:
                ways.append(2)
                scores.append(c + own)
        came.append((ways[0], ways[1], ways[2]))
        best = scores
    label = max(range(3), key=best.__getitem__)
    labels = [label]
    for step in reversed(came):
        label = step[label]
        labels.append(label)
    labels.reverse()
    return labels


def _runs(text: _Text, first: int, labels: list[int]) -> Iterator[tuple[int, int, int]]:
    """Yield each run of one label: its first and last word, and the label."""
    at = 0
    while at < len(labels):
        label, begun = labels[at], at
        while (
            at + 1 < len(labels)
            and labels[at + 1] == label
            and (label != 1 or _joins(text, first + at + 1))
            and text.words[first + at + 1].seen.shape != BLANK
        ):
            at += 1
        if label:
            yield first + begun, first + at, label
        at += 1


def _joins(text: _Text, at: int) -> bool:
    """Tell whether word `at` may belong to one name with the word before: a full stop only after an initial."""
    between = text.gap(at)
    wide = text.spans[at][0] - text.spans[at - 1][1]
    if between not in _NAME_GAPS or wide > _WIDEST:
        return False
    return between != "." or wide == 1 or text.words[at - 1].seen.shape in ("X", "Xt")


def _found(rest: Scanned, text: _Text, first: int, labels: list[int]) -> Iterator[Finding]:
    for begin, end, label in _runs(text, first, labels):
        kind = _KINDS[label]
        if not _may_be(text, begin, end, kind) or _is_glued(text, begin, end):
            continue
        met = [other for at in range(begin, end + 1) for other in text.met.get(at, ())]
        if (kind is Kind.NAME and met) or all(at in text.met for at in range(begin, end + 1)):
            continue
        alike = [other for other in met if other.type is kind]
        if alike or _is_sure(text, begin, end, label):
            found = rest.finding(kind, (text.spans[begin][0], text.spans[end][1]), _SCORE, _WHY)
            yield _carried_on(found, alike)


def _is_sure(text: _Text, begin: int, end: int, label: int) -> bool:
    """Tell whether enough speaks for a name: a lone word that no list knows must stand where names alone stand."""
    seen = text.words[begin].seen
    spoken_for = sum(text.spoken_for(at)[label - 1] for at in range(begin, end + 1)) / (end - begin + 1)
    if _KINDS[label] is Kind.ADDRESS:
        return _is_sure_address(text, begin, end, round(spoken_for * (end - begin + 1)))
    listed = bool(set(seen.kind) & {"g", "f"}) and "c" not in seen.kind
    if begin < end:
        return spoken_for >= (_TOGETHER if listed else _BY_SHAPE.get(seen.shape, _TOGETHER))
    if listed:
        return spoken_for >= (_HEARD_ALONE if seen.shape == "o" else _KNOWN_ALONE)
    return spoken_for >= (_SMALL_ALONE if seen.shape in "xo" else _ALONE)


def _is_sure_address(text: _Text, begin: int, end: int, in_all: int) -> bool:
    words = text.words[begin : end + 1]
    best = max(seen.own[1] for seen in words)
    if any(seen.seen.shape[0] == "d" for seen in words):
        return in_all >= _ADDRESS_IN_ALL and best >= _ADDRESS_WORD
    return in_all >= _UNNUMBERED_IN_ALL and best >= _UNNUMBERED_WORD


def _is_glued(text: _Text, begin: int, end: int) -> bool:
    """Tell whether words are a part of something longer, such as a name in a program or before an `at`."""
    start, stop = text.spans[begin][0], text.spans[end][1]
    return bool(_GLUE.intersection(text.rest.text[max(0, start - 1) : start] + text.rest.text[stop : stop + 1]))


def _carried_on(found: Finding, met: list[Finding]) -> Finding:
    """Return what was found, with what rules found of the same kind in it: no shorter, and as sure."""
    if not met:
        return found
    start, end = min(found.start, *(o.start for o in met)), max(found.end, *(o.end for o in met))
    return Finding(found.type, start, end, max(o.score for o in met) + 0.01, found.why)


def _may_be(text: _Text, begin: int, end: int, kind: Kind) -> bool:
    """Tell whether words can make a name or an address at all."""
    shapes = [seen.seen.shape for seen in text.words[begin : end + 1]]
    numbers = sum(shape[0] == "d" for shape in shapes)
    if kind is Kind.NAME:
        longest = max(end - start for start, end in text.spans[begin : end + 1])
        return not numbers and len(shapes) <= _MOST_WORDS and longest > 1 and BLANK not in shapes
    return len(shapes) >= _FEWEST_OF_ADDRESS and numbers < len(shapes) and BLANK not in shapes
