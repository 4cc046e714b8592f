"""One WooCommerce order (REST API v3, as webhooks tell it) into a draft.

Paths were read from WooCommerce's API documentation. Plugins file anything under `meta_data`: keys
that speak of payment are dropped with their values, open keys are what the buyer was asked for, and
hidden ones (leading underscore) are kept aside. Must never guess a value.
"""

from __future__ import annotations

from typing import Any

from orderveil.core.errors import Malformed
from orderveil.core.order import Draft, OrderState
from orderveil.detect.cards import cut_cards
from orderveil.intake.gathering import MISSING, ROOT, Gathering, as_dict, as_dicts, as_text
from orderveil.intake.newer import TOLD_BY_API, latest_ms, rank_of
from orderveil.intake.payment import is_cash_on_delivery
from orderveil.intake.woocommerce_parts import put_items, put_meta, read_parcels

SOURCE = "woocommerce"

_ADDRESS = frozenset({
    "address_1", "address_2", "city", "company", "country", "email", "first_name", "last_name", "phone", "postcode",
    "state",
})  # fmt: skip
_TAKEN = frozenset({
    "_links", "billing", "cart_hash", "coupon_lines", "created_via", "currency", "customer_id", "customer_ip_address",
    "customer_note", "customer_user_agent", "date_created", "date_created_gmt", "date_modified", "date_modified_gmt",
    "date_paid", "date_paid_gmt", "discount_total", "id", "line_items", "meta_data", "number", "payment_method",
    "payment_method_title", "refunds", "shipping", "shipping_lines", "shipping_total", "total", "total_tax",
    "transaction_id",
})  # fmt: skip
_STATES = {
    "pending": OrderState.PLACED,
    "checkout-draft": OrderState.PLACED,
    "on-hold": OrderState.PLACED,
    "failed": OrderState.PLACED,  # the payment failed; the buyer may pay again
    "processing": OrderState.CONFIRMED,
    "packed": OrderState.CONFIRMED,
    "partial-shipped": OrderState.PART_SHIPPED,
    "partially-shipped": OrderState.PART_SHIPPED,
    "shipped": OrderState.SHIPPED,
    "dispatched": OrderState.SHIPPED,
    "completed": OrderState.SHIPPED,  # the shop is done with it; that it arrived nobody said
    "delivered": OrderState.DELIVERED,
    "returned": OrderState.RETURNED,
    "cancelled": OrderState.CANCELLED,
    "trash": OrderState.CANCELLED,
}


def is_woocommerce_order(payload: Any) -> bool:
    """Tell whether a payload is an order: by its body, which is signed, not by its topic, which is not."""
    return (
        type(payload) is dict
        and bool(as_text(payload.get("id")))
        and type(payload.get("line_items")) is list
        and type(payload.get("status")) is str
        and type(payload.get("billing")) is dict
    )


def draft_from_woocommerce(payload: dict[str, Any], *, topic: str | None = None) -> Draft:
    """Return the draft of an order. `topic` changes nothing: headers are not signed.

    Raises Malformed when the payload is no order.
    """
    cut_payload, cut = cut_cards(payload)
    return translate_woocommerce(cut_payload, cut)


def translate_woocommerce(payload: Any, cut: tuple[str, ...]) -> Draft:
    """Return the draft of a payload that was cut of card data already."""
    if not is_woocommerce_order(payload):
        raise Malformed("not a WooCommerce order", reason="input:not-an-order", place=ROOT)
    bill = as_dict(payload.get("billing"))
    ship = _shipping_of(payload, bill)
    country = as_text(ship.get("country")) or as_text(bill.get("country")) or None
    into = Gathering(country)
    into.put("order_ref", payload.get("id"))
    into.put("order_number", payload.get("number"))
    _put_people(into, payload, ship, bill)
    _put_address(into, "ship", ship)
    _put_address(into, "bill", bill)
    _put_amounts(into, payload)
    _put_traces(into, payload)
    put_items(into, payload)
    tracked = put_meta(into, payload.get("meta_data"))
    parcels = read_parcels(into, tracked, len(payload["line_items"]))
    into.keep("shipping", as_dict(payload.get("shipping")), _ADDRESS)
    into.keep("billing", bill, _ADDRESS)
    into.keep(ROOT, payload, _TAKEN)
    state = _state_of(payload, into)
    happened = len(parcels) + len(as_dicts(payload.get("refunds"))) + bool(payload.get("date_paid_gmt"))
    withheld = into.finish()
    changed_ms = _at(payload, "modified")
    if not latest_ms(payload.get("date_modified_gmt")):
        into.keep("date_modified_gmt", payload.get("date_modified_gmt"), ())
    return Draft(
        source=SOURCE,
        source_ref=as_text(payload.get("id")),
        source_at_ms=changed_ms or _at(payload, "created"),
        rank=rank_of(state, happened, TOLD_BY_API),
        state=state,
        fields=into.fields,
        withheld=withheld,
        unknown=into.unknown,
        shipments=tuple(parcels),
        cut=cut,
    )


def _at(payload: dict[str, Any], what: str) -> int:
    """Return a time: the GMT spelling, which is unambiguous, before the site's own."""
    return latest_ms(payload.get(f"date_{what}_gmt")) or latest_ms(payload.get(f"date_{what}"))


def _shipping_of(payload: dict[str, Any], bill: dict[str, Any]) -> dict[str, Any]:
    """Return where goods go. A shop that ships to the billing address leaves the other one blank."""
    ship = as_dict(payload.get("shipping"))
    if ship.get("address_1") or ship.get("postcode") or ship.get("city") or not payload.get("shipping_lines"):
        return ship
    return {**bill, **{key: value for key, value in ship.items() if value}}


def _full_name(person: dict[str, Any]) -> Any:
    if not person:
        return MISSING
    parts = [part for part in (person.get("first_name"), person.get("last_name")) if type(part) is str and part]
    if parts:
        return " ".join(parts)
    return None if "first_name" in person and person["first_name"] is None else MISSING


def _put_people(into: Gathering, payload: dict[str, Any], ship: dict[str, Any], bill: dict[str, Any]) -> None:
    ship_phone, bill_phone = ship.get("phone", MISSING), bill.get("phone", MISSING)
    guest = payload.get("customer_id") in (0, "0")
    into.put("customer_id", None if guest else payload.get("customer_id"))
    into.put("buyer_name", _full_name(bill), _full_name(ship))
    into.put("recipient_name", _full_name(ship))
    into.put("bill_name", _full_name(bill))
    into.put("recipient_company", ship.get("company"))
    into.put("bill_company", bill.get("company"))
    into.put("buyer_email", bill.get("email", MISSING))
    into.put("buyer_phone", bill_phone, ship_phone)
    if ship.get("address_1"):
        into.put("recipient_phone", ship_phone, bill_phone)
    into.put("bill_phone", bill_phone)


def _put_address(into: Gathering, prefix: str, address: dict[str, Any]) -> None:
    get = address.get
    into.put(f"{prefix}_line1", get("address_1", MISSING))
    into.put(f"{prefix}_line2", get("address_2"))
    into.put(f"{prefix}_city", get("city", MISSING))
    into.put(f"{prefix}_state", get("state"))
    into.put(f"{prefix}_postcode", get("postcode", MISSING))
    into.put(f"{prefix}_country", get("country"))


def _put_amounts(into: Gathering, payload: dict[str, Any]) -> None:
    get = payload.get
    paid = bool(get("date_paid_gmt") or get("date_paid"))
    method, title = as_text(get("payment_method")), as_text(get("payment_method_title"))
    into.put("currency", get("currency"))
    into.put("discount_total", get("discount_total"))
    into.put("shipping_total", get("shipping_total"))
    into.put("tax_total", get("total_tax"))
    into.put("order_total", get("total"))
    codes = [as_text(line.get("code")) for line in as_dicts(get("coupon_lines"))]
    into.put("discount_codes", list(filter(None, codes)) or None)
    into.keep_each("coupon_lines", get("coupon_lines"), ("code", "id"))
    if method or title:
        into.put("payment_method", title, method)
        into.put("payment_mode", "cod" if is_cash_on_delivery(method, title) else "prepaid")
        into.put("payment_status", "paid" if paid else "pending")
    into.put("payment_ref", get("transaction_id"))
    if into.fields.get("payment_mode") == "cod" and not paid:
        into.put("cod_amount", get("total"))


def _put_traces(into: Gathering, payload: dict[str, Any]) -> None:
    get = payload.get
    into.put("sales_channel", get("created_via"))
    at = get("date_created_gmt")
    into.put("ordered_at", f"{at}Z" if type(at) is str and at and at[-1] not in "Zz" else at, get("date_created"))
    into.put("ip_address", get("customer_ip_address"))
    into.put("user_agent", get("customer_user_agent"))
    into.put("session_ids", [get("cart_hash")] if get("cart_hash") else None)
    into.put("buyer_note", get("customer_note"))


def _state_of(payload: dict[str, Any], into: Gathering) -> OrderState:
    status = payload["status"].removeprefix("wc-").lower()
    if status == "refunded":
        return OrderState.RETURNED if payload.get("date_completed_gmt") else OrderState.CANCELLED
    known = _STATES.get(status)
    if known is not None:
        return known
    paid = payload.get("date_paid_gmt") or into.fields.get("payment_mode") == "cod"
    return OrderState.CONFIRMED if paid else OrderState.PLACED
