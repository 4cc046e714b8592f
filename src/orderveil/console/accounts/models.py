"""An account: an address to sign in with, a password's hash, and whose it is at the vault.

What somebody may do is not here: roles, sessions and leavers are the vault's. An account that is made or
changed in this database by somebody else signs nobody in whom the vault does not know as active.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; only an invitation leads here."""

    def create_account(self, person: str, email: str, password: str | None) -> Account:
        """Make the account of a person, or make it anew while it was never opened. Password None: they have none."""
        # whoever left and is invited anew is somebody new to the vault, under the same address
        self.filter(email__iexact=email).exclude(person=person).delete()
        account, _ = self.get_or_create(person=person, defaults={"email": email})
        account.email = email
        account.set_password(password)
        account.save()
        return account


class Account(AbstractBaseUser):
    """One person's account. `person` is their id at the vault."""

    person = models.CharField(max_length=32, unique=True)
    email = models.EmailField(unique=True)
    language = models.CharField(max_length=5, default="en")
    zone = models.CharField(max_length=64, default="Asia/Kolkata")
    filters = models.JSONField(default=list)  # of the list of orders: names of shops, hops and states
    is_active = models.BooleanField(default=True)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["person"]

    def __str__(self) -> str:
        return self.person

    def __repr__(self) -> str:
        return f"Account({self.person}, <hidden>)"

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Django's own permissions are not used: what somebody may do is the vault's to say."""
        return False


class PastPassword(models.Model):
    """The hash of a password that an account had, where the profile asks for a history."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="past_passwords")
    password = models.CharField(max_length=128)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return "a past password"
