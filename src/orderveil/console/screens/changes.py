"""Changes: what waits for a second person, and who decided what."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from orderveil.console.asking import as_person, the_vault
from orderveil.console.screens.asked import attempt, for_permission, told
from orderveil.vault.people_messages import ChangeRows, DecideChange, Decided, ListChanges

_SHOWN = 100  # decided ones


@require_GET
@for_permission()
def show_changes(request: HttpRequest) -> HttpResponse:
    """What waits, then what was decided. Whoever may not read all of them sees their own."""
    rows = the_vault().ask(ListChanges(as_person(request), waiting_only=False), ChangeRows).rows
    waiting = [row for row in rows if row.state == "waiting"]
    decided = [row for row in rows if row.state != "waiting"][:_SHOWN]
    return render(request, "changes/list.html", {"waiting": waiting, "decided": decided})


@require_POST
@for_permission()
def decide(request: HttpRequest, change: str) -> HttpResponse:
    """Approve, refuse or withdraw; a key that it made is shown once, to whoever approved it."""
    asked = DecideChange(
        as_person(request), change, request.POST.get("do") == "approve", request.POST.get("why", "").strip()
    )
    done = attempt(request, lambda: the_vault().ask(asked, Decided))
    if done is not None and done.token:
        return render(request, "changes/token.html", {"token": done.token})
    if done is not None:
        told(request, f"changes.now_{done.state}")
    return redirect("changes")


urls = [
    path("changes/", show_changes, name="changes"),
    path("changes/<str:change>/", decide, name="change"),
]
