"""The demonstration's story: which invented orders are sent, in which order, and what is odd about each."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import Any

from orderveil.adoption.sandbox.orders import (
    ARJUN,
    FATIMA,
    JOSE,
    KAVITHA,
    MASKED,
    MEERA,
    NILS,
    TEST_CARD,
    shopify_fulfilment,
    shopify_order,
    woocommerce_order,
)

SHOPIFY_SHOP, WOO_SHOP = "kiosk", "loom"
COURIER = "swiftship"
_LATER = "2026-11-20T16:00:00+05:30"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One webhook as a source sends it: signed over its raw body."""

    says: str
    source: str
    shop: str
    headers: dict[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Event:
    """One word of the courier about a parcel, which it knows by its waybill."""

    says: str
    waybill: str = field(repr=False)
    state: str = ""


def shopify_delivery(says: str, topic: str, payload: dict[str, Any], secret: str) -> Delivery:
    """Return a payload as Shopify delivers it: base64 HMAC-SHA256 of the raw body."""
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    digest = hmac.digest(secret.encode(), body, hashlib.sha256)
    headers = {
        "Content-Type": "application/json",
        "X-Shopify-Topic": topic,
        "X-Shopify-Hmac-Sha256": base64.b64encode(digest).decode(),
        "X-Shopify-Shop-Domain": "kiosk.myshopify.example",
        "X-Shopify-API-Version": "2026-04",
        "X-Shopify-Webhook-Id": hashlib.sha256(body).hexdigest()[:32],
    }
    return Delivery(says, "shopify", SHOPIFY_SHOP, headers, body)


def woocommerce_delivery(says: str, topic: str, payload: dict[str, Any], secret: str) -> Delivery:
    """Return a payload as WooCommerce delivers it: base64 HMAC-SHA256 of the raw body."""
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    digest = hmac.digest(secret.encode(), body, hashlib.sha256)
    resource, _, event = topic.partition(".")
    headers = {
        "Content-Type": "application/json",
        "X-WC-Webhook-Source": "https://loom.example/",
        "X-WC-Webhook-Topic": topic,
        "X-WC-Webhook-Resource": resource,
        "X-WC-Webhook-Event": event,
        "X-WC-Webhook-Signature": base64.b64encode(digest).decode(),
        "X-WC-Webhook-ID": "11",
        "X-WC-Webhook-Delivery-ID": hashlib.sha256(body).hexdigest()[:32],
    }
    return Delivery(says, "woocommerce", WOO_SHOP, headers, body)


def deliveries(secret: str) -> list[Delivery]:
    """Return every webhook of the story, in the order of sending. The first order is the one shown."""
    cod = {
        "financial_status": "pending",
        "payment_gateway_names": ["Cash on Delivery (COD)"],
        "total_outstanding": "949.00",
    }
    meera = shopify_order(1001, MEERA, **cod)
    kavitha = shopify_order(1002, KAVITHA, note=f"Please charge {TEST_CARD}, cvv 123, and gift-wrap the cups")
    split = shopify_order(1003, ARJUN)
    cancelled = shopify_order(1004, FATIMA)
    shipped = _shipped(meera, "SWFT0000010011", meera["line_items"])
    in_two = {
        **split,
        "updated_at": _LATER,
        "fulfillment_status": "fulfilled",
        "fulfillments": [
            shopify_fulfilment(31, split, "SWFT0000010031", split["line_items"][:1]),
            shopify_fulfilment(32, split, "SWFT0000010032", split["line_items"][1:]),
        ],
    }
    returned = shopify_order(1005, FATIMA, **cod)
    masked = shopify_order(1006, MASKED)
    send = [
        ("Hindi name, cash on delivery", "orders/create", meera),
        ("Tamil name, a card number in the note", "orders/create", kavitha),
        ("prepaid", "orders/create", split),
        ("prepaid", "orders/create", cancelled),
        ("… cancelled an hour later", "orders/cancelled",
         {**cancelled, "updated_at": _LATER, "cancelled_at": _LATER, "cancel_reason": "customer"}),
        ("… that cancellation, delivered again", "orders/cancelled",
         {**cancelled, "updated_at": _LATER, "cancelled_at": _LATER, "cancel_reason": "customer"}),
        ("… the order before it was cancelled, late", "orders/create", cancelled),
        ("the Hindi order, shipped", "orders/fulfilled", shipped),
        ("the prepaid order, shipped in two parcels", "orders/fulfilled", in_two),
        ("cash on delivery, will come back (RTO)", "orders/create", returned),
        ("… shipped", "orders/fulfilled", _shipped(returned, "SWFT0000010051", returned["line_items"])),
        ("masked by the marketplace already", "orders/create", masked),
    ]  # fmt: skip
    woo = [
        ("accented name, from Spain", "order.created", woocommerce_order(727, JOSE)),
        ("accented name, from Denmark", "order.created", woocommerce_order(728, NILS)),
    ]
    return [shopify_delivery(says, topic, payload, secret) for says, topic, payload in send] + [
        woocommerce_delivery(says, topic, payload, secret) for says, topic, payload in woo
    ]


def events() -> list[Event]:
    """Return what the courier tells, in the order of telling."""
    return [
        Event("the Hindi order is out for delivery", "SWFT0000010011", "out_for_delivery"),
        Event("half of the split order is delivered", "SWFT0000010031", "delivered"),
        Event("nobody at home", "SWFT0000010051", "undelivered"),
        Event("on its way back to the seller", "SWFT0000010051", "rto_started"),
        Event("back at the seller's", "SWFT0000010051", "rto_delivered"),
    ]


def _shipped(order: dict[str, Any], waybill: str, lines: list[dict[str, Any]]) -> dict[str, Any]:
    parcel = shopify_fulfilment(order["order_number"], order, waybill, lines)
    return {**order, "updated_at": _LATER, "fulfillment_status": "fulfilled", "fulfillments": [parcel]}
