"""Role x hop x field x verb: what the roles and the contracts together let somebody do, as rows.

The matrix states what every surface must keep to. It is computed from the same decision that the vault
takes; a test states the rules a second time, by hand, and compares.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from orderveil.contracts.load import Contracts
from orderveil.core.contract import Contract
from orderveil.core.fields import FIELDS
from orderveil.core.hop import HOPS
from orderveil.core.ids import FieldName
from orderveil.people.deciding import Allowed, Assignment, Target, decide
from orderveil.people.permissions import Permission
from orderveil.people.roles import Role, Roles, meaning
from orderveil.people.searching import searched_by, shown_by
from orderveil.people.seeing import may_order_by, revealing, seen

_ANY = "*"


class Verb(StrEnum):
    """What may be done with a field of a hop's view."""

    EXPORT = "export"
    FILTER = "filter"
    REVEAL = "reveal"
    SEARCH = "search"
    SEE = "see"
    SORT = "sort"


@dataclass(frozen=True, slots=True)
class Right:
    """One cell that is not empty. `how`: treatments to see under, purposes to reveal for, criteria to search by."""

    role: str
    hop: str
    field: str
    verb: Verb
    how: tuple[str, ...] = ()


_Cells = dict[tuple[str, str, str, Verb], Right]


def matrix(
    roles: Roles, contracts: Contracts, *, partner: str | None = None, shop: str | None = None
) -> Iterator[Right]:
    """Yield every right; whatever is not among them is refused."""
    views = [(contract, shown_by(contract)) for contract in (contracts.of(hop, partner, shop) for hop in HOPS)]
    for role in roles.values():
        for contract, shown in views:
            for field in FIELDS:
                yield from _rights(role, roles, (contract, shown), FieldName(field))


def difference(before: Roles, after: Roles, contracts: Contracts) -> tuple[list[Right], list[Right]]:
    """Return what other definitions of roles add to the matrix, and what they take from it."""
    bare = [{name: meaning(role) for name, role in roles.items()} for roles in (before, after)]
    names = [name for name in {**before, **after} if bare[0].get(name) != bare[1].get(name)]
    was, now = (
        {(one.role, one.hop, one.field, one.verb): one for one in matrix(some, contracts)}
        for some in ({name: roles[name] for name in names if name in roles} for roles in (before, after))
    )
    return list(_beyond(now, was)), list(_beyond(was, now))


def _beyond(some: _Cells, others: _Cells) -> Iterator[Right]:
    """Yield what is in some cells and not in others; of one that is in both, the ways that are."""
    for key, right in some.items():
        other = others.get(key)
        how = tuple(one for one in right.how if other is None or one not in other.how)
        if other is None or how:
            yield Right(right.role, right.hop, right.field, right.verb, how)


@dataclass(frozen=True, slots=True)
class Line:
    """Rights that differ in their field alone."""

    role: str
    hop: str
    verb: str
    how: tuple[str, ...]
    fields: tuple[str, ...]


def lines_of(rights: Iterable[Right]) -> list[Line]:
    """Return rights in as few lines as it takes."""
    grouped: dict[tuple[str, str, str, tuple[str, ...]], list[str]] = {}
    for one in rights:
        grouped.setdefault((one.role, one.hop, one.verb.value, one.how), []).append(one.field)
    return [Line(*key, tuple(fields)) for key, fields in grouped.items()]


def _rights(
    role: Role, roles: Roles, view: tuple[Contract, Collection[str]], field: FieldName
) -> Iterator[Right]:  # fmt: skip
    contract, shown = view
    hop, name = contract.hop.value, str(field)

    def may(permission: Permission, purpose: str | None = None) -> bool:
        holder = Assignment(role.name, _ANY, partner=_ANY if role.needs_partner else None)
        target = Target(_ANY, _ANY, hop, name, purpose, holder.partner)
        return isinstance(decide([holder], permission, target, 0, roles), Allowed)

    if (given := seen(contract, field)) and may(Permission.ORDERS_ORDER_READ):
        yield Right(role.name, hop, name, Verb.SEE, tuple(sorted(one.value for one in given)))
    if may_order_by(contract, field) and may(Permission.ORDERS_ORDER_LIST):
        yield Right(role.name, hop, name, Verb.FILTER)
        yield Right(role.name, hop, name, Verb.SORT)
    if (by := searched_by(shown, field)) and may(Permission.ORDERS_ORDER_SEARCH):
        yield Right(role.name, hop, name, Verb.SEARCH, by)
    purposes = sorted(revealing(contract, field))
    if covered := tuple(one for one in purposes if may(Permission.ORDERS_FIELD_REVEAL, one)):
        yield Right(role.name, hop, name, Verb.REVEAL, covered)
