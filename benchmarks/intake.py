"""What taking in one order costs before the vault: signature, reading, cutting of card data, translation.

    python -m benchmarks.intake [--orders 5000] [--rounds 7]

Invented Shopify orders of about 3 KB and WooCommerce orders of about 2.5 KB, each with its own
numbers, names and phones, so that nothing is remembered from one to the next. One thread. Prints
the median of the rounds, in microseconds an order, step by step, and how fast a file is split.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from orderveil.detect.cards import cut_cards, may_hold_card
from orderveil.intake.orderfile import read_orders
from orderveil.intake.reading import read_json
from orderveil.intake.signatures import is_signed, sign
from orderveil.intake.splitting import split_json
from orderveil.intake.topics import TRANSLATORS
from tests.intake.samples import encoded, shopify, woocommerce

_HEADER = {"shopify": "x-shopify-hmac-sha256", "woocommerce": "x-wc-webhook-signature"}


def shopify_order(number: int) -> dict[str, Any]:
    """Return an order like no other."""
    order = shopify(id=5_900_000_000_000 + number, name=f"#{number}", email=f"buyer{number}@mail.example")
    for address in (order["billing_address"], order["shipping_address"]):
        address |= {"phone": f"+91 99999 {number % 100_000:05d}", "address1": f"{number} Palm Grove Road"}
    order["contact_email"] = order["customer"]["email"] = order["email"]
    order["customer"]["default_address"] |= order["shipping_address"]
    return order


def woocommerce_order(number: int) -> dict[str, Any]:
    """Return an order like no other."""
    order = woocommerce(id=number, number=str(number))
    order["billing"] |= {"phone": f"99999 {number % 100_000:05d}", "email": f"buyer{number}@mail.example"}
    return order


def measure(what: Callable[[Any], Any], over: Sequence[Any], rounds: int) -> float:
    """Return the median microseconds of `what` for one of `over`."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        for each in over:
            what(each)
        times.append((time.perf_counter() - start) / len(over) * 1e6)
    return statistics.median(times)


def measure_source(source: str, orders: list[dict[str, Any]], rounds: int) -> dict[str, float]:
    """Return the cost of each step for a source."""
    bodies = [encoded(order) for order in orders]
    signed = [(body, {_HEADER[source]: sign("a-signing-secret", body)}) for body in bodies]
    translate = TRANSLATORS[source]

    def whole(told: tuple[bytes, dict[str, str]]) -> None:
        body, headers = told
        is_signed(source, headers, body, ("a-signing-secret", "the-one-before"))
        payload = read_json(body)
        translate(*(cut_cards(payload) if may_hold_card(body) else (payload, ())))

    payloads = [read_json(body) for body in bodies]
    gc.collect()
    gc.freeze()  # the orders waiting here are the benchmark's, and no server's to walk through
    return {
        "bytes": round(statistics.mean(map(len, bodies))),
        "signature_us": measure(lambda told: is_signed(source, told[1], told[0], ("a", "b")), signed, rounds),
        "read_us": measure(read_json, bodies, rounds),
        "gate_us": measure(may_hold_card, bodies, rounds),
        "gate_lets_through": sum(map(may_hold_card, bodies)) / len(bodies),
        "translate_us": measure(lambda payload: translate(payload, ()), payloads, rounds),
        "whole_us": measure(whole, signed, rounds),
    }


def measure_file(orders: list[dict[str, Any]], rounds: int) -> dict[str, float]:
    """Return the cost of splitting a file of one array, and of reading it into drafts, for one order."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.json"
        path.write_bytes(encoded(orders))
        split = measure(lambda _: sum(1 for _ in split_json(path, 1 << 22)), [0], rounds) / len(orders)
        read = measure(lambda _: sum(1 for _ in read_orders("shopify", path)), [0], rounds) / len(orders)
    return {"split_us": split, "read_orders_us": read, "orders_a_second": 1e6 / read}


def main() -> None:
    """Measure and print JSON lines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    for source, make in (("shopify", shopify_order), ("woocommerce", woocommerce_order)):
        found = measure_source(source, [make(number) for number in range(1, asked.orders + 1)], asked.rounds)
        print(json.dumps({"source": source, **{name: round(value, 1) for name, value in found.items()}}))
    found = measure_file([shopify_order(number) for number in range(1, asked.orders + 1)], asked.rounds)
    print(json.dumps({"file": "one array", **{name: round(value, 1) for name, value in found.items()}}))


if __name__ == "__main__":
    main()
