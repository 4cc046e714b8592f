"""Exposure of what was found in files: which scams, for how many records, until when, and what ends each.

Sums only: how many records, never which. Must never call anything safe, and never tells a likelihood.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from orderveil.core.contract import Contract
from orderveil.core.exposure.cutting import Change, Cut, Options, find_cuts
from orderveil.core.exposure.engine import Holding
from orderveil.core.exposure.judging import Report, judge, strength_of
from orderveil.core.exposure.words import Fact, Feasibility, Held, Strength
from orderveil.core.hop import Hop
from orderveil.core.view import Treatment
from orderveil.exposure.chunktally import count_chunk
from orderveil.exposure.lasting import Lasting, When, date_of, lasting
from orderveil.exposure.load import the_engine
from orderveil.exposure.meanings import Remains
from orderveil.exposure.needs import least_of, options_at, options_of_file
from orderveil.exposure.tallying import Source, Tally
from orderveil.scan.columns.findings import Findings
from orderveil.scan.finding import Found
from orderveil.scan.pieces import Piece

P = TypeVar("P")
POSSIBLE = (Feasibility.DIRECT, Feasibility.DETOUR)
_MOST_HOLDINGS = 20_000
_MOST_CUTS = 24  # of one scam, looked at for one set of changes that ends all


@dataclass(frozen=True, slots=True)
class Asked:
    """For whom a file is judged: a hop by its contract, or nobody in particular."""

    hop: Hop
    contract: Contract


@dataclass(frozen=True, slots=True)
class Reach:
    """One scam on the records of files. `lasts` counts the records on which it is possible, by how long.

    `cut`: the smallest change that ends it, or, where not `ends_all`, closes its direct ways alone; None
    where none does. `required_alone`: what the hop cannot spare is enough by itself.
    `says` and `ways` are those of all records together.
    """

    scam: str
    possible: Mapping[Feasibility, int]
    ways: tuple[str, ...]
    says: tuple[Fact, ...]
    strength: Strength
    lasts: Mapping[Lasting, int]
    until: date | None
    cut: Cut | None
    ends_all: bool
    required_alone: bool

    @property
    def records(self) -> int:
        """On how many records it is possible, directly or by a detour."""
        return sum(self.possible.get(one, 0) for one in POSSIBLE)


@dataclass(frozen=True, slots=True)
class FindingsExposure:
    """What files give away. `everything` ends every scam that changes can end; `held` is what any record holds.

    `with_something`: records that hold anything of a person or an order. `without_field`: findings, by type,
    of what nobody may hold. `typed`: names of columns in which people type. `by_file`: records of each file.
    """

    records: int
    with_something: int
    unit: str
    scams: Mapping[str, Reach]
    held: Holding
    sources: Mapping[Held, tuple[Source, ...]]
    remains: Mapping[tuple[str, Remains], int]
    without_field: Mapping[str, int]
    typed: tuple[str, ...]
    everything: Cut | None
    by_file: Mapping[str, int]
    hop: Hop | None = None

    @property
    def ends_all(self) -> bool:
        """Whether every scam that is possible can be ended by changes."""
        return all(one.ends_all for one in self.possible)

    @property
    def possible(self) -> tuple[Reach, ...]:
        """The scams that are possible, the widest first."""
        found = [one for one in self.scams.values() if one.records]
        return tuple(sorted(found, key=lambda one: -one.records))


@dataclass(slots=True)
class _Sum:
    possible: Counter[Feasibility] = field(default_factory=Counter)
    ways: set[str] = field(default_factory=set)
    says: set[Fact] = field(default_factory=set)
    most_said: int = 0
    lasts: Counter[Lasting] = field(default_factory=Counter)
    until: int | None = None
    held: int = 0


class Exposure:
    """Exposure of findings as they come by. `today` tells which pretexts are over; None: nobody is told so."""

    def __init__(self, today: date | None = None) -> None:
        self._today = None if today is None else today.toordinal() - date(1970, 1, 1).toordinal()
        self._sums = {name: _Sum() for name in the_engine().scams}
        self._tally = Tally(self._fold)
        self._with_something = 0
        self._reports: dict[int, Report] = {}
        self._ever = 0

    def __repr__(self) -> str:
        return "Exposure(<hidden>)"

    def watch(self, pieces: Iterable[P]) -> Iterator[P]:
        """Yield pieces on, after looking at what their names and masks say."""
        return self._tally.watch(pieces)

    def see(self, piece: Piece) -> None:
        """Look at one piece: a cell, a string of a record, a text."""
        self._tally.see(piece.place, piece.text)

    def take(self, findings: Findings, types: frozenset[str]) -> None:
        """Count what was found in a stretch of a table, all of its rows at once."""
        count_chunk(self._tally, findings, types)

    def add(self, found: Found) -> None:
        """Count one finding. Findings come in the order of their records."""
        self._tally.add(found)

    def result(self, asked: Asked | None = None) -> FindingsExposure:
        """Return what all of it gives away. Nothing may be added afterwards."""
        tally = self._tally
        tally.end()
        scams = {name: self._reach(name, one, asked) for name, one in self._sums.items()}
        return FindingsExposure(
            records=tally.records,
            with_something=self._with_something,
            unit=tally.units.most_common(1)[0][0] if len(tally.units) == 1 else "records",
            scams=scams,
            held=tally.holding(self._ever),
            sources={held: tuple(known) for held, known in tally.sources.items()},
            remains=dict(tally.remains),
            without_field=dict(tally.without_field),
            typed=tuple(tally.typed),
            everything=self._everything(scams, asked),
            by_file=dict(tally.by_file),
            hop=asked.hop if asked is not None else None,
        )

    def _fold(self, counts: Counter[tuple[int, When]]) -> None:
        engine = the_engine()
        for (bits, when), count in counts.items():
            self._ever |= bits
            self._with_something += count if bits else 0
            for name, judgement in self._report(bits).judgements.items():
                one = self._sums[name]
                one.possible[judgement.feasibility] += count
                if judgement.feasibility not in POSSIBLE:
                    continue
                one.held |= bits
                one.ways.update(judgement.ways)
                one.says.update(judgement.says)
                one.most_said = max(one.most_said, len(judgement.says))
                kind, until = lasting(engine.scams[name], when, self._today)
                one.lasts[kind] += count
                if until is not None and kind is Lasting.UNTIL:
                    one.until = max(until, one.until or until)

    def _report(self, bits: int) -> Report:
        known = self._reports.get(bits)
        if known is None:
            if len(self._reports) >= _MOST_HOLDINGS:
                self._reports.clear()
            known = self._reports[bits] = judge(the_engine(), self._tally.holding(bits))
        return known

    def _reach(self, name: str, one: _Sum, asked: Asked | None) -> Reach:
        engine = the_engine()
        cuts = _cuts(name, self._tally.holding(one.held), asked) if one.held else ()
        direct = _direct_cuts(name, self._tally.holding(one.held), asked) if one.held and not cuts else ()
        least = judge(engine, least_of(asked.hop)).judgements[name].feasibility if asked is not None else None
        return Reach(
            scam=name,
            possible=dict(one.possible),
            ways=tuple([way for way in engine.ways if way in one.ways]),
            says=tuple([fact for fact in engine.scams[name].pretext if fact in one.says]),
            strength=strength_of(one.most_said),
            lasts=dict(one.lasts),
            until=date_of(one.until) if one.until is not None else None,
            cut=next(iter(cuts or direct), None),
            ends_all=bool(cuts),
            required_alone=least in POSSIBLE and not cuts,
        )

    def _everything(self, scams: Mapping[str, Reach], asked: Asked | None) -> Cut | None:
        """Return one set of changes that ends every scam that can be ended; checked by judging what is left."""
        held = self._tally.holding(self._ever)
        ending = [name for name, one in scams.items() if one.records and one.ends_all]
        cuts = [_cuts(name, held, asked)[:_MOST_CUTS] for name in ending]
        return joint_cut([one for one in cuts if one], _options(held, asked))


def joint_cut(choices: list[tuple[Cut, ...]], options: Options) -> Cut | None:
    """Return changes that contain one cut of each choice, chosen so that each adds least; None where there is none.

    Where cuts ask for different treatments of one field, it is dropped if the less revealing of them is not
    plain, so that every cut still holds.
    """
    chosen: dict[Held, Change] = {}
    for cuts in sorted(choices, key=lambda one: (len(one), one[0].cost)):
        best = min(cuts, key=lambda cut: sum(options[o.held][o.to] for o in cut.changes if o.held not in chosen))
        for change in best.changes:
            known = chosen.get(change.held)
            chosen[change.held] = change if known is None else _both(known, change)
    cost = sum(options[one.held].get(one.to, 0) for one in chosen.values())
    return Cut(tuple(sorted(chosen.values(), key=lambda one: one.held)), cost) if chosen else None


def _both(one: Change, other: Change) -> Change:
    if one.to is other.to or other.to is Treatment.DROP:
        return other
    gives = the_engine().gives
    given = [gives.get(Held(change.held.field, change.to), 0) for change in (one, other)]
    if given[0] & given[1] == given[0]:
        return one
    return other if given[0] & given[1] == given[1] else Change(one.held, Treatment.DROP)


def _options(held: Holding, asked: Asked | None) -> Options:
    return options_of_file(held) if asked is None else options_at(asked.hop, held, asked.contract)


def _cuts(name: str, held: Holding, asked: Asked | None) -> tuple[Cut, ...]:
    return find_cuts(the_engine(), name, _options(held, asked))


def _direct_cuts(name: str, held: Holding, asked: Asked | None) -> tuple[Cut, ...]:
    """Return the cuts that close the direct ways of a scam; none where it has none, or none of them is open."""
    engine = the_engine()
    straight = [way for way in engine.scams[name].ways if not engine.ways[way].is_detour]
    cuts = find_cuts(engine, name, _options(held, asked), straight) if straight else ()
    return tuple([cut for cut in cuts if cut.changes])
