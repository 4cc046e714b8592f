"""Draws docs/picture.svg: one invented order as eleven views, from what the relay really answers.

    python tools/draw_picture.py docs/picture.svg

It seals the order in a home of its own, lets the parcel reach the courier, asks for all views, and
draws the answer. Nothing in the picture was typed in by hand but the order.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

PROGRAM = Path(sys.executable).with_name("orderveil")
ORDER = {
    "id": 7000000001001,
    "name": "#1001",
    "created_at": "2026-11-20T10:00:00+05:30",
    "updated_at": "2026-11-20T10:00:00+05:30",
    "email": "asha@mail.example",
    "phone": "+91 99999 00001",
    "currency": "INR",
    "subtotal_price": "1400.00",
    "total_price": "1499.00",
    "financial_status": "pending",
    "payment_gateway_names": ["Cash on Delivery (COD)"],
    "note": "Ring twice. My card is 4111 1111 1111 1111",
    "browser_ip": "203.0.113.7",
    "shipping_address": {
        "name": "आशा शर्मा",
        "address1": "12 Lake Road",
        "city": "Bengaluru",
        "province": "Karnataka",
        "zip": "560001",
        "country_code": "IN",
        "phone": "+91 99999 00001",
    },
    "customer": {"id": 71, "first_name": "आशा", "last_name": "शर्मा"},
    "line_items": [
        {"id": 1, "sku": "TEE-RED-M", "title": "Red tee", "quantity": 1, "price": "900.00"},
        {"id": 2, "sku": "MUG-01", "title": "Mug", "quantity": 1, "price": "500.00"},
    ],
}
FIELDS = (
    "order_number", "order_ref", "buyer_name", "recipient_name", "buyer_email", "buyer_phone", "recipient_phone",
    "ship_line1", "ship_city", "ship_postcode", "items", "order_total", "cod_amount", "buyer_note", "ip_address",
)  # fmt: skip
CARDS = ("label", "courier", "support")
SHOWN = ("order_ref", "recipient_name", "recipient_phone", "buyer_email", "ship_line1", "ship_postcode", "items",
         "cod_amount")  # fmt: skip
INK, SOFT, LINE = "#1d2733", "#6b7785", "#e3e7ec"
CLEAR, PART, STANDIN = "#c8402f", "#e0962a", "#2f7f9e"
PARTLY = ("mask", "initial", "coarse")
LEFT, STEP, TOP, ROW = 160, 74, 92, 26
VALUE_LIMIT = 22
WIDTH = LEFT + 11 * STEP + 16


def relay(home: str, *words: str) -> Any:
    """Run one command on the picture's own home; return what it printed."""
    environ = {**os.environ, "ORDERVEIL_HOME": f"{home}/h"}
    for name in ("DATABASE_URL", "ORDERVEIL_KEYS", "ORDERVEIL_SOCKET", "ORDERVEIL_SHOP"):
        environ.pop(name, None)
    done = subprocess.run([PROGRAM, *words, "--json"], env=environ, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def views() -> dict[str, Any]:
    """Seal the order, hand its parcel over, and return every hop's view."""
    with tempfile.TemporaryDirectory(prefix="ov-") as home:
        file = Path(home) / "order.json"
        file.write_text(json.dumps(ORDER))
        order = relay(home, "ingest", "shopify", str(file))["order"]
        relay(home, "shipment", order, "manifested")
        told: dict[str, Any] = relay(home, "views", order)
    return told


def text(x: float, y: float, said: str, **more: str) -> str:
    attributes = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in more.items())
    return f'<text x="{x:g}" y="{y:g}"{attributes}>{escape(said)}</text>'


def sign(x: float, y: float, field: dict[str, Any] | None) -> str:
    """Return the sign for how a hop holds a field."""
    if field is None or field["value"] is None:
        return f'<circle cx="{x:g}" cy="{y:g}" r="2" fill="{LINE}"/>'
    if field["treatment"] == "clear":
        return f'<circle cx="{x:g}" cy="{y:g}" r="7" fill="{CLEAR}"/>'
    if field["treatment"] in PARTLY:
        half = f'<path d="M{x:g} {y - 7:g}a7 7 0 0 0 0 14z" fill="{PART}"/>'
        return f'<circle cx="{x:g}" cy="{y:g}" r="6.5" fill="none" stroke="{PART}"/>{half}'
    return f'<path d="M{x:g} {y - 7:g}l7 7-7 7-7-7z" fill="{STANDIN}"/>'


def table(told: dict[str, Any]) -> list[str]:
    lines = []
    for place, hop in enumerate(told):
        lines.append(text(LEFT + place * STEP + STEP / 2, TOP - 18, hop, text_anchor="middle", font_weight="600"))
    for number, name in enumerate(FIELDS):
        y = TOP + number * ROW
        lines.append(f'<path d="M24 {y + ROW / 2:g}H{WIDTH - 24:g}" stroke="{LINE}"/>')
        lines.append(text(28, y + 4, name, fill=SOFT))
        for place, view in enumerate(told.values()):
            lines.append(sign(LEFT + place * STEP + STEP / 2, y, view["fields"].get(name)))
    return lines


def legend(y: float) -> list[str]:
    lines = []
    for x, treatment, said in (
        (40, "clear", "in clear"),
        (150, "mask", "masked, an initial, or a part of it"),
        (410, "alias", "a stand-in: alias, keyed hash, virtual number"),
    ):
        lines += [sign(x, y, {"treatment": treatment, "value": "x"}), text(x + 14, y + 4, said, fill=SOFT)]
    return [*lines, sign(750, y, None), text(760, y + 4, "nothing, or nothing now", fill=SOFT)]


def card(x: float, y: float, hop: str, view: dict[str, Any]) -> list[str]:
    width = (WIDTH - 48 - 2 * 16) / 3
    lines = [f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{34 + 22 * len(SHOWN):g}" rx="6" fill="#f6f8fa"/>']
    lines.append(text(x + 14, y + 24, f"what {hop} sees", font_weight="600"))
    for number, name in enumerate(SHOWN):
        field = view["fields"].get(name) or {"treatment": "drop", "value": None}
        at = y + 48 + 22 * number
        lines.append(text(x + 14, at, name, fill=SOFT))
        lines.append(text(x + 130, at, shown(field), font_size="11.5", fill=LINE if field["value"] is None else INK))
    return lines


def shown(field: dict[str, Any]) -> str:
    value = field["value"]
    if value is None:
        return "—"
    if isinstance(value, list):
        value = ", ".join(" ".join(str(part) for part in item.values()) for item in value)
    if isinstance(value, dict):
        value = ", ".join(f"{part} {name}" for name, part in value.items())
    return value if len(str(value)) <= VALUE_LIMIT else f"{str(value)[: VALUE_LIMIT - 1]}…"


def draw(told: dict[str, Any]) -> str:
    """Return the picture."""
    foot = TOP + len(FIELDS) * ROW + 12
    cards = foot + 30
    height = cards + 34 + 22 * len(SHOWN) + 24
    width = (WIDTH - 48 - 2 * 16) / 3
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        'font-family="system-ui, -apple-system, Segoe UI, Noto Sans, Noto Sans Devanagari, sans-serif" '
        'font-size="12.5">',
        "<title>One order as eleven views</title>",
        f'<rect width="{WIDTH}" height="{height}" rx="10" fill="#ffffff"/><g fill="{INK}">',
        '<text x="28" y="38"><tspan font-size="18" font-weight="700">One order, eleven views</tspan>'
        f'<tspan dx="14" font-size="14" fill="{SOFT}">while its parcel is on the courier\'s manifest</tspan></text>',
        *table(told),
        *legend(foot + 4),
    ]
    for place, hop in enumerate(CARDS):
        lines += card(24 + place * (width + 16), cards, hop, told[hop])
    return "\n".join([*lines, "</g></svg>", ""])


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(draw(views()), encoding="utf-8")
