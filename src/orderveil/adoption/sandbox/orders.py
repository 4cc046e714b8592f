"""Invented orders as Shopify and WooCommerce send them. Nobody here exists.

Telephone numbers are taken from the start of ranges that are plainly made up, domains end in
`.example`, the card number is the schemes' own test number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

TEST_CARD = "4111 1111 1111 1111"


@dataclass(frozen=True, slots=True)
class Buyer:
    """An invented buyer."""

    first: str
    last: str
    email: str | None
    phone: str | None
    street: str
    city: str
    state: str
    postcode: str
    country: str = "IN"

    def __repr__(self) -> str:
        return "Buyer(<hidden>)"


MEERA = Buyer(
    "मीरा", "शर्मा", "meera@buyers.example", "+91 99999 01001", "१४, गुलाब मार्ग", "जयपुर", "राजस्थान", "302001"
)  # fmt: skip
KAVITHA = Buyer(
    "கவிதா", "ராமன்", "kavitha@buyers.example", "+91 99999 01002", "7, தென்றல் தெரு", "சென்னை", "Tamil Nadu",
    "600004",
)  # fmt: skip
JOSE = Buyer(
    "José", "Álvarez-Núñez", "jose@buyers.example", "+34 600 000 103", "Calle del Río 3", "Málaga", "Málaga", "29001",
    "ES",
)  # fmt: skip
ARJUN = Buyer(
    "Arjun", "Rao", "arjun@buyers.example", "+91 99999 01004", "22 Lake View Road", "Bengaluru", "Karnataka", "560001"
)  # fmt: skip
FATIMA = Buyer(
    "Fatima", "Khan", "fatima@buyers.example", "+91 99999 01005", "5 Mill Lane", "Pune", "Maharashtra", "411001"
)  # fmt: skip
MASKED = Buyer("S***", "D***", "********", "98******06", "**** ****", "Kolkata", "West Bengal", "700001")
NILS = Buyer("Nils", "Østergård", "nils@buyers.example", "+45 20 00 01 07", "Ågade 9", "Aarhus", "", "8000", "DK")


def _shopify_address(buyer: Buyer) -> dict[str, Any]:
    return {
        "first_name": buyer.first, "last_name": buyer.last, "name": f"{buyer.first} {buyer.last}", "company": None,
        "address1": buyer.street, "address2": None, "city": buyer.city, "province": buyer.state,
        "province_code": None, "zip": buyer.postcode, "country": None, "country_code": buyer.country,
        "phone": buyer.phone, "latitude": None, "longitude": None,
    }  # fmt: skip


def shopify_order(number: int, buyer: Buyer, **changes: Any) -> dict[str, Any]:
    """Return one order as Shopify sends it to `orders/create`, with `changes` over it."""
    order: dict[str, Any] = {
        "id": 6_100_000_000_000 + number, "name": f"#{number}", "order_number": number, "number": number - 1000,
        "created_at": "2026-11-20T10:00:00+05:30", "updated_at": "2026-11-20T10:00:00+05:30",
        "processed_at": "2026-11-20T10:00:00+05:30", "cancelled_at": None, "cancel_reason": None, "closed_at": None,
        "currency": "INR", "financial_status": "paid", "fulfillment_status": None,
        "payment_gateway_names": ["razorpay"], "source_name": "web", "tags": "", "note": None, "note_attributes": [],
        "email": buyer.email, "contact_email": buyer.email, "phone": buyer.phone, "customer_locale": "en-IN",
        "browser_ip": "203.0.113.20", "landing_site": "/collections/tea", "referring_site": "https://search.example/",
        "order_status_url": f"https://kiosk.example/orders/{number}/authenticate?key=not-a-real-key",
        "subtotal_price": "899.00", "total_price": "949.00", "total_tax": "45.19", "total_discounts": "0.00",
        "total_shipping_price_set": {"shop_money": {"amount": "50.00", "currency_code": "INR"}},
        "total_outstanding": "0.00", "total_weight": 700,
        "customer": {
            "id": 7_100_000_000_000 + number, "email": buyer.email, "phone": buyer.phone, "first_name": buyer.first,
            "last_name": buyer.last, "note": None, "tags": "", "state": "disabled", "orders_count": 3,
            "email_marketing_consent": {"state": "subscribed", "opt_in_level": "single_opt_in"},
            "sms_marketing_consent": {"state": "not_subscribed", "opt_in_level": "single_opt_in"},
        },
        "shipping_address": _shopify_address(buyer), "billing_address": _shopify_address(buyer),
        "line_items": [
            _line(1, "TEA-ASM-250", "Assam tea, 250 g", 2, "249.50"),
            _line(2, "CUP-CLAY-6", "Clay cups, six", 1, "400.00"),
        ],
        "shipping_lines": [{"id": 1, "code": "Standard", "title": "Standard", "price": "50.00"}],
        "tax_lines": [], "discount_codes": [], "fulfillments": [], "refunds": [],
    }  # fmt: skip
    return {**order, **changes}


def _line(number: int, sku: str, title: str, quantity: int, price: str) -> dict[str, Any]:
    return {
        "id": 14_100_000_000_000 + number, "sku": sku, "title": title, "name": title, "variant_title": None,
        "quantity": quantity, "price": price, "grams": 250, "vendor": "Kiosk", "properties": [], "gift_card": False,
        "current_quantity": quantity, "fulfillable_quantity": quantity, "product_id": 8_100_000_000_000 + number,
    }  # fmt: skip


def shopify_fulfilment(number: int, order: dict[str, Any], waybill: str, lines: list[dict[str, Any]]) -> dict[str, Any]:
    """Return one parcel as Shopify tells of it inside an order."""
    return {
        "id": 4_100_000_000_000 + number, "order_id": order["id"], "status": "success", "shipment_status": None,
        "created_at": "2026-11-20T16:00:00+05:30", "updated_at": "2026-11-20T16:00:00+05:30",
        "tracking_company": "Swiftship", "tracking_number": waybill, "tracking_numbers": [waybill],
        "tracking_url": f"https://track.swiftship.example/{waybill}",
        "tracking_urls": [f"https://track.swiftship.example/{waybill}"], "receipt": {},
        "line_items": [{"id": line["id"], "quantity": line["quantity"], "sku": line["sku"]} for line in lines],
    }  # fmt: skip


def woocommerce_order(number: int, buyer: Buyer, **changes: Any) -> dict[str, Any]:
    """Return one order as WooCommerce sends it to `order.created`, with `changes` over it."""
    address = {
        "first_name": buyer.first, "last_name": buyer.last, "company": "", "address_1": buyer.street, "address_2": "",
        "city": buyer.city, "state": buyer.state, "postcode": buyer.postcode, "country": buyer.country,
    }  # fmt: skip
    order: dict[str, Any] = {
        "id": number, "parent_id": 0, "number": f"W-{number}", "order_key": "wc_order_not_a_real_key",
        "created_via": "checkout", "version": "9.4.2", "status": "processing", "currency": "EUR",
        "date_created": "2026-11-20T15:30:00", "date_created_gmt": "2026-11-20T10:00:00",
        "date_modified": "2026-11-20T15:30:08", "date_modified_gmt": "2026-11-20T10:00:08",
        "discount_total": "0.00", "shipping_total": "6.00", "total": "48.00", "total_tax": "7.66", "customer_id": 26,
        "customer_ip_address": "203.0.113.30", "customer_user_agent": "Mozilla/5.0", "customer_note": "",
        "billing": {**address, "email": buyer.email, "phone": buyer.phone},
        "shipping": {**address, "phone": buyer.phone},
        "payment_method": "stripe", "payment_method_title": "Card", "transaction_id": "txn_not_real",
        "cart_hash": "", "meta_data": [],
        "line_items": [
            {"id": 315, "name": "Linen scarf", "product_id": 93, "variation_id": 0, "quantity": 1, "sku": "SCARF-LIN-1",
             "price": 42, "subtotal": "42.00", "total": "42.00", "total_tax": "7.66", "meta_data": []}
        ],
        "fee_lines": [], "coupon_lines": [], "refunds": [], "tax_lines": [],
        "shipping_lines": [{"id": 1, "method_title": "Post", "total": "6.00"}],
    }  # fmt: skip
    return {**order, **changes}
