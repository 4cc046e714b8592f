"""Views: what is in them, what is not, and why."""

from __future__ import annotations

import pytest

from orderveil.core.contract import Contract, Ending, FieldRule, Purpose, Stage, States
from orderveil.core.hop import Hop
from orderveil.core.ids import FieldName
from orderveil.core.order import Direction, OrderState, ShipmentState
from orderveil.core.policy import DAY_MS, Moment
from orderveil.core.view import TreatedField, Treatment
from orderveil.core.viewing import Means, fields_due, make_view

T = Treatment
START = 1_700_000_000_000
MOMENT = Moment(START, OrderState.CONFIRMED, since_ms={"order:placed": START})
NAME, PHONE, EMAIL, NOTE = (FieldName(name) for name in ("buyer_name", "buyer_phone", "buyer_email", "buyer_note"))
CONSENT = FieldName("consent_email")
PACKED = States(shipment=frozenset({ShipmentState.PACKED}))


def contract(hop: Hop = Hop.SUPPORT, purposes: tuple[Purpose, ...] = (), **treatments: Treatment | Stage) -> Contract:
    rules = {}
    for name, given in treatments.items():
        stage = given if isinstance(given, Stage) else Stage("always", given)
        rules[FieldName(name)] = FieldRule(FieldName(name), "a test", (stage,))
    return Contract(
        hop=hop, why="a test", fields=rules, endings=(Ending("order:delivered", 7),), at_most_days=30,
        purposes={purpose.name: purpose for purpose in purposes},
    )  # fmt: skip


HELD = {NAME: "Asha Sharma", PHONE: "+919999900012", NOTE: "second floor"}


def test_a_view_names_every_field_of_its_contract() -> None:
    held = contract(
        buyer_name=T.MASK, buyer_phone=T.DROP, buyer_email=T.MASK, ship_line1=Stage("packed", T.CLEAR, PACKED)
    )
    view = make_view(held, HELD, [EMAIL], MOMENT, Means(ref="R", shipment="1", partner="p"))

    assert view.state == "open"
    assert (view.hop, view.ref, view.shipment, view.partner) == ("support", "R", "1", "p")
    assert view.ends_at == "2023-12-14T22:13:20Z"
    assert view.fields == {
        "buyer_name": TreatedField(T.MASK, "A*** S***"),
        "buyer_phone": TreatedField(T.DROP),
        "buyer_email": TreatedField(T.MASK, note="withheld_by_source"),
        "ship_line1": TreatedField(T.CLEAR, note="not_due"),
    }


def test_only_what_is_due_is_opened() -> None:
    held = contract(buyer_name=T.MASK, buyer_phone=T.DROP, ship_line1=Stage("packed", T.CLEAR, PACKED))

    assert fields_due(held, MOMENT) == {NAME: T.MASK}
    packed = Moment(START, OrderState.CONFIRMED, ShipmentState.PACKED, Direction.FORWARD, {"order:placed": START})
    assert fields_due(held, packed) == {NAME: T.MASK, FieldName("ship_line1"): T.CLEAR}


def test_what_is_handed_in_but_not_due_is_not_given() -> None:
    """The vault opening too much must not become the hop seeing too much."""
    held = contract(buyer_name=T.MASK)
    view = make_view(held, HELD | {FieldName("ship_line1"): "zqmarker"}, [], MOMENT, Means())

    assert list(view.fields) == ["buyer_name"]


def test_a_held_value_stands_also_where_the_source_withholds_it_now() -> None:
    view = make_view(contract(buyer_name=T.INITIAL), HELD, [NAME], MOMENT, Means())

    assert view.fields["buyer_name"] == TreatedField(T.INITIAL, "A. S.")


def test_a_view_that_ended_holds_no_value() -> None:
    after = Moment(START + 30 * DAY_MS, OrderState.CONFIRMED, since_ms=MOMENT.since_ms)
    held = contract(buyer_name=T.CLEAR)
    view = make_view(held, HELD, [], after, Means(ref="R"))

    assert fields_due(held, after) == {}
    assert view.state == "ended"
    assert view.fields == {"buyer_name": TreatedField(T.CLEAR, note="ended")}


def test_a_view_in_which_nothing_is_due_waits() -> None:
    view = make_view(contract(buyer_name=Stage("packed", T.CLEAR, PACKED)), HELD, [], MOMENT, Means())

    assert view.state == "waiting"
    assert view.fields["buyer_name"].value is None


def test_an_empty_contract_and_a_moment_without_clocks_are_refused() -> None:
    assert make_view(contract(), HELD, [], MOMENT, Means()).state == "refused"
    view = make_view(contract(buyer_name=T.CLEAR), HELD, [], Moment(START, OrderState.PLACED), Means())
    assert (view.state, view.fields) == ("refused", {})


@pytest.mark.parametrize("given", [None, False, "yes", 1])
def test_without_a_true_consent_there_is_no_value(given: object) -> None:
    held = contract(Hop.MARKETING)
    rule = FieldRule(EMAIL, "a test", (Stage("always", T.HASH),), needs=CONSENT)
    held = Contract(hop=Hop.MARKETING, why="a test", fields={EMAIL: rule}, endings=(), at_most_days=30)
    means = Means(hash_key=b"k" * 32)

    assert fields_due(held, MOMENT) == {CONSENT: T.DROP, EMAIL: T.HASH}
    refused = make_view(held, {EMAIL: "asha@gmail.com", CONSENT: given}, [], MOMENT, means)
    assert refused.fields == {"buyer_email": TreatedField(T.HASH, note="no_consent")}
    allowed = make_view(held, {EMAIL: "asha@gmail.com", CONSENT: True}, [], MOMENT, means)
    assert allowed.fields["buyer_email"].value is not None


def test_a_law_holds_for_a_contract_built_past_the_loader() -> None:
    view = make_view(contract(Hop.LABEL, buyer_email=T.CLEAR), {EMAIL: "asha@gmail.com"}, [], MOMENT, Means())

    assert view.fields["buyer_email"] == TreatedField(T.DROP, note="unlawful")


def test_a_card_number_in_typed_text_does_not_leave() -> None:
    for value in ("take 4111 1111 1111 1111", [["note", "4111111111111111"]]):
        view = make_view(contract(buyer_note=T.CLEAR), {NOTE: value}, [], MOMENT, Means())
        assert view.fields["buyer_note"] == TreatedField(T.CLEAR, note="card_data")
    assert (
        make_view(contract(buyer_note=T.CLEAR), HELD, [], MOMENT, Means()).fields["buyer_note"].value == "second floor"
    )


def test_an_absent_stand_in_is_told_and_never_replaced_by_the_value() -> None:
    held = contract(Hop.COURIER, buyer_phone=T.VIRTUAL, buyer_email=T.ALIAS, order_ref=T.HASH)
    view = make_view(held, HELD | {EMAIL: "asha@gmail.com", FieldName("order_ref"): "1001"}, [], MOMENT, Means())

    assert {name: field.note for name, field in view.fields.items()} == {
        "buyer_phone": "no_virtual_number",
        "buyer_email": "no_reference",
        "order_ref": "no_key",
    }
    assert all(field.value is None for field in view.fields.values())


def test_a_purpose_adds_its_fields_to_this_one_view() -> None:
    held = contract(purposes=(Purpose("call", "a test", {PHONE: T.CLEAR}),), buyer_name=T.MASK)

    assert fields_due(held, MOMENT, "call") == {NAME: T.MASK, PHONE: T.CLEAR}
    view = make_view(held, HELD, [], MOMENT, Means(purpose="call"))
    assert view.fields["buyer_phone"] == TreatedField(T.CLEAR, "+919999900012")
    assert "buyer_phone" not in make_view(held, HELD, [], MOMENT, Means(purpose="curiosity")).fields


def test_a_view_does_not_show_itself_in_a_repr() -> None:
    view = make_view(contract(buyer_name=T.CLEAR), HELD, [], MOMENT, Means())

    assert "Asha" not in repr(view)
