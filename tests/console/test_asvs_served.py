"""What OWASP ASVS 5.0 asks of the served console, where no other test shows it (docs/spec/asvs.md)."""

from __future__ import annotations

import re
import shutil
import sqlite3
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from email.message import Message
from http.cookies import SimpleCookie
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.console.serving import Served, serving

PAGES = ("/accounts/login/", "/healthz", "/orders/", "/no-such-page", "/static/console/console.css", "/join/none/")
ADDRESS = "https://localhost"
LONG = "ईमानदार small fish 🐟 swim by night " + "x" * 40


class Answer(NamedTuple):
    status: int
    headers: Message
    body: str


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    folder = Path(tempfile.mkdtemp(prefix="ov-", dir="/tmp"))
    with serving(folder, ORDERVEIL_CONSOLE_URL=ADDRESS) as served:
        bind = served.environ["ORDERVEIL_CONSOLE_BIND"]
        yield Served(f"http://{bind}", served.settings, served.vault, served.environ)
    shutil.rmtree(folder, ignore_errors=True)


class Asker:
    """A browser as far as cookies go, behind a proxy that ends TLS."""

    def __init__(self, served: Served) -> None:
        self._url = served.url
        self.cookies: dict[str, str] = {}

    def ask(self, path: str, form: dict[str, str] | None = None, method: str = "", **headers: str) -> Answer:
        body = urllib.parse.urlencode(form).encode() if form is not None else None
        sent = {"Host": "localhost", "X-Forwarded-Proto": "https", "Referer": f"{ADDRESS}/"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        request = urllib.request.Request(f"{self._url}{path}", body, sent, method=method or None)
        try:
            with urllib.request.build_opener(NoRedirect).open(request, timeout=20) as got:
                answer = Answer(got.status, got.headers, got.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                answer = Answer(error.code, error.headers, error.read().decode())
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
        return answer

    def send(self, path: str, **form: str) -> Answer:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.ask(path).body)
        assert token is not None
        return self.ask(path, {"csrfmiddlewaretoken": token[1], **form})


def joined(served: Served, name: str, password: str) -> Asker:
    asker = Asker(served)
    path = "/join/" + served.invite(name, "owner").rpartition("/join/")[2]
    assert asker.send(path, password=password, again=password).status == 302
    return asker


def test_every_answer_carries_its_headers(served: Served) -> None:
    for path in PAGES:
        headers = Asker(served).ask(path).headers
        policy = headers["Content-Security-Policy"]
        for part in ("default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
            assert part in policy, path
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert path.startswith("/static/") or "no-store" in headers["Cache-Control"], path


def test_transport_is_strict_under_https(served: Served) -> None:
    for path in PAGES:
        strict = Asker(served).ask(path).headers["Strict-Transport-Security"]
        assert int(strict.split("=")[1].split(";")[0]) >= 31_536_000, path
        assert "includeSubDomains" in strict


def test_cookies_are_the_hosts_own_under_https(served: Served) -> None:
    asker = joined(served, "Asha", LONG)
    answers = [asker.send("/accounts/login/", login="asha@staff.example", password=LONG), asker.ask("/accounts/2fa/")]
    answers += [Asker(served).ask("/accounts/login/")]
    asker.ask("/orders/")
    lines = [line for one in answers for line in one.headers.get_all("Set-Cookie", [])]
    names = {line.partition("=")[0] for line in lines}
    assert {"__Host-ov_console", "__Host-ov_csrf", "__Host-ov_session"} <= names
    for line in lines:
        assert line.startswith("__Host-"), line.partition("=")[0]
        for part in ("; Secure", "; HttpOnly", "; Path=/", "; SameSite="):
            assert part in line, line.partition("=")[0]
        assert "Domain=" not in line


def test_no_other_origin_is_let_in(served: Served) -> None:
    for path in PAGES:
        headers = Asker(served).ask(path, Origin="https://evil.example").headers
        given = headers.get("Access-Control-Allow-Origin")
        # static files are the same for everybody and hold nothing of anybody
        assert given is None or (given == "*" and path.startswith("/static/")), path


def test_a_form_without_its_token_is_refused(served: Served) -> None:
    asker = Asker(served)
    asker.ask("/accounts/login/")
    assert asker.ask("/accounts/login/", {"login": "a@staff.example", "password": "x"}).status == 403
    assert asker.ask("/language/", {"language": "hi"}).status == 403


def test_reading_methods_change_nothing(served: Served) -> None:
    asker = joined(served, "Ben", LONG)
    asker.send("/accounts/login/", login="ben@staff.example", password=LONG)
    asker.ask("/accounts/2fa/")
    before = dict(asker.cookies)
    assert asker.ask("/accounts/logout/").status == 200
    assert asker.ask("/language/?language=hi").status == 405
    assert asker.ask("/accounts/2fa/").status == 200
    assert asker.cookies["__Host-ov_session"] == before["__Host-ov_session"]


def test_signing_out_clears_the_site(served: Served) -> None:
    asker = joined(served, "Chitra", LONG)
    asker.send("/accounts/login/", login="chitra@staff.example", password=LONG)
    asker.ask("/accounts/2fa/")
    out = asker.send("/accounts/logout/")
    assert out.status == 302
    assert '"cache", "storage"' in out.headers["Clear-Site-Data"]
    assert not asker.cookies["__Host-ov_session"]


def test_every_page_has_its_way_out(served: Served) -> None:
    asker = joined(served, "Dev", LONG)
    asker.send("/accounts/login/", login="dev@staff.example", password=LONG)
    for path in ("/accounts/2fa/", "/accounts/2fa/totp/activate/", "/no-such-page", "/accounts/password/change/"):
        answer = asker.ask(path)
        assert answer.status == 302 or 'action="/accounts/logout/"' in answer.body, path


def test_a_password_is_checked_as_it_was_typed(served: Served) -> None:
    joined(served, "Esha", LONG)
    for wrong in (LONG.upper(), LONG[:64], LONG + " ", LONG + "x"):
        assert Asker(served).send("/accounts/login/", login="esha@staff.example", password=wrong).status == 200
    assert Asker(served).send("/accounts/login/", login="esha@staff.example", password=LONG).status == 302


def test_common_passwords_are_refused_and_long_ones_of_any_signs_are_not(served: Served) -> None:
    asker = Asker(served)
    path = "/join/" + served.invite("Farah", "owner").rpartition("/join/")[2]
    for common in ("password1234", "qwertyuiop123", "short words"):
        assert asker.send(path, password=common, again=common).status == 200, common
    assert len(LONG) >= 64
    assert asker.send(path, password=LONG, again=LONG).status == 302


def test_passwords_are_stored_under_argon2(served: Served) -> None:
    joined(served, "Gita", LONG)
    with sqlite3.connect(served.settings.home / "data" / "console.db") as store:
        held = [row[0] for row in store.execute("SELECT password FROM accounts_account")]
    store.close()
    assert held
    assert all(one.startswith("argon2$argon2id$") for one in held)


def test_the_page_of_joining_hides_and_lets_paste(served: Served) -> None:
    path = "/join/" + served.invite("Hari", "owner").rpartition("/join/")[2]
    body = Asker(served).ask(path).body
    fields = re.findall(r"<input[^>]*password[^>]*>", body)
    assert len(fields) == 2
    assert all('type="password"' in one and 'autocomplete="new-password"' in one for one in fields)
    assert not re.search(r"addEventListener\(\s*['\"]paste", scripts())


def test_no_script_of_ours_keeps_anything() -> None:
    assert not re.search(r"localStorage|sessionStorage|indexedDB|document\.cookie|caches\.open", scripts())


def scripts() -> str:
    folder = files("orderveil.console").joinpath("static", "console")
    found = [one.read_text(encoding="utf-8") for one in folder.iterdir() if one.name.endswith(".js")]
    assert found
    return "\n".join(found)


def test_an_error_tells_nothing_of_the_inside(served: Served) -> None:
    for path in ("/no-such-page", "/join/%00/", "/orders/..%2f/", "/accounts/login/?next=%ff"):
        answer = Asker(served).ask(path)
        for word in ("Traceback", "DEBUG", "django", "urlconf", ".py", "granian"):
            assert word not in answer.body.replace("/static/django_htmx/", ""), (path, word)
        assert "Python" not in str(answer.headers)


def test_every_text_has_its_charset(served: Served) -> None:
    for path in PAGES:
        answer = Asker(served).ask(path)
        if answer.body and answer.headers.get_content_maintype() == "text":
            assert answer.headers.get_content_charset() == "utf-8", path
        assert not answer.body or answer.headers["Content-Type"], path


def test_no_list_of_a_folder_is_served(served: Served) -> None:
    for path in ("/static/", "/static/console/", "/static/console", "/static/../project.py", "/static/%2e%2e/x"):
        assert Asker(served).ask(path).status in (302, 400, 404), path


def test_trace_is_refused(served: Served) -> None:
    for method in ("TRACE", "PUT", "DELETE", "PATCH", "OPTIONS"):
        assert Asker(served).ask("/accounts/login/", method=method).status == 405, method


def test_a_password_is_changed_with_the_old_one_alone(served: Served) -> None:
    asker = joined(served, "Indu", LONG)
    asker.send("/accounts/login/", login="indu@staff.example", password=LONG)
    new = LONG[::-1]
    path = "/accounts/password/change/"
    assert asker.send(path, oldpassword="something else", password1=new, password2=new).status == 200
    assert asker.send(path, password1=new, password2=new).status == 200
    assert Asker(served).send("/accounts/login/", login="indu@staff.example", password=new).status == 200
    assert asker.send(path, oldpassword=LONG, password1=new, password2=new).status == 302
    assert Asker(served).send("/accounts/login/", login="indu@staff.example", password=new).status == 302
