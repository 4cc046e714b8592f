"""Signing in through the issuer: authorization code flow with PKCE, for people whom the vault knows already.

By numbered steps:

  1. a button of ours begins it (a form with its token), and the request waits in this browser's session;
  2. the answer is of that session, of that request, of that issuer, and comes once;
  3. its code is redeemed, and the ID token checked (oidc_tokens);
  4. the issuer vouches for the e-mail address;
  5. the vault says whose the identity is, and what it is worth; nobody's opens nothing, and no account is made but
     by an invitation that is open in this browser;
  6. a second factor is asked for here, unless the issuer checked one and the settings count that;
  7. asked again, the issuer must have asked its user again, just now, and the person must be the same.

What fails is recorded with its step. Whoever has no account, another's or one that ended reads the same page.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import (
    clear_authentication_records,
    perform_login,
    record_authentication,
)
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.account.models import Login
from allauth.account.views import BaseReauthenticateView
from allauth.core.internal.httpkit import authenticated_user
from allauth.mfa.stages import AuthenticateStage
from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from orderveil.console.accounts.adapters import has_strong
from orderveil.console.accounts.memory import may_try
from orderveil.console.accounts.models import Account
from orderveil.console.accounts.oidc_asking import Asked, ask, take
from orderveil.console.accounts.oidc_issuer import Issuer, the_issuer
from orderveil.console.accounts.oidc_tokens import Claims, refuse
from orderveil.console.accounts.telling import tell
from orderveil.console.asking import as_console, the_provider, the_vault
from orderveil.core.errors import RelayError, TooMany, Unavailable
from orderveil.vault.identity_messages import IdentityMatched, MatchIdentity
from orderveil.vault.people_messages import PersonRows, ReadInvitation, WhoAmI

TRIES_A_MINUTE = 30  # of one address: each may ask the issuer
_SKEW_SECONDS = 60
_BY_VAULT = frozenset({"unknown", "bound", "not-joined", "other-person"})  # it has recorded these itself
# reason -> the words that are shown, and the status; whatever is not here could not be checked
_SHOWN = {
    "declined": ("declined", 403), "unverified": ("unverified", 403), "not-fresh": ("not_fresh", 403),
    "no-second-factor": ("no_second_factor", 403), "unreachable": ("unreachable", 503), "too-many": ("too_many", 429),
    **dict.fromkeys((*_BY_VAULT, "no-account"), ("nobody", 403)),
}  # fmt: skip


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Step 1. Send the browser to the issuer."""
    issuer = _issuer()
    if request.user.is_authenticated:
        return redirect("relay")
    invitation = request.POST.get("invitation", "")
    more = {"invitation": invitation} if invitation else {}
    fresh = {"is_fresh": True} if request.POST.get("fresh") else {}
    return _sent(request, issuer, "join" if invitation else "in", request.POST.get("next"), **more, **fresh)


class Again(BaseReauthenticateView):
    """Step 7: the page, and its button."""

    form_class = forms.Form
    template_name = "account/oidc_again.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Nobody who is not in is asked again."""
        _issuer()
        if not request.user.is_authenticated:
            return redirect("account_login")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """Send the browser to the issuer, who must ask anew."""
        return _sent(self.request, _issuer(), "again", self.request.POST.get("next"), is_fresh=True)


@require_GET
def callback(request: HttpRequest) -> HttpResponse:
    """Steps 2 to 7: the issuer's answer."""
    issuer = _issuer()
    person = str(request.user) if request.user.is_authenticated else None
    try:
        _count(request, "back")
        asked = _answered(request, issuer)  # step 2
        if asked.purpose == "again":
            return _again(request, issuer, asked)
        if person is not None:  # in another tab, meanwhile
            return redirect("relay")
        claims = _redeemed(request, issuer, asked)
        return _join(request, issuer, asked, claims) if asked.purpose == "join" else _in(request, issuer, asked, claims)
    except RelayError as error:
        return _failed(request, error, person)


def _sent(request: HttpRequest, issuer: Issuer, purpose: Any, then: str | None, **more: Any) -> HttpResponse:
    try:
        _count(request, "there")
        return HttpResponseRedirect(ask(request, issuer, purpose, _own(request, then), **more))
    except RelayError as error:
        return _failed(request, error, str(request.user) if request.user.is_authenticated else None)


def _answered(request: HttpRequest, issuer: Issuer) -> Asked:
    """Step 2. The issuer's name in the answer keeps another server's code from being sent to this one (RFC 9207)."""
    if any(len(values) != 1 for _, values in request.GET.lists()):
        raise refuse("identity:state")
    asked = take(request, request.GET.get("state", ""))
    named = request.GET.get("iss")
    must_name = issuer.doors().get("authorization_response_iss_parameter_supported") is True
    if named != issuer.oidc.issuer and (named is not None or must_name):
        raise refuse("identity:mixed-up")
    if "error" in request.GET:
        raise refuse("identity:declined" if request.GET["error"] == "access_denied" else "identity:answer")
    return asked


def _redeemed(request: HttpRequest, issuer: Issuer, asked: Asked) -> Claims:
    """Steps 3 and 4."""
    code = request.GET.get("code", "")
    if not code:
        raise refuse("identity:answer")
    claims = issuer.redeem(code, asked.verifier, asked.nonce)
    if not claims.email or not claims.is_verified:
        raise refuse("identity:unverified")
    return claims


def _match(issuer: Issuer, claims: Claims, **more: str) -> IdentityMatched:
    """Step 5."""
    asked = MatchIdentity(
        as_console(), issuer.oidc.issuer, claims.subject, claims.email, claims.amr, claims.acr,
        claims.auth_at * 1000, **more,
    )  # fmt: skip
    return the_vault().ask(asked, IdentityMatched)


def _in(request: HttpRequest, issuer: Issuer, asked: Asked, claims: Claims) -> HttpResponse:
    return _signed_in(request, asked, _match(issuer, claims))


def _join(request: HttpRequest, issuer: Issuer, asked: Asked, claims: Claims) -> HttpResponse:
    """Make the account of whoever is invited, without a password, and sign them in."""
    row = the_vault().ask(ReadInvitation(as_console(), asked.invitation), PersonRows).rows[0]
    with transaction.atomic():  # no identity, no account
        Account.objects.create_account(row.person, row.email, None)
        matched = _match(issuer, claims, invitation=asked.invitation)
    return _signed_in(request, asked, matched)


def _signed_in(request: HttpRequest, asked: Asked, matched: IdentityMatched) -> HttpResponse:
    """Step 6. The door begins the session at the vault with what is recorded here."""
    account = Account.objects.filter(person=matched.person).first()
    if account is None:
        raise refuse("identity:no-account")
    if matched.method == "oidc" and matched.needs_factor and not has_strong(account):
        raise refuse("identity:no-second-factor")
    clear_authentication_records(request)
    record_authentication(request, account, "oidc")
    stages = {}
    if matched.method == "oidc-mfa":
        record_authentication(request, account, "mfa", type="oidc-mfa")
        stages = {AuthenticateStage.key: {"handled": True}}
    return perform_login(request, Login(user=account, redirect_url=asked.then, state={"stages": stages}))


def _again(request: HttpRequest, issuer: Issuer, asked: Asked) -> HttpResponse:
    """Step 7. Whoever has a strong factor needs one: an identity alone stands for a password."""
    who = getattr(request, "who", None)
    if not isinstance(who, WhoAmI):
        raise refuse("identity:state")
    claims = _redeemed(request, issuer, asked)
    if claims.auth_at < asked.at - _SKEW_SECONDS:
        raise refuse("identity:not-fresh")
    matched, user = _match(issuer, claims, person=who.person), authenticated_user(request)
    if matched.method == "oidc-mfa":
        record_authentication(request, user, "mfa", type="oidc-mfa", reauthenticated=True)
    elif who.is_strong or has_strong(user):
        raise refuse("identity:no-second-factor")
    else:
        record_authentication(request, user, "oidc", reauthenticated=True)
    request.session.pop(STATE_SESSION_KEY, None)  # a form that was interrupted is filled in anew
    return redirect(asked.then)


def _failed(request: HttpRequest, error: RelayError, person: str | None) -> HttpResponse:
    """Record what failed, and show a page that tells a stranger nothing."""
    if isinstance(error, Unavailable) and error.reason != "identity:unreachable":
        raise error  # the vault's
    if error.reason == "people:no-invitation":
        return render(request, "console/join_over.html", status=404)
    reason = error.reason.rpartition(":")[2]
    if reason not in _BY_VAULT and reason != "too-many":
        tell("identity-refused", person, "oidc", reason)
    word, status = _SHOWN.get(reason, ("unchecked", 403))
    shown = {"word": f"oidc.{word}", "may_retry": reason == "no-second-factor" and person is None}
    return render(request, "account/oidc_failed.html", shown, status=status)


def _count(request: HttpRequest, way: str) -> None:
    if not may_try(f"oidc:{way}:{get_adapter().get_client_ip(request)}", TRIES_A_MINUTE):
        raise TooMany("too many sign-ins from this address", reason="identity:too-many")


def _own(request: HttpRequest, then: str | None) -> str:
    """Return where to go afterwards: a page of ours."""
    is_own = then and then.startswith("/") and url_has_allowed_host_and_scheme(then, {request.get_host()})
    return then if then and is_own else "/"


def _issuer() -> Issuer:
    """Return the issuer; without one there is no such page."""
    if the_provider() is None:
        raise Http404
    return the_issuer()


urls = [
    path("accounts/oidc/", begin, name="oidc"),
    path("accounts/oidc/again/", Again.as_view(), name="oidc_again"),
    path("accounts/oidc/callback/", callback, name="oidc_callback"),
]
