"""Finding everything of a buyer's in free text: chats, notes, tickets, logs, cells of a table.

The doors of intake and inventory have finders of their own, which would rather miss than refuse a
line; these would rather find. Pure; stands on core, phonenumbers and stdnum. Must never put what
it found into a finding, an error or a log.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from orderveil.detect.findings import NOTHING_KNOWN, SURE, Finder, Finding, Kind, KnownGoods, Scanned, Where, scan
from orderveil.detect.reading import read
from orderveil.detect.textcontacts import find_all_phones, find_emails, find_upi_ids, is_something_else
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
    find_all_phones,
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
    spots = given.readable.spots
    text = list(given.text)
    low = list(given.low)
    for finding in found:
        span: Iterable[int] = range(finding.start, finding.end)
        if spots is not None:
            span = [at for at, (start, end) in enumerate(spots) if finding.start <= start and end <= finding.end]
        for at in span:
            text[at] = low[at] = "\n"
    return Scanned(given.readable, "".join(text), "".join(low), given.where, given.known)


def resolve(found: Iterable[Finding]) -> list[Finding]:
    """Return findings of which no two overlap, but for a postcode in its address; the stronger kind stays."""
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda f: (_RANK.get(f.type, 0), -f.score, f.start - f.end)):
        if not any(_collide(finding, other) for other in kept):
            kept.append(finding)
    return sorted(kept, key=lambda f: (f.start, f.end))


def _collide(one: Finding, other: Finding) -> bool:
    if one.start >= other.end or other.start >= one.end:
        return False
    return {one.type, other.type} != {Kind.ADDRESS, Kind.POSTCODE}
