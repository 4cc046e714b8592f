"""Making a view: one contract, one order's opened fields, one moment; values in, a view out.

The vault asks `fields_due` first and opens those alone, so that a field which is not due is never
in memory on the way to a hop. Every step refuses by itself: the clock, the contract, consent, the
laws, and a last look for card numbers in what people typed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from orderveil.core.contract import Contract
from orderveil.core.fields import FIELDS, Group
from orderveil.core.ids import FieldName
from orderveil.core.laws import holds_card_number, is_lawful
from orderveil.core.order import Direction, OrderState, ShipmentState
from orderveil.core.policy import Allowed, Moment, Refused, clock_refusal, decide_states, ends_at_ms
from orderveil.core.treatments import Means, treat
from orderveil.core.view import TreatedField, Treatment, View

__all__ = ["Means", "fields_due", "make_view"]

_TYPED = frozenset({Group.FREE_TEXT, Group.REFUND})
_NOTE_OF = {
    Treatment.ALIAS: "no_reference",
    Treatment.HASH: "no_key",
    Treatment.VIRTUAL: "no_virtual_number",
}


@dataclass(frozen=True, slots=True)
class _Step:
    """What becomes of one field of a contract in one set of states."""

    field: FieldName
    treatment: Treatment
    needs: FieldName | None
    absent: TreatedField | None  # given instead of a value, whatever is held
    not_held: TreatedField
    withheld: TreatedField
    typed: bool


@dataclass(frozen=True, slots=True)
class _Plan:
    steps: tuple[_Step, ...]
    due: Mapping[FieldName, Treatment]
    ended: Mapping[str, TreatedField]  # the fields of a view whose time is over
    is_empty: bool


@lru_cache(maxsize=4096)
def _plan_of(
    contract: Contract,
    at: tuple[OrderState, ShipmentState | None, Direction],
    purpose: str | None,
) -> _Plan:
    moment = Moment(0, *at)
    revealed = contract.purposes[purpose].fields if purpose is not None else {}
    names = [*contract.fields, *(name for name in revealed if name not in contract.fields)]
    steps = tuple([_step(contract, name, moment, purpose) for name in names])
    due = {step.field: step.treatment for step in steps if step.absent is None}
    needed = {step.needs: Treatment.DROP for step in steps if step.needs is not None and step.absent is None}
    return _Plan(
        steps=steps,
        due=needed | due,
        ended={step.field: _ended(step.treatment) for step in steps},
        is_empty=not contract.fields,
    )


def _ended(treatment: Treatment) -> TreatedField:
    return TreatedField(treatment, note=None if treatment is Treatment.DROP else "ended")


def _plan(contract: Contract, moment: Moment, purpose: str | None) -> _Plan:
    """Return the plan. A purpose that the contract does not know is none, so that callers cannot fill the cache."""
    at = (moment.order_state, moment.shipment_state, moment.direction)
    return _plan_of(contract, at, purpose if purpose in contract.purposes else None)


def _step(contract: Contract, name: FieldName, moment: Moment, purpose: str | None) -> _Step:
    decision = decide_states(contract, name, moment, purpose)
    treatment, needs, absent = Treatment.DROP, None, None
    if isinstance(decision, Allowed):
        treatment, needs = decision.treatment, decision.needs
        absent = TreatedField(treatment) if treatment is Treatment.DROP else None
    elif decision == Refused("not_due"):
        treatment = contract.fields[name].stages[0].treatment  # what will be given when it is due
        absent = TreatedField(treatment, note=None if treatment is Treatment.DROP else "not_due")
    else:
        absent = TreatedField(treatment, note=decision.reason if isinstance(decision, Refused) else "never")
    return _Step(
        field=name,
        treatment=treatment,
        needs=needs,
        absent=absent,
        not_held=TreatedField(treatment, note="not_held"),
        withheld=TreatedField(treatment, note="withheld_by_source"),
        typed=name in FIELDS and FIELDS[name].group in _TYPED,
    )


def fields_due(contract: Contract, moment: Moment, purpose: str | None = None) -> dict[FieldName, Treatment]:
    """Return the fields that the vault must open for this view, each with its treatment.

    A consent that another field needs is among them, under `drop` if the hop is not owed it itself.
    """
    if clock_refusal(contract, moment) is not None:
        return {}
    return dict(_plan(contract, moment, purpose).due)


def make_view(
    contract: Contract,
    held: Mapping[FieldName, Any],
    withheld: Collection[FieldName],
    moment: Moment,
    means: Means,
) -> View:
    """Return this hop's view of one order or shipment.

    `held` maps the fields of `fields_due` to their opened values, absent where the order has none;
    `withheld` names what the source masked or nulled. Every field that the contract names is in
    the view with its treatment; one without a value carries a note.
    """
    plan = _plan(contract, moment, means.purpose)
    ends = ends_at_ms(contract, moment)
    if plan.is_empty or ends is None:
        return _view(contract, means, "refused", {}, None)
    if moment.now_ms >= ends:
        return _view(contract, means, "ended", dict(plan.ended), ends)
    fields: dict[str, TreatedField] = {}
    for step in plan.steps:
        fields[step.field] = step.absent or _treated(contract, step, held, withheld, means)
    return _view(contract, means, "open" if plan.due else "waiting", fields, ends)


def _treated(
    contract: Contract,
    step: _Step,
    held: Mapping[FieldName, Any],
    withheld: Collection[FieldName],
    means: Means,
) -> TreatedField:
    value = held.get(step.field)
    if value is None:
        return step.withheld if step.field in withheld else step.not_held
    if step.needs is not None and held.get(step.needs) is not True:
        return TreatedField(step.treatment, note="no_consent")
    if not is_lawful(contract.hop, step.field, step.treatment, step.needs):
        return TreatedField(Treatment.DROP, note="unlawful")
    if step.typed and _may_hold_card(value):
        return TreatedField(step.treatment, note="card_data")
    given = treat(step.field, step.treatment, value, means)
    if given is None:
        return TreatedField(step.treatment, note=_NOTE_OF.get(step.treatment, "unreadable"))
    return TreatedField(step.treatment, given)


def _may_hold_card(value: Any) -> bool:
    if isinstance(value, str):
        return holds_card_number(value)
    if isinstance(value, list | tuple):
        return any(_may_hold_card(part) for part in value)
    return False


def _view(
    contract: Contract, means: Means, state: str, fields: dict[str, TreatedField], ends_ms: int | None
) -> View:
    return View(
        hop=contract.hop.value,
        ref=means.ref,
        state=state,
        fields=fields,
        ends_at=_rfc3339(ends_ms) if ends_ms is not None else None,
        shipment=means.shipment,
        partner=means.partner,
    )


def _rfc3339(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
