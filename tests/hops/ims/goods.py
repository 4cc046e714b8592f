"""An invented catalogue and the ordinary lines that a shop, a warehouse and their systems write about it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

from orderveil.detect.buyer import KnownGoods

_BRANDS = (
    "Nirvi", "Dr. Kavi's", "Mrs Bector", "Ritu Kumar", "Raja Home", "Lakshmi Mills", "Anand Steel",
    "Patel Farms", "Asha", "MX", "Blue Tyme", "Krishna Pooja", "Road Runner", "Street 9", "Sector 7",
    "Mr. Muscle", "Sai Silks", "Om", "Delhi Press",
)  # fmt: skip
_THINGS = (
    "cotton kurta", "saree with blouse piece", "steel bottle 750 ml", "USB-C cable 1.5 m",
    "iPhone 15 Pro 256GB", "street light 12W", "road bike 26 inch", "floor lamp", "house shoes",
    "basmati rice 5 kg", "face wash 100 ml", "notebook A5 160 pages", "pressure cooker 5 L",
    "door mat 40x60 cm", "CVC t-shirt 180 GSM", "phone case", "contact lens solution 120 ml", "gift card box",
    "call bell 230V", "mobile stand", "name plate", "letter box", "Ganesh idol 6 in", "The 3 Mistakes: a novel",
    "cricket bat size 6", "LED bulb 9W pack of 4", "customer care label roll 1000 pcs", "plot twist board game",
    "tower fan", "lane marker tape 50 m", "visa photo frame", "room heater 2000W", "block print bedsheet",
    "पूजा थाली", "தமிழ் புத்தகம்", "सूती साड़ी", "flat 2-pin plug 6A",
)  # fmt: skip
_VARIANTS = (
    "XL",
    "Red / M",
    "128 GB / Midnight",
    "32x34",
    "UK 7",
    "नीला",
    "500 g",
    "Pack of 12",
    "36/38/40/42",
    "Default Title",
)
_NOTES = (
    "received {n} of {m}, short {d}", "cycle count {bin}", "moved from {bin} to {bin2}", "QC hold, seal broken",
    "damaged in transit, {d} pcs", "GRN {num6} against PO {num8}", "batch {lot} expires {date}",
    "pallet {num4}, carton {n} of {m}", "temperature 21.5 C at {time}", "reorder level {n}, order quantity {m}",
    "purchase order no {num6}", "return to vendor, RMA {num6}", "ship to store Bengaluru {d}",
    "for Diwali sale", "to Mumbai warehouse dock {d}", "measured 30 x 20 x {d} cm, {n}.{d} kg",
    "EAN {gtin} relabelled", "SKU {sku} merged", "IMEI scanned, {n} units", "price tag Rs {n}99.00",
    "call back batch {lot}", "FIFO by {date}", "supplier invoice INV-{num8}", "e-way bill {num12}",
    "ASN {num10}", "hsn 610910, {n} pcs", "weights {n}.{d} {m}.{d} {d}.{n} kg", "bin {bin} full",
    "bill of entry {num7}", "stock check by team {d}", "label printed {time}", "lot {num10} released",
    "model no {num10}",
)  # fmt: skip


def gtin(chance: random.Random, length: int, prefix: str = "890") -> str:
    body = prefix + "".join(chance.choices("0123456789", k=length - len(prefix) - 1))
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return body + str(-total % 10)


def _gtin(chance: random.Random) -> str:
    return gtin(chance, chance.choice((8, 12, 13, 14)), chance.choice(("890", "4", "0", "91", "1")))


def _number(length: int) -> Callable[[random.Random], str]:
    return lambda chance: str(chance.randrange(10 ** (length - 1), 10**length))


def _date(chance: random.Random) -> str:
    return f"20{chance.randrange(24, 30)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"


def _lot(chance: random.Random) -> str:
    day = f"{chance.randrange(24, 27)}{chance.randrange(1, 13):02}{chance.randrange(1, 29):02}"
    number = chance.randrange(10_000)
    return chance.choice(
        (f"L{day}-{number:04}", f"B{number:05}", f"{day}{number:04}", f"LOT{day}", f"{day}/A{number % 9}")
    )


def _bin(chance: random.Random) -> str:
    return (
        f"{chance.choice('ABCDEFGH')}{chance.randrange(1, 40):02}-{chance.randrange(1, 30):02}-{chance.randrange(1, 9)}"
    )


def _sku(chance: random.Random) -> str:
    number = chance.randrange(10**6)
    return chance.choice(
        (
            f"KUR-{number:06}-{chance.choice(('S', 'M', 'XL', 'XXL'))}", f"{number:06}", f"SKU{number:08}",
            f"{chance.choice('ABCDEFGH')}{chance.choice('JKLMNP')}-{number % 1000:03}/{number % 97}",
            f"NV_{number:06}_BLU",
            _number(10)(chance), _number(12)(chance), gtin(chance, 13), f"{_number(8)(chance)}-{number % 100:02}",
            "".join(chance.choices("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", k=10)), f"B0{number:08X}",
        )
    )  # fmt: skip


_FILL: dict[str, Callable[[random.Random], str]] = {
    "n": lambda c: str(c.randrange(1, 500)),
    "m": lambda c: str(c.randrange(1, 500)),
    "d": lambda c: str(c.randrange(10)),
    "bin": _bin, "bin2": _bin, "num4": _number(4), "num6": _number(6), "num7": _number(7), "num8": _number(8),
    "num10": _number(10), "num12": _number(12), "lot": _lot, "date": _date, "gtin": lambda c: gtin(c, 13),
    "time": lambda c: f"{c.randrange(24):02}:{c.randrange(60):02}",
}  # fmt: skip


def catalogue(count: int, seed: int) -> KnownGoods:
    """Return the goods that the shop knows."""
    chance = random.Random(seed)
    return KnownGoods(
        skus=frozenset(_sku(chance) for _ in range(count)),
        gtins=frozenset(
            gtin(chance, chance.choice((8, 12, 13, 14)), chance.choice(("890", "4", "0", "91", "1")))
            for _ in range(count)
        ),
    )


def ordinary_lines(count: int, known: KnownGoods, seed: int) -> Iterator[dict[str, Any]]:
    """Yield lines without a buyer in them: codes of the catalogue, titles, sizes, lots, serial numbers, notes."""
    chance = random.Random(seed)
    skus, gtins = sorted(known.skus), sorted(known.gtins)
    for number in range(count):
        line: dict[str, Any] = {
            "line": number % 1000,
            "sku": chance.choice(skus),
            "quantity": chance.randrange(-5, 900),
        }
        if chance.random() < 0.5:
            line["gtin"] = chance.choice(gtins)
        if chance.random() < 0.6:
            line["title"] = f"{chance.choice(_BRANDS)} {chance.choice(_THINGS)}"
            line["variant"] = chance.choice(_VARIANTS)
        if chance.random() < 0.5:
            line |= {
                "grams": chance.randrange(50_000),
                "length_mm": chance.randrange(3000),
                "hsn": _number(chance.choice((4, 6, 8)))(chance),
            }
        if chance.random() < 0.4:
            line |= {
                "lot": _lot(chance),
                "bin": _bin(chance),
                "expires_on": _date(chance),
                "warehouse": chance.choice(("BLR1", "Bhiwandi", "DEL-2")),
            }
        if chance.random() < 0.1:
            line["serials"] = [
                chance.choice(("35", "86")) + _number(13)(chance),
                f"SN{_number(9)(chance)}",
                _sku(random.Random(number))[:5] + "X",
            ]
        if chance.random() < 0.5:
            line["note"] = chance.choice(_NOTES).format(
                sku=chance.choice(skus), **{name: fill(chance) for name, fill in _FILL.items()}
            )
        if chance.random() < 0.3:
            line["movement"] = chance.choice(("received", "sold", "returned", "counted"))
        yield line
