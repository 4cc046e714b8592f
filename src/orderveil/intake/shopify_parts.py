"""The parts of a Shopify order that come in lists: items, refunds and parcels."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from orderveil.core.order import ShipmentDraft, ShipmentState
from orderveil.intake.gathering import UNREAD, Gathering, as_dict, as_dicts, as_text
from orderveil.intake.newer import latest_ms

_ITEM = frozenset({
    "admin_graphql_api_id", "current_quantity", "grams", "id", "price", "properties", "quantity", "sku", "title",
    "variant_title",
})  # fmt: skip
_REFUND = frozenset({"admin_graphql_api_id", "note", "order_id", "transactions"})
_PARCEL = frozenset({
    "admin_graphql_api_id", "created_at", "id", "line_items", "order_id", "receipt", "shipment_status", "status",
    "tracking_company", "tracking_number", "tracking_numbers", "tracking_url", "tracking_urls", "updated_at",
})  # fmt: skip
_SHIPPING_LINE = frozenset({"admin_graphql_api_id", "price", "title"})

# What a courier told Shopify (fulfillment.shipment_status). "failure" covers loss and return alike,
# hence no more than a failed attempt; "picked_up" is the buyer at a counter.
_COURIER_SAYS = {
    "label_purchased": ShipmentState.MANIFESTED,
    "label_printed": ShipmentState.MANIFESTED,
    "confirmed": ShipmentState.MANIFESTED,
    "in_transit": ShipmentState.IN_TRANSIT,
    "delayed": ShipmentState.IN_TRANSIT,
    "ready_for_pickup": ShipmentState.OUT_FOR_DELIVERY,
    "out_for_delivery": ShipmentState.OUT_FOR_DELIVERY,
    "attempted_delivery": ShipmentState.UNDELIVERED,
    "failure": ShipmentState.UNDELIVERED,
    "delivered": ShipmentState.DELIVERED,
    "picked_up": ShipmentState.DELIVERED,
}


def put_items(into: Gathering, payload: dict[str, Any]) -> None:
    """Hold the items as they stand after edits, what buyers wrote on them, and how they are to travel."""
    items: list[dict[str, Any]] = []
    notes: list[list[str]] = []
    for at, told in enumerate(payload["line_items"]):
        node = as_dict(told)
        if not node:
            into.keep(f"line_items[{at}]", told, ())
            continue
        get = node.get
        now, once = get("current_quantity"), get("quantity")
        quantity = once if now is None else now
        items.append(
            {
                "line": at + 1,
                "sku": get("sku"),
                "title": get("title") or get("name"),
                "variant": get("variant_title"),
                "quantity": quantity,
                "unit_price": get("price"),
                "grams": get("grams"),
            }
        )
        for pair in as_dicts(get("properties")):
            name, value = as_text(pair.get("name")), pair.get("value")
            if value is not None and value != "":
                notes.append([f"{at + 1}: {name}", value if type(value) is str else str(value)])
        taken = _ITEM if quantity == once else _ITEM - {"quantity"}
        into.keep(f"line_items[{at}]", node, taken | {"name"} if _is_composed(node) else taken)
    if items:
        into.put_lines("line_items", items)
    if notes:
        into.put("item_notes", notes)
    _put_shipping(into, payload)


def _is_composed(node: dict[str, Any]) -> bool:
    """Tell whether an item's `name` is only its title and variant again."""
    title, variant = node.get("title"), node.get("variant_title")
    return node.get("name") in (title, f"{title} - {variant}")


def _put_shipping(into: Gathering, payload: dict[str, Any]) -> None:
    lines = as_dicts(payload.get("shipping_lines"))
    titles = [as_text(line.get("title")) for line in lines]
    if any(titles):
        into.put("shipping_method", ", ".join(filter(None, titles)))
    whole = as_dict(as_dict(payload.get("total_shipping_price_set")).get("shop_money")).get("amount")
    if whole is None and len(lines) == 1:
        whole = lines[0].get("price")
    if whole is not None:
        into.put("shipping_total", whole)
    is_whole = len(lines) == 1 and lines[0].get("price") == whole
    taken = _SHIPPING_LINE if is_whole else _SHIPPING_LINE - {"price"}
    into.keep_each("shipping_lines", payload.get("shipping_lines"), taken)


def put_refunds(into: Gathering, refunds: Any) -> None:
    """Hold why and how much was paid back. Of the transactions only the refunds' amounts are read."""
    reasons: list[str] = []
    cents: list[str] = []
    for refund in as_dicts(refunds):
        reasons += filter(None, [as_text(refund.get("note"))])
        for transaction in as_dicts(refund.get("transactions")):
            if transaction.get("kind") == "refund" and transaction.get("status") == "success":
                cents.append(as_text(transaction.get("amount")))
    if reasons:
        into.put("refund_reason", "; ".join(reasons))
    if cents:
        into.put("refund_total", add_amounts(cents))
    into.keep_each("refunds", refunds, _REFUND)


def add_amounts(amounts: list[str]) -> str | None:
    """Return the exact sum of decimal strings, or None when one of them is no amount."""
    try:
        return str(sum((Decimal(amount) for amount in amounts), Decimal(0)))
    except InvalidOperation:
        return None


def read_parcels(into: Gathering, payload: dict[str, Any]) -> list[ShipmentDraft]:
    """Return one parcel per waybill; a fulfilment without any is one parcel too."""
    fulfilments = payload.get("fulfillments")
    if not fulfilments:
        return []
    items = {as_text(as_dict(node).get("id")): (at + 1, as_dict(node)) for at, node in enumerate(payload["line_items"])}
    parcels: list[ShipmentDraft] = []
    for at, node in enumerate(as_dicts(fulfilments)):
        key = as_text(node.get("id")) or f"fulfilment {at + 1}"
        waybills = _first_texts(node, "tracking_numbers", "tracking_number")
        urls = _first_texts(node, "tracking_urls", "tracking_url")
        held = [items[ref] for ref in map(_id_of, as_dicts(node.get("line_items"))) if ref in items]
        lines = tuple(sorted(line for line, _ in held))
        _keep_parts(into, f"fulfillments[{at}]", node, items)
        for number in range(max(1, len(waybills))):
            told = {
                "awb": waybills[number] if waybills else None,
                "courier_name": node.get("tracking_company"),
                "tracking_url": urls[number] if number < len(urls) else None,
                "tracking_status": node.get("shipment_status"),
            }
            parcels.append(
                ShipmentDraft(
                    key=key if number == 0 else f"{key}/{number + 1}",
                    state=_state_of(node, bool(waybills)),
                    fields=_read(into, told, f"fulfillments[{at}]"),
                    lines=lines,
                    at_ms=latest_ms(node.get("updated_at"), node.get("created_at")),
                )
            )
    into.keep_each("fulfillments", fulfilments, _PARCEL)
    return parcels


def _id_of(node: dict[str, Any]) -> str:
    return as_text(node.get("id"))


def _read(into: Gathering, told: dict[str, Any], path: str) -> dict[str, Any]:
    own = Gathering(into.country)
    for name, value in told.items():
        own.put(name, value)
    into.keep(f"{path}.{UNREAD}", own.unknown.get(UNREAD), ())
    return own.fields


def _keep_parts(into: Gathering, path: str, node: dict[str, Any], items: dict[str, tuple[int, dict[str, Any]]]) -> None:
    """Keep aside how many of an item are in a parcel when it is not all, and what the plural keys do not repeat."""
    some = {}
    for told in as_dicts(node.get("line_items")):
        line, item = items.get(_id_of(told), (0, {}))
        if told.get("quantity") != item.get("quantity"):
            some[str(line)] = told.get("quantity")
    into.keep(f"{path}.quantities", some, ())
    for one, many in (("tracking_number", "tracking_numbers"), ("tracking_url", "tracking_urls")):
        if node.get(one) and node.get(one) not in _texts(node.get(many)) and node.get(many):
            into.keep(f"{path}.{one}", node[one], ())
    if node.get("created_at") != node.get("updated_at") or not latest_ms(node.get("updated_at")):
        into.keep(f"{path}.times", [node.get("created_at"), node.get("updated_at")], ())


def _first_texts(node: dict[str, Any], many: str, one: str) -> list[str]:
    return _texts(node.get(many)) or _texts([node.get(one)])


def _texts(value: Any) -> list[str]:
    return [text for text in map(as_text, value) if text] if type(value) is list else []


def _state_of(node: dict[str, Any], has_waybill: bool) -> ShipmentState:
    if node.get("status") in ("cancelled", "error", "failure"):
        return ShipmentState.CANCELLED
    said = _COURIER_SAYS.get(as_text(node.get("shipment_status")))
    if said is not None:
        return said
    return ShipmentState.MANIFESTED if has_waybill else ShipmentState.PACKED
