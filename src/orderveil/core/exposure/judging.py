"""Judging a holding: which scams it carries, by which ways, with how much to say.

Feasibility, strength of the pretext and time are told apart and never folded into one number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from orderveil.core.exposure.engine import Engine, Holding
from orderveil.core.exposure.proofs import bits_of, is_proved, minimal
from orderveil.core.exposure.words import Fact, Feasibility, Held, Scam, Strength

_SIGNATURES = 65_536  # as many different holdings are remembered; a file has some dozens


@dataclass(frozen=True, slots=True)
class Judgement:
    """One scam on one holding. `ways` are those that are open; `says` the pretext's facts that are known."""

    scam: str
    feasibility: Feasibility
    ways: tuple[str, ...]
    strength: Strength
    says: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that one holding gives away."""

    facts: frozenset[Fact]
    judgements: Mapping[str, Judgement]


@dataclass(frozen=True, slots=True)
class Enough:
    """One way in which a scam is enabled: of each group, any one is enough."""

    facts: tuple[Fact, ...]
    groups: tuple[tuple[Held, ...], ...]


@lru_cache(maxsize=_SIGNATURES)
def judge(engine: Engine, held: Holding) -> Report:
    """Return what a holding gives away. The same holding is judged once."""
    present = engine.present(held)
    facts = frozenset(fact for fact, family in engine.proofs.items() if is_proved(family, present))
    return Report(facts, {scam.name: _judgement(engine, scam, present, facts) for scam in engine.scams.values()})


def _judgement(engine: Engine, scam: Scam, present: int, facts: frozenset[Fact]) -> Judgement:
    says = tuple([fact for fact in scam.pretext if fact in facts])
    strength = strength_of(len(says))
    if scam.is_outside:
        return Judgement(scam.name, Feasibility.OUTSIDE, (), strength, says)
    found = [name for name, family in engine.by_way[scam.name].items() if is_proved(family, present)]
    ways = tuple([name for name in found if name])
    if not found:
        feasibility = Feasibility.NOT_BY_THESE
    elif ways and all(engine.ways[name].is_detour for name in ways):
        feasibility = Feasibility.DETOUR
    else:
        feasibility = Feasibility.DIRECT
    return Judgement(scam.name, feasibility, ways, strength, says)


def strength_of(count: int) -> Strength:
    """Return the word for how many things a stranger can say: none, one, two or three, more."""
    if count < 2:
        return Strength.THIN if count else Strength.NONE
    return Strength.BELIEVABLE if count < 4 else Strength.CONVINCING


def enabling_sets(engine: Engine, scam: str, held: Holding) -> tuple[frozenset[Held], ...]:
    """Return the prime implicants: every minimal part of `held` that enables a scam, smallest first."""
    pieces = sorted(one for one in held if engine.gives.get(one))
    found = set()
    for enough in enough_of(engine, scam, held):
        for chosen in product(*enough.groups):
            found.add(sum(1 << pieces.index(one) for one in set(chosen)))
    return tuple([frozenset(pieces[bit.bit_length() - 1] for bit in bits_of(one)) for one in minimal(found)])


def enough_of(engine: Engine, scam: str, held: Holding) -> tuple[Enough, ...]:
    """Return the same in short: each minimal set of facts, with everything held that gives each of them."""
    if engine.scams[scam].is_outside:
        return ()
    present = engine.present(held)
    told = []
    for proof in engine.enough(scam):
        if proof & present == proof:
            groups = [tuple(sorted(one for one in held if engine.gives.get(one, 0) & bit)) for bit in bits_of(proof)]
            told.append(Enough(engine.names(proof), tuple(groups)))
    return tuple(told)
