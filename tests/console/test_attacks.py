"""What attackers try against the console: mixed cookies, a written database, replays, other sites, odd addresses.

No browser is needed: an attacker has none of its good manners.
"""

from __future__ import annotations

import base64
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from email.message import Message
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from tests.console.serving import PASSWORD, Served, code, serving


def lower(headers: Message) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


class Browser:
    """Keeps cookies, sends forms with their token, follows nothing by itself."""

    def __init__(self, served: Served) -> None:
        self.url = served.url
        self.jar = CookieJar()

        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_: object) -> None:
                return None

        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar), Stay)

    def ask(self, path: str, form: dict[str, str] | None = None, **headers: str) -> tuple[int, str, dict[str, str]]:
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        request = urllib.request.Request(self.url + path, data, headers)
        try:
            with self._opener.open(request, timeout=20) as answer:
                return answer.status, answer.read().decode(), lower(answer.headers)
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), lower(error.headers)

    def send(self, path: str, **form: str) -> tuple[int, str, dict[str, str]]:
        """Fill in the form of a page."""
        _, page, _ = self.ask(path)
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        token = {"csrfmiddlewaretoken": found[1]} if found else {}
        return self.ask(path, token | form)

    def cookie(self, name: str) -> str:
        return next(one.value or "" for one in self.jar if one.name == name)

    def take(self, name: str, value: str) -> None:
        """Put a stolen value in place of one's own."""
        for one in self.jar:
            if one.name == name:
                one.value = value

    def sign_in(self, email: str, password: str = PASSWORD, secret: str | None = None, at: float | None = None) -> bool:
        """Sign in; tell whether pages open."""
        self.send("/accounts/login/", login=email, password=password)
        if secret is not None:
            self.send("/accounts/2fa/authenticate/", code=code(secret, at))
        return self.ask("/me/")[0] == 200


def joined(served: Served, name: str, *roles: str) -> tuple[Browser, str]:
    """Somebody who has an account, a session and an app; with the app's secret."""
    browser = Browser(served)
    link = served.invite(name, *roles).removeprefix(served.url)
    assert browser.send(link, password=PASSWORD, again=PASSWORD)[0] == 302
    browser.send("/accounts/login/", login=f"{name.lower()}@staff.example", password=PASSWORD)
    browser.send("/accounts/reauthenticate/", password=PASSWORD)
    _, page, _ = browser.ask("/accounts/2fa/totp/activate/")
    found = re.search(r'id="authenticator_secret"[^>]*value="([A-Z2-7]+)"', page)
    found = found or re.search(r'value="([A-Z2-7]{32})"', page)
    assert found is not None
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    form = {"csrfmiddlewaretoken": token[1], "code": code(found[1])}
    assert browser.ask("/accounts/2fa/totp/activate/", form)[0] == 302
    assert browser.ask("/me/")[0] == 200
    return browser, found[1]


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    folder = Path(tempfile.mkdtemp(prefix="ov-", dir="/tmp"))
    with serving(folder) as served:
        yield served
    shutil.rmtree(folder, ignore_errors=True)


def database(served: Served) -> sqlite3.Connection:
    return sqlite3.connect(served.settings.home / "data" / "console.db", timeout=10)


def write(served: Served, statement: str, *values: object) -> None:
    with closing(database(served)) as held, held:
        held.execute(statement, values)


# ---- cookies


def test_cookies_of_two_people_open_nothing(served: Served) -> None:
    """A session's key lies in the console's database: whoever reads a copy has one, and their own vault session."""
    asha, _ = joined(served, "Cookie", "owner")
    ben, _ = joined(served, "Crumb", "marketer")
    ben.take("ov_console", asha.cookie("ov_console"))
    status, _, headers = ben.ask("/accounts/2fa/")
    assert (status, headers["location"].partition("?")[0]) == (302, "/accounts/login/")


def test_a_vault_token_alone_opens_nothing(served: Served) -> None:
    asha, _ = joined(served, "Token", "owner")
    thief, _ = joined(served, "Thief", "marketer")
    thief.take("ov_session", asha.cookie("ov_session"))
    assert thief.ask("/people/")[0] == 302


def test_a_session_that_was_ended_stays_ended(served: Served) -> None:
    asha, _ = joined(served, "Gone", "owner")
    kept = {name: asha.cookie(name) for name in ("ov_console", "ov_session")}
    assert asha.send("/accounts/logout/")[0] in (200, 302)
    again, _ = joined(served, "Keeper", "marketer")
    for name, value in kept.items():
        again.take(name, value)
    assert again.ask("/people/")[0] == 302


# ---- a written database


def test_a_row_of_ones_own_factor_opens_nobody_elses_account(served: Served) -> None:
    _, right = joined(served, "Victim", "owner")
    _, own = joined(served, "Mallory", "marketer")
    later = time.time() + 30  # the code that set the app up is used
    assert Browser(served).sign_in("victim@staff.example", secret=right, at=later)
    with closing(database(served)) as held, held:
        ids = dict(held.execute("SELECT email, id FROM accounts_account").fetchall())
        mine, theirs = ids["mallory@staff.example"], ids["victim@staff.example"]
        data = held.execute("SELECT data FROM mfa_authenticator WHERE user_id = ? AND type = 'totp'", (mine,))
        held.execute(
            "UPDATE mfa_authenticator SET data = ? WHERE user_id = ? AND type = 'totp'", (data.fetchone()[0], theirs)
        )
    assert not Browser(served).sign_in("victim@staff.example", secret=own)


def test_an_account_that_was_made_somebody_elses_signs_nobody_in(served: Served) -> None:
    joined(served, "Prey", "owner")
    _, own = joined(served, "Sly", "marketer")
    with closing(database(served)) as held, held:
        people = dict(held.execute("SELECT email, person FROM accounts_account").fetchall())
        held.execute("UPDATE accounts_account SET person = 'nobody' WHERE email = 'prey@staff.example'")
        held.execute(
            "UPDATE accounts_account SET person = ? WHERE email = 'sly@staff.example'", (people["prey@staff.example"],)
        )
    assert not Browser(served).sign_in("sly@staff.example", secret=own)


def test_a_factor_that_was_deleted_is_not_replaced_by_the_password(served: Served) -> None:
    joined(served, "Lost", "owner")
    write(served, "DELETE FROM mfa_authenticator WHERE user_id IN (SELECT id FROM accounts_account "
                  "WHERE email = 'lost@staff.example')")  # fmt: skip
    thief = Browser(served)
    assert not thief.sign_in("lost@staff.example")
    assert thief.ask("/accounts/2fa/totp/activate/")[0] == 302


def test_a_session_that_waits_in_the_database_for_its_vault_session_is_never_there(served: Served) -> None:
    """Else a copy of the database, taken while somebody signed in, would be a sign-in."""
    browser = Browser(served)
    link = served.invite("Early", "owner").removeprefix(served.url)
    browser.send(link, password=PASSWORD, again=PASSWORD)
    browser.send("/accounts/login/", login="early@staff.example", password=PASSWORD)
    assert browser.cookie("ov_session").startswith("ovs_")


def test_the_stored_session_shows_no_seed(served: Served) -> None:
    browser = Browser(served)
    link = served.invite("Seed", "owner").removeprefix(served.url)
    browser.send(link, password=PASSWORD, again=PASSWORD)
    browser.send("/accounts/login/", login="seed@staff.example", password=PASSWORD)
    browser.send("/accounts/reauthenticate/", password=PASSWORD)
    found = re.search(r'value="([A-Z2-7]{32})"', browser.ask("/accounts/2fa/totp/activate/")[1])
    assert found is not None
    with closing(database(served)) as held:
        rows = [row[0] for row in held.execute("SELECT session_data FROM django_session").fetchall()]
    opened = b""
    for row in rows:
        packed, body = row.startswith("."), row.lstrip(".").split(":")[0]
        raw = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
        opened += zlib.decompress(raw) if packed else raw
    assert rows
    assert found[1].encode() not in opened
    assert b"seed@staff.example" not in opened


def test_nothing_in_the_database_is_unpickled(served: Served) -> None:
    with closing(database(served)) as held:
        tables = {row[0] for row in held.execute("SELECT name FROM sqlite_master").fetchall()}
    assert "console_cache" not in tables


def test_a_used_code_is_remembered_for_as_long_as_it_is_right(served: Served) -> None:
    """A code is taken one period early and one late: 90 seconds, of which the library remembers 30."""
    ask = (
        "import django, json, time; django.setup(); from django.core.cache import cache; "
        "key = 'allauth.mfa.totp.used?user=1&code=1'; first = cache.add(key, 'y', timeout=30); "
        "left = cache._expire_info[cache.make_key(key)] - time.time(); "
        "print(json.dumps([first, cache.add(key, 'y', timeout=30), left]))"
    )
    environ = served.environ | {"DJANGO_SETTINGS_MODULE": "orderveil.console.project"}
    told = subprocess.run([sys.executable, "-c", ask], env=environ, capture_output=True, check=True, text=True)
    first, again, left = json.loads(told.stdout)
    assert (first, again) == (True, False)
    assert left >= 90


# ---- joining


def test_of_two_who_open_one_link_at_once_one_sets_the_password(served: Served) -> None:
    link = served.invite("Racer", "marketer").removeprefix(served.url)
    browsers = [Browser(served), Browser(served)]
    words = ["seven slow green birds", "eleven tall quiet trees"]
    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(lambda one, word: one.send(link, password=word, again=word)[0], browsers, words))
    assert sorted(told) == [302, 404]
    won = words[told.index(302)]
    lost = words[told.index(404)]
    for word, status in ((lost, 200), (won, 302)):
        assert Browser(served).send("/accounts/login/", login="racer@staff.example", password=word)[0] == status


# ---- other sites, and odd requests


def test_no_other_site_gets_a_form_a_frame_or_a_way_out(served: Served) -> None:
    asha, _ = joined(served, "Site", "owner")
    assert asha.ask("/me/sessions/", {"session": "others"})[0] == 403
    _, _, headers = asha.ask("/me/")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["cache-control"].startswith("no-store")
    for back in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"):
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', asha.ask("/me/")[1])
        assert found is not None
        form = {"csrfmiddlewaretoken": found[1], "language": "en", "back": back}
        assert asha.ask("/language/", form)[2]["location"] == "/"


def test_signing_in_leads_to_no_other_site(served: Served) -> None:
    joined(served, "Next", "marketer")
    page = "/accounts/login/?" + urllib.parse.urlencode({"next": "https://evil.example/"})
    _, _, headers = Browser(served).send(page, login="next@staff.example", password=PASSWORD, next="//evil.example/")
    assert "evil" not in headers["location"]


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost@evil.example"])
def test_another_host_is_refused(served: Served, host: str) -> None:
    assert Browser(served).ask("/accounts/login/", Host=host)[0] == 400


@pytest.mark.parametrize(
    "path",
    ["/accounts/login/../../people/", "/static/../people/", "//people/", "/join/../people/", "/accounts/signup/",
     "/accounts/email/", "/accounts/password/reset/", "/accounts/2fa/authenticate/../../../people/"],
)  # fmt: skip
def test_no_spelling_of_an_address_goes_around_the_door(served: Served, path: str) -> None:
    status, page, _ = Browser(served).ask(path)
    assert status in (302, 400, 404)
    assert "@staff.example" not in page


def test_guessing_links_is_stopped(served: Served) -> None:
    """Last: it uses up this address's tries for a minute."""
    told = {Browser(served).ask(f"/join/{'x' * 30}{number}/")[0] for number in range(65)}
    assert told == {404, 429}
