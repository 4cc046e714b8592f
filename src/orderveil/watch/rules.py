"""The rules as data: thresholds, shares of the budget, and a sentence in each language. Pure but for its own file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

import msgspec

from orderveil.core.errors import BadConfiguration


class Budget(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many false alerts a week so many people may cause, and what is believed before anything was seen."""

    false_per_week: float
    people: int
    first_days: float
    first_rate: float
    first_fall: float
    muted_days: int


class FirstWeek(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is believed of a role before it has a history."""

    reveals: float
    shape: float
    unexplained: float
    weight: float
    role_days: float


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule. `share` of the budget: 0 for a plain one."""

    en: str
    hi: str
    share: float = 0.0
    least: int = 1
    times: float = 1.0
    gap: int = 0
    after_days: int = 0
    granted_days: int = 0
    review: bool = False


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of them."""

    budget: Budget
    first_week: FirstWeek
    rules: dict[str, Rule]


@lru_cache(maxsize=1)
def built_in_rules() -> Rules:
    """Return the rules that every installation has."""
    return read_rules(files("orderveil.watch").joinpath("rules.toml").read_text(encoding="utf-8"), "watch/rules.toml")


def read_rules(text: str, place: str) -> Rules:
    """Return the rules of a TOML text. Raises BadConfiguration naming the place."""
    try:
        rules = msgspec.convert(tomllib.loads(text), Rules)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise BadConfiguration(f"not rules that can be read: {error}", place=place) from None
    if sum(rule.share for rule in rules.rules.values()) > 1.0 + 1e-9:
        raise BadConfiguration("shares of the budget add up to more than all of it", place=place)
    return rules


def say(kind: str, language: str, values: Mapping[str, object]) -> str:
    """Return what an alert of a kind says. What the values lack stays open."""
    rule = built_in_rules().rules.get(kind)
    if rule is None:
        return kind
    return (rule.hi if language == "hi" else rule.en).format_map(_Open(values))


class _Open(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "…"
