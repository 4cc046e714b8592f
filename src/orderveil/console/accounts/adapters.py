"""How allauth is bent to the house: nobody signs up, seeds lie sealed at the vault, failures are recorded."""

from __future__ import annotations

import base64
import contextlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from orderveil.console.asking import as_console, the_vault
from orderveil.core.errors import RelayError
from orderveil.vault.messages import Done
from orderveil.vault.people_messages import (
    OpenForPerson,
    RecordSignIn,
    SealedBytes,
    SealForPerson,
)

_KIND = "factor"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by invitation alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up."""
        return False

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record a sign-in that failed; whose it was meant to be is not told, for it may be a typing error."""
        with contextlib.suppress(RelayError):
            the_vault().ask(RecordSignIn(as_console(), "sign-in-failed", None, "password"), Done)
        super().authentication_failed(request, **credentials)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing: no mail carries a link into the console."""


class FactorAdapter(DefaultMFAAdapter):
    """Seeds of codes are sealed by the vault, for one person; this database holds nothing that makes a code."""

    def encrypt(self, text: str) -> str:
        """Seal a seed. The person is whoever sets the factor up in this request."""
        person = str(_person())
        sealed = the_vault().ask(SealForPerson(as_console(), person, _KIND, text.encode()), SealedBytes)
        return f"{person}:{base64.b64encode(sealed.content).decode()}"

    def decrypt(self, encrypted_text: str) -> str:
        """Open a seed to check a code with it. Raises ValidationError where it does not open."""
        person, _, content = encrypted_text.partition(":")
        try:
            sealed = base64.b64decode(content, validate=True)
            opened = the_vault().ask(OpenForPerson(as_console(), person, _KIND, sealed), SealedBytes)
        except (RelayError, ValueError):
            raise ValidationError("the factor cannot be checked now") from None
        return opened.content.decode()


def _person() -> Any:
    from allauth.core import context  # the request of this thread; importable once Django is set up

    return context.request.user
