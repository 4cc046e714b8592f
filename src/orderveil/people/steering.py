"""Whether a tenant can still be run by its own people: somebody proposes roles, and somebody else approves. Pure.

Must never count a right that is bound to shops or a partner: what steers a tenant is told apart by neither.
Hours and a beginning that is near do not matter: it is enough that somebody may within their time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from orderveil.people.deciding import Allowed, Assignment, Target, decide
from orderveil.people.permissions import Permission
from orderveil.people.roles import Role, Roles

_PROPOSING = (Permission.PEOPLE_DEFINITION_PROPOSE, Permission.PEOPLE_ROLE_PROPOSE)
_APPROVING = Permission.CHANGES_CHANGE_APPROVE


def steers(role: Role) -> bool:
    """Tell whether whoever holds a role may ask for other roles, and approve what others ask for."""
    return {*_PROPOSING, _APPROVING} <= {grant.permission for grant in role.grants}


def approvers(held: Mapping[str, tuple[Assignment, ...]], tenant: str, roles: Roles, now_ms: int) -> set[str]:
    """Return who may approve. `held`: what each person holds."""
    return _who_may(_APPROVING, held, tenant, roles, now_ms)


def ways(held: Mapping[str, tuple[Assignment, ...]], tenant: str, roles: Roles, now_ms: int) -> tuple[int, ...]:
    """Return for each way to change roles: 2 where one asks and another approves, 1 where one alone holds both, 0."""
    second = approvers(held, tenant, roles, now_ms)
    found = []
    for permission in _PROPOSING:
        first = _who_may(permission, held, tenant, roles, now_ms)
        found.append(0 if not first or not second else 2 if len(first | second) > 1 else 1)
    return tuple(found)


def _who_may(
    permission: Permission, held: Mapping[str, tuple[Assignment, ...]], tenant: str, roles: Roles, now_ms: int
) -> set[str]:
    found = set()
    for person, assignments in held.items():
        anytime = [replace(one, hours=None, from_ms=0) for one in assignments]
        if isinstance(decide(anytime, permission, Target(tenant), now_ms, roles), Allowed):
            found.add(person)
    return found
