"""One Shopify order (the REST Order resource, as webhooks and the Admin API tell it) into a draft.

Paths were read from Shopify's own libraries (shopify_python_api's fixtures, @shopify/shopify-api's
order types). Payment objects are allow-listed: of them only the gateway's name and the status are
read, and nothing else of them is kept anywhere. Card data is cut from the whole before any of it
is looked at. Must never guess a value: what is not understood is kept aside by path.
"""

from __future__ import annotations

from typing import Any

from orderveil.core.errors import Malformed
from orderveil.core.order import Draft, OrderState, ShipmentState
from orderveil.detect.cards import cut_cards
from orderveil.intake.attributes import put_attributes
from orderveil.intake.gathering import MISSING, ROOT, Gathering, as_dict, as_dicts, as_text
from orderveil.intake.newer import TOLD_BY_API, latest_ms, rank_of
from orderveil.intake.payment import is_cash_on_delivery
from orderveil.intake.shopify_parts import put_items, put_refunds, read_parcels

SOURCE = "shopify"

_ADDRESS = frozenset({
    "address1", "address2", "city", "company", "country", "country_code", "first_name", "last_name", "latitude",
    "longitude", "name", "phone", "province", "province_code", "zip",
})  # fmt: skip
_POSITION = frozenset({"latitude", "longitude"})
_HOME = frozenset({"country_name", "customer_id", "default", "id"})  # what else it says is said above it
_CUSTOMER = frozenset({
    "admin_graphql_api_id", "default_address", "email", "first_name", "id", "last_name", "note", "orders_count",
    "phone", "tags", "total_spent",
})  # fmt: skip
_CLIENT = frozenset({"browser_ip", "session_hash", "user_agent"})
# Payment objects: what stands here beyond the gateway's name and status is dropped at the door.
_PAYMENT = frozenset({"payment_details", "payment_terms", "transactions", "credit_card", "receipt"})
_TAKEN = _PAYMENT | frozenset({
    "admin_graphql_api_id", "billing_address", "browser_ip", "buyer_accepts_marketing", "cart_token",
    "checkout_token", "client_details", "currency", "current_subtotal_price", "current_total_discounts",
    "current_total_price", "current_total_tax", "customer", "customer_locale", "discount_codes", "email",
    "financial_status", "fulfillments", "gateway", "id", "landing_site", "line_items", "name", "note",
    "note_attributes", "order_status_url", "payment_gateway_names", "phone", "processed_at", "referring_site",
    "refunds", "shipping_address", "shipping_lines", "source_name", "tags", "token", "total_outstanding",
    "total_weight", "updated_at",
})  # fmt: skip
# What an edit or a refund left of the order counts; the original is kept aside where it differs.
_EDITED = (
    ("subtotal_price", "current_subtotal_price"),
    ("total_discounts", "current_total_discounts"),
    ("total_tax", "current_total_tax"),
    ("total_price", "current_total_price"),
    ("created_at", "processed_at"),
    ("contact_email", "email"),
)
_AMOUNTS = ("subtotal", "discount_total", "tax_total", "order_total")
_PLACES = ("line1", "line2", "city", "state", "postcode", "country")
_PAID = frozenset({"authorized", "paid", "partially_paid", "partially_refunded", "refunded"})


def is_shopify_order(payload: Any) -> bool:
    """Tell whether a payload is an order: by its body, which is signed, not by its topic, which is not."""
    return (
        type(payload) is dict
        and bool(as_text(payload.get("id")))
        and type(payload.get("line_items")) is list
        and ("order_number" in payload or "financial_status" in payload)
    )


def draft_from_shopify(payload: dict[str, Any], *, topic: str | None = None) -> Draft:
    """Return the draft of an order. `topic` changes nothing: headers are not signed.

    Raises Malformed when the payload is no order.
    """
    cut_payload, cut = cut_cards(payload)
    return translate_shopify(cut_payload, cut)


def translate_shopify(payload: Any, cut: tuple[str, ...]) -> Draft:
    """Return the draft of a payload that was cut of card data already."""
    if type(payload) is dict and len(payload) == 1 and type(payload.get("order")) is dict:
        payload = payload["order"]  # a REST answer wraps the order; a webhook does not
    if not is_shopify_order(payload):
        raise Malformed("not a Shopify order", reason="input:not-an-order", place=ROOT)
    ship, bill = as_dict(payload.get("shipping_address")), as_dict(payload.get("billing_address"))
    country = as_text(ship.get("country_code")) or as_text(bill.get("country_code")) or None
    into = Gathering(country)
    into.put("order_ref", payload.get("id"))
    into.put("order_number", payload.get("name"))
    _put_people(into, payload, ship, bill)
    _put_addresses(into, payload, ship, bill)
    _put_amounts(into, payload)
    _put_traces(into, payload)
    put_items(into, payload)
    put_attributes(into, payload.get("note_attributes"), "note_attributes")
    put_refunds(into, payload.get("refunds"))
    parcels = read_parcels(into, payload)
    into.keep(ROOT, payload, _TAKEN | {first for first, current in _EDITED if _is_told(payload, first, current)})
    state = _state_of(payload, into, [parcel.state for parcel in parcels])
    tracked = sum(1 for parcel in parcels if "awb" in parcel.fields)
    happened = len(parcels) + tracked + len(as_dicts(payload.get("refunds")))
    withheld = into.finish()
    changed = payload.get("updated_at")
    if not latest_ms(changed):
        into.keep("updated_at", changed, ())
    return Draft(
        source=SOURCE,
        source_ref=as_text(payload.get("id")),
        source_at_ms=latest_ms(changed) or latest_ms(payload.get("created_at")),
        rank=rank_of(state, happened, TOLD_BY_API),
        state=state,
        fields=into.fields,
        withheld=withheld,
        unknown=into.unknown,
        shipments=tuple(parcels),
        cut=cut,
    )


def _is_told(payload: dict[str, Any], original: str, current: str) -> bool:
    """Tell whether `original` was held already: as itself, or because `current` repeats it."""
    held = payload.get(current)
    return held is None or held == "" or held == payload.get(original)


def _full_name(person: dict[str, Any]) -> Any:
    whole = person.get("name", MISSING)
    if whole is not MISSING and whole:
        return whole
    parts = [part for part in (person.get("first_name"), person.get("last_name")) if type(part) is str and part]
    if parts:
        return " ".join(parts)
    return None if person and ("first_name" in person or whole is None) else MISSING


def _put_people(into: Gathering, payload: dict[str, Any], ship: dict[str, Any], bill: dict[str, Any]) -> None:
    customer = as_dict(payload.get("customer"))
    own, phone = payload.get("phone", MISSING), customer.get("phone", MISSING)
    ship_phone, bill_phone = ship.get("phone", MISSING), bill.get("phone", MISSING)
    into.put("customer_id", customer.get("id"))
    into.put("buyer_name", _full_name(customer), _full_name(bill), _full_name(ship))
    into.put("recipient_name", _full_name(ship))
    into.put("bill_name", _full_name(bill))
    into.put("recipient_company", ship.get("company"))
    into.put("bill_company", bill.get("company"))
    email = payload.get("email", MISSING)
    into.put("buyer_email", email, payload.get("contact_email", MISSING), customer.get("email", MISSING))
    # Shops ask for one phone and file it in any of these places; whoever delivers or calls needs it.
    into.put("buyer_phone", own, phone, bill_phone, ship_phone)
    if ship:
        into.put("recipient_phone", ship_phone, own, phone, bill_phone)
    into.put("bill_phone", bill_phone)
    into.put("order_count", customer.get("orders_count"))
    into.put("total_spent", customer.get("total_spent"))
    into.put("buyer_tags", customer.get("tags"))
    into.put("staff_note", customer.get("note"))
    into.put("consent_email", _consent(customer, "email_marketing_consent"), payload.get("buyer_accepts_marketing"))
    into.put("consent_sms", _consent(customer, "sms_marketing_consent"))
    into.keep("customer", customer, _CUSTOMER)


def _consent(customer: dict[str, Any], key: str) -> bool | None:
    state = as_dict(customer.get(key)).get("state")
    return state == "subscribed" if type(state) is str else None


def _put_addresses(into: Gathering, payload: dict[str, Any], ship: dict[str, Any], bill: dict[str, Any]) -> None:
    _put_address(into, "ship", ship)
    if bill and bill == ship:  # the ordinary case; the same words need no second reading
        for name in _PLACES:
            if f"ship_{name}" in into.fields:
                into.fields[f"bill_{name}"] = into.fields[f"ship_{name}"]
            elif f"ship_{name}" in into.withheld:
                into.withheld.add(f"bill_{name}")
    else:
        _put_address(into, "bill", bill)
    if ship.get("latitude") is not None and ship.get("longitude") is not None:
        into.put("ship_position", f"{ship['latitude']},{ship['longitude']}")
    into.keep("shipping_address", ship, _read_of(ship))
    here = _POSITION if any(bill.get(key) != ship.get(key) for key in _POSITION) else frozenset()
    into.keep("billing_address", bill, _read_of(bill) - here)
    home = as_dict(as_dict(payload.get("customer")).get("default_address"))
    if home:
        own = {key: value for key, value in home.items() if value not in (ship.get(key), bill.get(key))}
        into.keep("customer.default_address", own, _HOME)


def _put_address(into: Gathering, prefix: str, address: dict[str, Any]) -> None:
    if not address:
        return
    get = address.get
    into.put(f"{prefix}_line1", get("address1", MISSING))
    into.put(f"{prefix}_line2", get("address2"))
    into.put(f"{prefix}_city", get("city", MISSING))
    into.put(f"{prefix}_state", get("province") or get("province_code"))
    into.put(f"{prefix}_postcode", get("zip", MISSING))
    into.put(f"{prefix}_country", get("country_code") or get("country"))


def _read_of(address: dict[str, Any]) -> frozenset[str]:
    """Return the keys of an address that were read. Parts of a name are, unless they say another name."""
    get = address.get
    whole, parts = get("name"), [part for part in (get("first_name"), get("last_name")) if part]
    return _ADDRESS if not whole or whole == " ".join(map(str, parts)) else _ADDRESS - {"first_name", "last_name"}


def _put_amounts(into: Gathering, payload: dict[str, Any]) -> None:
    get = payload.get
    gateways = get("payment_gateway_names") or ([get("gateway")] if get("gateway") else [])
    names = [name for name in gateways if type(name) is str] if type(gateways) is list else []
    into.put("currency", get("currency"))
    for name, (original, current) in zip(_AMOUNTS, _EDITED[:4], strict=True):
        into.put(name, get(current), get(original))
    codes = [as_text(code.get("code")) for code in as_dicts(get("discount_codes"))]
    into.put("discount_codes", list(filter(None, codes)) or None)
    into.keep_each("discount_codes", get("discount_codes"), ("code",))
    if names:
        into.put("payment_method", ", ".join(names))
        into.put("payment_mode", "cod" if is_cash_on_delivery(*names) else "prepaid")
    into.put("payment_status", get("financial_status"))
    if into.fields.get("payment_mode") == "cod":
        due = None if get("financial_status") == "paid" else get("total_price")
        into.put("cod_amount", get("total_outstanding"), due)
    into.put("weight_grams", get("total_weight"))


def _put_traces(into: Gathering, payload: dict[str, Any]) -> None:
    get = payload.get
    client = as_dict(get("client_details"))
    into.put("sales_channel", get("source_name"))
    into.put("ordered_at", get("processed_at"), get("created_at"))
    into.put("ip_address", get("browser_ip"), client.get("browser_ip"))
    into.put("user_agent", client.get("user_agent"))
    sessions = [get("cart_token"), get("checkout_token"), get("token"), client.get("session_hash")]
    into.put("session_ids", [text for text in sessions if type(text) is str and text] or None)
    into.put("landing_page", get("landing_site"))
    into.put("referrer", get("referring_site"))
    into.put("locale", get("customer_locale"))
    into.put("order_status_url", get("order_status_url"))
    into.put("buyer_note", get("note"))
    into.put("order_tags", get("tags"))
    into.keep("client_details", client, _CLIENT)


def _state_of(payload: dict[str, Any], into: Gathering, parcels: list[ShipmentState]) -> OrderState:
    money, sent = as_text(payload.get("financial_status")), as_text(payload.get("fulfillment_status"))
    if payload.get("cancelled_at"):
        return OrderState.CANCELLED
    if sent == "restocked" or (money == "refunded" and sent in ("fulfilled", "partial")):
        return OrderState.RETURNED
    if sent == "fulfilled":
        alive = [state for state in parcels if state is not ShipmentState.CANCELLED]
        if alive and all(state is ShipmentState.DELIVERED for state in alive):
            return OrderState.DELIVERED
        return OrderState.SHIPPED
    if sent == "partial":
        return OrderState.PART_SHIPPED
    if money in _PAID or into.fields.get("payment_mode") == "cod":
        return OrderState.CONFIRMED
    return OrderState.PLACED
