"""Changes that take two people: roles, partners' keys, contracts, settings.

How a change is made, by numbered steps:

  1. somebody who may propose it asks; the request is kept sealed, word for word, and recorded;
  2. somebody else who may approve looks at what it does, and approves or refuses; whoever asked may withdraw;
  3. the one who asked must still be here and still hold the right to propose it, and the change must still
     do what was read: where something else has changed meanwhile, it is asked for anew;
  4. the request that was kept is carried out under both names, in the transaction of the approval.

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
from orderveil.vault import people_messages as p
from orderveil.vault.grants import Actor, Who
from orderveil.vault.message import OperatorGrant
from orderveil.vault.people.rights import check_recent, person_of
from orderveil.vault.people.room import Room
from orderveil.vault.writer import Group

LONGEST_MS = 7 * 86_400_000
_MOST_WAITING = 200
_LONGEST_WHY = 200
_KEY = "changes"
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
        waiting = [one for one in self._waiting(tx) if one.tenant == who.tenant and group.now_ms < one.ends_at_ms]
        if len(waiting) >= _MOST_WAITING:
            raise Conflict("too many changes wait; decide some first", reason="people:too-many-changes")
        bare = msgspec.structs.replace(request, by=OperatorGrant())  # no session's token is kept
        change = Change(
            f"c_{secrets.token_hex(6)}", who.tenant, name, says or kind.says(request), why, who.person, group.now_ms,
            group.now_ms + LONGEST_MS, msgspec.msgpack.encode(bare),
        )  # fmt: skip
        self._write(tx, change)
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
        self._write(tx, done)
        self._record(tx, group, Did.PEOPLE_CHANGE_DECIDED, actor, done)
        answer = self._carry_out(tx, change, actor, group) if state == "approved" else None
        return p.Decided(state, getattr(answer, "token", None))

    def _carry_out(self, tx: Transaction, change: Change, actor: Actor, group: Group) -> Any:
        kind = self._kinds[change.kind]
        asked = msgspec.msgpack.decode(change.body, type=kind.request)
        proposer = self._room.persons.of(change.by)
        held = self._room.rights.explain(
            proposer, kind.permission, kind.target(asked, change.tenant), group.now_ms
        )
        if not any(one.refused is None for one in held):  # step 3
            raise NotAllowed("whoever asked for this may no longer ask for it", reason="people:change-over")
        if kind.says(asked) != change.says:
            raise Conflict("what it changes has changed since it was asked for", reason="people:change-over")
        return kind.run(tx, asked, Actor("operator", f"person:{change.by}/{actor.name}"), group)  # step 4

    def end_of(self, tx: Transaction, person: str, group: Group) -> int:
        """End every waiting change of somebody who leaves; return how many."""
        ended = 0
        for change in self._waiting(tx):
            if change.by == person:
                self._write(tx, msgspec.structs.replace(change, state="ended", decided_at_ms=group.now_ms))
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
        is_over = change.state == "waiting" and now_ms >= change.ends_at_ms
        state = "ended" if is_over else change.state
        is_own = who is not None and who.person == change.by
        return p.ChangeRow(
            change.id, change.kind, change.says, change.why, state, change.by, change.at_ms, change.ends_at_ms,
            change.decided_by, change.decided_at_ms, self._name(change.by), self._name(change.decided_by), is_own,
            state == "waiting" and may_decide and not is_own,
        )  # fmt: skip

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

    def _waiting(self, tx: Transaction) -> list[Change]:
        rows = tx.all("SELECT id, sealed FROM changes WHERE state = 'waiting'", ())
        return [change for change in map(self._opened, rows) if change is not None]

    def _opened(self, row: Any) -> Change | None:
        key = self._room.interior.keys.named(_KEY)
        try:
            content = open_field(key, bytes(row[1]), order=_NO_ORDER, field=row[0], version=0)
        except RelayError:
            return None  # of no use to anybody: it was not written by the vault
        return msgspec.msgpack.decode(content, type=Change)

    def _write(self, tx: Transaction, change: Change) -> None:
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

