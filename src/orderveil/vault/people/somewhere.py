"""Whether somebody has a right anywhere in a shop: for some hop, some field, some purpose.

For telling people what is theirs, and never for an act: an act names its hop, field and purpose, and is decided on
those (vault.people.rights).
"""

from __future__ import annotations

from orderveil.core.hop import HOPS
from orderveil.people.deciding import Allowed, Target, decide
from orderveil.people.permissions import Permission
from orderveil.people.roles import Role
from orderveil.vault.grants import Who
from orderveil.vault.people.rights import Rights


def role_somewhere(rights: Rights, who: Who, permission: Permission, shop: str, now_ms: int) -> Role | None:
    """Return the role by which somebody has a right in a shop of their tenant now; None where they have not."""
    held, roles = rights.assignments(who.person), rights.roles_in(who.tenant)
    grants = [grant for one in held if one.role in roles for grant in roles[one.role].grants]
    for grant in grants:
        if grant.permission is not permission:
            continue
        field = next(iter(sorted(grant.fields or ())), None)
        purpose = next(iter(sorted(grant.purposes or ())), None)
        for hop in sorted(grant.hops or HOPS):
            decision = decide(held, permission, Target(who.tenant, shop, hop, field, purpose), now_ms, roles)
            if isinstance(decision, Allowed):
                return roles[decision.role]
    return None
