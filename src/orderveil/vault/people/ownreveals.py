"""What somebody revealed lately, told to themselves, and what is left of their day.

Of the record: order, field, purpose, case and when; never a value, for the record holds none. Must never tell what
anybody else did: who looked at what is vault.people.tracing's, by a right of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from orderveil.ledger.acts import Act as Did
from orderveil.ledger.entries import Entry, decode
from orderveil.ledger.finding import Wanted
from orderveil.people.permissions import Permission
from orderveil.store.database import Transaction
from orderveil.vault import record_messages as r
from orderveil.vault.grants import Actor, Who
from orderveil.vault.people.allowances import GLASS_A_DAY, Allowances
from orderveil.vault.people.rights import person_of
from orderveil.vault.people.room import Room
from orderveil.vault.people.somewhere import role_somewhere

_SHOWN = frozenset({f"act:{Did.VIEW_FIELD_REVEALED.value}", f"act:{Did.VIEW_GLASS_BROKEN.value}"})
_GLASS, _REVEAL = Permission.ORDERS_FIELD_BREAK_GLASS, Permission.ORDERS_FIELD_REVEAL
_MOST = 100


class OwnReveals:
    """Answers what one revealed oneself."""

    def __init__(self, room: Room, allowances: Allowances) -> None:
        self._room = room
        self._allowances = allowances

    def read(self, request: r.ReadOwnReveals, actor: Actor) -> r.OwnReveals:
        """Return one's own newest reveals, and shop by shop how many are left of the day."""
        who, ledger = person_of(actor), self._room.interior.ledger
        now = self._room.interior.clock.latest_ms()
        self._room.write(lambda tx, group: ledger.sequence(tx, group.now_ms))  # what happened a second ago is told too
        wanted = Wanted((_SHOWN, frozenset({f"actor:{actor.name}"})))
        limit = max(1, min(request.limit, _MOST))
        with self._room.interior.database.reading() as tx:
            found = list(islice(ledger.find(tx, who.tenant, wanted), limit))
            left = list(self._left(tx, who, now))
        return r.OwnReveals([_row(decode(one.entry), one.place) for one in found], left)

    def _left(self, tx: Transaction, who: Who, now_ms: int) -> Iterator[r.DayLeft]:
        """Yield what is left in each shop whose fields they may reveal."""
        rights = self._room.rights
        for shop in self._room.interior.shops.all():
            role = role_somewhere(rights, who, _REVEAL, shop.shop, now_ms) if shop.tenant == who.tenant else None
            if role is None:
                continue
            allowed = self._allowances.allowed(tx, who.person, role, shop, now_ms)
            left = self._allowances.left(tx, who.person, role, shop, now_ms)
            may_break = role_somewhere(rights, who, _GLASS, shop.shop, now_ms) is not None
            broken = self._allowances.spent(tx, who.person, now_ms, "glass")
            yield r.DayLeft(shop.shop, allowed, left, max(0, GLASS_A_DAY - broken) if may_break else None)


def _row(entry: Entry, place: str) -> r.OwnReveal:
    return r.OwnReveal(
        place, entry.at_ms, entry.act is Did.VIEW_GLASS_BROKEN, entry.shop or "", entry.hop or "",
        entry.orders[0] if entry.orders else "", entry.fields[0] if entry.fields else "", entry.purpose or "",
        entry.reference or "",
    )  # fmt: skip
