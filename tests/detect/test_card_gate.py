"""The gate on raw bytes never stays shut for something that the search would cut, and opens for few clean orders."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from orderveil.detect.cards import cut_cards, may_hold_card
from tests.detect.card_forms import KNOWN_TEST_NUMBERS, WORDS, draw_card, finish, in_script

GAPS = (
    " ", "-", ".", "\n", "\u200b", " - ", "  ", "/", "_", "\t", "\u00a0", " and ", " then ", ", ", "<br>", "&nbsp;",
    "%20", "x", "\u2013", " 🙂 ", "'", "\\u0020", "+", " कार्ड ", "\r\n",
)  # fmt: skip
BEFORE = (
    "",
    "card ",
    "my card no is ",
    "x",
    "cvv 123 ",
    "visa:",
    "AWB ",
    "order ",
    "कार्ड ",
    "(",
    '"',
    "+",
    "4 ",
    "Card,",
)
AFTER = ("", " thanks", " 12/29 123", ")", "x", " cvv 123", ".00", "!", "\n", " कृपया")
KEYS = ("note", "x", "card_number", "value", "cvv", "p1", "address2", "customer_note", "a", "track2", "ccNumber", "pan")


def parts_of(number: str, chance: random.Random) -> list[str]:
    size = chance.choice((0, 1, 2, 3, 4, 4, 4, 5, 6, 8, None))
    parts, start = [], 0
    while start < len(number):
        step = len(number) if size == 0 else size or chance.randint(1, 6)
        parts.append(number[start : start + step])
        start += step
    return parts


def encode(text: str, chance: random.Random) -> str:
    way = chance.randrange(12)
    if way == 0:
        return in_script(text, chance.choice("०௦٠০０𝟎"))
    if way == 1:
        return "".join(f"&#{ord(digit)};" for digit in text)
    if way == 2:
        return "".join(f"%{ord(digit):02X}" for digit in text)
    if way == 3:
        return "".join(f"\\u{ord(digit):04x}" for digit in text)
    return " ".join(WORDS[int(digit)] for digit in text) if way == 4 else text


def draw_tree(chance: random.Random) -> Any:
    number = chance.choice((draw_card(chance), chance.choice(KNOWN_TEST_NUMBERS), finish("4", 13, chance)))
    parts = parts_of(number, chance)
    way = chance.randrange(10)
    if way < 5:
        gap = chance.choice(GAPS)
        gaps = [gap if way < 3 else chance.choice(GAPS) for _ in parts]
        text = "".join(encode(part, chance) + gap for part, gap in zip(parts, gaps, strict=True))
        return {chance.choice(KEYS): chance.choice(BEFORE) + text + chance.choice(AFTER)}
    if way == 5:
        return {"x": parts if chance.random() < 0.5 else [int(part) for part in parts]}
    if way == 6:
        return {f"{chance.choice(KEYS)}{place}": part for place, part in enumerate(parts)}
    if way == 7:
        return [{"name": f"part {place}", "value": part} for place, part in enumerate(parts)]
    return {chance.choice(KEYS): chance.choice((int(number), float(number), str(chance.randint(100, 9999)), 123))}


@pytest.mark.parametrize("seed", range(4))
def test_the_gate_opens_for_whatever_would_be_cut(seed: int) -> None:
    chance = random.Random(seed)
    cut = 0
    for _ in range(2_500):
        tree = draw_tree(chance)
        if cut_cards(tree)[1]:
            cut += 1
            for body in (json.dumps(tree), json.dumps(tree, ensure_ascii=False, separators=(",", ":"))):
                assert may_hold_card(body.encode()), body

    assert cut > 1_000


def clean_order(chance: random.Random) -> dict[str, Any]:
    line = {
        "id": chance.randrange(10**13, 2 * 10**13),
        "admin_graphql_api_id": f"gid://shopify/LineItem/{chance.randrange(10**13, 2 * 10**13)}",
        "variant_id": chance.randrange(40 * 10**12, 46 * 10**12),
        "price": f"{chance.randrange(100, 9999)}.00",
        "gift_card": False,
        "grams": chance.randrange(50, 2000),
        "sku": f"KUR-{chance.randrange(1000):03}-XL",
        "title": "Cotton kurta",
        "properties": [],
    }
    return {
        "id": chance.randrange(5 * 10**12, 7 * 10**12),
        "browser_ip": f"203.0.113.{chance.randrange(255)}",
        "created_at": f"2026-11-{chance.randrange(10, 30)}T10:2{chance.randrange(10)}:41+05:30",
        "order_number": chance.randrange(1000, 99999),
        "email": "asha.devi@shop.example",
        "note": "Please call before coming, flat 402, gate 4",
        "landing_site": f"/products/kurta?variant={chance.randrange(40 * 10**12, 46 * 10**12)}&utm_source=x",
        "line_items": [line] * chance.randrange(1, 8),
        "shipping_address": {
            "name": "आशा देवी", "phone": f"+9199999{chance.randrange(10000):05}",
            "zip": f"56{chance.randrange(10000):04}",
            "latitude": 12.9715987, "longitude": 77.5945627, "address1": "12 MG Road", "address2": "2nd floor",
        },
        "payment_gateway_names": ["razorpay_cards_upi"],
        "total_price": "4999.00",
    }  # fmt: skip


def test_the_gate_stays_shut_for_clean_orders() -> None:
    chance = random.Random(5)
    orders = [clean_order(chance) for _ in range(3_000)]

    opened = [order for order in orders if may_hold_card(json.dumps(order, ensure_ascii=False).encode())]

    assert len(opened) <= 3
    assert all(cut_cards(order)[0] is order for order in orders[:300])
