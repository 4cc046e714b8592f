"""Signing in through the issuer in a real browser: joining without a password, factors here, the idle lock, pages."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.console.oidc_provider import Provider, providing
from tests.console.people_pages import WIDTHS, faults, is_wide
from tests.console.serving import CHROMIUM, Served, code, join_and_sign_in, serving

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
BUTTON = "Sign in with Tea & Co"
SETTINGS = {"ORDERVEIL_OIDC_SECOND_FACTOR": "amr=mfa", "ORDERVEIL_CONSOLE_PROXIES": "1"}
_address = iter(range(1, 250))


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with providing() as provider:
        yield provider


@pytest.fixture(scope="module")
def served(provider: Provider) -> Iterator[Served]:
    folder = Path(tempfile.mkdtemp(prefix="ov-", dir="/tmp"))
    with serving(folder, **provider.environ(folder, **SETTINGS)) as served:
        yield served
    shutil.rmtree(folder, ignore_errors=True)


def from_an_address() -> dict[str, str]:
    """Tries are counted by address, as the proxy tells it."""
    return {"X-Forwarded-For": f"203.0.113.{next(_address)}"}


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(extra_http_headers=from_an_address())
    page = context.new_page()
    page.wrong = []
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on("console", lambda said: page.wrong.append(said.text) if "Content Security Policy" in said.text else None)
    yield page
    assert page.wrong == []
    context.close()


def go_on_there(page: Any, provider: Provider) -> None:
    """At the issuer's own page."""
    page.wait_for_url(f"{provider.url}/authorize**")
    page.get_by_role("button", name="Go on as yourself").click()


def sign_in(page: Any, served: Served, provider: Provider) -> None:
    page.goto(f"{served.url}/accounts/login/")
    page.get_by_role("button", name=BUTTON).click()
    go_on_there(page, provider)


def join(page: Any, served: Served, provider: Provider, name: str, **claims: Any) -> None:
    """Join by an invitation, without a password."""
    provider.is_now(f"{name.lower()}@staff.example", **claims)
    page.goto(served.invite(name, "owner"))
    page.get_by_role("button", name="Join with Tea & Co").click()
    go_on_there(page, provider)
    page.wait_for_url(f"{served.url}/**")


def test_somebody_joins_without_a_password_sets_up_a_factor_and_comes_back(
    page: Any, served: Served, provider: Provider
) -> None:
    join(page, served, provider, "Asha")
    page.wait_for_url("**/accounts/2fa/**")
    assert page.get_by_role("link", name="Change the password").count() == 0
    page.get_by_role("link", name="Set up an authenticator app").click()
    secret = page.locator("#authenticator_secret").input_value()  # nothing else was asked: the sign-in was just now
    page.locator("input[name=code]").fill(code(secret))
    page.locator("main form button").first.click()
    page.wait_for_url(re.compile("recovery-codes|/$"))
    page.context.clear_cookies()

    sign_in(page, served, provider)
    page.wait_for_url("**/accounts/2fa/authenticate/")
    page.get_by_label("Code").fill(code(secret, time.time() + 30))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{served.url}/")
    page.goto(f"{served.url}/people/")
    assert page.get_by_role("heading", level=1).is_visible()


AGE = """
import django; django.setup()
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
for row in Session.objects.all():
    held = SessionStore(row.session_key)
    for record in held.get("account_authentication_methods", []):
        record["at"] -= 301
    held.save()
"""


def test_a_first_factor_is_set_up_right_after_the_sign_in_or_after_being_asked_again(
    page: Any, served: Served, provider: Provider
) -> None:
    join(page, served, provider, "Hari", auth_time=1)
    page.wait_for_url("**/accounts/2fa/**")
    environ = served.environ | {"DJANGO_SETTINGS_MODULE": "orderveil.console.project"}
    subprocess.run([sys.executable, "-c", AGE], env=environ, check=True)
    page.goto(f"{served.url}/accounts/2fa/totp/activate/")
    page.wait_for_url("**/accounts/oidc/again/**")  # whoever walks up to the screen sets nothing up
    page.get_by_role("button", name=BUTTON).click()
    go_on_there(page, provider)
    page.get_by_text("did not ask you again just now").wait_for()  # it does not say when
    provider.is_now("hari@staff.example", auth_time=int(time.time()))
    page.goto(f"{served.url}/accounts/2fa/totp/activate/")
    page.get_by_role("button", name=BUTTON).click()
    go_on_there(page, provider)
    page.wait_for_url("**/accounts/2fa/totp/activate/")
    assert page.locator("#authenticator_secret").is_visible()


def test_a_factor_of_the_provider_opens_everything_and_steps_up_by_being_asked_again(
    page: Any, served: Served, provider: Provider
) -> None:
    join(page, served, provider, "Ben", amr=["pwd", "mfa"])
    page.wait_for_url(f"{served.url}/")
    page.goto(f"{served.url}/accounts/2fa/reauthenticate/?next=/me/")
    page.wait_for_url("**/accounts/oidc/again/**")
    assert page.get_by_text("asks you once more who you are").is_visible()
    page.get_by_role("button", name=BUTTON).click()
    go_on_there(page, provider)
    page.wait_for_url(f"{served.url}/me/")
    assert (provider.asked[-1]["prompt"], provider.asked[-1]["max_age"]) == ("login", "0")

    # the provider did not ask; said who it was without a second factor; said that it is somebody else
    for claims, said in (
        ({"amr": ["mfa"], "auth_time": int(time.time()) - 600}, "did not ask you again just now"),
        ({"amr": ["pwd"]}, "did not say that it checked a second factor"),
        ({"amr": ["mfa"], "sub": "sub of asha@staff.example"}, "No account that is open here"),
    ):
        provider.is_now("ben@staff.example")
        provider.who |= claims
        page.goto(f"{served.url}/accounts/oidc/again/?next=/me/")
        page.get_by_role("button", name=BUTTON).click()
        go_on_there(page, provider)
        page.get_by_text(said).wait_for()
        page.get_by_role("link", name="Overview").or_(page.locator("main a[href='/']")).first.wait_for()
    page.goto(f"{served.url}/me/")
    assert "/me/" in page.url  # the session goes on as it was


def test_whoever_has_a_password_may_come_in_either_way(page: Any, served: Served, provider: Provider) -> None:
    secret = join_and_sign_in(page, served, "Dev", "owner")
    page.context.clear_cookies()
    provider.is_now("dev@staff.example")
    sign_in(page, served, provider)
    page.get_by_label("Code").fill(code(secret, time.time() + 30))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{served.url}/")
    # it has a strong factor here: the identity alone is none of the ways to show again who one is
    page.goto(f"{served.url}/accounts/2fa/reauthenticate/")
    assert page.get_by_label("Code").is_visible()
    assert page.get_by_role("link", name=BUTTON).count() == 0
    page.goto(f"{served.url}/accounts/oidc/again/")
    assert "/accounts/oidc/again/" not in page.url


def test_a_page_that_is_asked_for_is_where_one_comes_back_to(page: Any, served: Served, provider: Provider) -> None:
    join(page, served, provider, "Esha", amr=["mfa"])
    page.context.clear_cookies()
    page.goto(f"{served.url}/people/")
    page.get_by_role("button", name=BUTTON).click()
    go_on_there(page, provider)
    page.wait_for_url(f"{served.url}/people/")


def test_the_person_page_tells_of_the_identity_and_unbinds_it(page: Any, served: Served, provider: Provider) -> None:
    join(page, served, provider, "Farah", amr=["mfa"])
    page.goto(f"{served.url}/people/")
    page.get_by_role("link", name="Farah").click()
    assert page.get_by_text("Bound to an account at Tea & Co").is_visible()
    page.get_by_role("button", name="Unbind").click()
    page.get_by_text("The company sign-in is unbound").wait_for()
    assert page.get_by_role("button", name="Unbind").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "hi"])
def test_the_pages_of_signing_in_have_no_fault_at_any_width(
    chromium: Any, served: Served, provider: Provider, scheme: str, language: str
) -> None:
    headers = from_an_address()
    context = chromium.new_context(color_scheme=scheme, extra_http_headers=headers)
    context.add_cookies([{"name": "ov_language", "value": language, "url": served.url}])
    page = context.new_page()
    provider.is_now("nobody@staff.example")
    addresses = ["/accounts/login/", served.invite("Gita", "owner").removeprefix(served.url)]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for address in addresses:
            page.goto(f"{served.url}{address}")
            assert faults(page) == [], (address, width)
            assert not is_wide(page), (address, width)
        page.goto(f"{served.url}/accounts/login/")
        page.locator("form[action='/accounts/oidc/'] button").click()
        go_on_there(page, provider)
        page.wait_for_url("**/accounts/oidc/callback/**")
        assert faults(page) == [], ("failed", width)
        assert not is_wide(page), ("failed", width)
    context.close()
