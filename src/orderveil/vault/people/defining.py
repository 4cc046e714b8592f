"""Roles as a tenant defines them: read, checked, proposed by one person and approved by another.

A text is checked when it is proposed and again when it is approved, by numbered steps:

  1. it was written over the text that is in force, and differs from it;
  2. it can be read: every permission, hop and field exists (people.roles);
  3. every role that somebody holds is still there;
  4. somebody may still ask for other roles, and somebody else approve them, as far as that was so before;
  5. whoever approves gains nothing by it.

Narrowing takes two people as well, as it does with contracts: a text speaks of everybody's work at once, and what
it takes away may be what somebody watches with. An operator proposes like anybody, and is not the second person
of their own; only where nobody of the tenant may approve is it done at once, because else it never could be.

Threat: one tenant's people change what another's may do. A text is one tenant's, and a person's own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import msgspec

from orderveil.core.errors import BadConfiguration, Conflict, Malformed, NotAllowed, NotFound, RelayError
from orderveil.ledger.acts import Act as Did
from orderveil.people.deciding import Assignment, Target
from orderveil.people.permissions import Permission
from orderveil.people.roles import built_in_text, find_problems
from orderveil.people.steering import approvers, ways
from orderveil.people.widening import RoleChange, compare, gains
from orderveil.store.database import Transaction
from orderveil.vault import people_messages as p
from orderveil.vault import role_messages as d
from orderveil.vault.grants import Actor
from orderveil.vault.people.changing import Changing, Kind
from orderveil.vault.people.rights import person_of
from orderveil.vault.people.roletexts import PLACE, Defined, as_kept, defined
from orderveil.vault.people.room import Room
from orderveil.vault.writer import Group

KIND = "role-definitions"
_PROPOSE = Permission.PEOPLE_DEFINITION_PROPOSE
_READING = (
    Permission.PEOPLE_PERSON_READ, Permission.PEOPLE_PERSON_INVITE, Permission.PEOPLE_ROLE_PROPOSE, _PROPOSE,
)  # fmt: skip
_MOST_TOLD = 40
_MOST_SAID = 6


class Defining:
    """Serves whoever reads and changes the roles of a tenant."""

    def __init__(self, room: Room, changing: Changing) -> None:
        self._room = room
        self._texts = room.rights.texts
        self._changing = changing
        changing.add(KIND, Kind(d.PutRoles, self._carry_out, _PROPOSE, self._says, check=self._check_approver))

    # ---- reading

    def read(self, request: d.ReadRoles, actor: Actor) -> d.RolesRead:
        """Return the roles in force; to whoever may not read people, their own alone."""
        if actor.kind != "operator":
            person_of(actor)
        tenant, now = self._tenant(actor, request.tenant), self._room.interior.clock.latest_ms()
        of, rights, place = self._texts.of(tenant), self._room.rights, Target(tenant)
        may_all = any(rights.may(actor, one, place, now) for one in _READING)
        own = {one.role for one in rights.assignments(actor.who.person)} if actor.who is not None else set()
        holders = self._holders(tenant)
        rows = [
            d.RoleTold(
                role.name, role.says, role.daily_reveals, role.per_case, role.step_up_minutes, role.idle_minutes,
                holders[role.name] if may_all else None,
            )
            for role in of.roles.values()
            if may_all or role.name in own
        ]  # fmt: skip
        may_propose = rights.may(actor, _PROPOSE, place, now)
        return d.RolesRead(tenant, of.text if may_all else "", of.digest, rows, of.is_damaged, may_propose)

    def check(self, request: d.CheckRoles, actor: Actor) -> d.RolesChecked:
        """Return what is wrong with a text, or what it would do."""
        tenant, now = self._tenant(actor, request.tenant), self._room.interior.clock.latest_ms()
        self._room.rights.require(actor, _PROPOSE, Target(tenant), now)
        text = as_kept(request.text)
        problems = find_problems(text, PLACE) if text else []
        if not problems:
            asked = d.PutRoles(request.by, text, self._texts.of(tenant).digest, tenant=tenant)
            try:
                return d.RolesChecked([], self._says(asked))
            except RelayError as problem:
                return d.RolesChecked([d.RoleProblem(problem.message, problem.place or "", problem.reason)])
        return d.RolesChecked([d.RoleProblem(one.message, one.place or "", "people:bad-roles") for one in problems])

    def read_change(self, request: d.ReadRoleChange, actor: Actor) -> d.RoleChangeRead:
        """Return a proposed text beside the one in force, for whoever proposed it, approves or may read changes."""
        change, row = self._changing.read(request.change, actor)
        if change.kind != KIND:
            raise NotFound("there is no such change", place="change")
        asked = msgspec.msgpack.decode(change.body, type=d.PutRoles)
        now = self._texts.of(change.tenant)
        is_stale = row.state == "waiting" and now.digest != asked.base
        is_gain = row.state == "waiting" and not is_stale and self._gains(asked, actor)
        return d.RoleChangeRead(
            row.change, row.says, row.why, row.state, row.by_name, row.at_ms, row.ends_at_ms, row.is_own,
            row.may_decide, is_stale, is_gain, now.text, asked.text or built_in_text(),
            dict(self._holders(change.tenant)),
        )  # fmt: skip

    # ---- changing

    def propose(self, tx: Transaction, request: d.PutRoles, actor: Actor, group: Group) -> p.Proposed:
        """Keep another text of roles until a second person decides."""
        tenant = self._tenant(actor, request.tenant)
        self._room.rights.require(actor, _PROPOSE, Target(tenant), group.now_ms)
        asked = msgspec.structs.replace(request, tenant=tenant, text=as_kept(request.text))
        held, roles = self._held(tenant), self._room.rights.roles_in(tenant)
        if actor.kind == "operator" and not approvers(held, tenant, roles, group.now_ms):
            self._carry_out(tx, asked, actor, group)
            return p.Proposed()
        return p.Proposed(self._changing.propose(tx, asked, actor, group))

    def _carry_out(self, tx: Transaction, asked: d.PutRoles, actor: Actor, group: Group) -> p.Proposed:
        before, _ = self._judged(asked)
        after = self._texts.put(tx, asked.tenant, asked.text, group)
        changes = compare(before.roles, after.roles)
        detail = {
            "by": "approval" if "/" in actor.name else "operator",
            "digest": after.digest or "built-in",
            "was": "damaged" if before.is_damaged else before.digest or "built-in",
        }
        told = list(_told(changes))
        detail |= {f"{word}_{number}": name for number, (word, name) in enumerate(told[:_MOST_TOLD])}
        counts = {"narrower": 0, "wider": 0, "added": 0, "gone": 0, "told": len(told)}
        for one in changes:
            counts["added"] += one.state == "new"
            counts["gone"] += one.state == "gone"
            counts["wider"] += one.state == "changed" and one.widens
            counts["narrower"] += one.state == "changed" and one.narrows
        self._room.record(
            tx, group, Did.PEOPLE_DEFINITIONS_CHANGED, actor, asked.tenant, detail=detail, counts=counts
        )
        return p.Proposed()

    # ---- judging

    def _judged(self, asked: d.PutRoles) -> tuple[Defined, Defined]:
        """Return the roles in force and those of the new text. Raises what is wrong with it."""
        before = self._texts.of(asked.tenant)
        if before.digest != asked.base:  # step 1
            raise Conflict("another text of roles is in force by now", place="base", reason="people:roles-stale")
        try:
            after = defined(asked.text)  # step 2
        except BadConfiguration as problem:
            raise Malformed(problem.message, place=problem.place, reason="people:bad-roles") from None
        if after.digest == before.digest and not before.is_damaged:
            raise Conflict("the text is the one in force", place="text", reason="people:roles-unchanged")
        for role in sorted(self._holders(asked.tenant)):
            if role not in after.roles:  # step 3
                raise Conflict("somebody holds this role", place=f"[{role}]", reason="people:role-held")
        held, now = self._held(asked.tenant), self._room.interior.clock.latest_ms()
        ways_before, ways_after = (ways(held, asked.tenant, one.roles, now) for one in (before, after))
        if any(then < was for was, then in zip(ways_before, ways_after, strict=True)):  # step 4
            raise Conflict("nobody would be left to change roles, and another to approve", reason="people:last-way")
        return before, after

    def _says(self, asked: d.PutRoles) -> str:
        """Tell what a change does, as things are now. Raises what is wrong with it."""
        before, after = self._judged(asked)
        changes = compare(before.roles, after.roles)
        parts = []
        for word, names in (
            ("new", [one.role for one in changes if one.state == "new"]),
            ("wider", [one.role for one in changes if one.state == "changed" and one.widens]),
            ("narrower", [one.role for one in changes if one.state == "changed" and one.narrows]),
            ("gone", [one.role for one in changes if one.state == "gone"]),
        ):
            more = f" and {len(names) - _MOST_SAID} more" if len(names) > _MOST_SAID else ""
            parts += [f"{word}: {', '.join(names[:_MOST_SAID])}{more}"] if names else []
        back = "back to the roles that the relay comes with; " if not asked.text else ""
        return f"roles: {back}{'; '.join(parts) or 'only words change'}"

    def _check_approver(self, asked: d.PutRoles, actor: Actor, now_ms: int) -> None:
        if self._gains(asked, actor):  # step 5
            raise NotAllowed("you would gain by it: somebody who does not approves it", reason="people:own-gain")

    def _gains(self, asked: d.PutRoles, actor: Actor) -> bool:
        if actor.who is None:
            return False
        try:
            after = defined(asked.text)
        except BadConfiguration:
            return False
        held = self._room.rights.assignments(actor.who.person)
        return gains(held, self._room.rights.roles_in(asked.tenant), after.roles)

    def _tenant(self, actor: Actor, asked: str) -> str:
        """Return whose roles are meant: a person's own tenant's. An operator names one that there is."""
        tenant = self._room.tenant_of(actor, asked)
        shops, people = self._room.interior.shops.all(), self._room.persons.all()
        if tenant not in {"main", *(shop.tenant for shop in shops), *(one.tenant for one in people)}:
            raise NotFound("there is no such tenant", place="tenant")
        return tenant

    def _held(self, tenant: str) -> dict[str, tuple[Assignment, ...]]:
        return {one.id: one.assignments() for one in self._room.persons.all(tenant)}

    def _holders(self, tenant: str) -> Counter[str]:
        """Count who holds each role, whoever is invited with it among them."""
        everybody = (one for one in self._room.persons.all(tenant) if one.state != "left")
        return Counter(role for one in everybody for role in {row.role for row in one.roles})


def _told(changes: list[RoleChange]) -> Iterator[tuple[str, str]]:
    """Yield what the record tells of a change: which role gains and loses which permission or setting."""
    for one in changes:
        for word, reaches in (("gains", one.gains), ("loses", one.loses)):
            for permission in dict.fromkeys(reach.permission.value for reach in reaches):
                yield word, f"{one.role}/{permission}"
        for setting in one.settings:
            yield "gains" if setting.widens else "loses", f"{one.role}/{setting.name}:{setting.old}>{setting.new}"
