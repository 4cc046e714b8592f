"""The parcels of an order, to choose between: a view is of one of them. Pure; no field of a parcel is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from orderveil.console.screens.order_facts import said
from orderveil.console.words import Words
from orderveil.vault.people_messages import ParcelRow

MOST_LINKS = 8  # beyond, a list to choose from: an order may have two hundred


@dataclass(frozen=True, slots=True)
class Choice:
    """One parcel as it is offered. `at`: its place among the order's parcels, from 1."""

    shipment: str
    at: int
    state: str
    notes: list[str]
    since_ms: int | None
    is_here: bool
    path: str


def choices_of(parcels: Sequence[ParcelRow], shown: str | None, words: Words, **where: str) -> list[Choice]:
    """Return an order's parcels; none where there is nothing to choose. `shown`: the one on the page."""
    if len(parcels) < 2:
        return []
    return [
        Choice(
            one.shipment, at, said(words, "order_state", one.state), list(_notes(one, words)), one.since_ms,
            one.shipment == shown, f"?{urlencode({**where, 'shipment': one.shipment})}",
        )
        for at, one in enumerate(parcels, 1)
    ]  # fmt: skip


def _notes(parcel: ParcelRow, words: Words) -> Sequence[str]:
    """Return what sets a parcel apart beside its state."""
    attempts = [words.say("order_parcel.attempt", n=parcel.attempt)] if parcel.attempt > 1 else []
    return [words.say("order_parcel.reverse"), *attempts] if parcel.direction == "reverse" else attempts
