"""For how long a scam is believed of a row, as far as the row's own dates and status tell.

Pure; days count from 1970. Must never guess a date: what the row does not tell is unknown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from orderveil.core.exposure.words import Scam, Window
from orderveil.core.order import OrderState
from orderveil.exposure.meanings import State

_ISO = re.compile(r"\s*(\d{4})-(\d{2})-(\d{2})(?!\d)")
_DAY_FIRST = re.compile(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")
_EPOCH = date(1970, 1, 1).toordinal()
_MONTHS = 12
_DAY_HOURS = 24
_YEARS = range(2000, 2101)


@dataclass(frozen=True, slots=True)
class When:
    """What a row tells of time. None: it does not tell."""

    ordered: int | None = None
    delivered: int | None = None
    state: State | None = None


class Lasting(StrEnum):
    """How long a pretext lasts, the longest first. What is unknown may be longer than what ends on a day."""

    OPEN = "with no end"
    STATE = "while its state lasts"
    UNKNOWN = "unknown"
    UNTIL = "until a day"
    OVER = "over"


_ORDER = tuple(Lasting)
ALWAYS = Window()


def day_of(text: str) -> int | None:
    """Return the day that a date names, as days since 1970; day before month where both could be."""
    if (found := _ISO.match(text)) is not None:
        year, month, day = map(int, found.groups())
    elif (found := _DAY_FIRST.match(text)) is not None:
        day, month, year = map(int, found.groups())
        if month > _MONTHS >= day:
            day, month = month, day
    else:
        return None
    try:
        return date(year, month, day).toordinal() - _EPOCH if year in _YEARS else None
    except ValueError:
        return None


def date_of(day: int) -> date:
    """Return the date of a day."""
    return date.fromordinal(day + _EPOCH)


def lasting(scam: Scam, when: When, today: int | None) -> tuple[Lasting, int | None]:
    """Return how long a scam's pretext lasts, and the last day of it where that is known."""
    told = [_of_window(window, when, today) for window in scam.windows]
    kind = min((one for one, _ in told), key=_ORDER.index)
    days = [day for one, day in told if one is kind and day is not None]
    return kind, max(days, default=None)


def _of_window(window: Window, when: When, today: int | None) -> tuple[Lasting, int | None]:
    if window == ALWAYS:
        return Lasting.OPEN, None
    fits = _fits(window, when.state)
    if fits is False:
        return Lasting.OVER, None
    if window.after is None or window.hours is None:
        return (Lasting.STATE if fits else Lasting.UNKNOWN), None
    begun = {f"order:{OrderState.PLACED}": when.ordered, f"order:{OrderState.DELIVERED}": when.delivered}
    since = begun.get(window.after)
    if since is None:
        return Lasting.UNKNOWN, None
    until = since - (-window.hours // _DAY_HOURS)
    return (Lasting.OVER if today is not None and until < today else Lasting.UNTIL), until


def _fits(window: Window, state: State | None) -> bool | None:
    """Tell whether a state lies in a window; None where it is not told."""
    answers: list[bool | None] = []
    if window.order != ALWAYS.order:
        answers.append(None if state is None else state.order in window.order)
    if window.shipment != ALWAYS.shipment:
        told = None if state is None else state.shipment
        answers.append(told in window.shipment if told is not None else None if state is None else False)
    return False if False in answers else None if None in answers else True
