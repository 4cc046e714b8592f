"""What `exposure` tells of hops: in an ordinary shop, by contract, and as the installation runs today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import typer

from orderveil.cli.showing import print_json, print_table, say
from orderveil.contracts.load import Contracts
from orderveil.core.exposure.cutting import Cut
from orderveil.core.exposure.words import Feasibility
from orderveil.core.hop import Hop
from orderveil.exposure import api
from orderveil.exposure.today import Running, Today, reasons, today_of
from orderveil.exposure.together import Together
from orderveil.exposure.words import SIGNS, cell_text, cut_text, scam_title, ways_text

_POSSIBLE = (Feasibility.DIRECT, Feasibility.DETOUR)
_KEY = "● directly   ◐ by a detour   – not by these fields   ~ whatever is held   ! what the hop cannot spare is enough"
Known = tuple[Running | None, str | None]  # how it runs, or why that is not known


@dataclass(frozen=True, slots=True)
class Looked:
    """Whose contracts are looked at."""

    partner: str | None = None
    shop: str | None = None


@dataclass(frozen=True, slots=True)
class _Hop:
    one: api.HopExposure
    today: Today | None


def tell_hops(contracts: Contracts, of: Sequence[api.Of], known: Known, as_json: bool) -> None:
    """Tell of one hop in full, or of several in a table."""
    running, unknown = known
    found = [
        _Hop(api.exposure_of(contracts, one), today_of(contracts, one, running) if running is not None else None)
        for one in of
    ]
    if as_json:
        for one in found:
            _print_cells(contracts, one)
        return
    if len(found) == 1:
        _print_hop(contracts, found[0])
    else:
        _print_table(found)
    for one in found:
        for reason in reasons(one.today) if one.today is not None else ():
            say(reason)
    if unknown:
        say(unknown)


def _print_table(found: Sequence[_Hop]) -> None:
    print_table(
        ("hop", *[_stacked(scam_title(scam)) for scam in found[0].one.now]),
        [(hop.one.of.hop.value, *[_signs(hop, scam) for scam in hop.one.now]) for hop in found],
        empty="",
        whole=("hop",),
    )
    columns = "ordinary shop → by contract" + (" → as it runs today" if found[0].today is not None else "")
    say(f"{columns}:   {_KEY}")
    say("orderveil exposure HOP tells for how long, how believable, and what ends it.")


def _stacked(title: str) -> str:
    return title.replace(" ", "\n").replace("-", "-\n")


def _signs(hop: _Hop, scam: str) -> str:
    one = hop.one
    is_bare = one.required[scam].feasibility in _POSSIBLE and one.now[scam].feasibility in _POSSIBLE
    today = f"→{SIGNS[hop.today.cells[scam].feasibility]}" if hop.today is not None else ""
    return f"{SIGNS[one.before[scam].feasibility]}→{SIGNS[one.now[scam].feasibility]}{today}{'!' if is_bare else ''}"


def _print_hop(contracts: Contracts, hop: _Hop) -> None:
    one, today = hop.one, hop.today
    last = ("as it runs today",) if today is not None else ()
    print_table(
        ("scam", "ordinary shop", "by contract", *last),
        [
            (
                scam_title(scam), cell_text(one.before[scam]), cell_text(one.now[scam]),
                *(() if today is None else (_today_text(one.now[scam], today.cells[scam]),)),
            )
            for scam in one.now
        ],
        empty="",
    )  # fmt: skip
    for ending in api.endings(contracts, one.of):
        say(ending_text(ending))
    looks: dict[tuple[str, Feasibility], list[str]] = {}
    for purpose, scam, feasibility in api.reveals(contracts, one.of):
        looks.setdefault((purpose, feasibility), []).append(scam_title(scam))
    for (purpose, feasibility), scams in looks.items():
        say(f"a look for {purpose}, one order at a time and on record, makes possible {feasibility.value}: "
            f"{', '.join(scams)}")  # fmt: skip


def _today_text(by_contract: api.Cell, today: api.Cell) -> str:
    return "the same" if today == by_contract else cell_text(today)


def ending_text(ending: api.Ending) -> str:
    """Return what ends a scam at a hop, or plainly that nothing does."""
    title = scam_title(ending.scam)
    if ending.cut is not None and ending.ends_all:
        return f"to end {title}: {cut_text(ending.cut)}"
    if ending.cut is not None:
        return f"to end {title} but for detours: {cut_text(ending.cut)}"
    if ending.required_alone in _POSSIBLE:
        return f"{title}: no change ends it; what the hop cannot do its job without is enough"
    return f"{title}: no change of these fields closes every way"


def _print_cells(contracts: Contracts, hop: _Hop) -> None:
    one, today = hop.one, hop.today
    ends = {ending.scam: ending for ending in api.endings(contracts, one.of)}
    for scam in one.now:
        ending = ends.get(scam)
        print_json(
            {
                "hop": one.of.hop.value,
                "partner": one.of.partner,
                "shop": one.of.shop,
                "scam": scam,
                "before": cell_object(one.before[scam]),
                "now": cell_object(one.now[scam]),
                "today": cell_object(today.cells[scam]) if today is not None else None,
                "today_because": list(reasons(today)) if today is not None else [],
                "required_alone": one.required[scam].feasibility.value,
                "ends": cut_object(ending.cut, ending.ends_all) if ending is not None else None,
            }
        )


def cell_object(cell: api.Cell) -> dict[str, Any]:
    """Return a cell as programs are told of it."""
    return {
        "feasibility": cell.feasibility.value,
        "ways": list(cell.ways),
        "pretext": cell.strength.value,
        "says": list(cell.says),
        "hours": cell.hours,
        "stations": list(cell.stations),
    }


def cut_object(cut: Cut | None, is_every_way: bool) -> dict[str, Any]:
    """Return what ends a scam as programs are told of it."""
    changes = cut.changes if cut is not None else ()
    told = [{"field": one.held.field, "from": one.held.treatment.value, "to": one.to.value} for one in changes]
    return {"possible": cut is not None, "every_way": is_every_way, "changes": told}


def tell_together(contracts: Contracts, hops: Sequence[Hop], as_json: bool) -> None:
    """Tell what several hops reach by their contracts with their data put together, and none of them alone."""
    if len(set(hops)) < 2:
        raise typer.BadParameter("name two hops or more, with commas between them", param_hint="--together")
    found = api.together(contracts, size=len(set(hops)), hops=tuple(dict.fromkeys(hops)))
    if as_json:
        for one in found:
            print_json(_together_object(one))
        return
    print_table(
        ("hops", "scam", "possible", "ways", "lines matched by"),
        [
            (
                " + ".join(one.collusion.holders), scam_title(one.collusion.scam), one.collusion.feasibility.value,
                ways_text(one.collusion.ways), ", ".join(one.joined_by) or "nothing: they would have to guess",
            )
            for one in found
        ],
        empty="by their contracts they reach nothing together that one of them does not reach alone",
    )  # fmt: skip


def _together_object(one: Together) -> dict[str, Any]:
    return {
        "hops": list(one.collusion.holders),
        "scam": one.collusion.scam,
        "feasibility": one.collusion.feasibility.value,
        "ways": list(one.collusion.ways),
        "joined_by": list(one.joined_by),
    }
