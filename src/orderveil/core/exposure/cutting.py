"""Cuts: the cheapest changes of what is held that leave a scam without its footing.

A change drops a field or coarsens its treatment; what each may become, and at what cost, the caller
says. The search is exact. A set of facts whose absence ends the scam is a minimal hitting set of its
proofs; once that set is chosen, every field decides by itself which of its options gives none of it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from orderveil.core.exposure.engine import Engine
from orderveil.core.exposure.proofs import hitting_sets, minimal
from orderveil.core.exposure.words import Held
from orderveil.core.view import Treatment

Options = Mapping[Held, Mapping[Treatment, int]]
_COARSENING = {treatment: place for place, treatment in enumerate(Treatment)}


@dataclass(frozen=True, slots=True)
class Change:
    """One field given otherwise than it is held."""

    held: Held
    to: Treatment


@dataclass(frozen=True, slots=True)
class Cut:
    """Changes that end a scam together, none of which can be spared. Of no changes: there is nothing to end."""

    changes: tuple[Change, ...]
    cost: int


def find_cuts(engine: Engine, scam: str, options: Options, ways: Collection[str] = ()) -> tuple[Cut, ...]:
    """Return every minimal cut, the cheapest first; none where no options end the scam.

    `options` maps everything held to what it may become, itself among it where it may stay, each with
    its cost (0 or more). `ways`: only these are to be closed; empty: all of them.
    """
    if engine.scams[scam].is_outside:
        return ()
    families = engine.by_way[scam]
    family = minimal(proof for way, found in families.items() if not ways or way in ways for proof in found)
    obtainable = engine.present(Held(held.field, to) for held, offers in options.items() for to in offers)
    reachable = tuple([proof for proof in family if proof & ~obtainable == 0])
    cuts = {cut for facts in hitting_sets(reachable) if (cut := _cheapest(engine, options, facts)) is not None}
    return tuple(sorted(_without_spare(cuts), key=_order))


def _cheapest(engine: Engine, options: Options, facts: int) -> Cut | None:
    """Return the cheapest changes after which nothing held gives one of `facts`."""
    changes, cost = [], 0
    for held, offers in options.items():
        left = [
            (price, _COARSENING[to], to)
            for to, price in offers.items()
            if not engine.gives.get(Held(held.field, to), 0) & facts
        ]
        if not left:
            return None
        price, _, to = min(left)
        cost += price
        if to is not held.treatment:
            changes.append(Change(held, to))
    return Cut(tuple(sorted(changes, key=lambda change: change.held)), cost)


def _without_spare(cuts: Collection[Cut]) -> list[Cut]:
    sets = {cut: frozenset(cut.changes) for cut in cuts}
    return [cut for cut in cuts if not any(other < sets[cut] for other in sets.values())]


def _order(cut: Cut) -> tuple[int, int, tuple[tuple[str, str], ...]]:
    return cut.cost, len(cut.changes), tuple([(str(change.held.field), change.to.value) for change in cut.changes])
