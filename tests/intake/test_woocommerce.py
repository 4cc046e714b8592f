"""A WooCommerce order becomes a draft: plugins' payment data dropped, all else held or kept aside."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderveil.core.errors import Malformed
from orderveil.core.fields import FIELDS
from orderveil.core.order import Draft, OrderState
from orderveil.intake.woocommerce import draft_from_woocommerce
from tests.intake.samples import woocommerce
from tests.intake.test_shopify import _JUNK, everything, paths_of, put


def test_an_order_is_told_in_the_words_of_the_vocabulary() -> None:
    draft = draft_from_woocommerce(woocommerce())

    assert draft.fields.keys() <= FIELDS.keys()
    assert {name: draft.fields[name] for name in (
        "order_ref", "order_number", "customer_id", "buyer_name", "recipient_name", "buyer_email", "buyer_phone",
        "recipient_phone", "ship_line1", "ship_postcode", "bill_city", "payment_mode", "payment_method",
        "payment_status", "payment_ref", "order_total", "ordered_at", "tax_id", "referrer", "attributes",
        "discount_codes", "ip_address", "buyer_note", "item_notes", "shipping_method", "sales_channel",
    )} == {
        "order_ref": "727", "order_number": "WEB-727", "customer_id": "26", "buyer_name": "மீனா குமார்",
        "recipient_name": "மீனா குமார்", "buyer_email": "meena@mail.example", "buyer_phone": "+919999900002",
        "recipient_phone": "+919999900002", "ship_line1": "7 Lake View Street", "ship_postcode": "600001",
        "bill_city": "Chennai", "payment_mode": "prepaid", "payment_method": "UPI / Cards", "payment_status": "paid",
        "payment_ref": "pay_TEST0001", "order_total": "1039.00", "ordered_at": "2026-11-20T10:00:00Z",
        "tax_id": "33ABCDE1234F1Z9", "referrer": "https://search.example/",
        "attributes": [["delivery_date", "2026-11-25"]], "discount_codes": ["pongal"], "ip_address": "203.0.113.9",
        "buyer_note": "Ring twice", "item_notes": [["1: Embroidery", "Meena"]], "shipping_method": "Flat Rate",
        "sales_channel": "checkout",
    }  # fmt: skip
    assert draft.fields["items"] == [
        {"line": 1, "sku": "KRT-M", "gtin": "8900000000014", "title": "Kurta", "variant": "M", "quantity": 1,
         "unit_price": "999"}
    ]  # fmt: skip
    assert draft.source_at_ms == 1795168808000
    (parcel,) = draft.shipments
    assert parcel.fields == {"awb": "78990012345", "courier_name": "blue-dart"}


def test_payment_plugins_meta_data_leaves_nothing() -> None:
    keys = [
        "_stripe_source_id", "_stripe_card_brand", "_razorpay_order_id", "_paypal_transaction_id", "_card_last4",
        "_wc_card_token", "_payment_tokens", "_phonepe_txn", "_cc_expiry", "_transactionId", "_upi_vpa", "_payu_hash",
        "stripe_customer", "_wcpay_intent_id", "_cashfree_ref", "_authorization_code",
    ]  # fmt: skip
    draft = draft_from_woocommerce(woocommerce(meta_data=[{"id": 1, "key": key, "value": "MARKER"} for key in keys]))

    assert "MARKER" not in everything(draft)


def test_a_greeting_card_is_no_payment_card() -> None:
    meta = [{"id": 1, "key": "greeting_card_message", "value": "Happy birthday"}]

    assert draft_from_woocommerce(woocommerce(meta_data=meta)).fields["attributes"] == [
        ["greeting_card_message", "Happy birthday"]
    ]


def test_hidden_meta_data_is_kept_aside_and_the_order_key_with_it() -> None:
    draft = draft_from_woocommerce(woocommerce())

    assert draft.unknown["meta_data[5]"] == {"key": "_some_plugin_state", "value": {"step": 3}}
    assert draft.unknown["$"]["order_key"] == "wc_order_secretkey"


def test_a_blank_shipping_address_means_the_billing_one_when_goods_are_shipped() -> None:
    blank = dict.fromkeys(woocommerce()["shipping"], "")
    shipped = draft_from_woocommerce(woocommerce(shipping=blank))
    digital = draft_from_woocommerce(woocommerce(shipping=blank, shipping_lines=[]))

    assert shipped.fields["ship_line1"] == "7 Lake View Street"
    assert shipped.fields["recipient_phone"] == "+919999900002"
    assert "ship_line1" not in digital.fields


def test_cash_on_delivery_has_its_amount_until_it_is_paid() -> None:
    cod = {"payment_method": "cod", "payment_method_title": "Cash on delivery"}
    due = draft_from_woocommerce(woocommerce(**cod, date_paid=None, date_paid_gmt=None))
    paid = draft_from_woocommerce(woocommerce(**cod))

    assert (due.fields["payment_mode"], due.fields["cod_amount"]) == ("cod", "1039.00")
    assert "cod_amount" not in paid.fields


def test_refunds_are_summed_exactly() -> None:
    refunds = [{"id": 1, "reason": "torn", "total": "-0.10"}, {"id": 2, "reason": "", "total": "-0.20"}]
    draft = draft_from_woocommerce(woocommerce(refunds=refunds))

    assert (draft.fields["refund_total"], draft.fields["refund_reason"]) == ("0.30", "torn")


@pytest.mark.parametrize(
    ("status", "more", "state"),
    [
        ("pending", {}, OrderState.PLACED),
        ("failed", {}, OrderState.PLACED),
        ("processing", {}, OrderState.CONFIRMED),
        ("completed", {}, OrderState.SHIPPED),
        ("wc-completed", {}, OrderState.SHIPPED),
        ("delivered", {}, OrderState.DELIVERED),
        ("refunded", {"date_completed_gmt": "2026-11-25T00:00:00"}, OrderState.RETURNED),
        ("refunded", {}, OrderState.CANCELLED),
        ("trash", {}, OrderState.CANCELLED),
        ("picking-by-robot", {}, OrderState.CONFIRMED),
        ("picking-by-robot", {"date_paid_gmt": None}, OrderState.PLACED),
    ],
)
def test_the_state_follows_from_the_status(status: str, more: dict[str, Any], state: OrderState) -> None:
    draft = draft_from_woocommerce(woocommerce(status=status, **more))

    assert draft.state is state
    assert draft.unknown["$"]["status"] == status


def test_a_guest_has_no_customer_id() -> None:
    assert "customer_id" not in draft_from_woocommerce(woocommerce(customer_id=0)).fields


@pytest.mark.parametrize("payload", [{}, [], None, {"id": 5}, {"id": 1, "line_items": [], "status": 1, "billing": {}}])
def test_what_is_no_order_is_refused(payload: Any) -> None:
    with pytest.raises(Malformed):
        draft_from_woocommerce(payload)


_BASE = woocommerce(refunds=[{"id": 1, "reason": "x", "total": "-1.00"}])


@settings(max_examples=400)
@given(st.sampled_from(paths_of(_BASE)), _JUNK)
def test_any_value_in_any_place_is_translated_or_refused_by_name(path: tuple[Any, ...], junk: Any) -> None:
    try:
        draft = draft_from_woocommerce(put(_BASE, path, junk))
    except Malformed:
        return
    assert draft.fields.keys() <= FIELDS.keys()
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(draft), type=Draft) == draft


# Read for what they mean, or ids that nothing hangs on; `date_…` without GMT repeats the one with it.
_SAID_OTHERWISE = {"id", "customer_id", "date_created", "date_modified", "date_paid", "date_paid_gmt", "key",
                   "display_key", "date_shipped", "tracking_id"}  # fmt: skip


def test_a_marker_in_any_leaf_is_held_or_kept_aside_and_never_lost() -> None:
    lost = []
    for path in paths_of(_BASE):
        original: Any = _BASE
        for key in path:
            original = original[key]
        if isinstance(original, dict | list) or path[-1] in _SAID_OTHERWISE or path[:2] in _PAYMENT_META:
            continue
        if "ZQMARKER" not in everything(draft_from_woocommerce(put(_BASE, path, "ZQMARKER"))):
            lost.append(path)

    assert lost == []


_PAYMENT_META = {("meta_data", 1), ("meta_data", 2)}
