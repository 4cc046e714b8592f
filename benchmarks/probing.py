"""How much a day of guessing tells somebody who knows an order's masks and may search: in guesses and in bits.

A prober with all the patience there is asks by one route after another, waits whenever that helps, and goes on
for a day. What is measured is how many guesses are answered, and what they tell: the fall of the entropy of the
field, every candidate being equally likely. Against the same prober whom nobody stops but the bounds by hour and day.

    python -m benchmarks.probing [--orders N]
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from orderveil.core.errors import TooMany
from orderveil.core.view import TreatedField, Treatment, View
from orderveil.vault.people.probing import DAY_MS, MINUTE_MS, Probing

_START_MS = 1_800_000_000_000
_STEP_MS = MINUTE_MS // 4


@dataclass(frozen=True)
class Route:
    """One way to guess: the candidates that fit the masks, and the search for one of them."""

    name: str
    candidates: int
    ask: Callable[[int, int], dict[str, str]]


ROUTES = (
    Route("a phone's first digits, its last four shown", 400_000, lambda o, g: {"phone": f"+916{g:05d}{o:04d}"}),
    Route("the same, with the order's reference", 400_000, lambda o, g: {"order_ref": str(o), "phone": f"+916{g}0000"}),
    Route("the postcode's last three, by last four", 1_000, lambda o, g: {"last4_postcode": f"{o:04d} 560{g:03d}"}),
    Route("the postcode's last three, by a known name", 1_000, lambda o, g: {"name_postcode": f"Asha 560{g:03d}"}),
    Route("a first name among 200 of its initial", 200, lambda o, g: {"name_postcode": f"A{_word(g)} 560"}),
    Route(
        "the same, with the order's reference", 200,
        lambda o, g: {"order_ref": str(o), "name_postcode": f"A{_word(g)} 560"},
    ),
    Route("an e-mail among a million of its first letter", 1_000_000, lambda o, g: {"email": f"a{g}@mail.example"}),
)  # fmt: skip


def _word(number: int) -> str:
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


def _views(order: int) -> list[View]:
    shown = {
        "order_ref": str(order), "buyer_name": "A*** B***", "buyer_email": "a***@***",
        "buyer_phone": f"+91******{order:04d}", "ship_postcode": "560***",
    }  # fmt: skip
    fields = {name: TreatedField(Treatment.MASK, value) for name, value in shown.items()}
    return [View("support", None, "confirmed", fields)]


def guesses(route: Route, orders: int) -> int:
    """Return how many different guesses a day are answered, spread over so many orders."""
    probing, now = Probing(), _START_MS
    answered: set[frozenset[tuple[str, str]]] = set()
    for order in range(orders):
        held: Any = SimpleNamespace(order=f"order-{order}")
        probing.note_read("prober", held, _views(order))
    asked = _turns(orders if _is_of_one(route) else 1)
    criteria = route.ask(*next(asked))
    while now < _START_MS + DAY_MS - _STEP_MS:
        try:
            probing.admit("prober", "session", criteria, now)
        except TooMany:
            now += _STEP_MS
            continue
        probing.note_search(("prober", "session"), criteria, (), now)
        answered.add(frozenset(criteria.items()))
        criteria = route.ask(*next(asked))
        now += _STEP_MS
    return len(answered)


def _is_of_one(route: Route) -> bool:
    """Tell whether a search names an order; one that does not guesses at all of them."""
    return route.ask(0, 0) != route.ask(1, 0)


def _turns(orders: int) -> Iterator[tuple[int, int]]:
    guess = 0
    while True:
        for order in range(orders):
            yield order, guess
        guess += 1


def bits(candidates: int, tried: float) -> float:
    """Return by how much `tried` guesses lower the entropy of one field, on average."""
    tried = min(tried, candidates - 1)
    left = (1 - tried / candidates) * math.log2(candidates - tried)
    return math.log2(candidates) - left


def main() -> None:
    """Print a line for each route."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=40, help="orders that the patient prober spreads over")
    orders = parser.parse_args().orders
    spread_over = f"{orders} orders: guesses"
    print(f"{'guessed at':<48} {'of':>9} {'one order: guesses':>19} {'bits':>8} {spread_over:>20} {'bits of each':>13}")
    for route in ROUTES:
        one, many = guesses(route, 1), guesses(route, orders)
        each = bits(route.candidates, many / orders if _is_of_one(route) else many)
        print(
            f"{route.name:<48} {math.log2(route.candidates):>7.1f} b {one:>19} {bits(route.candidates, one):>8.4f} "
            f"{many:>20} {each:>13.4f}"
        )
    print("without bounds on one order: 120 guesses a day,", f"{bits(1000, 120):.2f} bits of a postcode's 10.0")


if __name__ == "__main__":
    main()
