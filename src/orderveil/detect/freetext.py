"""Finding everything of a buyer's in free text: chats, notes, tickets, logs, cells of a table.

The doors of intake and inventory have finders of their own, which would rather miss than refuse a
line; these would rather find. Pure; stands on core, phonenumbers and stdnum. Must never put what
it found into a finding, an error or a log.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from orderveil.detect.findings import NOTHING_KNOWN, SURE, Finder, Finding, Kind, KnownGoods, Scanned, Where, scan
from orderveil.detect.emails import find_emails, find_upi_ids
from orderveil.detect.phones import find_phones, is_something_else
from orderveil.detect.reading import read
from orderveil.detect.textnames import find_people
from orderveil.detect.textnumbers import (
    find_amounts,
    find_card_numbers,
    find_identities,
    find_order_refs,
    find_otps,
    find_parcel_numbers,
    find_tracking_links,
)
from orderveil.detect.textplaces import find_places

NUMBER_FINDERS: tuple[Finder, ...] = (
    find_phones,
    find_card_numbers,
    find_identities,
    find_order_refs,
    find_parcel_numbers,
    find_otps,
    find_amounts,
)
LINK_FINDERS: tuple[Finder, ...] = (find_emails, find_upi_ids, find_tracking_links)
PEOPLE_FINDERS: tuple[Finder, ...] = (find_people, find_places)  # look at what the others leave
_SPOKEN_OF = 0.85

# What wins where two findings overlap, from strong to weak. A postcode may stand in an address.
_STRENGTH = (
    *(Kind.TRACKING_URL, Kind.EMAIL, Kind.UPI, Kind.GSTIN, Kind.TAX_PAN, Kind.CARD, Kind.AADHAAR, Kind.OTP, Kind.AWB),
    *(Kind.ORDER, Kind.PHONE, Kind.AMOUNT, Kind.ADDRESS, Kind.POSTCODE, Kind.NAME),
)
_RANK = {kind: rank for rank, kind in enumerate(_STRENGTH)}
_DIGIT = re.compile(r"\d")


def find_personal_data(text: str, known: KnownGoods = NOTHING_KNOWN, *, least: float = SURE) -> list[Finding]:
    """Return the findings in `text` of score `least` and above, in the order of their places, overlaps resolved.

    Offsets are those of `text`, also where digits are written in other scripts, encoded or spelled out.
    """
    if known.is_known(text):
        return []
    given = scan(read(text), Where.NOTE, known)
    finders: Sequence[Finder] = LINK_FINDERS
    if _DIGIT.search(given.text):
        finders = (*NUMBER_FINDERS, *LINK_FINDERS)
    found = [finding for finder in finders for finding in finder(given) if finding.score >= least]
    if given.readable.spots is None:
        found = [
            f for f in found if f.type is not Kind.PHONE or f.score >= _SPOKEN_OF or not is_something_else(given, f)
        ]
    rest = _without(given, resolve(found)) if found else given
    people = [finding for finder in PEOPLE_FINDERS for finding in finder(rest) if finding.score >= least]
    return resolve([*found, *people])


def _without(given: Scanned, found: Iterable[Finding]) -> Scanned:
    """Return the text with what is found already as empty lines: no address goes on beyond a phone."""
    text, low, done = [], [], 0
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
    addresses, others = _Places(), _Places()
    kept: list[Finding] = []
    for finding in sorted(given, key=lambda f: (_RANK.get(f.type, 0), -f.score, f.start - f.end)):
        if others.holds(finding) or (finding.type is not Kind.POSTCODE and addresses.holds(finding)):
            continue
        (addresses if finding.type is Kind.ADDRESS else others).add(finding)
        kept.append(finding)
    return sorted(kept, key=lambda f: (f.start, f.end))


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
