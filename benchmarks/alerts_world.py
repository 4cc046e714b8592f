"""An invented team of thirty and its days: roles, shifts, weeks, peaks, outages, leave, newcomers; and what thieves do.

Nothing here knows the detectors. Days come as tallies, which is what the watch judges; that tallies are
what events add up to is tested in tests/watch.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from orderveil.watch.state import Day

FIRST_DAY = 20_401  # a Monday, as epoch days go
PEOPLE = 30
ORDERS_A_DAY = 400
ROLES = ("support_agent",) * 22 + ("operations",) * 4 + ("support_lead",) * 4
_VOLUME = {"support_agent": 16.0, "operations": 10.0, "support_lead": 6.0}
_BARE = {"support_agent": 0.06, "operations": 0.03, "support_lead": 0.09}
_SHIFTS = (4, 8, 15)  # first hour, in UTC; nine hours each
ATTACKS = ("bulk", "slow50", "slow20", "same30", "consecutive", "night", "spread")


@dataclass
class Worker:
    """One invented person."""

    name: str
    role: str
    volume: float
    bare: float
    shift: int
    rest: int
    joins: int
    leaves: list[tuple[int, int]] = field(default_factory=list)


class Team:
    """Thirty people and the weather over them, from one seed."""

    def __init__(self, seed: int, days: int) -> None:
        self.random = np.random.default_rng(seed)
        r = self.random
        self.days = days
        self.people = [self._person(number, role, days) for number, role in enumerate(ROLES)]
        self.peak = np.ones(days)
        for start in range(int(r.integers(0, 28)), days, 28):
            self.peak[start : start + 3] = 1.8
        self.outage = r.random(days) < 1 / 60  # the desk's tickets do not come in
        self.holiday = r.random(days) < 1 / 35

    def _person(self, number: int, role: str, days: int) -> Worker:
        r = self.random
        mean, trust = _BARE[role], 40.0
        joins = int(r.integers(10, max(11, days - 20))) if r.random() < 0.1 else 0
        leaves = [
            (start, start + int(r.choice([7, 14]))) for start in range(0, days, 7) if r.random() < 1 / 26
        ]
        return Worker(
            f"person:p_{number:012x}", role, float(_VOLUME[role] * r.lognormal(-0.045, 0.3)),
            float(r.beta(mean * trust, (1 - mean) * trust)), int(r.choice(_SHIFTS, p=[0.55, 0.35, 0.1])),
            int(r.choice([5, 6], p=[0.3, 0.7])), joins, leaves,
        )  # fmt: skip

    def day(self, person: Worker, at: int) -> Day | None:
        """Return somebody's honest day, or None when they are off."""
        r, weekday = self.random, at % 7
        if at % 28 == 0:  # people change: how they work, and now and then when
            person.bare = float(min(0.4, person.bare * r.lognormal(0, 0.15)))
            if r.random() < 0.04:
                person.shift = int(r.choice(_SHIFTS))
        is_off = at < person.joins or any(first <= at < last for first, last in person.leaves)
        if is_off or weekday == person.rest or (weekday == 6 and r.random() < 0.5) or r.random() < 0.03:
            return None
        if self.holiday[at] and r.random() < 0.7:
            return None
        busy = person.volume * self.peak[at] * (1.25 if weekday == 0 else 1.0) * (0.8 if weekday > 4 else 1.0)
        count = int(r.poisson(busy * r.gamma(8, 1 / 8)))
        rate = float(np.clip(r.beta(person.bare * 50, (1 - person.bare) * 50), 0, 0.9))
        if self.outage[at]:
            rate = min(0.9, rate * 5)
        day = Day()
        add(day, self, (at, count, int(r.binomial(count, rate))), self._hours(person, count))
        return day

    def _hours(self, person: Worker, count: int) -> np.ndarray:
        r = self.random
        late = 3 if r.random() < 0.04 else 0
        return (person.shift + np.minimum(r.beta(1.6, 1.6, count) * (9 + late), 8.99 + late)).astype(int) % 24


def add(day: Day, team: Team, seen: tuple[int, int, int], hours: np.ndarray, ranks: np.ndarray | None = None) -> None:
    """Add reveals to a day: (day, how many, how many of them without a reason)."""
    at, count, bare = seen
    if not count:
        return
    r = team.random
    if ranks is None:
        ranks = (at + 30) * ORDERS_A_DAY - (r.exponential(4 * ORDERS_A_DAY, count)).astype(int)
        again = r.random(count) < 0.35  # a second field of the same order
        ranks = np.where(again, np.roll(ranks, 1), ranks)
    day.reveals += count
    day.unexplained += bare
    base = 24 if at % 7 >= 5 else 0
    for hour in hours:
        day.slots[base + int(hour)] = day.slots.get(base + int(hour), 0) + 1
    day.numbers.setdefault("tea", []).extend(int(rank) for rank in ranks)


def attack(kind: str, whose: tuple[Team, Worker], at: int, day: Day, *, is_first: bool) -> None:
    """Do to a day what a thief would."""
    team, person = whose
    r, usual = team.random, person.volume
    hours = team._hours(person, 400)
    if kind == "bulk" and is_first:
        count = int(r.poisson(5 * usual))
        add(day, team, (at, count, int(r.binomial(count, 0.7))), hours[:count])
    elif kind in ("slow50", "slow20"):
        count = int(r.poisson(usual * (0.5 if kind == "slow50" else 0.2)))
        add(day, team, (at, count, count), hours[:count])
    elif kind == "same30":
        day.unexplained += int(r.binomial(day.reveals - day.unexplained, 0.3))
    elif kind == "consecutive" and is_first:
        first = (at + 30) * ORDERS_A_DAY - int(r.integers(0, 2_000))
        add(day, team, (at, 15, 0), hours[:15], np.arange(first, first + 15))
    elif kind == "night" and is_first:
        add(day, team, (at, 12, 0), np.full(12, 1))  # when nobody of any shift works
    elif kind == "spread":
        count = int(r.poisson(usual * 0.15))
        add(day, team, (at, count, count), hours[:count])
