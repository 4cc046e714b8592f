"""Collusion: what several holders can do together that none of them can alone.

Their holdings are united and the rules are applied again, because a fact of one and a fact of
another may lead to a third.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from orderveil.core.exposure.engine import Engine, Holding
from orderveil.core.exposure.judging import judge
from orderveil.core.exposure.words import Feasibility, Held, reaches_further


@dataclass(frozen=True, slots=True)
class Collusion:
    """Holders who reach further together than any fewer of them."""

    holders: tuple[str, ...]
    scam: str
    feasibility: Feasibility
    ways: tuple[str, ...]


def find_collusions(engine: Engine, holdings: Mapping[str, Holding], size: int = 2) -> Iterator[Collusion]:
    """Yield every group of up to `size` holders that reaches further than all smaller groups within it."""
    best: dict[tuple[frozenset[str], str], Feasibility] = {}
    for count in range(1, size + 1):
        for holders in combinations(holdings, count):
            report = judge(engine, frozenset[Held]().union(*[holdings[name] for name in holders]))
            for scam, judgement in report.judgements.items():
                fewer = [frozenset(holders) - {name} for name in holders] if count > 1 else []
                alone = [best[part, scam] for part in fewer]
                best[frozenset(holders), scam] = judgement.feasibility
                if alone and all(reaches_further(judgement.feasibility, was) for was in alone):
                    yield Collusion(holders, scam, judgement.feasibility, judgement.ways)
