"""What follows from a factor that is set up, used, refused or taken away: it counts as checked, and is recorded."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import ReauthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, LoginWebAuthnForm, ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal.auth import extract_user_from_response
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language

from orderveil.console.accounts.others import end_others, offer
from orderveil.console.accounts.telling import tell
from orderveil.console.asking import as_console, the_vault
from orderveil.console.words import Words
from orderveil.core.errors import RelayError
from orderveil.vault.people_messages import OpenForPerson, SealedBytes, SealForPerson

_KEY_KIND, _SEAL = "passkey", "seal"
_METHODS = {Authenticator.Type.TOTP: "totp", Authenticator.Type.WEBAUTHN: "webauthn"}


def factor_added(request: HttpRequest, user: Any, authenticator: Any, **_: Any) -> None:
    """Setting up an app or a key proves that one holds it: no second question in the same minute."""
    method = _METHODS.get(authenticator.type)
    if method is not None:
        extra = {"id": authenticator.pk, "type": authenticator.type, "reauthenticated": True}
        record_authentication(request, user, "mfa", **extra)
    if authenticator.type == Authenticator.Type.WEBAUTHN:
        seal_key(authenticator)
    if authenticator.type == Authenticator.Type.TOTP and request.POST.get("code"):
        authenticator.wrap()._mark_code_used(request.POST["code"])  # the library lets it sign in once more
    tell("factor-added", str(user), method or "recovery")
    if method is not None:
        offer(request)


def factor_removed(request: HttpRequest, user: Any, authenticator: Any, **_: Any) -> None:
    """Record that a factor was taken away."""
    tell("factor-removed", str(user), _METHODS.get(authenticator.type, "recovery"))
    offer(request)


def codes_made_anew(request: HttpRequest, user: Any, authenticator: Any, **_: Any) -> None:
    """Record that recovery codes were replaced."""
    tell("codes-replaced", str(user), "recovery")
    offer(request)


def code_refused(request: HttpRequest, user: Any, authenticator: Any, **_: Any) -> None:
    """Record a code that was not right, at signing in or when it is asked for again."""
    tell("factor-failed", str(user), _METHODS.get(authenticator.type, "recovery"))


def password_changed(request: HttpRequest, user: Any, **_: Any) -> None:
    """Record that a password was changed, and end what was begun under the old one elsewhere."""
    tell("password-changed", str(user), "password")
    if ended := end_others(request):
        words = Words("hi" if (get_language() or "en").startswith("hi") else "en")
        messages.success(request, words.say("people.sessions_ended", n=ended))


def seal_key(authenticator: Any) -> None:
    """Let the vault vouch for a passkey: its row in this database could be written by somebody else."""
    person, content = str(authenticator.user), _digest(authenticator)
    sealed = the_vault().ask(SealForPerson(as_console(), person, _KEY_KIND, content), SealedBytes)
    authenticator.data[_SEAL] = base64.b64encode(sealed.content).decode()
    authenticator.save(update_fields=["data"])


def check_key(authenticator: Any) -> None:
    """Raise ValidationError for a passkey that this person did not set up here."""
    try:
        sealed = base64.b64decode(str(authenticator.data.get(_SEAL, "")), validate=True)
        asked = OpenForPerson(as_console(), str(authenticator.user), _KEY_KIND, sealed)
        is_right = hmac.compare_digest(the_vault().ask(asked, SealedBytes).content, _digest(authenticator))
    except (RelayError, ValueError):
        is_right = False
    if not is_right:
        raise ValidationError("the factor cannot be checked now")


def _digest(authenticator: Any) -> bytes:
    return hashlib.sha256(json.dumps(authenticator.data["credential"], sort_keys=True).encode()).digest()


class _Told:
    """A form of a passkey or key that tells of what it refuses."""

    def clean_credential(self) -> Any:
        try:
            found = super().clean_credential()  # type: ignore[misc]
            check_key(found)
            return found
        except ValidationError:
            tell("factor-failed", self._person(), "webauthn")
            raise

    def _person(self) -> str | None:
        user = self.user  # type: ignore[attr-defined]
        if user is None:
            try:
                user = extract_user_from_response(self.cleaned_data["credential"])  # type: ignore[attr-defined]
            except (AttributeError, ValidationError):
                return None
        return str(user)


class KeyForm(_Told, AuthenticateWebAuthnForm):
    """A key after the password."""


class KeyAgainForm(_Told, ReauthenticateWebAuthnForm):
    """A key that is asked for again."""


class PasskeyForm(_Told, LoginWebAuthnForm):
    """A passkey alone."""


class CodeAgain(ReauthenticateView):
    """A code that is asked for again; whoever has a passkey and no app is asked for the passkey instead."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, or go to the one of the passkey."""
        first = get_account_adapter().get_reauthentication_methods(request.user)[0]["url"]
        if first != request.path and request.GET.get("by") != "code":
            return HttpResponseRedirect(self.passthrough_next_url(first))  # type: ignore[no-untyped-call]
        return super().get(request, *args, **kwargs)


class RemoveKey(RemoveWebAuthnView):
    """Removing a key: the library asks for the last strong factor of apps only, so it is asked here for keys."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Remove it, unless it is the last strong factor."""
        if not get_adapter().can_delete_authenticator(self.get_object()):
            return self.render_to_response(self.get_context_data(form=form), status=409)
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whether it may go."""
        found: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[no-untyped-call]
        return found | {"is_last": not get_adapter().can_delete_authenticator(self.object)}
