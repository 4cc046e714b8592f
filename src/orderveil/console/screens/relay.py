"""Relay: what each hop holds, before and now, and how far it is taken up."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def relay(request: HttpRequest) -> HttpResponse:
    """The first page after signing in."""
    return render(request, "console/relay.html")
