"""How a person sees a hop's view: masked by default, whatever the contract shows the hop itself in clear.

A contract says what a system needs to do its job. A person before a screen needs less: what describes,
locates or reaches somebody is masked, and given in clear one field at a time for a purpose. Pure.
"""

from __future__ import annotations

from orderveil.core.contract import Contract
from orderveil.core.fields import FIELDS, Group, Sensitivity
from orderveil.core.ids import FieldName
from orderveil.core.treatments import MEANINGFUL
from orderveil.core.view import Treatment

SHOWN = frozenset({Treatment.CLEAR, Treatment.MASK, Treatment.INITIAL, Treatment.COARSE})


def on_screen(field: FieldName, treatment: Treatment) -> Treatment:
    """Return the treatment under which a person sees what the contract gives the hop as `treatment`."""
    about = FIELDS[field]
    if about.group is Group.FREE_TEXT:
        return Treatment.DROP  # typed text may hold anything, and a mask of it still would
    if treatment is Treatment.CLEAR and about.sensitivity >= Sensitivity.PERSONAL:
        return Treatment.MASK if Treatment.MASK in MEANINGFUL[field] else Treatment.DROP
    return treatment


def seen(contract: Contract, field: FieldName) -> frozenset[Treatment]:
    """Return under which treatments a person may see a field in some state of an order; empty: never."""
    rule = contract.fields.get(field)
    given = {on_screen(field, stage.treatment) for stage in rule.stages} if rule is not None else set()
    return frozenset(given - {Treatment.DROP})


def revealing(contract: Contract, field: FieldName) -> frozenset[str]:
    """Return the purposes for which a field may be revealed."""
    return frozenset(
        name
        for name, purpose in contract.purposes.items()
        if purpose.fields.get(field, Treatment.DROP) is not Treatment.DROP
    )


def may_order_by(contract: Contract, field: FieldName) -> bool:
    """Tell whether a list may be sorted or filtered by a field.

    Sorting by a masked value tells its order, and filtering by it is a search that nobody counts; so
    only by what tells nothing of a person and is shown as it is.
    """
    return FIELDS[field].sensitivity is Sensitivity.NONE and seen(contract, field) == frozenset({Treatment.CLEAR})
