"""Sessions at once: one person has so many at once, and the oldest makes room for the newest.

Threat: whoever once had a password and a factor goes on unseen in a session that nobody looks at any more. A
bound keeps the list on somebody's own page short enough to be read. It is a setting, ORDERVEIL_SESSIONS_AT_ONCE.
"""

from __future__ import annotations

from orderveil.ledger.acts import Act as Did
from orderveil.store.database import Transaction
from orderveil.vault.grants import Actor
from orderveil.vault.people.persons import Person
from orderveil.vault.people.room import Room
from orderveil.vault.writer import Group


def make_room(room: Room, tx: Transaction, person: Person, group: Group) -> None:
    """End and record the oldest sessions of somebody, so that one more may begin."""
    held = room.sessions.living(group.now_ms, person.id)
    over = held[room.interior.sessions_at_once - 1 :]
    if not over:
        return
    room.sessions.end(tx, over, group)
    detail, counts = {"person": person.id, "why": "too-many"}, {"sessions": len(over)}
    actor = Actor("person", f"person:{person.id}")
    room.record(tx, group, Did.PEOPLE_SESSION_ENDED, actor, person.tenant, counts=counts, detail=detail)
