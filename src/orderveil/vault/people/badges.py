"""Badges and PINs: a strong method where people have no phones, at registered stations only.

A sign-in at a station, by numbered steps:

  1. the browser is a station that was registered and not ended;
  2. the badge is somebody's who is active, and whose every role may be used by badge and covers the station's shop;
  3. there were not too many wrong tries: of this badge, or at this station;
  4. the PIN is right; a first PIN is replaced by one that nobody else chose;
  5. the session begins with `badge`, and is recorded with the station's name.

What fails is told apart to nobody: whoever tries learns only that it was refused. Threat: six digits are
few. Five wrong tries hold a badge for a quarter of an hour and ten end it, across restarts; a PIN is kept
by Argon2id; without the station's own token there is nothing to try at; and the number is kept as a keyed hash.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import threading
from functools import cache
from itertools import pairwise

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from orderveil.core.errors import Conflict, Malformed, NotAllowed, NotFound, Unauthentic
from orderveil.ledger.acts import Act as Did
from orderveil.people.deciding import Target
from orderveil.people.permissions import Permission
from orderveil.store.database import Transaction
from orderveil.vault import account_messages as a
from orderveil.vault.grants import Actor
from orderveil.vault.messages import Done
from orderveil.vault.people.atonce import make_room
from orderveil.vault.people.persons import Badge, Person
from orderveil.vault.people.room import Room
from orderveil.vault.people.sessions import Checked, digest_of
from orderveil.vault.people.stations import Station, Stations, new_token, place_of
from orderveil.vault.typed import check_note
from orderveil.vault.writer import Group

HOLDS_AFTER, ENDS_AFTER = 5, 10
HOLD_MS = 15 * 60_000
_AT_STATION, _STATION_MS = 20, 10 * 60_000
_NUMBER = re.compile(r"[A-Za-z0-9-]{4,40}")
_PIN = re.compile(r"[0-9]{6,12}")
_DATE = re.compile(
    r"(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])(19|20)?\d\d|(19|20)\d\d(0[1-9]|1[0-2])([0-3]\d)?"
)
_NAME = re.compile(r"[^\x00-\x1f\x7f]{1,60}")
_KEY = "badges"
_hasher = PasswordHasher()


class Badges:
    """Serves stations, and whoever answers for them."""

    def __init__(self, room: Room, stations: Stations) -> None:
        self._room = room
        self.stations = stations
        self._wrong: dict[str, list[int]] = {}  # station -> when a try failed there
        self._lock = threading.Lock()

    def register(self, tx: Transaction, request: a.RegisterStation, actor: Actor, group: Group) -> a.StationRegistered:
        """Make a station of a shop."""
        tenant = self._room.tenant_of(actor, "main")
        self._room.rights.require(actor, Permission.SETTINGS_SETTING_PROPOSE, Target(tenant), group.now_ms)
        shops = {shop.shop: shop.tenant for shop in self._room.interior.shops.all()}
        if shops.get(request.shop) != tenant:
            raise NotFound("there is no such shop", place="shop")
        name = request.name.strip()
        if not _NAME.fullmatch(name):
            raise Malformed("a station has a name of 1 to 60 characters", place="name")
        check_note(name, "name")
        token = new_token()
        station = Station(
            f"t_{secrets.token_hex(6)}", tenant, request.shop, name, group.now_ms, actor.name, digest_of(token)
        )
        self.stations.make(tx, station, group)
        detail = {"station": station.id}
        self._room.record(tx, group, Did.PEOPLE_STATION_REGISTERED, actor, tenant, shop=station.shop, detail=detail)
        return a.StationRegistered(station.id, token)

    def list(self, request: a.ListStations, actor: Actor) -> a.StationRows:
        """Return the stations of one's tenant."""
        tenant = self._room.tenant_of(actor, "main")
        now = self._room.interior.clock.latest_ms()
        self._room.rights.require(actor, Permission.SETTINGS_SETTING_READ, Target(tenant), now)
        return a.StationRows(
            [
                a.StationRow(one.id, one.shop, one.name, one.made_at_ms, one.made_by)
                for one in self.stations.all()
                if one.tenant == tenant
            ]
        )

    def end_station(self, tx: Transaction, request: a.EndStation, actor: Actor, group: Group) -> Done:
        """End a station, and every session that was begun there."""
        tenant = self._room.tenant_of(actor, "main")
        self._room.rights.require(actor, Permission.SETTINGS_SETTING_PROPOSE, Target(tenant), group.now_ms)
        station = next((one for one in self.stations.all() if one.id == request.station), None)
        if station is None or station.tenant != tenant:
            raise NotFound("there is no such station", place="station")
        self.stations.end(tx, station, group)
        there = [one for one in self._room.sessions.living(group.now_ms) if one.session.station == place_of(station)]
        self._room.sessions.end(tx, there, group)
        detail, counts = {"station": station.id}, {"sessions": len(there)}
        self._room.record(
            tx, group, Did.PEOPLE_STATION_ENDED, actor, tenant, shop=station.shop, detail=detail, counts=counts
        )
        return Done(counts)

    def set_badge(self, tx: Transaction, request: a.SetBadge, actor: Actor, group: Group) -> Done:
        """Give a person a badge with a first PIN."""
        person = self._managed(request.person, actor, group)
        check_pin(request.pin)
        digest = self._digest(request.number)
        holder = self._holder(digest)
        if holder is not None and holder.id != person.id:
            raise Conflict("somebody has this badge", reason="badge:taken", place="number")
        badge = Badge(digest, _hasher.hash(request.pin), is_first=True)
        self._put(tx, person, badge, group)
        self._record(tx, Did.PEOPLE_BADGE_SET, actor, person, group)
        return Done()

    def end_badge(self, tx: Transaction, request: a.EndBadge, actor: Actor, group: Group) -> Done:
        """Take a badge away: lost, or no longer needed."""
        person = self._managed(request.person, actor, group)
        self._put(tx, person, None, group)
        self._record(tx, Did.PEOPLE_BADGE_ENDED, actor, person, group)
        return Done()

    def begin(self, request: a.BeginAtStation, actor: Actor) -> a.StationBegun:
        """Sign in at a station."""
        now = self._room.interior.clock.latest_ms()
        station = self.stations.with_token(request.token)  # step 1
        if station is None:
            raise Unauthentic("this browser is no station", reason="badge:no-station")
        if not self._may_try(station, now):  # step 3
            raise NotAllowed("too many wrong tries at this station; wait", reason="badge:wait")
        person = self._holder(self._digest(request.number)) if _NUMBER.fullmatch(request.number) else None
        badge = person.badge if person is not None and self._may_use(person, station) else None  # step 2
        held = badge is not None and _is_held(badge, now)
        is_right = _verifies(badge.pin_hash if badge is not None else _nobodys(), request.pin)  # step 4
        if person is None or badge is None or held or not is_right:
            self._room.write(lambda tx, group: self._refuse(tx, (station, person, badge), group, held=held))
            # whoever has the right PIN is told to wait; to a guess it looks like any other
            reason = "badge:wait" if held and is_right else "badge:refused"
            raise NotAllowed("badge and PIN were refused", reason=reason)
        if badge.is_first and not request.new_pin:
            raise NotAllowed("choose a PIN of your own", reason="badge:new-pin-due")
        if request.new_pin:
            check_pin(request.new_pin)
            if hmac.compare_digest(request.new_pin, request.pin):
                raise Malformed("another PIN than the one before", place="pin", reason="badge:weak-pin")
        pin_hash = _hasher.hash(request.new_pin) if request.new_pin else badge.pin_hash
        fresh = Badge(badge.digest, pin_hash)
        return self._room.write(lambda tx, group: self._let_in(tx, person, fresh, (station, badge), group))  # type: ignore[no-any-return]

    def _let_in(
        self, tx: Transaction, person: Person, fresh: Badge, at: tuple[Station, Badge], group: Group
    ) -> a.StationBegun:  # fmt: skip
        """Step 5. Another try may have come in between: what holds is what is on disk now."""
        station, seen = at
        now = self._room.persons.of(person.id)
        if now.badge != seen or not self._may_use(now, station) or station not in self.stations.all():
            raise NotAllowed("badge and PIN were refused", reason="badge:refused")
        if now.badge != fresh:
            now = self._put(tx, now, fresh, group)
        make_room(self._room, tx, now, group)
        session, token = self._room.sessions.begin(tx, now, Checked(("badge",)), group, station=place_of(station))
        who = Actor("person", f"person:{now.id}")
        detail = {"session": session.id, "by": "badge", "station": station.id}
        self._room.record(tx, group, Did.PEOPLE_SESSION_BEGUN, who, now.tenant, shop=station.shop, detail=detail)
        return a.StationBegun(now.id, session.id, token, session.ends_at_ms)

    def _refuse(
        self, tx: Transaction, about: tuple[Station, Person | None, Badge | None], group: Group, *, held: bool
    ) -> None:  # fmt: skip
        """Count a wrong try and record it. A try while a badge is held does not lengthen that."""
        station, person, badge = about
        with self._lock:
            self._wrong.setdefault(station.id, []).append(group.now_ms)
        detail = {"outcome": "badge-failed", "method": "badge", "station": station.id}
        tenant = station.tenant
        if person is not None and person.tenant == tenant:
            detail["person"] = person.id
            if badge is not None and not held:
                count = badge.wrong + 1
                more = msgspec.structs.replace(badge, wrong=count, wrong_at_ms=group.now_ms)
                self._put(tx, person, more if count < ENDS_AFTER else None, group)
        actor = Actor("room", "room:console")
        self._room.record(tx, group, Did.PEOPLE_ACCOUNT_TOLD, actor, tenant, shop=station.shop, detail=detail)

    def _may_try(self, station: Station, now_ms: int) -> bool:
        with self._lock:
            recent = [at for at in self._wrong.get(station.id, []) if now_ms - at < _STATION_MS]
            self._wrong[station.id] = recent
            return len(recent) < _AT_STATION

    def _may_use(self, person: Person, station: Station) -> bool:
        return self._room.rights.fits_station(person, station.tenant, station.shop)

    def _managed(self, wanted: str, actor: Actor, group: Group) -> Person:
        person = self._room.persons.of(wanted, actor.who.tenant if actor.who is not None else None)
        self._room.rights.require(actor, Permission.PEOPLE_ROLE_PROPOSE, Target(person.tenant), group.now_ms)
        if person.state == "left":
            raise Conflict("this person has left", reason="people:not-active", place="person")
        return person

    def _holder(self, digest: bytes) -> Person | None:
        return next(
            (one for one in self._room.persons.all() if one.badge and hmac.compare_digest(one.badge.digest, digest)),
            None,
        )

    def _digest(self, number: str) -> bytes:
        if not _NUMBER.fullmatch(number):
            raise Malformed("a badge's number is 4 to 40 letters, digits and hyphens", place="number")
        return hmac.digest(self._room.interior.keys.named(_KEY), number.upper().encode(), hashlib.sha256)

    def _put(self, tx: Transaction, person: Person, badge: Badge | None, group: Group) -> Person:
        return self._room.persons.put(tx, msgspec.structs.replace(person, badge=badge), group)

    def _record(self, tx: Transaction, act: Did, actor: Actor, person: Person, group: Group) -> None:
        self._room.record(tx, group, act, actor, person.tenant, detail={"person": person.id})


def check_pin(pin: str) -> None:
    """Refuse a PIN that is too short or that anybody would try first. Raises Malformed."""
    if not _PIN.fullmatch(pin):
        raise Malformed("a PIN is 6 to 12 digits", place="pin", reason="badge:weak-pin")
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    halves = any(pin == pin[:size] * (len(pin) // size) for size in (1, 2, 3) if len(pin) % size == 0)
    if steps in ({1}, {9}, {0}) or halves or _DATE.fullmatch(pin) or pin in _TRIED_FIRST:
        raise Malformed("this is tried first: no rows, repetitions or dates", place="pin", reason="badge:weak-pin")


_TRIED_FIRST = frozenset({"112233", "159753", "147258", "123654", "789456", "121314", "102030", "520131", "147852"})


@cache
def _nobodys() -> str:
    """Return a hash that no PIN has: an unknown badge takes as long as a wrong PIN."""
    return _hasher.hash(secrets.token_hex(8))


def _verifies(pin_hash: str, pin: str) -> bool:
    try:
        return _hasher.verify(pin_hash, pin)
    except VerificationError:
        return False


def _is_held(badge: Badge, now_ms: int) -> bool:
    return badge.wrong > 0 and badge.wrong % HOLDS_AFTER == 0 and now_ms - badge.wrong_at_ms < HOLD_MS
