"""`exposure`: which scams a hop, a set of fields or the whole relay makes possible, before and by contract."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from orderveil.cli.asking import settings
from orderveil.cli.exposure_sets import tell_fields, tell_rows
from orderveil.cli.options import AsJson, Partner
from orderveil.cli.showing import print_json, print_table, say
from orderveil.cli.views import hop_named
from orderveil.contracts.load import Contracts, load_contracts
from orderveil.core.exposure.words import Feasibility
from orderveil.core.hop import HOPS
from orderveil.exposure import api
from orderveil.exposure.page import write_page
from orderveil.exposure.words import (
    SIGNS,
    cell_text,
    cut_text,
    scam_title,
)

_POSSIBLE = (Feasibility.DIRECT, Feasibility.DETOUR)
_KEY = "● directly   ◐ by a detour   – not by these fields   ~ whatever is held   ! what the hop cannot spare is enough"

_Shop = Annotated[str | None, typer.Option("--shop", metavar="SHOP", help="As this shop's overlay has it.")]
_Fields = Annotated[
    str | None, typer.Option("--fields", metavar="LIST", help="Instead: these fields, as phone or phone=mask.")
]
_Csv = Annotated[
    Path | None, typer.Option("--csv", metavar="FILE", help="Instead: the rows of a CSV.", exists=True, dir_okay=False)
]
_Html = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="Write the page 'What does one order reveal?'.")
]


def exposure(
    hop: Annotated[str | None, typer.Argument(metavar="[HOP]", help="One hop in full (default: all eleven).")] = None,
    partner: Partner = None,
    shop: _Shop = None,
    fields: _Fields = None,
    csv: _Csv = None,
    html: _Html = None,
    as_json: AsJson = False,
) -> None:
    """Tell which scams data makes possible.

    In an ordinary shop, where everything is shared, and by contract, through an order's life.
    Counts contracts; a hop that is not enforced still holds what it held before (orderveil mode show).
    """
    if fields is not None:
        tell_fields(fields, as_json)
        return
    if csv is not None:
        tell_rows(csv, as_json)
        return
    contracts = load_contracts(settings().home / "contracts")
    of = [api.Of(hop_named(hop), partner, shop)] if hop is not None else [api.Of(one, partner, shop) for one in HOPS]
    found = [api.exposure_of(contracts, one) for one in of]
    if html is not None:
        html.write_text(write_page(contracts), encoding="utf-8")
        if not as_json:
            say(f"written: {html}")
            return
    if as_json:
        for one in found:
            _print_cells(contracts, one)
    elif hop is not None:
        _print_hop(contracts, found[0])
    else:
        _print_table(found)


def _print_table(found: Sequence[api.HopExposure]) -> None:
    print_table(
        ("hop", *[_stacked(scam_title(scam)) for scam in found[0].now]),
        [(one.of.hop.value, *[_pair(one, scam) for scam in one.now]) for one in found],
        empty="",
        whole=("hop",),
    )
    say(f"before → by contract:   {_KEY}")
    say("orderveil exposure HOP tells for how long, how believable, and what ends it.")


def _stacked(title: str) -> str:
    return title.replace(" ", "\n").replace("-", "-\n")


def _pair(one: api.HopExposure, scam: str) -> str:
    is_bare = one.required[scam].feasibility in _POSSIBLE and one.now[scam].feasibility in _POSSIBLE
    return f"{SIGNS[one.before[scam].feasibility]}→{SIGNS[one.now[scam].feasibility]}{'!' if is_bare else ''}"


def _print_hop(contracts: Contracts, one: api.HopExposure) -> None:
    print_table(
        ("scam", "ordinary shop", "by contract"),
        [(scam_title(scam), cell_text(one.before[scam]), cell_text(one.now[scam])) for scam in one.now],
        empty="",
    )
    for ending in api.endings(contracts, one.of):
        say(ending_text(ending))
    looks: dict[tuple[str, Feasibility], list[str]] = {}
    for purpose, scam, feasibility in api.reveals(contracts, one.of):
        looks.setdefault((purpose, feasibility), []).append(scam_title(scam))
    for (purpose, feasibility), scams in looks.items():
        say(f"a look for {purpose}, one order at a time and on record, makes possible {feasibility.value}: "
            f"{', '.join(scams)}")  # fmt: skip


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


def _print_cells(contracts: Contracts, one: api.HopExposure) -> None:
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
                "required_alone": one.required[scam].feasibility.value,
                "ends": _cut_object(ending) if ending is not None else None,
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


def _cut_object(ending: api.Ending) -> dict[str, Any]:
    changes = ending.cut.changes if ending.cut is not None else ()
    told = [{"field": one.held.field, "from": one.held.treatment.value, "to": one.to.value} for one in changes]
    return {"possible": ending.cut is not None, "every_way": ending.ends_all, "changes": told}
