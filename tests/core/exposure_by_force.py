"""Exposure worked out the slow way: forward chaining and every subset, sharing but words with the engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations, product

from orderveil.core.exposure.words import All, Any, Fact, Held, Knowledge, Need, Scam
from orderveil.core.view import Treatment


def facts_of(knowledge: Knowledge, held: Iterable[Held]) -> set[Fact]:
    facts = {
        source.fact
        for source in knowledge.sources
        for one in held
        if one.field in source.fields and one.treatment in source.treatments
    }
    while True:
        more = {rule.gives for rule in knowledge.rules if set(rule.needs) <= facts} - facts
        if not more:
            return facts
        facts |= more


def is_met(need: Need, facts: set[Fact]) -> bool:
    if isinstance(need, All):
        return all(is_met(part, facts) for part in need.parts)
    if isinstance(need, Any):
        return any(is_met(part, facts) for part in need.parts)
    return need in facts


def open_ways(knowledge: Knowledge, scam: Scam, held: Iterable[Held]) -> list[str]:
    """Return the ways by which a scam is enabled; the empty name where it needs none."""
    facts = facts_of(knowledge, held)
    if not is_met(scam.needs, facts):
        return []
    if not scam.ways:
        return [""]
    return [way.name for way in knowledge.ways if way.name in scam.ways and way.fact in facts]


def subsets(pieces: Iterable[Held]) -> Iterable[frozenset[Held]]:
    pieces = tuple(pieces)
    for count in range(len(pieces) + 1):
        yield from map(frozenset, combinations(pieces, count))


def minimal_enabling(knowledge: Knowledge, scam: Scam, held: Iterable[Held]) -> set[frozenset[Held]]:
    found: list[frozenset[Held]] = []
    for subset in subsets(held):  # smaller ones come first
        if not any(less <= subset for less in found) and open_ways(knowledge, scam, subset):
            found.append(subset)
    return set(found)


def minimal_drops(knowledge: Knowledge, scam: Scam, held: Iterable[Held]) -> set[frozenset[Held]]:
    """Return the minimal sets of pieces without which the scam is not enabled."""
    everything = frozenset(held)
    found: list[frozenset[Held]] = []
    for subset in subsets(everything):
        if not any(less <= subset for less in found) and not open_ways(knowledge, scam, everything - subset):
            found.append(subset)
    return set(found)


def cheapest(knowledge: Knowledge, scam: Scam, options: Mapping[Held, Mapping[Treatment, int]]) -> int | None:
    """Return the lowest cost of changes that end a scam, trying every combination; None if none does."""
    best = None
    for chosen in product(*[[(held, to) for to in offers] for held, offers in options.items()]):
        cost = sum(options[held][to] for held, to in chosen)
        after = [Held(held.field, to) for held, to in chosen]
        if (best is None or cost < best) and not open_ways(knowledge, scam, after):
            best = cost
    return best
