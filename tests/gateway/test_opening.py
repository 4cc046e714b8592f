"""Views over HTTP: by the partner's own key, and streams that say how they ended."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from tests.gateway.conftest import Running
from tests.gateway.double import KEYS, ORDERS
from tests.gateway.wire import bearing

COURIER = "/v1/hops/courier"


def lines_of(answer: httpx.Response) -> tuple[list[Any], dict[str, Any]]:
    """Return the lines of a stream and what its last line says."""
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/x-ndjson"
    *rows, last = [json.loads(line) for line in answer.text.splitlines()]
    return rows, last["end"]


def test_a_key_opens_its_hops_view(client: httpx.Client) -> None:
    answer = client.get(f"{COURIER}/orders/R1", headers=bearing("courier"))

    assert answer.status_code == 200
    assert answer.json()["view"]["ref"] == "R1"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_key_of_one_hop_does_not_open_anothers_view(client: httpx.Client) -> None:
    answer = client.get("/v1/hops/support/orders/R1", headers=bearing("courier"))

    assert (answer.status_code, answer.json()["reason"]) == (403, "access:not-allowed")


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ovk_short", "Basic abc", f"Bearer {KEYS['revoked']}", f"Bearer ovk_{'y' * 43}"],
)
def test_without_a_good_key_nothing_is_opened(client: httpx.Client, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = client.get(f"{COURIER}/orders/R1", headers=headers)

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(("ref", "status"), [("X1", 404), ("GONE", 410)])
def test_orders_that_are_not_there_say_so(client: httpx.Client, ref: str, status: int) -> None:
    assert client.get(f"{COURIER}/orders/{ref}", headers=bearing("courier")).status_code == status


def test_a_reference_may_hold_a_slash(client: httpx.Client) -> None:
    answer = client.get(f"{COURIER}/orders/R%2F7", headers=bearing("courier"))

    assert answer.json()["view"]["ref"] == "R/7"


@pytest.mark.parametrize("query", ["purpose=refund", "shipment=1&shipment=2", "shipment", "shipment=" + "9" * 65])
def test_a_look_takes_a_shipment_in_its_query_and_nothing_else(client: httpx.Client, query: str) -> None:
    assert client.get(f"{COURIER}/orders/R1?{query}", headers=bearing("courier")).status_code == 400


def test_a_purpose_that_the_contract_does_not_name_is_refused(client: httpx.Client) -> None:
    path = f"{COURIER}/orders/R1/reveals"
    good = client.post(path, json={"purpose": "delivery", "reference": "T-1"}, headers=bearing("courier"))
    bad = client.post(path, json={"purpose": "unknown"}, headers=bearing("courier"))

    assert (good.status_code, bad.status_code) == (200, 403)
    assert bad.json()["reason"] == "contract:no-purpose"


def test_a_complete_stream_ends_with_a_line_that_says_so(client: httpx.Client) -> None:
    rows, end = lines_of(client.post(f"{COURIER}/views", json={}, headers=bearing("courier")))

    assert len(rows) == ORDERS
    assert end == {"complete": True, "views": ORDERS, "missing": 0, "reason": None, "cursor": None}


def test_a_stream_that_stops_half_way_says_why_and_where(client: httpx.Client) -> None:
    rows, end = lines_of(client.post(f"{COURIER}/views", json={}, headers=bearing("poor")))

    assert (end["complete"], end["reason"]) == (False, "access:quota")
    assert end["views"] == len(rows) == 500
    assert end["cursor"] == "500"


def test_a_stream_goes_on_from_its_cursor_up_to_a_limit(client: httpx.Client) -> None:
    body = {"cursor": "500", "limit": 700}
    rows, end = lines_of(client.post(f"{COURIER}/views", json=body, headers=bearing("courier")))

    assert [row["view"]["ref"] for row in rows] == [f"R{number}" for number in range(500, 1_200)]
    assert end["complete"]
    assert end["cursor"] == "1200"


def test_named_orders_are_answered_in_their_order_and_unknown_ones_told(client: httpx.Client) -> None:
    orders = [f"R{number}" for number in range(1_200)]
    orders[3] = orders[700] = "X"
    rows, end = lines_of(client.post(f"{COURIER}/views/named", json={"orders": orders}, headers=bearing("courier")))

    assert [row["asked"] for row in rows] == list(range(1_200))
    assert [row["asked"] for row in rows if row.get("missing")] == [3, 700]
    assert (end["views"], end["missing"], end["complete"]) == (1_198, 2, True)


def test_a_stream_that_cannot_begin_is_an_error_and_no_stream(client: httpx.Client) -> None:
    away = client.post("/v1/hops/support/views", json={}, headers=bearing("courier"))
    scopeless = client.post(f"{COURIER}/views", json={}, headers=bearing("narrow"))

    assert (away.status_code, scopeless.status_code) == (403, 403)


def test_a_client_that_leaves_a_stream_holds_up_nobody(gateway: Running, client: httpx.Client) -> None:
    head = f"Host: localhost\r\nAuthorization: Bearer {KEYS['courier']}\r\nContent-Type: application/json"
    for _ in range(40):
        with gateway.connect() as link:
            link.sendall(f"POST {COURIER}/views HTTP/1.1\r\n{head}\r\nContent-Length: 2\r\n\r\n{{}}".encode())
            link.recv(10)

    assert lines_of(client.post(f"{COURIER}/views", json={}, headers=bearing("courier")))[1]["complete"]
