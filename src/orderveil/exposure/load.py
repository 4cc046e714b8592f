"""Reading what the engine is told: rules and scams, as data beside this module.

A word that is not understood is refused and never passed over: it was written to have an effect.
Read once; what holds never changes under a running process.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources
from typing import Any as Anything

from orderveil.core.errors import BadConfiguration
from orderveil.core.exposure.engine import Engine, make_engine
from orderveil.core.exposure.words import All, Any, Fact, Knowledge, Need, Rule, Scam, Source, Way, Window
from orderveil.core.fields import FIELDS
from orderveil.core.ids import FieldName
from orderveil.core.order import OrderState, ShipmentState
from orderveil.core.treatments import MEANINGFUL
from orderveil.core.view import Treatment

_NESTED = (Treatment.CLEAR, Treatment.MASK, Treatment.INITIAL, Treatment.COARSE)
_SCAM_KEYS = frozenset({"in_bulk", "needs", "outside", "pretext", "ways", "windows"})
_WINDOW_KEYS = frozenset({"after", "hours", "not_order", "order", "shipment"})
_EVENTS = {f"order:{state}" for state in OrderState} | {f"shipment:{state}" for state in ShipmentState}


def read_data(name: str) -> dict[str, Anything]:
    """Return a table that lies beside this module."""
    return tomllib.loads(resources.files("orderveil.exposure").joinpath(name).read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def the_engine() -> Engine:
    """Return the engine that knows the rules and the ten scams."""
    return make_engine(read_knowledge(read_data("rules.toml"), read_data("scams.toml")))


def read_knowledge(rules: Mapping[str, Anything], scams: Mapping[str, Anything]) -> Knowledge:
    """Return knowledge from its tables. Raises BadConfiguration naming the row."""
    sources = tuple([_source(row) for row in rules.get("holds", [])])
    horn = tuple([_rule(row) for row in rules.get("rules", [])])
    facts = {source.fact for source in sources} | {rule.gives for rule in horn}
    for rule in horn:
        _known(rule.needs, facts, f"rules: {rule.gives}", "fact")
    ways = tuple([_way(name, row, facts) for name, row in scams.get("ways", {}).items()])
    names = {way.name for way in ways}
    found = tuple([_scam(name, row, facts, names) for name, row in scams.get("scams", {}).items()])
    return Knowledge(sources, horn, ways, found)


def _known(words: Sequence[str], known: Mapping[str, object] | set[Fact] | set[str], place: str, kind: str) -> None:
    for word in words:
        if word not in known:
            raise BadConfiguration(f"there is no {kind} {word!r}", place=place)


def _source(row: Mapping[str, Anything]) -> Source:
    place = f"holds: {row.get('fact')}"
    _known(row["fields"], {str(name) for name in FIELDS}, place, "field")
    _known(row["treatments"], {treatment.value for treatment in Treatment}, place, "treatment")
    treatments = frozenset(Treatment(one) for one in row["treatments"])
    for name in row["fields"]:
        if not treatments <= MEANINGFUL[FieldName(name)]:
            raise BadConfiguration(f"a treatment that means nothing for {name}", place=place)
        _check_nesting(treatments, FieldName(name), place)
    return Source(Fact(row["fact"]), frozenset(FieldName(name) for name in row["fields"]), treatments, row["why"])


def _check_nesting(treatments: frozenset[Treatment], field: FieldName, place: str) -> None:
    """Masks nest: what a coarser one gives, a clearer one gives too."""
    nested = [one for one in _NESTED if one in MEANINGFUL[field]]
    given = [one in treatments for one in nested]
    if given != sorted(given, reverse=True):
        raise BadConfiguration(f"a coarser treatment of {field} gives what a clearer one does not", place=place)


def _rule(row: Mapping[str, Anything]) -> Rule:
    return Rule(Fact(row["gives"]), tuple([Fact(name) for name in row["needs"]]), row["why"])


def _way(name: str, row: Mapping[str, Anything], facts: set[Fact]) -> Way:
    _known([row["fact"]], facts, f"ways: {name}", "fact")
    return Way(name, Fact(row["fact"]), row.get("detour", False))


def _scam(name: str, row: Mapping[str, Anything], facts: set[Fact], ways: set[str]) -> Scam:
    place = f"scams: {name}"
    _known(list(row), {str(key) for key in _SCAM_KEYS}, place, "key")
    _known(row.get("ways", []), ways, place, "way")
    _known(row.get("pretext", []), facts, place, "fact")
    return Scam(
        name=name,
        needs=_need(row["needs"], facts, place) if "needs" in row else All(),
        ways=tuple(row.get("ways", [])),
        pretext=tuple([Fact(one) for one in row.get("pretext", [])]),
        windows=tuple([_window(one, place) for one in row.get("windows", [{}])]),
        is_outside=row.get("outside", False),
        in_bulk=row.get("in_bulk", False),
    )


def _need(told: Anything, facts: set[Fact], place: str) -> Need:
    if isinstance(told, str):
        _known([told], facts, place, "fact")
        return Fact(told)
    if isinstance(told, dict) and set(told) in ({"all"}, {"any"}):
        ((kind, parts),) = told.items()
        needs = tuple([_need(part, facts, place) for part in parts])
        return All(needs) if kind == "all" else Any(needs)
    raise BadConfiguration("a need is a fact, or all or any of needs", place=place)


def _window(row: Mapping[str, Anything], place: str) -> Window:
    _known(list(row), {str(key) for key in _WINDOW_KEYS}, place, "key")
    if ("after" in row) != ("hours" in row):
        raise BadConfiguration("hours count after a state: write both or neither", place=place)
    _known([row["after"]] if "after" in row else [], _EVENTS, place, "state")
    order = frozenset(OrderState(one) for one in row.get("order", OrderState))
    shipment = frozenset(ShipmentState(one) for one in row["shipment"]) if "shipment" in row else Window().shipment
    order -= {OrderState(one) for one in row.get("not_order", ())}
    return Window(order, shipment, row.get("after"), row.get("hours"))
