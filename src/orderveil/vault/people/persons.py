"""Everybody who has an account, in memory: few, read at each act, written only by this process.

A row lies sealed under a key of its own version. When it changes, a new version's key is made, the row
written, and the old key destroyed: an older row that somebody puts back does not open, so a leaver
stays out and a right that was taken stays taken. The address to sign in with is found in memory alone.

No key is destroyed for want of its row: an order store of yesterday may stand here by mistake, and today's
must open again when it is brought back.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator

import msgspec

from orderveil.core.errors import NotFound, RelayError
from orderveil.core.sealing import open_field, seal_field
from orderveil.people.deciding import Assignment
from orderveil.people.hours import read_hours
from orderveil.store.database import Transaction
from orderveil.vault.keyring.keystore import KeyStore
from orderveil.vault.keyring.marks import Mark
from orderveil.vault.people_messages import RoleRow
from orderveil.vault.rowcodes import RowCodes, Table, altered, as_sealed
from orderveil.vault.writer import Group

_KEY = "person:"  # and their id: a mark that says that they were on disk once
_NO_ORDER = b"\0" * 16


class Badge(msgspec.Struct, frozen=True, omit_defaults=True):
    """A badge of a person: the keyed hash of its number, and of its PIN. `wrong`: tries in a row that failed."""

    digest: bytes
    pin_hash: str
    is_first: bool = False
    wrong: int = 0
    wrong_at_ms: int = 0

    def __repr__(self) -> str:
        return "Badge(<hidden>)"


class Identity(msgspec.Struct, frozen=True):
    """Whose they are at an issuer: the keyed hash of issuer and subject. One of another issuer says nothing."""

    issuer: str
    digest: bytes

    def __repr__(self) -> str:
        return "Identity(<hidden>)"


class Person(msgspec.Struct, frozen=True, omit_defaults=True):
    """One person. `state`: `invited`, `active` or `left`. `epoch` counts forced ends of all their sessions.

    `invitation`: digest and end (epoch ms) of the token of an invitation that is open.
    """

    id: str
    tenant: str
    name: str
    email: str
    state: str
    roles: tuple[RoleRow, ...]
    made_at_ms: int
    epoch: int = 0
    invitation: tuple[bytes, int] | None = None
    version: int = 1
    has_factor: bool = False  # a second factor was checked once: no session begins without one any more
    badge: Badge | None = None
    identity: Identity | None = None

    def __repr__(self) -> str:
        return f"Person({self.id}, <hidden>)"

    def assignments(self) -> tuple[Assignment, ...]:
        """Return their roles as the decision takes them; somebody who is not active has none."""
        return assignments_of(self.roles, self.tenant) if self.state == "active" else ()


def assignments_of(roles: tuple[RoleRow, ...] | list[RoleRow], tenant: str) -> tuple[Assignment, ...]:
    """Return assignments of roles within a tenant. Raises Malformed where hours cannot be read."""
    return tuple(
        Assignment(
            row.role, tenant, frozenset(row.shops) or None, row.partner, row.from_ms, row.until_ms,
            read_hours(row.hours) if row.hours else None,
        )
        for row in roles
    )  # fmt: skip


class Persons:
    """Finds and keeps people. Thread-safe for reading; written inside a group's transaction."""

    def __init__(self, keys: KeyStore, codes: RowCodes) -> None:
        self._keys = keys
        self._codes = codes
        self._by_id: dict[str, Person] = {}
        self._lock = threading.Lock()

    def load(self, tx: Transaction) -> None:
        """Read everybody. A row that does not open is nobody; of one that does, a crash's left-over keys go."""
        have = self._keys.names(_KEY)
        for person_id, version, sealed in tx.all("SELECT id, version, sealed FROM persons"):
            name = _key_name(person_id, version)
            try:
                if name not in have:
                    raise altered()
                content = open_field(self._keys.named(name), as_sealed(sealed), order=_NO_ORDER, field=name, version=0)
            except RelayError:
                self._codes.alarm(Table.PERSONS, person_id)
                continue
            self._by_id[person_id] = msgspec.msgpack.decode(content, type=Person)
        known = self._keys.marks.beginning(_KEY)
        for name in have:
            person_id, _, version = name.removeprefix(_KEY).rpartition(":")
            person = self._by_id.get(person_id)
            if person is None and person_id in known:
                self._codes.alarm(Table.PERSONS, person_id)  # their row is gone, or an older one
            elif person is None or int(version) != person.version:
                self._keys.destroy_named(name)  # of a version that was never on disk, or is over
        self._keys.marks.write([Mark(_KEY + one) for one in self._by_id.keys() - known.keys()])

    def put(self, tx: Transaction, person: Person, group: Group) -> Person:
        """Write a person as they are now. Memory follows when it is on disk; then the key before is destroyed."""
        before = self._by_id.get(person.id)
        new = msgspec.structs.replace(person, version=before.version + 1 if before else 1)
        name = _key_name(new.id, new.version)
        content = msgspec.msgpack.encode(new)
        sealed = seal_field(self._keys.named(name), content, order=_NO_ORDER, field=name, version=0)
        tx.execute(
            "INSERT INTO persons (id, version, sealed) VALUES (?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET version = excluded.version, sealed = excluded.sealed",
            (new.id, new.version, sealed),
        )
        group.after.append(lambda: self._keep(new, before))
        return new

    def _keep(self, new: Person, before: Person | None) -> None:
        with self._lock:
            self._by_id[new.id] = new
        if before is None:
            self._keys.marks.write([Mark(_KEY + new.id)])
        else:
            self._keys.destroy_named(_key_name(before.id, before.version))

    def of(self, person: str, tenant: str | None = None) -> Person:
        """Return a person; of another tenant there is none. Raises NotFound."""
        found = self._by_id.get(person)
        if found is None or (tenant is not None and found.tenant != tenant):
            raise NotFound("there is no such person", reason="people:unknown", place="person")
        return found

    def with_email(self, email: str) -> Person | None:
        """Return whoever signs in with an address and has not left."""
        wanted = email_key(email)
        return next((one for one in self.all() if one.state != "left" and email_key(one.email) == wanted), None)

    def all(self, tenant: str | None = None) -> Iterator[Person]:
        """Yield everybody, by when they came."""
        with self._lock:
            everybody = sorted(self._by_id.values(), key=lambda one: (one.made_at_ms, one.id))
        yield from (one for one in everybody if tenant is None or one.tenant == tenant)


def email_key(email: str) -> str:
    """Return what two spellings of one address share."""
    return email.strip().casefold()


def _key_name(person: str, version: int) -> str:
    return f"{_KEY}{person}:{version}"
