"""What ends a scam at a hop: the cheapest change of its contract, or the plain word that there is none.

A hop that handles another's print holds what is printed there too; that can be changed on the print
alone, within what the print cannot spare.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from orderveil.contracts.load import Contracts
from orderveil.core.contract import Contract
from orderveil.core.exposure.cutting import Cut, Options, find_cuts
from orderveil.core.exposure.engine import Holding
from orderveil.core.exposure.judging import judge
from orderveil.core.exposure.lives import believed_ms
from orderveil.core.exposure.words import Feasibility, Held, reaches_further
from orderveil.core.view import Treatment
from orderveil.exposure.hops import Of, contracts_of, holdings_by, shown
from orderveil.exposure.lives import Lived, lives
from orderveil.exposure.load import the_engine
from orderveil.exposure.needs import least_of, options_at


@dataclass(frozen=True, slots=True)
class Ending:
    """How a scam can be ended at a hop. No `cut`: what the hop cannot spare is enough for it.

    `ends_all`: every way is closed; else the direct ways alone, and detours stay.
    """

    scam: str
    cut: Cut | None
    ends_all: bool
    required_alone: Feasibility


def endings(contracts: Contracts, of: Of) -> Iterator[Ending]:
    """Yield the ending of every scam that a hop's contract makes possible."""
    engine = the_engine()
    least = judge(engine, least_of(of.hop)).judgements
    for name, scam in engine.scams.items():
        held = _held_while_believed(contracts, of, name)
        if scam.is_outside or not any(
            judge(engine, one).judgements[name].ways or _is_direct(one, name) for one in held
        ):
            continue
        yield Ending(name, *cheapest(name, _options(contracts, of, Holding().union(*held))), least[name].feasibility)


def cheapest(scam: str, options: Options) -> tuple[Cut | None, bool]:
    """Return the cheapest changes that end a scam, and whether they close every way; else the direct ones alone."""
    engine = the_engine()
    straight = [way for way in engine.scams[scam].ways if not engine.ways[way].is_detour]
    every, direct = find_cuts(engine, scam, options), find_cuts(engine, scam, options, straight) if straight else ()
    needs_no_more = bool(direct) and not direct[0].changes  # no direct way is open anyway
    return every[0] if every else None if needs_no_more or not direct else direct[0], bool(every)


def cheapest_of(contracts: Contracts, parties: Iterable[Of], scam: str, held: Holding) -> tuple[Cut | None, bool]:
    """Return the same of what was handed to several: what one of those that were given it cannot spare stays."""
    by_party = [(options_at(of.hop, held, contracts.of(*of)), _gives(contracts.of(*of))) for of in parties]
    offers: dict[Held, dict[Treatment, int]] = {}
    for one in held:
        givers = [options for options, gives in by_party if one in gives] or [options for options, _ in by_party]
        given = [options[one] for options in givers]
        common = set(given[0]).intersection(*given[1:])
        offers[one] = {to: max([options[to] for options in given]) for to in common}
    return cheapest(scam, offers)


def _gives(contract: Contract) -> Holding:
    """Return everything that a contract gives in any state or for any purpose."""
    by_state = {Held(name, stage.treatment) for name, rule in contract.fields.items() for stage in rule.stages}
    return frozenset(by_state | {Held(*one) for reason in contract.purposes.values() for one in reason.fields.items()})


def _is_direct(held: Holding, scam: str) -> bool:
    return judge(the_engine(), held).judgements[scam].feasibility is Feasibility.DIRECT


def _held_while_believed(contracts: Contracts, of: Of, scam: str) -> list[Holding]:
    windows, found = the_engine().scams[scam].windows, []
    for name, along in holdings_by(contracts, of).items():
        found += [
            at.held
            for index, at in enumerate(along)
            if believed_ms(windows, lives()[name].life, index, at.until_ms) > 0
        ]
    return found


def _options(contracts: Contracts, of: Of, held: Holding) -> Options:
    contract, paper = contracts_of(contracts, of)
    own = options_at(of.hop, held & _ever(contract), contract)
    if paper is None:
        return own
    printed = options_at(paper.hop, held & _ever(paper), paper)
    both = {
        one: {to: max(own[one][to], printed[one][to]) for to in own[one].keys() & printed[one].keys()}
        for one in own.keys() & printed.keys()
    }
    return {**own, **printed, **both}


def _ever(contract: Contract) -> Holding:
    """Return everything that a contract gives at any station of any life."""
    return Holding().union(
        *[shown(contract, lived, index) for lived in lives().values() for index in range(len(lived.life.stations))]
    )


def reveals(contracts: Contracts, of: Of) -> Iterator[tuple[str, str, Feasibility]]:
    """Yield (purpose, scam, feasibility) where one look for a purpose makes possible what was not so far."""
    contract = contracts.of(*of)
    for purpose in contract.purposes:
        worst: dict[str, Feasibility] = {}
        for lived in lives().values():
            for name, feasibility in _by_one_look(contract, lived, purpose):
                if name not in worst or reaches_further(feasibility, worst[name]):
                    worst[name] = feasibility
        yield from [(purpose, name, feasibility) for name, feasibility in worst.items()]


def _by_one_look(contract: Contract, lived: Lived, purpose: str) -> Iterator[tuple[str, Feasibility]]:
    engine, kept = the_engine(), Holding()
    for index in range(len(lived.life.stations)):
        kept |= shown(contract, lived, index)
        before = judge(engine, kept).judgements
        after = judge(engine, kept | shown(contract, lived, index, purpose)).judgements
        for name, judgement in after.items():
            is_believed = believed_ms(engine.scams[name].windows, lived.life, index) > 0
            if is_believed and reaches_further(judgement.feasibility, before[name].feasibility):
                yield name, judgement.feasibility
