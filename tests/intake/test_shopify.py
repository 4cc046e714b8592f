"""A Shopify order becomes a draft: every word in its place, nothing lost, nothing of an instrument kept."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderveil.core.errors import Malformed
from orderveil.core.fields import FIELDS
from orderveil.core.order import Draft, OrderState, ShipmentState
from orderveil.intake.shopify import draft_from_shopify
from tests.intake.samples import fulfilment, shopify


def everything(draft: Draft) -> str:
    """Return all that a draft holds, as text to search."""
    return msgspec.json.encode(msgspec.structs.asdict(draft)).decode()


def test_an_order_is_told_in_the_words_of_the_vocabulary() -> None:
    draft = draft_from_shopify(shopify())

    assert draft.fields.keys() <= FIELDS.keys()
    assert {name: draft.fields[name] for name in (
        "order_ref", "order_number", "customer_id", "buyer_name", "recipient_name", "bill_name", "buyer_email",
        "recipient_phone", "ship_line1", "ship_postcode", "ship_country", "ship_state", "payment_mode", "cod_amount",
        "order_total", "shipping_total", "tax_id", "ship_landmark", "attributes", "order_tags", "buyer_tags",
        "consent_email", "consent_sms", "staff_note", "session_ids", "item_notes", "discount_codes", "ordered_at",
    )} == {
        "order_ref": "5900000000001", "order_number": "#1001", "customer_id": "7000000000001",
        "buyer_name": "Asha Verma", "recipient_name": "Asha Verma", "bill_name": "Asha Verma",
        "buyer_email": "asha@mail.example", "recipient_phone": "+919999900001", "ship_line1": "14, Palm Grove Road",
        "ship_postcode": "560001", "ship_country": "IN", "ship_state": "Karnataka", "payment_mode": "cod",
        "cod_amount": "1048.00", "order_total": "1048.00", "shipping_total": "50.00", "tax_id": "29ABCDE1234F1Z5",
        "ship_landmark": "Lotus Park gate 2", "attributes": [["Gift wrap", "blue paper"]],
        "order_tags": ["gift", "repeat"], "buyer_tags": ["vip"], "consent_email": True, "consent_sms": False,
        "staff_note": "called twice", "session_ids": ["cart-token-one", "checkout-token-one"],
        "item_notes": [["1: Engraving", "To Meera"]], "discount_codes": ["WELCOME"],
        "ordered_at": "2026-11-20T04:30:00Z",
    }  # fmt: skip
    assert draft.fields["items"] == [
        {"line": 1, "sku": "BTL-001", "title": "Steel bottle", "variant": "1 L", "quantity": 2, "unit_price": "499.00",
         "grams": 250}
    ]  # fmt: skip
    assert draft.state is OrderState.CONFIRMED
    assert draft.source_at_ms == 1795149001000


def test_a_rest_answer_s_wrapper_is_taken_off() -> None:
    assert draft_from_shopify({"order": shopify()}) == draft_from_shopify(shopify())


def test_billing_equal_to_shipping_is_held_as_both() -> None:
    same = draft_from_shopify(shopify()).fields
    apart = draft_from_shopify(shopify(billing_address={**shopify()["billing_address"], "extra": "x"})).fields

    assert same == apart


def test_payment_objects_leave_nothing_but_the_gateway_and_the_status() -> None:
    order = shopify(
        payment_details={"credit_card_number": "XXXX-4242", "credit_card_company": "MARKER"},
        payment_terms={"due": "MARKER"},
        transactions=[{"receipt": {"token": "MARKER"}, "amount": "1"}],
        fulfillments=[fulfilment(receipt={"authorization": "MARKER"})],
        refunds=[{"id": 1, "note": "torn", "transactions": [
            {"kind": "refund", "status": "success", "amount": "499.00", "receipt": "MARKER", "authorization": "MARKER"},
            {"kind": "refund", "status": "failure", "amount": "10.00"},
        ]}],
    )  # fmt: skip
    draft = draft_from_shopify(order)

    assert "MARKER" not in everything(draft)
    assert "4242" not in everything(draft)
    assert draft.fields["refund_total"] == "499.00"
    assert draft.fields["refund_reason"] == "torn"


def test_what_is_unknown_is_kept_by_path_and_nulls_are_not() -> None:
    order = shopify(new_thing={"deep": ["MARKER"]}, nothing=None, empty="", flag=False)
    order["line_items"][0]["weird"] = "LINE-MARKER"
    order["shipping_address"]["plus_code"] = "ADDRESS-MARKER"
    draft = draft_from_shopify(order)

    assert draft.unknown["$"]["new_thing"] == {"deep": ["MARKER"]}
    assert draft.unknown["$"]["flag"] is False
    assert "nothing" not in draft.unknown["$"]
    assert draft.unknown["line_items[0]"]["weird"] == "LINE-MARKER"
    assert draft.unknown["shipping_address"] == {"plus_code": "ADDRESS-MARKER"}


def test_a_money_set_that_repeats_its_amount_is_not_kept_and_another_is() -> None:
    other = {
        "shop_money": {"amount": "1048.00", "currency_code": "INR"},
        "presentment_money": {"amount": "12.00", "currency_code": "USD"},
    }

    assert "current_total_price_set" not in draft_from_shopify(shopify()).unknown["$"]
    changed = draft_from_shopify(shopify(current_total_price_set=other))
    assert changed.unknown["$"]["current_total_price_set"] == other


def test_an_original_total_is_kept_aside_once_an_edit_changed_it() -> None:
    draft = draft_from_shopify(shopify(current_total_price="549.00"))

    assert draft.fields["order_total"] == "549.00"
    assert draft.unknown["$"]["total_price"] == "1048.00"
    assert "total_price" not in draft_from_shopify(shopify()).unknown["$"]


def test_a_default_address_is_kept_aside_only_where_it_differs() -> None:
    order = shopify()
    order["customer"]["default_address"]["address1"] = "99 Old Home Lane"

    assert "customer.default_address" not in draft_from_shopify(shopify()).unknown
    assert draft_from_shopify(order).unknown["customer.default_address"] == {"address1": "99 Old Home Lane"}


def test_values_that_the_source_masked_or_nulled_are_withheld_and_not_held() -> None:
    order = shopify(email=None, contact_email=None, phone="********")
    order["customer"] = {"id": 1, "email": None, "first_name": None, "last_name": None, "phone": None}
    for name in ("billing_address", "shipping_address"):
        order[name] = {**order[name], "name": None, "first_name": None, "last_name": None, "address1": None,
                       "phone": "98******10"}  # fmt: skip
    draft = draft_from_shopify(order)

    assert {"buyer_name", "buyer_email", "buyer_phone", "recipient_name", "recipient_phone", "ship_line1"} <= set(
        draft.withheld
    )
    assert not draft.fields.keys() & set(draft.withheld)
    assert "98******10" not in everything(draft)
    assert draft.fields["ship_postcode"] == "560001"


def test_a_value_told_in_another_place_is_not_withheld() -> None:
    draft = draft_from_shopify(shopify(email=None))

    assert draft.fields["buyer_email"] == "asha@mail.example"
    assert "buyer_email" not in draft.withheld


def test_a_digital_order_without_address_has_no_recipient() -> None:
    draft = draft_from_shopify(shopify(shipping_address=None, billing_address=None, customer=None))

    assert not {name for name in draft.fields if name.startswith(("ship_line", "recipient_", "bill_"))}


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"financial_status": "pending", "payment_gateway_names": ["Bank Deposit"]}, OrderState.PLACED),
        ({"financial_status": "pending"}, OrderState.CONFIRMED),
        ({"financial_status": "paid"}, OrderState.CONFIRMED),
        ({"fulfillment_status": "partial"}, OrderState.PART_SHIPPED),
        ({"fulfillment_status": "fulfilled"}, OrderState.SHIPPED),
        ({"fulfillment_status": "fulfilled", "fulfillments": [fulfilment(shipment_status="delivered")]},
         OrderState.DELIVERED),
        ({"fulfillment_status": "fulfilled", "financial_status": "refunded"}, OrderState.RETURNED),
        ({"cancelled_at": "2026-11-21T00:00:00Z", "fulfillment_status": "fulfilled"}, OrderState.CANCELLED),
    ],
)  # fmt: skip
def test_the_state_follows_from_money_parcels_and_cancellation(changes: dict[str, Any], state: OrderState) -> None:
    assert draft_from_shopify(shopify(**changes)).state is state


def test_rank_never_falls_while_an_order_goes_on() -> None:
    life = [
        shopify(financial_status="pending", payment_gateway_names=["Bank Deposit"]),
        shopify(financial_status="paid", payment_gateway_names=["Bank Deposit"]),
        shopify(fulfillment_status="partial", fulfillments=[fulfilment(tracking_numbers=[], tracking_number=None)]),
        shopify(fulfillment_status="partial", fulfillments=[fulfilment()]),
        shopify(fulfillment_status="fulfilled", fulfillments=[fulfilment(), fulfilment(id=2)]),
        shopify(fulfillment_status="fulfilled", fulfillments=[fulfilment(), fulfilment(id=2)], refunds=[{"id": 1}]),
        shopify(fulfillment_status="fulfilled", financial_status="refunded"),
        shopify(cancelled_at="2026-11-22T00:00:00Z"),
    ]
    ranks = [draft_from_shopify(order).rank for order in life]

    assert ranks == sorted(set(ranks))


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"tracking_numbers": [], "tracking_number": None}, ShipmentState.PACKED),
        ({}, ShipmentState.MANIFESTED),
        ({"shipment_status": "in_transit"}, ShipmentState.IN_TRANSIT),
        ({"shipment_status": "attempted_delivery"}, ShipmentState.UNDELIVERED),
        ({"shipment_status": "failure"}, ShipmentState.UNDELIVERED),
        ({"shipment_status": "delivered"}, ShipmentState.DELIVERED),
        ({"shipment_status": "something new"}, ShipmentState.MANIFESTED),
        ({"status": "cancelled", "shipment_status": "delivered"}, ShipmentState.CANCELLED),
    ],
)
def test_a_parcel_s_state_is_never_guessed_beyond_what_was_said(told: dict[str, Any], state: ShipmentState) -> None:
    (parcel,) = draft_from_shopify(shopify(fulfillments=[fulfilment(**told)])).shipments

    assert parcel.state is state


def test_several_waybills_in_one_fulfilment_are_several_parcels() -> None:
    both = fulfilment(tracking_numbers=["AWB1", "AWB2"], tracking_urls=["https://track.example/AWB1"])
    first, second = draft_from_shopify(shopify(fulfillments=[both])).shipments

    assert (first.key, second.key) == ("255858046", "255858046/2")
    assert (first.fields["awb"], second.fields["awb"]) == ("AWB1", "AWB2")
    assert "tracking_url" not in second.fields
    assert first.lines == (1,)


def test_items_follow_edits_and_keep_what_was_ordered_aside() -> None:
    order = shopify()
    order["line_items"][0] |= {"quantity": 2, "current_quantity": 1}
    draft = draft_from_shopify(order)

    assert draft.fields["items"][0]["quantity"] == 1
    assert draft.unknown["line_items[0]"]["quantity"] == 2


def test_card_data_is_cut_from_everything_before_it_is_read() -> None:
    draft = draft_from_shopify(shopify(note="my card 4111 1111 1111 1111 cvv 123, thanks"))

    assert "4111" not in everything(draft)
    assert draft.cut
    assert "thanks" in draft.fields["buyer_note"]


@pytest.mark.parametrize(
    "payload", [{}, [], None, 1, {"id": 5}, {"line_items": []}, {"id": 1, "line_items": {}, "order_number": 1}]
)
def test_what_is_no_order_is_refused(payload: Any) -> None:
    with pytest.raises(Malformed):
        draft_from_shopify(payload)


_JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def paths_of(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return every path of a payload."""
    paths = [path] if path else []
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        paths += paths_of(child, (*path, key))
    return paths


def put(node: Any, path: tuple[Any, ...], value: Any) -> Any:
    """Return `node` with `value` at `path`."""
    copied = json.loads(json.dumps(node))
    inner = copied
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return copied


_BASE = shopify(fulfillments=[fulfilment()], refunds=[{"id": 1, "note": "x", "transactions": []}])


@settings(max_examples=400)
@given(st.sampled_from(paths_of(_BASE)), _JUNK)
def test_any_value_in_any_place_is_translated_or_refused_by_name(path: tuple[Any, ...], junk: Any) -> None:
    try:
        draft = draft_from_shopify(put(_BASE, path, junk))
    except Malformed:
        return
    assert draft.fields.keys() <= FIELDS.keys()
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(draft), type=Draft) == draft


_PAYMENT_PATHS = ("payment_details", "payment_terms", "receipt", "transactions")
# Read for what they mean, not kept for what they say; or ids that other words repeat.
_SAID_OTHERWISE = {
    "admin_graphql_api_id", "country", "current_quantity", "customer_id", "default", "fulfillment_status", "id",
    "order_id", "province_code", "shipment_status", "state", "status",
}  # fmt: skip


def test_a_marker_in_any_leaf_is_held_or_kept_aside_and_never_lost() -> None:
    lost = []
    for path in paths_of(_BASE):
        original: Any = _BASE
        for key in path:
            original = original[key]
        if isinstance(original, dict | list) or path[-1] in _SAID_OTHERWISE or set(path) & set(_PAYMENT_PATHS):
            continue
        if "ZQMARKER" not in everything(draft_from_shopify(put(_BASE, path, "ZQMARKER"))):
            lost.append(path)

    assert lost == []
