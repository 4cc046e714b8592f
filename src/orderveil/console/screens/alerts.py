"""Alerts: what the watch found unusual, the entries of the record behind it, and the answer of somebody else.

Must never show whoever looks an alert about themselves: the vault leaves those out.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from orderveil.console.asking import as_person, the_vault
from orderveil.console.screens.asked import attempt, for_permission, told, who_of, words_of
from orderveil.console.screens.bulk_jobs import unfinished
from orderveil.people.permissions import Permission
from orderveil.vault.alert_messages import AlertRow, AlertRows, AnswerAlert, ListAlerts
from orderveil.watch.rules import built_in_rules, say

STATES = ("open", "incident", "coached", "justified")
_ANSWERS = ("justified", "coached", "incident")
_MOST, _PAGE = 500, 50


@require_GET
@for_permission(Permission.ALERTS_ALERT_READ)
def alerts(request: HttpRequest) -> HttpResponse:
    """The open ones, or those that were answered, the newest first; one kind alone where that is asked."""
    state = request.GET.get("state", "open")
    state = state if state in (*STATES, "all") else "open"
    asked = ListAlerts(as_person(request), state=None if state == "all" else state, limit=_MOST)
    rows = the_vault().ask(asked, AlertRows).rows
    kinds = [kind for kind in built_in_rules().rules if any(row.kind == kind for row in rows)]
    kind = request.GET.get("kind", "")
    rows = [row for row in rows if kind not in kinds or row.kind == kind]
    start = _start(request, len(rows))
    about: dict[str, object] = {
        "rows": [_told(request, row) for row in rows[start : start + _PAGE]], "state": state,
        "states": (*STATES, "all"), "kinds": kinds, "kind": kind, "first": start + 1, "last": start + _PAGE,
        "count": len(rows), "older": start + _PAGE if start + _PAGE < len(rows) else 0, "is_most": len(rows) == _MOST,
    }  # fmt: skip
    if Permission.ALERTS_ALERT_ANSWER in who_of(request).permissions and state == "open" and rows:
        ways = [("", words_of(request).say("bulk.answer"))]
        about |= {"bulk_kind": "alerts", "bulk_ways": ways, "bulk_left": unfinished(request, "alerts")}
    return render(request, "alerts/list.html", about)


def _start(request: HttpRequest, count: int) -> int:
    """Return the number of the first alert of the page that was asked for."""
    start = request.GET.get("from", "0")
    return min(int(start), count) if start.isascii() and start.isdigit() and len(start) < 6 else 0


@require_GET
@for_permission(Permission.ALERTS_ALERT_READ)
def alert(request: HttpRequest, alert: str) -> HttpResponse:
    """One alert with its evidence, and the form of its answer for whoever may."""
    row = the_vault().ask(ListAlerts(as_person(request), alert=alert), AlertRows).rows[0]
    may_read = {Permission.ORDERS_ORDER_READ, Permission.ORDERS_VIEWS_COMPARE} & set(who_of(request).permissions)
    may_answer = Permission.ALERTS_ALERT_ANSWER in who_of(request).permissions and row.state == "open"
    counts = [(name, count) for name, count in sorted(row.counts.items())]
    return render(
        request, "alerts/one.html",
        {"one": _told(request, row), "row": row, "counts": counts, "links": bool(may_read),
         "days": _days(row.score), "answers": _ANSWERS if may_answer else ()},
    )  # fmt: skip


@require_POST
@for_permission(Permission.ALERTS_ALERT_ANSWER)
def answer(request: HttpRequest, alert: str) -> HttpResponse:
    """Answer an alert."""
    note = " ".join(request.POST.get("note", "").split())
    asked = AnswerAlert(as_person(request), alert, request.POST.get("answer", ""), note)
    if _refused(request, asked):
        return redirect("alert", alert=alert)
    told(request, "alerts.answered_now")
    return redirect("alerts")


def _refused(request: HttpRequest, asked: AnswerAlert) -> bool:
    return attempt(request, lambda: the_vault().ask(asked, AlertRows)) is None


def _days(score: float) -> int:
    """Return in how many ordinary days this is seen once, with two figures that count; beyond a million, a million."""
    days = 10 ** min(score, 6.0)
    step = 10 ** max(0, len(str(int(days))) - 2)
    return int(days // step * step)


def _told(request: HttpRequest, row: AlertRow) -> dict[str, object]:
    """Return an alert with what it says in the page's language."""
    words = words_of(request)
    team = words.say("alerts.team", role=row.role) if row.who.startswith("team:") else ""
    name = team or row.who_name or row.who
    language = "hi" if (get_language() or "en").startswith("hi") else "en"
    return {"row": row, "name": name, "says": say(row.kind, language, {**row.counts, "person": name})}


urls = [
    path("alerts/", alerts, name="alerts"),
    path("alerts/<slug:alert>/", alert, name="alert"),
    path("alerts/<slug:alert>/answer/", answer, name="alert_answer"),
]
