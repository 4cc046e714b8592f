"""How allauth is bent to the house: nobody signs up, seeds lie sealed at the vault, failures are recorded."""

from __future__ import annotations

import base64
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse

from orderveil.console.accounts.models import Account
from orderveil.console.accounts.telling import tell
from orderveil.console.asking import as_console, the_provider, the_vault
from orderveil.core.errors import RelayError
from orderveil.vault.people_messages import OpenForPerson, SealedBytes, SealForPerson

_KIND = "factor"
STRONG_TYPES = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by invitation alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try; tell the vault of one that is stopped before a password is looked at."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            tell("sign-in-throttled", _known(credentials), "password")
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record a sign-in that failed. What was typed is never told: it may be a password in the wrong field."""
        tell("sign-in-failed", _known(credentials), "password")
        super().authentication_failed(request, **credentials)

    def reauthenticate(self, user: Any, password: str) -> bool:
        """Check a password again, counted for the account. The library looks for another table's address."""
        from allauth.core import context

        return bool(self.authenticate(context.request, email=user.email, password=password) == user)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Return how somebody shows again that it is them: by a strong factor, as soon as they have one.

        A password alone, which may have been watched, changes no factor and opens no screen.
        """
        methods = super().get_reauthentication_methods(user)
        strong = [one for one in methods if one["id"] != "reauthenticate"]
        key_first = not has_strong(user, Authenticator.Type.TOTP)  # else recovery codes would be asked for first
        strong.sort(key=lambda one: one["id"].endswith(":webauthn") != key_first)
        by_oidc = by_identity(user)
        if by_oidc is None:
            return strong or methods
        entry = {"id": "oidc", "description": "", "url": reverse("oidc_again")}
        return [*strong, entry] if by_oidc == "oidc-mfa" else strong or [*methods, entry]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask for it also of whoever has neither password nor factor here: the library would let them through."""
        from allauth.core import context

        user = context.request.user
        if user.is_authenticated and not user.has_usable_password() and not has_strong(user):
            records = get_authentication_records(context.request, user)
            newest = max((float(one["at"]) for one in records if one["method"] in ("oidc", "mfa")), default=0.0)
            if time.time() - newest > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
                raise ReauthenticationRequired
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go back to one's own factors."""
        return reverse("mfa_index")

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
        """Open a seed to check a code with it. Raises ValidationError where it does not open.

        It opens for the account that is being checked alone: a row of one's own seed, put beside somebody
        else's account in this database, makes no code of theirs.
        """
        person, _, content = encrypted_text.partition(":")
        if person != str(_person()):
            raise ValidationError("the factor cannot be checked now")
        try:
            sealed = base64.b64decode(content, validate=True)
            opened = the_vault().ask(OpenForPerson(as_console(), person, _KIND, sealed), SealedBytes)
        except (RelayError, ValueError):
            raise ValidationError("the factor cannot be checked now") from None
        return opened.content.decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep the last strong factor: without one an account would stand open to whoever has the password."""
        if authenticator.type not in STRONG_TYPES:
            return True
        others = Authenticator.objects.filter(user=authenticator.user, type__in=STRONG_TYPES)
        return others.exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """Return a name where none was typed."""
        return str(Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1)

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """Return what a passkey shows of its account: the address, and no id of ours."""
        entity = super().get_public_key_credential_user_entity(user)
        return entity | {"display_name": user.email, "name": user.email}


def has_strong(user: Any, *types: Any) -> bool:
    """Tell whether an account has a strong factor, or one of `types`."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=types or STRONG_TYPES).exists())


def by_identity(user: Any) -> str | None:
    """Return what an identity at the issuer was worth with which somebody signed in to this session, or None."""
    from allauth.core import context

    records = get_authentication_records(context.request, user)
    if the_provider() is None or not any(one["method"] == "oidc" for one in records):
        return None
    return "oidc-mfa" if any(one.get("type") == "oidc-mfa" for one in records) else "oidc"


def _known(credentials: dict[str, Any]) -> str | None:
    """Return the person behind an address that was typed, or None."""
    account = Account.objects.filter(email__iexact=str(credentials.get("email") or "")).only("person").first()
    return account.person if account is not None else None


def _person() -> Any:
    """Return whose factor this request sets up or checks: who is signed in, or has shown a password just now."""
    from allauth.account.internal.stagekit import get_pending_stage
    from allauth.core import context  # the request of this thread; importable once Django is set up

    stage = get_pending_stage(context.request)
    return stage.login.user if stage is not None else context.request.user
