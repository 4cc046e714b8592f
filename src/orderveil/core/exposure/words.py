"""The words of exposure: what is held, what follows from it, what a scam needs, and when.

Held is a field under a treatment: masked is not absent. Everything here is monotone, so that holding
more never makes less possible. Never holds a buyer's value, and never a probability: nobody has the
data from which one could be told.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, NewType

from orderveil.core.ids import FieldName
from orderveil.core.order import OrderState, ShipmentState
from orderveil.core.view import Treatment

Fact = NewType("Fact", str)  # something that a stranger knows or can do: `phone`, `status`, `door`


class Held(NamedTuple):
    """A field as somebody holds it."""

    field: FieldName
    treatment: Treatment


@dataclass(frozen=True, slots=True)
class All:
    """Every part is needed. Of no parts: nothing is needed."""

    parts: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class Any:
    """One part is enough. Of no parts: it cannot be had."""

    parts: tuple[Need, ...] = ()


Need = Fact | All | Any
NOTHING = All()


@dataclass(frozen=True, slots=True)
class Source:
    """Holding one of `fields` under one of `treatments` gives `fact`."""

    fact: Fact
    fields: frozenset[FieldName]
    treatments: frozenset[Treatment]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A Horn rule: whoever has every fact of `needs` has `gives`."""

    gives: Fact
    needs: tuple[Fact, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """How a stranger gets to a buyer. A detour needs the relay, the post, or a list leaked elsewhere."""

    name: str
    fact: Fact
    is_detour: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """When a pretext is believed: in these states, and for `hours` after `after` where both are given."""

    order: frozenset[OrderState] = frozenset(OrderState)
    shipment: frozenset[ShipmentState | None] = frozenset({None, *ShipmentState})
    after: str | None = None  # `order:<state>` or `shipment:<state>`
    hours: int | None = None


@dataclass(frozen=True, slots=True)
class Scam:
    """What one scam needs and when. `ways`: one of them must be had; none: it needs no way to the buyer.

    `pretext` names the facts that make it believed, whether or not it needs them. `is_outside`: it
    does not hang on what is held at all. `in_bulk`: it needs the facts of many buyers.
    """

    name: str
    needs: Need = NOTHING
    ways: tuple[str, ...] = ()
    pretext: tuple[Fact, ...] = ()
    windows: tuple[Window, ...] = (Window(),)
    is_outside: bool = False
    in_bulk: bool = False


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything that the engine is told: written as data, read by exposure.load."""

    sources: tuple[Source, ...]
    rules: tuple[Rule, ...]
    ways: tuple[Way, ...]
    scams: tuple[Scam, ...]


class Feasibility(StrEnum):
    """How far what is held carries a scam. None of these words says that nothing can happen."""

    NOT_BY_THESE = "not by these fields"
    DETOUR = "by a detour"
    DIRECT = "directly"
    OUTSIDE = "whatever is held"


class Strength(StrEnum):
    """How much a stranger can say that only the shop should know: a count in words, nothing more."""

    NONE = "nothing to say"
    THIN = "thin"
    BELIEVABLE = "believable"
    CONVINCING = "convincing"


_REACHING = {
    Feasibility.OUTSIDE: 0,  # the same whatever is held: no holding is worse than another
    Feasibility.NOT_BY_THESE: 0,
    Feasibility.DETOUR: 1,
    Feasibility.DIRECT: 2,
}


def reaches_further(one: Feasibility, other: Feasibility) -> bool:
    """Tell whether `one` is worse for the buyer than `other`."""
    return _REACHING[one] > _REACHING[other]
