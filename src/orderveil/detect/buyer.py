"""Finding a buyer's data among goods: who, how to reach them, where they live, what they ordered.

For the inventory's door, which is owed none of it. The finders are those of free text, and some that
free text has no use for; what counts among goods is another profile. Pure. Must never put what it
found into a finding, an error or a log.
"""

from __future__ import annotations

from orderveil.detect.emails import find_emails, find_links, find_upi_ids
from orderveil.detect.findings import NOTHING_KNOWN, SURE, Finder, Finding, Kind, KnownGoods, Where, scan
from orderveil.detect.identities import find_identities
from orderveil.detect.phones import find_phones
from orderveil.detect.positions import find_positions
from orderveil.detect.profiles import AMONG_GOODS
from orderveil.detect.reading import read
from orderveil.detect.searching import search
from orderveil.detect.textnames import find_people, find_told_names
from orderveil.detect.textnumbers import find_card_numbers, find_order_refs
from orderveil.detect.textplaces import find_places

__all__ = ["NOTHING_KNOWN", "SURE", "Finding", "Kind", "KnownGoods", "Where", "find_buyer_data"]

_NUMBERS: tuple[Finder, ...] = (find_phones, find_card_numbers, find_identities, find_order_refs, find_positions)
_LINKS: tuple[Finder, ...] = (find_emails, find_upi_ids, find_links)
_PEOPLE: tuple[Finder, ...] = (find_people, find_told_names, find_places)
_LONGEST = 20_000  # characters searched; no field of a door is longer


def find_buyer_data(text: str, known: KnownGoods = NOTHING_KNOWN, *, where: Where = Where.NOTE) -> list[Finding]:
    """Return what counts among goods in `text`, in the order of the places, overlaps resolved.

    `where` tells how to read a bare number: see Where. A text that is one known code holds nothing.
    """
    if known.is_known(text):
        return []
    return search(scan(read(text[:_LONGEST]), where, known), AMONG_GOODS, _NUMBERS, _LINKS, _PEOPLE)
