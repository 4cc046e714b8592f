"""The decision: may this hop see this field of this order at this moment, and how.

A decision is a value. Whatever is not plainly allowed is refused: an empty contract, a field that
it does not name, a state that it does not foresee, a clock that ran out, a moment without clocks.
Never looks at a field's value; consent is handed on as a need for core.viewing to check.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import lru_cache

from orderveil.core.contract import Contract
from orderveil.core.fields import FIELDS
from orderveil.core.ids import FieldName
from orderveil.core.laws import is_lawful
from orderveil.core.order import Direction, OrderState, ShipmentState
from orderveil.core.states import ORDER_PROGRESS, SHIPMENT_PROGRESS
from orderveil.core.view import Treatment

DAY_MS = 86_400_000
CLOCK_SKEW_MS = 300_000  # between this machine's clock and that of whoever reports
_RANK = {treatment: rank for rank, treatment in enumerate(Treatment)}


@dataclass(frozen=True, slots=True)
class Moment:
    """When and in which states a view is asked for.

    `since_ms` maps `order:<state>` and `shipment:<state>` to the epoch ms at which the state was
    entered; it holds every state that was reached, of the order and of the one shipment looked at.
    """

    now_ms: int
    order_state: OrderState
    shipment_state: ShipmentState | None = None
    direction: Direction = Direction.FORWARD
    since_ms: Mapping[str, int] = dataclass_field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Allowed:
    """The field is due under `treatment`; `needs` names a consent field that must be true."""

    treatment: Treatment
    needs: FieldName | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The field is named but not due. `reason`: `ended`, `never`, `no_clock`, `not_due`, `unlawful`."""

    reason: str


@dataclass(frozen=True, slots=True)
class Undeclared:
    """The contract says nothing of the field, hence no."""

    field: FieldName


Decision = Allowed | Refused | Undeclared


def is_clearer(one: Treatment, other: Treatment) -> bool:
    """Tell whether `one` reveals more than `other`."""
    return _RANK[one] < _RANK[other]


def decide(contract: Contract, field: FieldName, moment: Moment, purpose: str | None = None) -> Decision:
    """Return whether `field` is due at `moment`, for `purpose` if one is named.

    A purpose that the contract does not know, or that does not hold in this state, adds nothing.
    """
    ending = clock_refusal(contract, moment)
    if ending is not None and field in contract.fields:
        return ending
    return decide_states(contract, field, moment, purpose)


def clock_refusal(contract: Contract, moment: Moment) -> Refused | None:
    """Return why no field at all is due by the clock, or None while the view may be open."""
    ends = ends_at_ms(contract, moment)
    if ends is None:
        return Refused("no_clock")
    return Refused("ended") if moment.now_ms >= ends else None


def decide_states(contract: Contract, field: FieldName, moment: Moment, purpose: str | None) -> Decision:
    """Return the decision by states and purpose alone; the clock is the caller's to check."""
    if purpose not in contract.purposes:
        purpose = None
    return _decide(contract, field, (moment.order_state, moment.shipment_state, moment.direction), purpose)


@lru_cache(maxsize=65_536)
def _decide(
    contract: Contract,
    field: FieldName,
    at: tuple[OrderState, ShipmentState | None, Direction],
    purpose: str | None,
) -> Decision:
    rule = contract.fields.get(field)
    reason = contract.purposes.get(purpose) if purpose is not None else None
    revealed = reason.fields.get(field) if reason is not None and at in reason.states else None
    if field not in FIELDS or (rule is None and revealed is None):
        return Refused("never") if field in contract.never else Undeclared(field)
    stage = next((stage for stage in rule.stages if at in stage.states), None) if rule else None
    due, needs = (stage.treatment if stage else None), (rule.needs if rule else None)
    if revealed is not None and (due is None or is_clearer(revealed, due)):
        due = revealed
    if due is None:
        return Refused("not_due")
    return Allowed(due, needs) if is_lawful(contract.hop, field, due, needs) else Refused("unlawful")


def ends_at_ms(contract: Contract, moment: Moment) -> int | None:
    """Return when the view ends (epoch ms), or None where no clock can be read: then nothing is due.

    Of the clocks that run, the one that started last decides: a return after delivery opens the
    view again for as long as a return takes. Of clocks started together the first to end decides.
    A clock runs while its subject is at least as far along as the state that started it. While
    none runs, `at_most_days` counts from the first state known of the view's subject.
    A state said to be entered in the future was not reached: its clock would never run out.
    """
    started: int | None = None
    ends, latest = 0, moment.now_ms + CLOCK_SKEW_MS
    for ending in contract.endings:
        since = moment.since_ms.get(ending.after)
        if since is None or since > latest or not _runs(ending.after, moment):
            continue
        ending_ms = since + ending.days * DAY_MS
        if started is None or since > started or (since == started and ending_ms < ends):
            started, ends = since, ending_ms
    if started is not None:
        return ends
    subject = "shipment:" if contract.per_shipment and moment.shipment_state is not None else "order:"
    reached = {event: at for event, at in moment.since_ms.items() if at <= latest}
    known = [at for event, at in reached.items() if event.startswith(subject)]
    first = min(known or reached.values(), default=None)
    return None if first is None else first + contract.at_most_days * DAY_MS


def _runs(event: str, moment: Moment) -> bool:
    subject, _, state = event.partition(":")
    if subject == "order":
        return ORDER_PROGRESS[OrderState(state)] <= ORDER_PROGRESS[moment.order_state]
    current = moment.shipment_state
    return current is not None and SHIPMENT_PROGRESS[ShipmentState(state)] <= SHIPMENT_PROGRESS[current]
