"""Intake over HTTP: only signed orders, durable before 200, and every refusal says where and why."""

from __future__ import annotations

import json

import httpx
import pytest

from tests.gateway.conftest import Running
from tests.gateway.wire import INTAKE, counted, order_body, post_order, signed

UNSIGNED = "orderveil_intake_unsigned_total"


def test_a_signed_order_is_sealed_and_a_second_time_a_duplicate(client: httpx.Client) -> None:
    first, second = (post_order(client, number=10) for _ in range(2))

    assert first.status_code == second.status_code == 200
    assert [answer.json()["results"][0]["status"] for answer in (first, second)] == ["sealed", "duplicate"]


def test_card_data_is_cut_and_named_by_path(client: httpx.Client) -> None:
    answer = post_order(client, number=11, note="my card 4111 1111 1111 1111 please charge")

    assert answer.json()["results"][0]["cut"] == ["note"]


@pytest.mark.parametrize("signature", [None, "", "AAAA", "not base64 !"])
def test_an_unsigned_order_is_refused_and_counted(client: httpx.Client, signature: str | None) -> None:
    body = order_body()
    headers = {name: value for name, value in signed(body).items() if "Hmac" not in name}
    if signature is not None:
        headers["X-Shopify-Hmac-SHA256"] = signature
    before = counted(client, UNSIGNED)

    answer = client.post(INTAKE, content=body, headers=headers)

    assert answer.status_code == 401
    assert answer.json()["reason"] == "access:unauthentic"
    assert counted(client, UNSIGNED) == before + 1


def test_a_changed_body_is_unsigned(client: httpx.Client) -> None:
    body = order_body()

    assert client.post(INTAKE, content=body + b" ", headers=signed(body)).status_code == 401


@pytest.mark.parametrize(
    ("shop", "reason"), [("away.test", "vault:gone"), ("ledgerless.test", "ledger:unavailable")]
)
def test_without_vault_or_ledger_the_source_is_asked_to_retry(client: httpx.Client, shop: str, reason: str) -> None:
    answer = post_order(client, f"/v1/intake/shopify/{shop}")

    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) >= 1
    assert answer.json() == {**answer.json(), "reason": reason, "permanent": False}


def test_what_breaks_inside_is_told_without_its_text(client: httpx.Client, gateway: Running) -> None:
    answer = post_order(client, "/v1/intake/shopify/broken.test")

    assert answer.status_code == 500
    assert answer.json()["reason"] == "relay:error"
    assert "MARKER" not in answer.text
    assert "MARKER" not in gateway.said()


@pytest.mark.parametrize("path", ["/v1/intake/nobody/shop.test", "/v1/intake/shopify/..", "/v1/intake/shopify/a%20b"])
def test_an_unknown_source_or_a_name_that_is_none_is_not_found(client: httpx.Client, path: str) -> None:
    body = order_body()

    assert client.post(path, content=body, headers=signed(body)).status_code == 404


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b'{"id":1,"id":2}', b'{"id":NaN}', b"\xff\xfe{\x00}\x00", b'{"a":"\\ud800"}', b'{"a":' * 5_000],
    ids=["empty", "truncated", "twice", "nan", "utf-16", "surrogate", "deep"],
)
def test_a_signed_body_that_cannot_be_read_is_refused_with_its_place(client: httpx.Client, body: bytes) -> None:
    answer = client.post(INTAKE, content=body, headers=signed(body))

    assert answer.status_code in (400, 413)
    assert answer.json()["reason"].startswith("input:")
    assert answer.json()["place"]


def test_a_body_beyond_the_limit_is_refused_before_it_is_sent(gateway: Running) -> None:
    with gateway.connect() as link:
        link.sendall(
            f"POST {INTAKE} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 104857600\r\n\r\n".encode() + b"x" * 1_000
        )
        answer = link.recv(65_536)

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"connection: close" in answer
    assert b"input:too-large" in answer


def test_a_chunked_body_is_measured_while_it_comes(gateway: Running) -> None:
    with gateway.connect() as link:
        link.sendall(f"POST {INTAKE} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
        chunk = b"%x\r\n%s\r\n" % (65_536, b"x" * 65_536)
        sent = 0
        try:
            while sent < 40 * 1024 * 1024:
                link.sendall(chunk)
                sent += 65_536
        except OSError:
            pass  # closed against us, as it should be
        assert sent < 16 * 1024 * 1024


def test_a_chunked_order_is_taken(client: httpx.Client) -> None:
    body = order_body(12)

    answer = client.post(INTAKE, content=iter([body[:100], body[100:]]), headers=signed(body))

    assert answer.json()["results"][0]["status"] == "sealed"


def test_a_body_that_breaks_off_is_not_taken_for_whole(gateway: Running, client: httpx.Client) -> None:
    body = order_body(13)
    head = "".join(f"{name}: {value}\r\n" for name, value in signed(body).items())
    with gateway.connect() as link:
        link.sendall(f"POST {INTAKE} HTTP/1.1\r\nHost: localhost\r\n{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        link.sendall(b"%x\r\n%s\r\n" % (len(body), body))  # all of it, but not the end mark

    assert post_order(client, number=13).json()["results"][0]["status"] == "sealed"  # the first time it is seen


@pytest.mark.parametrize("name", ["X-Shopify-Hmac-SHA256", "Host", "Content-Type"])
def test_a_header_that_stands_twice_is_refused(gateway: Running, name: str) -> None:
    body = order_body()
    headers = {"Host": "localhost", "Content-Length": str(len(body)), **signed(body)}
    lines = [f"{key}: {value}" for key, value in headers.items()] + [f"{name}: {headers[name]}"]
    with gateway.connect() as link:
        link.sendall("\r\n".join([f"POST {INTAKE} HTTP/1.1", *lines, "", ""]).encode() + body)
        assert link.recv(65_536).startswith(b"HTTP/1.1 400 ")


def test_a_packed_body_is_refused(client: httpx.Client) -> None:
    body = order_body()

    answer = client.post(INTAKE, content=body, headers={**signed(body), "Content-Encoding": "gzip"})

    assert answer.status_code == 415


def test_the_first_ping_of_woocommerce_is_answered(client: httpx.Client) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = client.post("/v1/intake/woocommerce/shop.test", content=b"webhook_id=7", headers=headers)

    assert answer.status_code == 200
    assert json.loads(answer.text)["reason"] == "intake:ping"
