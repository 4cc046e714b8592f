"""What people ask for about the definitions of roles: reading, checking, proposing. A leaf of the vault's door.

A text of roles names permissions, hops, fields and purposes; it never holds a buyer's value.
"""

from __future__ import annotations

from orderveil.vault.message import Grant, Message


class ReadRoles(Message, frozen=True, tag="read-roles"):
    """The roles in force: all of them for whoever may read, invite or give roles to people, else one's own.

    `tenant` is an operator's to name; a person reads their own tenant's.
    """

    by: Grant
    tenant: str = "main"


class RoleTold(Message, frozen=True):
    """One role as everybody who holds it may know it. `holders` None: not told."""

    role: str
    says: str
    daily_reveals: int
    per_case: int
    step_up_minutes: int
    idle_minutes: int
    holders: int | None = None


class RolesRead(Message, frozen=True, tag="roles-read"):
    """`text` is empty for whoever reads their own alone. `digest`: SHA-256 of a tenant's own text, hex; empty: the
    roles that the relay comes with are in force. `is_damaged`: the text in the store does not open or cannot be
    read; until another is put, no role covers anything."""

    tenant: str
    text: str
    digest: str
    rows: list[RoleTold]
    is_damaged: bool = False
    may_propose: bool = False


class PutRoles(Message, frozen=True, tag="put-roles"):
    """Propose another text of all roles; an empty one goes back to those that the relay comes with.

    Answered with Proposed: a second person decides. `base`: the digest of the text that was edited, as
    RolesRead tells it. Refused as stale when another is in force by then. `tenant` is an operator's to name.
    """

    by: Grant
    text: str
    base: str = ""
    why: str = ""
    tenant: str = "main"


class CheckRoles(Message, frozen=True, tag="check-roles"):
    """Whether a text could be proposed now; nothing is kept."""

    by: Grant
    text: str
    tenant: str = "main"


class RoleProblem(Message, frozen=True):
    """`place`: the line, or the role and what of it."""

    message: str
    place: str
    reason: str


class RolesChecked(Message, frozen=True, tag="roles-checked"):
    """`says`: what the change would do, in words of the program; empty while there are problems."""

    problems: list[RoleProblem]
    says: str = ""


class ReadRoleChange(Message, frozen=True, tag="read-role-change"):
    """What a proposed text of roles would put in place of what."""

    by: Grant
    change: str


class RoleChangeRead(Message, frozen=True, tag="role-change-read"):
    """`is_stale`: another text is in force than the one that was edited; it can no longer be approved.

    `is_gain`: whoever asks would gain by it, and so cannot be the one who approves. `holders`: by role, now.
    """

    change: str
    says: str
    why: str
    state: str
    by_name: str
    at_ms: int
    ends_at_ms: int
    is_own: bool
    may_decide: bool
    is_stale: bool
    is_gain: bool
    now: str
    text: str
    holders: dict[str, int]


RoleRequest = ReadRoles | PutRoles | CheckRoles | ReadRoleChange
RoleAnswer = RolesRead | RolesChecked | RoleChangeRead
