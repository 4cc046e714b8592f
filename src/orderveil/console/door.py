"""Who comes in. Every page but the few of signing in needs a session at the vault, with a second factor.

By numbered steps:

  1. pages of signing in, joining and static files are open;
  2. whoever has not signed in is sent to do so;
  3. a sign-in begins a session at the vault in the answer that completes it, and names what was checked; a
     browser's session that has none, or whose cookie is another's or somebody else's, is over; a factor that is
     shown again replaces the cookie's token, and the one of before is dead at once;
  4. without a second factor only the pages on which one is set up are open;
  5. an idle session is locked: a second factor checked again opens it, and nothing else;
  6. the page is shown, and `request.who` says to whom.

Threat: this database is copied or changed. It holds no token of the vault (that is in the browser's cookie
alone), an account that it makes up is nobody whom the vault knows, and a factor that it makes up does not
open under the person's name. A session's key that is read there, beside a cookie of somebody else's, is step 3's.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import structlog
from allauth.account.authentication import get_authentication_records
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from orderveil.console.accounts.memory import clear_ended
from orderveil.console.accounts.passwords import is_too_old
from orderveil.console.accounts.profiles import the_profile
from orderveil.console.asking import COOKIE, IS_HTTPS, as_console, as_person, the_vault
from orderveil.console.screens.errors import away
from orderveil.core.errors import RelayError, Unauthentic, Unavailable
from orderveil.vault.messages import Done
from orderveil.vault.people_messages import BeginSession, CheckSession, EndSessions, SessionBegun, StepUp, WhoAmI

_log = structlog.get_logger("console")
_OPEN = (
    *("/static/", "/accounts/login/", "/accounts/2fa/authenticate/", "/accounts/2fa/webauthn/login/"),
    *("/accounts/oidc/", "/join/", "/healthz", "/language/", "/station/"),
)
_SIGNED_IN = ("/accounts/2fa/", "/accounts/reauthenticate/", "/accounts/logout/", "/accounts/password/change/")
# the library has more pages: nobody signs up or resets by mail
_OF_ACCOUNTS = ("/accounts/login/", "/accounts/oidc/", *_SIGNED_IN)
_LOCKED = (
    *("/accounts/2fa/reauthenticate/", "/accounts/2fa/webauthn/reauthenticate/", "/accounts/logout/"),
    *("/accounts/oidc/again/", "/accounts/oidc/callback/"),
)
_METHODS = {name: name for name in ("oidc", "oidc-mfa", "totp", "webauthn")} | {"recovery_codes": "recovery"}
_AT = "vault_session"  # in Django's session: that a session at the vault was begun for this sign-in
_STRONG_AT = "vault_strong_at"
_REPLACED = "access:session-replaced"


class Door:
    """Lets in whom the vault knows."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self._let_in(request)
        except Unavailable as error:
            return _wait(request, error)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Where a page waits for a vault that is away, say so."""
        return _wait(request, error) if isinstance(error, Unavailable) else None

    def _let_in(self, request: HttpRequest) -> HttpResponse:
        request.who = None  # type: ignore[attr-defined]
        if request.path.startswith("/static/") or request.path == "/healthz":  # step 1
            return self._get_response(request)
        if request.path.startswith("/accounts/") and not request.path.startswith(_OF_ACCOUNTS):
            raise Http404
        if not request.user.is_authenticated:  # step 2
            is_open = request.path.startswith(_OPEN)
            return self._begun(request, self._get_response(request)) if is_open else _to("account_login", request)
        try:
            who, token = self._who(request)  # step 3
        except Unavailable:
            raise
        except RelayError as error:
            return _again(request) if error.reason == _REPLACED else self._end(request)
        request.who = who  # type: ignore[attr-defined]
        if who.is_locked and request.session.get("by_badge"):  # step 5: no factor is at hand but badge and PIN
            with contextlib.suppress(RelayError):
                the_vault().ask(EndSessions(as_person(request)), Done)
            return self._end(request, "station")
        ends = request.path == reverse("account_logout") and request.method == "POST"
        if ends:
            with contextlib.suppress(RelayError):
                the_vault().ask(EndSessions(as_person(request)), Done)
        response = self._held_back(request, who) or self._get_response(request)  # step 6
        if ends:
            response.delete_cookie(COOKIE)
        elif token:
            _give(response, token)
        return response

    @staticmethod
    def _held_back(request: HttpRequest, who: WhoAmI) -> HttpResponse | None:
        """Return where somebody must go first. Steps 4 and 5."""
        if who.is_locked and who.is_strong:
            is_way_back = request.path.startswith((*_LOCKED, "/static/", "/language/"))
            return None if is_way_back else _to("mfa_reauthenticate", request)
        if request.path.startswith((*_OPEN, *_SIGNED_IN)):
            return None
        if not who.is_strong:
            return _to("mfa_index", request)
        return _to("account_change_password", request) if _has_old_password(request) else None

    def _begun(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Step 3, where this answer signs somebody in: what is stored never waits for a session at the vault."""
        user: Any = request.user
        if not user.is_authenticated or _AT in request.session:
            return response
        records = get_authentication_records(request, user)
        try:
            begun = the_vault().ask(
                BeginSession(as_console(), str(user), _methods(records), _station(request)), SessionBegun
            )
        except Unavailable:
            logout(request)
            raise
        except RelayError:
            return self._end(request)
        request.session[_AT] = begun.session
        request.session[_STRONG_AT] = _newest(records)
        _give(response, begun.token)
        clear_ended()
        return response

    def _who(self, request: HttpRequest) -> tuple[WhoAmI, str]:
        """Step 3. Return who it is, and a new token where a factor was shown again just now, else an empty text.

        Raises the vault's refusal, when the session is over, or is not this browser's.
        """
        is_idle = request.headers.get("X-Idle") == "1"
        who = the_vault().ask(CheckSession(as_person(request), is_idle), WhoAmI)
        if (who.person, who.session) != (str(request.user), request.session.get(_AT)):
            raise Unauthentic("two cookies of two sessions", reason="access:no-session")
        user: Any = request.user
        records = get_authentication_records(request, user)
        newest = _newest(records)
        if newest > request.session.get(_STRONG_AT, 0.0):
            strong = [record for record in records if record["at"] == newest]
            token = the_vault().ask(StepUp(as_person(request), _methods(strong)), SessionBegun).token
            request.COOKIES[COOKIE] = token  # the one of before is dead; the rest of this request asks by the new one
            request.session[_STRONG_AT] = newest
            return the_vault().ask(CheckSession(as_person(request), is_idle), WhoAmI), token
        return who, ""

    def _end(self, request: HttpRequest, then: str = "account_login") -> HttpResponse:
        """The session is over: nothing of it stays here."""
        logout(request)
        response = _to(then, request)
        response.delete_cookie(COOKIE)
        return response


def _wait(request: HttpRequest, error: Unavailable) -> HttpResponse:
    _log.warning("console.vault_away", reason=error.reason)
    return away(request)


def _give(response: HttpResponse, token: str) -> None:
    response.set_cookie(COOKIE, token, httponly=True, secure=IS_HTTPS, samesite="Lax")


def _again(request: HttpRequest) -> HttpResponse:
    """Step 3, for a request that was on its way while a factor was shown in another: its token is dead.

    Nothing is opened to it, not for a second, and nobody is signed out by it: the browser has the new cookie, or
    is about to, and asks again with that. What a form wanted is not done; whoever sent it sends it once more.
    """
    response = HttpResponse(status=409, content_type="text/plain; charset=utf-8")
    if getattr(request, "htmx", False):
        response["HX-Refresh"] = "true"
    else:
        response.content = b"Signed in anew meanwhile. One moment.\n"
        response["Refresh"] = "1" if request.method in ("GET", "HEAD") else "1; url=/"
    return response


def _newest(records: list[dict[str, Any]]) -> float:
    return max((float(record["at"]) for record in records if record["method"] == "mfa"), default=0.0)


def _methods(records: list[dict[str, Any]]) -> tuple[str, ...]:
    """Return what was checked, in the vault's words. Anything else counts as a password: as nothing more."""
    found = {
        _METHODS.get(record.get("type", "") if record["method"] == "mfa" else record["method"], "password")
        for record in records
    }
    return tuple(sorted(found or {"password"}))


def _station(request: HttpRequest) -> str:
    """Return a word for the browser, for the list of sessions."""
    agent = request.headers.get("User-Agent", "")
    browser = next((name for name in ("Firefox", "Edg", "Chrome", "Safari") if name in agent), "browser")
    system = next((name for name in ("Android", "iPhone", "Windows", "Mac", "Linux") if name in agent), "")
    return f"{browser} {system}".strip()


def _has_old_password(request: HttpRequest) -> bool:
    """Tell whether the profile asks for a new password first. Whoever came by badge, or has none, types none."""
    days = the_profile().max_age_days
    user: Any = request.user
    has_none = request.session.get("by_badge") or not user.has_usable_password()
    return bool(days) and not has_none and is_too_old(user, days)


def _to(name: str, request: HttpRequest) -> HttpResponse:
    """Send the browser to a page of signing in; afterwards it comes back. htmx follows by a header."""
    back = request.get_full_path() if request.method == "GET" else "/"
    target = f"{reverse(name)}?{urlencode({'next': back})}"
    if getattr(request, "htmx", False):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = f"{reverse(name)}?{urlencode({'next': '/'})}"
        return response
    return HttpResponseRedirect(target)
