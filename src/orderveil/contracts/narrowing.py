"""Telling whether one contract gives more than another, so that an overlay cannot widen unnoticed.

Both contracts are asked about every state an order and a shipment can be in, under every purpose;
what they answer is compared, not how they are written. Whatever cannot be shown to give less counts
as giving more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from orderveil.core.contract import Contract, FieldRule, Purpose
from orderveil.core.ids import FieldName
from orderveil.core.order import Direction, OrderState, ShipmentState
from orderveil.core.policy import is_clearer
from orderveil.core.view import Treatment

At = tuple[OrderState, ShipmentState | None, Direction]
EVERYWHERE: tuple[At, ...] = tuple(product(OrderState, (None, *ShipmentState), Direction))


@dataclass(frozen=True, slots=True)
class Widening:
    """One way in which a contract gives more than the one before it. `path` is where it is written."""

    path: tuple[str, ...]
    message: str


def find_widenings(old: Contract, new: Contract) -> Iterator[Widening]:
    """Yield every way in which `new` gives more than `old`."""
    yield from _fields(old, new)
    yield from _purposes(old, new)
    yield from _clocks(old, new)
    if new.refers_as is not old.refers_as:
        yield Widening(("reference", "of"), "another hop's reference lets the two join their views")
    if old.per_shipment and not new.per_shipment:
        yield Widening(("per_shipment",), "a view of the whole order shows more than one of a shipment")


def treatment_at(rule: FieldRule | None, at: At) -> Treatment:
    """Return what `rule` gives in one set of states; drop where nothing is due."""
    stages = rule.stages if rule is not None else ()
    return next((stage.treatment for stage in stages if at in stage.states), Treatment.DROP)


def _fields(old: Contract, new: Contract) -> Iterator[Widening]:
    for name, rule in new.fields.items():
        before = old.fields.get(name)
        if before is not None and before.stages == rule.stages and before.needs == rule.needs:
            continue
        found = next(
            (at for at in EVERYWHERE if is_clearer(treatment_at(rule, at), treatment_at(before, at))), None
        )
        if found is not None:
            yield Widening(
                _written(rule, found),
                f"{name} becomes {treatment_at(rule, found).value} where it was "
                f"{treatment_at(before, found).value} ({describe(found)})",
            )
        elif before is not None and before.needs is not None and rule.needs != before.needs:
            yield Widening(("fields", name, "needs"), f"{name} no longer needs {before.needs}")


def _written(rule: FieldRule, at: At) -> tuple[str, ...]:
    stage = next(stage for stage in rule.stages if at in stage.states)
    return ("fields", rule.field, stage.name)


def describe(at: At) -> str:
    """Return states in words, for a message."""
    order, shipment, direction = at
    parcel = f"a {direction.value} shipment {shipment.value}" if shipment is not None else "no shipment"
    return f"order {order.value}, {parcel}"


def find_unheard(new: Contract, written: object) -> Iterator[tuple[FieldName, Treatment, list[str]]]:
    """Yield each field for which an overlay says `always` while stages it inherits, and does not name, give more.

    `written` is the overlay's own table of fields. A named stage is looked at first, so there `always`
    would change nothing: whoever wrote it to take something away would believe that it is taken.
    """
    for name, rule in written.items() if isinstance(written, Mapping) else ():
        made = new.fields.get(name)
        if made is None or not isinstance(rule, Mapping) or "always" not in rule:
            continue
        always = next(stage.treatment for stage in made.stages if stage.name == "always")
        more = [stage.name for stage in made.stages if stage.name not in rule and is_clearer(stage.treatment, always)]
        if more:
            yield made.field, always, more


def _purposes(old: Contract, new: Contract) -> Iterator[Widening]:
    for name, purpose in new.purposes.items():
        before = old.purposes.get(name)
        if before is not None and before.needs_reference and not purpose.needs_reference:
            yield Widening(("purposes", name, "needs_reference"), f"{name} no longer needs a reference")
        for field, treatment in purpose.fields.items():
            if _reveals_more(old.fields.get(field), before, purpose, field):
                yield Widening(
                    ("purposes", name, "fields", field),
                    f"purpose {name} reveals {field} = {treatment.value}, which it did not before",
                )


def _reveals_more(rule: FieldRule | None, before: Purpose | None, purpose: Purpose, field: FieldName) -> bool:
    treatment = purpose.fields[field]
    if before is not None and before.fields.get(field) is treatment and before.states == purpose.states:
        return False
    for at in EVERYWHERE:
        if at not in purpose.states or not is_clearer(treatment, treatment_at(rule, at)):
            continue
        was = before.fields.get(field) if before is not None and at in before.states else None
        if was is None or is_clearer(treatment, was):
            return True
    return False


def _clocks(old: Contract, new: Contract) -> Iterator[Widening]:
    if new.at_most_days > old.at_most_days:
        yield Widening(("at_most_days",), f"{new.at_most_days} days at most, where it was {old.at_most_days}")
    was = {ending.after: ending.days for ending in old.endings}
    for ending in new.endings:
        before = was.get(ending.after)
        if before is not None and ending.days > before:
            yield Widening(("ends", ending.after), f"ends {ending.days} days after {ending.after}, was {before}")
        if before is None and ending.days > 0:
            # the clock that started last decides, so a clock of its own may open an ended view again
            yield Widening(("ends", ending.after), f"a clock after {ending.after} that was not there before")
