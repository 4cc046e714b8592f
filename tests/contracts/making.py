"""An invented order and its moments, for tests of contracts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from orderveil.contracts.load import Contracts, load_contracts
from orderveil.core.fields import FIELDS, Kind
from orderveil.core.hop import Hop
from orderveil.core.ids import FieldName
from orderveil.core.order import Direction, OrderState, ShipmentState
from orderveil.core.policy import DAY_MS, Moment
from orderveil.core.view import View
from orderveil.core.viewing import Means, fields_due, make_view

PLACED_MS = 1_795_322_700_000  # 2026-11-22T04:45:00Z
MEANS = Means(
    ref="0ABCDEFGHJKMN",
    hash_key=b"invented key of one partner.....",
    alias_domain="relay.example",
    virtual_number="+918000000012",
)

ORDER: dict[str, Any] = {
    "order_ref": "5123456789012",
    "order_number": "#1001",
    "customer_id": "7001",
    "sales_channel": "web",
    "ordered_at": "2026-11-22T04:45:00Z",
    "buyer_name": "आशा शर्मा",
    "recipient_name": "Ravi Sharma",
    "bill_name": "Asha Sharma",
    "recipient_company": "Kaveri Mills",
    "bill_company": "Kaveri Mills",
    "date_of_birth": "1990-04-01",
    "gender": "f",
    "buyer_email": "asha@sharma.example",
    "buyer_phone": "+919999900012",
    "recipient_phone": "+919999900034",
    "bill_phone": "+919999900056",
    "whatsapp_phone": "+919999900012",
    "ship_line1": "Flat 4B, Shanti Apartments",
    "ship_line2": "100 Feet Road",
    "ship_landmark": "Opposite the temple",
    "ship_city": "Bengaluru",
    "ship_state": "Karnataka",
    "ship_postcode": "560038",
    "ship_country": "IN",
    "ship_position": "12.9719,77.6412",
    "bill_line1": "12 Mint Street",
    "bill_line2": "Second floor",
    "bill_city": "Chennai",
    "bill_state": "Tamil Nadu",
    "bill_postcode": "600079",
    "bill_country": "IN",
    "items": [
        {
            "line": 1, "sku": "KU-7", "gtin": "8901234567894", "title": "Indigo kurta", "variant": "M", "quantity": 2,
            "unit_price": "649.50", "grams": 300, "hsn": "6206",
        }
    ],
    "weight_grams": 600,
    "shipping_method": "standard",
    "currency": "INR",
    "subtotal": "1299.00",
    "discount_total": "0.00",
    "shipping_total": "0.00",
    "tax_total": "138.00",
    "order_total": "1299.00",
    "cod_amount": "1299.00",
    "discount_codes": ["DIWALI"],
    "payment_mode": "cod",
    "payment_method": "cash on delivery",
    "payment_status": "pending",
    "payment_ref": "pay_QX12345678",
    "refund_account": "50100012345678",
    "refund_reason": "too small",
    "refund_total": "0.00",
    "awb": "19041424751540",
    "courier_name": "Example Couriers",
    "tracking_url": "https://courier.example/19041424751540",
    "tracking_status": "manifested",
    "order_status_url": "https://shop.example/orders/abc/authenticate?key=k1",
    "tax_id": "29ABCDE1234F1Z5",
    "invoice_number": "INV-2026-0001",
    "ip_address": "203.0.113.77",
    "user_agent": "Invented/1.0",
    "session_ids": ["s-1"],
    "landing_page": "/kurtas",
    "referrer": "https://search.example/",
    "locale": "hi-IN",
    "buyer_note": "ring twice, ask for Ravi",
    "gift_message": "happy birthday Ravi",
    "delivery_instructions": "leave with the guard",
    "staff_note": "asked for a call",
    "attributes": [["delivery phone", "99999 00034"]],
    "item_notes": [["engraving", "R.S."]],
    "order_count": 7,
    "total_spent": "9100.00",
    "buyer_tags": ["vip"],
    "order_tags": ["diwali"],
    "consent_email": True,
    "consent_sms": False,
    "consent_whatsapp": True,
}  # fmt: skip

assert set(ORDER) == set(FIELDS), "the invented order has every field of the vocabulary"


def marked() -> dict[str, Any]:
    """Return an order in which every field holds a marker of its own name, in the field's own shape."""
    values: dict[str, Any] = {}
    for name, word in FIELDS.items():
        marker = f"zq{name.replace('_', '')}zq"
        shapes: dict[Kind, Any] = {
            Kind.TEXTS: [marker],
            Kind.PAIRS: [[marker, marker]],
            Kind.LINES: [{"line": 1, "sku": "KU-7", "title": f"{marker}title", "quantity": 1, "unit_price": marker}],
            Kind.COUNT: 7,
            Kind.BOOLEAN: True,
        }
        values[name] = shapes.get(word.kind, marker)
    return values


def at(
    order: OrderState = OrderState.CONFIRMED,
    shipment: ShipmentState | None = None,
    direction: Direction = Direction.FORWARD,
    *,
    days: float = 0,
) -> Moment:
    """Return the moment `days` after the states given were entered, a day after the order was placed."""
    since = {"order:placed": PLACED_MS, f"order:{order}": PLACED_MS + DAY_MS}
    if shipment is not None:
        since |= {"shipment:planned": PLACED_MS + DAY_MS, f"shipment:{shipment}": PLACED_MS + DAY_MS}
    return Moment(PLACED_MS + DAY_MS + int(days * DAY_MS), order, shipment, direction, since)


def view(
    hop: Hop,
    moment: Moment,
    purpose: str | None = None,
    *,
    held: dict[str, Any] | None = None,
    contracts: Contracts | None = None,
) -> View:
    """Return a hop's view as the vault makes it: only what is due is handed in."""
    contract = (contracts or load_contracts(None)).of(hop)
    due = fields_due(contract, moment, purpose)
    values = {FieldName(name): value for name, value in (held or ORDER).items() if name in due}
    return make_view(
        contract, values, (), moment, Means(MEANS.ref, MEANS.hash_key, "relay.example", MEANS.virtual_number, purpose)
    )


def given(made: View) -> dict[str, Any]:
    """Return the values that a view gives."""
    return {name: field.value for name, field in made.fields.items() if field.value is not None}


def overlay(folder: Path, name: str, text: str) -> Path:
    """Write one overlay and return its folder."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder
