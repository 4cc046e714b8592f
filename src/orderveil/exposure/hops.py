"""Exposure of the hops along an order's life: before, as in an ordinary shop, and by contracts.

A hop keeps what it was given until its view ends; so what it holds at a station is everything given so
far, not only what it is shown there. After the end its terms ask it to purge: nothing is counted, and
that it did so is the control register's to show. Consent counts as given, purposes as unused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from orderveil.contracts.load import Contracts
from orderveil.core.contract import Contract
from orderveil.core.exposure.engine import Holding
from orderveil.core.exposure.judging import Judgement, judge
from orderveil.core.exposure.lives import HOUR_MS, believed_ms
from orderveil.core.exposure.words import Feasibility, Held, Strength, reaches_further
from orderveil.core.hop import HOPS, Hop
from orderveil.core.policy import ends_at_ms
from orderveil.core.view import Treatment
from orderveil.core.viewing import fields_due
from orderveil.exposure.lives import Lived, lives
from orderveil.exposure.load import the_engine
from orderveil.exposure.needs import least_of, needs
from orderveil.exposure.ordinary import ordinary

_STRENGTHS = tuple(Strength)


class Of(NamedTuple):
    """Whose contract is looked at."""

    hop: Hop
    partner: str | None = None
    shop: str | None = None


@dataclass(frozen=True, slots=True)
class At:
    """What a hop holds at one station; `until_ms` is the end of its view where that comes first."""

    station: str
    held: Holding
    until_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One hop and one scam over all lives: three things that are told apart.

    `feasibility` and `ways` at the worst station, `strength` the most that can be said at such a
    station, `hours` for how long it is both possible and believed in the life where that is longest
    (None: whatever is held). `stations`: where, in the life in which all goes well.
    """

    scam: str
    feasibility: Feasibility
    ways: tuple[str, ...] = ()
    strength: Strength = Strength.NONE
    says: tuple[str, ...] = ()
    stations: tuple[str, ...] = ()
    hours: int = 0


@dataclass(frozen=True, slots=True)
class HopExposure:
    """One hop: its cells before and now, and what is possible with nothing but what it cannot spare."""

    of: Of
    before: Mapping[str, Cell]
    now: Mapping[str, Cell]
    required: Mapping[str, Judgement]


def held_before(hop: Hop, lived: Lived) -> list[At]:
    """Return what a hop holds in an ordinary shop: in clear, from the moment that it exists, with no end."""
    found, names = [], set(ordinary()[hop])
    need = needs()[hop]
    for station, exists in zip(lived.life.stations, lived.exists, strict=True):
        if need.handles is not None and station.shipment_state in need.handles_in:
            names.update(ordinary()[need.handles])
        held = frozenset(Held(name, Treatment.CLEAR) for name in names if name in exists)
        found.append(At(station.name, held))
    return found


def held_by(contract: Contract, lived: Lived, paper: Contract | None = None) -> list[At]:
    """Return what a hop holds by its contract; `paper` is that of the hop whose print it handles."""
    found, kept = [], Holding()
    handles_in = needs()[contract.hop].handles_in
    for index, station in enumerate(lived.life.stations):
        given = shown(contract, lived, index)
        if paper is not None and station.shipment_state in handles_in:
            given |= _printed(paper, lived, index)
        ends = ends_at_ms(contract, lived.life.moment(index))
        is_over = ends is None or ends <= lived.life.span_ms(index)[0]
        kept = given if is_over else kept | given
        found.append(At(station.name, kept, None if is_over else ends))
    return found


def shown(contract: Contract, lived: Lived, index: int, purpose: str | None = None) -> Holding:
    """Return what a contract gives at one station, of what an order has by then."""
    due = fields_due(contract, lived.life.moment(index), purpose)
    return frozenset(
        Held(name, treatment)
        for name, treatment in due.items()
        if treatment is not Treatment.DROP and name in lived.exists[index]
    )


def _printed(paper: Contract, lived: Lived, index: int) -> Holding:
    """What was printed on the way here stays printed."""
    parcel = lived.life.stations[index].parcel
    return Holding().union(
        *[shown(paper, lived, at) for at in range(index + 1) if lived.life.stations[at].parcel == parcel]
    )


def holdings_by(contracts: Contracts, of: Of) -> dict[str, list[At]]:
    """Return what a hop holds along every life."""
    contract, paper = contracts_of(contracts, of)
    return {name: held_by(contract, lived, paper) for name, lived in lives().items()}


def contracts_of(contracts: Contracts, of: Of) -> tuple[Contract, Contract | None]:
    """Return a hop's contract, and that of the hop whose print it handles."""
    handles = needs()[of.hop].handles
    return contracts.of(*of), contracts.of(handles, of.partner, of.shop) if handles is not None else None


def cells(along: Mapping[str, Iterable[At]]) -> dict[str, Cell]:
    """Return the cell of every scam for what somebody holds along each life."""
    return {name: _cell(name, along) for name in the_engine().scams}


def _cell(scam: str, along: Mapping[str, Iterable[At]]) -> Cell:
    if the_engine().scams[scam].is_outside:
        return Cell(scam, Feasibility.OUTSIDE)
    worst = Cell(scam, Feasibility.NOT_BY_THESE)
    for name, stations in along.items():
        for cell in _along(scam, lives()[name], stations):
            worst = worse(worst, cell)
    return worst


def _along(scam: str, lived: Lived, stations: Iterable[At]) -> Iterable[Cell]:
    """Yield one cell per way in which a scam is possible while it is believed: a detour, directly."""
    windows, is_first = the_engine().scams[scam].windows, lived is next(iter(lives().values()))
    for feasibility in (Feasibility.DETOUR, Feasibility.DIRECT):
        found: list[tuple[str, Judgement]] = []
        time_ms = 0
        for index, at in enumerate(stations):
            judgement = judge(the_engine(), at.held).judgements[scam]
            spent_ms = believed_ms(windows, lived.life, index, at.until_ms)
            if spent_ms > 0 and not reaches_further(feasibility, judgement.feasibility):
                time_ms += spent_ms
                found.append((at.station, judgement))
        if found:
            most = max((one for _, one in found), key=lambda one: len(one.says))
            ways = sorted({way for _, one in found for way in one.ways})
            where = tuple([station for station, _ in found]) if is_first else ()
            yield Cell(scam, feasibility, tuple(ways), most.strength, most.says, where, time_ms // HOUR_MS)


def worse(one: Cell, other: Cell) -> Cell:
    """Return the worse of two cells of one scam, each part of it the worse of both."""
    if one.feasibility is not other.feasibility:
        return other if reaches_further(other.feasibility, one.feasibility) else one
    stronger = max(one, other, key=lambda cell: (_STRENGTHS.index(cell.strength), len(cell.says)))
    return Cell(
        scam=one.scam,
        feasibility=one.feasibility,
        ways=tuple(sorted({*one.ways, *other.ways})),
        strength=stronger.strength,
        says=stronger.says,
        stations=one.stations or other.stations,
        hours=max(one.hours, other.hours),
    )


def exposure_of(contracts: Contracts, of: Of) -> HopExposure:
    """Return the exposure of one hop, before and by its contract."""
    return HopExposure(
        of=of,
        before=cells({name: held_before(of.hop, lived) for name, lived in lives().items()}),
        now=cells(holdings_by(contracts, of)),
        required=judge(the_engine(), least_of(of.hop)).judgements,
    )


def exposure_of_all(contracts: Contracts, shop: str | None = None) -> list[HopExposure]:
    """Return the whole relay: every hop, before and by today's contracts."""
    return [exposure_of(contracts, Of(hop, None, shop)) for hop in HOPS]
