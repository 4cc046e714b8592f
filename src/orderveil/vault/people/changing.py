"""Changes that take two people: roles and their definitions, partners' keys, modes, contracts.

How a change is made, by numbered steps:

  1. somebody who may propose it asks; the request is kept sealed, word for word, and recorded;
  2. somebody else who may approve looks at what it does, and approves or refuses; whoever asked may withdraw;
  3. the one who asked must still be here and still hold the right to propose it, and the change must still
     do what was read: where something else has changed meanwhile, it is asked for anew;
  4. the request that was kept is carried out under both names, in the transaction of the approval;
  5. a key is not made then, but when the one who asked fetches it, within three days: what they hold, they
     asked for, nobody else has seen it, and between the approval and that moment it lies nowhere.

Threat: a change is approved, and something else is carried out. What is carried out is the request that
was kept, sealed, and `says` is made from it by the program, never by whoever asks.

A further kind of change is one request and one `Kind` in `add`: its right, what it says, who may not approve it,
and what carries it out. Keeping, listing, ending and recording are the same for all.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from orderveil.core.errors import Conflict, Malformed, NotAllowed, NotFound, RelayError
from orderveil.ledger.acts import Act as Did
from orderveil.people.deciding import Target
from orderveil.people.permissions import Permission
from orderveil.store.database import Transaction
from orderveil.vault import account_messages as a
from orderveil.vault import people_messages as p
from orderveil.vault.grants import Actor
from orderveil.vault.message import OperatorGrant
from orderveil.vault.people.keptchanges import FETCH_MS, FETCHED, LONGEST_MS, Change, KeptChanges, Wanted, is_open
from orderveil.vault.people.rights import check_recent, person_of
from orderveil.vault.people.room import Room
from orderveil.vault.typed import check_note
from orderveil.vault.writer import Group

_MOST_WAITING = 200
_LONGEST_WHY = 200
_OPERATOR = "operator:"
Run = Callable[[Transaction, Any, Actor, Group], Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of change: its request, what carries it out, and the right to ask for it.

    `says`: what the change does, as things are now; raises what is wrong with it. `check`: raises NotAllowed for
    somebody who must not be the one to approve it.
    """

    request: type[Any]
    run: Run
    permission: Permission
    says: Callable[[Any], str]
    target: Callable[[Any, str], Target] = lambda request, tenant: Target(tenant)
    check: Callable[[Any, Actor, int], None] = lambda request, actor, now_ms: None


class Changing:
    """Keeps changes, and carries out what two people want."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._kept = KeptChanges(room.interior)
        self._kinds: dict[str, Kind] = {}

    def add(self, name: str, kind: Kind) -> None:
        """Make a kind of change known."""
        self._kinds[name] = kind

    def propose(self, tx: Transaction, request: Any, actor: Actor, group: Group, says: str | None = None) -> str:
        """Keep a change that waits for a second person; return its id. Step 1. An operator's names its tenant."""
        why = str(getattr(request, "why", ""))
        if actor.kind != "operator":
            person_of(actor)
        tenant = self._room.tenant_of(actor, getattr(request, "tenant", None))
        name, kind = next((name, kind) for name, kind in self._kinds.items() if kind.request is type(request))
        self._room.rights.require(actor, kind.permission, kind.target(request, tenant), group.now_ms)
        if len(why) > _LONGEST_WHY:
            raise Malformed(f"at most {_LONGEST_WHY} characters", place="why")
        check_note(why, "why")
        waiting = [one for one in self._kept.open_ones(tx, tenant) if group.now_ms < one.ends_at_ms]
        if len(waiting) >= _MOST_WAITING:
            raise Conflict("too many changes wait; decide some first", reason="people:too-many-changes")
        bare = msgspec.structs.replace(request, by=OperatorGrant())  # no session's token is kept
        change = Change(
            f"c_{secrets.token_hex(6)}", tenant, name, says or kind.says(request), why,
            actor.who.person if actor.who is not None else actor.name, group.now_ms, group.now_ms + LONGEST_MS,
            msgspec.msgpack.encode(bare),
        )  # fmt: skip
        self._kept.write(tx, change, group)
        self._record(tx, group, Did.PEOPLE_CHANGE_PROPOSED, actor, change)
        return change.id

    def decide(self, tx: Transaction, request: p.DecideChange, actor: Actor, group: Group) -> p.Decided:
        """Approve, refuse or withdraw. Steps 2 to 4."""
        change = self._of(tx, request.change, actor)
        if change.state != "waiting" or group.now_ms >= change.ends_at_ms:
            raise Conflict("this change no longer waits", reason="people:change-over", place="change")
        is_own = _is_own(change, actor)
        if is_own and request.approve:
            raise NotAllowed("a second person approves it", reason="people:own-change")
        if not is_own:
            target = Target(change.tenant)
            role = self._room.rights.require(actor, Permission.CHANGES_CHANGE_APPROVE, target, group.now_ms)
            if request.approve:
                check_recent(actor, role, group.now_ms)  # a cookie that was taken approves nothing for long
        state = "withdrawn" if is_own else "approved" if request.approve else "refused"
        done = msgspec.structs.replace(change, state=state, decided_by=actor.name, decided_at_ms=group.now_ms)
        if state == "approved" and change.kind in FETCHED:
            done = msgspec.structs.replace(done, ends_at_ms=group.now_ms + FETCH_MS)
        self._kept.write(tx, done, group)
        self._record(tx, group, Did.PEOPLE_CHANGE_DECIDED, actor, done)
        if state == "approved":
            asked = self._still(change, group)
            self._kinds[change.kind].check(asked, actor, group.now_ms)
            if change.kind not in FETCHED:
                self._carry_out(tx, done, asked, group)
        return p.Decided(state)

    def fetch(self, tx: Transaction, request: a.FetchKey, actor: Actor, group: Group) -> p.Decided:
        """Make the key that somebody asked for and another approved; its token is told this once. Step 5."""
        change = self._of(tx, request.change, actor)
        if change.by != person_of(actor).person:
            raise NotFound("there is no such change", place="change")
        if change.kind not in FETCHED or change.state != "approved" or group.now_ms >= change.ends_at_ms:
            raise Conflict("there is no key to fetch", reason="people:change-over", place="change")
        asked = self._still(change, group)
        kind = self._kinds[change.kind]
        role = self._room.rights.require(actor, kind.permission, kind.target(asked, change.tenant), group.now_ms)
        check_recent(actor, role, group.now_ms)
        answer = self._carry_out(tx, change, asked, group)
        done = msgspec.structs.replace(change, state="fetched")
        self._kept.write(tx, done, group)
        self._record(tx, group, Did.PEOPLE_CHANGE_FETCHED, actor, done)
        return p.Decided(done.state, answer.token)

    def _still(self, change: Change, group: Group) -> Any:
        """Return what was asked for, where it may still be asked for and still does what was read. Step 3."""
        kind = self._kinds[change.kind]
        asked = msgspec.msgpack.decode(change.body, type=kind.request)
        if not self._may_still(change, kind.permission, kind.target(asked, change.tenant), group.now_ms):
            raise NotAllowed("whoever asked for this may no longer ask for it", reason="people:change-over")
        if kind.says(asked) != change.says:
            raise Conflict("what it changes has changed since it was asked for", reason="people:change-over")
        return asked

    def _may_still(self, change: Change, permission: Permission, target: Target, now_ms: int) -> bool:
        if change.by.startswith(_OPERATOR):
            return True
        held = self._room.rights.explain(self._room.persons.of(change.by), permission, target, now_ms)
        return any(one.refused is None for one in held)

    def _carry_out(self, tx: Transaction, change: Change, asked: Any, group: Group) -> Any:
        """Do it under both names. Step 4."""
        asker = change.by if change.by.startswith(_OPERATOR) else f"person:{change.by}"
        names = Actor("operator", f"{asker}/{change.decided_by}")
        return self._kinds[change.kind].run(tx, asked, names, group)

    def end_of(self, tx: Transaction, person: str, group: Group) -> int:
        """End every change of somebody who leaves, waiting or not yet fetched; return how many."""
        ended = 0
        for change in self._kept.open_ones(tx, self._room.persons.of(person).tenant):
            if change.by == person:
                ended_at = msgspec.structs.replace(change, state="ended", decided_at_ms=group.now_ms)
                self._kept.write(tx, ended_at, group)
                ended += 1
        return ended

    def every(self, request: p.ListChanges, actor: Actor) -> p.ChangeRows:
        """Return changes of one's tenant, the newest first; others' for whoever may read them."""
        now, who = self._room.interior.clock.latest_ms(), actor.who
        rights, place = self._room.rights, Target(self._room.tenant_of(actor))
        may_all = rights.may(actor, Permission.CHANGES_CHANGE_READ, place, now)
        may_decide = rights.may(actor, Permission.CHANGES_CHANGE_APPROVE, place, now)
        wanted = Wanted(
            who.tenant if who is not None else None,
            None if who is None or may_all else who.person,
            request.waiting_only, request.before, request.limit,
        )  # fmt: skip
        with self._room.interior.database.reading() as tx:
            found, before = self._kept.page(tx, wanted, now)
        return p.ChangeRows([self._row(one, now, actor, may_decide=may_decide) for one in found], before)

    def read(self, wanted: str, actor: Actor) -> tuple[Change, p.ChangeRow]:
        """Return one change, for whoever asked for it, may decide it, or may read changes."""
        now = self._room.interior.clock.latest_ms()
        rights, place = self._room.rights, Target(self._room.tenant_of(actor))
        may_decide = rights.may(actor, Permission.CHANGES_CHANGE_APPROVE, place, now)
        may_read = may_decide or rights.may(actor, Permission.CHANGES_CHANGE_READ, place, now)
        with self._room.interior.database.reading() as tx:
            change = self._of(tx, wanted, actor)
        if not may_read and not _is_own(change, actor):
            raise NotFound("there is no such change", place="change")
        return change, self._row(change, now, actor, may_decide=may_decide)

    def _row(self, change: Change, now_ms: int, actor: Actor, *, may_decide: bool) -> p.ChangeRow:
        state = "ended" if is_open(change) and now_ms >= change.ends_at_ms else change.state
        is_own = _is_own(change, actor)
        place = self._place(change)
        return p.ChangeRow(
            change.id, change.kind, change.says, change.why, state, change.by, change.at_ms, change.ends_at_ms,
            change.decided_by, change.decided_at_ms, self._name(change.by), self._name(change.decided_by), is_own,
            state == "waiting" and may_decide and not is_own, is_own and state == "approved" and is_open(change),
            place.shop or "", place.hop or "",
        )  # fmt: skip

    def _place(self, change: Change) -> Target:
        """Return where a change would act; nowhere, where that is gone or names no shop and hop."""
        kind = self._kinds[change.kind]
        try:
            return kind.target(msgspec.msgpack.decode(change.body, type=kind.request), change.tenant)
        except RelayError:
            return Target(change.tenant)

    def _name(self, actor: str | None) -> str:
        """Return the name of a person, or what else acted."""
        if actor is None:
            return ""
        try:
            return self._room.persons.of(actor.removeprefix("person:")).name
        except NotFound:
            return actor

    def _of(self, tx: Transaction, wanted: str, actor: Actor) -> Change:
        change = self._kept.of(tx, wanted)
        if change is None or (actor.who is not None and actor.who.tenant != change.tenant):
            raise NotFound("there is no such change", place="change")
        return change

    def fill_in(self) -> None:
        """At the start: bring rows of an earlier release to where lists find them."""
        with self._room.interior.database.reading() as tx:
            is_due = tx.one("SELECT 1 FROM changes WHERE tenant IS NULL LIMIT 1") is not None
        while is_due and self._room.write(self._kept.fill_in):
            pass

    def _record(self, tx: Transaction, group: Group, act: Did, actor: Actor, change: Change) -> None:
        detail = {"change": change.id, "kind": change.kind, "state": change.state}
        self._room.record(tx, group, act, actor, change.tenant, detail=detail)


def _is_own(change: Change, actor: Actor) -> bool:
    """Tell whether somebody asked for a change. Operators are one: whoever runs the machine approves nothing of it."""
    if actor.who is not None:
        return actor.who.person == change.by
    return actor.kind == "operator" and change.by.startswith(_OPERATOR)
