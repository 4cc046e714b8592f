"""What detection costs and how often it is wrong: `python -m benchmarks.detect [--ids 1000000] [--lines 300000]`.

Time is CPU time of one thread. The order is a Shopify order of about 3 KB with a dozen line items
whose ids have 13 and 14 digits. Ids are drawn so that they pass the check digit, lines of inventory
without a buyer in them: what is altered or refused is wrong.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from orderveil.detect.buyer import find_buyer_data
from orderveil.detect.cards import cut_cards, cut_cards_text, may_hold_card
from orderveil.detect.freetext import find_personal_data
from orderveil.hops.ims.door import RefusedLine, check_lines
from tests.detect.card_forms import AROUND, WRITTEN, draw_card, places_of_ids
from tests.detect.test_card_gate import clean_order
from tests.hops.ims.goods import catalogue, ordinary_lines

MICRO = 1e6
RUNS = 5


def tell(what: str, value: float, unit: str) -> None:
    print(f"{what:<62} {value:>12.2f} {unit}")


def best(act: Callable[[], Any], times: int) -> float:
    """Return the microseconds of one `act`, the best of several rounds: other work on the machine only adds."""
    rounds = []
    for _ in range(RUNS):
        start = time.process_time()
        for _ in range(times):
            act()
        rounds.append((time.process_time() - start) / times * MICRO)
    return min(rounds)


def order_of_size(wanted_bytes: int) -> dict[str, Any]:
    order = clean_order(random.Random(1))
    line = order["line_items"][0]
    order["line_items"] = []
    while len(json.dumps(order, ensure_ascii=False)) < wanted_bytes:
        order["line_items"].append(dict(line))
    return order


def cutting() -> None:
    order = order_of_size(3_000)
    body = json.dumps(order, ensure_ascii=False, separators=(",", ":")).encode()
    dirty = order | {"note": "please charge 4111 1111 1111 1111 12/29 123"}
    tell("size of the order", len(body), "bytes")
    tell("gate on a clean order", best(lambda: may_hold_card(body), 5_000), "µs")
    tell("walk over a clean order, gate open", best(lambda: cut_cards(order), 300), "µs")
    tell("walk over an order with a card in its note", best(lambda: cut_cards(dirty), 300), "µs")


def cards(count: int) -> None:
    chance = random.Random(2)
    missed = total = 0
    for _ in range(count // len(WRITTEN)):
        number = draw_card(chance)
        for write in WRITTEN.values():
            total += 1
            missed += cut_cards_text(chance.choice(AROUND).format(write(number)))[1] == 0
    tell(f"cards in free text not cut, of {total:,} in {len(WRITTEN)} ways of writing", missed, "")


def ids(count: int) -> None:
    altered = 0
    for _, tree in places_of_ids(count, seed=3):
        altered += bool(cut_cards(tree)[1])
    tell(f"ids altered, of {count:,} that pass the check digit", altered, "")


def inventory(count: int) -> None:
    known = catalogue(20_000, seed=4)
    lines = list(ordinary_lines(count, known, seed=5))
    start = time.process_time()
    refused = sum(isinstance(decision, RefusedLine) for decision in check_lines(lines, known))
    spent = time.process_time() - start
    tell("inventory lines checked", count / spent, "per second")
    tell(f"ordinary lines refused, of {count:,}", refused, "")
    note = "received 120 of 240, short 4, call Asha Devi on 99999 00012, flat 402, MG Road, Bengaluru 560001"
    tell("search of a note of 95 characters", best(lambda: find_buyer_data(note), 2_000), "µs")


_HOSTILE = (
    *("@", "1", "(", " ", ".", "A", "\n", "Asha ", "asha devi ", "1 ", "1-", "a.", "a@", "flat 1,", "road "),
    *("9,9", "(1)"),
    *("&#49;", "<a ", "<x=1", "order ", "9999900012 ", "4111 1111 1111 1111 ", "a@b.example ", "nine ", "+1"),
    "strasse",
    *("Pune 560001 ", "flat 1, road, Pune 560001, ", "dear ", "customer: ", "12 a ", "road 560001 ", "cvv 123 ", "%39"),
    *("a at b dot com ", "http://a.b/track?1 ", "\u200b1", "OTkz", "Asha-", "1 1 1 1 ", "北京市", "नाम: आशा "),
)
_SMALL, _TIMES = 25_000, 4


def hostile() -> None:
    """Print how the worst texts grow: four times the text may take about four times the work, of any finder."""
    for search in (find_personal_data, find_buyer_data, cut_cards_text):
        worst, slowest = 0.0, 0.0
        for piece in _HOSTILE:
            small, large = (piece * (size // len(piece)) for size in (_SMALL, _SMALL * _TIMES))
            fast, slow = (max(best(partial(search, text), 1), MICRO / 1_000) for text in (small, large))
            worst, slowest = max(worst, slow / fast), max(slowest, slow / len(large))
        tell(f"{search.__name__}: work of a text four times as long", worst, "times")
        tell(f"{search.__name__}: the slowest text", slowest, "µs a character")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ids", type=int, default=1_000_000)
    parser.add_argument("--lines", type=int, default=300_000)
    asked = parser.parse_args()
    cutting()
    cards(50_000)
    ids(asked.ids)
    inventory(asked.lines)
    hostile()


if __name__ == "__main__":
    main()
