"""Somebody at the console without a browser: one kept connection, cookies, forms with their token."""

from __future__ import annotations

import gzip
import http.client
import re
import time
import urllib.parse
from dataclasses import dataclass, field

from tests.console.serving import PASSWORD, code

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
