"""What a hop cannot spare, whose paper passes through its hands, and what a change of a field costs it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from orderveil.core.contract import Contract
from orderveil.core.exposure.cutting import Options
from orderveil.core.exposure.words import Held
from orderveil.core.hop import HOPS, Hop
from orderveil.core.ids import FieldName
from orderveil.core.laws import LAWFUL
from orderveil.core.order import ShipmentState
from orderveil.core.policy import is_clearer
from orderveil.core.treatments import MEANINGFUL
from orderveil.core.view import Treatment
from orderveil.exposure.load import read_data

# Whole numbers that only order cuts: first take away what nobody is owed, then what is convenient.
UNOWED, COARSENED, TAKEN = 1, 3, 4


@dataclass(frozen=True, slots=True)
class HopNeeds:
    """One hop: the least treatment of each field that it cannot spare; the hop whose paper it handles, and when."""

    cannot_spare: Mapping[FieldName, Treatment]
    handles: Hop | None = None
    handles_in: frozenset[ShipmentState] = frozenset()

    @property
    def least(self) -> frozenset[Held]:
        """What the hop holds even if it is given nothing that it can spare."""
        return frozenset(Held(field, treatment) for field, treatment in self.cannot_spare.items())


@lru_cache(maxsize=1)
def needs() -> dict[Hop, HopNeeds]:
    """Return the needs of every hop."""
    rows = read_data("needs.toml")
    found = {}
    for hop in HOPS:
        row = rows[hop]
        handles = row.get("handles", {})
        found[hop] = HopNeeds(
            {FieldName(name): Treatment(least) for name, least in row["cannot_spare"].items()},
            Hop(handles["hop"]) if handles else None,
            frozenset(ShipmentState(state) for state in handles.get("shipment", ())),
        )
    return found


def least_of(hop: Hop) -> frozenset[Held]:
    """Return what a hop has in its hands even if it is given nothing that it can spare, print included."""
    need = needs()[hop]
    return need.least | (needs()[need.handles].least if need.handles is not None else frozenset())


def options_at(hop: Hop, held: Iterable[Held], contract: Contract | None = None) -> Options:
    """Return what everything that a hop holds may become: lawful, meaningful, and enough for its job.

    Taking away what the contract does not owe costs least; what it owes can be coarsened, and at the
    highest cost taken away; what the hop cannot spare stays at its least.
    """
    spared = needs()[hop].cannot_spare
    return {one: _offers(hop, one, spared.get(one.field), _owed(contract, one.field)) for one in held}


def options_of_file(held: Iterable[Held]) -> Options:
    """Return what the columns of a file may become, where nobody said what they are needed for."""
    return {
        one: {one.treatment: 0, **{to: _price(to) for to in MEANINGFUL[one.field] if _is_less(to, one.treatment)}}
        for one in held
    }


def _offers(hop: Hop, held: Held, least: Treatment | None, owed: Treatment) -> dict[Treatment, int]:
    offers = {held.treatment: 0}
    for to in MEANINGFUL[held.field] & (LAWFUL[hop][held.field] | {Treatment.DROP}):
        if not _is_less(to, held.treatment) or (least is not None and is_clearer(least, to)):
            continue
        offers[to] = _price(to) if is_clearer(owed, to) else UNOWED
    return offers


def _is_less(to: Treatment, than: Treatment) -> bool:
    """Tell whether a field under `than` can be given as `to` instead: a stand-in is made of the clear value alone."""
    return is_clearer(than, to) and (than is Treatment.CLEAR or to not in (Treatment.ALIAS, Treatment.VIRTUAL))


def _price(to: Treatment) -> int:
    return TAKEN if to is Treatment.DROP else COARSENED


def _owed(contract: Contract | None, field: FieldName) -> Treatment:
    """Return the clearest that the contract ever gives of a field; drop where it owes nothing."""
    rule = contract.fields.get(field) if contract is not None else None
    owed = Treatment.DROP
    for stage in rule.stages if rule is not None else ():
        owed = stage.treatment if is_clearer(stage.treatment, owed) else owed
    return owed
