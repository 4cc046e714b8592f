"""What a hostile body may cost: a bound over the whole tree, and nothing kept for the sake of it."""

from __future__ import annotations

import re
import time
from typing import Any

import msgspec
import pytest

from orderveil.detect.cards import CUT, cut_cards, cut_cards_text

CARD = "4111 1111 1111 1111"
BODY = 4_000_000
ENOUGH_SECONDS = 6.0  # of processor time; without a bound each of these took minutes, with it a second or two


def filled(pattern: str, count: int = BODY) -> str:
    return pattern * (count // len(pattern))


def pieces() -> list[str]:
    return ["4111", "1111", "1111", "1111"]


HOSTILE: dict[str, Any] = {
    "tracks": filled(";4111111111111111="),
    "numbers": filled(f"{CARD} "),
    "single digits": filled("4-4-4-"),
    "cvvs": filled("cvv 123 "),
    "links": filled("/?a=4111111111111111"),
    "many texts": [filled("4-4-4-", 600)] * (BODY // 600),
    "many short texts": [CARD] * 150_000,
    "many keys": {f"{CARD} {number}": 1 for number in range(100_000)},
    "many split numbers": [pieces() for _ in range(50_000)],
    "one long list of split numbers": [part for _ in range(50_000) for part in pieces()],
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_body_costs_little(name: str) -> None:
    began = time.process_time()
    cut, paths = cut_cards({"note": HOSTILE[name]})

    assert time.process_time() - began < ENOUGH_SECONDS
    if name != "many texts":
        assert paths
    assert not re.search(r"4111\D{0,4}1111\D{0,4}1111\D{0,4}1111", msgspec.json.encode(cut).decode())


def test_what_is_suspect_beyond_the_bound_is_cut_whole_and_what_is_not_stays() -> None:
    order = {"a": filled(f"{CARD} and ", 60_000), "b": f"pay {CARD} " * 400, "c": "leave with the guard", "d": CARD}
    cut, paths = cut_cards(order)

    assert CUT + " and " in cut["a"]
    assert (cut["b"], cut["c"], cut["d"]) == (CUT, "leave with the guard", CUT)
    assert paths == ("a", "b", "d")


def test_one_long_suspect_text_is_cut_whole() -> None:
    assert cut_cards_text(filled(f"{CARD} ", 100_000)) == (CUT, 1)


def test_a_long_text_that_is_not_suspect_stays() -> None:
    text = filled("leave it with the guard, please. ", 1_000_000)

    assert cut_cards_text(text)[0] is text
    assert cut_cards({"note": text})[0]["note"] is text
