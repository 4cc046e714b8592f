"""Card data is cut at any place of a tree, named by its path, and the rest of the tree goes on unharmed."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import pytest

from orderveil.detect.cards import CUT, cut_cards, may_hold_card
from tests.detect.card_forms import embossed

PAN = "4111111111111111"


def written(tree: Any) -> list[bytes]:
    """The same tree as the two kinds of JSON writers put it on the wire."""
    return [json.dumps(tree).encode(), json.dumps(tree, ensure_ascii=False, separators=(",", ":")).encode()]


def texts_of(tree: Any) -> str:
    return json.dumps(tree, ensure_ascii=False, default=str)


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
