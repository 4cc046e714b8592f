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
_COD = {
    "financial_status": "pending",
    "payment_gateway_names": ["Cash on Delivery (COD)"],
    "total_outstanding": "949.00",
}


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
    shopify = [shopify_delivery(says, topic, payload, secret) for says, topic, payload in _from_shopify()]
    woo = [
        woocommerce_delivery("accented name, from Spain", "order.created", woocommerce_order(727, JOSE), secret),
        woocommerce_delivery("accented name, from Denmark", "order.created", woocommerce_order(728, NILS), secret),
    ]
    return shopify + woo


def _from_shopify() -> list[tuple[str, str, dict[str, Any]]]:
    meera = shopify_order(1001, MEERA, **_COD)
    split = shopify_order(1003, ARJUN)
    returned = shopify_order(1005, FATIMA, **_COD)
    note = f"Please charge {TEST_CARD}, cvv 123, and gift-wrap the cups"
    return [
        ("Hindi name, cash on delivery", "orders/create", meera),
        ("Tamil name, a card number in the note", "orders/create", shopify_order(1002, KAVITHA, note=note)),
        ("prepaid", "orders/create", split),
        *_cancelled(shopify_order(1004, FATIMA)),
        ("the Hindi order, shipped", "orders/fulfilled", _shipped(meera, "SWFT0000010011")),
        ("the prepaid order, shipped in two parcels", "orders/fulfilled", _shipped_in_two(split)),
        ("cash on delivery, will come back (RTO)", "orders/create", returned),
        ("… shipped", "orders/fulfilled", _shipped(returned, "SWFT0000010051")),
        ("masked by the marketplace already", "orders/create", shopify_order(1006, MASKED)),
    ]


def _cancelled(order: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    cancelled = {**order, "updated_at": _LATER, "cancelled_at": _LATER, "cancel_reason": "customer"}
    return [
        ("prepaid", "orders/create", order),
        ("… cancelled an hour later", "orders/cancelled", cancelled),
        ("… that cancellation, delivered again", "orders/cancelled", cancelled),
        ("… the order before it was cancelled, late", "orders/create", order),
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


def _shipped(order: dict[str, Any], waybill: str) -> dict[str, Any]:
    return _fulfilled(order, [shopify_fulfilment(order["order_number"], order, waybill, order["line_items"])])


def _shipped_in_two(order: dict[str, Any]) -> dict[str, Any]:
    first, rest = order["line_items"][:1], order["line_items"][1:]
    parcels = [
        shopify_fulfilment(31, order, "SWFT0000010031", first),
        shopify_fulfilment(32, order, "SWFT0000010032", rest),
    ]
    return _fulfilled(order, parcels)


def _fulfilled(order: dict[str, Any], parcels: list[dict[str, Any]]) -> dict[str, Any]:
    return {**order, "updated_at": _LATER, "fulfillment_status": "fulfilled", "fulfillments": parcels}
