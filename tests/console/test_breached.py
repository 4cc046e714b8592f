"""Passwords that leaked elsewhere: found in a sorted file by halves, asked for by five digits, and failing soft."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from orderveil.console.accounts import breached
from orderveil.console.accounts.breached import Lists, SortedFile, hash_of
from orderveil.core.errors import BadConfiguration
from orderveil.core.settings import BreachedLists
from tests.console.serving import serving
from tests.console.test_asvs_served import Asker

LEAKED = "many rivers under one old lamp"
QUIET = "nobody ever wrote these words"


def digests(count: int) -> list[str]:
    return sorted({hashlib.sha1(b"%d" % n, usedforsecurity=False).hexdigest().upper() for n in range(count)})


def write(path: Path, hashes: list[str], end: str = "\r\n", *, last: bool = True) -> Path:
    text = end.join(f"{one}:{at % 9 + 1}" for at, one in enumerate(hashes))
    path.write_text(text + (end if last else ""), newline="")
    return path


@pytest.mark.parametrize("end", ["\r\n", "\n", "          \r\n"])
@pytest.mark.parametrize("last", [True, False])
@pytest.mark.parametrize("count", [1, 2, 3, 400])
def test_every_line_is_found_and_nothing_else(tmp_path: Path, end: str, last: bool, count: int) -> None:
    every = digests(2 * count + 1)
    listed, others = every[1::2], every[0::2]
    file = SortedFile(write(tmp_path / "list", listed, end, last=last))
    file.check()
    assert [file.count(one) for one in listed] == [at % 9 + 1 for at in range(len(listed))]
    assert not any(file.count(one) for one in (*others, "0" * 40, "F" * 40))


def test_a_file_is_never_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = digests(200_000)
    path = write(tmp_path / "list", listed)
    assert path.stat().st_size > 8_000_000
    reads: list[int] = []
    real = os.pread

    def counted(file: int, size: int, offset: int) -> bytes:
        content = real(file, size, offset)
        reads.append(len(content))
        return content

    monkeypatch.setattr(breached.os, "pread", counted)
    assert SortedFile(path).count(listed[123_456]) > 0
    assert len(reads) < 60
    assert sum(reads) < 60 * 96


@pytest.mark.parametrize("content", [b"", b"no hash at all\n", b"A" * 5_000, b"\0" * 5_000, b"0" * 40 + b"\n"])
def test_what_is_no_list_is_named_by_its_setting(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "list").write_bytes(content)
    with pytest.raises(BadConfiguration) as caught:
        SortedFile(tmp_path / "list").count("5" * 40)
    assert (caught.value.place, caught.value.reason) == ("ORDERVEIL_BREACHED_FILE", "setup:breached-list")


def test_a_list_that_is_not_sorted_is_seen(tmp_path: Path) -> None:
    hashes = digests(4_000)
    file = SortedFile(write(tmp_path / "list", hashes[2_000:] + hashes[:2_000]))
    with pytest.raises(BadConfiguration):
        file.check()


class Service(BaseHTTPRequestHandler):
    """Answers as the public service does; what it was asked is kept."""

    asked: list[str]
    headers_seen: list[str]
    answer: tuple[int, bytes]

    def do_GET(self) -> None:
        type(self).asked.append(self.path)
        type(self).headers_seen.append(str(self.headers))
        status, body = type(self).answer
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def service(status: int, *lines: str) -> Iterator[tuple[str, type[Service]]]:
    body = "\r\n".join(lines).encode()
    kind = type("Own", (Service,), {"asked": [], "headers_seen": [], "answer": (status, body)})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/range", kind
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def padding(count: int) -> list[str]:
    return [f"{hashlib.sha1(b'p%d' % n, usedforsecurity=False).hexdigest().upper()[:35]}:0" for n in range(count)]


def test_only_five_digits_leave_and_padding_is_nobodys_password() -> None:
    digest = hash_of(LEAKED)
    with service(200, *padding(400), f"{digest[5:]}:7", f"{hash_of(QUIET)[5:]}:0") as (url, kind):
        lists = Lists(BreachedLists(url=url))
        assert lists.has(LEAKED)
        assert not lists.has(QUIET)
    assert kind.asked == [f"/range/{digest[:5]}", f"/range/{hash_of(QUIET)[:5]}"]
    for head in kind.headers_seen:
        assert re.search(r"(?i)^add-padding: true\s*$", head, re.MULTILINE)
        assert digest[5:].lower() not in head.lower()
        assert LEAKED not in head
    assert lists.troubles() == {}


@pytest.mark.parametrize("status", [500, 429, 404, 302])
def test_a_service_that_cannot_say_refuses_nobody_and_is_told_of(status: int) -> None:
    with service(status) as (url, _):
        lists = Lists(BreachedLists(url=url))
        assert not lists.has(LEAKED)
        assert set(lists.troubles()) == {"service"}


def test_one_list_stands_in_for_another(tmp_path: Path) -> None:
    write(tmp_path / "list", sorted([*digests(50), hash_of(LEAKED)]))
    lists = Lists(BreachedLists(tmp_path / "list", "http://127.0.0.1:1/range"))
    assert lists.has(LEAKED)
    assert not lists.has(QUIET)
    assert set(lists.troubles()) == {"service"}
    lists = Lists(BreachedLists(tmp_path / "missing", None))
    assert not lists.has(LEAKED)
    assert lists.troubles()["file"][0] == "setup:breached-list"
    write(tmp_path / "missing", [hash_of(LEAKED)])
    assert lists.has(LEAKED)
    assert lists.troubles() == {}  # health is well again


def test_a_breached_password_is_refused_when_joining_and_health_tells_what_was_not_asked() -> None:
    folder = Path(tempfile.mkdtemp(prefix="ov-", dir="/tmp"))
    write(folder / "list", [hash_of(LEAKED)])
    more = {"ORDERVEIL_BREACHED_FILE": str(folder / "list"), "ORDERVEIL_BREACHED_URL": "http://127.0.0.1:1/range"}
    with serving(folder, **more) as served:
        assert Asker(served).ask("/healthz").body == "ok\n"
        asker, path = Asker(served), "/join/" + served.invite("Asha", "owner").rpartition("/join/")[2]
        refused = asker.send(path, password=LEAKED, again=LEAKED)
        assert refused.status == 200
        assert "leaked" in refused.body
        assert asker.send(path, password=QUIET, again=QUIET).status == 302
        told = Asker(served).ask("/healthz")
        assert told.status == 200
        assert re.search(r"breached passwords: service not asked since \S+ \(carriage:\S+\)", told.body)
        asker.send("/accounts/login/", login="asha@staff.example", password=QUIET)
        change = "/accounts/password/change/"
        again = asker.send(change, oldpassword=QUIET, password1=LEAKED, password2=LEAKED)
        assert (again.status, "leaked" in again.body) == (200, True)
        log = (folder / "console.log").read_text()
        assert "breached_not_asked" in log
        assert not any(hash_of(one)[5:] in log.upper() or one in log for one in (LEAKED, QUIET))
    shutil.rmtree(folder, ignore_errors=True)
