"""By what a hop may search: by what its contract shows it, and of orders that it is shown.

A search tells that an order with a value exists, and whose. For a hop that never sees the value that
would be an answer which its contract does not give: an audience checked against a list of phone
numbers, a courier asked whether somebody ordered. Hashes, aliases and virtual numbers stand in for a
value and do not show it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from orderveil.core.contract import Contract
from orderveil.core.fields import FIELDS
from orderveil.core.ids import FieldName
from orderveil.core.view import Treatment, View

_SHOWING = frozenset({Treatment.CLEAR, Treatment.MASK, Treatment.INITIAL, Treatment.COARSE})
_ANY_PARCEL = frozenset({"awb", "order_ref"})  # no buyer's value; the parcel may be another than the view's


def _read_as(normaliser: str) -> frozenset[str]:
    return frozenset(name for name, field in FIELDS.items() if field.normaliser == normaliser)


_NEEDED: Mapping[str, tuple[frozenset[str], ...]] = {
    "awb": (frozenset({"awb"}),),
    "email": (_read_as("email"),),
    "last4_postcode": (_read_as("phone"), _read_as("postcode")),
    "name_postcode": (_read_as("name"), _read_as("postcode")),
    "order_ref": (frozenset({"order_number", "order_ref"}),),
    "phone": (_read_as("phone"),),
}
"""For each criterion the fields of which one must be shown, of every group."""


def may_search(contract: Contract, criteria: Iterable[str]) -> bool:
    """Tell whether the contract shows, in some state or for some purpose, what the criteria are about."""
    shown = {
        name for name, rule in contract.fields.items() if any(stage.treatment in _SHOWING for stage in rule.stages)
    }
    for purpose in contract.purposes.values():
        shown.update(name for name, treatment in purpose.fields.items() if treatment in _SHOWING)
    return _covers(shown, criteria)


def is_shown(view: View, criteria: Iterable[str]) -> bool:
    """Tell whether this view, at this moment, shows what the order was found by."""
    shown = {
        FieldName(name)
        for name, field in view.fields.items()
        if field.value is not None and field.treatment in _SHOWING
    }
    return bool(shown) and _covers(shown, [kind for kind in criteria if kind not in _ANY_PARCEL])


def _covers(shown: Collection[FieldName], criteria: Iterable[str]) -> bool:
    return all(not group.isdisjoint(shown) for kind in criteria for group in _NEEDED.get(kind, ()))
