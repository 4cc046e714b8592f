"""The profile of accounts that an installation keeps to: read from profiles.toml, never guessed.

Two rulebooks ask for opposite things: one forbids that passwords end by age, another demands it. So it is
a choice, as data with its source, and the sensible one is the default.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from orderveil.console.asking import the_settings
from orderveil.core.errors import BadConfiguration
from orderveil.core.oidc import Oidc


@dataclass(frozen=True, slots=True)
class Profile:
    """What is asked. Zero and false: nothing. `tries`: wrong ones of one account within `tries_minutes`."""

    name: str
    source: str
    min_length: int
    tries: int
    tries_minutes: int
    classes: bool = False
    provider_counts: bool = True  # an OpenID provider may stand for the second factor, where its settings say so
    no_name_part: bool = False
    min_age_days: int = 0
    max_age_days: int = 0
    history: int = 0


def read_profiles() -> dict[str, Profile]:
    """Return every profile by name."""
    text = files("orderveil.console.accounts").joinpath("profiles.toml").read_text(encoding="utf-8")
    return {name: Profile(name, **table) for name, table in tomllib.loads(text).items()}


@lru_cache(maxsize=1)
def the_profile() -> Profile:
    """Return this installation's. Raises BadConfiguration."""
    wanted, profiles = the_settings().account_profile, read_profiles()
    if wanted not in profiles:
        raise BadConfiguration(f"one of {', '.join(profiles)}", place="ORDERVEIL_ACCOUNT_PROFILE")
    return profiles[wanted]


def check_provider(profile: Profile, oidc: Oidc | None) -> None:
    """Raise BadConfiguration where a provider would count for more than the profile lets it."""
    if oidc is not None and oidc.counts and not profile.provider_counts:
        raise BadConfiguration(
            f"the profile {profile.name} asks for a second factor here: leave this out",
            place="ORDERVEIL_OIDC_SECOND_FACTOR",
        )


def validators_of(profile: Profile) -> list[dict[str, object]]:
    """Return Django's list of what looks at a new password."""
    here = "orderveil.console.accounts.passwords."
    django = "django.contrib.auth.password_validation."
    rules: list[dict[str, object]] = [
        {"NAME": f"{django}MinimumLengthValidator", "OPTIONS": {"min_length": profile.min_length}},
        {"NAME": f"{django}CommonPasswordValidator"},
        {"NAME": f"{here}NotOfThisPlace"},
        {"NAME": f"{here}NotBreached"},
    ]
    if profile.classes:
        rules.append({"NAME": f"{here}FourClasses"})
    if profile.no_name_part:
        rules.append({"NAME": f"{here}NoPartOfName"})
    if profile.history or profile.max_age_days:
        rules.append({"NAME": f"{here}NotUsedBefore", "OPTIONS": {"history": profile.history}})
    if profile.min_age_days:
        rules.append({"NAME": f"{here}NotTooSoon", "OPTIONS": {"min_age_days": profile.min_age_days}})
    return rules
