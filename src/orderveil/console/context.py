"""What every page knows: who looks, in which language, and which parts of the console are theirs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from orderveil.console.asking import cookie_name, the_provider
from orderveil.console.menu import entries_for, palette_for
from orderveil.console.words import Words
from orderveil.vault.people_messages import WhoAmI


def about_the_page(request: HttpRequest) -> dict[str, Any]:
    """Return what base templates need."""
    who = getattr(request, "who", None)
    language = get_language() or "en"
    is_in = isinstance(who, WhoAmI) and who.is_strong and not who.is_locked
    return {
        "who": who,
        "has_station": cookie_name("ov_station") in request.COOKIES,
        "provider": the_provider(),
        "language": "hi" if language.startswith("hi") else "en",
        "words": Words("hi" if language.startswith("hi") else "en"),
        "menu": entries_for(who, request.path) if isinstance(who, WhoAmI) and is_in else [],
        "palette": palette_for(who) if isinstance(who, WhoAmI) and is_in else [],
    }
