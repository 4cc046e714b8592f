"""How surprising a day of somebody's was, rule by rule, against their own past, their role's and the team's day. Pure.

Reveals that a ticket of the desk or a parcel's own event explains say little; those without say much:
explanations first, volume after (Fabbri and LeFevre, 2011). Each rate is one's own past drawn towards
the role's, so that a first week is judged by the role and a tenth by oneself.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from orderveil.watch.events import EXPLAINED, Sight
from orderveil.watch.rules import FirstWeek, Rule, Rules
from orderveil.watch.state import SLOTS, Creeping, Day, Past, Person, Role
from orderveil.watch.tails import beta_binomial_tail, log_beta, negative_binomial_tail

OWN_MOST = 160.0  # reveals' worth of trust in somebody's own rate, at most
_OWN_DAYS = 3.0  # days that the role's volume weighs against one's own
_TEAM = 4.0  # unexplained reveals that "nothing unusual today" weighs
_TRIM = 0.2  # of colleagues, those furthest off, are not asked what the day was like
_MORE = 0.15  # of reveals: what the cumulative sum looks for
_MORE_WEIGHT = 12.0
_TEAM_MORE = 0.06
_TEAM_WEIGHT = 200.0
_TEAM_TIMES = 2.0
LONGEST_RUN = 30  # days
_ODD = 0.004  # of reveals, in an hour, on the same kind of day
_ODD_OWN = 60.0
_ODD_KNOWN = 600.0  # reveals of a role
_ODD_WEIGHT = 10.0
_PAIRS_WEIGHT = 30.0
_PAIRS_FIRST = 0.05


@dataclass(frozen=True, slots=True)
class TeamDay:
    """What the day was like for everybody of a role: how busy, and how much less was explained than usual."""

    busy: float = 1.0
    unexplained: float = 1.0


def surprise(chance: float) -> float:
    """Return -ln of a chance."""
    return -math.log(max(chance, 1e-120))


def usual_reveals(person: Person, role: Role, first: FirstWeek) -> float:
    """Return how many reveals a day are usual for somebody."""
    of_role = (role.past.reveals + first.reveals * first.role_days) / (role.past.exposure + first.role_days)
    return (person.past.reveals + of_role * _OWN_DAYS) / (person.past.exposure + _OWN_DAYS)


def shape_of(role: Role, first: FirstWeek) -> float:
    """Return the shape of a role's days: small where days differ much."""
    believed = first.role_days / first.shape
    return min(50.0, max(0.5, (role.square + first.role_days) / max(1e-6, role.over + believed)))


def rate_of(person: Person, role: Role, first: FirstWeek) -> tuple[float, float]:
    """Return somebody's usual share of unexplained reveals, and its weight in reveals."""
    past = role.past
    of_role = (past.unexplained + first.unexplained * first.weight) / (past.of + first.weight)
    own = min(1.0, OWN_MOST / max(1.0, person.past.of))
    weight = first.weight + person.past.of * own
    rate = (of_role * first.weight + person.past.unexplained * own) / weight
    return min(0.95, max(0.005, rate)), weight


class Colleagues:
    """What a day was for each of a role, so that everybody can be held against the others in the middle."""

    def __init__(self, days: Iterable[tuple[Person, Day]], role: Role, first: FirstWeek) -> None:
        self._busy: list[tuple[float, int, float, Day]] = []
        self._bare: list[tuple[float, int, float, Day]] = []
        for person, day in days:
            expected = usual_reveals(person, role, first)
            self._busy.append((day.reveals / expected, day.reveals, expected, day))
            bare = rate_of(person, role, first)[0] * day.reveals
            if day.reveals:
                self._bare.append(((day.unexplained + 1) / (bare + 1), day.unexplained, bare, day))
        self._busy.sort(key=lambda one: one[0])
        self._bare.sort(key=lambda one: one[0])

    def without(self, own: Day | None) -> TeamDay:
        """Return what the day was like for all but one. Those furthest off are not asked."""
        busy = [one for one in self._busy if one[3] is not own]
        bare = [one for one in self._bare if one[3] is not own]
        cut = int(len(busy) * _TRIM)
        middle = busy[cut : len(busy) - cut]
        told = (sum(one[1] for one in middle) + 20.0) / (sum(one[2] for one in middle) + 20.0)
        lower = bare[: len(bare) - int(len(bare) * _TRIM)] if len(bare) >= 4 else []
        more = (sum(one[1] for one in lower) + _TEAM) / (sum(one[2] for one in lower) + _TEAM)
        return TeamDay(min(8.0, max(0.3, told)), more if more > 1.5 else 1.0)


def score(person: Person, day: Day, role: Role, team: TeamDay, rules: Rules) -> dict[str, float]:
    """Return each rule's surprise at a day, without the cumulative sum."""
    first = rules.first_week
    found = {"bulk": bulk(person, day, role, team, rules)}
    rate, weight = rate_of(person, role, first)
    if day.reveals:
        bare = explained_by_team(day, team)
        found["unexplained"] = surprise(beta_binomial_tail(bare, day.reveals, rate * weight, (1 - rate) * weight))
        odd, mass = odd_hours(person, day, role)
        found["after_hours"] = surprise(
            beta_binomial_tail(odd, day.reveals, mass * _ODD_WEIGHT, (1 - mass) * _ODD_WEIGHT)
        )
    pairs, of = neighbours(day, rules.rules["consecutive"].gap)
    if of:
        share, trust = _pairs_rate(person.past, role.past)
        found["consecutive"] = surprise(beta_binomial_tail(pairs, of, share * trust, (1 - share) * trust))
    return found


def bulk(person: Person, day: Day, role: Role, team: TeamDay, rules: Rules) -> float:
    """Return the surprise at a day's volume. It only grows while the day goes on."""
    first = rules.first_week
    mean = max(0.5, usual_reveals(person, role, first) * team.busy)
    known = person.past.exposure
    wide = (1 + _OWN_DAYS / (known + _OWN_DAYS)) / shape_of(role, first)  # a newcomer's own mean is not known yet
    return surprise(negative_binomial_tail(day.reveals, mean, 1 / wide))


def explained_by_team(day: Day, team: TeamDay) -> int:
    """Return the unexplained reveals that are somebody's own: what everybody had that day is not held against one."""
    return round(day.unexplained / team.unexplained)


def odd_hours(person: Person, day: Day, role: Role) -> tuple[int, float]:
    """Return how many reveals fell into hours in which neither person nor role works, and how rare those are."""
    own, of_role = person.past.slots or [0.0] * SLOTS, role.past.slots or [0.0] * SLOTS
    odd, mass = 0, 0.0
    for base in (0, 24):  # days of the week, and week-ends: each has its own custom
        mine, theirs = own[base : base + 24], of_role[base : base + 24]
        total, all_role = sum(mine), sum(theirs)
        today = [day.slots.get(base + hour, 0) for hour in range(24)]
        if all_role < _ODD_KNOWN or not sum(today):
            continue  # nobody knows yet when this role works
        for hour in range(24):
            around = [(hour + step) % 24 for step in (-1, 0, 1)]
            own_share = sum(mine[at] for at in around) / 3 / (total + _ODD_OWN)
            if max(own_share, sum(theirs[at] for at in around) / 3 / all_role) < _ODD:
                odd += today[hour]
                mass += (mine[hour] + _ODD_OWN * theirs[hour] / all_role) / (total + _ODD_OWN)
    return odd, min(0.5, max(0.002, mass))


def neighbours(day: Day, gap: int) -> tuple[int, int]:
    """Return how many of a day's orders stand next to another one that was revealed, and of how many."""
    pairs = of = 0
    for numbers in day.numbers.values():
        ranks = sorted(set(numbers))
        of += max(0, len(ranks) - 1)
        pairs += sum(after - before <= gap for before, after in pairwise(ranks))
    return pairs, of


def _pairs_rate(own: Past, role: Past) -> tuple[float, float]:
    of_role = (role.pairs + _PAIRS_FIRST * _PAIRS_WEIGHT) / (role.pairs_of + _PAIRS_WEIGHT)
    trust = min(1.0, OWN_MOST / max(1.0, own.pairs_of))
    weight = _PAIRS_WEIGHT + own.pairs_of * trust
    return min(0.9, max(0.01, (of_role * _PAIRS_WEIGHT + own.pairs * trust) / weight)), weight


def creep(person: Person, day: Day, role: Role, team: TeamDay, rules: Rules) -> float:
    """Take a closed day into a person's sum of surprise; return the sum.

    For each run of days that ends today: the logarithm of how much likelier it is, if a share of _MORE without a
    reason came on top of what is usual, than if nothing changed; the highest of them is the sum (a cumulative
    sum over all starts: Page, 1954; Lorden, 1971). Both rates are unknown and held as beta distributions over
    the whole run, so that somebody whose rate is merely a little above the role's does not creep up day by day.
    """
    rate, weight = rate_of(person, role, rules.first_week)
    bare = explained_by_team(day, team)
    more = (rate + _MORE * (1 - rate), _MORE_WEIGHT)
    sights = [one for one in day.sights if one.origin not in EXPLAINED]
    return _add(person.creeping, (bare, day.reveals), ((rate, weight), more), sights)


def creep_together(role: Role, days: list[tuple[Person, Day]], rules: Rules) -> float:
    """The same for everybody of a role: a theft that several share. A day counts no more than _TEAM_TIMES: outages."""
    first, past = rules.first_week, role.past
    weight = past.of + first.weight
    rate = min(0.9, max(0.005, (past.unexplained + first.unexplained * first.weight) / weight))
    of = sum(day.reveals for _, day in days)
    bare = min(sum(day.unexplained for _, day in days), round(of * rate * _TEAM_TIMES))
    sights = [sight for _, day in days for sight in day.sights[:4]]
    more = (rate + _TEAM_MORE * (1 - rate), _TEAM_WEIGHT)
    return _add(role.creeping, (bare, of), ((rate, min(weight, _TEAM_WEIGHT * 4)), more), sights)


_Rate = tuple[float, float]


def _add(kept: Creeping, seen: tuple[int, int], rates: tuple[_Rate, _Rate], sights: list[Sight]) -> float:
    kept.days = [*kept.days, seen][-LONGEST_RUN:]
    kept.sights = [*kept.sights, *sights][-60:]
    usual, more = rates
    kept.sum, kept.length, bare, of = 0.0, 0, 0, 0
    for length, (one, all_) in enumerate(reversed(kept.days), 1):
        bare, of = bare + one, of + all_
        ratio = _log_chance(bare, of, more) - _log_chance(bare, of, usual)
        if ratio > kept.sum:
            kept.sum, kept.length = ratio, length
    kept.peak = max(kept.peak, kept.sum) if kept.sum > 0 else 0.0
    return kept.sum


def _log_chance(bare: int, of: int, rate: _Rate) -> float:
    mean, trust = rate
    a, b = mean * trust, (1 - mean) * trust
    return log_beta(a + bare, b + of - bare) - log_beta(a, b)


def reset(kept: Creeping) -> None:
    """Begin again at nothing."""
    kept.sum = kept.peak = 0.0
    kept.length = 0
    kept.days = []
    kept.sights = []


def is_enough(rule: Rule, counts: Mapping[str, int], name: str) -> bool:
    """Tell whether a rule's own floor is reached, whatever chance says."""
    return counts.get(name, 0) >= rule.least
