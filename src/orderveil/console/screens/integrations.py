"""Integrations: every key, secret, app and bypass with its owner, scopes and age; and the checkout page's scripts."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from orderveil.console.asking import as_person, the_vault
from orderveil.console.screens.asked import attempt, for_permission, shops_of, told, who_of
from orderveil.console.screens.handed import handed_text
from orderveil.console.screens.newkeys import LIVES, key_changes, people_of
from orderveil.partners.scripts import read_scripts
from orderveil.people.permissions import Permission
from orderveil.vault.messages import Done
from orderveil.vault.people_messages import Proposed
from orderveil.vault.review_messages import (
    DecideScript,
    EndKey,
    ImportScripts,
    IntegrationRow,
    IntegrationRows,
    ListIntegrations,
    ListScripts,
    OutsideImported,
    RotateKey,
    ScriptRows,
    ScriptSeen,
    SetIntegration,
)

_READ = Permission.INTEGRATIONS_KEY_READ.value
_REVOKE = Permission.INTEGRATIONS_KEY_REVOKE.value
_ISSUE = Permission.INTEGRATIONS_KEY_ISSUE.value
_OPEN = Permission.REVIEWS_CAMPAIGN_OPEN.value
_SHOWN = 100
KINDS = ("key", "secret", "app", "bypass")
_OVERLAPS = (0, 24, 72, 168)


@require_GET
@for_permission(_READ)
def show_integrations(request: HttpRequest) -> HttpResponse:
    """Everything that is connected, what is wrong first; those that ended only when asked for."""
    found = the_vault().ask(ListIntegrations(as_person(request)), IntegrationRows)
    show = request.GET.get("show", "live") if request.GET.get("show") in ("live", "marked", "ended") else "live"
    kind = request.GET.get("kind", "")
    living = [row for row in found.rows if row.state in ("live", "rotating")]
    rows = {
        "live": living,
        "marked": [row for row in living if row.marks],
        "ended": [row for row in found.rows if row.state in ("ended", "revoked")],
    }[show]
    rows = [row for row in rows if kind in ("", row.kind)]
    rows.sort(key=lambda row: (-len(row.marks), KINDS.index(row.kind), row.name.casefold()))
    counts: dict[str, int] = {}
    for row in living:
        for mark in row.marks:
            counts[mark] = counts.get(mark, 0) + 1
    about = {
        "rows": rows[:_SHOWN], "more": max(0, len(rows) - _SHOWN), "show": show, "kind": kind, "kinds": KINDS,
        "counts": sorted(counts.items()), "marked": sum(bool(row.marks) for row in living), "living": len(living),
        "may_issue": _ISSUE in who_of(request).permissions,
        "asked": key_changes(request) if _ISSUE in who_of(request).permissions else [],
        "is_inside": _REVOKE in who_of(request).permissions or _OPEN in who_of(request).permissions,
    }  # fmt: skip
    return render(request, "integrations/list.html", about)


@require_GET
@for_permission(_READ)
def show_one(request: HttpRequest, one: str) -> HttpResponse:
    """One key, secret, app or bypass: what it may, what it did, and what can be done about it."""
    row = _row(request, one)
    permissions = who_of(request).permissions
    unused = [scope for scope in row.scopes if scope not in row.scopes_used] if row.kind == "key" else []
    about = {
        "row": row, "unused": unused, "people": people_of(request), "overlaps": _OVERLAPS, "lives": LIVES,
        "asked": [one for one in key_changes(request) if row.id in one.says] if _ISSUE in permissions else [],
        "may_change": _REVOKE in permissions and row.kind in ("key", "app"),
        "may_end": _REVOKE in permissions and row.kind == "key" and row.state == "live",
        "may_rotate": _ISSUE in permissions and row.kind == "key" and row.state == "live",
    }  # fmt: skip
    return render(request, "integrations/one.html", about)


def _row(request: HttpRequest, one: str) -> IntegrationRow:
    found = the_vault().ask(ListIntegrations(as_person(request)), IntegrationRows).rows
    row = next((row for row in found if row.id == one), None)
    if row is None:
        raise Http404
    return row


@require_POST
@for_permission(_REVOKE)
def change(request: HttpRequest, one: str) -> HttpResponse:
    """Say who answers for it; of an app, whether it is the relay's own."""
    is_ours = request.POST.get("ours") == "1" if "is_app" in request.POST else None
    asked = SetIntegration(as_person(request), one, request.POST.get("owner", ""), is_ours)
    if attempt(request, lambda: the_vault().ask(asked, Done)) is not None:
        told(request, "integrations.changed")
    return redirect("integration", one=one)


@require_POST
@for_permission(_REVOKE)
def end(request: HttpRequest, one: str) -> HttpResponse:
    """Revoke a key at once."""
    if attempt(request, lambda: the_vault().ask(EndKey(as_person(request), one), Done)) is not None:
        told(request, "integrations.ended_now")
    return redirect("integration", one=one)


@require_POST
@for_permission(_ISSUE)
def rotate(request: HttpRequest, one: str) -> HttpResponse:
    """Ask for a new key in place of one; a second person approves, and is shown it."""
    given = {name: request.POST.get(name, "") for name in ("overlap", "days")}
    overlap, days = (int(text) if text.isdecimal() and len(text) < 5 else -1 for text in given.values())
    asked = RotateKey(as_person(request), one, overlap, days, request.POST.get("why", "").strip())
    if attempt(request, lambda: the_vault().ask(asked, Proposed)) is not None:
        told(request, "integrations.asked")
    return redirect("integration", one=one)


# ---- scripts of the checkout page


@require_http_methods(["GET", "POST"])
@for_permission(_READ)
def scripts(request: HttpRequest) -> HttpResponse:
    """The inventory; a form takes a page, reports of a content security policy, or a list."""
    who = who_of(request)
    if request.method == "POST":
        if _OPEN not in who.permissions:
            raise Http404
        counts = attempt(request, lambda: _take(request))
        if counts is not None:
            told(request, "integrations.scripts_taken", new=counts["new"], changed=counts["changed"])
        return redirect("integration_scripts")
    rows = the_vault().ask(ListScripts(as_person(request)), ScriptRows).rows
    about = {
        "rows": rows[:_SHOWN], "more": max(0, len(rows) - _SHOWN), "shops": shops_of(who),
        "may_decide": _OPEN in who.permissions, "open": sum(row.state in ("new", "changed") for row in rows),
    }  # fmt: skip
    return render(request, "integrations/scripts.html", about)


def _take(request: HttpRequest) -> dict[str, int]:
    seen = read_scripts(handed_text(request), request.POST.get("page", "").strip()[:500])
    rows = [ScriptSeen(one.address, one.integrity, one.why) for one in seen]
    asked = ImportScripts(as_person(request), request.POST.get("shop", ""), rows)
    return the_vault().ask(asked, OutsideImported).counts


@require_POST
@for_permission(_OPEN)
def decide_script(request: HttpRequest, script: str) -> HttpResponse:
    """Authorise a script, with why the page needs it, or refuse it."""
    is_allowed = request.POST.get("decision") == "authorise"
    asked = DecideScript(as_person(request), script, is_allowed, request.POST.get("why", ""))
    if attempt(request, lambda: the_vault().ask(asked, Done)) is not None:
        told(request, "integrations.script_decided")
    return redirect("integration_scripts")


urls = [
    path("integrations/", show_integrations, name="integrations"),
    path("integrations/scripts/", scripts, name="integration_scripts"),
    path("integrations/scripts/<slug:script>/", decide_script, name="integration_script"),
    path("integrations/<slug:one>/", show_one, name="integration"),
    path("integrations/<slug:one>/change/", change, name="integration_change"),
    path("integrations/<slug:one>/end/", end, name="integration_end"),
    path("integrations/<slug:one>/rotate/", rotate, name="integration_rotate"),
]
