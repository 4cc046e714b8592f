"""Changes: what waits for a second person, keys that wait to be fetched, and who decided what."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from orderveil.console.asking import as_person, the_vault
from orderveil.console.screens.asked import attempt, for_permission, told
from orderveil.core.errors import Malformed
from orderveil.vault.account_messages import FetchKey
from orderveil.vault.people_messages import ChangeRow, ChangeRows, DecideChange, Decided, ListChanges

_SHOWN = 100  # on one page
_WAITING = 50  # of a page too: the vault lets two hundred wait


@require_GET
@for_permission()
def show_changes(request: HttpRequest) -> HttpResponse:
    """What waits, then what was decided, page by page. Whoever may not read all of them sees their own."""
    by, before = as_person(request), request.GET.get("before") or None
    waiting, more = list[ChangeRow](), None
    try:
        if before is None:
            asked = ListChanges(by, before=request.GET.get("waiting") or None, limit=_WAITING)
            found = the_vault().ask(asked, ChangeRows)
            waiting, more = found.rows, found.before
        page = the_vault().ask(ListChanges(by, waiting_only=False, before=before, limit=_SHOWN), ChangeRows)
    except Malformed:  # no cursor that the last page gave
        raise Http404 from None
    ready = [row for row in page.rows if row.may_fetch]
    decided = [row for row in page.rows if row.state != "waiting" and not row.may_fetch]
    shown = {"waiting": waiting, "ready": ready, "decided": decided, "older": page.before, "is_first": before is None}
    return render(request, "changes/list.html", shown | {"more": more})


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
