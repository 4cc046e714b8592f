"""Whether the console serves, for whoever watches it. Tells nothing else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse


def healthz(request: HttpRequest) -> HttpResponse:
    """Return 200 while the process serves."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
