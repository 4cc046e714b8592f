"""A contract in plain words: what a hop gets, when, why, for how long, and which overlay made it so.

Values in, texts out. Never holds a buyer's value: contracts hold none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from orderveil.console.words import Words
from orderveil.contracts.diff import Change, diff
from orderveil.contracts.load import Contracts, Layer, build
from orderveil.core.contract import ANY_DIRECTION, ANY_ORDER, ANY_SHIPMENT, Contract, FieldRule, Purpose, States
from orderveil.core.fields import FIELDS, Group
from orderveil.core.hop import Hop
from orderveil.core.order import OrderState, ShipmentState
from orderveil.core.view import Treatment
from orderveil.exposure.changing import Shift
from orderveil.exposure.hops import Cell
from orderveil.exposure.words import hours_text
from orderveil.exposure.words import words as exposure_words

_COLOURS = {Treatment.CLEAR: "red", Treatment.MASK: "amber", Treatment.INITIAL: "amber", Treatment.COARSE: "amber"}


@dataclass(frozen=True, slots=True)
class Given:
    """One treatment of a field, and in which stages."""

    how: str
    colour: str
    stages: list[str]


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of a contract."""

    name: str
    label: str
    given: list[Given]
    why: str
    needs: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between two contracts, in words."""

    what: str
    old: str
    new: str
    widens: bool


@dataclass(frozen=True, slots=True)
class LayerRow:
    """One overlay under a contract: its file, what it changes, and the reasons it gives for giving more."""

    file: str
    changes: list[Difference]
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """One scam before and after a change."""

    scam: str
    old: str
    new: str
    is_worse: bool


class Telling:
    """Tells contracts in one language."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def hop(self, hop: str) -> str:
        """Return a hop's name."""
        return self._words.say(f"order_hop.{hop}")

    def label(self, field: str) -> str:
        """Return a field's name as people say it."""
        return self._words.say(f"order_field.{field}")

    def treatment(self, treatment: Treatment) -> str:
        """Return what is done to a field, in a word or two."""
        return self._words.say(f"order_treatment.{treatment.value}")

    def groups(self, contract: Contract) -> list[tuple[str, list[FieldRow]]]:
        """Return the fields that a hop gets, by the part of an order that they belong to."""
        found: list[tuple[str, list[FieldRow]]] = []
        for group in Group:
            rows = [self._row(rule) for rule in contract.fields.values() if FIELDS[rule.field].group is group]
            if rows:
                found.append((self._words.say(f"order_group.{group.value.replace(' ', '_')}"), rows))
        return found

    def _row(self, rule: FieldRule) -> FieldRow:
        found: dict[Treatment, list[str]] = {}
        for stage in rule.stages:
            found.setdefault(stage.treatment, []).append(stage.name)
        given = [Given(self.treatment(how), _COLOURS.get(how, ""), stages) for how, stages in found.items()]
        needs = self.label(rule.needs) if rule.needs else ""
        return FieldRow(rule.field, self.label(rule.field), given, rule.why, needs)

    def never(self, contract: Contract) -> list[tuple[str, str]]:
        """Return the fields that a hop never gets, by group: its name, and theirs."""
        found = []
        for group in Group:
            labels = [self.label(name) for name in FIELDS if name in contract.never and FIELDS[name].group is group]
            if labels:
                found.append((self._words.say(f"order_group.{group.value.replace(' ', '_')}"), ", ".join(labels)))
        return found

    def stages(self, contract: Contract, layers: Iterable[Layer]) -> list[tuple[str, str, str]]:
        """Return each stage that a contract's fields name: its word, when it holds, and why there is one."""
        whys: dict[str, str] = {}
        for layer in layers:
            table = layer.sheet.data.get("stages", {})
            for name, stage in table.items() if isinstance(table, Mapping) else ():
                if isinstance(stage, Mapping) and isinstance(stage.get("why"), str):
                    whys[name] = stage["why"]
        stages = {one.name: one.states for rule in contract.fields.values() for one in rule.stages}
        return [(name, self.when(states), whys.get(name, "")) for name, states in stages.items()]

    def when(self, states: States) -> str:
        """Return the states in which something holds."""
        say = self._words.say
        parts = []
        if states.order != ANY_ORDER:
            parts.append(self._some("contracts.order_is", states.order, ANY_ORDER, "contracts.order_not"))
        if states.shipment != ANY_SHIPMENT:
            parts.append(self._some("contracts.parcel_is", states.shipment, ANY_SHIPMENT, "contracts.parcel_not"))
        if states.directions != ANY_DIRECTION:
            parts += [say(f"contracts.way_{one.value}") for one in states.directions]
        return "; ".join(parts) or say("contracts.any_time")

    def _some(self, word: str, held: Collection[object], every: Collection[object], other: str) -> str:
        """Name what holds, or where that is shorter what does not."""
        named = [one for one in (None, *OrderState, *ShipmentState) if one in every]  # in the order of a life
        within, without = [one for one in named if one in held], [one for one in named if one not in held]
        named, word = (without, other) if len(without) < len(within) else (within, word)
        return self._words.say(word, states=", ".join(self._state(one) for one in named))

    def _state(self, state: object) -> str:
        return self._words.say("contracts.no_parcel" if state is None else f"order_state.{state}")

    def ends(self, contract: Contract) -> list[str]:
        """Return when a view ends, sentence by sentence."""
        say, found = self._words.say, []
        for ending in contract.endings:
            kind, _, state = ending.after.partition(":")
            word = f"contracts.ends_{kind}" if ending.days else f"contracts.ends_{kind}_now"
            found.append(say(word, days=ending.days, state=say(f"order_state.{state}")))
        return [*found, say("contracts.ends_at_most", days=contract.at_most_days)]

    def purposes(self, contract: Contract) -> list[dict[str, object]]:
        """Return what is revealed for which purpose, when, and whether a case must be named."""
        return [
            {"name": self.purpose(one), "why": one.why, "when": self.when(one.states), "needs": one.needs_reference,
             "fields": [(self.label(name), self.treatment(how)) for name, how in one.fields.items()]}
            for one in contract.purposes.values()
        ]  # fmt: skip

    def purpose(self, purpose: Purpose) -> str:
        """Return a purpose as people say it; one of an installation's own by its name."""
        found = self._words.say(f"order_purpose.{purpose.name}")
        return purpose.name if found.startswith("order_purpose.") else found

    def layers(self, contracts: Contracts, hop: Hop, partner: str | None, shop: str | None) -> list[LayerRow]:
        """Return what each overlay under a contract changes, the installation's first."""
        layers, rows = contracts.layers(hop, partner, shop), []
        for number in range(1, len(layers)):
            old, new = build(layers[:number], hop)[0], build(layers[: number + 1], hop)[0]
            if old is not None and new is not None:
                reasons = [reason for reason in new.widened if reason not in old.widened]
                rows.append(LayerRow(layers[number].sheet.file, self.differences(old, new), reasons))
        return rows

    def differences(self, old: Contract, new: Contract) -> list[Difference]:
        """Return how two contracts differ, in words."""
        return [self._difference(old, new, change) for change in diff(old, new)]

    def _difference(self, old: Contract, new: Contract, change: Change) -> Difference:
        kind, _, name = change.what.partition(".")
        if kind == "fields":
            rules = (one.fields.get(name) for one in (old, new))  # type: ignore[call-overload]
            was, now = (self._rule_text(rule) for rule in rules)
            return Difference(self.label(name), was, now, change.widens)
        label = f"contracts.part_{kind}"
        told = self._words.say(label) if not self._words.say(label).startswith("contracts.") else change.what
        return Difference(f"{told} {name}".strip(), change.old, change.new, change.widens)

    def _rule_text(self, rule: FieldRule | None) -> str:
        if rule is None:
            return self._words.say("order_treatment.drop")
        return "; ".join(f"{one.how} ({', '.join(one.stages)})" for one in self._row(rule).given)

    def shift(self, shift: Shift) -> ShiftRow:
        """Return what becomes of a scam."""
        told = exposure_words(self._words.language)["scams"][shift.scam]["title"]
        return ShiftRow(str(told), self._cell(shift.old), self._cell(shift.new), shift.is_worse)

    def _cell(self, cell: Cell) -> str:
        told = exposure_words(self._words.language)
        parts = [str(told["feasibility"][cell.feasibility.value])]
        if cell.hours:
            parts.append(hours_text(cell.hours, self._words.language))
        if cell.ways:
            parts.append(", ".join(str(told["ways"][way]) for way in cell.ways))
        if cell.says:
            parts.append(", ".join(str(told["facts"][fact]) for fact in cell.says))
        return "; ".join(parts)
