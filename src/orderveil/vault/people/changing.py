"""Changes that take two people: roles, partners' keys, contracts, settings.

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
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from orderveil.core.errors import Conflict, Malformed, NotAllowed, NotFound, RelayError
from orderveil.core.sealing import open_field, seal_field
from orderveil.ledger.acts import Act as Did
from orderveil.people.deciding import Target
from orderveil.people.permissions import Permission
from orderveil.store.database import Transaction
from orderveil.vault import account_messages as a
from orderveil.vault import people_messages as p
from orderveil.vault.grants import Actor, Who
from orderveil.vault.keyring.marks import Mark
from orderveil.vault.message import OperatorGrant
from orderveil.vault.people.rights import check_recent, person_of
from orderveil.vault.people.room import Room
from orderveil.vault.rowcodes import Table
from orderveil.vault.writer import Group

LONGEST_MS = 7 * 86_400_000
FETCH_MS = 3 * 86_400_000
_FETCHED = frozenset({"keys", "key-rotation"})
_MOST_WAITING = 200
_LONGEST_WHY = 200
_KEY = "changes"
_MARK = "change:"  # and its id
_NO_ORDER = b"\0" * 16
Run = Callable[[Transaction, Any, Actor, Group], Any]


class Change(msgspec.Struct, frozen=True, omit_defaults=True):
    """One change as it is kept; `body` is the request in MessagePack."""

    id: str
    tenant: str
    kind: str
    says: str
    why: str
    by: str
    at_ms: int
    ends_at_ms: int
    body: bytes
    state: str = "waiting"
    decided_by: str | None = None
    decided_at_ms: int | None = None

    def __repr__(self) -> str:
        return f"Change({self.id}, <hidden>)"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of change: its request, what carries it out, and the right to ask for it."""

    request: type[Any]
    run: Run
    permission: Permission
    says: Callable[[Any], str]
    target: Callable[[Any, str], Target] = lambda request, tenant: Target(tenant)


class Changing:
    """Keeps changes, and carries out what two people want."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._kinds: dict[str, Kind] = {}

    def add(self, name: str, kind: Kind) -> None:
        """Make a kind of change known."""
        self._kinds[name] = kind

    def propose(self, tx: Transaction, request: Any, actor: Actor, group: Group, says: str | None = None) -> str:
        """Keep a change that waits for a second person; return its id. Step 1."""
        why = str(getattr(request, "why", ""))
        who = person_of(actor)
        name, kind = next((name, kind) for name, kind in self._kinds.items() if kind.request is type(request))
        self._room.rights.require(actor, kind.permission, kind.target(request, who.tenant), group.now_ms)
        if len(why) > _LONGEST_WHY:
            raise Malformed(f"at most {_LONGEST_WHY} characters", place="why")
        waiting = [one for one in self._open(tx) if one.tenant == who.tenant and group.now_ms < one.ends_at_ms]
        if len(waiting) >= _MOST_WAITING:
            raise Conflict("too many changes wait; decide some first", reason="people:too-many-changes")
        bare = msgspec.structs.replace(request, by=OperatorGrant())  # no session's token is kept
        change = Change(
            f"c_{secrets.token_hex(6)}", who.tenant, name, says or kind.says(request), why, who.person, group.now_ms,
            group.now_ms + LONGEST_MS, msgspec.msgpack.encode(bare),
        )  # fmt: skip
        self._write(tx, change, group)
        self._record(tx, group, Did.PEOPLE_CHANGE_PROPOSED, actor, change)
        return change.id

    def decide(self, tx: Transaction, request: p.DecideChange, actor: Actor, group: Group) -> p.Decided:
        """Approve, refuse or withdraw. Steps 2 to 4."""
        change = self._of(tx, request.change, actor)
        if change.state != "waiting" or group.now_ms >= change.ends_at_ms:
            raise Conflict("this change no longer waits", reason="people:change-over", place="change")
        is_own = actor.who is not None and actor.who.person == change.by
        if is_own and request.approve:
            raise NotAllowed("a second person approves it", reason="people:own-change")
        if not is_own:
            target = Target(change.tenant)
            role = self._room.rights.require(actor, Permission.CHANGES_CHANGE_APPROVE, target, group.now_ms)
            if request.approve:
                check_recent(actor, role, group.now_ms)  # a cookie that was taken approves nothing for long
        state = "withdrawn" if is_own else "approved" if request.approve else "refused"
        done = msgspec.structs.replace(change, state=state, decided_by=actor.name, decided_at_ms=group.now_ms)
        if state == "approved" and change.kind in _FETCHED:
            done = msgspec.structs.replace(done, ends_at_ms=group.now_ms + FETCH_MS)
        self._write(tx, done, group)
        self._record(tx, group, Did.PEOPLE_CHANGE_DECIDED, actor, done)
        if state == "approved":
            asked = self._still(change, group)
            if change.kind not in _FETCHED:
                self._carry_out(tx, done, asked, group)
        return p.Decided(state)

    def fetch(self, tx: Transaction, request: a.FetchKey, actor: Actor, group: Group) -> p.Decided:
        """Make the key that somebody asked for and another approved; its token is told this once. Step 5."""
        change = self._of(tx, request.change, actor)
        if change.by != person_of(actor).person:
            raise NotFound("there is no such change", place="change")
        if change.kind not in _FETCHED or change.state != "approved" or group.now_ms >= change.ends_at_ms:
            raise Conflict("there is no key to fetch", reason="people:change-over", place="change")
        asked = self._still(change, group)
        kind = self._kinds[change.kind]
        role = self._room.rights.require(actor, kind.permission, kind.target(asked, change.tenant), group.now_ms)
        check_recent(actor, role, group.now_ms)
        answer = self._carry_out(tx, change, asked, group)
        done = msgspec.structs.replace(change, state="fetched")
        self._write(tx, done, group)
        self._record(tx, group, Did.PEOPLE_CHANGE_FETCHED, actor, done)
        return p.Decided(done.state, answer.token)

    def _still(self, change: Change, group: Group) -> Any:
        """Return what was asked for, where it may still be asked for and still does what was read. Step 3."""
        kind = self._kinds[change.kind]
        asked = msgspec.msgpack.decode(change.body, type=kind.request)
        proposer = self._room.persons.of(change.by)
        held = self._room.rights.explain(
            proposer, kind.permission, kind.target(asked, change.tenant), group.now_ms
        )
        if not any(one.refused is None for one in held):
            raise NotAllowed("whoever asked for this may no longer ask for it", reason="people:change-over")
        if kind.says(asked) != change.says:
            raise Conflict("what it changes has changed since it was asked for", reason="people:change-over")
        return asked

    def _carry_out(self, tx: Transaction, change: Change, asked: Any, group: Group) -> Any:
        """Do it under both names. Step 4."""
        names = Actor("operator", f"person:{change.by}/{change.decided_by}")
        return self._kinds[change.kind].run(tx, asked, names, group)

    def end_of(self, tx: Transaction, person: str, group: Group) -> int:
        """End every change of somebody who leaves, waiting or not yet fetched; return how many."""
        ended = 0
        for change in self._open(tx):
            if change.by == person:
                ended_at = msgspec.structs.replace(change, state="ended", decided_at_ms=group.now_ms)
                self._write(tx, ended_at, group)
                ended += 1
        return ended

    def every(self, request: p.ListChanges, actor: Actor) -> p.ChangeRows:
        """Return changes of one's tenant, the newest first; others' for whoever may read them."""
        now, who = self._room.interior.clock.latest_ms(), actor.who
        may_all = self._may(actor, Permission.CHANGES_CHANGE_READ, now)
        may_decide = self._may(actor, Permission.CHANGES_CHANGE_APPROVE, now)
        where = "WHERE state = 'waiting' " if request.waiting_only else ""
        with self._room.interior.database.reading() as tx:
            rows = tx.all(f"SELECT id, sealed FROM changes {where}ORDER BY at DESC LIMIT 500", ())
        found = [change for change in map(self._opened, rows) if change is not None]
        return p.ChangeRows(
            [
                self._row(one, now, who, may_decide=may_decide)
                for one in found
                if who is None or (one.tenant == who.tenant and (may_all or one.by == who.person))
            ]
        )

    def read(self, wanted: str, actor: Actor) -> tuple[Change, p.ChangeRow]:
        """Return one change, for whoever asked for it, may decide it, or may read changes."""
        now, who = self._room.interior.clock.latest_ms(), person_of(actor)
        may_decide = self._may(actor, Permission.CHANGES_CHANGE_APPROVE, now)
        may_read = may_decide or self._may(actor, Permission.CHANGES_CHANGE_READ, now)
        with self._room.interior.database.reading() as tx:
            change = self._of(tx, wanted, actor)
        if not may_read and change.by != who.person:
            raise NotFound("there is no such change", place="change")
        return change, self._row(change, now, who, may_decide=may_decide)

    def _may(self, actor: Actor, permission: Permission, now_ms: int) -> bool:
        try:
            self._room.rights.require(actor, permission, Target(self._room.tenant_of(actor)), now_ms)
        except NotAllowed:
            return False
        return True

    def _row(self, change: Change, now_ms: int, who: Who | None, *, may_decide: bool) -> p.ChangeRow:
        state = "ended" if _is_open(change) and now_ms >= change.ends_at_ms else change.state
        is_own = who is not None and who.person == change.by
        place = self._place(change)
        return p.ChangeRow(
            change.id, change.kind, change.says, change.why, state, change.by, change.at_ms, change.ends_at_ms,
            change.decided_by, change.decided_at_ms, self._name(change.by), self._name(change.decided_by), is_own,
            state == "waiting" and may_decide and not is_own, is_own and state == "approved" and _is_open(change),
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
        row = tx.one("SELECT id, sealed FROM changes WHERE id = ?", (wanted,))
        change = self._opened(row) if row is not None else None
        if change is None or (actor.who is not None and actor.who.tenant != change.tenant):
            raise NotFound("there is no such change", place="change")
        return change

    def _open(self, tx: Transaction) -> list[Change]:
        rows = tx.all("SELECT id, sealed FROM changes WHERE state IN ('waiting', 'approved')", ())
        return [change for change in map(self._opened, rows) if change is not None and _is_open(change)]

    def _opened(self, row: Any) -> Change | None:
        key = self._room.interior.keys.named(_KEY)
        try:
            content = open_field(key, bytes(row[1]), order=_NO_ORDER, field=row[0], version=0)
        except RelayError:
            return None  # of no use to anybody: it was not written by the vault
        change = msgspec.msgpack.decode(content, type=Change)
        if _stage(change) < 2 and _stage(change) < self._room.interior.keys.marks.of(_MARK + change.id):
            self._room.interior.codes.alarm(Table.CHANGES, change.id)  # an older row of its own was put back
            return msgspec.structs.replace(change, state="ended")
        return change

    def _write(self, tx: Transaction, change: Change, group: Group) -> None:
        """Write a change as it is now; what is further than it was leaves a mark (vault/keyring/marks.py)."""
        if stage := _stage(change):
            group.marks.append(Mark(_MARK + change.id, stage, change.at_ms + LONGEST_MS + FETCH_MS))
        key = self._room.interior.keys.named(_KEY)
        sealed = seal_field(key, msgspec.msgpack.encode(change), order=_NO_ORDER, field=change.id, version=0)
        tx.execute(
            "INSERT INTO changes (id, at, state, sealed) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET state = excluded.state, sealed = excluded.sealed",
            (change.id, change.at_ms, change.state, sealed),
        )

    def _record(self, tx: Transaction, group: Group, act: Did, actor: Actor, change: Change) -> None:
        detail = {"change": change.id, "kind": change.kind, "state": change.state}
        self._room.record(tx, group, act, actor, change.tenant, detail=detail)


def _is_open(change: Change) -> bool:
    """Tell whether something can still come of a change: it waits for a second person, or for being fetched."""
    return change.state == "waiting" or (change.state == "approved" and change.kind in _FETCHED)


def _stage(change: Change) -> int:
    """Return how far a change is: waiting, to be fetched, or over."""
    return 0 if change.state == "waiting" else 1 if _is_open(change) else 2
