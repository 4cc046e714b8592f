"""Changes: what waits for a second person, keys that wait to be fetched, and who decided what."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from orderveil.console.asking import as_person, the_vault
from orderveil.console.screens.asked import attempt, for_permission, told
from orderveil.vault.account_messages import FetchKey
from orderveil.vault.people_messages import ChangeRows, DecideChange, Decided, ListChanges

_SHOWN = 100  # decided ones


@require_GET
@for_permission()
def show_changes(request: HttpRequest) -> HttpResponse:
    """What waits, then what was decided. Whoever may not read all of them sees their own."""
    rows = the_vault().ask(ListChanges(as_person(request), waiting_only=False), ChangeRows).rows
    waiting = [row for row in rows if row.state == "waiting"]
    ready = [row for row in rows if row.may_fetch]
    decided = [row for row in rows if row.state != "waiting" and not row.may_fetch][:_SHOWN]
    return render(request, "changes/list.html", {"waiting": waiting, "ready": ready, "decided": decided})


@require_POST
@for_permission()
def decide(request: HttpRequest, change: str) -> HttpResponse:
    """Approve, refuse or withdraw."""
    asked = DecideChange(
        as_person(request), change, request.POST.get("do") == "approve", request.POST.get("why", "").strip()
    )
    done = attempt(request, lambda: the_vault().ask(asked, Decided))
    if done is not None:
        told(request, f"changes.now_{done.state}")
    return redirect("changes")


@require_POST
@for_permission()
def fetch(request: HttpRequest, change: str) -> HttpResponse:
    """Have an approved key made, and show it: once, to whoever asked for it, in the answer to their own click."""
    asked = FetchKey(as_person(request), change)
    done = attempt(request, lambda: the_vault().ask(asked, Decided))
    if done is None or not done.token:
        return redirect("changes")
    return render(request, "changes/token.html", {"token": done.token})


urls = [
    path("changes/", show_changes, name="changes"),
    path("changes/<str:change>/", decide, name="change"),
    path("changes/<str:change>/key/", fetch, name="change_fetch"),
]
