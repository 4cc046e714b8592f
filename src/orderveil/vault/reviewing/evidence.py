"""Where in the record the decisions of a campaign stand, for whoever wants to see it proven."""

from __future__ import annotations

from orderveil.ledger.acts import Act as Did
from orderveil.ledger.entries import decode
from orderveil.ledger.finding import Wanted
from orderveil.store.database import Transaction
from orderveil.vault.people.room import Room
from orderveil.vault.reviewing.records import Campaign

_ACTS = frozenset({f"act:{Did.REVIEWS_RIGHT_DECIDED}", f"act:{Did.REVIEWS_RIGHT_LAPSED}"})


def places_of(room: Room, tx: Transaction, tenant: str, which: tuple[str, Campaign]) -> dict[str, str]:
    """Return the places of a campaign's entries, by item: `i7` stands at `2026Q4/17`. The newest of each."""
    name, campaign = which
    until = campaign.closed_at_ms + 1 if campaign.closed_at_ms is not None else None
    found: dict[str, str] = {}
    for one in room.interior.ledger.find(tx, tenant, Wanted((_ACTS,), since_ms=campaign.opened_at_ms, until_ms=until)):
        entry = decode(one.entry)
        if entry.detail.get("campaign") == name:
            found.setdefault(entry.detail.get("item", ""), one.place)
    return found
