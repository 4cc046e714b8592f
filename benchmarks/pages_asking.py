"""A console that serves, and somebody at it without a browser: one kept connection, cookies, forms with their token."""

from __future__ import annotations

import gzip
import http.client
import os
import re
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.installation import Installation
from orderveil.core.settings import read_settings
from orderveil.vault.client import SocketVault, answers_on
from tests.console.serving import PASSWORD, code

_SECONDS = 120
_IDLE_SECONDS, _MOST_SETTLING_SECONDS = 0.15, 600
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_SECRET = re.compile(r'id="authenticator_secret" value="([A-Z2-7]+)"')


@dataclass
class Answer:
    """What came back. `took_ms`: from the request's first byte to the answer's last."""

    status: int
    body: bytes = field(repr=False)
    to: str
    took_ms: float

    @property
    def packed_bytes(self) -> int:
        return len(gzip.compress(self.body, 6))


class Visitor:
    """Keeps a connection and cookies."""

    def __init__(self, port: int) -> None:
        self._host = f"localhost:{port}"
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookies: dict[str, str] = {}
        self._token = ""

    def ask(self, path: str, form: dict[str, str] | None = None, *, htmx: bool = False) -> Answer:
        """Ask for a page, or send a form with the token of the page that was seen last."""
        headers = {"Host": self._host, "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        body = None
        if form is not None:
            body = urllib.parse.urlencode({"csrfmiddlewaretoken": self._token, **form}).encode()
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://{self._host}/"}
        if htmx:
            headers["HX-Request"] = "true"
        method = "GET" if form is None else "POST"
        began = time.perf_counter()
        try:
            self._line.request(method, path, body, headers)
            answer = self._line.getresponse()
        except http.client.RemoteDisconnected:  # it was kept open for long enough
            self._line.close()
            began = time.perf_counter()
            self._line.request(method, path, body, headers)
            answer = self._line.getresponse()
        content = answer.read()
        took_ms = (time.perf_counter() - began) * 1_000
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self._cookies[key] = rest.partition(";")[0]
        found = _TOKEN.search(content.decode(errors="replace"))
        self._token = found[1] if found else self._token
        to = answer.headers.get("HX-Redirect") or answer.headers.get("Location") or ""
        return Answer(answer.status, content, to, took_ms)

    def join(self, link: str, email: str) -> None:
        """Make an account, sign in, and set up an app. Raises RuntimeError."""
        self.ask(link)
        self.ask(link, {"password": PASSWORD, "again": PASSWORD})
        self.ask("/accounts/login/")
        self.ask("/accounts/login/", {"login": email, "password": PASSWORD})
        self.ask("/accounts/reauthenticate/")
        self.ask("/accounts/reauthenticate/", {"password": PASSWORD})
        page = self.ask("/accounts/2fa/totp/activate/").body.decode()
        found = _SECRET.search(page)
        if found is None:
            raise RuntimeError("nobody could sign in")
        self.ask("/accounts/2fa/totp/activate/", {"code": code(found[1])})
        if self.ask("/me/").status != 200:
            raise RuntimeError("nobody could sign in")


@contextmanager
def served(folder: Path) -> Iterator[Installation]:
    """Start vaultd and console over a home, as `orderveil serve` does; end both."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    environ = {
        "PATH": os.environ["PATH"], "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        "ORDERVEIL_HOME": str(folder / "h"), "ORDERVEIL_CONSOLE_BIND": f"127.0.0.1:{port}",
        "ORDERVEIL_CONSOLE_URL": f"http://localhost:{port}",
    }  # fmt: skip
    settings = read_settings(environ, folder)
    installed = Installation(settings, port, SocketVault(settings.socket), environ)
    with (folder / "output").open("wb") as out:
        try:
            for name, module in (("vaultd", "orderveil.vault.main"), ("console", "orderveil.console.main")):
                installed.processes[name] = subprocess.Popen(
                    [sys.executable, "-m", module], env=environ, stdout=out, stderr=subprocess.STDOUT
                )
                until = time.monotonic() + _SECONDS
                while not (answers_on(settings.socket) if name == "vaultd" else _answers(port)):
                    if time.monotonic() > until or installed.processes[name].poll() is not None:
                        raise RuntimeError(f"{name} did not start: {(folder / 'output').read_text()}")
                    time.sleep(0.1)
            yield installed
        finally:
            for process in reversed(list(installed.processes.values())):
                process.terminate()
                process.wait(timeout=60)


def _answers(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def spent_ms(installed: Installation) -> float:
    """Return the processor time of both processes so far, to the microsecond (Linux, schedstat)."""
    spent_ns = 0
    for process in installed.processes.values():
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        for pid in (str(process.pid), *children):
            for thread in Path(f"/proc/{pid}/task").iterdir():
                with suppress(FileNotFoundError, ProcessLookupError):  # it ended just now
                    spent_ns += int((thread / "schedstat").read_text().split()[0])
    return spent_ns / 1e6


def wait_until_idle(installed: Installation) -> None:
    """Let the check of the record end that the first page begins: it takes vaultd a while among many entries."""
    until = time.monotonic() + _MOST_SETTLING_SECONDS
    while time.monotonic() < until:
        before = installed.cpu_seconds("vaultd")
        time.sleep(3)
        if installed.cpu_seconds("vaultd") - before < _IDLE_SECONDS:
            return
