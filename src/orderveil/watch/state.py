"""What watching remembers: for each person sums that fade, for each role the same, and the days that are still open.

Small by design: a few kilobytes a person. Ids, counts and places in the record, never a value of a buyer.
"""

from __future__ import annotations

import msgspec

from orderveil.watch.events import Sight

SLOTS = 48


class Day(msgspec.Struct, omit_defaults=True):
    """What somebody did on one day that is not closed yet."""

    reveals: int = 0
    unexplained: int = 0
    slots: dict[int, int] = {}
    numbers: dict[str, list[int]] = {}  # by shop, of the orders revealed
    orders: list[str] = []
    misses: int = 0
    refused: int = 0  # in a row, now
    exported: int = 0
    sights: list[Sight] = []
    raised: list[str] = []


class Past(msgspec.Struct, omit_defaults=True):
    """Sums over days that are past, fading. `exposure`: days, each weighed by how busy the team was."""

    reveals: float = 0.0
    exposure: float = 0.0
    unexplained: float = 0.0
    of: float = 0.0
    pairs: float = 0.0
    pairs_of: float = 0.0
    slots: list[float] = []


class Lately(msgspec.Struct, array_like=True):
    """One of the last days, before it becomes past: a theft is not to become somebody's custom at once."""

    day: int
    reveals: int
    exposure: float
    unexplained: float
    pairs: int
    pairs_of: int
    slots: dict[int, int]


class Creeping(msgspec.Struct, omit_defaults=True):
    """Surprise that adds up over days. `days`: unexplained and all reveals of each of the last, oldest first.

    `sum`: of the run of days, up to today, that is the most surprising; `length`: how many those are; `peak`: the
    highest since it last stood at nothing.
    """

    sum: float = 0.0
    peak: float = 0.0
    length: int = 0
    days: list[tuple[int, int]] = []
    sights: list[Sight] = []


class Person(msgspec.Struct, omit_defaults=True):
    """One person, or one partner's key."""

    role: str
    first_day: int
    last_day: int
    past: Past
    lately: list[Lately] = []
    creeping: Creeping = msgspec.field(default_factory=Creeping)
    open: dict[int, Day] = {}
    places: list[str] = []  # shop/hop looked through
    fields: list[str] = []  # exported
    most_exported: int = 0
    granted_day: int = 0
    joined: int = 0  # days after watching began
    away: int = 0  # days without a trace before the day that is open
    muted: dict[str, int] = {}  # kind -> until this day


class Role(msgspec.Struct, omit_defaults=True):
    """What people of one role do together. `over`, `square`: for how much more days differ than chance alone."""

    past: Past
    over: float = 0.0
    square: float = 0.0
    creeping: Creeping = msgspec.field(default_factory=Creeping)


class Tail(msgspec.Struct, omit_defaults=True):
    """How often, and how far, one rule's surprise went beyond the mark on ordinary days."""

    days: float = 0.0
    over: float = 0.0
    excess: float = 0.0


class State(msgspec.Struct, omit_defaults=True):
    """Everything of one tenant. `closed`: days up to this one were closed. `strict`: learned from answers."""

    people: dict[str, Person] = {}
    roles: dict[str, Role] = {}
    tails: dict[str, Tail] = {}
    closed: int = 0
    since: int = 0
    places: dict[str, int] = {}  # log -> next index that is wanted
    strict: float = 0.0
    justified: int = 0
    judged_day: int = 0
    shops: dict[str, int] = {}  # the day on which each was first seen
    widened: dict[str, int] = {}  # hop -> the day on which its contract was last widened

    def __repr__(self) -> str:
        return f"State({len(self.people)} people)"


def pack(state: State) -> bytes:
    """Return a state as it is kept."""
    return msgspec.msgpack.encode(state)


def unpack(raw: bytes) -> State:
    """Return the state that was kept; of nothing, one that has seen nothing."""
    return msgspec.msgpack.decode(raw, type=State) if raw else State()
