"""My open cases: what explains my reveals, and the closing of many that are done."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from orderveil.console.asking import as_person, the_vault
from orderveil.console.screens.asked import for_permission, words_of
from orderveil.console.screens.bulk_jobs import unfinished
from orderveil.core.errors import Malformed
from orderveil.people.permissions import Permission
from orderveil.vault.people_messages import ListCases, OpenCases

_PAGE = 50


@require_GET
@for_permission(Permission.ORDERS_CASE_OPEN.value)
def cases(request: HttpRequest) -> HttpResponse:
    """The open cases of whoever looks, the newest first."""
    asked = ListCases(as_person(request), before=request.GET.get("before") or None, limit=_PAGE)
    try:
        found = the_vault().ask(asked, OpenCases)
    except Malformed:
        raise Http404 from None
    about = {
        "rows": found.rows, "before": found.before, "bulk_kind": "cases", "bulk_left": unfinished(request, "cases"),
        "bulk_ways": [("", words_of(request).say("bulk.close"))],
    }  # fmt: skip
    return render(request, "console/order_cases.html", about)


urls = [path("cases/", cases, name="cases")]
