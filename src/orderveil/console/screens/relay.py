"""Relay: what each hop holds, before and now, how far it is taken up, and how its controls stand."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from orderveil.console.installed import INSTALLATION, Examined, modes_of, shops_of
from orderveil.console.screens.asked import who_of, words_of
from orderveil.console.words import Words
from orderveil.controls.dots import Holding
from orderveil.controls.judging import Standing, Status
from orderveil.core.grants import Mode
from orderveil.core.hop import HOPS, Hop
from orderveil.people.permissions import Permission
from orderveil.vault.messages import BypassRow, ModeRow, Modes, ShopRow
from orderveil.vault.people_messages import WhoAmI

_ORDER = (
    *(Status.FAILS, Status.BYPASSED, Status.LAPSED, Status.NOT_ATTESTED, Status.NOT_ENFORCED, Status.NOT_LOOKED_AT),
    *(Status.NOT_BUILT, Status.ATTESTED, Status.HOLDS),
)
_COLOURS = {
    Status.FAILS: "red", Status.BYPASSED: "red", Status.LAPSED: "red", Status.NOT_ATTESTED: "amber",
    Status.NOT_ENFORCED: "amber", Status.ATTESTED: "green", Status.HOLDS: "green",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class HopRow:
    """One hop as the table shows it. `tally`: how many controls stand how, gravest first, with a colour."""

    hop: str
    before: str
    now: str
    held_before: str
    held_now: str
    treated_now: str
    modes: list[ModeRow]
    bypasses: list[BypassRow]
    tally: list[tuple[str, int, str]]


@dataclass(frozen=True, slots=True)
class ControlRow:
    """One control in the page's language. `evidence` is the program's own words, in English."""

    id: str
    says: str
    serves: str
    scope: str
    status: str
    colour: str
    evidence: str
    is_attested: bool  # kept by people: somebody may attest it


@dataclass(frozen=True, slots=True)
class Step:
    """One of the first steps: its word, whether it is done, and where it is done."""

    name: str
    is_done: bool
    path: str = ""


def relay(request: HttpRequest) -> HttpResponse:
    """The first page after signing in: the eleven hops, or for roles that do not see them what is theirs."""
    who, words = who_of(request), words_of(request)
    modes = modes_of(who.tenant)
    told: dict[str, Any] = {"steps": first_steps(who, shops_of(who.tenant), modes)}
    if may(who, Permission.CONTROLS_REGISTER_READ):
        found = INSTALLATION.examined(who.tenant)
        rows = [hop_row(hop, found, modes, words) for hop in HOPS]
        told |= {"rows": rows, "examined": found, "route": _route(rows), "sums": _sums(found, words)}
    return render(request, "console/relay.html", told)


def may(who: WhoAmI, permission: Permission) -> bool:
    """Tell whether somebody may do something somewhere: for what a page offers, never for a decision."""
    return permission.value in who.permissions


def hop_row(hop: Hop, found: Examined, modes: Modes, words: Words) -> HopRow:
    """Return one hop for a page."""
    holding = next(one for one in found.holdings if one.hop is hop)
    own = [one for one in found.standings if one.control.hop is hop]
    return HopRow(
        hop.value, holding.before, holding.now, kinds_text(holding.kinds_before, words),
        kinds_text(holding.kinds_now, words), kinds_text(_only_treated(holding), words),
        [row for row in modes.rows if row.hop == hop.value], [one for one in modes.bypasses if one.hop == hop.value],
        _tally(own, words),
    )  # fmt: skip


def _only_treated(holding: Holding) -> tuple[str, ...]:
    return tuple(kind for kind in holding.treated_now if kind not in holding.kinds_now)


def kinds_text(kinds: tuple[str, ...], words: Words) -> str:
    """Return kinds of a buyer's data in words."""
    return ", ".join(words.say(f"relay_kind.{kind}") for kind in kinds)


def _tally(standings: list[Standing], words: Words) -> list[tuple[str, int, str]]:
    counted = Counter(one.status for one in standings)
    return [(status_text(one, words), counted[one], _COLOURS.get(one, "")) for one in _ORDER if counted[one]]


def _sums(found: Examined, words: Words) -> list[tuple[str, int, str]]:
    return _tally(found.standings, words)


def status_text(status: Status, words: Words) -> str:
    """Return how a control stands, in words."""
    return words.say(f"relay_status.{status.value.replace(' ', '_')}")


def control_rows(found: Examined, hop: Hop, words: Words) -> list[ControlRow]:
    """Return the controls of a hop for a page, in the order of the register."""
    return [
        ControlRow(
            one.control.id, words.say(f"control.{one.control.id}"),
            ", ".join(words.say(f"relay_verb.{verb.replace(' ', '_')}") for verb in one.control.serves),
            words.say(f"relay_scope.{one.control.scope}"), status_text(one.status, words),
            _COLOURS.get(one.status, ""), one.evidence, one.control.attested,
        )
        for one in found.standings if one.control.hop is hop
    ]  # fmt: skip


def _route(rows: list[HopRow]) -> list[dict[str, Any]]:
    """Return the drawn map: eleven stations on an order's way, in two rows that go back and forth."""
    drawn = []
    for index, row in enumerate(rows):
        line, place = divmod(index, 6)
        x = 70 + 160 * (place if line == 0 else 5 - place)
        is_enforced = bool(row.modes) and all(mode.mode == Mode.ENFORCED for mode in row.modes)
        y = 60 + 130 * line
        name_y = y + 44 if line else y - 32  # the way down from the first row runs where a name would stand
        drawn.append({"hop": row.hop, "x": x, "y": y, "name_y": name_y, "dot": row.now, "dashed": not is_enforced})
    for before, after in itertools.pairwise(drawn):
        after["from_x"], after["from_y"] = before["x"], before["y"]
    return drawn


def first_steps(who: WhoAmI, shops: list[ShopRow], modes: Modes) -> list[Step]:
    """Return the first steps of an installation while one is open; they end with the first masked order."""
    if not may(who, Permission.CONTROLS_MODE_CHANGE):
        return []
    orders = sum(shop.orders for shop in shops)
    enforced = any(row.mode == Mode.ENFORCED for row in modes.rows)
    steps = [
        Step("factor", True),
        Step("shop", bool(shops)),
        Step("order", orders > 0),
        Step("look", orders > 0 and enforced, "/orders/"),
        Step("enforce", enforced, "/relay/support/"),
    ]
    return [] if all(step.is_done for step in steps) else steps
