"""Console and gateway on the wire: one request is never read as two, and nobody's word about a proxy is believed."""

from __future__ import annotations

import re
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.console.serving import Served, serving
from tests.console.test_asvs_served import ADDRESS, LONG, Asker, joined
from tests.gateway.conftest import running_gateway

HOST = b"Host: localhost\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
HIDDEN = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
# what a proxy before us may read otherwise than we do; in each, HIDDEN follows as a body or as a request of its own
DISAGREEING = {
    "two lengths": b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    "a list of lengths": b"Content-Length: 5, 6\r\n\r\nhello",
    "a length and chunks": b"Content-Length: 50\r\n" + CHUNKED + b"\r\n0\r\n\r\n",
    "chunks and a length": CHUNKED + b"Content-Length: 50\r\n\r\n0\r\n\r\n",
    "chunks behind a tab": b"Transfer-Encoding:\tchunked\r\nContent-Length: 50\r\n\r\n0\r\n\r\n",
    "chunks with a space": b"Transfer-Encoding : chunked\r\nContent-Length: 5\r\n\r\nhello",
    "identity": b"Transfer-Encoding: identity\r\nContent-Length: 5\r\n\r\nhello",
    "another coding": b"Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n\r\nhello",
    "chunked is not last": b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "two codings": CHUNKED + b"Transfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    "a sign before the length": b"Content-Length: +5\r\n\r\nhello",
    "a length below none": b"Content-Length: -5\r\n\r\nhello",
    "a length of sixteens": b"Content-Length: 0x5\r\n\r\nhello",
    "a folded line": b"Content-Length: 5\r\nX-A: b\r\n Transfer-Encoding: chunked\r\n\r\nhello",
    "a chunk of no number": CHUNKED + b"\r\n5x\r\nhello\r\n0\r\n\r\n",
    "a line end in a chunk's head": CHUNKED + b"\r\n5;a\nx\r\nhello\r\n0\r\n\r\n",
    "a NUL in a header": b"X-A: a\0b\r\nContent-Length: 5\r\n\r\nhello",
}


@pytest.fixture(scope="module")
def ports() -> Iterator[dict[str, tuple[int, bytes]]]:
    """Where each process listens, and a path that takes a POST."""
    folder = Path(tempfile.mkdtemp(prefix="ov-", dir="/tmp"))
    with serving(folder) as served, running_gateway() as gateway:
        at = int(served.url.rpartition(":")[2])
        yield {"console": (at, b"/accounts/login/"), "gateway": (gateway.port, b"/v1/search")}
    shutil.rmtree(folder, ignore_errors=True)


def talk(port: int, sent: bytes) -> tuple[list[int], bool]:
    """Return the statuses of every answer, and whether the other side ended the connection."""
    got, is_ended = b"", False
    with socket.create_connection(("127.0.0.1", port), timeout=10) as link:
        link.sendall(sent)
        try:
            while part := link.recv(65_536):
                got += part
            is_ended = True
        except ConnectionError:
            is_ended = True
        except TimeoutError:
            pass
    return [int(one) for one in re.findall(rb"HTTP/1\.[01] (\d{3})", got)], is_ended


@pytest.mark.parametrize("process", ["console", "gateway"])
def test_two_requests_that_follow_each_other_are_two(ports: dict[str, tuple[int, bytes]], process: str) -> None:
    """What the other tests count would be counted."""
    port, path = ports[process]
    last = HIDDEN.replace(b"Host", b"Connection: close\r\nHost")
    sent = b"POST " + path + b" HTTP/1.1\r\n" + HOST + b"Content-Length: 5\r\n\r\nhello" + last
    statuses, _ = talk(port, sent)
    assert len(statuses) == 2
    assert statuses[1] == 200


@pytest.mark.parametrize("process", ["console", "gateway"])
@pytest.mark.parametrize("how", DISAGREEING)
def test_lengths_that_disagree_hide_no_second_request(
    ports: dict[str, tuple[int, bytes]], process: str, how: str
) -> None:
    port, path = ports[process]
    statuses, is_ended = talk(port, b"POST " + path + b" HTTP/1.1\r\n" + HOST + DISAGREEING[how] + HIDDEN)
    assert len(statuses) <= 1
    assert not {200, 500} & set(statuses)  # the fault is the sender's
    assert is_ended  # what is left of it is nobody's next request


@pytest.mark.parametrize("process", ["console", "gateway"])
def test_two_hosts_are_none(ports: dict[str, tuple[int, bytes]], process: str) -> None:
    twice = b"GET /healthz HTTP/1.1\r\nConnection: close\r\n" + HOST + b"Host: evil.example\r\n\r\n"
    assert talk(ports[process][0], twice)[0] == [400]


def test_nobody_but_a_known_proxy_says_that_there_is_tls() -> None:
    folder = Path(tempfile.mkdtemp(prefix="ov-", dir="/tmp"))
    with serving(folder, ORDERVEIL_CONSOLE_URL=ADDRESS, ORDERVEIL_CONSOLE_PROXIES_FROM="192.0.2.7") as served:
        served.url = f"http://{served.environ['ORDERVEIL_CONSOLE_BIND']}"
        answer = Asker(served).ask("/accounts/login/")  # it says X-Forwarded-Proto: https
        assert answer.status == 403
        assert "csrfmiddlewaretoken" not in answer.body
        assert not answer.headers.get_all("Set-Cookie")
        assert Asker(served).ask("/healthz").status == 200
    shutil.rmtree(folder, ignore_errors=True)


def test_under_https_a_connection_in_clear_gets_no_page_and_no_cookie() -> None:
    folder = Path(tempfile.mkdtemp(prefix="ov-", dir="/tmp"))
    with serving(folder, ORDERVEIL_CONSOLE_URL=ADDRESS, ORDERVEIL_CONSOLE_PROXIES="2") as served:
        served.url = f"http://{served.environ['ORDERVEIL_CONSOLE_BIND']}"
        for said in ("http", "", "https, http", "http,https"):
            answer = Asker(served).ask("/accounts/login/", X_Forwarded_Proto=said)
            assert (answer.status, answer.headers.get_all("Set-Cookie")) == (403, None), said
        assert Asker(served).ask("/accounts/login/").status == 200
        # past one of the two proxies: the last addresses would be the browser's own words
        assert Asker(served).ask("/accounts/login/", X_Forwarded_For="203.0.113.7").status == 400
        _tries_are_counted_by_the_true_address(served)
    shutil.rmtree(folder, ignore_errors=True)


def _tries_are_counted_by_the_true_address(served: Served) -> None:
    """Two proxies: the second address from the end is what the outer one saw; what stands before is made up."""
    joined(served, "Asha", LONG)

    def sign_in(n: int, seen: str, password: str) -> int:
        asker = Asker(served)
        page = asker.ask("/accounts/login/").body
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token is not None
        form = {"csrfmiddlewaretoken": token[1], "login": f"nobody{n}@staff.example", "password": password}
        if password == LONG:
            form["login"] = "asha@staff.example"
        return asker.ask("/accounts/login/", form, X_Forwarded_For=f"198.51.100.{n}, {seen}, 10.0.0.2").status

    for n in range(12):  # ten failures a minute of one address, whatever it claims to be
        sign_in(n, "203.0.113.7", "not the right one at all")
    assert sign_in(99, "203.0.113.7", LONG) == 200  # held
    assert sign_in(99, "203.0.113.8", LONG) == 302  # another address goes on
