"""Checks behind the controls that people keep within the relay: roles, access reviews, integrations.

Each looks at every tenant that it is told of, and fails for the worst. Roles are tried: decisions are taken with
the tenant's own roles, for an invented person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from orderveil.core.errors import BadConfiguration
from orderveil.core.hop import HOPS
from orderveil.people.deciding import Allowed, Assignment, Target, decide
from orderveil.people.permissions import Permission
from orderveil.people.roles import Roles, built_in_roles, read_roles
from orderveil.vault.control_messages import ReviewsStood

_TENANT = "tried"
_REVEALS = (Permission.ORDERS_FIELD_REVEAL, Permission.ORDERS_FIELD_BREAK_GLASS)
GRAVE_MARKS = ("bypassing", "stale", "unused")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found."""

    holds: bool
    evidence: str


def roles_hold(stood: Iterable[ReviewsStood]) -> Finding:
    """Find whether rights follow roles: nobody without one sees anything, and nobody outside reveals."""
    told = []
    for one in stood:
        if one.is_roles_damaged:
            return Finding(False, f"{one.tenant}: the roles in force do not open, and cover nothing")
        found = _tried(one.roles_text)
        if not found.holds:
            return Finding(False, f"{one.tenant}: {found.evidence}")
        told.append(f"{one.tenant}: {found.evidence}")
    return Finding(bool(told), "; ".join(told) or "no tenant yet")


@lru_cache(maxsize=32)
def _tried(text: str) -> Finding:
    """Try one text of roles; the same text is not tried twice, for the same is decided."""
    try:
        roles = read_roles(text, "roles.toml") if text else built_in_roles()
    except BadConfiguration as error:
        return Finding(False, f"the roles in force cannot be read: {error.place}")
    decided = list(_tries(roles))
    wrong = next((text for is_allowed, text in decided if is_allowed), None)
    return Finding(wrong is None, wrong or f"{len(decided)} looks with {len(roles)} roles tried, each refused")


def _tries(roles: Roles) -> Iterator[tuple[bool, str]]:
    """Yield decisions that must refuse: whether one allowed, and which it was."""
    for hop in HOPS:
        target = Target(_TENANT, "shop", hop.value, "buyer_phone", "call_buyer", "partner")
        elsewhere = Target("another", "shop", hop.value, "buyer_phone", "call_buyer", "partner")
        for permission in Permission:
            yield _may((), permission, target, roles), f"{permission} at {hop} without a role"
        for name, role in roles.items():
            held = (Assignment(name, _TENANT, partner="partner" if role.needs_partner else None),)
            yield _may(held, Permission.ORDERS_ORDER_READ, elsewhere, roles), f"{name} reads orders of another tenant"
            for permission in _REVEALS if not (role.daily_reveals or role.per_case) else ():
                yield _may(held, permission, target, roles), f"{name} reveals at {hop}, and has no reveals"


def _may(held: tuple[Assignment, ...], permission: Permission, target: Target, roles: Roles) -> bool:
    return isinstance(decide(held, permission, target, 0, roles), Allowed)


def reviews_hold(stood: Iterable[ReviewsStood], now_ms: int) -> Finding:
    """Find whether every right was looked over in time. The first review is due a cadence after the first account."""
    told, holds = [], True
    for one in stood:
        if one.due_at_ms is None:
            told.append(f"{one.tenant}: nobody has an account yet")
            continue
        is_late = now_ms >= (one.campaign_due_at_ms or 0) if one.is_open else now_ms >= one.due_at_ms
        holds = holds and not is_late
        told.append(f"{one.tenant}: {_campaign_text(one, is_late)}")
    return Finding(holds and bool(told), "; ".join(told) or "no tenant yet")


def _campaign_text(one: ReviewsStood, is_late: bool) -> str:
    if one.is_open and one.campaign_due_at_ms is not None:
        decided = one.items - one.counts.get("open", 0)
        late = ", overdue" if is_late else ""
        return f"{decided} of {one.items} rights decided, campaign open until {_day(one.campaign_due_at_ms)}{late}"
    due = f"the next due {_day(one.due_at_ms or 0)}{', overdue' if is_late else ''}"
    if one.opened_at_ms is None:
        return f"no campaign yet, {due.replace('the next', 'the first')}"
    kept, removed = one.counts.get("kept", 0), one.counts.get("removed", 0) + one.counts.get("lapsed", 0)
    return f"{one.items} rights reviewed from {_day(one.opened_at_ms)}, {kept} kept, {removed} removed; {due}"


def integrations_hold(stood: Iterable[ReviewsStood]) -> Finding:
    """Find whether a key, secret or app is unused, older than its rotation, or goes past the relay."""
    told, holds = [], True
    for one in stood:
        grave = [mark for mark in GRAVE_MARKS if one.marks.get(mark)]
        holds = holds and not grave
        counts = ", ".join(f"{count} {mark}" for mark, count in sorted(one.marks.items())) or "none marked"
        told.append(f"{one.tenant}: {one.living} connected, {counts}")
    return Finding(holds, "; ".join(told) or "no tenant yet")


def _day(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).date().isoformat()
