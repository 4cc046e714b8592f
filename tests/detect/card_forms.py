"""Invented card numbers and invented ids, and the many ways in which people and systems write them.

Every number is drawn here; none belongs to anybody. Ids are drawn so as to pass the check digit
and, where their own format allows, to begin like a card: only then do they prove anything.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from orderveil.detect.issuers import passes_luhn

NETWORKS: tuple[tuple[str, int], ...] = (
    ("4", 16), ("4", 19), ("51", 16), ("55", 16), ("2221", 16), ("2720", 16), ("34", 15), ("37", 15), ("36", 14),
    ("38", 14), ("300", 14), ("6011", 16), ("65", 16), ("644", 16), ("3528", 16), ("3589", 16), ("60", 16),
    ("508", 16), ("81", 16), ("82", 16), ("353", 16), ("62", 16), ("62", 19), ("5018", 16), ("6759", 16), ("2200", 16),
    ("9792", 16), ("8600", 16), ("506099", 19), ("636", 16),
)  # fmt: skip

KNOWN_TEST_NUMBERS = (
    "4111111111111111", "4012888888881881", "4242424242424242", "4000056655665556", "5555555555554444",
    "5105105105105100", "5200828282828210", "2223003122003222", "2223000048400011", "378282246310005",
    "371449635398431", "378734493671000", "6011111111111117", "6011000990139424", "30569309025904", "38520000023237",
    "36227206271667", "3530111333300000", "3566002020360505", "6200000000000005", "6205500000000000004",
    "5019717010103742", "6331101999990016",
)  # fmt: skip


def finish(prefix: str, length: int, chance: random.Random) -> str:
    """Return `prefix` filled up with drawn digits to `length`, the last one the right check digit."""
    body = prefix + "".join(chance.choices("0123456789", k=length - len(prefix) - 1))
    return next(body + digit for digit in "0123456789" if passes_luhn(body + digit) or body.strip("0") == "")


def draw_card(chance: random.Random) -> str:
    prefix, length = chance.choice(NETWORKS)
    return finish(prefix, length, chance)


# ---- how a card's number is written


def embossed(number: str, gap: str) -> str:
    sizes = (4, 6, 5) if len(number) == 15 else (4, 6, 4) if len(number) == 14 else (4, 4, 4, 4, 3)
    parts, start = [], 0
    for size in sizes:
        parts.append(number[start : start + size])
        start += size
    return gap.join(part for part in parts if part)


def in_script(number: str, zero: str) -> str:
    return number.translate({48 + value: ord(zero) + value for value in range(10)})


WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
HINDI = ["शून्य", "एक", "दो", "तीन", "चार", "पांच", "छह", "सात", "आठ", "नौ"]

WRITTEN: dict[str, Callable[[str], str]] = {
    "solid": lambda n: n,
    "spaces": lambda n: embossed(n, " "),
    "dashes": lambda n: embossed(n, "-"),
    "dots": lambda n: embossed(n, "."),
    "slashes": lambda n: embossed(n, "/"),
    "underscores": lambda n: embossed(n, "_"),
    "en dashes": lambda n: embossed(n, "\u2013"),
    "no-break spaces": lambda n: embossed(n, "\u00a0"),
    "lines": lambda n: embossed(n, "\n"),
    "carriage returns": lambda n: embossed(n, "\r\n"),
    "tabs": lambda n: embossed(n, "\t"),
    "wide gaps": lambda n: embossed(n, "  -  "),
    "emoji": lambda n: embossed(n, " 🙂 "),
    "zero width": lambda n: "\u200b".join(n),
    "soft hyphens": lambda n: embossed(n, "\u00ad"),
    "joiners": lambda n: "\u2060".join(n),
    "each digit": lambda n: " ".join(n),
    "each digit dashed": lambda n: "-".join(n),
    "pairs": lambda n: " ".join(n[i : i + 2] for i in range(0, len(n), 2)),
    "devanagari": lambda n: in_script(n, "०"),
    "tamil": lambda n: in_script(n, "௦"),
    "arabic": lambda n: in_script(n, "٠"),
    "bengali grouped": lambda n: in_script(embossed(n, " "), "০"),
    "full width": lambda n: in_script(n, "０"),
    "mathematical": lambda n: in_script(n, "𝟎"),
    "percent": lambda n: embossed(n, "%20"),
    "percent digits": lambda n: "".join(f"%{ord(d):02X}" for d in n),
    "entities": lambda n: "".join(f"&#{ord(d)};" for d in n),
    "hex entities": lambda n: "".join(f"&#x{ord(d):x};" for d in n),
    "nbsp entities": lambda n: embossed(n, "&nbsp;"),
    "escapes": lambda n: "".join(f"\\u{ord(d):04x}" for d in n),
    "tags": lambda n: embossed(n, "<br/>"),
    "keycaps": lambda n: "".join(f"{d}\ufe0f\u20e3" for d in n),
    "words": lambda n: " ".join(WORDS[int(d)] for d in n),
    "hindi words": lambda n: " ".join(HINDI[int(d)] for d in n),
    "words with commas": lambda n: ", ".join(WORDS[int(d)] for d in n),
}

AROUND = (
    "{}",
    "please charge {} thanks",
    "My card number is {}.",
    "Card: {}, exp 12/29, name ASHA DEVI",
    "कार्ड नंबर {} है",
    "卡号{}谢谢",
    "leave at gate 4, {} , call 2 hours before",
    "({})",
    '"{}"',
    "note={}&x=1",
    "{}\n12/29",
    "Order 1234 was paid by {} yesterday",
)


# ---- ids that are not cards


def _luhn(prefix: str, length: int) -> Callable[[random.Random], str]:
    return lambda chance: finish(prefix, length, chance)


def _card_like(length: int) -> Callable[[random.Random], str]:
    prefixes = ("4", "51", "55", "36", "37", "60", "62", "65", "2221", "3528", "508", "81", "1", "7", "9", "")
    return lambda chance: finish(chance.choice(prefixes), length, chance)


def _hex(count: int) -> Callable[[random.Random], str]:
    return lambda chance: "".join(chance.choices("0123456789abcdef", k=count))


def _uuid(chance: random.Random) -> str:
    text = finish(chance.choice(("4", "51")), 16, chance) + _hex(16)(chance)
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


IDS: dict[str, tuple[str, Callable[[random.Random], str]]] = {
    # kind of field -> how such an id is drawn
    "shopify order": ("order", _card_like(13)),
    "shopify variant": ("product", _luhn("39", 14)),
    "shopify line": ("order", _card_like(14)),
    "order 12": ("order", _card_like(12)),
    "order 15": ("order", _card_like(15)),
    "order 16": ("order", _card_like(16)),
    "order 18": ("order", _luhn("57", 18)),
    "order 19": ("order", _card_like(19)),
    "flipkart": ("order", lambda c: "OD" + _card_like(18)(c)),
    "amazon": ("order", lambda c: f"{c.randrange(400, 410)}-{_luhn('', 7)(c)}-{_luhn('', 7)(c)}"),
    "payment": ("order", lambda c: "pay_" + "".join(c.choices("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", k=14))),
    "utr": ("order", _card_like(16)),
    "awb 11": ("parcel", _card_like(11)),
    "awb 12": ("parcel", _card_like(12)),
    "awb 13": ("parcel", _card_like(13)),
    "awb 14": ("parcel", _card_like(14)),
    "awb 15": ("parcel", _card_like(15)),
    "awb 16": ("parcel", _card_like(16)),
    "awb grouped": ("parcel", lambda c: embossed(_card_like(16)(c), " ")),
    "awb letters": ("parcel", lambda c: c.choice(("FMPP", "SF", "YT", "JD", "LP", "R")) + _card_like(16)(c)),
    "usps": ("parcel", lambda c: "94" + _card_like(20)(c)),
    "ups": ("parcel", lambda c: "1Z999AA1" + _card_like(10)(c)),
    "imei": ("device", lambda c: finish(c.choice(("35", "86", "01", "99", "34", "37")), 15, c)),
    "iccid": ("device", _luhn("8991", 19)),
    "serial": ("device", _card_like(16)),
    "serial dashed": ("device", lambda c: embossed(_card_like(16)(c), "-")),
    "sku digits": ("goods", _card_like(16)),
    "sku letters": ("goods", lambda c: f"KUR-{_card_like(16)(c)}-XL"),
    "ean": ("goods", lambda c: finish(c.choice(("4", "890", "50", "36")), 13, c)),
    "gtin": ("goods", lambda c: finish(c.choice(("36", "38", "30", "1", "5")), 14, c)),
    "upc": ("goods", _card_like(12)),
    "uuid": ("record", _uuid),
    "sha": ("record", _hex(40)),
    "md5": ("record", _hex(32)),
}

KEYS: dict[str, tuple[str, ...]] = {
    "order": ("id", "order_id", "order_number", "orderId", "source_identifier", "transaction_id", "payment_ref",
              "checkout_id", "invoice_number", "reference", "receipt_number", "confirmation_number"),
    "product": ("variant_id", "product_id", "id", "inventory_item_id"),
    "parcel": ("awb", "tracking_number", "awb_number", "trackingNo", "waybill", "shipment_id", "tracking_company_ref"),
    "device": ("imei", "IMEI", "serial", "serial_number", "Serial No", "imei2", "device_id"),
    "goods": ("sku", "barcode", "ean", "gtin", "upc", "product_code", "seller_sku"),
    "record": ("id", "token", "checkout_token", "cart_token", "admin_graphql_api_id", "hash", "uuid"),
}  # fmt: skip

SENTENCES: dict[str, tuple[str, ...]] = {
    "order": ("Order #{}", "order no {}", "Order ID: {}", "Invoice {} attached", "please cancel order {}", "UTR {}",
              "Transaction ID {}", "ref no. {}"),
    "product": ("variant https://shop.example/products/kurta?variant={}", "gid://shopify/ProductVariant/{}",
                "see /products/kurta?variant={}"),
    "parcel": ("AWB {}", "AWB no: {}", "Tracking number: {}", "Shipment {} delivered", "waybill no. {}",
               "https://track.example/t/{}", "Delhivery {}", "AWB: {}, please check"),
    "device": ("IMEI: {}", "IMEI {}", "Serial No {}", "imei1: {}", "Serial number is {}"),
    "goods": ("SKU {}", "EAN: {}", "barcode {}", "GTIN {} x 2", "SKU: {} (blue)"),
    "record": ("id: {}", "token={}", "https://shop.example/o/{}"),
}  # fmt: skip


def draw_id(chance: random.Random) -> tuple[str, str, str]:
    """Return (kind, family, id)."""
    kind = chance.choice(_KINDS)
    family, draw = IDS[kind]
    return kind, family, draw(chance)


_KINDS = tuple(IDS)


def places_of_ids(count: int, seed: int) -> Iterator[tuple[str, object]]:
    """Yield (kind, tree): ids on their keys, in name and value pairs, as numbers, in sentences and lists."""
    chance = random.Random(seed)
    for _ in range(count):
        kind, family, text = draw_id(chance)
        key = chance.choice(KEYS[family])
        way = chance.randrange(6)
        if way == 0:
            yield kind, {key: text}
        elif way == 1:
            yield kind, {"properties": [{"name": key, "value": text}]}
        elif way == 2:
            yield kind, {"line_items": [{key: int(text) if text.isdigit() and len(text) < 19 else text}]}
        elif way == 3 and family != "product":
            yield kind, {"meta_data": [{"id": 1, "key": f"_{key}", "value": text}]}
        elif way == 4:
            yield kind, {key + ("s" if key[-1] not in "s " else ""): [text, text]}
        elif kind == "serial dashed":
            yield kind, {key: text}
        else:
            sentence = chance.choice(SENTENCES[family])
            yield kind, {"note": sentence.format(text if "://" not in sentence else text.replace(" ", ""))}
