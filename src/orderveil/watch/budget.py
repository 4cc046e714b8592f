"""One budget of false alerts over every rule that goes by chance, kept without anybody labelling anything. Pure.

A rule's surprise is e^-x: how rarely clean work would bring what was seen, if the model were true. It is
not, so three things hold the budget:

  1. each rule has its share; the sum over all of them is the budget, per person-day;
  2. how often surprises go beyond a mark, and how fast they grow rarer beyond it, is counted on everybody's
     days and extrapolated (most days are honest; one that is not counts no more than `MOST` beyond the mark);
     before there are enough days, what is believed at first (rules.toml) counts for them;
  3. answers correct the rest: each week in which more alerts than the budget were answered `justified`
     makes every threshold stricter, each quiet week loosens it again, never below where it began.

Threat: somebody who answers `justified` to blind the watch. Strictness is bounded, answers are in the
record under a name, and plain rules do not learn.
"""

from __future__ import annotations

import math

from orderveil.watch.rules import Budget, Rule
from orderveil.watch.state import State, Tail

MARK = 3.0
MOST = 4.0  # beyond the mark, of one day
FADES = 0.9995  # a person-day
_FALL_WEIGHT = 20.0
_DAYS_A_WEEK = 5.5
_STEP = 0.5
_STRICTEST = 2.5


def note(tail: Tail, surprise: float) -> None:
    """Count one person-day of one rule. Step 2."""
    tail.days = tail.days * FADES + 1.0
    tail.over *= FADES
    tail.excess *= FADES
    if surprise > MARK:
        tail.over += 1.0
        tail.excess += min(MOST, surprise - MARK)


def threshold(tail: Tail, rule: Rule, budget: Budget, strict: float) -> float:
    """Return the surprise from which a rule alerts."""
    a_day = rule.share * budget.false_per_week / budget.people / _DAYS_A_WEEK * math.exp(-strict)
    rate = (tail.over + budget.first_rate * budget.first_days) / (tail.days + budget.first_days)
    fall = (tail.over + _FALL_WEIGHT) / (_censored(tail) + _FALL_WEIGHT / budget.first_fall)
    return MARK + max(0.0, math.log(rate / a_day) / fall)


def _censored(tail: Tail) -> float:
    return max(tail.excess, 1e-9)


def learn(state: State, budget: Budget, day: int) -> None:
    """Step 3, once a week."""
    if not state.judged_day:
        state.judged_day = day
    while day - state.judged_day >= 7:
        per_team = state.justified / max(1.0, len(state.people) / budget.people)
        moved = state.strict + _STEP * (per_team - budget.false_per_week)
        state.strict = min(_STRICTEST, max(0.0, moved))
        state.justified = 0
        state.judged_day += 7
