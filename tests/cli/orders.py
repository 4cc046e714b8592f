"""Invented orders in a source's own shape, as small as they can be and as whole as they must be."""

from __future__ import annotations

from typing import Any

CARD = "4111 1111 1111 1111"


def shopify_order(number: int = 1, **changed: Any) -> dict[str, Any]:
    """Return one Shopify order of a buyer who does not exist."""
    order: dict[str, Any] = {
        "id": 7_000_000_000_000 + number,
        "name": f"#{1000 + number}",
        "created_at": "2026-11-20T10:00:00+05:30",
        "updated_at": "2026-11-20T10:00:00+05:30",
        "email": f"asha{number}@mail.example",
        "phone": f"+9199999{number:05}",
        "currency": "INR",
        "total_price": "1499.00",
        "subtotal_price": "1499.00",
        "financial_status": "paid",
        "shipping_address": {
            "name": "Asha Sharma",
            "address1": "12 Lake Road",
            "city": "Bengaluru",
            "province": "Karnataka",
            "zip": "560001",
            "country_code": "IN",
            "phone": f"+9199999{number:05}",
        },
        "line_items": [{"id": 1, "sku": "TEE-1", "title": "Tee", "quantity": 1, "price": "1499.00"}],
    }
    return order | changed
