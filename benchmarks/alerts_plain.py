"""How often the plain rules of the watch name somebody for nothing, in an ordinary year of invented teams of thirty.

Plain rules have no share of the budget: they hold by their thresholds alone, so their false alerts come on top.
Here everybody is honest, and does what honest people do: mistypes, looks for callers who never ordered, runs
into closed cases and used-up days, goes on leave, helps out in another hop, sees a new shop open; partners take
orders with weekly rhythm and sales, get another field now and then, and new keys every quarter. Rates are
assumptions, stated below; twice as bad a world is measured beside it.

    python -m benchmarks.alerts_plain [--worlds N]
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np

from benchmarks.alerts_world import FIRST_DAY, Team, Worker
from orderveil.watch.engine import Watch
from orderveil.watch.events import DAY_MS, HOUR_MS, Event, Kind
from orderveil.watch.rules import built_in_rules
from orderveil.watch.state import Day, State

DAYS = 26 * 7
PARTNERS = 8


@dataclass(frozen=True)
class Habits:
    """Of one person and working day, unless it says otherwise."""

    missing: float = 0.12  # of searches find nothing
    refused: float = 0.02  # of reveals are refused at first: the case was closed, or is of another order
    used_up: float = 0.02  # days whose reveals run out; then one or two tries more
    helps: float = 1 / 120  # somebody looks through another hop, which their role covers
    shop_days: int = 60  # a new shop opens so often
    key_days: int = 90  # a partner's key is replaced so often
    field_days: int = 120  # a partner's contract is widened so often
    sale: float = 1 / 30  # a sale: three to six times the orders


def _events(team: Team, habits: Habits) -> Iterator[Event]:
    r, places, index = team.random, ["tea/support"], 0
    keys = {number: f"key:key_{number:012d}" for number in range(PARTNERS)}
    fields = {number: 4 for number in range(PARTNERS)}
    size = {number: float(r.lognormal(4, 1)) for number in range(PARTNERS)}
    for at in range(DAYS):
        day: list[Event] = []
        if at and at % habits.shop_days == 0:
            places.append(f"shop{at}/support")
        for person in team.people:
            done = team.day(person, at)
            if done is not None and done.reveals:
                day += _of_person(person, (at, done), places, team, habits)
        sale = float(r.uniform(3, 6)) if r.random() < habits.sale else 1.0
        for number in range(PARTNERS):
            if r.random() < 1 / habits.key_days:
                fresh = f"key:key_{number:03d}{at:09d}"
                day.append(_event(at, 1.0, Kind.REPLACED, fresh, reason=keys[number]))
                keys[number] = fresh
            if r.random() < 1 / habits.field_days:
                fields[number] += 1
                day.append(_event(at, 0.5, Kind.WIDENED, "person:p_1", hop="courier"))
            count = int(r.poisson(size[number] * sale * r.gamma(8, 1 / 8)))
            names = tuple(f"field_{place}" for place in range(fields[number]))
            parts = {"count": count, "fields": names, "shop": "tea", "hop": "courier", "role": "partner_key"}
            day.append(_event(at, 3.0, Kind.EXPORTED, keys[number], **parts))
        for event in sorted(day, key=lambda one: one.at_ms):
            yield msgspec.structs.replace(event, place=f"log/{index}")
            index += 1


def _of_person(
    person: Worker, when: tuple[int, Day], places: list[str], team: Team, habits: Habits
) -> Iterator[Event]:
    r, (at, done) = team.random, when
    place = places[int(r.integers(0, len(places)))] if len(places) > 1 and r.random() < 0.3 else places[0]
    if r.random() < habits.helps:
        place = f"tea/{r.choice(['courier', 'oms', 'wms'])}"
    shop, hop = place.split("/")
    origins = ["person"] * done.unexplained + ["desk"] * (done.reveals - done.unexplained)
    r.shuffle(origins)
    common = {"shop": shop, "hop": hop, "role": person.role}
    for origin in origins:
        hour = float(person.shift + r.random() * 9)
        if r.random() < 0.8:
            yield _event(at, hour, Kind.SEARCHED, person.name, count=int(r.random() >= habits.missing), **common)
        if r.random() < habits.refused:
            yield _event(at, hour, Kind.REFUSED, person.name, reason="case:closed", role=person.role)
        yield _event(at, hour, Kind.REVEALED, person.name, origin=origin, field="buyer_phone", **common)
    if r.random() < habits.used_up:
        for _ in range(int(r.geometric(0.5))):
            yield _event(at, person.shift + 9.0, Kind.REFUSED, person.name, reason="access:quota", role=person.role)


def _event(at: int, hour: float, kind: Kind, who: str, **parts: Any) -> Event:
    return Event("log/0", (FIRST_DAY + at) * DAY_MS + int(hour % 24 * HOUR_MS), kind, who, **parts)


def measure(worlds: range, habits: Habits) -> Counter[str]:
    """Return how many alerts of each plain rule there were in all the worlds together."""
    plain = {kind for kind, rule in built_in_rules().rules.items() if not rule.share and not rule.review}
    found: Counter[str] = Counter()
    for seed in worlds:
        watch, at = Watch(State()), 0
        for event in _events(Team(seed, DAYS), habits):
            if event.at_ms // DAY_MS > at:
                at = event.at_ms // DAY_MS
                watch.close(event.at_ms)
            found.update(one.kind for one in watch.take([event]) if one.kind in plain)
    return found


def main() -> None:
    """Print false alerts a week, by rule and in sum."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=10)
    count = parser.parse_args().worlds
    worse = Habits(0.24, 0.04, 0.04, 1 / 60, 30, 45, 60, 1 / 15)
    usual, bad = (measure(range(9_000, 9_000 + count), habits) for habits in (Habits(), worse))
    weeks = count * DAYS / 7
    print(f"{'false alerts a week, for 30 people':<36} {'ordinary':>9} {'twice as bad':>13}")
    for kind in sorted({*usual, *bad}):
        print(f"{kind:<36} {usual[kind] / weeks:>9.3f} {bad[kind] / weeks:>13.3f}")
    print(f"{'all plain rules':<36} {sum(usual.values()) / weeks:>9.3f} {sum(bad.values()) / weeks:>13.3f}")


if __name__ == "__main__":
    np.seterr(all="raise")
    main()
