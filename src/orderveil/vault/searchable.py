"""Whether a view shows, at this moment, what its order was found by.

A search tells that an order with a value exists, and whose. For a hop that never sees the value that
would be an answer which its contract does not give: an audience checked against a list of phone
numbers, a courier asked whether somebody ordered. Hashes, aliases and virtual numbers stand in for a
value and do not show it. What a contract lets be searched at all stands in people.searching.
"""

from __future__ import annotations

from collections.abc import Iterable

from orderveil.core.view import View
from orderveil.people.searching import covers
from orderveil.people.seeing import SHOWN

_ANY_PARCEL = frozenset({"awb", "order_ref"})  # no buyer's value; the parcel may be another than the view's


def is_shown(view: View, criteria: Iterable[str]) -> bool:
    """Tell whether this view, at this moment, shows what the order was found by."""
    shown = {name for name, field in view.fields.items() if field.value is not None and field.treatment in SHOWN}
    return bool(shown) and covers(shown, [kind for kind in criteria if kind not in _ANY_PARCEL])
