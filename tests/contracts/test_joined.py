"""Two hops that put their views together hold no more than the clearer of them, field by field."""

from __future__ import annotations

from itertools import combinations

import pytest

from orderveil.contracts.load import load_contracts
from orderveil.core.hop import HOPS, Hop
from orderveil.core.ids import FieldName
from orderveil.core.order import Direction, OrderState, ShipmentState
from orderveil.core.policy import is_clearer
from orderveil.core.treatments import Means, treat
from orderveil.core.view import TreatedField, Treatment
from tests.contracts.making import at, view

MOMENTS = [
    at(OrderState.PLACED),
    at(OrderState.CONFIRMED, ShipmentState.PACKED),
    at(OrderState.SHIPPED, ShipmentState.IN_TRANSIT),
    at(OrderState.DELIVERED, ShipmentState.DELIVERED),
    at(OrderState.DELIVERED, ShipmentState.MANIFESTED, Direction.REVERSE),
]
MADE_OF_THE_VALUE = {Treatment.CLEAR, Treatment.MASK, Treatment.INITIAL, Treatment.COARSE}
VIEWS: dict[Hop, list[dict[str, TreatedField]]] = {
    hop: [view(hop, moment, contracts=load_contracts(None)).fields for moment in MOMENTS] for hop in HOPS
}


@pytest.mark.parametrize(("one", "other"), list(combinations(HOPS, 2)))
def test_joining_two_views_adds_nothing_to_the_clearer(one: Hop, other: Hop) -> None:
    """At any two moments: also what a hop kept from an earlier one joins to nothing more."""
    for ours, theirs in ((a, b) for a in VIEWS[one] for b in VIEWS[other]):
        for name in ours.keys() & theirs.keys():
            pair = [field for field in (ours[name], theirs[name]) if field.value is not None]
            if len(pair) < 2 or not {field.treatment for field in pair} <= MADE_OF_THE_VALUE:
                continue
            clearer, coarser = pair if not is_clearer(pair[1].treatment, pair[0].treatment) else reversed(pair)
            if clearer.treatment is coarser.treatment:
                assert clearer.value == coarser.value
            else:
                assert treat(FieldName(name), coarser.treatment, clearer.value, Means()) == coarser.value


def test_no_two_hops_share_a_key_of_a_person_but_by_contract() -> None:
    """A phone or an address of mail stands in clear with the message gateways alone, and with no other hop."""
    for hop, turns in VIEWS.items():
        for fields in turns:
            clear = [name for name, field in fields.items() if field.treatment is Treatment.CLEAR and field.value]
            reach = {"buyer_phone", "recipient_phone", "bill_phone", "whatsapp_phone", "buyer_email"}
            assert hop is Hop.COMMS or not reach.intersection(clear)
