"""The inventory's door over HTTP: no buyer field passes, a bad line never takes the others with it."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from orderveil.core.errors import BadConfiguration
from orderveil.gateway.goods import Goods, read_goods
from tests.gateway.wire import bearing, counted

LINES = "/v1/hops/ims/lines"
GOOD = {"sku": "BOTTLE-750-STEEL", "quantity": 3, "warehouse": "BLR1"}


def test_a_bad_line_is_refused_by_its_path_and_the_others_pass(client: httpx.Client) -> None:
    lines = [GOOD, {**GOOD, "buyer_phone": "+91 99999 00001"}, {**GOOD, "note": "call +91 99999 00001"}, 7, GOOD]
    before = counted(client, 'orderveil_ims_lines_total{verdict="refused"}')
    answer = client.post(LINES, json={"lines": lines}, headers=bearing("ims"))

    assert answer.status_code == 200
    assert answer.json() == {
        "accepted": [0, 4],
        "refused": [
            {"index": 1, "path": "buyer_phone", "reason": "ims:unknown-field"},
            {"index": 2, "path": "note", "reason": "ims:buyer-data:phone"},
            {"index": 3, "path": "", "reason": "ims:not-a-line"},
        ],
    }
    assert "99999" not in answer.text
    assert counted(client, 'orderveil_ims_lines_total{verdict="refused"}') == before + 3


def test_the_door_wants_a_key_of_the_inventory(client: httpx.Client) -> None:
    courier, none, revoked = (
        client.post(LINES, json={"lines": [GOOD]}, headers=headers)
        for headers in (bearing("courier"), {}, bearing("revoked"))
    )

    assert [courier.status_code, none.status_code, revoked.status_code] == [403, 401, 401]


def test_the_shops_list_says_what_is_goods(tmp_path: Path) -> None:
    (tmp_path / "shop.test.csv").write_text("gtin,sku\n8901234567894,ABC-1\n,9999900001\n")
    known = Goods(tmp_path).of("shop.test")

    assert known.is_known("abc-1")
    assert known.is_known("9999900001")
    assert not Goods(tmp_path).of("other.test").is_known("abc-1")


@pytest.mark.parametrize("content", [b"", b"name,sku\nx,y\n", b"sku\n\xff\xfe\n"])
def test_a_list_that_cannot_be_read_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "shop.csv"
    path.write_bytes(content)

    with pytest.raises(BadConfiguration, match=r"goods/shop\.csv"):
        read_goods(path)
