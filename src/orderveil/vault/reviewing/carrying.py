"""Carrying out what a campaign decided: roles taken, keys revoked, accounts outside put on the list to be ended.

What nobody decided lapses, and is recorded as that. One right is spared: that of a tenant's last owner, or of the
last by whose role others are given and approved, for without one nobody could give any right again. A role that
became narrower since the list was made goes with the one that was reviewed.
"""

from __future__ import annotations

from collections.abc import Iterable, Set

import msgspec

from orderveil.ledger.acts import Act as Did
from orderveil.people.steering import steers
from orderveil.people.widening import is_within
from orderveil.store.database import Transaction
from orderveil.vault.apikeys import ApiKeys
from orderveil.vault.grants import Actor
from orderveil.vault.people.managing import Managing
from orderveil.vault.people.persons import Person, assignments_of
from orderveil.vault.people.room import Room
from orderveil.vault.people_messages import RoleRow
from orderveil.vault.reviewing.integrations import Integrations
from orderveil.vault.reviewing.outside import OutsideSystems
from orderveil.vault.reviewing.records import Item
from orderveil.vault.writer import Group

_OWNER = frozenset({"owner"})


class Carrying:
    """Ends what is to end."""

    def __init__(
        self, room: Room, managing: Managing, keys: ApiKeys, integrations: Integrations, outside: OutsideSystems
    ) -> None:
        self._room = room
        self._managing = managing
        self._keys = keys
        self._integrations = integrations
        self._outside = outside

    def out(
        self, tx: Transaction, which: tuple[str, str], items: list[Item], actor: Actor, group: Group
    ) -> list[Item]:
        """Return the items with what became of each. `which`: tenant and campaign."""
        tenant, campaign = which
        items = [self._lapsed(tx, which, item, actor, group) for item in items]
        outcomes = self._roles(tx, tenant, [item for item in items if item.kind == "role"], actor, group)
        for item in items:
            if item.decision == "kept":
                outcomes[item.n] = "kept"
            elif item.kind == "key":
                outcomes[item.n] = self._key(tx, item, actor, group)
            elif item.kind in ("account", "app"):
                outcomes[item.n] = self._outside_one(tx, (tenant, campaign), item)
        return [msgspec.structs.replace(item, outcome=outcomes[item.n]) for item in items]

    def _lapsed(
        self, tx: Transaction, which: tuple[str, str], item: Item, actor: Actor, group: Group
    ) -> Item:
        if item.decision:
            return item
        tenant, campaign = which
        detail = {"campaign": campaign, "item": f"i{item.n}", "kind": item.kind, "subject": item.subject}
        entry = self._room.record(tx, group, Did.REVIEWS_RIGHT_LAPSED, actor, tenant, detail=detail)
        return msgspec.structs.replace(item, decision="lapsed", decided_at_ms=group.now_ms, entry=entry)

    def _roles(
        self, tx: Transaction, tenant: str, items: list[Item], actor: Actor, group: Group
    ) -> dict[int, str]:
        """Take roles away, a person at a time: one write for each, whatever they lose."""
        defined = self._room.rights.roles_in(tenant)
        steering = {name for name, role in defined.items() if steers(role)}
        owners = {one.id for one in self._room.persons.all(tenant) if one.state == "active" and _has(one.roles, _OWNER)}
        steerers = {
            one.id for one in self._room.persons.all(tenant) if one.state == "active" and _has(one.roles, steering)
        }
        people = {one.id: one for one in self._room.persons.all(tenant)}
        outcomes: dict[int, str] = {}
        for subject in dict.fromkeys(item.subject for item in items):
            person = people.get(subject)
            going = [item for item in items if item.subject == subject and item.decision != "kept"]
            if person is None or person.state == "left" or not going:
                outcomes |= dict.fromkeys((item.n for item in going), "gone")
                continue
            last = (_OWNER if owners == {subject} else set[str]()) | (steering if steerers == {subject} else set())
            left, told = _split(person, going, last)
            outcomes |= told
            if left != person.roles:
                self._managing.take_roles(tx, person, left, actor, group)
            if not _has(left, _OWNER):
                owners.discard(subject)
            if not _has(left, steering):
                steerers.discard(subject)
        return outcomes

    def _key(self, tx: Transaction, item: Item, actor: Actor, group: Group) -> str:
        row = next((row for row in self._keys.rows() if row.id == item.subject), None)
        if row is None or row.revoked_at_ms is not None:
            return "gone"
        self._integrations.revoke(tx, item.subject, actor, group)
        return "ended"

    def _outside_one(self, tx: Transaction, which: tuple[str, str], item: Item) -> str:
        tenant, campaign = which
        one = self._outside.kept.get(tx, tenant, item.subject)
        if one is None or one.state != "here":
            return "gone"
        self._outside.kept.put(tx, tenant, item.subject, msgspec.structs.replace(one, to_end=campaign))
        return "to-end"


def _split(person: Person, going: list[Item], last: Set[str]) -> tuple[tuple[RoleRow, ...], dict[int, str]]:
    """Return what is left to a person, and what became of each item. `last`: roles of which nobody else is left."""
    outcomes = {item.n: "gone" for item in going}
    left: list[RoleRow] = []
    for row in person.roles:
        held = assignments_of((row,), person.tenant)[0]
        taken = [
            item.n for item in going
            if item.role is not None and is_within(held, assignments_of((item.role,), person.tenant)[0])
        ]  # fmt: skip
        is_spared = bool(taken) and row.role in last
        outcomes |= dict.fromkeys(taken, "spared" if is_spared else "ended")
        if not taken or is_spared:
            left.append(row)
    return tuple(left), outcomes


def _has(roles: Iterable[RoleRow], wanted: Set[str]) -> bool:
    return any(row.role in wanted for row in roles)
