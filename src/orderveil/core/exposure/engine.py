"""The engine: knowledge worked out once into minimal proofs, so that a holding is judged by its bits.

Working out takes a moment and is done when the knowledge is loaded. Never looks at a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_

from orderveil.core.exposure.proofs import Family, joined, minimal, proofs_of_facts, proofs_of_need
from orderveil.core.exposure.words import Fact, Held, Knowledge, Scam, Way

Holding = frozenset[Held]


@dataclass(frozen=True, slots=True, eq=False)
class Engine:
    """Knowledge worked out. Compared by identity.

    `gives` maps what may be held to the bits of the facts that it gives by itself; `by_way` maps each
    scam to its minimal proofs by each way, under the empty name where it needs none.
    """

    knowledge: Knowledge
    bits: Mapping[Fact, int]
    gives: Mapping[Held, int]
    proofs: Mapping[Fact, Family]
    by_way: Mapping[str, Mapping[str, Family]]
    scams: Mapping[str, Scam]
    ways: Mapping[str, Way]

    def present(self, held: Iterable[Held]) -> int:
        """Return the bits of the facts that what is held gives by itself."""
        return reduce(or_, [self.gives.get(one, 0) for one in held], 0)

    def enough(self, scam: str) -> Family:
        """Return the minimal proofs of a scam, by whichever way."""
        return minimal(proof for family in self.by_way[scam].values() for proof in family)

    def names(self, bits: int) -> tuple[Fact, ...]:
        """Return the facts behind bits, in the order of the knowledge."""
        return tuple([fact for fact, bit in self.bits.items() if bit & bits])


def make_engine(knowledge: Knowledge) -> Engine:
    """Return an engine for knowledge. Every name in it was checked by whoever read it."""
    bits: dict[Fact, int] = {}
    gives: dict[Held, int] = {}
    for source in knowledge.sources:
        bit = bits.setdefault(source.fact, 1 << len(bits))
        for field in source.fields:
            for treatment in source.treatments:
                held = Held(field, treatment)
                gives[held] = gives.get(held, 0) | bit
    proofs = proofs_of_facts(bits, knowledge.rules)
    ways = {way.name: way for way in knowledge.ways}
    by_way = {}
    for scam in knowledge.scams:
        needed = proofs_of_need(scam.needs, proofs)
        reaching = {name: proofs_of_need(ways[name].fact, proofs) for name in scam.ways}
        by_way[scam.name] = {name: joined((needed, family)) for name, family in reaching.items()} or {"": needed}
    return Engine(
        knowledge=knowledge,
        bits=bits,
        gives=gives,
        proofs=proofs,
        by_way=by_way,
        scams={scam.name: scam for scam in knowledge.scams},
        ways=ways,
    )
