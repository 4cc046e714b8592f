"""Roles: what each may do in plain words, and another text of them, proposed to a second person who sees the same.

What is typed is judged by the vault, which decides again; what it would change is told here, in memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from orderveil.console.asking import as_person, the_vault
from orderveil.console.roletext import Judged, RoleRow, RoleTelling
from orderveil.console.screens.asked import attempt, for_permission, told, words_of
from orderveil.console.screens.explaining import contracts_as_of, the_contracts
from orderveil.console.screens.rolesread import roles_from, roles_in_force, roles_read, said_of
from orderveil.console.words import Words
from orderveil.people.permissions import Permission
from orderveil.people.roles import LARGEST_TEXT_BYTES, Role, built_in_roles, built_in_text, meaning
from orderveil.vault.people_messages import Proposed
from orderveil.vault.role_messages import CheckRoles, PutRoles, ReadRoleChange, RoleChangeRead, RolesChecked, RolesRead

_READ = Permission.PEOPLE_PERSON_READ.value
_PROPOSE = Permission.PEOPLE_DEFINITION_PROPOSE.value


@require_GET
@for_permission(_READ)
def show_roles(request: HttpRequest) -> HttpResponse:
    """Every role: what it is for, who holds it, what it may, and how it differs from what the relay comes with."""
    read, words = roles_read(request), words_of(request)
    holders = {row.role: row.holders or 0 for row in read.rows}
    cards = [
        {"role": role, "says": said_of(words, role.name, role.says), "holders": holders.get(role.name, 0),
         "may": RoleTelling(words).may(role), "origin": _origin(role)}
        for role in roles_in_force(request).values()
    ]  # fmt: skip
    return render(request, "roles/list.html", {"cards": cards, "read": read})


def _origin(role: Role) -> str:
    """Tell a role of one's own, or one that was changed, from those that the relay comes with."""
    known = built_in_roles().get(role.name)
    if known is None:
        return "own"
    return "" if (known.says, meaning(known)) == (role.says, meaning(role)) else "changed"


@require_http_methods(["GET", "POST"])
@for_permission(_PROPOSE)
def edit(request: HttpRequest) -> HttpResponse:
    """The editor. POST `do`: `check` the text, `restore` the one that the relay comes with, or `propose` it."""
    read, do = roles_read(request), request.POST.get("do", "check")
    text = request.POST.get("text", read.text).replace("\r\n", "\n")
    if do == "restore":
        text = built_in_text()
    given: dict[str, Any] = {
        "text": text, "base": request.POST.get("base", read.digest), "why": request.POST.get("why", ""), "read": read,
    }  # fmt: skip
    if do == "propose":
        asked = PutRoles(as_person(request), text, given["base"], given["why"].strip())
        done = attempt(request, lambda: the_vault().ask(asked, Proposed))
        if done is not None and done.change:
            told(request, "roles.proposed")
            return redirect("role_change", proposal=done.change)
    given["judged"] = _judged(request, read, text)
    page = "roles/judged.html" if getattr(request, "htmx", False) else "roles/edit.html"
    return render(request, page, given)


@require_GET
@for_permission()
def show_change(request: HttpRequest, proposal: str) -> HttpResponse:
    """A proposed text: who may more and who may less by it, as things are now."""
    found = the_vault().ask(ReadRoleChange(as_person(request), proposal), RoleChangeRead)
    judged = None
    if found.state == "waiting" and not found.is_stale:
        judged = Judged([], _differences(found.now, found.text, found.holders, words_of(request)))
    return render(request, "roles/change.html", {"change": found, "judged": judged})


def _judged(request: HttpRequest, read: RolesRead, text: str) -> Judged | None:
    """Return what is wrong with a text, or what it would do; None where it is the one in force."""
    if text.strip("\n") == read.text.strip("\n"):
        return None
    telling = RoleTelling(words_of(request))
    sent = text[: LARGEST_TEXT_BYTES + 1]  # what is longer is refused for being so
    problems = the_vault().ask(CheckRoles(as_person(request), sent), RolesChecked).problems
    if problems:
        return Judged(telling.faults(problems, text))
    holders = {row.role: row.holders or 0 for row in read.rows}
    after = text if text.strip() else built_in_text()
    return Judged([], _differences(read.text, after, holders, words_of(request)))


def _differences(before: str, after: str, holders: Mapping[str, int], words: Words) -> list[RoleRow]:
    held = tuple(sorted(holders.items()))
    return list(_told(before, after, held, (words.language, *contracts_as_of())))


@lru_cache(maxsize=8)
def _told(
    before: str, after: str, held: tuple[tuple[str, int], ...], shown: tuple[object, ...]
) -> tuple[RoleRow, ...]:
    """Return the difference, made once for each reading of it: the matrix of many roles takes a while."""
    now = roles_from(before) if before else {}
    return tuple(RoleTelling(Words(str(shown[0]))).changes(now, roles_from(after), the_contracts(), dict(held)))


urls = [
    path("people/roles/", show_roles, name="roles"),
    path("people/roles/edit/", edit, name="roles_edit"),
    path("people/roles/changes/<str:proposal>/", show_change, name="role_change"),
]
