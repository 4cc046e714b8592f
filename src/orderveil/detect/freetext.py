"""Finding everything of a buyer's in free text: chats, notes, tickets, logs, cells of a table.

Which finders are asked; what counts is in detect.profiles, and detect.buyer asks the same finders among
goods. Pure; stands on core, phonenumbers and stdnum. Must never put what it found into a finding, an
error or a log.
"""

from __future__ import annotations

from orderveil.detect.countryids import find_country_ids
from orderveil.detect.emails import find_emails, find_upi_ids
from orderveil.detect.findings import NOTHING_KNOWN, SURE, Finder, Finding, KnownGoods, Where, scan
from orderveil.detect.identities import find_identities
from orderveil.detect.phones import find_phones
from orderveil.detect.positions import find_places_on_maps
from orderveil.detect.profiles import free_text
from orderveil.detect.reading import read
from orderveil.detect.searching import search
from orderveil.detect.textnames import find_people
from orderveil.detect.textnumbers import (
    find_amounts,
    find_card_numbers,
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
    find_country_ids,
    find_order_refs,
    find_parcel_numbers,
    find_otps,
    find_amounts,
)
LINK_FINDERS: tuple[Finder, ...] = (find_emails, find_upi_ids, find_tracking_links, find_places_on_maps)
PEOPLE_FINDERS: tuple[Finder, ...] = (find_people, find_places)  # look at what the others leave


def find_personal_data(text: str, known: KnownGoods = NOTHING_KNOWN, *, least: float = SURE) -> list[Finding]:
    """Return the findings in `text` of score `least` and above, in the order of their places, overlaps resolved.

    Offsets are those of `text`, also where digits are written in other scripts, encoded or spelled out.
    """
    if known.is_known(text):
        return []
    return search(scan(read(text), Where.NOTE, known), free_text(least), NUMBER_FINDERS, LINK_FINDERS, PEOPLE_FINDERS)
