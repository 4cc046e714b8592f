"""Stations: a floor without phones. Registering browsers, giving people badges, and signing in with badge and PIN.

A station's token is in its browser's cookie alone. A PIN is in the form that was sent, and in nothing after it.
"""

from __future__ import annotations

import contextlib

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from orderveil.console.accounts.models import Account
from orderveil.console.asking import COOKIE, IS_HTTPS, as_console, as_person, cookie_name, the_vault
from orderveil.console.screens.asked import attempt, for_permission, reason_text, shops_of, told, who_of
from orderveil.core.errors import NotFound, RelayError, Unauthentic
from orderveil.people.permissions import Permission
from orderveil.vault.account_messages import (
    BeginAtStation,
    EndBadge,
    EndStation,
    ListStations,
    RegisterStation,
    SetBadge,
    StationBegun,
    StationRegistered,
    StationRows,
)
from orderveil.vault.messages import Done
from orderveil.vault.people_messages import EndSessions

STATION = cookie_name("ov_station")
BY_BADGE = "by_badge"
_YEAR_SECONDS = 365 * 86_400
_READ = Permission.SETTINGS_SETTING_READ.value
_CHANGE = Permission.SETTINGS_SETTING_PROPOSE.value
_PROPOSE = Permission.PEOPLE_ROLE_PROPOSE.value


@require_http_methods(["GET", "POST"])
@for_permission(_READ)
def show_stations(request: HttpRequest) -> HttpResponse:
    """The stations; with the right to, make this browser one."""
    response = None
    if request.method == "POST":
        if _CHANGE not in who_of(request).permissions:
            raise Http404
        asked = RegisterStation(as_person(request), request.POST.get("shop", ""), request.POST.get("name", ""))
        made = attempt(request, lambda: the_vault().ask(asked, StationRegistered))
        response = redirect("stations")
        if made is not None:
            told(request, "stations.made")
            response.set_cookie(
                STATION, made.token, max_age=_YEAR_SECONDS, httponly=True, secure=IS_HTTPS, samesite="Strict"
            )
        return response
    rows = the_vault().ask(ListStations(as_person(request)), StationRows).rows
    about = {"rows": rows, "shops": shops_of(who_of(request)), "may_change": _CHANGE in who_of(request).permissions}
    return render(request, "stations/list.html", about)


@require_POST
@for_permission(_CHANGE)
def end_station(request: HttpRequest, station: str) -> HttpResponse:
    """End a station, and the sessions that were begun there."""
    done = attempt(request, lambda: the_vault().ask(EndStation(as_person(request), station), Done))
    if done is not None:
        told(request, "stations.ended", n=done.counts.get("sessions", 0))
    return redirect("stations")


@sensitive_post_parameters("pin")
@require_POST
@for_permission(_PROPOSE)
def set_badge(request: HttpRequest, person: str) -> HttpResponse:
    """Give somebody a badge with a first PIN, or take it away."""
    if request.POST.get("do") == "end":
        done = attempt(request, lambda: the_vault().ask(EndBadge(as_person(request), person), Done))
    else:
        number, pin = request.POST.get("number", "").strip(), request.POST.get("pin", "")
        done = attempt(request, lambda: the_vault().ask(SetBadge(as_person(request), person, number, pin), Done))
    if done is not None:
        told(request, "stations.badge_ended" if request.POST.get("do") == "end" else "stations.badge_set")
    return redirect("person", person=person)


@sensitive_post_parameters("pin", "new_pin", "again")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Badge and PIN; on a browser that is no station there is no such page."""
    token = request.COOKIES.get(STATION, "")
    if not token:
        raise Http404
    shown = {"number": request.POST.get("number", "").strip(), "next": _next(request)}
    if request.method == "GET":
        return render(request, "stations/sign_in.html", shown)
    new_pin = request.POST.get("new_pin", "")
    if new_pin != request.POST.get("again", ""):
        return render(request, "stations/sign_in.html", shown | {"asks_new": True, "wrong": "differs"}, status=400)
    asked = BeginAtStation(as_console(), token, shown["number"], request.POST.get("pin", ""), new_pin)
    try:
        begun = the_vault().ask(asked, StationBegun)
    except Unauthentic:
        raise Http404 from None
    except RelayError as error:
        asks_new = error.reason in ("badge:new-pin-due", "badge:weak-pin")
        more = {"asks_new": asks_new, "told": reason_text(request, error)}
        return render(request, "stations/sign_in.html", shown | more, status=400)
    return _enter(request, begun, shown["next"])


def _enter(request: HttpRequest, begun: StationBegun, target: str) -> HttpResponse:
    """Begin Django's session beside the vault's; one that was open in this browser ends."""
    if request.COOKIES.get(COOKIE):
        with contextlib.suppress(RelayError):
            the_vault().ask(EndSessions(as_person(request)), Done)
    logout(request)
    account = Account.objects.filter(person=begun.person).first()
    if account is None:
        raise NotFound("there is no such account", place="person")
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session["vault_session"] = begun.session
    request.session[BY_BADGE] = True
    response = redirect(target)
    response.set_cookie(COOKIE, begun.token, httponly=True, secure=IS_HTTPS, samesite="Lax")
    return response


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) else "/"


urls = [
    path("people/stations/", show_stations, name="stations"),
    path("people/stations/<str:station>/", end_station, name="station_end"),
    path("people/<str:person>/badge/", set_badge, name="person_badge"),
    path("station/", sign_in, name="station"),
]
