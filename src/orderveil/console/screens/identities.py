"""Unbinding somebody's identity at the OpenID provider, on their page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST

from orderveil.console.asking import as_person, the_vault
from orderveil.console.screens.asked import attempt, for_permission, told
from orderveil.people.permissions import Permission
from orderveil.vault.identity_messages import EndIdentity
from orderveil.vault.messages import Done


@require_POST
@for_permission(Permission.PEOPLE_ROLE_PROPOSE.value)
def end_identity(request: HttpRequest, person: str) -> HttpResponse:
    """Unbind: the next sign-in there binds anew, by the address."""
    if attempt(request, lambda: the_vault().ask(EndIdentity(as_person(request), person), Done)) is not None:
        told(request, "oidc.unbound")
    return redirect("person", person=person)


urls = [path("people/<str:person>/identity/", end_identity, name="person_identity")]
