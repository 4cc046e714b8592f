"""Making a contract of a sheet, and finding everything that is wrong with it on the way.

Every name must be known: fields, treatments, states, stages, keys. A word that is not understood is
a problem and never passed over, because it was written to have an effect. The laws are checked here
for the first time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from orderveil.contracts.pieces import Reader
from orderveil.contracts.sheet import Problem, Sheet
from orderveil.core.contract import ALWAYS, Contract, Ending, FieldRule, Purpose, Stage, States
from orderveil.core.errors import BadConfiguration
from orderveil.core.fields import FIELDS
from orderveil.core.hop import Hop
from orderveil.core.ids import FieldName
from orderveil.core.laws import CARD_TEXT, CARD_WORDS, is_consent, laws_against
from orderveil.core.order import OrderState, ShipmentState
from orderveil.core.references import DEFAULT_SHAPE, ReferenceShape
from orderveil.core.treatments import MEANINGFUL
from orderveil.core.view import Treatment

_TOP = frozenset(
    {"at_most_days", "controls", "ends", "fields", "hop", "never", "per_shipment", "purposes", "reference",
     "stages", "why", "widens", "without_purposes"}
)  # fmt: skip
_EVENTS = frozenset({*(f"order:{s}" for s in OrderState), *(f"shipment:{s}" for s in ShipmentState)})
_LONGEST_DAYS = 3650


class Builder:
    """One sheet on its way to a contract. `problems` holds all that was found."""

    def __init__(self, sheet: Sheet, hop: Hop) -> None:
        self.hop = hop
        self.sheet = sheet
        self.problems: list[Problem] = []
        self.read = Reader(sheet, self.problems)
        self.stages: dict[str, States] = {}

    def build(self, partner: str | None = None, shop: str | None = None) -> Contract:
        """Return the contract. Worth nothing while `problems` is not empty."""
        self.read.only(_TOP)
        if self.sheet.data.get("hop") != self.hop.value:
            self.read.report(f"hop must be {self.hop.value!r}, as in the file's name", "hop")
        self.stages = self._stages()
        never = self._never()
        fields = self._fields(never)
        purposes = self._purposes(never)
        self._check_whole(fields, purposes, never)
        self._check_laws(fields, purposes)
        endings = self._endings()
        reference, reference_hop = self._reference()
        return Contract(
            hop=self.hop,
            why=self._why(),
            fields=fields,
            endings=endings,
            at_most_days=self.read.whole("at_most_days", most=_LONGEST_DAYS, least=1),
            never=never,
            purposes=purposes,
            reference=reference,
            reference_hop=reference_hop,
            per_shipment=self.read.truth("per_shipment"),
            controls=tuple(self.read.texts("controls")),
            partner=partner,
            shop=shop,
            place=str(self.sheet.place("hop")),
        )

    # ---- tables

    def _stages(self) -> dict[str, States]:
        stages = {"always": ALWAYS}
        for name in self.read.table("stages"):
            if name in ("always", "needs", "why", "widens"):
                self.read.report(f"a stage cannot be called {name!r}", "stages", name)
                continue
            stages[name] = self.read.states("stages", name, also=("why",))
        always = stages.pop("always")
        return stages | {"always": always}  # looked at last: it holds where no named stage does

    def _never(self) -> frozenset[FieldName]:
        names = self.read.texts("never")
        return frozenset(FieldName(name) for name in names if self._is_field(name, "never"))

    def _is_field(self, name: str, *path: str) -> bool:
        if name in FIELDS:
            return True
        if CARD_WORDS.search(name):
            self.read.report(f"{name!r}: {CARD_TEXT}", *path)
        else:
            self.read.report(f"{name!r} is no field of the vocabulary{_nearest(name, FIELDS)}", *path)
        return False

    def _fields(self, never: frozenset[FieldName]) -> dict[FieldName, FieldRule]:
        rules = {}
        for name in self.read.table("fields"):
            if not self._is_field(name, "fields", name):
                continue
            field = FieldName(name)
            if field in never:
                self.read.report(f"{field!r} stands under never as well", "fields", field)
            rules[field] = self._rule(field)
        return rules

    def _rule(self, field: FieldName) -> FieldRule:
        table = self.read.table("fields", field)
        stages = []
        for name, states in self.stages.items():
            if name in table:
                stages.append(Stage(name, self._treatment(field, table[name], "fields", field, name), states))
        for key in table:
            if key not in self.stages and key not in ("needs", "why", "widens"):
                known = _nearest(key, self.stages)
                self.read.report(f"{key!r} is no stage of this contract{known}", "fields", field, key)
        if not stages:
            self.read.report("names no stage: say when the field is due, or put it under never", "fields", field)
        return FieldRule(
            field=field,
            why=self.read.reason(table.get("why"), "fields", field),
            stages=tuple(stages),
            needs=self._needs(table, field),
            place=str(self.sheet.place("fields", field)),
        )

    def _treatment(self, field: FieldName, word: Any, *path: str) -> Treatment:
        if not isinstance(word, str) or word not in set(Treatment):
            self.read.report(f"{word!r} is no treatment; there are {', '.join(Treatment)}", *path)
            return Treatment.DROP
        treatment = Treatment(word)
        if treatment not in MEANINGFUL[field]:
            known = ", ".join(t for t in Treatment if t in MEANINGFUL[field])
            self.read.report(f"{word!r} means nothing for {field}; there are {known}", *path)
        return treatment

    def _needs(self, table: Mapping[str, Any], field: FieldName) -> FieldName | None:
        name = table.get("needs")
        if name is None:
            return None
        if not isinstance(name, str) or not is_consent(FieldName(name)):
            self.read.report("needs must name a consent field", "fields", field, "needs")
            return None
        return FieldName(name)

    def _purposes(self, never: frozenset[FieldName]) -> dict[str, Purpose]:
        gone = set(self.read.texts("without_purposes"))
        for name in gone - set(self.read.table("purposes")):
            self.read.report(f"{name!r} is no purpose of this contract", "without_purposes")
        return {name: self._purpose(name, never) for name in self.read.table("purposes") if name not in gone}

    def _purpose(self, name: str, never: frozenset[FieldName]) -> Purpose:
        table = self.read.table("purposes", name)
        states = self.read.states("purposes", name, also=("fields", "needs_reference", "why", "widens"))
        reveals = {}
        for field, word in self.read.table("purposes", name, "fields").items():
            path = ("purposes", name, "fields", field)
            if field in never:
                self.read.report(f"{field!r} stands under never as well", *path)
            if self._is_field(field, *path):
                reveals[FieldName(field)] = self._treatment(FieldName(field), word, *path)
        return Purpose(
            name=name,
            why=self.read.reason(table.get("why"), "purposes", name),
            fields=reveals,
            states=states,
            needs_reference=self.read.truth("purposes", name, "needs_reference", default=True),
            place=str(self.sheet.place("purposes", name)),
        )

    def _endings(self) -> tuple[Ending, ...]:
        endings = []
        for event in self.read.table("ends"):
            if event == "widens":
                continue
            if event not in _EVENTS:
                self.read.report(f"{event!r} is no event: write order:<state> or shipment:<state>", "ends", event)
            days = self.read.whole("ends", event, most=_LONGEST_DAYS, least=0)
            endings.append(Ending(event, days, str(self.sheet.place("ends", event))))
        if not endings:
            self.read.report("says nothing of when it ends: a table [ends] with at least one event", "ends")
        return tuple(endings)

    def _reference(self) -> tuple[ReferenceShape, Hop | None]:
        table = self.read.table("reference")
        known = {"alphabet": str, "length": int, "prefix": str, "check": bool, "of": str, "widens": str}
        for key, value in table.items():
            if key not in known or type(value) is not known[key]:
                self.read.report(f"{key!r} is not understood here", "reference", key)
                return DEFAULT_SHAPE, None
        shape = {key: table[key] for key in ("alphabet", "length", "prefix", "check") if key in table}
        of = table.get("of")
        if of is not None and (of not in set(Hop) or of == self.hop.value):
            self.read.report("of must name another hop", "reference", "of")
            of = None
        if of is not None and shape:
            self.read.report("of takes the other hop's format; give no format beside it", "reference")
        try:
            return ReferenceShape(**shape), Hop(of) if of else None
        except BadConfiguration as error:
            self.read.report(error.message, "reference", error.message.partition(" ")[0])  # names its key first
            return DEFAULT_SHAPE, None

    # ---- what must hold over all of it

    def _why(self) -> str:
        return self.read.reason(self.sheet.data.get("why"), "why")

    def _check_whole(
        self, fields: Mapping[FieldName, FieldRule], purposes: Mapping[str, Purpose], never: frozenset[FieldName]
    ) -> None:
        """Every word of the vocabulary is decided on, so that a new one cannot be forgotten."""
        revealed = {field for purpose in purposes.values() for field in purpose.fields}
        silent = [name for name in FIELDS if name not in never and name not in fields and name not in revealed]
        if silent:
            self.read.report(f"says nothing of {', '.join(silent)}: give a rule, or put under never", "never")

    def _check_laws(self, fields: Mapping[FieldName, FieldRule], purposes: Mapping[str, Purpose]) -> None:
        for name, rule in fields.items():
            for stage in rule.stages:
                self._check_law(name, stage.treatment, rule.needs, "fields", name, stage.name)
        for purpose in purposes.values():
            for name, treatment in purpose.fields.items():
                needs = fields[name].needs if name in fields else None
                self._check_law(name, treatment, needs, "purposes", purpose.name, "fields", name)

    def _check_law(self, field: FieldName, treatment: Treatment, needs: FieldName | None, *path: str) -> None:
        for law in laws_against(self.hop, field, treatment, needs):
            remedy = "; it needs a consent" if law.consent and treatment in law.leaves else ""
            self.read.report(f"{field} = {treatment.value} breaks the law {law.id}: {law.text}{remedy}", *path)


def _nearest(name: str, known: Iterable[str]) -> str:
    found = get_close_matches(name, list(known), 1)
    return f"; did you mean {found[0]!r}?" if found else ""
