"""People: who has an account, what they may do and why, inviting somebody, and letting somebody go."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from orderveil.console.asking import as_person, the_settings, the_vault
from orderveil.console.screens import roles
from orderveil.console.screens.asked import attempt, for_permission, shops_of, told, who_of
from orderveil.console.screens.explaining import explained
from orderveil.console.screens.matrix import show_matrix
from orderveil.console.screens.rolerows import lines_of, read_lines, zone_of
from orderveil.console.screens.rolesread import described, roles_in_force
from orderveil.people.permissions import Permission
from orderveil.vault.messages import Done
from orderveil.vault.people_messages import (
    AssignRoles,
    ChangeRow,
    ChangeRows,
    Decided,
    EndSessions,
    InvitePerson,
    ListChanges,
    ListPeople,
    ListSessions,
    PersonInvited,
    PersonRow,
    PersonRows,
    Proposed,
    RemovePerson,
    SessionRows,
)

_READ = Permission.PEOPLE_PERSON_READ.value
_INVITE = Permission.PEOPLE_PERSON_INVITE.value
_PROPOSE = Permission.PEOPLE_ROLE_PROPOSE.value
_REMOVE = Permission.PEOPLE_PERSON_REMOVE.value
_STATIONS = Permission.SETTINGS_SETTING_READ.value
_END = Permission.PEOPLE_SESSION_END.value


@require_GET
@for_permission(_READ)
def show_people(request: HttpRequest) -> HttpResponse:
    """Everybody, those who left at the end."""
    rows = the_vault().ask(ListPeople(as_person(request)), PersonRows).rows
    permissions = who_of(request).permissions
    rows.sort(key=lambda row: (row.state == "left", row.name.casefold()))
    about = {"rows": rows, "may_invite": _INVITE in permissions, "may_stations": _STATIONS in permissions}
    return render(request, "people/list.html", about)


@require_http_methods(["GET", "POST"])
@for_permission(_INVITE)
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody; the link is shown once, to whoever hands it over."""
    who = who_of(request)
    form = {name: request.POST.get(name, "").strip() for name in ("name", "email")}
    if request.method == "POST":
        invited = attempt(request, lambda: _invite(request, form))
        if invited is not None:
            link = f"{the_settings().console_url}/join/{invited.token}/"
            return render(request, "people/invited.html", {"invited": invited, "link": link, "name": form["name"]})
    shown = {"form": form, "lines": lines_of([], zone_of(request)), "roles": described(request), "shops": shops_of(who)}
    return render(request, "people/invite.html", shown, status=400 if request.method == "POST" else 200)


def _invite(request: HttpRequest, form: dict[str, str]) -> PersonInvited:
    roles = read_lines(request.POST, zone_of(request))
    return the_vault().ask(InvitePerson(as_person(request), form["email"], form["name"], roles), PersonInvited)


@require_GET
@for_permission(_READ)
def show_person(request: HttpRequest, person: str) -> HttpResponse:
    """One person: sessions, roles, what waits about them, and why they may or may not do something."""
    who, row = who_of(request), _person(request, person)
    sessions = the_vault().ask(ListSessions(as_person(request), person), SessionRows).rows
    about = {
        "row": row,
        "sessions": sessions,
        "lines": lines_of(row.roles, zone_of(request)),
        "roles": described(request),
        "shops": shops_of(who),
        "waiting": _waiting(request, row),
        "may": {"propose": _PROPOSE in who.permissions, "remove": _REMOVE in who.permissions},
        "may_end": _END in who.permissions,
        "badge_part": _PROPOSE in who.permissions and any(_by_badge(request, one.role) for one in row.roles),
        "is_self": row.person == who.person,
    }
    return render(request, "people/person.html", about | explained(request, person))


@require_POST
@for_permission(_PROPOSE)
def assign(request: HttpRequest, person: str) -> HttpResponse:
    """Set somebody's roles: at once what narrows, with a second person what widens."""

    def ask() -> Proposed:
        rows = read_lines(request.POST, zone_of(request))
        why = request.POST.get("why", "").strip()
        return the_vault().ask(AssignRoles(as_person(request), person, rows, why), Proposed)

    answer = attempt(request, ask)
    if answer is not None:
        told(request, "people.roles_wait" if answer.change else "people.roles_done")
    return redirect("person", person=person)


@require_http_methods(["GET", "POST"])
@for_permission(_REMOVE)
def remove(request: HttpRequest, person: str) -> HttpResponse:
    """Let somebody go, after saying what ends with it."""
    row = _person(request, person)
    if row.state == "left":
        raise Http404
    if request.method == "GET":
        return render(request, "people/remove.html", {"row": row, "waiting": _waiting(request, row)})
    gone = attempt(request, lambda: the_vault().ask(RemovePerson(as_person(request), person), Decided))
    if gone is None:
        return redirect("person", person=person)
    told(request, "people.gone", name=row.name, **{"sessions": 0, "changes": 0} | gone.counts)
    return redirect("people")


@require_POST
@for_permission(_END)
def end_sessions(request: HttpRequest, person: str) -> HttpResponse:
    """End all sessions of somebody, or one."""
    session = request.POST.get("session") or None
    asked = EndSessions(as_person(request), session=session, person=None if session else person)
    done = attempt(request, lambda: the_vault().ask(asked, Done))
    if done is not None:
        told(request, "people.sessions_ended", n=done.counts.get("sessions", 0))
    return redirect("person", person=person)


def _by_badge(request: HttpRequest, role: str) -> bool:
    known = roles_in_force(request).get(role)
    return known is not None and known.by_badge


def _person(request: HttpRequest, person: str) -> PersonRow:
    rows = the_vault().ask(ListPeople(as_person(request)), PersonRows).rows
    row = next((one for one in rows if one.person == person), None)
    if row is None:
        raise Http404
    return row


def _waiting(request: HttpRequest, row: PersonRow) -> list[ChangeRow]:
    """Return what waits that somebody asked for, or that is about them."""
    rows = the_vault().ask(ListChanges(as_person(request)), ChangeRows).rows
    return [one for one in rows if one.state == "waiting" and (one.by_person == row.person or row.email in one.says)]


urls = [
    path("people/", show_people, name="people"),
    path("people/invite/", invite, name="invite"),
    path("people/matrix/", show_matrix, name="matrix"),
    *roles.urls,
    path("people/<str:person>/", show_person, name="person"),
    path("people/<str:person>/remove/", remove, name="person_remove"),
    path("people/<str:person>/roles/", assign, name="person_roles"),
    path("people/<str:person>/sessions/", end_sessions, name="person_sessions"),
]
