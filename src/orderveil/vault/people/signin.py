"""Sessions begin, grow stronger, are listed and end; the secrets of accounts lie sealed.

The console checks passwords, codes and passkeys, because it stands before the browser; it says what it
has checked, and the vault decides what that is worth. Every beginning, end and failure is recorded.
"""

from __future__ import annotations

import re

import msgspec

from orderveil.core.errors import Malformed, NotAllowed, NotFound, Unauthentic
from orderveil.core.hop import HOPS
from orderveil.core.sealing import open_field, seal_field
from orderveil.ledger.acts import Act as Did
from orderveil.people.deciding import Target
from orderveil.people.permissions import Permission
from orderveil.store.database import Transaction
from orderveil.vault import people_messages as p
from orderveil.vault.grants import Actor, Who
from orderveil.vault.messages import Done
from orderveil.vault.people.atonce import make_room
from orderveil.vault.people.failing import record_told
from orderveil.vault.people.identities import Identities
from orderveil.vault.people.persons import Person
from orderveil.vault.people.rights import idle_minutes_of, person_of
from orderveil.vault.people.room import Room
from orderveil.vault.people.sessions import METHODS, STRONG, Live, Session
from orderveil.vault.people.stations import Stations
from orderveil.vault.writer import Group

_KIND = re.compile(r"[a-z]{1,20}")
_OUTCOME = re.compile(r"[a-z]+(?:-[a-z]+){0,5}")
_NO_ORDER = b"\0" * 16
_MINUTE_MS = 60_000
_HOPS = tuple(hop.value for hop in HOPS)


class SignIn:
    """Serves the console's room for whoever signs in."""

    def __init__(self, room: Room, identities: Identities, stations: Stations) -> None:
        self._room = room
        self._stations = stations
        self._identities = identities

    def who(self, token: str) -> Who | None:
        """Return who is behind a session's token, for vault.grants."""
        now = self._room.interior.clock.latest_ms()
        found = self._room.sessions.of(token, now)
        if found is None and self._room.sessions.was_replaced(token, now):
            raise _replaced()
        if found is None:
            return None
        live, person = found
        if not self._fits(live.session, person):
            return None
        session, is_locked = live.session, self._is_locked(live, person, now)
        return Who(person.id, person.tenant, session.id, session.strong_at_ms, is_locked, session.token)

    def _fits(self, session: Session, person: Person) -> bool:
        """Tell whether a badge is still enough for somebody who has shown nothing stronger: roles may have widened."""
        if STRONG & set(session.methods) != {"badge"}:
            return True
        station = self._stations.at(session.station)
        return station is not None and self._room.rights.fits_station(person, station.tenant, station.shop)

    def _is_locked(self, live: Live, person: Person, now_ms: int) -> bool:
        return now_ms - live.seen_at_ms > idle_minutes_of(self._room.rights.roles_of(person)) * _MINUTE_MS

    def begin(self, tx: Transaction, request: p.BeginSession, actor: Actor, group: Group) -> p.SessionBegun:
        """Begin a session of somebody whom the console has checked."""
        person = self._room.persons.of(request.person)
        _check_methods(request.methods)
        if "badge" in request.methods:  # only BeginAtStation has looked at one
            raise Malformed("a badge begins a session at a station", place="methods")
        if person.state != "active":
            raise NotAllowed("this person has no account that is open", reason="people:not-active")
        if person.has_factor and not STRONG & set(request.methods):
            # whoever can delete a factor from the console's database would set up their own in its place
            raise NotAllowed("this account has a second factor: it is asked for", reason="access:no-second-factor")
        checked = self._identities.checked(person, request.methods, group.now_ms)
        person = self._with_factor(tx, person, request.methods, group)
        make_room(self._room, tx, person, group)
        session, token = self._room.sessions.begin(tx, person, checked, group, station=request.station)
        self._record(tx, group, Did.PEOPLE_SESSION_BEGUN, person, session, request.methods)
        idle = idle_minutes_of(self._room.rights.roles_of(person))
        return p.SessionBegun(session.id, token, session.ends_at_ms, idle)

    def step_up(self, tx: Transaction, request: p.StepUp, actor: Actor, group: Group) -> p.SessionBegun:
        """Write that a second factor was checked again; a locked session goes on, under a new token."""
        _check_methods(request.methods)
        if "badge" in request.methods:
            raise Malformed("a badge begins a session at a station", place="methods")
        if not STRONG & set(request.methods):
            raise NotAllowed("a password alone does not step up", reason="access:no-second-factor")
        live, person = self._own(actor, group.now_ms)
        if person_of(actor).token != live.session.token:  # of two requests at once, the second has an old token
            raise _replaced()
        checked = self._identities.checked(person, request.methods, group.now_ms, again=True)
        person = self._with_factor(tx, person, request.methods, group)
        session, token = self._room.sessions.strengthen(tx, live, checked, group)
        self._record(tx, group, Did.PEOPLE_SESSION_STRENGTHENED, person, session, request.methods)
        idle = idle_minutes_of(self._room.rights.roles_of(person))
        return p.SessionBegun(session.id, token, session.ends_at_ms, idle)

    def _with_factor(self, tx: Transaction, person: Person, methods: tuple[str, ...], group: Group) -> Person:
        """Remember, for good, that somebody has a second factor."""
        if person.has_factor or not STRONG & set(methods):
            return person
        return self._room.persons.put(tx, msgspec.structs.replace(person, has_factor=True), group)

    def check(self, request: p.CheckSession, actor: Actor) -> p.WhoAmI:
        """Return who asks. Use keeps a session open; a locked one is not opened by it."""
        now = self._room.interior.clock.latest_ms()
        live, person = self._own(actor, now)
        is_locked = self._is_locked(live, person, now)
        if not request.is_idle and not is_locked:
            live.seen_at_ms = now
        roles = self._room.rights.roles_of(person)
        permissions = sorted({grant.permission.value for role in roles for grant in role.grants})
        hops = {
            hop
            for role in roles
            for grant in role.grants
            if grant.permission is Permission.ORDERS_ORDER_READ
            for hop in (_HOPS if grant.hops is None else grant.hops)
        }
        session = live.session
        return p.WhoAmI(
            person=person.id, tenant=person.tenant, name=person.name, session=session.id,
            is_strong=session.strong_at_ms > 0, is_locked=is_locked, strong_at_ms=session.strong_at_ms,
            ends_at_ms=session.ends_at_ms, idle_minutes=idle_minutes_of(roles), roles=list(person.roles),
            permissions=tuple(permissions), hops=tuple(sorted(hops)), shops=self._shops_of(person),
        )  # fmt: skip

    def _shops_of(self, person: Person) -> tuple[str, ...]:
        """Return the shops of which they may read orders."""
        every = sorted(shop.shop for shop in self._room.interior.shops.all() if shop.tenant == person.tenant)
        roles = self._room.rights.roles_in(person.tenant)
        reading = [
            row for row in person.roles
            if row.role in roles
            and any(grant.permission is Permission.ORDERS_ORDER_READ for grant in roles[row.role].grants)
        ]  # fmt: skip
        return tuple(shop for shop in every if any(not row.shops or shop in row.shops for row in reading))

    def end(self, tx: Transaction, request: p.EndSessions, actor: Actor, group: Group) -> Done:
        """End one's own session, or one's other ones; those of others for whoever may."""
        who = actor.who
        if request.session is None and request.person is None and who is None:
            raise Malformed("name a session or a person", place="session")
        ending = self._ending(request, who, group.now_ms)
        for owner in {live.session.person for live in ending} | ({request.person} if request.person else set()):
            person = self._room.persons.of(owner, who.tenant if who is not None else None)
            if who is None or owner != who.person:
                _check_strong(who)  # this request may come without a second factor: for one's own sessions
                target = Target(person.tenant)
                self._room.rights.require(actor, Permission.PEOPLE_SESSION_END, target, group.now_ms)
            counts, detail = {"sessions": sum(one.session.person == owner for one in ending)}, {"person": owner}
            self._room.record(
                tx, group, Did.PEOPLE_SESSION_ENDED, actor, person.tenant, counts=counts, detail=detail
            )
            if request.person is not None:  # a row of a session that somebody puts back opens nothing
                self._room.persons.put(tx, msgspec.structs.replace(person, epoch=person.epoch + 1), group)
        self._room.sessions.end(tx, ending, group)
        return Done({"sessions": len(ending)})

    def _ending(self, request: p.EndSessions, who: Who | None, now_ms: int) -> list[Live]:
        every = self._room.sessions.living(now_ms)
        if request.person is not None:
            return [live for live in every if live.session.person == request.person]
        wanted = request.session or (who.session if who is not None else "")
        found = [live for live in every if live.session.id == wanted]
        if not found or (who is not None and self._room.persons.of(found[0].session.person).tenant != who.tenant):
            raise NotFound("there is no such session", place="session")
        return found

    def list(self, request: p.ListSessions, actor: Actor) -> p.SessionRows:
        """Return sessions that are not over: one's own; those of others for whoever may read people."""
        now = self._room.interior.clock.latest_ms()
        who = actor.who
        own = who.person if who is not None else None
        wanted = request.person or own
        if wanted is None:
            raise Malformed("name a person", place="person")
        person = self._room.persons.of(wanted, who.tenant if who is not None else None)
        if wanted != own:
            _check_strong(who)  # this request too may come without a second factor: about oneself
            self._room.rights.require(actor, Permission.PEOPLE_PERSON_READ, Target(person.tenant), now)
        return p.SessionRows([_row(live, who) for live in self._room.sessions.living(now, wanted)])

    def record_sign_in(self, tx: Transaction, request: p.RecordSignIn, actor: Actor, group: Group) -> Done:
        """Record a sign-in that failed, or a change of somebody's factors."""
        words = (request.outcome, request.reason or request.outcome)
        if not all(map(_OUTCOME.fullmatch, words)) or (request.method and request.method not in METHODS):
            raise Malformed("an outcome is a few small words with hyphens", place="outcome")
        detail = {"outcome": request.outcome} | ({"method": request.method} if request.method else {})
        if request.reason:
            detail["reason"] = request.reason
        tenant = "main"
        if request.person is not None:
            person = self._room.persons.of(request.person)
            tenant, detail["person"] = person.tenant, person.id
        record_told(self._room, tx, group, tenant, detail)
        return Done()

    def seal(self, request: p.SealForPerson, actor: Actor) -> p.SealedBytes:
        """Seal a secret of an account."""
        key, field = self._secret_place(request.person, request.kind)
        return p.SealedBytes(seal_field(key, request.secret, order=_NO_ORDER, field=field, version=0))

    def open(self, request: p.OpenForPerson, actor: Actor) -> p.SealedBytes:
        """Open one again. It opens for the person and kind for which it was sealed, and no other."""
        key, field = self._secret_place(request.person, request.kind)
        return p.SealedBytes(open_field(key, request.sealed, order=_NO_ORDER, field=field, version=0))

    def _secret_place(self, person: str, kind: str) -> tuple[bytes, str]:
        if not _KIND.fullmatch(kind):
            raise Malformed("a kind of secret is one small word", place="kind")
        if self._room.persons.of(person).state == "left":
            raise NotFound("there is no such person", reason="people:unknown", place="person")
        return self._room.interior.keys.named("account-secrets"), f"{person}:{kind}"

    def _own(self, actor: Actor, now_ms: int) -> tuple[Live, Person]:
        who = person_of(actor)
        for live in self._room.sessions.living(now_ms, who.person):
            if live.session.id == who.session:
                return live, self._room.persons.of(who.person)
        raise Unauthentic("the session is over", reason="access:no-session")

    def _record(
        self, tx: Transaction, group: Group, act: Did, person: Person, session: Session, *methods: tuple[str, ...]
    ) -> None:  # fmt: skip
        actor = Actor("person", f"person:{person.id}")
        detail = {"session": session.id, "by": "/".join(sorted({one for each in methods for one in each}))}
        self._room.record(tx, group, act, actor, person.tenant, detail=detail)


def _replaced() -> Unauthentic:
    return Unauthentic("the token was replaced when a factor was checked again", reason="access:session-replaced")


def _check_strong(who: Who | None) -> None:
    if who is not None and (who.strong_at_ms == 0 or who.is_locked):
        raise NotAllowed("a second factor comes before that", reason="access:no-second-factor")


def _check_methods(methods: tuple[str, ...]) -> None:
    if not methods or set(methods) - METHODS:
        raise Malformed("a method that does not exist", place="methods")


def _row(live: Live, who: Who | None) -> p.SessionRow:
    session = live.session
    return p.SessionRow(
        session.id, session.person, session.station, session.methods, session.began_at_ms, live.seen_at_ms,
        session.ends_at_ms, who is not None and session.id == who.session,
    )  # fmt: skip
