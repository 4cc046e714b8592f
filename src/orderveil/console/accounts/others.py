"""Other sessions of whoever changed a password or a factor: ended with it, or one press away.

A new password ends them by itself: whoever had the old one may be in one of them. A factor that was added, taken
away or made anew offers it on the page that follows, once; `/me/` ends them at any other time.
"""

from __future__ import annotations

import contextlib

from django.http import HttpRequest

from orderveil.console.asking import as_person, the_vault
from orderveil.core.errors import RelayError
from orderveil.vault.messages import Done
from orderveil.vault.people_messages import EndSessions, ListSessions, SessionRow, SessionRows

_OFFERED = "offer_to_end_others"


def others_of(request: HttpRequest) -> list[SessionRow]:
    """Return one's other sessions."""
    rows = the_vault().ask(ListSessions(as_person(request)), SessionRows).rows
    return [row for row in rows if not row.is_own]


def end_others(request: HttpRequest) -> int:
    """End one's other sessions; return how many were ended. One that is over meanwhile is no error."""
    ended = 0
    for row in others_of(request):
        with contextlib.suppress(RelayError):
            the_vault().ask(EndSessions(as_person(request), session=row.session), Done)
            ended += 1
    return ended


def offer(request: HttpRequest) -> None:
    """Remember for the page that follows that a factor changed."""
    request.session[_OFFERED] = True


def count_offered(request: HttpRequest) -> int:
    """Return how many other sessions there are to be ended, where a factor changed just now; else 0."""
    if not request.session.pop(_OFFERED, False):
        return 0
    try:
        return len(others_of(request))
    except RelayError:
        return 0
