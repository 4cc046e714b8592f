"""Finding a buyer's data in a text: who, how to reach them, where they live, what they ordered.

For the inventory's door, which is owed none of it. Pure; stands on core, phonenumbers and stdnum.
Must never put what it found into a finding, an error or a log.
"""

from __future__ import annotations

from collections.abc import Sequence

from orderveil.detect.contacts import find_email, find_links, find_phones, find_upi
from orderveil.detect.findings import NOTHING_KNOWN, SURE, Finder, Finding, Kind, KnownGoods, Where, scan
from orderveil.detect.identities import find_card_data, find_identity_numbers, find_orders, find_positions
from orderveil.detect.people import find_addresses, find_names
from orderveil.detect.reading import read

__all__ = ["FINDERS", "NOTHING_KNOWN", "SURE", "Finding", "Kind", "KnownGoods", "Where", "find_buyer_data"]

FINDERS: tuple[Finder, ...] = (
    find_email,
    find_upi,
    find_links,
    find_phones,
    find_card_data,
    find_identity_numbers,
    find_orders,
    find_positions,
    find_names,
    find_addresses,
)
_LONGEST = 20_000  # characters searched; no field of a door is longer


def find_buyer_data(
    text: str,
    known: KnownGoods = NOTHING_KNOWN,
    *,
    where: Where = Where.NOTE,
    finders: Sequence[Finder] = FINDERS,
) -> list[Finding]:
    """Return the findings in `text`, in the order of their places, whatever their score.

    Those of SURE and above count by themselves. `where` tells how to read a bare number: see Where.
    A text that is one known code holds nothing.
    """
    if known.is_known(text):
        return []
    given = scan(read(text[:_LONGEST]), where, known)
    found = [finding for finder in finders for finding in finder(given)]
    return sorted(found, key=lambda finding: (finding.start, finding.end, -finding.score))
