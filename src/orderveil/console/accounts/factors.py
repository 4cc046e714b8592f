"""What follows from a factor that is set up, used anew or taken away: it counts as checked, and is recorded."""

from __future__ import annotations

import contextlib
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from orderveil.console.asking import as_console, the_vault
from orderveil.core.errors import RelayError
from orderveil.vault.messages import Done
from orderveil.vault.people_messages import RecordSignIn

_METHODS = {Authenticator.Type.TOTP: "totp", Authenticator.Type.WEBAUTHN: "webauthn"}


def factor_added(request: HttpRequest, user: Any, authenticator: Any, **_: Any) -> None:
    """Setting up an app or a key proves that one holds it: no second question in the same minute."""
    method = _METHODS.get(authenticator.type)
    if method is not None:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
    _tell("factor-added", user, method or "recovery")


def factor_removed(request: HttpRequest, user: Any, authenticator: Any, **_: Any) -> None:
    """Record that a factor was taken away."""
    _tell("factor-removed", user, _METHODS.get(authenticator.type, "recovery"))


def codes_made_anew(request: HttpRequest, user: Any, authenticator: Any, **_: Any) -> None:
    """Record that recovery codes were replaced."""
    _tell("codes-replaced", user, "recovery")


def _tell(outcome: str, user: Any, method: str) -> None:
    with contextlib.suppress(RelayError):
        the_vault().ask(RecordSignIn(as_console(), outcome, str(user), method), Done)
