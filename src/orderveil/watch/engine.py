"""The watch: events in, findings out. Pure: the time is an argument, and the state is a value.

  1. an event that was taken before, by its place in the record, is taken no more;
  2. it is counted on its own day, or, where that day is closed, on the first that is open: nothing is lost,
     and no day is judged twice;
  3. plain rules, and volume, are looked at as events come in: a grab is told of while it goes on;
  4. when a day is over, it is judged by chance, once, and then becomes custom.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from orderveil.watch import scoring
from orderveil.watch.budget import learn, note, threshold
from orderveil.watch.events import DAY_MS, HOUR_MS, Event, Finding, Kind, sight
from orderveil.watch.learning import learn_day, learn_role
from orderveil.watch.plain import Around, look_at
from orderveil.watch.rules import Rules, built_in_rules
from orderveil.watch.scoring import TeamDay
from orderveil.watch.state import Creeping, Day, Past, Person, Role, State, Tail

GRACE_MS = 2 * HOUR_MS  # after a day's end, for entries that are numbered late
_SIGHTS = 120
_NUMBERS = 3_000
_EVIDENCE = 40
_CHANCE = ("bulk", "unexplained", "after_hours", "consecutive")
_FORGOTTEN_DAYS = 400


class Watch:
    """Watches one tenant."""

    def __init__(self, state: State, rules: Rules | None = None) -> None:
        self.state = state
        self.rules = rules or built_in_rules()

    def take(self, events: Iterable[Event]) -> list[Finding]:
        """Take events in the record's order; return what is found at once. Steps 1 to 3."""
        found: list[Finding] = []
        for event in events:
            if not self._is_new(event.place):
                continue  # step 1
            if event.kind in (Kind.REPLACED, Kind.WIDENED):
                self._change(event)
                continue
            at = max(event.day, self.state.closed + 1)  # step 2
            person = self._person(event, at)
            day = person.open.setdefault(at, Day())
            found += [self._raised(person, day, at, one) for one in look_at(person, day, event, self._around(event))]
            _count(day, event)
            if event.is_reveal and not day.reveals % 3:
                found += self._bulk_so_far(event, person, day, at)
        return found

    def _change(self, event: Event) -> None:
        """Hear of what somebody decided: whoever takes more by it does nothing unusual."""
        if event.kind is Kind.WIDENED:
            self.state.widened[event.hop] = event.day
            return
        before = self.state.people.get(event.reason)
        if before is not None and event.who not in self.state.people:
            copied = msgspec.msgpack.decode(msgspec.msgpack.encode(before), type=Person)
            self.state.people[event.who] = msgspec.structs.replace(copied, open={})

    def _around(self, event: Event) -> Around:
        """Return what plain rules hold an event against besides its own person."""
        place = f"{event.shop}/{event.hop}"
        if event.shop:
            self.state.shops.setdefault(event.shop, event.day)
        colleagues = sum(
            place in one.places for who, one in self.state.people.items() if who != event.who and one.role == event.role
        ) if event.hop else 0  # fmt: skip
        is_young = event.day - self.state.shops.get(event.shop, 0) < self.rules.rules["first_hop"].granted_days
        return Around(self.rules, colleagues, is_young, self.state.widened.get(event.hop, 0))

    def close(self, now_ms: int) -> list[Finding]:
        """Judge every day that is over. Step 4."""
        last = (now_ms - GRACE_MS) // DAY_MS - 1
        days = sorted({at for person in self.state.people.values() for at in person.open if at <= last})
        found = [finding for at in days for finding in self._close_day(at)]
        self.state.closed = max(self.state.closed, last)
        learn(self.state, self.rules.budget, last)
        gone = [who for who, one in self.state.people.items() if last - one.last_day > _FORGOTTEN_DAYS]
        for who in gone:
            del self.state.people[who]
        return found

    def justify(self, kind: str) -> None:
        """Hear that an alert was nothing: the budget learns from it (watch.budget, step 3)."""
        rule = self.rules.rules.get(kind)
        if rule is not None and rule.share:
            self.state.justified += 1

    def _is_new(self, place: str) -> bool:
        log, _, index = place.rpartition("/")
        at = int(index)
        if at < self.state.places.get(log, 0):
            return False
        self.state.places[log] = at + 1
        return True

    def _person(self, event: Event, at: int) -> Person:
        person = self.state.people.get(event.who)
        if person is None:
            self.state.since = self.state.since or at
            person = self.state.people[event.who] = Person(event.role, at, at, Past())
            person.joined = at - self.state.since
        if event.role:
            person.role = event.role
        self.state.roles.setdefault(person.role, Role(Past()))
        if event.kind is not Kind.ROLES:
            if at > person.last_day:
                person.away = at - person.last_day
            person.last_day = max(person.last_day, at)
        return person

    def _bulk_so_far(self, event: Event, person: Person, day: Day, at: int) -> list[Finding]:
        role = self.state.roles[person.role]
        team = self._team(at, person)
        found = scoring.bulk(person, day, role, team, self.rules)
        return self._decide("bulk", found, (event.who, person, day, at), team)

    def _close_day(self, at: int) -> list[Finding]:
        found: list[Finding] = []
        by_role: dict[str, list[tuple[str, Person, Day]]] = {}
        for who, person in sorted(self.state.people.items()):
            day = person.open.pop(at, None)
            if day is not None and (day.reveals or day.raised):
                by_role.setdefault(person.role, []).append((who, person, day))
        for name, rows in sorted(by_role.items()):
            role = self.state.roles[name]
            days = [(person, day) for _, person, day in rows]
            others = scoring.Colleagues(days, role, self.rules.first_week)
            teams = [others.without(day) for _, day in days]
            for (who, person, day), team in zip(rows, teams, strict=True):
                found += self._judge((who, person, day, at), role, team)
            found += self._judge_together(name, role, days, at)
            learn_role(role, days, at, others.without(None), self.rules)
            for (person, day), team in zip(days, teams, strict=True):
                learn_day(person, day, at, team, self.rules)
        return found

    def _judge(self, whose: tuple[str, Person, Day, int], role: Role, team: TeamDay) -> list[Finding]:
        _, person, day, _ = whose
        found: list[Finding] = []
        for kind, surprise in scoring.score(person, day, role, team, self.rules).items():
            found += self._decide(kind, surprise, whose, team)
            note(self._tail(kind), surprise)
        peak = person.creeping.peak
        total = scoring.creep(person, day, role, team, self.rules)
        told = self._decide("creeping", total, whose, team)
        is_over = person.creeping.sum == 0.0  # a run of days counts once, by how high it came
        note(self._tail("creeping"), max(peak, total) if is_over else 0.0)
        return found + told

    def _judge_together(self, name: str, role: Role, days: list[tuple[Person, Day]], at: int) -> list[Finding]:
        if len(days) < 5:
            return []
        total = scoring.creep_together(role, days, self.rules)
        rule = self.rules.rules["creeping"]
        if total < threshold(self._tail("creeping"), rule, self.rules.budget, self.state.strict) + 2.0:
            return []
        counts = _counts_of(role.creeping)
        evidence = tuple(role.creeping.sights[-_EVIDENCE:])
        scoring.reset(role.creeping)
        team, score = f"team:{name}", round(total / 2.302585, 2)
        return [Finding(f"creeping:{team}:{at}", "creeping", team, name, _end(at), score, counts, evidence)]

    def _decide(
        self, kind: str, surprise: float, whose: tuple[str, Person, Day, int], team: TeamDay
    ) -> list[Finding]:
        who, person, day, at = whose
        rule, budget = self.rules.rules[kind], self.rules.budget
        if surprise < threshold(self._tail(kind), rule, budget, self.state.strict):
            return []
        role = self.state.roles[person.role]
        counts, name = self._counts(kind, person, day, role)
        usual = scoring.usual_reveals(person, role, self.rules.first_week) * team.busy
        if not scoring.is_enough(rule, counts, name) or (kind == "bulk" and day.reveals < rule.times * usual):
            return []
        evidence = person.creeping.sights if kind == "creeping" else day.sights
        finding = Finding(
            f"{kind}:{who}:{at}", kind, who, person.role, _end(at), round(surprise / 2.302585, 2), counts,
            tuple(evidence[-_EVIDENCE:]),
        )  # fmt: skip
        if kind == "creeping":
            scoring.reset(person.creeping)
        if person.muted.get(kind, 0) > at or kind in day.raised:
            return []
        return [self._raised(person, day, at, finding)]

    def _raised(self, person: Person, day: Day, at: int, finding: Finding) -> Finding:
        day.raised.append(finding.kind)
        person.muted[finding.kind] = at + self.rules.budget.muted_days
        return finding

    def _counts(self, kind: str, person: Person, day: Day, role: Role) -> tuple[dict[str, int], str]:
        """Return what an alert counts, and the count by which its floor goes."""
        usual = round(scoring.usual_reveals(person, role, self.rules.first_week))
        counts = {"reveals": day.reveals, "unexplained": day.unexplained, "usual": usual}
        if kind == "creeping":
            return _counts_of(person.creeping), "unexplained"
        if kind == "after_hours":
            return counts | {"odd": scoring.odd_hours(person, day, role)[0]}, "odd"
        if kind == "consecutive":
            pairs, of = scoring.neighbours(day, self.rules.rules[kind].gap)
            return counts | {"pairs": pairs, "orders": of + 1}, "pairs"
        return counts, "reveals" if kind == "bulk" else "unexplained"

    def _team(self, at: int, person: Person) -> TeamDay:
        """Return what the day is like for the others so far: never quieter than usual, since it is not over."""
        others = [
            (one, one.open[at])
            for one in self.state.people.values()
            if one.role == person.role and at in one.open and one is not person
        ]
        told = scoring.Colleagues(others, self.state.roles[person.role], self.rules.first_week).without(None)
        return TeamDay(max(1.0, told.busy), told.unexplained)

    def _tail(self, kind: str) -> Tail:
        return self.state.tails.setdefault(kind, Tail())


def _count(day: Day, event: Event) -> None:
    if event.is_reveal:
        day.reveals += 1
        day.unexplained += not event.is_explained
        day.refused = 0
        day.slots[event.slot] = day.slots.get(event.slot, 0) + 1
        numbers = day.numbers.setdefault(event.shop, [])
        if event.n and len(numbers) < _NUMBERS:
            numbers.append(event.n)
        _keep(day, event)


def _keep(day: Day, event: Event) -> None:
    """Keep a place as evidence; where there are too many, those without a reason stay."""
    day.sights.append(sight(event))
    if len(day.sights) > _SIGHTS:
        explained = next((at for at, one in enumerate(day.sights) if one.origin in ("desk", "event")), 0)
        del day.sights[explained]


def _counts_of(kept: Creeping) -> dict[str, int]:
    run = kept.days[len(kept.days) - kept.length :]
    return {"days": kept.length, "unexplained": sum(one for one, _ in run), "reveals": sum(of for _, of in run)}


def _end(at: int) -> int:
    return (at + 1) * DAY_MS - 1


