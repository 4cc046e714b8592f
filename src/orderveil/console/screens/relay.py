"""Relay: what each hop holds, before and now, how far it is taken up, and how its controls stand."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from orderveil.console.installed import INSTALLATION, modes_of, shops_of
from orderveil.controls.dots import Holding
from orderveil.controls.judging import Standing
from orderveil.core.grants import Mode
from orderveil.core.hop import HOPS, Hop
from orderveil.people.permissions import Permission
from orderveil.vault.messages import BypassRow, ModeRow, ShopRow
from orderveil.vault.people_messages import WhoAmI

_GRAVE = {"fails": "red", "bypassed": "red", "lapsed": "red", "not attested": "amber", "not enforced": "amber"}


@dataclass(frozen=True, slots=True)
class HopRow:
    """One hop as the table shows it. `tally`: how many controls stand how, gravest first, with a colour."""

    hop: str
    holding: Holding
    modes: list[ModeRow]
    bypasses: list[BypassRow]
    tally: list[tuple[str, int, str]]
    standings: list[Standing]
    surplus: list[tuple[str, int, int]]  # in shadow: field, times sent, times owed


@dataclass(frozen=True, slots=True)
class Step:
    """One of the first steps: its word, whether it is done, and where it is done."""

    name: str
    is_done: bool
    path: str = ""


def relay(request: HttpRequest) -> HttpResponse:
    """The first page after signing in: the eleven hops, or for roles that do not see them what is theirs."""
    who: WhoAmI = request.who  # type: ignore[attr-defined]
    shops = shops_of(who.tenant)
    told: dict[str, Any] = {"steps": first_steps(who, shops)}
    if _may(who, Permission.CONTROLS_REGISTER_READ):
        found = INSTALLATION.examined()
        told |= {"rows": _rows(who), "examined": found, "route": _route(_rows(who))}
    return render(request, "console/relay.html", told)


def hop(request: HttpRequest, name: str) -> HttpResponse:
    """One hop: every control with its evidence, modes by shop, and what shadow found."""
    who: WhoAmI = request.who  # type: ignore[attr-defined]
    row = next((one for one in _rows(who) if one.hop == name), None)
    if row is None or not _may(who, Permission.CONTROLS_REGISTER_READ):
        raise Http404
    return render(request, "console/relay_hop.html", {"row": row, "examined": INSTALLATION.examined()})


def _may(who: WhoAmI, permission: Permission) -> bool:
    return permission.value in who.permissions


def _rows(who: WhoAmI) -> list[HopRow]:
    modes, found = modes_of(who.tenant), INSTALLATION.examined()
    held = {one.hop: one for one in found.holdings}
    return [_row(one, held[one], found.standings, modes.rows, modes.bypasses) for one in HOPS]


def _row(
    hop: Hop, holding: Holding, standings: list[Standing], modes: list[ModeRow], bypasses: list[BypassRow]
) -> HopRow:  # fmt: skip
    own = [one for one in standings if one.control.hop is hop]
    counted = Counter(one.status.value for one in own)
    order = [*_GRAVE, "not built", "attested", "holds"]
    tally = [(status, counted[status], _GRAVE.get(status, "green" if status in ("holds", "attested") else ""))
             for status in order if counted[status]]  # fmt: skip
    mine = [row for row in modes if row.hop == hop.value]
    surplus = [
        (field, times, row.owed.get(field, 0))
        for row in mine
        for field, times in sorted(row.sent.items())
        if times > row.owed.get(field, 0)
    ]
    return HopRow(hop.value, holding, mine, [one for one in bypasses if one.hop == hop.value], tally, own, surplus)


def _route(rows: list[HopRow]) -> list[dict[str, Any]]:
    """Return the drawn map: eleven stations on an order's way, in two rows that go back and forth."""
    drawn = []
    for index, row in enumerate(rows):
        line, place = divmod(index, 6)
        x = 70 + 160 * (place if line == 0 else 5 - place)
        is_enforced = bool(row.modes) and all(mode.mode == Mode.ENFORCED for mode in row.modes)
        y = 60 + 130 * line
        name_y = y + 44 if line else y - 32  # the way down from the first row runs where a name would stand
        drawn.append(
            {"hop": row.hop, "x": x, "y": y, "name_y": name_y, "dot": row.holding.now, "dashed": not is_enforced}
        )
    for before, after in itertools.pairwise(drawn):
        after["from_x"], after["from_y"] = before["x"], before["y"]
    return drawn


def first_steps(who: WhoAmI, shops: list[ShopRow]) -> list[Step]:
    """Return the first steps of an installation while one is open; they end with the first masked order."""
    if not _may(who, Permission.CONTROLS_MODE_CHANGE):
        return []
    orders = sum(shop.orders for shop in shops)
    enforced = any(row.mode == Mode.ENFORCED for row in modes_of(who.tenant).rows)
    steps = [
        Step("factor", True),
        Step("shop", bool(shops)),
        Step("order", orders > 0),
        Step("look", orders > 0 and enforced, "/orders/"),
        Step("enforce", enforced),
    ]
    return [] if all(step.is_done for step in steps) else steps
