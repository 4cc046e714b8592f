"""Invented orders in the sources' true wire formats. Every name, number and address is made up."""

from __future__ import annotations

import copy
import json
from typing import Any

_ADDRESS = {
    "first_name": "Asha", "last_name": "Verma", "name": "Asha Verma", "address1": "14, Palm Grove Road",
    "address2": "Near Lotus Park", "city": "Bengaluru", "province": "Karnataka", "province_code": "KA",
    "zip": "560001", "country": "India", "country_code": "IN", "phone": "+91 99999 00001", "company": None,
    "latitude": 12.9716, "longitude": 77.5946,
}  # fmt: skip

_SHOPIFY: dict[str, Any] = {
    "id": 5900000000001,
    "admin_graphql_api_id": "gid://shopify/Order/5900000000001",
    "app_id": 580111,
    "browser_ip": "203.0.113.7",
    "buyer_accepts_marketing": True,
    "cancel_reason": None,
    "cancelled_at": None,
    "cart_token": "cart-token-one",
    "checkout_token": "checkout-token-one",
    "client_details": {
        "accept_language": "en-IN", "browser_ip": "203.0.113.7", "session_hash": None,
        "user_agent": "Mozilla/5.0 (Linux; Android 14)",
    },
    "closed_at": None,
    "contact_email": "asha@mail.example",
    "created_at": "2026-11-20T10:00:00+05:30",
    "currency": "INR",
    "current_subtotal_price": "998.00",
    "current_total_discounts": "0.00",
    "current_total_price": "1048.00",
    "current_total_price_set": {
        "shop_money": {"amount": "1048.00", "currency_code": "INR"},
        "presentment_money": {"amount": "1048.00", "currency_code": "INR"},
    },
    "current_total_tax": "0.00",
    "customer_locale": "en-IN",
    "discount_codes": [{"code": "WELCOME", "amount": "0.00", "type": "percentage"}],
    "email": "asha@mail.example",
    "financial_status": "pending",
    "fulfillment_status": None,
    "landing_site": "/collections/bottles",
    "name": "#1001",
    "note": "Please call before delivery",
    "note_attributes": [
        {"name": "GSTIN", "value": "29ABCDE1234F1Z5"},
        {"name": "Nearest landmark", "value": "Lotus Park gate 2"},
        {"name": "Gift wrap", "value": "blue paper"},
    ],
    "number": 1,
    "order_number": 1001,
    "order_status_url": "https://shop.example/1/orders/abc/authenticate?key=secretkey",
    "payment_gateway_names": ["Cash on Delivery (COD)"],
    "payment_details": {"credit_card_bin": None, "credit_card_number": "XXXX-XXXX-XXXX-4242"},
    "payment_terms": {"payment_terms_name": "Net 30"},
    "phone": None,
    "processed_at": "2026-11-20T10:00:00+05:30",
    "referring_site": "https://search.example/",
    "source_name": "web",
    "subtotal_price": "998.00",
    "tags": "gift, repeat",
    "total_discounts": "0.00",
    "total_outstanding": "1048.00",
    "total_price": "1048.00",
    "total_shipping_price_set": {
        "shop_money": {"amount": "50.00", "currency_code": "INR"},
        "presentment_money": {"amount": "50.00", "currency_code": "INR"},
    },
    "total_tax": "0.00",
    "total_weight": 500,
    "updated_at": "2026-11-20T10:00:01+05:30",
    "billing_address": dict(_ADDRESS),
    "shipping_address": dict(_ADDRESS),
    "customer": {
        "id": 7000000000001, "email": "asha@mail.example", "first_name": "Asha", "last_name": "Verma", "phone": None,
        "note": "called twice", "tags": "vip", "state": "disabled", "verified_email": True,
        "email_marketing_consent": {"state": "subscribed", "opt_in_level": "single_opt_in"},
        "sms_marketing_consent": {"state": "not_subscribed"},
        "default_address": {**_ADDRESS, "id": 1, "customer_id": 7000000000001, "default": True},
    },
    "fulfillments": [],
    "refunds": [],
    "line_items": [
        {
            "id": 14000000000001, "current_quantity": 2, "fulfillable_quantity": 2, "gift_card": False, "grams": 250,
            "name": "Steel bottle - 1 L", "price": "499.00", "product_id": 8000000000001, "quantity": 2,
            "properties": [{"name": "Engraving", "value": "To Meera"}], "sku": "BTL-001", "title": "Steel bottle",
            "variant_title": "1 L", "vendor": "Demo",
        }
    ],
    "shipping_lines": [{"id": 1, "code": "Standard", "price": "50.00", "title": "Standard"}],
    "tax_lines": [],
}  # fmt: skip

_WOO: dict[str, Any] = {
    "id": 727,
    "parent_id": 0,
    "number": "WEB-727",
    "order_key": "wc_order_secretkey",
    "created_via": "checkout",
    "version": "9.4.2",
    "status": "processing",
    "currency": "INR",
    "date_created": "2026-11-20T15:30:00",
    "date_created_gmt": "2026-11-20T10:00:00",
    "date_modified": "2026-11-20T15:30:08",
    "date_modified_gmt": "2026-11-20T10:00:08",
    "discount_total": "10.00",
    "shipping_total": "50.00",
    "total": "1039.00",
    "total_tax": "0.00",
    "customer_id": 26,
    "customer_ip_address": "203.0.113.9",
    "customer_user_agent": "Mozilla/5.0",
    "customer_note": "Ring twice",
    "billing": {
        "first_name": "மீனா", "last_name": "குமார்", "company": "", "address_1": "7 Lake View Street", "address_2": "",
        "city": "Chennai", "state": "TN", "postcode": "600001", "country": "IN", "email": "meena@mail.example",
        "phone": "99999 00002",
    },
    "shipping": {
        "first_name": "மீனா", "last_name": "குமார்", "company": "", "address_1": "7 Lake View Street", "address_2": "",
        "city": "Chennai", "state": "TN", "postcode": "600001", "country": "IN", "phone": "",
    },
    "payment_method": "razorpay",
    "payment_method_title": "UPI / Cards",
    "transaction_id": "pay_TEST0001",
    "date_paid": "2026-11-20T15:30:08",
    "date_paid_gmt": "2026-11-20T10:00:08",
    "date_completed_gmt": None,
    "cart_hash": "d500c49f17736443a600914374683138",
    "meta_data": [
        {"id": 1, "key": "_billing_gstin", "value": "33ABCDE1234F1Z9"},
        {"id": 2, "key": "_stripe_card_last4", "value": "4242"},
        {"id": 3, "key": "_razorpay_token", "value": "tok_secret"},
        {"id": 4, "key": "delivery_date", "value": "2026-11-25"},
        {"id": 5, "key": "_wc_order_attribution_referrer", "value": "https://search.example/"},
        {"id": 6, "key": "_some_plugin_state", "value": {"step": 3}},
        {
            "id": 7,
            "key": "_wc_shipment_tracking_items",
            "value": [
                {
                    "tracking_provider": "blue-dart", "tracking_number": "78990012345", "date_shipped": "1795237200",
                    "tracking_id": "abcdef",
                }
            ],
        },
    ],
    "line_items": [
        {
            "id": 315, "name": "Kurta - M", "parent_name": "Kurta", "product_id": 93, "quantity": 1, "sku": "KRT-M",
            "price": 999, "total": "999.00", "global_unique_id": "8900000000014",
            "meta_data": [
                {"id": 1, "key": "pa_size", "value": "m", "display_key": "Size", "display_value": "M"},
                {"id": 2, "key": "Embroidery", "value": "Meena", "display_key": "Embroidery", "display_value": "Meena"},
            ],
        }
    ],
    "shipping_lines": [{"id": 317, "method_title": "Flat Rate", "total": "50.00"}],
    "fee_lines": [],
    "coupon_lines": [{"id": 1, "code": "pongal", "discount": "10.00"}],
    "refunds": [],
}  # fmt: skip


def shopify(**changes: Any) -> dict[str, Any]:
    """Return a Shopify order with `changes` over it."""
    return {**copy.deepcopy(_SHOPIFY), **changes}


def woocommerce(**changes: Any) -> dict[str, Any]:
    """Return a WooCommerce order with `changes` over it."""
    return {**copy.deepcopy(_WOO), **changes}


def encoded(payload: Any) -> bytes:
    """Return the bytes that a source would send."""
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()


def fulfilment(**changes: Any) -> dict[str, Any]:
    """Return a Shopify fulfilment with `changes` over it."""
    whole: dict[str, Any] = {
        "id": 255858046, "order_id": 5900000000001, "status": "success", "shipment_status": None,
        "created_at": "2026-11-21T10:00:00+05:30", "updated_at": "2026-11-21T10:00:00+05:30",
        "tracking_company": "Blue Dart", "tracking_number": "AWB1", "tracking_numbers": ["AWB1"],
        "tracking_url": "https://track.example/AWB1", "tracking_urls": ["https://track.example/AWB1"],
        "receipt": {"authorization": "123456"}, "line_items": [{"id": 14000000000001, "quantity": 2}],
    }  # fmt: skip
    return {**whole, **changes}
