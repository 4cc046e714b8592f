"""The parts of a WooCommerce order that come in lists: items, refunds, meta data and parcels."""

from __future__ import annotations

from typing import Any

from orderveil.core.order import ShipmentDraft, ShipmentState
from orderveil.intake.attributes import put_pair
from orderveil.intake.gathering import UNREAD, Gathering, as_dict, as_dicts, as_text
from orderveil.intake.newer import moment_ms
from orderveil.intake.payment import is_payment_key
from orderveil.intake.shopify_parts import add_amounts

_ITEM = frozenset({"global_unique_id", "id", "meta_data", "name", "parent_name", "price", "quantity", "sku"})
_TRACKED_KEY = "_wc_shipment_tracking_items"  # WooCommerce Shipment Tracking, and plugins that follow it
_FIELD_OF_META = {
    "_billing_whatsapp": "whatsapp_phone",
    "_shipping_phone": "recipient_phone",
    "_wc_order_attribution_referrer": "referrer",
    "_wc_order_attribution_session_entry": "landing_page",
}


def put_items(into: Gathering, payload: dict[str, Any]) -> None:
    """Hold the items, what buyers wrote on them, how they travel, and what was paid back."""
    items: list[dict[str, Any]] = []
    notes: list[list[str]] = []
    for at, told in enumerate(payload["line_items"]):
        node = as_dict(told)
        if not node:
            into.keep(f"line_items[{at}]", told, ())
            continue
        items.append(_item(into, at, node, notes))
        title, variant = items[-1]["title"], items[-1]["variant"]
        is_composed = node.get("name") in (title, f"{title} - {variant}")
        into.keep(f"line_items[{at}]", node, _ITEM if is_composed else _ITEM - {"name"})
    if items:
        into.put_lines("line_items", items)
    if notes:
        into.put("item_notes", notes)
    lines = as_dicts(payload.get("shipping_lines"))
    titles = [as_text(line.get("method_title")) for line in lines]
    into.put("shipping_method", ", ".join(filter(None, titles)) or None)
    into.keep_each("shipping_lines", payload.get("shipping_lines"), ("id", "method_title"))
    _put_refunds(into, payload)


def _item(into: Gathering, at: int, node: dict[str, Any], notes: list[list[str]]) -> dict[str, Any]:
    """Return one item. Attributes of the variation (`pa_…`) name the variant; other open meta is the buyer's."""
    variants: list[str] = []
    for number, meta in enumerate(as_dicts(node.get("meta_data"))):
        key = as_text(meta.get("key"))
        value = meta.get("display_value", meta.get("value"))
        if is_payment_key(key):
            continue
        raw = meta.get("value")
        if as_text(raw).casefold() != as_text(value).casefold():
            into.keep(f"line_items[{at}].meta_data[{number}].value", raw, ())
        if type(value) is str and key.startswith("pa_"):
            variants.append(value)
        elif type(value) is str and value and not key.startswith("_"):
            notes.append([f"{at + 1}: {as_text(meta.get('display_key')) or key}", value])
        else:
            into.keep(f"line_items[{at}].meta_data[{number}]", meta, ("id",))
    return {
        "line": at + 1,
        "sku": node.get("sku"),
        "gtin": node.get("global_unique_id"),
        "title": node.get("parent_name") or node.get("name"),
        "variant": ", ".join(variants) or None,
        "quantity": node.get("quantity"),
        "unit_price": node.get("price"),
    }


def _put_refunds(into: Gathering, payload: dict[str, Any]) -> None:
    refunds = as_dicts(payload.get("refunds"))
    reasons = [as_text(refund.get("reason")) for refund in refunds]
    into.put("refund_reason", "; ".join(filter(None, reasons)) or None)
    totals = [as_text(refund.get("total")).lstrip("-") for refund in refunds]
    whole = add_amounts(list(filter(None, totals))) if any(totals) else None
    into.put("refund_total", whole)
    into.keep_each("refunds", payload.get("refunds"), ("id", "reason") if whole is None else ("id", "reason", "total"))


def put_meta(into: Gathering, metas: Any) -> list[dict[str, Any]]:
    """Hold what plugins filed; return the tracking rows among it."""
    free: list[list[str]] = []
    tracked: list[dict[str, Any]] = []
    if type(metas) is not list:
        into.keep("meta_data", metas, ())
        return tracked
    for at, meta in enumerate(metas):
        told = as_dict(meta)
        key, value = as_text(told.get("key")), told.get("value")
        if key == _TRACKED_KEY:
            tracked += as_dicts(value)
            continue
        if value is None or value == "" or is_payment_key(key):
            continue
        field = _FIELD_OF_META.get(key)
        if field is not None and into.try_put(field, value):
            continue
        if isinstance(value, dict | list) or (key.startswith("_") and not _is_known(into, key, value)):
            into.keep(f"meta_data[{at}]", {"key": key, "value": value}, ())
        elif not key.startswith("_"):
            put_pair(into, key, value, free)
    if free:
        into.put("attributes", free)
    return tracked


def _is_known(into: Gathering, key: str, value: Any) -> bool:
    """Take a hidden key whose name is known (`_billing_gstin`), and tell whether it was taken."""
    taken: list[list[str]] = []
    put_pair(into, key, value, taken)
    return not taken


def read_parcels(into: Gathering, tracked: list[dict[str, Any]], items: int) -> list[ShipmentDraft]:
    """Return one parcel per tracking row. That a waybill exists is all that such a row says."""
    parcels: list[ShipmentDraft] = []
    for at, row in enumerate(tracked):
        own = Gathering(into.country)
        own.put("awb", row.get("tracking_number"))
        own.put("courier_name", row.get("custom_tracking_provider"), row.get("tracking_provider"))
        own.put("tracking_url", row.get("custom_tracking_link"))
        into.keep(f"{_TRACKED_KEY}[{at}].{UNREAD}", own.unknown.get(UNREAD), ())
        parcels.append(
            ShipmentDraft(
                key=as_text(row.get("tracking_id")) or f"parcel {at + 1}",
                state=ShipmentState.MANIFESTED,
                fields=own.fields,
                at_ms=_shipped_ms(row.get("date_shipped")),
            )
        )
    return parcels


def _shipped_ms(told: Any) -> int:
    """Return a day of shipping, which the plugin files as epoch seconds or as a date."""
    text = as_text(told)
    if text.isascii() and text.isdigit() and len(text) <= 11:
        return int(text) * 1000
    return moment_ms(text) or 0
