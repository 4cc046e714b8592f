"""The two machines: what may follow, what may not, and what parcels say of their order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderveil.core.order import Direction, OrderState, Origin, ShipmentDraft, ShipmentState
from orderveil.core.states import (
    ORDER_NEXT,
    ORDER_PROGRESS,
    SHIPMENT_NEXT,
    SHIPMENT_PROGRESS,
    may_follow,
    order_state_from,
)

OS, SS = OrderState, ShipmentState
FORWARD, REVERSE = Direction.FORWARD, Direction.REVERSE


def parcel(
    state: ShipmentState, key: str = "1", direction: Direction = FORWARD, replaces: tuple[str, ...] = ()
) -> ShipmentDraft:
    return ShipmentDraft(key=key, state=state, direction=direction, replaces=replaces)


def test_every_state_is_in_its_machine() -> None:
    assert set(ORDER_NEXT) == set(ORDER_PROGRESS) == set(OS)
    assert set(SHIPMENT_NEXT) == set(SHIPMENT_PROGRESS) == set(SS)


def test_a_state_does_not_follow_itself() -> None:
    assert not any(may_follow(state, state) for state in (*OS, *SS))


def test_the_machines_do_not_mix() -> None:
    """Both have a `delivered`, and the two are equal as text."""
    assert not may_follow(OS.SHIPPED, SS.DELIVERED)
    assert not may_follow(SS.IN_TRANSIT, OS.DELIVERED)


@pytest.mark.parametrize("end", [SS.DELIVERED, SS.RTO_DELIVERED, SS.CANCELLED])
def test_a_parcel_that_ended_is_not_opened_again(end: ShipmentState) -> None:
    assert not any(may_follow(end, state) for state in SS)


def test_lost_events_may_be_skipped_going_forward() -> None:
    going = [SS.PLANNED, SS.PACKED, SS.MANIFESTED, SS.PICKED_UP, SS.IN_TRANSIT, SS.OUT_FOR_DELIVERY, SS.DELIVERED]
    for at, state in enumerate(going):
        assert all(may_follow(state, later) for later in going[at + 1 :])


def test_steps_back_exist_where_the_world_has_them() -> None:
    assert may_follow(SS.UNDELIVERED, SS.OUT_FOR_DELIVERY)  # the next attempt
    assert may_follow(SS.LOST, SS.IN_TRANSIT)  # found again
    assert may_follow(OS.CANCELLED, OS.CONFIRMED)  # taken up again
    assert may_follow(OS.RETURNED, OS.SHIPPED)  # sent again
    assert not may_follow(SS.RTO_STARTED, SS.IN_TRANSIT)  # "in transit" is then to the origin
    assert not may_follow(OS.CONFIRMED, OS.PLACED)
    assert not may_follow(OS.DELIVERED, OS.CANCELLED)


@pytest.mark.parametrize(
    ("said", "parcels", "state"),
    [
        (OS.CONFIRMED, [], OS.CONFIRMED),
        (OS.CONFIRMED, [parcel(SS.PACKED)], OS.CONFIRMED),
        (OS.CONFIRMED, [parcel(SS.MANIFESTED)], OS.CONFIRMED),
        (OS.CONFIRMED, [parcel(SS.PICKED_UP)], OS.SHIPPED),
        (OS.CONFIRMED, [parcel(SS.IN_TRANSIT, "1"), parcel(SS.PLANNED, "2")], OS.PART_SHIPPED),
        (OS.PART_SHIPPED, [parcel(SS.IN_TRANSIT)], OS.PART_SHIPPED),  # lines that no parcel holds yet
        (OS.PART_SHIPPED, [parcel(SS.DELIVERED)], OS.PART_SHIPPED),
        (OS.SHIPPED, [parcel(SS.DELIVERED, "1"), parcel(SS.IN_TRANSIT, "2")], OS.SHIPPED),
        (OS.SHIPPED, [parcel(SS.DELIVERED, "1"), parcel(SS.DELIVERED, "2")], OS.DELIVERED),
        (OS.CLOSED, [parcel(SS.DELIVERED)], OS.DELIVERED),  # archived before it arrived
        (OS.SHIPPED, [parcel(SS.DELIVERED, "1"), parcel(SS.CANCELLED, "2")], OS.DELIVERED),
        (OS.SHIPPED, [parcel(SS.RTO_STARTED)], OS.SHIPPED),
        (OS.SHIPPED, [parcel(SS.RTO_DELIVERED)], OS.RETURNED),
        (OS.SHIPPED, [parcel(SS.LOST)], OS.SHIPPED),
        (OS.CANCELLED, [parcel(SS.DELIVERED)], OS.CANCELLED),
    ],
)
def test_parcels_move_their_order(said: OrderState, parcels: list[ShipmentDraft], state: OrderState) -> None:
    assert order_state_from(said, parcels) is state


def test_sent_again_after_rto_is_under_way_again() -> None:
    came_back = parcel(SS.RTO_DELIVERED, "1")
    again = ShipmentDraft(key="2", state=SS.IN_TRANSIT, attempt=2, replaces=("1",), origin=Origin.RESENT)

    assert order_state_from(OS.RETURNED, [came_back, again]) is OS.SHIPPED
    arrived = ShipmentDraft(key="2", state=SS.DELIVERED, attempt=2, replaces=("1",), origin=Origin.RESENT)
    assert order_state_from(OS.SHIPPED, [came_back, arrived]) is OS.DELIVERED


def test_a_replacement_that_was_cancelled_replaces_nothing() -> None:
    assert (
        order_state_from(OS.SHIPPED, [parcel(SS.DELIVERED, "1"), parcel(SS.CANCELLED, "2", replaces=("1",))])
        is OS.DELIVERED
    )


def test_split_and_merged_parcels_count_once() -> None:
    split = [
        parcel(SS.CANCELLED, "1"),
        parcel(SS.DELIVERED, "2", replaces=("1",)),
        parcel(SS.PACKED, "3", replaces=("1",)),
    ]
    merged = [parcel(SS.PACKED, "1"), parcel(SS.PACKED, "2"), parcel(SS.DELIVERED, "3", replaces=("1", "2"))]

    assert order_state_from(OS.CONFIRMED, split) is OS.PART_SHIPPED
    assert order_state_from(OS.CONFIRMED, merged) is OS.DELIVERED


@pytest.mark.parametrize(
    ("back", "state"),
    [
        (SS.MANIFESTED, OS.DELIVERED),
        (SS.PICKED_UP, OS.RETURNED),
        (SS.DELIVERED, OS.RETURNED),
        (SS.CANCELLED, OS.DELIVERED),
    ],
)
def test_a_return_counts_once_it_is_picked_up(back: ShipmentState, state: OrderState) -> None:
    assert order_state_from(OS.DELIVERED, [parcel(SS.DELIVERED, "1"), parcel(back, "2", REVERSE)]) is state


def test_an_exchange_travels_after_delivery() -> None:
    parcels = [
        parcel(SS.DELIVERED, "1"),
        parcel(SS.DELIVERED, "2", REVERSE),
        ShipmentDraft(key="3", state=SS.IN_TRANSIT, replaces=("1",), origin=Origin.EXCHANGED),
    ]

    assert order_state_from(OS.RETURNED, parcels) is OS.SHIPPED


PARCELS = st.lists(
    st.builds(
        ShipmentDraft,
        key=st.sampled_from("1234"),
        state=st.sampled_from(SS),
        direction=st.sampled_from(Direction),
        replaces=st.lists(st.sampled_from("1234"), max_size=2).map(tuple),
    ),
    max_size=5,
)


@given(st.sampled_from(OS), PARCELS)
def test_parcels_never_force_a_step_that_the_machine_does_not_know(
    said: OrderState, parcels: list[ShipmentDraft]
) -> None:
    heard = order_state_from(said, parcels)

    assert heard is said or may_follow(said, heard)


@given(st.sampled_from(OS), PARCELS, st.randoms())
def test_the_order_of_parcels_does_not_matter(said: OrderState, parcels: list[ShipmentDraft], random: object) -> None:
    shuffled = list(parcels)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert order_state_from(said, shuffled) is order_state_from(said, parcels)
