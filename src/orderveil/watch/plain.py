"""The plain rules: what is told of at once, whatever chance says of it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from orderveil.watch.events import Event, Finding, Kind, sight
from orderveil.watch.rules import Rules
from orderveil.watch.state import Day, Person

_LOOKS = frozenset({Kind.GLASS, Kind.LISTED, Kind.READ, Kind.REVEALED, Kind.SEARCHED})
_NO_REFUSALS = frozenset({"access:step-up-due"})  # a factor that is due again is nobody's wrong
_USUAL = 1  # a colleague of the same role looked there before: it is part of the work
Told = tuple[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Around:
    """What an event is held against besides its own person.

    `colleagues`: of the same role, who looked through the hop of the shop before. `is_young_shop`: it was first
    seen lately. `widened_day`: on which the hop's contract was last widened by two people.
    """

    rules: Rules
    colleagues: int = 0
    is_young_shop: bool = False
    widened_day: int = 0


def look_at(person: Person, day: Day, event: Event, around: Around) -> Iterator[Finding]:
    """Yield what an event makes known, before it is counted. Each kind once a day, but for what is reviewed."""
    for look in _RULES:
        for kind, counts in look(person, day, event, around):
            rule = around.rules.rules[kind]
            if not rule.review and (kind in day.raised or person.muted.get(kind, 0) > event.day):
                continue
            key = f"{kind}:{event.who}:{event.place}" if rule.review else f"{kind}:{event.who}:{event.day}"
            evidence = (*day.sights[-9:], sight(event))
            yield Finding(key, kind, event.who, person.role, event.at_ms, 0.0, counts, evidence)


def _glass(person: Person, day: Day, event: Event, around: Around) -> Iterator[Told]:
    if event.kind is Kind.GLASS:
        yield "glass", {"reveals": 1}


def _searches(person: Person, day: Day, event: Event, around: Around) -> Iterator[Told]:
    if event.kind is Kind.PROBED:
        yield "probing", {}
    if event.kind is Kind.SEARCHED and event.count == 0:
        day.misses += 1
        if day.misses >= around.rules.rules["misses"].least:
            yield "misses", {"misses": day.misses}


def _refusals(person: Person, day: Day, event: Event, around: Around) -> Iterator[Told]:
    if event.kind is Kind.REFUSED and event.reason not in _NO_REFUSALS:
        day.refused += 1
        if day.refused >= around.rules.rules["refused"].least:
            yield "refused", {"refused": day.refused}


def _places(person: Person, day: Day, event: Event, around: Around) -> Iterator[Told]:
    """A hop or shop never looked through before, by somebody who is not new and was given nothing lately.

    Not where colleagues of the role look as well, nor in a shop that is new while the hop is one's own.
    """
    if event.kind is Kind.ROLES:
        person.granted_day = event.day
    if event.kind not in _LOOKS or not event.hop:
        return
    place, rule = f"{event.shop}/{event.hop}", around.rules.rules["first_hop"]
    if place in person.places:
        return
    is_own_hop = any(one.endswith(f"/{event.hop}") for one in person.places)
    person.places = [*person.places, place][-200:]
    is_new = event.day - person.first_day < rule.after_days
    if around.colleagues >= _USUAL or (around.is_young_shop and is_own_hop):
        return
    if not is_new and event.day - person.granted_day >= rule.granted_days:
        yield "first_hop", {}


def _returns(person: Person, day: Day, event: Event, around: Around) -> Iterator[Told]:
    """The first traces after a long time without any."""
    if event.kind not in _LOOKS or event.day != person.last_day:
        return
    if person.away >= around.rules.rules["dormant"].after_days and not day.reveals and event.is_reveal:
        yield "dormant", {"away": person.away}
    rule = around.rules.rules["back_from_leave"]
    if event.is_reveal and person.away >= rule.after_days:
        unexplained = day.unexplained + (not event.is_explained)
        if unexplained >= rule.least and unexplained * 2 >= day.reveals:
            yield "back_from_leave", {"away": person.away, "unexplained": unexplained}


def _exports(person: Person, day: Day, event: Event, around: Around) -> Iterator[Told]:
    if event.kind is not Kind.EXPORTED:
        return
    if day.exported == 0 and not person.fields and _is_settled(person, event, around.rules, "export_recipient"):
        yield "export_recipient", {"exported": event.count}
    day.exported += event.count
    more = [name for name in event.fields if name not in person.fields]
    rule = around.rules.rules["export_fields"]
    is_allowed = event.day - around.widened_day < rule.granted_days
    if more and person.fields and not is_allowed and event.day - person.first_day >= rule.after_days:
        yield "export_fields", {"fields": len(more), "exported": event.count}
    person.fields = sorted({*person.fields, *event.fields})
    rule = around.rules.rules["export_size"]
    is_old = event.day - person.first_day >= rule.after_days
    if is_old and day.exported >= rule.least and day.exported > rule.times * max(1, person.most_exported):
        yield "export_size", {"exported": day.exported, "most": person.most_exported}
        return
    person.most_exported = max(person.most_exported, day.exported)


def _is_settled(person: Person, event: Event, rules: Rules, kind: str) -> bool:
    """Tell whether others were watched for a while before, or this one, so that beginning only now is news."""
    after = rules.rules[kind].after_days
    return person.joined >= after or event.day - person.first_day >= after


_RULES: tuple[Callable[[Person, Day, Event, Around], Iterator[Told]], ...] = (
    _glass, _searches, _refusals, _places, _returns, _exports,
)  # fmt: skip
