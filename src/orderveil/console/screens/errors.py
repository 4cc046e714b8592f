"""Pages for what went wrong. None tells more than the reason's word, and a refusal looks like a miss."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def _page(request: HttpRequest, name: str, status: int) -> HttpResponse:
    return render(request, "console/error.html", {"error": name}, status=status)


def bad(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400."""
    return _page(request, "bad", 400)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without its token: the page was open for too long, or another site sent it."""
    return _page(request, "forged", 403)


def refused(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403."""
    return _page(request, "refused", 403)


def missing(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404."""
    return _page(request, "missing", 404)


def failed(request: HttpRequest) -> HttpResponse:
    """500."""
    return _page(request, "failed", 500)


def away(request: HttpRequest) -> HttpResponse:
    """503: the vault does not answer. Nothing is shown without it, and nothing is lost."""
    response = _page(request, "away", 503)
    response["Retry-After"] = "30"
    return response
