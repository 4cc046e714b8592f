"""Whether the person who asks may: asked by every room that serves people, before anything is looked up.

Must never be left out by a handler of a person's request: what comes without it is refused by vault.grants.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from orderveil.core.errors import Malformed, NotAllowed
from orderveil.people.deciding import Allowed, Assignment, Considered, Target, decide, explain
from orderveil.people.permissions import Permission
from orderveil.people.roles import Role, Roles
from orderveil.vault.grants import Actor, Who
from orderveil.vault.people.persons import Person, Persons
from orderveil.vault.people.roletexts import RoleTexts

MOST_ROLES = 20
LAST_MS = 7_258_118_400_000  # 2200-01-01
_PARTNER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class Rights:
    """Decides by a tenant's roles as they are now: a change holds for every session from its commit on."""

    def __init__(self, persons: Persons, texts: RoleTexts) -> None:
        self._persons = persons
        self.texts = texts

    def roles_in(self, tenant: str) -> Roles:
        """Return the roles of a tenant."""
        return self.texts.of(tenant).roles

    def require(self, actor: Actor, permission: Permission, target: Target, now_ms: int) -> Role | None:
        """Return the role that covers the act; None for an operator. Raises NotAllowed with the nearest reason."""
        if actor.kind == "operator":
            return None
        who = person_of(actor)
        defined = self.texts.of(who.tenant)
        decision = decide(self.assignments(who.person), permission, target, now_ms, defined.roles)
        if isinstance(decision, Allowed):
            return defined.roles[decision.role]
        if defined.is_damaged:
            raise NotAllowed("the roles in force do not open; an operator puts them", reason="people:roles-damaged")
        raise NotAllowed("no role of yours covers this", reason=decision.reason)

    def may(self, actor: Actor, permission: Permission, target: Target, now_ms: int) -> bool:
        """Tell whether the act is covered, as `require` decides it."""
        try:
            self.require(actor, permission, target, now_ms)
        except NotAllowed:
            return False
        return True

    def assignments(self, person: str) -> tuple[Assignment, ...]:
        """Return what a person holds now."""
        return self._persons.of(person).assignments()

    def explain(self, person: Person, permission: Permission, target: Target, now_ms: int) -> list[Considered]:
        """Return everything that is considered when a person asks for something."""
        return list(explain(person.assignments(), permission, target, now_ms, self.roles_in(person.tenant)))

    def roles_of(self, person: Person) -> list[Role]:
        """Return the roles that a person holds, those that there are."""
        roles = self.roles_in(person.tenant)
        return [roles[one.role] for one in person.assignments() if one.role in roles]

    def fits_station(self, person: Person, tenant: str, shop: str) -> bool:
        """Tell whether a badge is enough for everything that somebody holds, at a station of that shop."""
        roles, held = self.roles_in(person.tenant), person.assignments()  # none, unless they are active
        return (
            bool(held)
            and person.tenant == tenant
            and all(one.role in roles and roles[one.role].by_badge for one in held)
            and all(one.shops is None or shop in one.shops for one in held)
        )

    def check(self, assignments: Iterable[Assignment], shops: Mapping[str, str]) -> None:
        """Refuse assignments that mean nothing. `shops`: tenant by shop."""
        every = tuple(assignments)
        if len(every) > MOST_ROLES:
            raise Malformed(f"at most {MOST_ROLES} roles", place="roles")
        for index, one in enumerate(every):
            role = self.roles_in(one.tenant).get(one.role)
            place = f"roles[{index}]"
            if one.partner is not None and not _PARTNER.fullmatch(one.partner):
                raise Malformed("a partner is named by its id", place=f"{place}.partner")
            if not 0 <= one.from_ms < (one.until_ms if one.until_ms is not None else LAST_MS) <= LAST_MS:
                raise Malformed("a role ends after it begins, before the year 2200", place=f"{place}.until")
            if role is None:
                raise Malformed("there is no such role", place=f"{place}.role", reason="people:no-such-role")
            if role.needs_partner and not one.partner:
                raise Malformed("this role is for one partner: name it", place=f"{place}.partner")
            if any(shops.get(shop) != one.tenant for shop in one.shops or ()):
                raise Malformed("there is no such shop", place=f"{place}.shops")
            if one.until_ms is not None and one.until_ms <= one.from_ms:
                raise Malformed("a role ends after it begins", place=f"{place}.until")


def person_of(actor: Actor) -> Who:
    """Return the person who asks. Raises NotAllowed for anybody else."""
    if actor.who is None:
        raise NotAllowed("only a person who is signed in may ask that", reason="people:not-signed-in")
    return actor.who


def check_recent(actor: Actor, role: Role | None, now_ms: int) -> None:
    """Refuse where the second factor was checked too long ago for the role. Raises NotAllowed."""
    if actor.who is not None and role is not None and now_ms - actor.who.strong_at_ms > role.step_up_minutes * 60_000:
        raise NotAllowed("the second factor is due again", reason="access:step-up-due")


def idle_minutes_of(roles: Iterable[Role]) -> int:
    """Return after how many minutes without use a session locks: the strictest of the roles."""
    return min((role.idle_minutes for role in roles), default=15)
