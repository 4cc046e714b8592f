"""Telling two contracts apart, change by change, in words that a reviewer can decide on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from orderveil.contracts.narrowing import EVERYWHERE, find_widenings, treatment_at
from orderveil.core.contract import Contract, FieldRule, Purpose
from orderveil.core.fields import FIELDS
from orderveil.core.ids import FieldName


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `what` is its path (`fields.buyer_phone`); `widens`: the new contract gives more."""

    what: str
    old: str
    new: str
    widens: bool
    place: str = ""


def diff(old: Contract, new: Contract) -> list[Change]:
    """Return how `new` differs from `old` in what it gives, in the order of the vocabulary."""
    wider = [widening.path for widening in find_widenings(old, new)]
    return [
        *_fields(old, new, wider),
        *_purposes(old, new, wider),
        *_rest(old, new, wider),
    ]


def _is_wider(wider: list[tuple[str, ...]], *path: str) -> bool:
    return any(found[: len(path)] == path for found in wider)


def _fields(old: Contract, new: Contract, wider: list[tuple[str, ...]]) -> Iterator[Change]:
    for name in FIELDS:
        before, after = old.fields.get(name), new.fields.get(name)
        if _given(before) == _given(after) and _needs(before) == _needs(after):
            continue
        yield Change(
            what=f"fields.{name}",
            old=_words(before),
            new=_words(after),
            widens=_is_wider(wider, "fields", name),
            place=after.place if after is not None else new.place,
        )


def _given(rule: FieldRule | None) -> tuple[str, ...]:
    return tuple([treatment_at(rule, at).value for at in EVERYWHERE])


def _needs(rule: FieldRule | None) -> FieldName | None:
    return rule.needs if rule is not None else None


def _words(rule: FieldRule | None) -> str:
    if rule is None:
        return "not owed"
    stages = ", ".join(f"{stage.name} {stage.treatment.value}" for stage in rule.stages)
    return f"{stages} (needs {rule.needs})" if rule.needs else stages


def _purposes(old: Contract, new: Contract, wider: list[tuple[str, ...]]) -> Iterator[Change]:
    for name in sorted({*old.purposes, *new.purposes}):
        before, after = old.purposes.get(name), new.purposes.get(name)
        if _reveals(before) != _reveals(after) or (before and after and before.states != after.states):
            yield Change(
                what=f"purposes.{name}",
                old=_reveals(before),
                new=_reveals(after),
                widens=_is_wider(wider, "purposes", name),
                place=after.place if after is not None else new.place,
            )


def _reveals(purpose: Purpose | None) -> str:
    if purpose is None:
        return "not known"
    reveals = ", ".join(f"{field} {treatment.value}" for field, treatment in sorted(purpose.fields.items()))
    return f"{reveals} ({'with' if purpose.needs_reference else 'without'} a reference)"


def _rest(old: Contract, new: Contract, wider: list[tuple[str, ...]]) -> Iterator[Change]:
    pairs = {
        ("at_most_days",): (f"{old.at_most_days} days", f"{new.at_most_days} days"),
        ("per_shipment",): (str(old.per_shipment).lower(), str(new.per_shipment).lower()),
        ("reference", "of"): (old.refers_as.value, new.refers_as.value),
        ("reference",): (_shape(old), _shape(new)),
        ("controls",): (", ".join(old.controls), ", ".join(new.controls)),
    }
    clocks = {e.after: e for e in old.endings}, {e.after: e for e in new.endings}
    for event in sorted({*clocks[0], *clocks[1]}):
        before, after = (clock.get(event) for clock in clocks)
        pairs["ends", event] = (
            f"{before.days} days" if before else "no clock",
            f"{after.days} days" if after else "no clock",
        )
    for path, (was, now) in pairs.items():
        if was != now:
            yield Change(".".join(path), was, now, _is_wider(wider, *path), new.place)


def _shape(contract: Contract) -> str:
    shape = contract.reference
    check = "with" if shape.check else "without"
    return f"{shape.prefix}{'.' * shape.length} of {shape.alphabet}, {check} a check character"
