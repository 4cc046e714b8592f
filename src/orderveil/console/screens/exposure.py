"""Exposure: hop by scam as a map, before and now, with a slider through an order's life."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from orderveil.console.installed import INSTALLATION, running_for
from orderveil.contracts.load import Contracts
from orderveil.core.exposure.judging import judge
from orderveil.core.exposure.words import Feasibility
from orderveil.core.hop import HOPS, Hop
from orderveil.exposure.ending import endings
from orderveil.exposure.hops import Of, exposure_of, held_before, holdings_by
from orderveil.exposure.lives import MAIN, lives
from orderveil.exposure.load import the_engine
from orderveil.exposure.page import write_page
from orderveil.exposure.today import Running, reasons, today_of
from orderveil.exposure.words import SIGNS, cut_text, hours_text, words
from orderveil.people.permissions import Permission
from orderveil.vault.people_messages import WhoAmI

_CLASSES = {
    Feasibility.DIRECT: "red", Feasibility.DETOUR: "amber", Feasibility.NOT_BY_THESE: "none",
    Feasibility.OUTSIDE: "outside",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Square:
    """One hop and one scam at one station."""

    before: str
    before_colour: str
    now: str
    now_colour: str
    says: str


def exposure(request: HttpRequest) -> HttpResponse:
    """The map. `at`: the station's number; htmx asks for the map alone."""
    who = _reader(request)
    language = "hi" if str(getattr(request, "LANGUAGE_CODE", "en")).startswith("hi") else "en"
    stations = lives()[MAIN].life.stations
    asked = request.GET.get("at", "")
    at = min(int(asked), len(stations) - 1) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 0
    contracts = INSTALLATION.contracts()
    told, running = words(language), running_for(who.tenant)
    names = told["hops"]
    rows = [(hop.value, names[hop.value], _squares(contracts, hop)[at]) for hop in HOPS]
    given: dict[str, Any] = {
        "at": at, "last": len(stations) - 1, "rows": rows,
        "station": told.get("stations", {}).get(stations[at].name, stations[at].name),
        "hours": hours_text(stations[at].at_hours, language),
        "scams": [told["scams"][name]["title"] for name in the_engine().scams],
        "why": [text for hop in HOPS for text in _why(contracts, hop, running, language)],
    }  # fmt: skip
    page = "console/exposure_map.html" if getattr(request, "htmx", False) else "console/exposure.html"
    return render(request, page, given)


def hop(request: HttpRequest, name: str) -> HttpResponse:
    """One hop: each scam before and by contract, for how long, and what ends it."""
    _reader(request)
    if name not in list(HOPS):
        raise Http404
    language = "hi" if str(getattr(request, "LANGUAGE_CODE", "en")).startswith("hi") else "en"
    told, contracts, of = words(language), INSTALLATION.contracts(), Of(Hop(name))
    found = exposure_of(contracts, of)
    ends = {one.scam: one for one in endings(contracts, of)}
    rows = []
    for scam in found.now:
        ending = ends.get(scam)
        cut = cut_text(ending.cut, language) if ending is not None and ending.cut is not None else ""
        before, now = found.before[scam], found.now[scam]
        rows.append(
            {"title": told["scams"][scam]["title"], "does": told["scams"][scam]["does"],
             "before": told["feasibility"][before.feasibility.value], "before_colour": _CLASSES[before.feasibility],
             "now": told["feasibility"][now.feasibility.value], "now_colour": _CLASSES[now.feasibility],
             "hours": hours_text(now.hours, language) if now.hours else "", "cut": cut,
             "stuck": ending is not None and ending.cut is None,
             "required": found.required[scam].feasibility in (Feasibility.DIRECT, Feasibility.DETOUR)}
        )  # fmt: skip
    return render(request, "console/exposure_hop.html", {"name": told["hops"][name], "hop": name, "rows": rows})


def board(request: HttpRequest) -> HttpResponse:
    """The page for a board, whole, to keep or print."""
    who = _reader(request)
    page = HttpResponse(write_page(INSTALLATION.contracts(), running_for(who.tenant)), content_type="text/html")
    page["Content-Disposition"] = 'attachment; filename="what-does-one-order-reveal.html"'
    return page


def _reader(request: HttpRequest) -> WhoAmI:
    who: WhoAmI = request.who  # type: ignore[attr-defined]
    if Permission.EXPOSURE_MAP_READ.value not in who.permissions or any(row.partner for row in who.roles):
        raise Http404  # a partner's user has a page of their own company, not the whole map
    return who


@lru_cache(maxsize=64)
def _squares(contracts: Contracts, hop: Hop) -> list[list[Square]]:
    """Return, station by station, the squares of a hop: one for each scam."""
    lived = lives()[MAIN]
    before, now = held_before(hop, lived), holdings_by(contracts, Of(hop))[MAIN]
    found = []
    for was, holds in zip(before, now, strict=True):
        then, today = judge(the_engine(), was.held).judgements, judge(the_engine(), holds.held).judgements
        found.append(
            [
                Square(
                    SIGNS[then[scam].feasibility], _CLASSES[then[scam].feasibility],
                    SIGNS[today[scam].feasibility], _CLASSES[today[scam].feasibility], today[scam].strength.value,
                )
                for scam in the_engine().scams
            ]
        )  # fmt: skip
    return found


@lru_cache(maxsize=64)
def _why(contracts: Contracts, hop: Hop, running: Running, language: str) -> list[str]:
    """Return why a hop holds other than by its contract, in words."""
    today = today_of(contracts, Of(hop), running) if running.modes else None
    return list(reasons(today, language, words(language)["hops"])) if today is not None else []
