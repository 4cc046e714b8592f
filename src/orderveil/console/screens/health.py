"""Whether the console serves, for whoever watches it. Tells nothing of anybody."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse

from orderveil.console.accounts.passwords import the_lists


def healthz(request: HttpRequest) -> HttpResponse:
    """Return 200 while the process serves, and a line for each list of breached passwords that could not be asked."""
    lines = ["ok"]
    for name, (reason, since) in sorted(the_lists().troubles().items()):
        at = datetime.fromtimestamp(since, UTC).isoformat(timespec="seconds")
        lines.append(f"breached passwords: {name} not asked since {at} ({reason})")
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
