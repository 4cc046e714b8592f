"""What two hops can do with their views put together, and whether they could put them together at all.

A union of two lists is of use to a stranger who can tell which line of one belongs to which line of the
other. Pairwise references are there so that nobody can; a field that both hold in clear undoes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orderveil.contracts.load import Contracts
from orderveil.core.exposure.colluding import Collusion, find_collusions
from orderveil.core.exposure.engine import Holding
from orderveil.core.exposure.judging import judge
from orderveil.core.exposure.lives import believed_ms
from orderveil.core.exposure.words import Feasibility, reaches_further
from orderveil.core.fields import FIELDS
from orderveil.core.hop import HOPS, Hop
from orderveil.core.ids import FieldName
from orderveil.core.view import Treatment
from orderveil.exposure.hops import Of, holdings_by
from orderveil.exposure.lives import MAIN, lives
from orderveil.exposure.load import the_engine

_UNIQUE = frozenset({"email", "phone", "reference", "tax_id", "url"})  # normalisers of what belongs to one order
_Best = dict[tuple[str, str], Feasibility]


@dataclass(frozen=True, slots=True)
class Together:
    """A scam that hops reach together and none of them alone at any time.

    `joined_by`: fields by which they could match their lines; empty: none, they would have to guess.
    """

    collusion: Collusion
    joined_by: tuple[FieldName, ...]


def together(contracts: Contracts, size: int = 2, hops: Sequence[Hop] = HOPS) -> list[Together]:
    """Return what groups of up to `size` of `hops` reach while believed, in the life in which all goes well."""
    engine, lived = the_engine(), lives()[MAIN]
    along = {hop.value: holdings_by(contracts, Of(hop))[MAIN] for hop in hops}
    ever = {hop: Holding().union(*[at.held for at in stations]) for hop, stations in along.items()}
    found: dict[tuple[tuple[str, ...], str], Collusion] = {}
    best: _Best = {}
    for index in range(len(lived.life.stations)):
        holdings = {hop: stations[index].held for hop, stations in along.items()}
        believed = [name for name, scam in engine.scams.items() if believed_ms(scam.windows, lived.life, index) > 0]
        _note_alone(best, holdings, believed)
        for one in find_collusions(engine, holdings, size):
            known = found.get((one.holders, one.scam))
            if one.scam in believed and (known is None or reaches_further(one.feasibility, known.feasibility)):
                found[one.holders, one.scam] = one
    return [
        Together(one, _joined_by(contracts, one, ever))
        for one in found.values()
        if all(reaches_further(one.feasibility, best[hop, one.scam]) for hop in one.holders)
    ]


def _note_alone(best: _Best, holdings: dict[str, Holding], believed: list[str]) -> None:
    for hop, held in holdings.items():
        for name in believed:
            feasibility = judge(the_engine(), held).judgements[name].feasibility
            if reaches_further(feasibility, best.setdefault((hop, name), feasibility)):
                best[hop, name] = feasibility


def _joined_by(contracts: Contracts, one: Collusion, holdings: dict[str, Holding]) -> tuple[FieldName, ...]:
    clear = [
        {held.field for held in holdings[hop] if held.treatment is Treatment.CLEAR and _is_unique(held.field)}
        for hop in one.holders
    ]
    shared = set.intersection(*clear)
    if len({contracts.of(Hop(hop)).refers_as for hop in one.holders}) == 1:
        shared.add(FieldName("order_ref"))  # one reference, printed by one and read by the other
    return tuple(sorted(shared))


def _is_unique(field: FieldName) -> bool:
    return FIELDS[field].normaliser in _UNIQUE
