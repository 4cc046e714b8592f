"""The decision whether a person may do something, and why. Default deny; values in, values out.

A person holds roles, each assigned for a tenant, perhaps for some shops, one partner, some time and
some hours of the day. A dimension by which a grant or an assignment is narrowed and of which the act
says nothing is not covered: an act that does not tell its shop is not within one shop.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from orderveil.people.permissions import NARROWED_BY, Permission
from orderveil.people.roles import Grant, Role, Roles


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of work: minutes of the local day, half open, on some days (0 is Monday). Past midnight: from > to."""

    zone: str
    from_minute: int
    to_minute: int
    days: frozenset[int] = frozenset(range(7))

    def covers(self, now_ms: int) -> bool:
        """Tell whether a moment is within them. Hours past midnight belong to the day on which they began."""
        local = datetime.fromtimestamp(now_ms / 1000, UTC).astimezone(ZoneInfo(self.zone))
        minute, day = local.hour * 60 + local.minute, local.weekday()
        if self.from_minute <= self.to_minute:
            return day in self.days and self.from_minute <= minute < self.to_minute
        if minute >= self.from_minute:
            return day in self.days
        return (day - 1) % 7 in self.days and minute < self.to_minute


@dataclass(frozen=True, slots=True)
class Assignment:
    """One role of one person. None: not narrowed. Times in epoch ms, half open."""

    role: str
    tenant: str
    shops: frozenset[str] | None = None
    partner: str | None = None
    from_ms: int = 0
    until_ms: int | None = None
    hours: Hours | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """What an act is about. None: it is not about one."""

    tenant: str
    shop: str | None = None
    hop: str | None = None
    field: str | None = None
    purpose: str | None = None
    partner: str | None = None


@dataclass(frozen=True, slots=True)
class Allowed:
    """The act is covered: by which role, and where that is written."""

    role: str
    place: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The act is not covered. `reason`: the narrowing that came nearest to covering it."""

    reason: str


Decision = Allowed | Refused
_NEAREST = (
    *("people:no-role", "people:not-granted", "people:other-tenant", "people:other-partner", "people:other-shop"),
    *("people:other-hop", "people:other-field", "people:other-purpose", "people:ended", "people:not-yet"),
    "people:not-now",
)
"""Why an act is refused, from farthest to nearest."""


@dataclass(frozen=True, slots=True)
class Considered:
    """One grant of one assignment, and what came of it. `refused` None: it covers the act."""

    assignment: Assignment
    grant: Grant | None
    refused: str | None


def decide(
    assignments: Iterable[Assignment], permission: Permission, target: Target, now_ms: int, roles: Roles
) -> Decision:
    """Return whether the holder of `assignments` may do it now."""
    nearest = "people:no-role"
    for one in explain(assignments, permission, target, now_ms, roles):
        if one.refused is None and one.grant is not None:
            return Allowed(one.assignment.role, one.grant.place)
        if one.refused is not None and _NEAREST.index(one.refused) > _NEAREST.index(nearest):
            nearest = one.refused
    return Refused(nearest)


def explain(
    assignments: Iterable[Assignment], permission: Permission, target: Target, now_ms: int, roles: Roles
) -> Iterator[Considered]:
    """Yield everything that was considered, in order: each grant of the permission, or that a role has none."""
    for assignment in assignments:
        role = roles.get(assignment.role)
        if role is None:
            yield Considered(assignment, None, "people:no-role")
            continue
        grants = [grant for grant in role.grants if grant.permission is permission]
        if not grants:
            yield Considered(assignment, None, "people:not-granted")
        for grant in grants:
            yield Considered(assignment, grant, _refusal(assignment, role, grant, target, now_ms))


def _refusal(assignment: Assignment, role: Role, grant: Grant, target: Target, now_ms: int) -> str | None:
    """Return the first narrowing that the act is not within."""
    about = NARROWED_BY[grant.permission]
    if target.tenant != assignment.tenant:
        return "people:other-tenant"
    # a partner's user without a partner would be everybody's
    if role.needs_partner and assignment.partner is None:
        return "people:other-partner"
    if assignment.partner is not None and ("partner" not in about or target.partner != assignment.partner):
        return "people:other-partner"
    if assignment.shops is not None and ("shop" not in about or target.shop not in assignment.shops):
        return "people:other-shop"
    for names, told, reason in (
        (grant.hops, target.hop, "people:other-hop"),
        (grant.fields, target.field, "people:other-field"),
        (grant.purposes, target.purpose, "people:other-purpose"),
    ):
        if names is not None and told not in names:
            return reason
    return _time_refusal(assignment, now_ms)


def _time_refusal(assignment: Assignment, now_ms: int) -> str | None:
    if now_ms < assignment.from_ms:
        return "people:not-yet"
    if assignment.until_ms is not None and now_ms >= assignment.until_ms:
        return "people:ended"
    if assignment.hours is not None and not assignment.hours.covers(now_ms):
        return "people:not-now"
    return None
