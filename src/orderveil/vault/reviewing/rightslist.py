"""Every right as it is at one moment: people's roles, partners' keys, accounts and apps outside."""

from __future__ import annotations

from collections.abc import Iterator

from orderveil.store.database import Transaction
from orderveil.vault.apikeys import ApiKeys
from orderveil.vault.people.persons import email_key
from orderveil.vault.people.room import Room
from orderveil.vault.people_messages import RoleRow
from orderveil.vault.reviewing.integrations import answered, marks_of_key
from orderveil.vault.reviewing.kept import Kept
from orderveil.vault.reviewing.outside import OutsideSystems
from orderveil.vault.reviewing.records import Facts, Item


class RightsList:
    """Takes the snapshot of a campaign."""

    def __init__(self, room: Room, keys: ApiKeys, outside: OutsideSystems, facts: Kept[Facts]) -> None:
        self._room = room
        self._keys = keys
        self._outside = outside
        self._facts = facts

    def of(self, tx: Transaction, tenant: str, now_ms: int) -> Iterator[Item]:
        """Yield every right of a tenant, each with a number of its own from 1 on."""
        every = (*self._roles(tenant), *self._of_keys(tx, tenant, now_ms), *self._outside_ones(tx, tenant, now_ms))
        for number, item in enumerate(every, 1):
            yield Item(
                number, item.kind, item.subject, item.name, item.about, item.person, item.email, item.role, item.marks
            )

    def _roles(self, tenant: str) -> Iterator[Item]:
        roles = self._room.rights.roles_in(tenant)
        for person in self._room.persons.all(tenant):
            for row in person.roles if person.state != "left" else ():
                role = roles.get(row.role)
                found = {
                    "outside": role is not None and role.is_outside,
                    "invited": person.state == "invited",
                    "no-end": row.until_ms is None and role is not None and role.is_outside,
                }
                marks = tuple(mark for mark, is_so in found.items() if is_so)
                yield Item(0, "role", person.id, person.name, say_role(row), person.id, person.email, row, marks)

    def _of_keys(self, tx: Transaction, tenant: str, now_ms: int) -> Iterator[Item]:
        shops = {shop.shop: shop.tenant for shop in self._room.interior.shops.all()}
        facts, uses = self._facts.all(tx, tenant), self._keys.uses.of_all(tx)
        for key in self._keys.rows():
            if shops.get(key.shop) != tenant or key.revoked_at_ms is not None or key.expires_at_ms <= now_ms:
                continue
            known = answered(facts.get(key.id, Facts()), self._room.persons)
            about = f"{key.shop} {key.hop}: {' '.join(key.scopes)}"
            marks = marks_of_key(key, known, uses.get(key.id, {}), now_ms)
            yield Item(0, "key", key.id, key.partner, about, known.owner, marks=marks)

    def _outside_ones(self, tx: Transaction, tenant: str, now_ms: int) -> Iterator[Item]:
        people, facts = self._outside.persons_of(tenant), self._facts.all(tx, tenant)
        every = self._outside.kept.all(tx, tenant).items()
        for record_id, one in sorted(every, key=lambda pair: (pair[1].kind, pair[1].system, pair[1].email, pair[0])):
            if one.state != "here":
                continue
            person = people.get(email_key(one.email)) if one.kind == "account" else None
            known = facts.get(record_id, Facts())
            about = f"{one.system}: {one.role or ' '.join(one.scopes)}".rstrip(": ")
            whose = person.id if person is not None else known.owner
            marks = self._outside.marks(one, person, known, now_ms)
            yield Item(0, one.kind, record_id, one.name or one.email, about, whose, one.email, None, marks)


def say_role(row: RoleRow) -> str:
    """Return a role as it is assigned, in words of the program."""
    parts = [row.role, *row.shops, row.partner or "", row.hours or ""]
    return " ".join(part for part in parts if part)
