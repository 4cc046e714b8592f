"""How a closed day becomes custom: slowly, and not while it may be a theft. Pure.

A day first stands among the last ten; only then is it taken into the past, which fades over some forty
working days. A day on which an alert was raised is never taken into anybody's past.
"""

from __future__ import annotations

from orderveil.watch.rules import Rules
from orderveil.watch.scoring import TeamDay, neighbours, usual_reveals
from orderveil.watch.state import SLOTS, Day, Lately, Past, Person, Role

LATELY_DAYS = 10
NEW_DAYS = 6  # a newcomer's days are taken in sooner: there is nothing else to go by
OWN_FADES = 0.975
ROLE_FADES = 0.999


def learn_day(person: Person, day: Day, at: int, team: TeamDay, rules: Rules) -> None:
    """Put a closed day among the last; take in what has stood there long enough."""
    if day.raised:
        return
    pairs, of = neighbours(day, rules.rules["consecutive"].gap)
    bare = day.unexplained / team.unexplained
    person.lately.append(Lately(at, day.reveals, team.busy, bare, pairs, of, dict(day.slots)))
    most = NEW_DAYS if person.past.exposure < LATELY_DAYS else LATELY_DAYS
    while len(person.lately) > most:
        fade(person.past, OWN_FADES)
        add(person.past, person.lately.pop(0))


def learn_role(role: Role, days: list[tuple[Person, Day]], at: int, team: TeamDay, rules: Rules) -> None:
    """Take a day of everybody into the role's past, and how much days differ beyond chance."""
    for person, day in days:
        if day.raised:
            continue
        pairs, of = neighbours(day, rules.rules["consecutive"].gap)
        mean = usual_reveals(person, role, rules.first_week) * team.busy
        beyond = (day.reveals - mean) ** 2 - mean
        role.over = role.over * ROLE_FADES + max(-1.0, min(4.0, beyond / mean**2))
        role.square = role.square * ROLE_FADES + 1.0
        fade(role.past, ROLE_FADES)
        bare = day.unexplained / team.unexplained
        add(role.past, Lately(at, day.reveals, team.busy, bare, pairs, of, dict(day.slots)))
    role.over = max(0.0, role.over)


def fade(past: Past, factor: float) -> None:
    """Let everything weigh a little less."""
    past.reveals *= factor
    past.exposure *= factor
    past.unexplained *= factor
    past.of *= factor
    past.pairs *= factor
    past.pairs_of *= factor
    past.slots = [slot * factor for slot in past.slots]


def add(past: Past, day: Lately) -> None:
    """Take a day in."""
    past.reveals += day.reveals
    past.exposure += day.exposure
    past.unexplained += day.unexplained
    past.of += day.reveals
    past.pairs += day.pairs
    past.pairs_of += day.pairs_of
    if not past.slots:
        past.slots = [0.0] * SLOTS
    for slot, count in day.slots.items():
        past.slots[slot] += count


