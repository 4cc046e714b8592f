"""One hop of the relay: its controls, attested or taken back; its mode in each shop, and what another would do.

What protects more is done at once; what protects less waits for a second person. The vault decides which is which.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from orderveil.console.asking import as_person, the_vault
from orderveil.console.contracttext import Telling
from orderveil.console.installed import INSTALLATION, modes_of, running_for
from orderveil.console.modejudging import Surplus, mode_shifts, strength, surplus_of
from orderveil.console.screens.asked import attempt, for_permission, told, who_of, words_of
from orderveil.console.screens.relay import control_rows, hop_row, may
from orderveil.controls.register import register
from orderveil.core.grants import Mode
from orderveil.core.hop import Hop
from orderveil.exposure.today import HopMode
from orderveil.people.permissions import Permission
from orderveil.vault.account_messages import ChangeMode
from orderveil.vault.control_messages import (
    AttestControl,
    ControlsRead,
    EndAttestation,
    ModeSaid,
    ReadControls,
)
from orderveil.vault.messages import Done, ModeRow
from orderveil.vault.people_messages import ChangeRow, ChangeRows, ListChanges, Proposed

_READ = Permission.CONTROLS_REGISTER_READ.value
_CHANGE = Permission.CONTROLS_MODE_CHANGE.value
_ATTEST = Permission.CONTROLS_CONTROL_ATTEST.value
MODES = tuple(mode.value for mode in (Mode.ENFORCED, Mode.PERCENTAGE, Mode.SHADOW, Mode.OFF))  # from most to least
LASTS = (30, 90, 180, 365)
_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class ShopMode:
    """A hop's mode in one shop, who set it, what waits, and what shadow counted there."""

    row: ModeRow
    said: ModeSaid | None
    waiting: list[ChangeRow]
    surplus: list[Surplus]
    percent: int


@require_GET
@for_permission(_READ)
def hop(request: HttpRequest, name: str) -> HttpResponse:
    """One hop: every control with its evidence, its mode in each shop, and what shadow found there."""
    who, words, which = who_of(request), words_of(request), _hop(name)
    found = INSTALLATION.examined(who.tenant)
    read = the_vault().ask(ReadControls(as_person(request)), ControlsRead)
    modes, waiting = modes_of(who.tenant), _waiting(request, name)
    attested, today = {row.control: row for row in read.attested}, datetime.now(_zone(request)).date()
    context = {
        "row": hop_row(which, found, modes, words), "examined": found,
        "controls": [(one, attested.get(one.id)) for one in control_rows(found, which, words)],
        "may_attest": may(who, Permission.CONTROLS_CONTROL_ATTEST),
        "shops": [_shop(row, read.modes, waiting) for row in modes.rows if row.hop == name],
        "is_named": may(who, Permission.CHANGES_CHANGE_READ), "may_change": may(who, Permission.CONTROLS_MODE_CHANGE),
        "modes": MODES, "lasts": LASTS,
        "today": today.isoformat(), "first": (today - timedelta(days=365)).isoformat(),
    }  # fmt: skip
    return render(request, "console/relay_hop.html", context)


def _hop(name: str) -> Hop:
    try:
        return Hop(name)
    except ValueError:
        raise Http404 from None


def _waiting(request: HttpRequest, hop: str) -> list[ChangeRow]:
    rows = the_vault().ask(ListChanges(as_person(request)), ChangeRows).rows
    return [row for row in rows if row.kind == "modes" and row.hop == hop and row.state == "waiting"]


def _shop(row: ModeRow, said: list[ModeSaid], waiting: list[ChangeRow]) -> ShopMode:
    """Put together what is known of a hop in one shop; who set its mode only where it is still that one."""
    own = next((one for one in said if (one.shop, one.hop, one.at_ms) == (row.shop, row.hop, row.since_ms)), None)
    counted = surplus_of(INSTALLATION.contracts(), row)
    return ShopMode(row, own, [one for one in waiting if one.shop == row.shop], counted, row.percent or 10)


# ---- the mode


@require_http_methods(["GET", "POST"])
@for_permission(_CHANGE)
def mode(request: HttpRequest, name: str) -> HttpResponse:
    """First what another mode would do; then, with a reason, ask for it."""
    who, given = who_of(request), request.POST if request.method == "POST" else request.GET
    _hop(name)
    row = next((one for one in modes_of(who.tenant).rows if (one.hop, one.shop) == (name, given.get("shop"))), None)
    wanted, percent = given.get("mode", ""), _percent(given.get("percent", ""))
    if row is None or wanted not in MODES:
        raise Http404
    if wanted == Mode.PERCENTAGE and percent is None:
        messages.error(request, words_of(request).say("relay.percent_wrong"))
        return redirect("relay_hop", name=name)
    percent = percent if wanted == Mode.PERCENTAGE else None
    if request.method == "POST":
        asked = ChangeMode(as_person(request), row.shop, name, wanted, percent, given.get("why", "").strip())
        done = attempt(request, lambda: the_vault().ask(asked, Proposed))
        if done is not None:
            INSTALLATION.forget(who.tenant)
            told(request, "relay.mode_asked" if done.change else "relay.mode_done")
            return redirect("relay_hop", name=name)
    return render(request, "console/relay_mode.html", _considered(request, row, wanted, percent))


def _percent(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and 1 <= len(text) < 3 and int(text) else None


def _considered(request: HttpRequest, row: ModeRow, wanted: str, percent: int | None) -> dict[str, Any]:
    who, contracts = who_of(request), INSTALLATION.contracts()
    before, after = strength(row.mode, row.percent), strength(wanted, percent)
    shifts = mode_shifts(
        contracts, running_for(who.tenant), HopMode(row.shop, row.hop, wanted, percent), Telling(words_of(request))
    )
    surplus = surplus_of(contracts, row)
    counted = {kind: sum(one.kind == kind for one in surplus) for kind in ("withheld", "treated", "clear")}
    read = the_vault().ask(ReadControls(as_person(request)), ControlsRead)
    return {
        "row": row, "wanted": wanted, "percent": percent, "rest": 100 - (percent or 0),
        "is_same": before == after, "is_less": after < before, "shifts": shifts, "surplus": surplus,
        "counted": counted, "approvers": read.approvers, "why": request.POST.get("why", ""),
        "bypasses": [one for one in modes_of(who.tenant).bypasses if (one.hop, one.shop) == (row.hop, row.shop)],
        "waiting": [one for one in _waiting(request, row.hop) if one.shop == row.shop],
    }  # fmt: skip


# ---- attestations


@require_POST
@for_permission(_ATTEST)
def attest(request: HttpRequest, name: str, control: str) -> HttpResponse:
    """Say that a control which only people can keep is kept, by which evidence, and until when that counts."""
    _control(name, control)
    form = request.POST
    seen, days = _day(form.get("seen", "")), form.get("days", "")
    lasts = int(days) if days in map(str, LASTS) else 0
    noon = datetime(seen.year, seen.month, seen.day, 12, tzinfo=_zone(request)) if seen else None
    seen_ms = min(int(noon.timestamp() * 1000), time.time_ns() // 1_000_000) if noon is not None else 0
    asked = AttestControl(
        as_person(request), control, seen_ms, seen_ms + lasts * _DAY_MS, form.get("reference", "").strip(),
        form.get("note", "").strip(),
    )  # fmt: skip
    if attempt(request, lambda: the_vault().ask(asked, Done)) is not None:
        INSTALLATION.forget(who_of(request).tenant)
        told(request, "relay.attested_now")
    return redirect("relay_hop", name=name)


@require_POST
@for_permission(_ATTEST)
def end_attestation(request: HttpRequest, name: str, control: str) -> HttpResponse:
    """Take an attestation back."""
    _control(name, control)
    if attempt(request, lambda: the_vault().ask(EndAttestation(as_person(request), control), Done)) is not None:
        INSTALLATION.forget(who_of(request).tenant)
        told(request, "relay.attestation_ended")
    return redirect("relay_hop", name=name)


def _zone(request: HttpRequest) -> ZoneInfo:
    """Return the account's own time zone: today is another day elsewhere."""
    return ZoneInfo(getattr(request.user, "zone", None) or "UTC")


def _control(hop: str, control: str) -> None:
    if not any(one.id == control and one.hop == hop and one.attested for one in register()):
        raise Http404


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


urls = [
    path("relay/<str:name>/", hop, name="relay_hop"),
    path("relay/<str:name>/mode/", mode, name="relay_mode"),
    path("relay/<str:name>/controls/<str:control>/attest/", attest, name="relay_attest"),
    path("relay/<str:name>/controls/<str:control>/end/", end_attestation, name="relay_attestation_end"),
]
