"""Clients that are slow, hang or leave: they hold up nobody, and are let go of at a deadline."""

from __future__ import annotations

import asyncio
import resource
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from orderveil.gateway import guards
from orderveil.gateway.entry import STREAMS
from orderveil.gateway.errors import Busy, TooSlow
from orderveil.gateway.guards import Guards, Message
from orderveil.gateway.watch import Deadlines, Gone
from tests.gateway.conftest import Running, running_gateway
from tests.gateway.double import KEYS
from tests.gateway.wire import INTAKE, logged, order_body, post_order, signed

HANGING = 400


@pytest.fixture
def many_files() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4_096, hard), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.usefixtures("many_files")
def test_hundreds_of_hanging_bodies_hold_up_nobody(gateway: Running, client: httpx.Client) -> None:
    """Many more than there are threads."""
    with ExitStack() as held:
        for _ in range(HANGING):
            link = held.enter_context(gateway.connect())
            link.sendall(f"POST {INTAKE} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999\r\n\r\n{{".encode())

        answers = [post_order(client, number=30 + number) for number in range(20)]

    assert [answer.status_code for answer in answers] == [200] * 20


@pytest.mark.usefixtures("many_files")
def test_hundreds_of_hanging_heads_hold_up_nobody(gateway: Running, client: httpx.Client) -> None:
    with ExitStack() as held:
        for _ in range(HANGING):
            held.enter_context(gateway.connect()).sendall(b"POST /v1/inta")

        assert post_order(client, number=60).status_code == 200


def _begin_stream(gateway: Running, key: str) -> socket.socket:
    """Return a connection on which a stream of views has begun and of which nothing is read."""
    link = socket.socket()
    link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    link.connect((gateway.host, gateway.port))
    head = f"Host: localhost\r\nAuthorization: Bearer {KEYS[key]}\r\nContent-Type: application/json"
    link.sendall(f"POST /v1/hops/courier/views HTTP/1.1\r\n{head}\r\nContent-Length: 2\r\n\r\n{{}}".encode())
    return link


def test_a_stream_is_drawn_no_faster_than_it_is_read(client: httpx.Client, gateway: Running) -> None:
    """The shop has no end here, and the client reads nothing: what was drawn when it leaves is a few pages."""
    link = _begin_stream(gateway, "endless")
    request_id = link.recv(1_000).partition(b"x-request-id: ")[2][:16].decode()
    time.sleep(0.5)
    assert post_order(client, number=61).status_code == 200
    link.close()

    line = logged(gateway, request_id)
    assert line["outcome"] == "cut"
    assert int(str(line["bytes_out"])) < 16 * 1024 * 1024


def test_streams_never_take_every_thread(gateway: Running, client: httpx.Client) -> None:
    with ExitStack() as held:
        links = [held.enter_context(_begin_stream(gateway, "endless")) for _ in range(STREAMS + 4)]
        answers = [link.recv(1_000) for link in links]
        assert post_order(client, number=62).status_code == 200

    busy = [answer for answer in answers if answer.startswith(b"HTTP/1.1 503 ")]
    assert len(busy) == 4
    assert all(b"http:busy" in answer for answer in busy)


async def _never() -> Message:
    return await asyncio.get_running_loop().create_future()  # type: ignore[no-any-return]


def test_a_body_that_does_not_come_is_let_go_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "BODY_SECONDS", 0.0)

    async def read() -> bytes:
        deadlines = Deadlines()
        deadlines.start()
        return await Guards(None, deadlines).body({b"content-length": b"10"}, 100, _never)

    with pytest.raises(TooSlow):
        asyncio.run(read())


def test_a_stopping_server_is_not_taken_for_a_slow_client() -> None:
    async def read() -> None:
        deadlines = Deadlines()
        deadlines.start()
        task = asyncio.create_task(Guards(None, deadlines).body({b"content-length": b"10"}, 100, _never))
        await asyncio.sleep(0)
        task.cancel()
        await task

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(read())


def _coming(*parts: Message) -> guards.Receive:
    source = iter(parts)

    async def receive() -> Message:
        return next(source)

    return receive


def _piece(size: int, *, more: bool = True) -> Message:
    return {"type": "http.request", "body": b"x" * size, "more_body": more}


def _read(receive: guards.Receive, limit: int = 10_000_000, times: int = 1) -> bytes:
    async def read() -> bytes:
        reader = Guards(None, Deadlines())
        for _ in range(times):
            body = await reader.body({b"transfer-encoding": b"chunked"}, limit, receive)
        return body

    return asyncio.run(read())


def test_a_client_that_leaves_in_the_middle_of_its_body_sent_nothing() -> None:
    with pytest.raises(Gone):
        _read(_coming(_piece(5), {"type": "http.disconnect"}))


def test_large_bodies_share_one_budget_and_give_it_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "BUFFER_BYTES", 1_000)
    small = guards.SMALL_BYTES

    with pytest.raises(Busy):
        _read(_coming(_piece(small), _piece(1_001, more=False)))
    again = (_piece(small), _piece(900, more=False))
    assert len(_read(_coming(*again, *again), times=2)) == small + 900


def test_a_gateway_that_is_told_to_stop_answers_what_it_has_taken() -> None:
    with running_gateway() as running:
        with running.connect() as link:
            head = f"Host: localhost\r\nAuthorization: Bearer {KEYS['courier']}"
            link.sendall(f"GET /v1/hops/courier/orders/SLOW HTTP/1.1\r\n{head}\r\n\r\n".encode())
            httpx.get(f"{running.url}/healthz")
            running.process.terminate()
            assert link.recv(65_536).startswith(b"HTTP/1.1 200 ")
        assert running.process.wait(timeout=20) == 0


def test_more_than_the_gateway_takes_on_is_told_to_come_back() -> None:
    with running_gateway(ORDERVEIL_GATEWAY_THREADS="1", ORDERVEIL_GATEWAY_WAITING="1") as running, ExitStack() as held:
        head = f"Host: localhost\r\nAuthorization: Bearer {KEYS['courier']}"
        links = [held.enter_context(running.connect()) for _ in range(6)]
        for link in links:
            link.sendall(f"GET /v1/hops/courier/orders/SLOW HTTP/1.1\r\n{head}\r\n\r\n".encode())
        answers = [link.recv(65_536) for link in links]
        alive = httpx.get(f"{running.url}/healthz")

    assert alive.status_code == 200
    busy = [answer for answer in answers if answer.startswith(b"HTTP/1.1 503 ")]
    assert len(busy) == 4
    assert all(b"retry-after: 1" in answer and b"http:busy" in answer for answer in busy)


def test_a_shop_that_sends_too_fast_is_told_to_slow_down() -> None:
    with running_gateway(ORDERVEIL_INTAKE_PER_SECOND="1") as running, httpx.Client(base_url=running.url) as one:
        answers = [one.post(INTAKE, content=b, headers=signed(b)) for b in (order_body(n) for n in range(4))]

    assert [answer.status_code for answer in answers[:2]] == [200, 200]
    assert (answers[3].status_code, answers[3].headers["Retry-After"]) == (429, "1")
