"""Alerts on reveals: how many thefts are found, and how many honest people are named, on worlds held out.

    python -m benchmarks.alerts [--worlds 100] [--json]

Each world is a team of thirty (benchmarks.alerts_world). The watch sees eight honest weeks; then four
weeks more, once honest and once for each attack, from a copy of what it remembered. Whoever is named
in an honest week is a false alert. Baselines (volume against everybody, against oneself, against
peers) get their thresholds from other worlds, at one false alert a week; the watch sets its own.
Held-out: no constant of the watch was chosen on these seeds.
"""

from __future__ import annotations

import argparse
import copy
import json
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from benchmarks.alerts_world import ATTACKS, FIRST_DAY, Team, Worker, attack
from orderveil.watch.engine import Watch
from orderveil.watch.events import DAY_MS, HOUR_MS, Finding
from orderveil.watch.state import Day, Past, Person, Role, State, pack, unpack
from orderveil.watch.tails import negative_binomial_tail

WARM, TEST = 56, 28
HELD_OUT, TRAINING = 110_000, 10_000
Log = dict[str, list[tuple[int, Day]]]


@dataclass
class Tally:
    """What was measured."""

    found: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    tried: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    false: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    floor: int = 0
    floor_of: int = 0
    weeks: float = 0.0
    early: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    cpu: float = 0.0
    person_days: int = 0


def put(watch: Watch, person: Worker, at: int, day: Day) -> None:
    """Hand a day to the watch as its events would have added up."""
    state, on = watch.state, FIRST_DAY + at
    known = state.people.get(person.name)
    if known is None:
        known = state.people[person.name] = Person(person.role, on, on, Past())
        state.roles.setdefault(person.role, Role(Past()))
    known.last_day = on
    known.open[on] = day


def close(watch: Watch, at: int) -> list[Finding]:
    """End a day."""
    return watch.close((FIRST_DAY + at + 1) * DAY_MS + 3 * HOUR_MS)


def honest(team: Team, watch: Watch | None, first: int, last: int) -> tuple[list[tuple[int, Finding]], Log]:
    """Let honest days pass; return what was found on which, and the days."""
    found: list[tuple[int, Finding]] = []
    log: Log = defaultdict(list)
    for at in range(first, last):
        for person in team.people:
            day = team.day(person, at)
            if day is not None:
                log[person.name].append((at, day))
                if watch is not None:
                    put(watch, person, at, day)
        if watch is not None:
            found += [(at, finding) for finding in close(watch, at)]
    return found, log


def thieves_of(team: Team, kind: str, random: np.random.Generator) -> list[Worker]:
    """Choose who steals: somebody who works in these weeks; of several, four of one role."""
    def works(one: Worker) -> bool:
        return one.joins < WARM - 14 and not any(a < WARM + 24 and b > WARM for a, b in one.leaves)

    here = [one for one in team.people if works(one)]
    if kind == "spread":
        here = [one for one in here if one.role == "support_agent"]
    chosen = random.choice(len(here), size=4 if kind == "spread" else 1, replace=False)
    return [here[int(number)] for number in chosen]


def robbed(seed: int, kind: str, after: Team, kept: bytes) -> tuple[set[str], int, list[tuple[int, Finding]], Log]:
    """Let four weeks pass in which somebody steals; return who, since when, what was found, and the days."""
    team = copy.deepcopy(after)
    random = np.random.default_rng(seed + ATTACKS.index(kind))
    thieves = thieves_of(team, kind, random)
    names = {one.name for one in thieves}
    team.random = np.random.default_rng(seed * 31 + ATTACKS.index(kind))
    watch = Watch(unpack(kept))
    found: list[tuple[int, Finding]] = []
    log: Log = defaultdict(list)
    begun = -1
    for at in range(WARM, WARM + TEST):
        for person in team.people:
            day = team.day(person, at)
            if day is None:
                continue
            if person.name in names and at >= WARM + 2:
                attack(kind, (team, person), at, day, is_first=begun in (-1, at))
                begun = at if begun < 0 else begun
            log[person.name].append((at, day))
            put(watch, person, at, day)
        found += [(at, finding) for finding in close(watch, at)]
    return names, begun, found, log


def world(seed: int) -> Team:
    """Return the team of a seed, before its first day."""
    return Team(seed, WARM + TEST)


ONE_DAY = frozenset({"bulk", "consecutive", "night"})


def is_found(kind: str, begun: int, on: list[int]) -> bool:
    """Tell whether alerts on these days are of the theft: within a day, or within the four weeks."""
    return any(at in (begun, begun + 1) if kind in ONE_DAY else at >= begun for at in on)


def measure(worlds: int, first: int = HELD_OUT) -> Tally:
    """Run the watch over worlds, the held-out ones unless told otherwise."""
    tally = Tally()
    for seed in range(first, first + worlds):
        team = world(seed)
        watch = Watch(State())
        begun = time.process_time()
        early, log = honest(team, watch, 0, WARM)
        tally.cpu += time.process_time() - begun
        tally.person_days += sum(map(len, log.values()))
        for at, _ in early:
            tally.early["first two" if at < 14 else "third to eighth"] += 1
        kept, after = pack(watch.state), copy.deepcopy(team)
        false, _ = honest(team, watch, WARM, WARM + TEST)
        tally.weeks += TEST / 7
        for _, finding in false:
            tally.false[finding.kind if not finding.who.startswith("team:") else "team"] += 1
        for person in team.people:
            tally.floor += any(finding.who == person.name for _, finding in false)
            tally.floor_of += 1
        for kind in ATTACKS:
            names, since, found, _ = robbed(seed, kind, after, kept)
            whose = names | ({"team:support_agent"} if kind == "spread" else set())
            tally.tried[kind] += 1
            tally.found[kind] += is_found(kind, since, [at for at, one in found if one.who in whose])
    return tally


# ---- baselines

Score = Callable[[list[tuple[int, Day]], int, "Everybody"], float]


@dataclass
class Everybody:
    """What a baseline may know: all days before, and all of the day."""

    all_before: np.ndarray
    today: list[int]


def global_z(own: list[tuple[int, Day]], reveals: int, all_: Everybody) -> float:
    """Volume against everybody's days."""
    return float((reveals - all_.all_before.mean()) / all_.all_before.std())


def own_z(own: list[tuple[int, Day]], reveals: int, all_: Everybody) -> float:
    """Volume against one's own days."""
    past = np.array([day.reveals for _, day in own[-28:]], dtype=float)
    return float((reveals - past.mean()) / max(1.0, past.std())) if len(past) > 4 else 0.0


def peers(own: list[tuple[int, Day]], reveals: int, all_: Everybody) -> float:
    """Volume against one's own mean, in the measure of the team's day (negative binomial)."""
    past = np.array([day.reveals for _, day in own[-28:]], dtype=float)
    if len(past) <= 4:
        return 0.0
    busy = (np.median(all_.today) + 3) / (np.median(all_.all_before) + 3)
    return -float(np.log(negative_binomial_tail(reveals, max(0.5, past.mean() * busy), 4.0)))


BASELINES: dict[str, Score] = {"global z": global_z, "own z": own_z, "peers (NB)": peers}


def scores(before: Log, log: Log, score: Score) -> list[tuple[float, str, int]]:
    """Return a baseline's score of every person-day of a log."""
    all_before = np.array([day.reveals for days in before.values() for _, day in days], dtype=float)
    today: dict[int, list[int]] = defaultdict(list)
    for days in log.values():
        for at, day in days:
            today[at].append(day.reveals)
    return [
        (score([*before[name], *days[:place]], day.reveals, Everybody(all_before, today[at])), name, at)
        for name, days in log.items()
        for place, (at, day) in enumerate(days)
    ]


def measure_baselines(worlds: int) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    """Set each baseline's threshold on training worlds, then measure on held-out ones: share found, false a week."""
    found: dict[str, dict[str, float]] = {name: defaultdict(float) for name in BASELINES}
    false: dict[str, float] = defaultdict(float)
    marks: dict[str, float] = {}
    for name, score in BASELINES.items():
        seen: list[float] = []
        for seed in range(TRAINING, TRAINING + max(10, worlds // 3)):
            team = world(seed)
            _, before = honest(team, None, 0, WARM)
            _, log = honest(team, None, WARM, WARM + TEST)
            seen += [one for one, _, _ in scores(before, log, score)]
        marks[name] = sorted(seen)[-int(max(10, worlds // 3) * TEST / 7)]
    for seed in range(HELD_OUT, HELD_OUT + worlds):
        team = world(seed)
        _, before = honest(team, None, 0, WARM)
        after = copy.deepcopy(team)
        _, log = honest(team, None, WARM, WARM + TEST)
        logs = {kind: robbed(seed, kind, after, pack(State())) for kind in ATTACKS}
        for name, score in BASELINES.items():
            false[name] += sum(one > marks[name] for one, _, _ in scores(before, log, score)) / (worlds * TEST / 7)
            for kind, (names, since, _, stolen) in logs.items():
                on = [at for one, who, at in scores(before, stolen, score) if one > marks[name] and who in names]
                found[name][kind] += is_found(kind, since, on) / worlds
    return found, false


def worlds_weeks(span: str, worlds: int) -> int:
    """Return how many weeks a span of the first eight has, over all worlds."""
    return worlds * (2 if span == "first two" else 6)


def main() -> None:
    """Measure, and print a table."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--worlds", type=int, default=100)
    arguments.add_argument("--json", action="store_true")
    arguments.add_argument("--no-baselines", action="store_true")
    arguments.add_argument("--training", action="store_true", help="on the worlds on which constants were chosen")
    asked = arguments.parse_args()
    tally = measure(asked.worlds, TRAINING if asked.training else HELD_OUT)
    found, false = ({}, {}) if asked.no_baselines else measure_baselines(asked.worlds)
    mine = {kind: tally.found[kind] / tally.tried[kind] for kind in ATTACKS}
    table = {**found, "the watch": mine}
    false = {**false, "the watch": sum(tally.false.values()) / tally.weeks}
    if asked.json:
        told = {"found": table, "false_a_week": false, "of": dict(tally.false), "before": dict(tally.early)}
        print(json.dumps(told | {"floor": tally.floor / tally.floor_of}))
        return
    print(f"{'attack':<14}" + "".join(f"{name:>14}" for name in table))
    for kind in ATTACKS:
        print(f"{kind:<14}" + "".join(f"{row[kind]:>14.3f}" for row in table.values()))
    print(f"{'false a week':<14}" + "".join(f"{false[name]:>14.2f}" for name in table))
    kinds = ", ".join(f"{kind} {count / tally.weeks:.2f}" for kind, count in sorted(tally.false.items()))
    weeks = {name: worlds_weeks(name, asked.worlds) for name in tally.early}
    spans = ", ".join(f"{name} weeks {count / weeks[name]:.2f} a week" for name, count in tally.early.items())
    print(f"false by rule: {kinds}; before: {spans}")
    print(f"named by chance within 28 days: {tally.floor / tally.floor_of:.3f} of people")
    print(f"{1e6 * tally.cpu / tally.person_days:.0f} µs of CPU a person-day")


if __name__ == "__main__":
    main()
