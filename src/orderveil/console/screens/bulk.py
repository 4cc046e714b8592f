"""The same done to many things: chosen in a list, told before it is done, done one by one, and taken back where it can.

By numbered steps:

  1. what was chosen comes from the list's page; the page that answers names each thing and what will happen to it;
  2. nothing happens until that is confirmed;
  3. then each thing is asked of the vault by itself, so that each has its own entry in the record and its own outcome;
  4. the page shows how far it is, is stopped at will, and says how many were done, how many refused, and why;
  5. what can be taken back is, in the same way.
"""

from __future__ import annotations

import time
from collections import Counter
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from orderveil.console.screens.asked import for_permission, who_of, words_of
from orderveil.console.screens.bulk_jobs import BY_HAND, MOST, Job, alone, find, go_on, keep, let_go_on, stop
from orderveil.console.screens.bulk_kinds import KINDS, Kind, Thing, note_of
from orderveil.console.words import load_words

_DUE = "access:step-up-due"
_CHANGED = "bulk:changed"  # between being named and being confirmed


@require_POST
@for_permission()
def choose(request: HttpRequest, kind: str) -> HttpResponse:
    """Name what was chosen and what will happen to it. Steps 1 and 2."""
    one = _kind(request, kind)
    chosen = list(dict.fromkeys(request.POST.getlist("pick")))[:MOST]
    more = {"of": request.POST.get("of", ""), "how": request.POST.get("how", "")}
    if one.ways and more["how"] not in one.ways:
        more["how"] = ""
    things = one.names(request, chosen, more)
    more["note"] = note_of(request.POST.get("note", ""))
    is_whole = bool(not one.ways or more["how"]) and bool(more["note"] or not one.wants_note)
    if request.POST.get("sure") == "1" and is_whole and _doing(things):
        doing = [thing.id for thing in _doing(things)]
        return _begin(request, Job(kind, doing, more, refused=[(one, _CHANGED) for one in chosen if one not in doing]))
    left_out = [thing for thing in things if thing.why_not]
    about: dict[str, Any] = {
        "kind": kind, "one": one, "more": more, "things": _doing(things), "left_out": left_out, "back": one.back(more),
        "is_asked": request.POST.get("sure") == "1", "most": MOST, "is_grave": more["how"] == "removed",
    }  # fmt: skip
    return render(request, "bulk/choose.html", about, status=400 if about["is_asked"] else 200)


@require_http_methods(["GET", "POST"])
@for_permission()
def show(request: HttpRequest, job: str) -> HttpResponse:
    """Show how far a job is; asked by POST, do the next few. Steps 3 and 4."""
    do = request.POST.get("do", "") if request.method == "POST" else ""
    if do == "stop":
        stop(job)  # before waiting for the few that are under way
    with alone(request):
        found = _found(request, job)
        one = _kind(request, found.kind)
        if request.method == "POST" and not found.is_over:
            act = one.undo if found.undoes else one.act
            if do == "go":
                let_go_on(found)
            if act is not None:
                go_on(found, partial(act, request, found.more))
            keep(request, found)
    if request.method == "POST" and not getattr(request, "htmx", False):
        return redirect("bulk_job", job=job)
    page = "bulk/progress.html" if getattr(request, "htmx", False) else "bulk/job.html"
    return render(request, page, _about(request, found, one))


@require_POST
@for_permission()
def undo(request: HttpRequest, job: str) -> HttpResponse:
    """Take back what a job did. Step 5."""
    with alone(request):
        found = _found(request, job)
        one = _kind(request, found.kind)
        if not _may_undo(found, one):
            return redirect("bulk_job", job=job)
        back = Job(found.kind, list(found.done), found.more, undoes=found.id)
        found.undone_by = back.id
        found.items = found.items[: found.at]  # what was not begun stays as it is
        keep(request, found)
        return _begin(request, back)


# ---- parts


def _kind(request: HttpRequest, kind: str) -> Kind:
    """Return a kind of act; to whoever may not there is none."""
    one = KINDS.get(kind)
    if one is None or one.permission not in who_of(request).permissions:
        raise Http404
    return one


def _found(request: HttpRequest, job: str) -> Job:
    found = find(request, job)
    if found is None:
        raise Http404
    return found


def _begin(request: HttpRequest, job: Job) -> HttpResponse:
    keep(request, job)
    return redirect("bulk_job", job=job.id)


def _doing(things: list[Thing]) -> list[Thing]:
    return [thing for thing in things if not thing.why_not]


def _may_undo(job: Job, one: Kind) -> bool:
    is_stopped = job.is_over or bool(job.stopped)
    is_back = bool(job.undoes or job.undone_by) or job.more.get("how") == "back"
    if one.undo is None or is_back or not job.done or not is_stopped:
        return False
    ended_ms = job.ended_ms or time.time_ns() // 1_000_000
    return not one.undo_minutes or time.time_ns() // 1_000_000 - ended_ms < one.undo_minutes * 60_000


def _about(request: HttpRequest, job: Job, one: Kind) -> dict[str, Any]:
    """Return what the page of a job shows."""
    why: list[tuple[str, list[str]]] = []
    if job.refused:
        names = {thing.id: thing.name for thing in one.names(request, [item for item, _ in job.refused], job.more)}
        for reason, _ in Counter(reason for _, reason in job.refused).most_common():
            mine = [names.get(item, item.rpartition("|")[2]) for item, each in job.refused if each == reason]
            why.append((_sentence(request, reason), mine))
    return {
        "job": job, "one": one, "why": why, "back": one.back(job.more), "may_undo": _may_undo(job, one),
        "stopped": _sentence(request, job.stopped) if job.stopped not in ("", BY_HAND) else "",
        "is_due": job.stopped == _DUE, "is_running": not job.is_over and not job.stopped,
        "asked": job.at, "all": len(job.items),
    }  # fmt: skip


def _sentence(request: HttpRequest, reason: str) -> str:
    """Return why the vault refused, in a sentence."""
    words, name = words_of(request), reason.replace(":", "_").replace("-", "_")
    word = next(
        (one for one in (f"reason.{reason}", f"order_refused.{name}") if one in load_words("en")), "reason.other"
    )
    return words.say(word, reason=reason, place="")


urls = [
    path("bulk/job/<slug:job>/", show, name="bulk_job"),
    path("bulk/job/<slug:job>/undo/", undo, name="bulk_undo"),
    path("bulk/<slug:kind>/", choose, name="bulk"),
]
