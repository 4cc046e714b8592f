"""A browser as far as cookies and forms go: for what is asked of the served console without a page being drawn."""

from __future__ import annotations

import re
import urllib.error
import urllib.parse
import urllib.request
from email.message import Message
from http.cookies import SimpleCookie
from typing import NamedTuple


class Answer(NamedTuple):
    status: int
    headers: Message
    body: str

    @property
    def to(self) -> str:
        """Where it leads."""
        return self.headers.get("Location", "")


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def fetch(url: str, form: dict[str, str] | None = None, **headers: str) -> Answer:
    """Ask once, and follow nothing."""
    body = urllib.parse.urlencode(form).encode() if form is not None else None
    request = urllib.request.Request(url, body, headers)
    try:
        with urllib.request.build_opener(NoRedirect).open(request, timeout=20) as got:
            return Answer(got.status, got.headers, got.read().decode())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.headers, error.read().decode())


class Visitor:
    """One browser."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.cookies: dict[str, str] = {}

    def ask(self, path: str, form: dict[str, str] | None = None) -> Answer:
        url = path if path.startswith("http") else f"{self.url}{path}"
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = fetch(url, form, Cookie=cookies, Referer=f"{self.url}/")
        self.keep(answer)
        return answer

    def keep(self, answer: Answer) -> None:
        """Keep the cookies that it sets."""
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}

    def send(self, page: str, to: str = "", **form: str) -> Answer:
        """Send a form of a page, with the page's token."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.ask(page).body)
        assert token is not None, page
        return self.ask(to or page, {"csrfmiddlewaretoken": token[1], **form})
