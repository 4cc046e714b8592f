"""What screens share: asking the vault as the person, and what its refusals look like on a page.

Must never tell an outsider that a thing exists: what is not there and what is not theirs look the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import TypeVar
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language

from orderveil.console.asking import as_console, the_vault
from orderveil.console.words import Words, load_words
from orderveil.core.errors import NotAllowed, NotFound, RelayError
from orderveil.vault.messages import ListShops, ShopRows
from orderveil.vault.people_messages import WhoAmI

View = Callable[..., HttpResponseBase]
T = TypeVar("T")
_DUE = "access:step-up-due"


def words_of(request: HttpRequest) -> Words:
    """Return the words of the page's language."""
    return Words("hi" if (get_language() or "en").startswith("hi") else "en")


def who_of(request: HttpRequest) -> WhoAmI:
    """Return who looks. The door has checked it."""
    who = getattr(request, "who", None)
    if not isinstance(who, WhoAmI):
        raise Http404
    return who


def for_permission(*permissions: str) -> Callable[[View], View]:
    """Show a page to whoever has one of the permissions somewhere; to others there is none. The vault decides."""

    def wrap(view: View) -> View:
        @wraps(view)
        def shown(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if permissions and not set(permissions) & set(who_of(request).permissions):
                raise Http404
            try:
                return view(request, *args, **kwargs)
            except (NotFound, NotAllowed) as refused:
                if refused.reason == _DUE:
                    back = urlsplit(request.headers.get("Referer", "")).path or "/"
                    return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': back})}")
                raise Http404 from None

        return shown

    return wrap


def attempt(request: HttpRequest, act: Callable[[], T]) -> T | None:
    """Do something; where the vault refuses, say why on the next page and return None."""
    try:
        return act()
    except NotFound:
        raise Http404 from None
    except RelayError as error:
        if error.reason == _DUE:  # for_permission leads there
            raise
        messages.error(request, reason_text(request, error))
        return None


def reason_text(request: HttpRequest, error: RelayError) -> str:
    """Return a sentence for a refusal, by its reason; its place where there is one."""
    words = words_of(request)
    word = f"reason.{error.reason}"
    if word not in load_words("en"):
        word = "reason.other"
    return words.say(word, place=error.place or "", reason=error.reason)


def told(request: HttpRequest, word: str, **values: object) -> None:
    """Say on the next page that something was done."""
    messages.success(request, words_of(request).say(word, **values))


def shops_of(who: WhoAmI) -> list[str]:
    """Return the shops of somebody's tenant, by name."""
    return sorted(_names(who.tenant, the_vault().ask(ListShops(as_console(), is_counted=False), ShopRows)))


def _names(tenant: str, found: ShopRows) -> Iterable[str]:
    return (row.shop for row in found.rows if row.tenant == tenant)
