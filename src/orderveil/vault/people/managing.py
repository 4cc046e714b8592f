"""People come, change and leave: invitations, roles, leavers, and why somebody may do something.

A right that widens takes two people (vault.people.changing); one that narrows, and a leaver, take one.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import msgspec
from email_validator import EmailNotValidError, validate_email

from orderveil.core.errors import Conflict, Malformed, NotAllowed, NotFound
from orderveil.ledger.acts import Act as Did
from orderveil.people.deciding import Target
from orderveil.people.permissions import Permission
from orderveil.people.roles import meaning
from orderveil.people.steering import ways
from orderveil.people.widening import is_within
from orderveil.store.database import Transaction
from orderveil.vault import people_messages as p
from orderveil.vault.grants import Actor
from orderveil.vault.message import OperatorGrant
from orderveil.vault.people.changing import Changing, Kind
from orderveil.vault.people.persons import Person, assignments_of
from orderveil.vault.people.room import Room
from orderveil.vault.people.sessions import digest_of
from orderveil.vault.writer import Group

INVITED_MS = 72 * 3_600_000
_LONGEST_NAME = 80
_SHOPS_TOLD = 20
_LONGEST_TOLD = 96  # characters of a word of the record
_NOT_IN_NAMES = frozenset("@:;<>→⇒")


class Managing:
    """Serves whoever answers for people."""

    def __init__(self, room: Room, changing: Changing) -> None:
        self._room = room
        self._changing = changing
        changing.add("roles", Kind(p.AssignRoles, self._carry_out, Permission.PEOPLE_ROLE_PROPOSE, self._says))

    def invite(self, tx: Transaction, request: p.InvitePerson, actor: Actor, group: Group) -> p.PersonInvited:
        """Make an account that waits for its person. Inviting again gives a new link and ends the one before.

        Whoever asks sees the link, and could open it: so no role waits behind a person's new link but what a
        second person approves from now on.
        """
        tenant = self._room.tenant_of(actor, request.tenant)
        self._room.rights.require(actor, Permission.PEOPLE_PERSON_INVITE, Target(tenant), group.now_ms)
        email, name = _address(request.email), request.name.strip()
        # a name stands before an approver's eyes, inside a sentence about roles: it must not go on as one
        if not name or len(name) > _LONGEST_NAME or not name.isprintable() or _NOT_IN_NAMES & set(name):
            raise Malformed(f"a name of 1 to {_LONGEST_NAME} characters", place="name")
        self._check(request.roles, tenant)
        found = self._room.persons.with_email(email)
        if found is not None and (found.state != "invited" or found.tenant != tenant):
            raise Conflict("somebody has an account with this address", reason="people:exists", place="email")
        token, ends = secrets.token_urlsafe(24), group.now_ms + INVITED_MS
        roles = tuple(request.roles) if actor.kind == "operator" else ()
        person = Person(
            found.id if found is not None else f"p_{secrets.token_hex(6)}", tenant, name, email, "invited", roles,
            group.now_ms, invitation=(digest_of(token), ends),
        )  # fmt: skip
        self._room.persons.put(tx, person, group)
        self._record(tx, group, Did.PEOPLE_INVITATION_MADE, actor, person)
        change = None
        if request.roles and actor.kind != "operator":
            # the proposal names a person whom memory does not know before the commit
            asked = p.AssignRoles(request.by, person.id, request.roles, means=self._means(request.roles, tenant))
            change = self._changing.propose(tx, asked, actor, group, _says_of(person, asked))
        return p.PersonInvited(person.id, token, ends, change)

    def read_invitation(
        self, tx: Transaction, request: p.ReadInvitation, actor: Actor, group: Group
    ) -> p.PersonRows:
        """Return whom an invitation is for; on `accept` it ends and they are active."""
        digest = digest_of(request.token)
        for person in self._room.persons.all():
            held = person.invitation
            if held is not None and hmac.compare_digest(held[0], digest) and group.now_ms < held[1]:
                if request.accept:
                    person = msgspec.structs.replace(person, state="active", invitation=None)
                    self._room.persons.put(tx, person, group)
                    self.record_accepted(tx, person, actor, group)
                return p.PersonRows([self._row(person, group.now_ms)])
        raise NotFound("the invitation is over; ask for a new one", reason="people:no-invitation", place="token")

    def record_accepted(self, tx: Transaction, person: Person, actor: Actor, group: Group) -> None:
        """Record that somebody accepted their invitation."""
        self._record(tx, group, Did.PEOPLE_INVITATION_ACCEPTED, actor, person)

    def everybody(self, request: p.ListPeople, actor: Actor) -> p.PersonRows:
        """Return everybody of a tenant."""
        now = self._room.interior.clock.latest_ms()
        tenant = self._room.tenant_of(actor, request.tenant)
        self._room.rights.require(actor, Permission.PEOPLE_PERSON_READ, Target(tenant), now)
        return p.PersonRows([self._row(person, now) for person in self._room.persons.all(tenant)])

    def find(self, request: p.FindPerson, actor: Actor) -> p.PersonRows:
        """Return who signs in with an address: nobody, or one."""
        person = self._room.persons.with_email(request.email)
        now = self._room.interior.clock.latest_ms()
        return p.PersonRows([self._row(person, now)] if person is not None else [])

    def assign(self, tx: Transaction, request: p.AssignRoles, actor: Actor, group: Group) -> p.Proposed:
        """Set roles: at once where they only narrow, else when a second person approves."""
        tenant = actor.who.tenant if actor.who is not None else None
        person = self._room.persons.of(request.person, tenant)
        self._room.rights.require(actor, Permission.PEOPLE_ROLE_PROPOSE, Target(person.tenant), group.now_ms)
        self._check(request.roles, person.tenant)
        if person.state == "left":
            raise Conflict("this person has left; invite them anew", reason="people:not-active", place="person")
        self._keep_an_owner(person, request.roles, actor, group.now_ms)
        new, old = (assignments_of(roles, person.tenant) for roles in (request.roles, person.roles))
        narrows = all(any(is_within(one, held) for held in old) for one in new)
        if actor.kind != "operator" and not narrows:
            asked = msgspec.structs.replace(request, means=self._means(request.roles, person.tenant))
            return p.Proposed(self._changing.propose(tx, asked, actor, group))
        self._assign(tx, request, actor, group)
        return p.Proposed()

    def take_roles(
        self, tx: Transaction, person: Person, left: tuple[p.RoleRow, ...], actor: Actor, group: Group
    ) -> None:
        """Leave somebody the roles that are `left`, of those that they hold: after a review. Narrows alone."""
        if not set(left) <= set(person.roles):
            raise NotAllowed("a review takes roles away, and gives none")
        self._assign(tx, p.AssignRoles(OperatorGrant(), person.id, list(left)), actor, group)

    def _carry_out(self, tx: Transaction, request: p.AssignRoles, actor: Actor, group: Group) -> p.Proposed:
        self._check(request.roles, self._room.persons.of(request.person).tenant)
        self._assign(tx, request, actor, group)
        return p.Proposed()

    def _assign(self, tx: Transaction, request: p.AssignRoles, actor: Actor, group: Group) -> None:
        person = self._room.persons.of(request.person)
        if person.state == "left":
            raise Conflict("this person has left", reason="people:not-active", place="person")
        changed = msgspec.structs.replace(person, roles=tuple(request.roles))
        self._room.persons.put(tx, changed, group)
        self._record(tx, group, Did.PEOPLE_ROLES_ASSIGNED, actor, changed)

    def remove(self, tx: Transaction, request: p.RemovePerson, actor: Actor, group: Group) -> p.Decided:
        """Let somebody go: in this transaction their sessions, invitation and waiting changes end."""
        tenant = actor.who.tenant if actor.who is not None else None
        person = self._room.persons.of(request.person, tenant)
        self._room.rights.require(actor, Permission.PEOPLE_PERSON_REMOVE, Target(person.tenant), group.now_ms)
        if person.state == "left":
            raise Conflict("this person has left already", reason="people:not-active", place="person")
        self._keep_an_owner(person, [], actor, group.now_ms)
        gone = msgspec.structs.replace(
            person, state="left", roles=(), invitation=None, badge=None, epoch=person.epoch + 1
        )
        self._room.persons.put(tx, gone, group)
        sessions = self._room.sessions.living(group.now_ms, person.id)
        self._room.sessions.end(tx, sessions, group)
        counts = {"sessions": len(sessions), "changes": self._changing.end_of(tx, person.id, group)}
        self._room.record(
            tx, group, Did.PEOPLE_PERSON_REMOVED, actor, person.tenant, detail={"person": person.id}, counts=counts
        )
        return p.Decided("left", counts=counts)

    def _keep_an_owner(self, person: Person, left: list[p.RoleRow], actor: Actor, now_ms: int) -> None:
        """Refuse that a person takes the last owner away, themselves or another, or the last who may approve."""
        if actor.kind != "person":
            return
        everybody = list(self._room.persons.all(person.tenant))
        others = [one for one in everybody if one.id != person.id and one.state == "active"]
        is_owner = _owns(person.roles, now_ms) and not _owns(left, now_ms)
        if is_owner and not any(_owns(one.roles, now_ms) for one in others):
            raise NotAllowed("the last owner leaves by the command line", reason="people:last-owner", place="person")
        held = {one.id: one.assignments() for one in everybody}
        then = held | {person.id: assignments_of(left, person.tenant) if person.state == "active" else ()}
        roles = self._room.rights.roles_in(person.tenant)
        was, will = (ways(some, person.tenant, roles, now_ms) for some in (held, then))
        if any(before and not after for before, after in zip(was, will, strict=True)):
            raise NotAllowed("the last who may approve leaves by the command line", reason="people:last-way")

    def explain(self, request: p.ExplainRight, actor: Actor) -> p.RightExplained:
        """Tell why somebody may or may not do something: about oneself always, about others for whoever may."""
        now = self._room.interior.clock.latest_ms()
        tenant = actor.who.tenant if actor.who is not None else None
        person = self._room.persons.of(request.person, tenant)
        if actor.who is None or actor.who.person != person.id:
            self._room.rights.require(actor, Permission.PEOPLE_RIGHT_EXPLAIN, Target(person.tenant), now)
        try:
            permission = Permission(request.permission)
        except ValueError:
            raise Malformed("there is no such permission", place="permission") from None
        target = Target(
            person.tenant, request.shop, request.hop, request.field, request.purpose, request.partner
        )
        found = self._room.rights.explain(person, permission, target, now)
        rows = [p.ExplainedRow(one.assignment.role, one.grant.place if one.grant else "", one.refused) for one in found]
        is_allowed = any(one.refused is None for one in found)
        reason = None if is_allowed else next((row.refused for row in reversed(rows) if row.refused), "people:no-role")
        return p.RightExplained(is_allowed, reason, rows)

    def _check(self, roles: list[p.RoleRow], tenant: str) -> None:
        shops = {shop.shop: shop.tenant for shop in self._room.interior.shops.all()}
        self._room.rights.check(assignments_of(roles, tenant), shops)

    def _says(self, request: p.AssignRoles) -> str:
        person = self._room.persons.of(request.person)
        if request.means and request.means != self._means(request.roles, person.tenant):
            raise Conflict("what the role means has changed since it was asked for", reason="people:change-over")
        return _says_of(person, request)

    def _means(self, rows: list[p.RoleRow], tenant: str) -> str:
        """Return a digest of what roles mean now, wherever they are written."""
        roles = self._room.rights.roles_in(tenant)
        told = [meaning(roles[name]) for name in sorted({row.role for row in rows}) if name in roles]
        return hashlib.sha256(repr(told).encode()).hexdigest()[:32]

    def _record(self, tx: Transaction, group: Group, act: Did, actor: Actor, person: Person) -> None:
        digest = self._room.rights.texts.of(person.tenant).digest
        detail = {"person": person.id, "roles": digest or "built-in", "state": person.state}
        for number, row in enumerate(person.roles):
            detail |= {f"role_{number}{of}": word for of, word in _told_of(row)}
        self._room.record(tx, group, act, actor, person.tenant, detail=detail)

    def _row(self, person: Person, now_ms: int) -> p.PersonRow:
        sessions = self._room.sessions.living(now_ms, person.id)
        seen = max((live.seen_at_ms for live in sessions), default=None)
        return p.PersonRow(
            person.id, person.tenant, person.name, person.email, person.state, list(person.roles), person.made_at_ms,
            seen, len(sessions), person.identity is not None,
        )  # fmt: skip


def _address(text: str) -> str:
    try:
        return validate_email(text.strip(), check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        raise Malformed("not an e-mail address", place="email") from None


def _owns(roles: Iterable[p.RoleRow], now_ms: int) -> bool:
    return any(row.role == "owner" and (row.until_ms is None or now_ms < row.until_ms) for row in roles)


def _says_of(person: Person, request: p.AssignRoles) -> str:
    before, after = (", ".join(map(_role_text, roles)) or "no role" for roles in (person.roles, request.roles))
    return f"{person.name} ({person.email}): {before} → {after}"


def _told_of(row: p.RoleRow) -> Iterator[tuple[str, str]]:
    """Yield what the record tells of a role as it is assigned. Which hops it reaches, its definition says."""
    yield "", row.role
    if row.shops:
        yield "_shops", str(len(row.shops))
        yield from ((f"_shop_{number}", shop) for number, shop in enumerate(row.shops[:_SHOPS_TOLD]))
    if row.partner:
        yield "_partner", row.partner
    for of, at_ms in (("_from", row.from_ms), ("_until", row.until_ms)):
        if at_ms:
            yield of, f"{datetime.fromtimestamp(at_ms / 1000, UTC):%Y-%m-%dT%H:%M:%SZ}"
    if row.hours:
        words = row.hours.replace(",", ".").replace("+", "_plus_").split()
        yield "_hours", "/".join(words)[:_LONGEST_TOLD]


def _role_text(row: p.RoleRow) -> str:
    parts = [row.role]
    parts += [f"in {' '.join(row.shops)}"] if row.shops else []
    parts += [f"for {row.partner}"] if row.partner else []
    parts += [f"until {datetime.fromtimestamp(row.until_ms / 1000, UTC):%Y-%m-%d}"] if row.until_ms else []
    parts += [f"at {row.hours}"] if row.hours else []
    return " ".join(parts)
