"""What the rooms that serve people share: the interior, persons, sessions, rights, and how an act is recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from orderveil.ledger.acts import Act as Did
from orderveil.ledger.entries import Entry
from orderveil.store.database import Transaction
from orderveil.vault.grants import Actor
from orderveil.vault.interior import Interior
from orderveil.vault.people.persons import Persons
from orderveil.vault.people.rights import Rights
from orderveil.vault.people.sessions import Sessions
from orderveil.vault.writer import Group

Write = Callable[[Callable[[Transaction, Group], Any]], Any]


@dataclass(frozen=True, slots=True)
class Room:
    """The insides of the people's part of the vault."""

    interior: Interior
    persons: Persons
    sessions: Sessions
    rights: Rights
    write: Write

    def record(self, tx: Transaction, group: Group, act: Did, actor: Actor, tenant: str, **parts: Any) -> str:
        """Write one entry in the act's own transaction; return its digest."""
        entry = Entry(act=act, at_ms=group.now_ms, tenant=tenant, actor=actor.name, **parts)
        return self.interior.record(tx, group, entry)[0]

    def tenant_of(self, actor: Actor, asked: str | None = None) -> str:
        """Return the tenant for which somebody acts: a person's own; for an operator the one they name."""
        return actor.who.tenant if actor.who is not None else asked or "main"

    def __repr__(self) -> str:
        return "Room(<hidden>)"
