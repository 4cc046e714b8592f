"""Asking for a partner's key: for one hop of one shop, with the scopes that its work needs, by two people.

Must never show a key: one is made and shown where it is fetched (console.screens.changes).
"""

from __future__ import annotations

import time
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from orderveil.console.asking import as_person, the_vault
from orderveil.console.installed import modes_of
from orderveil.console.screens.asked import attempt, for_permission, shops_of, told, who_of
from orderveil.core.grants import SCOPES_OF, Mode
from orderveil.core.hop import HOPS, Hop
from orderveil.people.permissions import Permission
from orderveil.vault.account_messages import ProposeKey
from orderveil.vault.people_messages import (
    ChangeRow,
    ChangeRows,
    ListChanges,
    ListPeople,
    PersonRow,
    PersonRows,
    Proposed,
)

ISSUE = Permission.INTEGRATIONS_KEY_ISSUE.value
LIVES = (30, 90, 180, 365)
KINDS = ("keys", "key-rotation")
_DAY_MS = 86_400_000
_USUAL_MINUTE = 600


@require_http_methods(["GET", "POST"])
@for_permission(ISSUE)
def ask(request: HttpRequest) -> HttpResponse:
    """First the hop and the shop; then what a key there may be good for."""
    who, given = who_of(request), request.POST if request.method == "POST" else request.GET
    shops = shops_of(who)
    hop, shop = given.get("hop", ""), given.get("shop", "")
    if (hop and hop not in list(HOPS)) or (shop and shop not in shops):
        raise Http404
    if request.method == "POST" and hop and shop and attempt(request, lambda: _propose(request)) is not None:
        told(request, "integrations.key_asked")
        return redirect("integrations")
    return render(request, "integrations/new.html", _page(request, hop, shop, shops))


def _propose(request: HttpRequest) -> Proposed:
    form = request.POST
    days, minute = _number(form.get("days", "")), _number(form.get("per_minute", ""))
    ends = time.time_ns() // 1_000_000 + days * _DAY_MS if days in LIVES else 0
    asked = ProposeKey(
        as_person(request), form.get("shop", ""), form.get("hop", ""), form.get("partner", "").strip(),
        tuple(sorted(set(form.getlist("scope")))), ends, minute, form.get("label", "").strip(),
        form.get("why", "").strip(), form.get("owner", ""),
    )  # fmt: skip
    return the_vault().ask(asked, Proposed)


def _page(request: HttpRequest, hop: str, shop: str, shops: list[str]) -> dict[str, Any]:
    who, form = who_of(request), request.POST
    scopes = sorted(SCOPES_OF[Hop(hop)]) if hop else []
    mode = next((row.mode for row in modes_of(who.tenant).rows if (row.hop, row.shop) == (hop, shop)), "")
    return {
        "hops": [hop.value for hop in HOPS], "shops": shops, "hop": hop, "shop": shop, "scopes": scopes,
        "chosen": form.getlist("scope") if form else [], "lives": LIVES,
        "days": _number(form.get("days", "")) if form else 90,
        "per_minute": form.get("per_minute", "") or _USUAL_MINUTE, "form": form, "people": people_of(request),
        "owner": form.get("owner") or who.person, "is_past": bool(mode) and mode != Mode.ENFORCED,
    }  # fmt: skip


def people_of(request: HttpRequest) -> list[PersonRow]:
    """Return who may answer for a key: everybody who works here, to whoever may read people."""
    if Permission.PEOPLE_PERSON_READ.value not in who_of(request).permissions:
        return []
    rows = the_vault().ask(ListPeople(as_person(request)), PersonRows).rows
    return sorted((row for row in rows if row.state == "active"), key=lambda row: row.name.casefold())


def key_changes(request: HttpRequest) -> list[ChangeRow]:
    """Return asked-for keys of which something can still come: they wait for a second person, or to be fetched."""
    rows = the_vault().ask(ListChanges(as_person(request), waiting_only=False), ChangeRows).rows
    return [row for row in rows if row.kind in KINDS and (row.state == "waiting" or row.may_fetch)]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


urls = [path("integrations/new/", ask, name="integration_new")]
