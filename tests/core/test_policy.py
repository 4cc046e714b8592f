"""Decisions: what is not plainly allowed is refused, and clocks run as documented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderveil.core.contract import Contract, Ending, FieldRule, Purpose, Stage, States
from orderveil.core.fields import FIELDS
from orderveil.core.hop import HOPS, Hop
from orderveil.core.ids import FieldName
from orderveil.core.order import Direction, OrderState, ShipmentState
from orderveil.core.policy import DAY_MS, Allowed, Moment, Refused, Undeclared, decide, ends_at_ms, is_clearer
from orderveil.core.view import Treatment

T, OS, SS = Treatment, OrderState, ShipmentState
NAME, PHONE, EMAIL = FieldName("recipient_name"), FieldName("recipient_phone"), FieldName("buyer_email")
START = 1_700_000_000_000
TRAVELLING = States(shipment=frozenset({SS.IN_TRANSIT}))


def contract(
    *rules: FieldRule, endings: tuple[Ending, ...] = (), hop: Hop = Hop.SUPPORT, purposes: tuple[Purpose, ...] = ()
) -> Contract:
    return Contract(
        hop=hop,
        why="a test",
        fields={rule.field: rule for rule in rules},
        endings=endings,
        at_most_days=30,
        purposes={purpose.name: purpose for purpose in purposes},
    )


def rule(field: FieldName, *stages: Stage, needs: FieldName | None = None) -> FieldRule:
    return FieldRule(field, "a test", stages, needs)


def moment(order: OrderState = OS.CONFIRMED, shipment: ShipmentState | None = None, **since: int) -> Moment:
    """Return a moment on the day on which the last of the states was entered, a day at least after the start."""
    reached = {key.replace("__", ":"): START + days * DAY_MS for key, days in since.items()} or {"order:placed": START}
    now = max(START + DAY_MS, *reached.values())
    return Moment(now, order, shipment, Direction.FORWARD, reached)


@pytest.mark.parametrize("hop", HOPS)
@given(name=st.sampled_from(sorted(FIELDS)), state=st.sampled_from(OS))
def test_an_empty_contract_allows_nothing(hop: Hop, name: FieldName, state: OrderState) -> None:
    assert decide(contract(hop=hop), name, moment(state)) == Undeclared(name)


def test_a_field_that_is_not_named_is_undeclared() -> None:
    assert decide(contract(rule(NAME, Stage("always", T.MASK))), PHONE, moment()) == Undeclared(PHONE)


def test_the_first_stage_that_holds_decides() -> None:
    held = contract(rule(NAME, Stage("going", T.CLEAR, TRAVELLING), Stage("always", T.INITIAL)))

    assert decide(held, NAME, moment(OS.SHIPPED, SS.IN_TRANSIT)) == Allowed(T.CLEAR)
    assert decide(held, NAME, moment(OS.SHIPPED, SS.DELIVERED)) == Allowed(T.INITIAL)


def test_a_state_that_no_stage_foresees_refuses() -> None:
    held = contract(rule(NAME, Stage("going", T.CLEAR, TRAVELLING)))

    assert decide(held, NAME, moment(OS.CONFIRMED)) == Refused("not_due")


def test_a_purpose_reveals_its_fields_in_its_states_only() -> None:
    purpose = Purpose("call", "a test", {PHONE: T.CLEAR, EMAIL: T.MASK}, States(order=frozenset({OS.SHIPPED})))
    held = contract(rule(PHONE, Stage("always", T.MASK)), rule(NAME, Stage("always", T.MASK)), purposes=(purpose,))

    assert decide(held, PHONE, moment(OS.SHIPPED), "call") == Allowed(T.CLEAR)
    assert decide(held, EMAIL, moment(OS.SHIPPED), "call") == Allowed(T.MASK)
    assert decide(held, NAME, moment(OS.SHIPPED), "call") == Allowed(T.MASK)
    assert decide(held, PHONE, moment(OS.PLACED), "call") == Allowed(T.MASK)
    assert decide(held, EMAIL, moment(OS.PLACED), "call") == Undeclared(EMAIL)
    assert decide(held, PHONE, moment(OS.SHIPPED), "curiosity") == Allowed(T.MASK)


def test_a_purpose_never_reveals_less_than_no_purpose() -> None:
    purpose = Purpose("call", "a test", {PHONE: T.MASK})
    held = contract(rule(PHONE, Stage("always", T.CLEAR)), purposes=(purpose,))

    assert decide(held, PHONE, moment(), "call") == Allowed(T.CLEAR)


def test_a_law_refuses_what_a_contract_built_past_the_loader_allows() -> None:
    held = contract(rule(EMAIL, Stage("always", T.CLEAR)), hop=Hop.LABEL)

    assert decide(held, EMAIL, moment()) == Refused("unlawful")


def test_a_moment_without_clocks_refuses() -> None:
    held = contract(rule(NAME, Stage("always", T.MASK)))

    assert decide(held, NAME, Moment(START, OS.PLACED)) == Refused("no_clock")


def test_nothing_is_due_after_the_end() -> None:
    held = contract(rule(NAME, Stage("always", T.MASK)), endings=(Ending("order:delivered", 7),))
    at = moment(OS.DELIVERED, order__placed=0, order__delivered=2)
    ended = Moment(START + 9 * DAY_MS, OS.DELIVERED, since_ms=at.since_ms)
    last = Moment(START + 9 * DAY_MS - 1, OS.DELIVERED, since_ms=at.since_ms)

    assert ends_at_ms(held, at) == START + 9 * DAY_MS
    assert decide(held, NAME, last) == Allowed(T.MASK)
    assert decide(held, NAME, ended) == Refused("ended")
    assert decide(held, NAME, ended, "any purpose") == Refused("ended")


def test_a_clock_that_nothing_starts_ends_after_the_days_at_most() -> None:
    held = contract(endings=(Ending("order:delivered", 7),))

    assert ends_at_ms(held, moment(order__confirmed=3, order__placed=1)) == START + 31 * DAY_MS


def test_a_return_opens_the_view_again_for_as_long_as_a_return_takes() -> None:
    held = contract(endings=(Ending("order:delivered", 7), Ending("order:returned", 5)))

    assert ends_at_ms(held, moment(OS.RETURNED, order__delivered=1, order__returned=20)) == START + 25 * DAY_MS


def test_of_clocks_started_together_the_first_to_end_decides() -> None:
    held = contract(endings=(Ending("order:returned", 9), Ending("order:delivered", 2)))

    assert ends_at_ms(held, moment(OS.RETURNED, order__delivered=1, order__returned=1)) == START + 3 * DAY_MS


def test_an_order_taken_up_again_is_not_ended_by_its_cancelling() -> None:
    held = contract(endings=(Ending("order:cancelled", 0),))

    assert ends_at_ms(held, moment(OS.CANCELLED, order__placed=0, order__cancelled=2)) == START + 2 * DAY_MS
    assert ends_at_ms(held, moment(OS.CONFIRMED, order__placed=0, order__cancelled=2)) == START + 30 * DAY_MS


def test_a_parcel_found_again_is_not_ended_by_its_loss() -> None:
    held = contract(endings=(Ending("shipment:lost", 1),))
    since = {"order__placed": 0, "shipment__in_transit": 1, "shipment__lost": 3}

    assert ends_at_ms(held, moment(OS.SHIPPED, SS.LOST, **since)) == START + 4 * DAY_MS
    assert ends_at_ms(held, moment(OS.SHIPPED, SS.IN_TRANSIT, **since)) == START + 30 * DAY_MS


def test_a_return_of_an_old_order_has_its_own_days_at_most() -> None:
    held = Contract(
        hop=Hop.COURIER,
        why="a test",
        fields={},
        endings=(Ending("shipment:delivered", 7),),
        at_most_days=30,
        per_shipment=True,
    )

    assert (
        ends_at_ms(held, moment(OS.DELIVERED, SS.PLANNED, order__placed=0, shipment__planned=50)) == START + 80 * DAY_MS
    )


def test_a_state_reported_from_the_future_extends_nothing() -> None:
    held = contract(rule(NAME, Stage("always", T.MASK)), endings=(Ending("order:delivered", 7),))
    later = {"order:delivered": START + 5000 * DAY_MS}

    told = Moment(START, OS.DELIVERED, since_ms={"order:placed": START} | later)
    assert ends_at_ms(held, told) == START + 30 * DAY_MS
    assert decide(held, NAME, Moment(START, OS.DELIVERED, since_ms=later)) == Refused("no_clock")


EVENTS = [f"order:{state}" for state in OS] + [f"shipment:{state}" for state in SS]


@given(
    st.dictionaries(st.sampled_from(EVENTS), st.integers(0, 400)),
    st.lists(st.builds(Ending, st.sampled_from(EVENTS), st.integers(0, 60)), max_size=5),
    st.sampled_from(OS),
    st.sampled_from([None, *SS]),
)
def test_every_view_ends(
    since: dict[str, int], endings: list[Ending], order: OrderState, shipment: ShipmentState | None
) -> None:
    reached = {event: START + day * DAY_MS for event, day in since.items()}
    ends = ends_at_ms(contract(endings=tuple(endings)), Moment(START + 400 * DAY_MS, order, shipment, since_ms=reached))

    assert (ends is None) == (not since)
    assert ends is None or ends <= max(reached.values()) + 60 * DAY_MS


def test_treatments_are_ordered_from_most_to_least_revealing() -> None:
    assert is_clearer(T.CLEAR, T.MASK)
    assert not is_clearer(T.MASK, T.MASK)
    assert all(is_clearer(treatment, T.DROP) for treatment in Treatment if treatment is not T.DROP)
