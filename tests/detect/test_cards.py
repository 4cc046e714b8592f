"""Card data never enters: what is cut, wherever and however it stands, and what is left alone."""

from __future__ import annotations

import json
import random
import re
from decimal import Decimal
from typing import Any

import pytest

from orderveil.detect.cards import CUT, cut_cards, cut_cards_text, may_hold_card
from tests.detect.card_forms import AROUND, KNOWN_TEST_NUMBERS, WRITTEN, draw_card, embossed

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


@pytest.mark.parametrize("key", ["cvv", "CVV2", "card_cvc", "cardCvv", "security_code", "cc_cid", "verification_value"])
@pytest.mark.parametrize("value", ["123", "1234", 123, " 321 ", ["123"], {"value": "123"}])
def test_cvv_is_cut_by_its_key(key: str, value: Any) -> None:
    cut, paths = cut_cards({"payment": {key: value}})

    assert "23" not in texts_of(cut)
    assert "321" not in texts_of(cut)
    assert len(paths) == 1
    assert paths[0].startswith(f"payment.{key}")
    assert all(may_hold_card(body) for body in written({"payment": {key: value}}))


@pytest.mark.parametrize(
    "tree",
    [
        {"cvv_result_code": "M", "cvv": None, "cvv_required": True},
        {"credit_card_bin": "411111", "credit_card_number": "XXXX-XXXX-XXXX-4242", "last4": 4242},
        {"name": "Gate security code", "value": "4321"},
        {"delivery_verification_code": "4321"},
    ],
)
def test_what_is_not_the_secret_itself_stays(tree: dict[str, Any]) -> None:
    assert cut_cards(tree) == (tree, ())


# ---- trees


@pytest.mark.parametrize(
    ("tree", "paths"),
    [
        ({"note": PAN}, ("note",)),
        ({"x": int(PAN)}, ("x",)),
        ({"x": float(PAN)}, ("x",)),
        ({"x": Decimal(PAN)}, ("x",)),
        ({"a": {"b": [{"c": [PAN]}]}}, ("a.b[0].c[0]",)),
        ({PAN: "x"}, (f"{CUT}",)),
        ({f"card {PAN}": {"y": "x"}}, (f"card {CUT}",)),
        ({"card_number": "4111111111111112"}, ("card_number",)),
        ({"creditCard": {"number": "4111111111111112"}}, ("creditCard.number",)),
        ({"number": PAN, "cvc": "123"}, ("number", "cvc")),
        ({"note_attributes": [{"name": "Card number", "value": "4111111111111112"}]}, ("note_attributes[0].value",)),
        ({"note_attributes": [{"name": "CVV", "value": "123"}]}, ("note_attributes[0].value",)),
        ({"meta_data": [{"id": 7, "key": "_cvv", "value": "123"}]}, ("meta_data[0].value",)),
        ({"attributes": [["CVV", "123"]]}, ("attributes[0][1]",)),
        ({"x": ("a", PAN)}, ("x[1]",)),
        ({"meta": '{"card":{"number":"4111111111111111","cvv":"123"}}'}, ("meta",)),
        ({"track2": ";1234567890123=2912?"}, ("track2",)),
        ({"id": 12, "order_id": f"my card is {embossed(PAN, ' ')}"}, ("order_id",)),
    ],
)
def test_card_data_is_cut_at_any_place_and_named_by_its_path(tree: dict[str, Any], paths: tuple[str, ...]) -> None:
    before = texts_of(tree)

    cut, found = cut_cards(tree)

    assert found == paths
    assert PAN not in texts_of(cut)
    assert not any(PAN[:8] in path for path in found)
    assert texts_of(tree) == before
    if not isinstance(tree.get("x"), tuple | Decimal):
        assert all(may_hold_card(body) for body in written(tree))


@pytest.mark.parametrize(
    "tree",
    [
        ["4111", "1111", "1111", "1111"],
        [4111, 1111, 1111, 1111],
        ["41111111", "11111111"],
        {"a": ["4111 1111", "1111 1111"]},
        {"p1": "4111", "p2": "1111", "p3": "1111", "p4": "1111"},
        {"name": "4111 1111", "value": "1111 1111"},
        {"4111 1111": "1111 1111"},
        {"41111111": "11111111"},
        [{"name": "part 1", "value": "4111"}, {"name": "part 2", "value": "1111"},
         {"name": "part 3", "value": "1111"}, {"name": "part 4", "value": "1111"}],
        {"address1": "4111 1111", "address2": "1111 1111"},
        ["3782", "822463", "10005"],
        ["४१११", "११११", "११११", "११११"],
        list(PAN),
        {"card_number_1": "41111111", "card_number_2": "11111111"},
    ],
)  # fmt: skip
def test_a_number_split_over_neighbours_is_cut(tree: Any) -> None:
    cut, paths = cut_cards({"x": tree})

    assert paths
    assert not re.search(r"[1१]{2}", texts_of(cut)), cut
    assert not re.search(r"[1१]{3}", "".join(paths))
    assert all(may_hold_card(body) for body in written({"x": tree}))


@pytest.mark.parametrize(
    "tree",
    [
        {"id": int(PAN), "variant_id": 39072856604729, "admin_graphql_api_id": f"gid://shopify/Order/{PAN}"},
        {"x": 39072856604729},
        {"properties": [{"name": "IMEI", "value": "378282246310005"}, {"name": "Serial no", "value": PAN}]},
        {"tracking_numbers": [PAN, "4242424242424242"], "tracking_url": f"https://t.example/{PAN}"},
        {"sku": PAN, "barcode": "4006381333931"},
        {"number": PAN, "order_key": "wc_order_x", "line_items": []},
        {"line_items": [{"quantity": 4111, "grams": 1111, "price": "1111", "position": 1111}]},
        {"ids": [41111111, 11111111]},
        {"landing_site": "/products/kurta?variant=39072856604729&fbclid=IwAR4111111111111111"},
        {"browser_ip": "2401:4900:4111:1111:1111:1111:1111:1111"},
        {"imei": {"value": "378282246310005"}},
    ],
)
def test_ids_in_their_places_are_left_alone(tree: dict[str, Any]) -> None:
    cut, paths = cut_cards(tree)

    assert paths == ()
    assert cut is tree


def test_two_keys_that_are_cut_alike_both_keep_their_values() -> None:
    cut, paths = cut_cards({"4111111111111111": "a", "5555555555554444": "b"})

    assert sorted(cut.values()) == ["a", "b"]
    assert len(paths) == 2


@pytest.mark.parametrize(
    "value",
    [None, True, 0, -1, 10**400, float("nan"), float("inf"), "", "\ud800", "\x00" * 40, b"4111", object(), {1: 2}, []],
)
def test_odd_values_pass_unharmed(value: Any) -> None:
    tree = {"x": value}

    assert cut_cards(tree)[0] is tree


def test_a_branch_too_deep_to_read_is_cut_rather_than_trusted() -> None:
    tree: Any = PAN
    for _ in range(5000):
        tree = [tree]

    cut, paths = cut_cards(tree)

    assert PAN not in str(cut)
    assert len(paths) == 1


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
