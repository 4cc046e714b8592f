"""What makes a poor password here: what anybody would try first, and what a stricter profile adds to that.

NIST SP 800-63B-4 asks for a blocklist of expected values; Django's list of common ones stands beside it, and
lists of breached ones where the installation names them (console.accounts.breached).
The rest is for installations whose marketplace demands it (profiles.toml), against NIST's advice.
"""

from __future__ import annotations

import re
from datetime import timedelta
from functools import lru_cache
from typing import Any

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from orderveil.console.accounts.breached import Lists
from orderveil.console.asking import the_settings

_EXPECTED = ("orderveil", "password", "console")
_SHORTEST = 4
_CLASSES = (re.compile(r"[a-z]"), re.compile(r"[A-Z]"), re.compile(r"[0-9]"), re.compile(r"[^A-Za-z0-9\s]"))
_PART = 3


class NotOfThisPlace:
    """Refuses a password that is made of what is expected, and little else."""

    def validate(self, password: str, user: object | None = None) -> None:
        """Raise ValidationError where less than eight characters are left without the expected words."""
        rest = password.lower()
        for word in [*_EXPECTED, *_parts(user)]:
            if len(word) >= _SHORTEST:
                rest = rest.replace(word, "")
        if len(rest) < 8:
            raise ValidationError("Too much of it is a name that anybody would try first.", code="expected")

    def get_help_text(self) -> str:
        """Return what to avoid."""
        return "Not the name of the product, the shop or yourself."


class NotBreached:
    """Refuses a password that is on a list of those that leaked elsewhere, where the installation has one."""

    def validate(self, password: str, user: object | None = None) -> None:
        """Raise ValidationError where it is listed. A list that cannot be asked refuses nobody."""
        if the_lists().has(password):
            raise ValidationError("it leaked elsewhere", code="breached")

    def get_help_text(self) -> str:
        """Return what to avoid."""
        return "No password that leaked elsewhere."


class FourClasses:
    """Asks for small and capital letters, digits and signs."""

    def validate(self, password: str, user: object | None = None) -> None:
        """Raise ValidationError where one of the four is missing."""
        if not all(one.search(password) for one in _CLASSES):
            raise ValidationError("small and capital letters, a digit and a sign", code="classes")

    def get_help_text(self) -> str:
        """Return what is asked."""
        return "Small and capital letters, a digit and a sign."


class NoPartOfName:
    """Refuses any part of the address that somebody signs in with, of three characters or more."""

    def validate(self, password: str, user: object | None = None) -> None:
        """Raise ValidationError where one is in it."""
        local = str(getattr(user, "email", "") or "").lower().partition("@")[0]
        words = re.split(r"[^a-z0-9]+", local)
        if any(len(word) >= _PART and word in password.lower() for word in words):
            raise ValidationError("a part of the name", code="name_part")

    def get_help_text(self) -> str:
        """Return what to avoid."""
        return "No part of your name."


class NotUsedBefore:
    """Refuses the last passwords, and keeps their hashes: also to know how old the newest is."""

    def __init__(self, history: int = 0) -> None:
        self._history = history

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError for one of the last `history`."""
        if user is None or user.pk is None or not self._history:
            return
        held = [user.password, *(row.password for row in user.past_passwords.order_by("-at")[: self._history])]
        if any(check_password(password, one) for one in dict.fromkeys(held)):
            raise ValidationError("used before", code="used_before", params={"history": self._history})

    def password_changed(self, password: str, user: Any = None) -> None:
        """Remember it, and forget what is older than the history. Called by Django once it is stored."""
        user.past_passwords.create(password=user.password)
        newest = list(user.past_passwords.order_by("-at", "-pk").values_list("pk", flat=True)[: max(1, self._history)])
        user.past_passwords.exclude(pk__in=newest).delete()

    def get_help_text(self) -> str:
        """Return what to avoid."""
        return "None of your last passwords."


class NotTooSoon:
    """Keeps somebody from running through the history in a minute to come back to the old one."""

    def __init__(self, min_age_days: int = 1) -> None:
        self._days = min_age_days

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError where the password is younger than the days."""
        if user is None or user.pk is None:
            return
        since = timezone.now() - timedelta(days=self._days)
        if user.past_passwords.filter(at__gt=since).exists():
            raise ValidationError("too soon", code="too_soon", params={"min_age_days": self._days})

    def get_help_text(self) -> str:
        """Return what is asked."""
        return "Not right after the last change."


def is_too_old(user: Any, max_age_days: int) -> bool:
    """Tell whether a password is older than it may be, or of an age that nobody knows."""
    since = timezone.now() - timedelta(days=max_age_days)
    return not user.past_passwords.filter(at__gt=since).exists()


@lru_cache(maxsize=1)
def the_lists() -> Lists:
    """Return this installation's lists of breached passwords."""
    return Lists(the_settings().breached)


def _parts(user: object | None) -> list[str]:
    return str(getattr(user, "email", "") or "").lower().replace("@", ".").split(".")
