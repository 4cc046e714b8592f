"""The library surface of exposure: `from orderveil.exposure import api`.

It stands here and not in the package, because packages of the relay hold a docstring and nothing else.
Everything takes names or contracts and returns values. `of_rows` looks only at whether a cell is empty;
`of_text`, `of_records` and `of_frame` search what they are given, and return sums.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from orderveil.core.errors import Malformed
from orderveil.core.exposure.cutting import Cut, find_cuts
from orderveil.core.exposure.engine import Holding
from orderveil.core.exposure.judging import Enough, Judgement, Report, enough_of, judge
from orderveil.core.exposure.words import Feasibility, Held
from orderveil.core.fields import FIELDS, Group
from orderveil.core.ids import FieldName
from orderveil.core.treatments import MEANINGFUL
from orderveil.core.view import Treatment
from orderveil.exposure.changing import Shift, shifts
from orderveil.exposure.ending import Ending, endings, reveals
from orderveil.exposure.hops import Cell, HopExposure, Of, exposure_of, exposure_of_all
from orderveil.exposure.load import the_engine
from orderveil.exposure.needs import options_of_file
from orderveil.exposure.offindings import Exposure, FindingsExposure
from orderveil.exposure.reportwords import cut_words
from orderveil.exposure.together import Together, together
from orderveil.scan.api import pieces_of_records
from orderveil.scan.columns.findings import Findings, Tally
from orderveil.scan.finding import Found, Place
from orderveil.scan.frames import chunks_of_frame
from orderveil.scan.pieces import windows
from orderveil.scan.searching import Search, Searched

__all__ = [
    "Cell", "Ending", "FindingsExposure", "HopExposure", "Of", "Shift", "Together", "cut_words", "endings",
    "exposure_of", "exposure_of_all", "held", "of_fields", "of_findings", "of_frame", "of_records", "of_rows",
    "of_text", "reveals", "shifts", "together",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """One scam on a set of fields: what enables it (any one of each group is enough) and what ends it."""

    judgement: Judgement
    enough: tuple[Enough, ...]
    cut: Cut | None


@dataclass(frozen=True, slots=True)
class FieldsExposure:
    """What a set of fields gives away. `typed`: fields in which people type, that may hold anything."""

    report: Report
    scams: Mapping[str, Told]
    typed: tuple[FieldName, ...]


@dataclass(frozen=True, slots=True)
class RowsExposure:
    """What the rows of a file give away: `possible` counts rows by scam and feasibility."""

    rows: int
    signatures: int
    possible: Mapping[str, Mapping[Feasibility, int]]


def held(words: Iterable[str]) -> Holding:
    """Return what is held from `field` (in clear) or `field=treatment`. Raises Malformed naming the word's place."""
    found = []
    for index, word in enumerate(words):
        name, _, treatment = word.strip().partition("=")
        field, place = FieldName(name), f"fields[{index}]"
        if field not in FIELDS:
            raise Malformed("there is no such field; docs/spec/fields.md lists them", place=place)
        if (treatment or "clear") not in {one.value for one in MEANINGFUL[field]}:
            raise Malformed(f"a treatment that means nothing for {field}", place=place)
        found.append(Held(field, Treatment(treatment or "clear")))
    return frozenset(found)


def of_fields(holding: Holding) -> FieldsExposure:
    """Return what a set of fields gives away, what is enough for each scam, and the cheapest change that ends it."""
    engine = the_engine()
    report = judge(engine, holding)
    told = {}
    for name, judgement in report.judgements.items():
        cuts = find_cuts(engine, name, options_of_file(holding))
        told[name] = Told(judgement, enough_of(engine, name, holding), cuts[0] if cuts and cuts[0].changes else None)
    typed = sorted({one.field for one in holding if FIELDS[one.field].group is Group.FREE_TEXT})
    return FieldsExposure(report, told, tuple(typed))


def of_rows(columns: Sequence[Held | None], rows: Iterable[Sequence[Any]]) -> RowsExposure:
    """Return what the rows of a file give away; a column without a meaning is None. An empty cell holds nothing.

    Rows that hold the same fields are judged once, so that the cost is that of looking at the cells.
    """
    engine = the_engine()
    counts = Counter(tuple(map(bool, row)) for row in rows)
    possible: dict[str, Counter[Feasibility]] = {name: Counter() for name in engine.scams}
    for filled, count in counts.items():
        holding = frozenset(column for column, is_full in zip(columns, filled, strict=True) if is_full and column)
        for name, judgement in judge(engine, holding).judgements.items():
            possible[name][judgement.feasibility] += count
    return RowsExposure(sum(counts.values()), len(counts), possible)


def of_findings(found: Iterable[Found], today: date | None = None) -> FindingsExposure:
    """Return what findings give away, those of one record beside one another.

    Findings alone tell of no status, date or masked value: `of_text`, `of_records` and `of_frame` see those too.
    """
    exposure = Exposure(today)
    for one in found:
        exposure.add(one)
    return exposure.result()


def of_text(text: str, today: date | None = None) -> FindingsExposure:
    """Return what a text gives away: a message, a note, a template."""
    return _searched(windows(Place("text"), text), today)


def of_records(records: Iterable[Mapping[str, Any]], today: date | None = None) -> FindingsExposure:
    """Return what records as JSON has them give away. Raises Malformed for one nested too deep."""
    return _searched(pieces_of_records(records), today)


def of_frame(frame: Any, today: date | None = None) -> FindingsExposure:
    """Return what the rows of a data frame give away (see `orderveil.scan.api.scan_frame`)."""
    return _searched(chunks_of_frame(frame), today)


def _searched(parts: Iterable[Searched], today: date | None) -> FindingsExposure:
    exposure = Exposure(today)
    for found in Search().through(exposure.watch(parts), tally=_Rows(exposure)):
        exposure.add(found)
    return exposure.result()


class _Rows(Tally):
    """Stretches of tables on their way into an exposure; none of their findings is made."""

    def __init__(self, exposure: Exposure) -> None:
        super().__init__()
        self._exposure = exposure

    def take(self, findings: Findings, types: frozenset[str]) -> Iterator[Found]:
        self._exposure.take(findings, types)
        return iter(())
