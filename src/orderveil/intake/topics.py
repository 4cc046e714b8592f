"""What a signed body is about, told by its shape.

The signature covers the body alone, so a topic header proves nothing: whoever catches one signed
body could send it again under another topic. The shape decides; the header only tells whether a
body that is no order was meant to be one, and must agree before a deletion is believed.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import Any

from orderveil.core.fields import FIELDS
from orderveil.core.order import Draft, OrderState
from orderveil.intake.gathering import as_dict, as_text
from orderveil.intake.newer import DELETED_RANK
from orderveil.intake.shopify import is_shopify_order, translate_shopify
from orderveil.intake.woocommerce import is_woocommerce_order, translate_woocommerce

SHAPES = {"shopify": is_shopify_order, "woocommerce": is_woocommerce_order}
TRANSLATORS = {"shopify": translate_shopify, "woocommerce": translate_woocommerce}
TOPIC_HEADERS = {"shopify": ("shopify-topic", "x-shopify-topic"), "woocommerce": ("x-wc-webhook-topic",)}
WEBHOOK_ID_HEADERS = {
    "shopify": ("shopify-webhook-id", "x-shopify-webhook-id"),
    "woocommerce": ("x-wc-webhook-delivery-id",),
}
_DELETIONS = frozenset({"orders/delete", "order.deleted"})
_ORDER_TOPICS = ("orders/", "order.")
_COMPLIANCE_DAYS = 30  # shopify.dev, privacy law compliance: act within 30 days
_DAY_MS = 86_400_000


class About(StrEnum):
    """What a body is about."""

    COMPLIANCE = "compliance"
    DELETION = "deletion"
    ORDER = "order"
    OTHER = "other"  # signed, real, and none of our business
    UNREADABLE = "unreadable"  # meant to be an order


def about(source: str, payload: Any, topic: str | None) -> About:
    """Return what `payload` is about."""
    if SHAPES[source](payload):
        return About.ORDER
    if source == "shopify" and compliance_topic(payload) is not None:
        return About.COMPLIANCE
    if topic in _DELETIONS and type(payload) is dict and payload.keys() == {"id"} and as_text(payload["id"]):
        return About.DELETION
    if topic is not None and not topic.startswith(_ORDER_TOPICS):
        return About.OTHER
    return About.UNREADABLE


def compliance_topic(payload: Any) -> str | None:
    """Return the compliance topic whose shape `payload` has, or None."""
    if type(payload) is not dict or not {"shop_id", "shop_domain"} <= payload.keys():
        return None
    if "orders_requested" in payload or "data_request" in payload:
        return "customers/data_request"
    if "orders_to_redact" in payload or "customer" in payload:
        return "customers/redact"
    return "shop/redact" if payload.keys() == {"shop_id", "shop_domain"} else None


def compliance_id(payload: dict[str, Any], body: bytes) -> str:
    """Return what tells one request from another: its own id, or the digest of its body.

    A retry repeats the body to the byte; headers could be made up. The vault keeps a keyed tag of
    this and nothing else of it.
    """
    own = as_text(as_dict(payload.get("data_request")).get("id"))
    return own or hashlib.sha256(body).hexdigest()


def compliance_due_ms(now_ms: int) -> int:
    """Return when a request that came in now must have been acted on."""
    return now_ms + _COMPLIANCE_DAYS * _DAY_MS


def deletion_of(source: str, payload: dict[str, Any], now_ms: int) -> Draft:
    """Return the draft that ends an order which its source deleted.

    It cancels and does not erase: the body is signed, its topic is not, and an id is easily mistaken.
    What is held stays until its own clocks end, hence every field counts as withheld. The body has no
    time; the moment of arrival is later than anything that the source can still have to tell.
    """
    return Draft(
        source=source,
        source_ref=as_text(payload["id"]),
        source_at_ms=now_ms,
        rank=DELETED_RANK,
        state=OrderState.CANCELLED,
        fields={},
        withheld=tuple(sorted(FIELDS)),
    )
