"""Card data never enters: what is cut, wherever and however it stands, and what is left alone."""

from __future__ import annotations

import json
import random
import re
from typing import Any

import pytest

from orderveil.detect.cards import CUT, cut_cards, cut_cards_text, may_hold_card
from tests.detect.card_forms import AROUND, KNOWN_TEST_NUMBERS, WRITTEN, draw_card

PAN = "4111111111111111"


def written(tree: Any) -> list[bytes]:
    """The same tree as the two kinds of JSON writers put it on the wire."""
    return [json.dumps(tree).encode(), json.dumps(tree, ensure_ascii=False, separators=(",", ":")).encode()]


def digits_of(text: str) -> str:
    return re.sub(r"[^0-9]", "", text.replace("%20", " "))


def texts_of(tree: Any) -> str:
    return json.dumps(tree, ensure_ascii=False, default=str)


# ---- numbers in free text


@pytest.mark.parametrize("way", WRITTEN)
def test_a_number_is_cut_however_it_is_written(way: str) -> None:
    chance = random.Random(f"{way} of writing")
    numbers = (*KNOWN_TEST_NUMBERS, *(draw_card(chance) for _ in range(120)))
    for number in numbers:
        around = chance.choice(AROUND)
        text = around.format(WRITTEN[way](number))

        cut, count = cut_cards_text(text)

        assert count >= 1, text
        assert CUT in cut
        assert len(digits_of(cut)) <= len(digits_of(around)), (text, cut)
        assert all(may_hold_card(body) for body in written({"note": text})), text
        assert cut_cards({"note": text})[1] == ("note",)


def test_an_order_goes_on_with_the_rest_of_its_note() -> None:
    cut, count = cut_cards_text("Leave at gate 4. Card 4111 1111 1111 1111 exp 12/29 cvv 321, call 2 hours before")

    assert cut == f"Leave at gate 4. Card {CUT} exp 12/29 cvv {CUT}, call 2 hours before"
    assert count == 2


@pytest.mark.parametrize(
    "text",
    [
        "first part 4111 1111 and then 1111 1111 thanks",
        "4111 (bank) 1111 (of) 1111 (india) 1111",
        "my card: first half 41111111 second half 11111111",
        "visa 4222222222222",
        "card4111111111111111exp1229",
        "mycardis4111111111111111thanks",
        "411111 111111 1111",
        "41111 11111 11111 1",
        "4111x1111x1111x1111",
        "https://shop.example/pay?card=4111111111111111",
        "https://shop.example/?q=4111111111111111",
        '{"payment":{"number":"4111111111111111"}}',
        "Order no 4111 1111 1111 1111",
        "order #12, card no. 4111111111111111",
        "call after 6, card 4111111111111111",
        "NDExMTExMTExMTExMTExMQ==",
        "%2534%2531%2531%2531%2531%2531%2531%2531%2531%2531%2531%2531%2531%2531%2531%2531",
        "four double two four double two four double two four double two four double two eight",
    ],
)
def test_a_number_is_cut_when_it_is_hidden(text: str) -> None:
    cut, count = cut_cards_text(text)

    assert count >= 1
    assert len(digits_of(cut)) < 8
    assert all(may_hold_card(body) for body in written([text]))


@pytest.mark.parametrize(
    "text",
    [
        "AWB 4111111111111111",
        "AWB no. 4111 1111 1111 1111",
        "Tracking number: 4111111111111111, 5555555555554444",
        "IMEI 378282246310005 of the phone",
        "IMEI2: 378282246310005",
        "order 4111111111111111",
        "Order ID - 4111111111111111",
        "SKU-4111111111111111-XL",
        "GTIN 36227206271667",
        "Flat 4012, 919876543210",
        "6512345678 560001",
        "65123 45678 560001",
        "sizes 36 38 40 42 44 46 48",
        "30-01-2024 10:20:30",
        "2024-05-06T07:08:09.123456+05:30",
        "https://shop.example/products/kurta?variant=39072856604729",
        "gid://shopify/Order/4111111111111111",
        "2401:4900:4111:1111:1111:1111:1111:1111",
        "41111111-1111-1111-9abc-123456789012",
        "GB82 WEST 1234 5698 7654 32",
        "YT4111111111111111",
        "a94a8fe54111111111111111fe5ccb19ba61c4c0873d391e",
        "+44 7911 123456 ext 1234",
        "CVC 180 GSM tee, 60/40 CVC 220 gsm",
        "the security code of the gate is 4321",
        "Rs 4111.00 and Rs 1111.00 and Rs 1111.00 and Rs 1111.00",
        "12.4111111111111, 77.5945627",
        "XXXX-XXXX-XXXX-4242",
        "4222222222222",
        "",
    ],
)
def test_what_only_looks_like_a_card_is_left_alone(text: str) -> None:
    assert cut_cards_text(text) == (text, 0)


# ---- CVV and the magnetic stripe


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("cvv 123", f"cvv {CUT}"),
        ("CVV2: 1234", f"CVV2: {CUT}"),
        ("my cvv is 1 2 3", f"my cvv is {CUT}"),
        ("123 is my cvv", f"{CUT} is my cvv"),
        ("CVC: 123", f"CVC: {CUT}"),
        ("सीवीवी १२३", f"सीवीवी {CUT}"),
        ("ＣＶＶ １２３", f"ＣＶＶ {CUT}"),
        ('"cvv":"123"', f'"cvv":"{CUT}"'),
        ('s:3:"cvv";s:3:"123";', f's:3:"cvv";s:3:"{CUT}";'),
        ("pay 500, cvv 123", f"pay 500, cvv {CUT}"),
        ("4111111111111111 12/29 123", f"{CUT} 12/29 {CUT}"),
        ("12/29 123 4111111111111111", f"12/29 {CUT} {CUT}"),
        ("4111 1111 1111 1111 1229 123", f"{CUT} 1229 {CUT}"),
        ("card 378282246310005, security code 1234", f"card {CUT}, security code {CUT}"),
        ("security code 321 of my visa", f"security code {CUT} of my visa"),
    ],
)
def test_cvv_is_cut_with_and_without_its_card(text: str, left: str) -> None:
    assert cut_cards_text(text)[0] == left
    assert all(may_hold_card(body) for body in written({"note": text}))


@pytest.mark.parametrize(
    "text",
    [
        "%B4111111111111111^DEVI/ASHA^2912101000000000000?",
        "B4111111111111111^DEVI/ASHA              ^29121010000000000",
        ";4111111111111111=29121010000012345?",
        "4111111111111111=29121010000012345",
        "4111111111111111D29121010000012345F",
    ],
)
def test_the_magnetic_stripe_is_cut_whole(text: str) -> None:
    cut, count = cut_cards_text(text)

    assert count >= 1
    assert digits_of(cut) == ""
    assert all(may_hold_card(body) for body in written({"x": text}))


def test_a_long_hostile_text_is_read_in_good_time() -> None:
    """No pattern here may go back over its input again and again."""
    for text in (
        "4 " * 20_000,
        "%20" * 20_000,
        "one " * 10_000,
        "(" * 60_000,
        "cvv " * 15_000,
        "4111 " * 12_000,
        "&#4" * 20_000,
    ):
        cut_cards_text(text)
