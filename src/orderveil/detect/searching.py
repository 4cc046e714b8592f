"""Searching one text: the finders in their order, what counts, and what wins where two findings overlap.

One search serves every door; which finders and what counts are data (detect.profiles). Pure. Must
never put what it found into a finding, an error or a log.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise
from operator import attrgetter

from orderveil.detect.findings import Finder, Finding, Kind, Scanned
from orderveil.detect.model.finding import judge_people
from orderveil.detect.profiles import Profile

# What wins where two findings overlap, from strong to weak. A postcode may stand in an address.
_STRENGTH = (
    *(Kind.POSITION, Kind.TRACKING_URL, Kind.EMAIL, Kind.UPI, Kind.IBAN, Kind.GSTIN, Kind.TAX_PAN, Kind.CARD),
    *(Kind.AADHAAR, Kind.NATIONAL_ID, Kind.PASSPORT, Kind.LICENCE, Kind.TAX_ID, Kind.OTP, Kind.AWB),
    *(Kind.ORDER, Kind.PHONE, Kind.AMOUNT, Kind.ADDRESS, Kind.POSTCODE, Kind.NAME),
)
_place_of = attrgetter("start", "end")
_RANK = {kind: rank for rank, kind in enumerate(_STRENGTH)}


def search(
    given: Scanned, profile: Profile, numbers: Sequence[Finder], links: Sequence[Finder], people: Sequence[Finder]
) -> list[Finding]:
    """Return what counts in `given`, in the order of the places, overlaps resolved.

    `numbers` are asked where there is a digit at all; `people` see what the others leave, and the model is asked
    about the same and about what they found.
    """
    finders = (*numbers, *links) if given.digits() else links
    found = [finding for finder in finders for finding in finder(given) if profile.counts(given, finding)]
    found = resolve(found)
    rest = _without(given, found) if found else given
    persons = [finding for finder in people for finding in finder(rest) if profile.counts(rest, finding)]
    if profile.asks_model:
        persons = [finding for finding in judge_people(rest, resolve(persons)) if profile.counts(rest, finding)]
    return resolve([*found, *persons]) if persons else found  # persons are weaker than all else: see _STRENGTH


def _without(given: Scanned, found: Iterable[Finding]) -> Scanned:
    """Return the text with what is found already as empty lines: no address goes on beyond a phone."""
    text: list[str] = []
    low: list[str] = []
    done = 0
    for finding in found:
        start, end = given.readable.readable_span(finding.start, finding.end)
        gap = "\n" * (end - start)
        text += (given.text[done:start], gap)
        low += (given.low[done:start], gap)
        done = end
    text.append(given.text[done:])
    low.append(given.low[done:])
    return Scanned(given.readable, "".join(text), "".join(low), given.where, given.known)


def resolve(found: Iterable[Finding]) -> list[Finding]:
    """Return findings of which no two overlap, but for a postcode in its address; the stronger kind stays."""
    given = list(found)
    if len(given) <= 1:
        return given
    ordered = sorted(given, key=_place_of)
    if all(before.end <= after.start for before, after in pairwise(ordered)):
        return ordered
    addresses, others = _Places(), _Places()
    kept: list[Finding] = []
    for finding in sorted(given, key=lambda f: (_RANK.get(f.type, 0), -f.score, f.start - f.end)):
        if others.holds(finding) or (finding.type is not Kind.POSTCODE and addresses.holds(finding)):
            continue
        (addresses if finding.type is Kind.ADDRESS else others).add(finding)
        kept.append(finding)
    return sorted(kept, key=_place_of)


class _Places:
    """Places that do not overlap, in their order: thousands of findings may stand in one text."""

    __slots__ = ("_ends", "_starts")

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def holds(self, finding: Finding) -> bool:
        """Tell whether any of the places overlaps the finding's."""
        before = bisect_left(self._starts, finding.end)
        return before > 0 and self._ends[before - 1] > finding.start

    def add(self, finding: Finding) -> None:
        """Add the place of a finding that overlaps none."""
        at = bisect_left(self._starts, finding.start)
        self._starts.insert(at, finding.start)
        self._ends.insert(at, finding.end)
