"""By which criteria an order may be found, and which fields each is about. Pure.

What the vault's search takes, told field by field for the matrix of rights; the rule itself, that a
contract must show what it is searched by, is stated once, here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from orderveil.core.contract import Contract
from orderveil.core.fields import FIELDS
from orderveil.core.ids import FieldName
from orderveil.people.seeing import SHOWN


def _read_as(normaliser: str) -> frozenset[str]:
    return frozenset(name for name, field in FIELDS.items() if field.normaliser == normaliser)


NEEDED: Mapping[str, tuple[frozenset[str], ...]] = {
    "awb": (frozenset({"awb"}),),
    "email": (_read_as("email"),),
    "last4_postcode": (_read_as("phone"), _read_as("postcode")),
    "name_postcode": (_read_as("name"), _read_as("postcode")),
    "order_ref": (frozenset({"order_number", "order_ref"}),),
    "phone": (_read_as("phone"),),
}
"""For each criterion the fields of which one must be shown, of every group."""


def shown_by(contract: Contract) -> frozenset[str]:
    """Return the fields of which the contract shows something, in some state or for some purpose."""
    shown = {name for name, rule in contract.fields.items() if any(one.treatment in SHOWN for one in rule.stages)}
    for purpose in contract.purposes.values():
        shown.update(name for name, treatment in purpose.fields.items() if treatment in SHOWN)
    return frozenset(map(str, shown))


def covers(shown: Collection[str], criteria: Iterable[str]) -> bool:
    """Tell whether what is shown covers every criterion."""
    return all(not group.isdisjoint(shown) for kind in criteria for group in NEEDED.get(kind, ()))


def may_search(contract: Contract, criteria: Iterable[str]) -> bool:
    """Tell whether the contract shows, in some state or for some purpose, what the criteria are about."""
    return covers(shown_by(contract), criteria)


def searched_by(shown: Collection[str], field: FieldName) -> tuple[str, ...]:
    """Return the criteria by which an order may be found through this field, of those that a contract shows."""
    return tuple(
        kind
        for kind, groups in NEEDED.items()
        if field in shown and any(field in group for group in groups) and covers(shown, [kind])
    )
