"""Whether rights widen: an assignment beside another, and the definitions of roles beside others. Pure.

Definitions are compared by what their grants cover, cell by cell of hop, field and purpose, and not by what
contracts give today: a grant that reaches nothing yet is wider all the same. Must never call a change
narrower that lets somebody do what they could not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from orderveil.core.fields import FIELDS
from orderveil.core.hop import HOPS
from orderveil.people.deciding import Assignment
from orderveil.people.permissions import NARROWED_BY, Permission
from orderveil.people.roles import Grant, Role, Roles

_FIELDS = (*map(str, FIELDS), "")
_HOPS = (*(hop.value for hop in HOPS), "")
"""Every name, and last the act that tells none."""
ANY = "*"
"""Stands for every purpose that neither text names, and for an act without one."""
_BIT = {name: 1 << place for place, name in enumerate(_FIELDS)}
_ALL = (1 << len(_FIELDS)) - 1
Cells = dict[tuple[Permission, str, str], int]
"""What is covered: by permission, hop and purpose the fields, a bit for each."""
# what a role says of itself, and whether more of it lets more happen
_SETTINGS = {
    "by_badge": True, "daily_reveals": True, "idle_minutes": True, "is_outside": False, "needs_partner": False,
    "per_case": True, "step_up_minutes": True,
}  # fmt: skip


def is_within(new: Assignment, old: Assignment) -> bool:
    """Tell whether everything that `new` allows, `old` allows as well."""
    return new.role == old.role and _is_scope_within(new, old)


def _is_scope_within(new: Assignment, old: Assignment) -> bool:
    return (
        new.tenant == old.tenant
        and (old.shops is None or (new.shops is not None and new.shops <= old.shops))
        and old.partner in (None, new.partner)
        and new.from_ms >= old.from_ms
        and (old.until_ms is None or (new.until_ms is not None and new.until_ms <= old.until_ms))
        and old.hours in (None, new.hours)
    )


@dataclass(frozen=True, slots=True)
class Reach:
    """One permission, and to what of its own dimensions it is bound. None: not bound, or not told apart by it."""

    permission: Permission
    hops: tuple[str, ...] | None = None
    fields: tuple[str, ...] | None = None
    purposes: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class SettingChange:
    """One number or flag of a role, before and after."""

    name: str
    old: int
    new: int
    widens: bool


@dataclass(frozen=True, slots=True)
class RoleChange:
    """How one role differs. `state`: changed, gone or new."""

    role: str
    state: str
    gains: tuple[Reach, ...] = ()
    loses: tuple[Reach, ...] = ()
    settings: tuple[SettingChange, ...] = ()
    says: str = ""

    @property
    def widens(self) -> bool:
        """Tell whether somebody who holds the role may do more, or is held to less."""
        return bool(self.gains) or any(one.widens for one in self.settings)

    @property
    def narrows(self) -> bool:
        """Tell whether somebody who holds the role may do less, or is held to more."""
        return bool(self.loses) or any(not one.widens for one in self.settings)


def compare(before: Roles, after: Roles) -> list[RoleChange]:
    """Return every role that differs, in the order of the new text, those that are gone last."""
    purposes = _purposes(before, after)
    names = [*after, *(name for name in before if name not in after)]
    found = (_compare(name, before.get(name), after.get(name), purposes) for name in names)
    return [one for one in found if one is not None]


def _compare(name: str, old: Role | None, new: Role | None, purposes: tuple[str, ...]) -> RoleChange | None:
    was, now = (_cells(role.grants, purposes) if role is not None else {} for role in (old, new))
    gains, loses = tuple(_reaches(_less(now, was), purposes)), tuple(_reaches(_less(was, now), purposes))
    if old is None or new is None:
        return RoleChange(name, "new" if old is None else "gone", gains, loses, (), (new or old).says)  # type: ignore[union-attr]
    settings = tuple(_settings(old, new))
    if not gains and not loses and not settings and old.says == new.says:
        return None
    return RoleChange(name, "changed", gains, loses, settings, new.says if new.says != old.says else "")


def _settings(old: Role, new: Role) -> Iterator[SettingChange]:
    for name, more_is_wider in _SETTINGS.items():
        was, now = int(getattr(old, name)), int(getattr(new, name))
        if was != now:
            yield SettingChange(name, was, now, (now > was) is more_is_wider)


def gains(held: Iterable[Assignment], before: Roles, after: Roles) -> bool:
    """Tell whether other definitions let the holder of assignments do what they could not, where they could not."""
    held, purposes = tuple(held), _purposes(before, after)
    for one in held:
        now = after.get(one.role)
        if now is None:
            continue
        # what one already has by another role that reaches as far is no gain
        roles = [before[other.role] for other in held if other.role in before and _is_scope_within(one, other)]
        was = _cells([grant for role in roles for grant in role.grants], purposes)
        old = before.get(one.role)
        if _less(_cells(now.grants, purposes), was) or old is None or any(s.widens for s in _settings(old, now)):
            return True
    return False


def _purposes(*every: Roles) -> tuple[str, ...]:
    grants = [grant for roles in every for role in roles.values() for grant in role.grants]
    return (*sorted({name for grant in grants for name in grant.purposes or ()}), ANY)


def _cells(grants: Iterable[Grant], purposes: tuple[str, ...]) -> Cells:
    cells: Cells = {}
    for grant in {replace(grant, place="") for grant in grants}:
        told = NARROWED_BY[grant.permission]
        fields = _ALL if grant.fields is None else sum(_BIT[name] for name in grant.fields)
        for hop in _HOPS if grant.hops is None else grant.hops:
            for purpose in purposes if grant.purposes is None else grant.purposes:
                if ("hop" in told or hop == "") and ("purpose" in told or purpose == ANY):
                    key = (grant.permission, hop, purpose)
                    cells[key] = cells.get(key, 0) | fields
    return cells


def _less(some: Mapping[tuple[Permission, str, str], int], others: Cells) -> Cells:
    left = {key: fields & ~others.get(key, 0) for key, fields in some.items()}
    return {key: fields for key, fields in left.items() if fields}


def _reaches(cells: Cells, purposes: tuple[str, ...]) -> Iterator[Reach]:
    """Yield what is covered in as few lines as it takes, by permission."""
    for permission in Permission:
        lines: dict[tuple[tuple[str, ...], int], list[str]] = {}
        for hop in _HOPS:
            named: dict[int, list[str]] = {}
            for purpose in purposes:
                if fields := cells.get((permission, hop, purpose)):
                    named.setdefault(fields, []).append(purpose)
            for fields, those in named.items():
                lines.setdefault((tuple(those), fields), []).append(hop)
        for what, hops in lines.items():
            yield _reach(permission, tuple(hops), what, purposes)


def _reach(
    permission: Permission, hops: tuple[str, ...], what: tuple[tuple[str, ...], int], purposes: tuple[str, ...]
) -> Reach:  # fmt: skip
    told, (some, mask) = NARROWED_BY[permission], what
    fields = tuple(name for name in _FIELDS if name and mask & _BIT[name])
    return Reach(
        permission,
        tuple(hop for hop in hops if hop) if "hop" in told and set(hops) != set(_HOPS) else None,
        fields if "field" in told and mask != _ALL else None,
        some if "purpose" in told and some != purposes else None,
    )
