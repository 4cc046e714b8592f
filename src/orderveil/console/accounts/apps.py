"""Accounts as Django knows them."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People's accounts: what they sign in with, and nothing of what they may do."""

    name = "orderveil.console.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear of factors. The library tells of them by signals alone; they stay within this room."""
        from allauth.account.signals import password_changed
        from allauth.mfa import signals

        from orderveil.console.accounts import factors, recovery

        recovery.take_over()
        password_changed.connect(factors.password_changed, dispatch_uid="password changed")
        signals.authentication_failed.connect(factors.code_refused, dispatch_uid="code refused")
        signals.authenticator_added.connect(factors.factor_added, dispatch_uid="factor added")
        signals.authenticator_removed.connect(factors.factor_removed, dispatch_uid="factor removed")
        signals.authenticator_reset.connect(factors.codes_made_anew, dispatch_uid="codes made anew")
