"""My account: what I revealed lately, my sessions, language, time zone, and what my roles let me do.

Must never show a value: of a reveal the record holds order, field, purpose and when, and no more.
"""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import available_timezones

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from orderveil.console.accounts.models import Account
from orderveil.console.asking import as_person, the_vault
from orderveil.console.screens.asked import attempt, for_permission, told, who_of, words_of
from orderveil.console.screens.explaining import explained
from orderveil.console.screens.order_facts import said, words_for
from orderveil.console.screens.rolesread import roles_read, said_of
from orderveil.people.permissions import Permission
from orderveil.vault.messages import Done
from orderveil.vault.people_messages import EndSessions, ListSessions, SessionRow, SessionRows, WhoAmI
from orderveil.vault.record_messages import OwnReveals, ReadOwnReveals

_LATELY = 25


@require_GET
@for_permission()
def show_me(request: HttpRequest) -> HttpResponse:
    """Everything of one's own account."""
    who = who_of(request)
    about = {"sessions": _sessions(request), "zones": zones(), "zone": getattr(request.user, "zone", "")}
    about |= _held(request, who) | _revealed(request)
    return render(request, "me/me.html", about | explained(request, who.person) | {"may_explain": True})


def _held(request: HttpRequest, who: WhoAmI) -> dict[str, object]:
    """Return one's own roles, each with what its definition says of it."""
    read, words = roles_read(request), words_of(request)
    known = {row.role: row for row in read.rows}
    held = [
        (row, known.get(row.role), said_of(words, row.role, known[row.role].says) if row.role in known else "")
        for row in who.roles
    ]
    return {"held": held, "roles_damaged": read.is_damaged}


def _revealed(request: HttpRequest) -> dict[str, object]:
    """Return what one revealed lately, in words, and what is left of the day."""
    words, found = words_for(request), the_vault().ask(ReadOwnReveals(as_person(request), _LATELY), OwnReveals)
    rows = [
        {"row": row, "field": said(words, "order_field", row.field), "hop": said(words, "order_hop", row.hop),
         "purpose": said(words, "order_purpose", row.purpose)}
        for row in found.rows
    ]  # fmt: skip
    may_reveal = Permission.ORDERS_FIELD_REVEAL.value in who_of(request).permissions
    return {"revealed": rows, "day": found.left, "may_reveal": may_reveal}


@require_POST
@for_permission()
def end_session(request: HttpRequest) -> HttpResponse:
    """End one of one's own sessions, or all but this one."""
    wanted = request.POST.get("session", "")
    ending = [row for row in _sessions(request) if not row.is_own and wanted in ("others", row.session)]
    ended = 0
    for row in ending:
        asked = EndSessions(as_person(request), session=row.session)
        if attempt(request, lambda asked=asked: the_vault().ask(asked, Done)) is not None:  # type: ignore[misc]
            ended += 1
    told(request, "people.sessions_ended", n=ended)
    return redirect("me")


@require_POST
@for_permission()
def choose_zone(request: HttpRequest) -> HttpResponse:
    """Remember the time zone in which times are shown."""
    zone = request.POST.get("zone", "")
    if isinstance(request.user, Account) and zone in zones():
        request.user.zone = zone
        request.user.save(update_fields=["zone"])
        told(request, "me.zone_stored")
    return redirect("me")


def _sessions(request: HttpRequest) -> list[SessionRow]:
    return the_vault().ask(ListSessions(as_person(request)), SessionRows).rows


@lru_cache(maxsize=1)
def zones() -> tuple[str, ...]:
    """Return the zones of the IANA list that are named by a place, and UTC."""
    return ("UTC", *sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/")))


urls = [
    path("me/", show_me, name="me"),
    path("me/sessions/", end_session, name="me_sessions"),
    path("me/zone/", choose_zone, name="me_zone"),
]
