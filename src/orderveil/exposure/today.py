"""What a hop holds as the relay runs today: its contract where it is enforced, and what it always held elsewhere.

A hop that is off or in shadow is handed everything as before; at a percentage the other orders are.
What a connector takes past the relay is held too, in clear, with no end. Knows names alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from orderveil.contracts.load import Contracts
from orderveil.core.exposure.engine import Holding
from orderveil.core.exposure.words import Held
from orderveil.core.grants import Mode
from orderveil.core.hop import Hop
from orderveil.core.ids import FieldName
from orderveil.core.view import Treatment
from orderveil.exposure.hops import At, Cell, Of, cells, held_before, holdings_by, worse
from orderveil.exposure.lives import Lived, lives
from orderveil.exposure.needs import needs
from orderveil.exposure.ordinary import ordinary
from orderveil.exposure.words import words


@dataclass(frozen=True, slots=True)
class HopMode:
    """How far one hop of one shop is taken up. `sent`: fields that it is known to have been sent past the relay."""

    shop: str
    hop: str
    mode: str
    percent: int | None = None
    sent: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Bypass:
    """A connector that takes fields past the relay to a hop of a shop."""

    shop: str
    hop: str
    connector: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Running:
    """How an installation runs: every hop of every shop, and what goes past."""

    modes: tuple[HopMode, ...]
    bypasses: tuple[Bypass, ...] = ()

    def of(self, hop: Hop, shop: str | None) -> list[HopMode]:
        """Return a hop's mode in each shop asked for."""
        return [mode for mode in self.modes if mode.hop == hop and shop in (None, mode.shop)]

    def past(self, hop: Hop, shop: str) -> tuple[Bypass, ...]:
        """Return what goes past the relay to a hop of a shop."""
        return tuple([one for one in self.bypasses if (one.hop, one.shop) == (hop, shop)])


@dataclass(frozen=True, slots=True)
class Today:
    """One hop as it runs: its cells, the worst of all shops, and why they differ from the contract's.

    `papers`: modes of the hop whose print this one has in its hands, where that is not enforced.
    """

    hop: Hop
    cells: Mapping[str, Cell]
    modes: tuple[HopMode, ...]
    bypasses: tuple[Bypass, ...]
    papers: tuple[HopMode, ...]


@dataclass(slots=True)
class _Past:
    """What a hop gets in one shop other than by its contract."""

    as_before: bool
    names: set[str]
    printed: set[str]


def today_of(contracts: Contracts, of: Of, running: Running) -> Today | None:
    """Return a hop as it runs today, or None where no shop has it."""
    found: dict[str, Cell] = {}
    paper = needs()[of.hop].handles
    modes, papers, passing = running.of(of.hop, of.shop), [], []
    for mode in modes:
        printing = running.of(paper, mode.shop) if paper is not None else []
        own, theirs = running.past(of.hop, mode.shop), running.past(paper, mode.shop) if paper is not None else ()
        past = _Past(mode.mode != Mode.ENFORCED, _names(own), _names(theirs))
        past.names |= mode.sent if past.as_before else set()
        if paper is not None and any(one.mode != Mode.ENFORCED for one in printing):
            past.printed |= set(ordinary()[paper])
        for scam, cell in cells(_along(contracts, Of(of.hop, of.partner, mode.shop), past)).items():
            found[scam] = worse(found[scam], cell) if scam in found else cell
        papers += [one for one in printing if one.mode != Mode.ENFORCED]
        passing += [*own, *theirs]
    if not found:
        return None
    open_modes = tuple([mode for mode in modes if mode.mode != Mode.ENFORCED])
    return Today(of.hop, found, open_modes, tuple(passing), tuple(papers))


def _names(bypasses: Iterable[Bypass]) -> set[str]:
    return {name for one in bypasses for name in one.fields}


def _along(contracts: Contracts, of: Of, past: _Past) -> dict[str, list[At]]:
    """Return what the hop holds along every life, of an order for which it is worst."""
    found = {}
    for name, by_contract in holdings_by(contracts, of).items():
        lived = lives()[name]
        before = held_before(of.hop, lived) if past.as_before else []
        stations, printed = [], Holding()
        for index, at in enumerate(by_contract):
            if lived.life.stations[index].shipment_state in needs()[of.hop].handles_in:
                printed |= _in_clear(past.printed, lived, index)
            kept = printed | _in_clear(past.names, lived, index) | (before[index].held if before else Holding())
            # what never came by the relay is not ended by it: where there is any, the whole counts on
            stations.append(At(at.station, at.held | kept, None if kept else at.until_ms))
        found[name] = stations
    return found


def _in_clear(names: Iterable[str], lived: Lived, index: int) -> Holding:
    return frozenset(Held(FieldName(one), Treatment.CLEAR) for one in names if one in lived.exists[index])


def reasons(today: Today, language: str = "en", names: Mapping[str, str] | None = None) -> Iterator[str]:
    """Yield in words why a hop holds other than what its contract gives. `names`: what hops are called."""
    told, named = words(language)["running"], names or {}
    for mode in today.modes:
        percent = mode.percent or 0
        yield str(told[mode.mode]).format(
            hop=named.get(mode.hop, mode.hop), shop=mode.shop, percent=percent, rest=100 - percent
        )
    for mode in today.papers:
        yield str(told["paper"]).format(
            hop=named.get(today.hop, today.hop), paper=named.get(mode.hop, mode.hop), shop=mode.shop
        )
    for one in today.bypasses:
        yield str(told["bypass"]).format(
            connector=one.connector, hop=named.get(one.hop, one.hop), shop=one.shop, fields=", ".join(one.fields)
        )
