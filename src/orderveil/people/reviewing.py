"""How often rights are reviewed, which are marked, and who may decide. The numbers are data: reviews.toml.

Pure. Must never mark by a clock of its own: every moment is handed in, in epoch ms.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Rules:
    """What reviews.toml says. `rotation`: days by (kind, source), the source empty for any."""

    cadence_days: int
    unused_days: int
    rotation: Mapping[tuple[str, str], int]
    bypassing: frozenset[str]
    leads: Mapping[str, frozenset[str]]

    def rotate_at_ms(self, kind: str, source: str, made_at_ms: int) -> int:
        """Return when a key or secret is due to be replaced."""
        days = self.rotation.get((kind, source)) or self.rotation[(kind, "")]
        return made_at_ms + days * DAY_MS

    def is_unused(self, used_at_ms: int | None, made_at_ms: int | None, now_ms: int) -> bool:
        """Tell whether something was not used for long: counted from its making where it never was."""
        since = used_at_ms if used_at_ms is not None else made_at_ms
        return since is not None and now_ms - since >= self.unused_days * DAY_MS


@lru_cache(maxsize=1)
def review_rules() -> Rules:
    """Return the rules that every installation has."""
    table = tomllib.loads(files("orderveil.people").joinpath("reviews.toml").read_text(encoding="utf-8"))
    return Rules(
        min(row["days"] for row in table["cadence"]),
        table["unused"]["days"],
        {(row["kind"], row.get("source_system", "")): row["days"] for row in table["rotation"]},
        frozenset(table["bypassing"]["scopes"]),
        {role: frozenset(led) for role, led in table["leads"].items()},
    )


def may_lead(held: Iterable[str], role: str, rules: Rules) -> bool:
    """Tell whether somebody with the roles `held` looks over those who hold `role`."""
    return any(role in rules.leads.get(one, ()) for one in held)


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What marks go by. `state`: of the person behind the address, or None. `is_ended`: ended, and here again."""

    person_state: str | None
    mfa: str
    used_at_ms: int | None
    made_at_ms: int | None
    is_back: bool = False


def marks_of_account(facts: AccountFacts, now_ms: int, rules: Rules) -> tuple[str, ...]:
    """Return what is wrong with an account in an outside system, the gravest first."""
    found = {
        "leaver": facts.person_state == "left",
        "back": facts.is_back,
        "no-person": facts.person_state is None,
        "no-mfa": facts.mfa == "off",
        "unused": rules.is_unused(facts.used_at_ms, facts.made_at_ms, now_ms),
    }
    return tuple(mark for mark, is_so in found.items() if is_so)


def is_overscoped(
    granted: Iterable[str], used: Mapping[str, int], made_at_ms: int, now_ms: int, rules: Rules
) -> tuple[str, ...]:
    """Return the scopes that were granted and not used for long. `used`: last use by scope."""
    oldest = now_ms - rules.unused_days * DAY_MS
    if made_at_ms > oldest:
        return ()
    return tuple(scope for scope in sorted(granted) if used.get(scope, 0) <= oldest)
