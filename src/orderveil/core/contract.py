"""A hop's contract as a value: what it is owed, why, in which states, for how long, under which controls.

Built by contracts.load from files that people write; everything here is already checked. Never
holds a buyer's value, and is never asked what it means: that is core.policy's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from orderveil.core.hop import Hop
from orderveil.core.ids import FieldName
from orderveil.core.order import Direction, OrderState, ShipmentState
from orderveil.core.references import DEFAULT_SHAPE, ReferenceShape
from orderveil.core.view import Treatment

ANY_ORDER: frozenset[OrderState] = frozenset(OrderState)
ANY_SHIPMENT: frozenset[ShipmentState | None] = frozenset({None, *ShipmentState})
ANY_DIRECTION: frozenset[Direction] = frozenset(Direction)


@dataclass(frozen=True, slots=True)
class States:
    """The states in which something holds. None among shipment states: no shipment is looked at."""

    order: frozenset[OrderState] = ANY_ORDER
    shipment: frozenset[ShipmentState | None] = ANY_SHIPMENT
    directions: frozenset[Direction] = ANY_DIRECTION

    def __contains__(self, at: tuple[OrderState, ShipmentState | None, Direction]) -> bool:
        return at[0] in self.order and at[1] in self.shipment and at[2] in self.directions


ALWAYS = States()


@dataclass(frozen=True, slots=True)
class Stage:
    """One treatment of a field and the states in which it holds. `name` is the contract's own word."""

    name: str
    treatment: Treatment
    states: States = ALWAYS


@dataclass(frozen=True, slots=True)
class FieldRule:
    """What a hop is owed of one field: the first stage that holds decides; none holding, nothing is due.

    `needs` names a consent field that must be held and true. `place` is `file:line`.
    """

    field: FieldName
    why: str
    stages: tuple[Stage, ...]
    needs: FieldName | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Purpose:
    """A named reason for which more may be revealed, for one look that names it.

    `needs_reference`: the look must name the ticket, case or call behind it.
    """

    name: str
    why: str
    fields: Mapping[FieldName, Treatment]
    states: States = ALWAYS
    needs_reference: bool = True
    place: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """A clock: the view ends `days` after `after`, an `order:<state>` or `shipment:<state>`."""

    after: str
    days: int
    place: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Contract:
    """Everything that one hop (as this partner, in this shop) is owed.

    Compared by identity: two loads are two contracts, contracts.diff tells them apart.
    `widened` tells each way in which an overlay gives more, with its place and stated reason.
    `never` names the fields that were considered and are owed in no state. `reference_hop` says
    whose pairwise reference the view carries (the label carries the courier's). `at_most_days`
    counts from the first state known of the view's subject and holds while no ending's clock runs.
    """

    hop: Hop
    why: str
    fields: Mapping[FieldName, FieldRule]
    endings: tuple[Ending, ...]
    at_most_days: int
    never: frozenset[FieldName] = frozenset()
    purposes: Mapping[str, Purpose] = field(default_factory=dict)
    reference: ReferenceShape = DEFAULT_SHAPE
    reference_hop: Hop | None = None
    per_shipment: bool = False
    controls: tuple[str, ...] = ()
    partner: str | None = None
    shop: str | None = None
    widened: tuple[str, ...] = ()
    place: str = ""

    @property
    def refers_as(self) -> Hop:
        """The hop under which this contract's pairwise reference is made."""
        return self.reference_hop or self.hop
