"""What holds for every path: hosts, methods, headers, metrics, the access log."""

from __future__ import annotations

import json

import httpx
import pytest

from tests.gateway.conftest import Running
from tests.gateway.wire import INTAKE, bearing, counted, logged, order_body, post_order, signed

MARKER = "MARKER99999"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost@evil.example"])
def test_a_name_that_is_not_ours_is_not_answered_to(client: httpx.Client, host: str) -> None:
    """A page in a browser on this machine reaches 127.0.0.1 through a name of its own (DNS rebinding)."""
    answer = client.get("/healthz", headers={"Host": host})

    assert (answer.status_code, answer.json()["reason"]) == (421, "http:host")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8470", "127.0.0.1:1", "[::1]:80"])
def test_names_of_this_machine_are_answered_to(client: httpx.Client, host: str) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/", 404), ("GET", "/v1", 404), ("DELETE", "/healthz", 405), ("PUT", INTAKE, 405),
     ("BREW", "/healthz", 405), ("GET", "/v1//search", 404), ("GET", "/v1/search/", 404),
     ("GET", "/v1/hops/courier/orders/%ff", 404)],
)  # fmt: skip
def test_what_is_not_there_is_not_found(client: httpx.Client, method: str, path: str, status: int) -> None:
    answer = client.request(method, path)

    assert answer.status_code == status
    assert set(answer.json()) == {"reason", "message", "permanent", "place"}


def test_every_answer_forbids_keeping_framing_and_guessing(client: httpx.Client) -> None:
    answers = [client.get("/healthz"), client.get("/nothing"), post_order(client, number=20)]

    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert len(answer.headers["X-Request-Id"]) == 16


def test_metrics_are_for_this_machine_alone(client: httpx.Client) -> None:
    forwarded = [client.get("/metrics", headers={name: "203.0.113.7"}) for name in ("X-Forwarded-For", "Forwarded")]

    assert client.get("/metrics").status_code == 200
    assert [answer.status_code for answer in forwarded] == [404, 404]


def test_no_value_of_a_request_is_in_logs_or_metrics(client: httpx.Client, gateway: Running) -> None:
    """A marker in every place where a client can put one."""
    body = order_body(21, email=f"{MARKER}@mail.example", note=MARKER)
    client.post(INTAKE, content=body, headers={**signed(body), "User-Agent": MARKER, "X-Shopify-Webhook-Id": MARKER})
    client.post(f"/v1/intake/shopify/{MARKER}", content=body, headers=signed(body, MARKER))
    client.get(f"/v1/hops/courier/orders/{MARKER}?shipment={MARKER}", headers=bearing("courier"))
    client.get(f"/{MARKER}?{MARKER}={MARKER}", headers={"Authorization": f"Bearer ovk_{MARKER * 4}", MARKER: MARKER})
    client.request(MARKER, "/healthz")
    client.post("/v1/search", json={"criteria": {"email": f"{MARKER}@mail.example"}}, headers=bearing("support"))
    client.post("/v1/search", content=b"{" + MARKER.encode(), headers={**bearing("support"), "X-Request-Id": MARKER})
    last = client.get("/healthz").headers["X-Request-Id"]
    logged(gateway, last)

    assert MARKER not in client.get("/metrics").text
    assert MARKER not in gateway.said()


def test_the_access_log_names_the_route_and_not_the_path(client: httpx.Client, gateway: Running) -> None:
    request_id = client.get("/v1/hops/courier/orders/R5", headers=bearing("courier")).headers["X-Request-Id"]

    line = logged(gateway, request_id)
    assert (line["route"], line["method"], line["status"]) == ("/v1/hops/{hop}/orders/{ref}", "GET", 200)
    assert "R5" not in json.dumps(line)


def test_requests_are_counted_by_route(client: httpx.Client) -> None:
    line = 'orderveil_gateway_requests_total{method="GET",route="none",status="404"}'
    before = counted(client, line)
    client.get("/nothing/of/the/kind")

    assert counted(client, line) == before + 1
