"""What left, by orders that were given the same at the same time of their lives, and what it makes possible.

Whoever reads the record counts orders by what they were given and by when each scam is believed of
them; here the engine is asked once for each kind of holding. No order is opened for it, and none is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

import msgspec

from orderveil.core.exposure.engine import Holding
from orderveil.core.exposure.judging import judge
from orderveil.core.exposure.spans import Windows
from orderveil.core.exposure.words import Feasibility, Held
from orderveil.core.ids import FieldName
from orderveil.core.view import Treatment
from orderveil.exposure.load import the_engine


class When(StrEnum):
    """When a scam is believed of an order while somebody holds something of it. One letter each."""

    NEVER = "n"
    WAS = "w"
    NOW = "o"  # and may have been
    UNKNOWN = "u"  # the order's times are gone


class Fate(StrEnum):
    """What became of what was given of an order."""

    HELD = "held"
    ENDED = "ended"  # its view has ended: by its terms the partner has purged it
    ERASED = "erased"  # the order was erased here; what a partner did is not known from here
    UNREADABLE = "unreadable"  # the order's row was altered: its times are not believed


class Via(StrEnum):
    """By whom something was asked for."""

    KEY = "key"  # a partner's key: it left
    OPERATOR = "operator"  # at this machine's command line
    PERSON = "person"  # somebody who was signed in


class Holder(msgspec.Struct, frozen=True):
    """Who was given something. Put together, `hop` is empty, or the hops with a + between them."""

    hop: str
    partner: str | None
    via: str


class Row(msgspec.Struct, frozen=True, array_like=True):
    """Orders that are alike. `steps`: one after the other, what was held and one letter of When per scam.

    `ends`: per scam the earliest and the latest end (epoch ms) among orders of which it is believed
    now; -1: no end is known.
    """

    holder: int
    count: int
    steps: tuple[tuple[int, str], ...]
    ends: tuple[tuple[int, int], ...]
    fate: str
    is_assumed: bool = False


class Released(msgspec.Struct, frozen=True):
    """Everything counted of one part of the record. A signature is `field=treatment` words."""

    scams: tuple[str, ...]
    holders: list[Holder]
    signatures: list[list[str]]
    rows: list[Row]


@lru_cache(maxsize=1)
def kinds() -> tuple[Windows, ...]:
    """Return the different windows of the scams: several scams share theirs."""
    return tuple(dict.fromkeys(scam.windows for scam in the_engine().scams.values()))


@lru_cache(maxsize=1)
def kind_of_scams() -> tuple[int, ...]:
    """Return, for each scam in the engine's order, the place of its windows in `kinds`."""
    return tuple([kinds().index(scam.windows) for scam in the_engine().scams.values()])


@dataclass(slots=True)
class Count:
    """Orders of which one scam is or was possible at one holder, directly or by a detour only."""

    direct: int = 0
    detour: int = 0
    direct_now: int = 0
    detour_now: int = 0
    untimed: int = 0  # possible by what was given, at times that nobody knows any more
    earliest_ms: int | None = None
    latest_ms: int | None = None
    is_endless: bool = False
    held: Holding = frozenset()  # everything that was held of one of these orders

    @property
    def possible(self) -> int:
        """Orders of which the scam was possible, whether or not it still is."""
        return self.direct + self.detour + self.untimed


@dataclass(slots=True)
class Told:
    """One holder: orders, what became of them, and each scam's count."""

    holder: Holder
    orders: int = 0
    assumed: int = 0
    fates: dict[Fate, int] = field(default_factory=lambda: dict.fromkeys(Fate, 0))
    scams: dict[str, Count] = field(default_factory=lambda: {name: Count() for name in the_engine().scams})


@dataclass(slots=True)
class Summary:
    """What was counted so far, part after part."""

    holders: dict[tuple[str, str, str], Told] = field(default_factory=dict)

    def add(self, released: Released) -> None:
        """Count one part of the record."""
        holdings = [_holding(words) for words in released.signatures]
        for row in released.rows:
            holder = released.holders[row.holder]
            told = self.holders.setdefault((holder.hop, holder.partner or "", holder.via), Told(holder))
            told.orders += row.count
            told.assumed += row.count if row.is_assumed else 0
            told.fates[Fate(row.fate)] += row.count
            for place, scam in enumerate(released.scams):
                if scam in told.scams:  # a newer vault may know more scams than this program
                    _count(told.scams[scam], scam, place, row, holdings)

    def told(self) -> list[Told]:
        """Return every holder, by hop, partner and how it was asked for."""
        return [self.holders[key] for key in sorted(self.holders)]


def _holding(words: Iterable[str]) -> Holding:
    pairs = [word.partition("=") for word in words]
    return frozenset(Held(FieldName(name), Treatment(treatment)) for name, _, treatment in pairs)


def _count(count: Count, scam: str, place: int, row: Row, holdings: Sequence[Holding]) -> None:
    """Count the orders of one row: the worst that was, and what is now."""
    ever: set[Feasibility] = set()
    now = unknown = None
    for index, letters in row.steps:
        when = When(letters[place])
        if when is When.NEVER:
            continue
        feasibility = judge(the_engine(), holdings[index]).judgements[scam].feasibility
        if feasibility not in (Feasibility.DIRECT, Feasibility.DETOUR):
            continue
        count.held |= holdings[index]
        if when is When.UNKNOWN:
            unknown = feasibility
        else:
            ever.add(feasibility)
            now = feasibility if when is When.NOW else now
    count.direct += row.count if Feasibility.DIRECT in ever else 0
    count.detour += row.count if ever == {Feasibility.DETOUR} else 0
    count.direct_now += row.count if now is Feasibility.DIRECT else 0
    count.detour_now += row.count if now is Feasibility.DETOUR else 0
    count.untimed += row.count if unknown is not None and not ever else 0
    if now is not None:
        _note_ends(count, *row.ends[place])


def _note_ends(count: Count, earliest: int, latest: int) -> None:
    count.is_endless = count.is_endless or latest < 0
    for end in (earliest, latest):
        if end >= 0:
            count.earliest_ms = end if count.earliest_ms is None else min(count.earliest_ms, end)
            count.latest_ms = end if count.latest_ms is None else max(count.latest_ms, end)
