"""A locked screen of somebody who signs in through the issuer: it asks again, and opens by that alone."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from orderveil.core.errors import NotAllowed
from orderveil.vault.messages import OperatorGrant
from orderveil.vault.people_messages import ListPeople, PersonRows
from tests.console.idling import Idle, idling
from tests.console.oidc_provider import Provider, providing
from tests.console.people_pages import faults, grant_of
from tests.console.serving import CHROMIUM, browser

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
BY = OperatorGrant()
BUTTON = "Sign in with Tea & Co"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with providing() as provider:
        yield provider


@pytest.fixture(scope="module")
def served(provider: Provider) -> Iterator[Idle]:
    folder = Path(tempfile.mkdtemp(prefix="ov-", dir="/tmp"))
    with idling(folder, **provider.environ(folder, ORDERVEIL_OIDC_SECOND_FACTOR="amr=mfa")) as served:
        yield served
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def page() -> Iterator[Any]:
    with browser() as chromium:
        page = chromium.new_context().new_page()
        page.wrong = []
        page.on("console", lambda said: page.wrong.append(said.text) if "Security Policy" in said.text else None)
        yield page
        assert page.wrong == []


def there(page: Any, provider: Provider) -> None:
    page.get_by_role("button", name=BUTTON).click()
    page.wait_for_url(f"{provider.url}/authorize**")
    page.get_by_role("button", name="Go on as yourself").click()


def idle(served: Idle) -> None:
    person = served.vault.ask(ListPeople(BY), PersonRows).rows[0].person
    served.make_idle(person, 16)


def test_a_locked_screen_opens_by_the_provider_where_its_factor_counts_and_was_just_asked(
    page: Any, served: Idle, provider: Provider
) -> None:
    provider.is_now("asha@staff.example", amr=["mfa"])
    page.goto(served.invite("Asha", "owner"))
    page.get_by_role("button", name="Join with Tea & Co").click()
    page.wait_for_url(f"{provider.url}/authorize**")
    page.get_by_role("button", name="Go on as yourself").click()
    page.wait_for_url(f"{served.url}/")

    idle(served)
    with pytest.raises(NotAllowed) as refused:
        served.vault.ask(ListPeople(grant_of(page, served)), PersonRows)
    assert refused.value.reason == "access:locked"
    for path in ("people/", "accounts/2fa/", "accounts/2fa/totp/activate/", "accounts/login/"):
        page.goto(f"{served.url}/{path}")
        assert "/accounts/oidc/again/" in page.url, path
    assert page.get_by_role("heading", name="The screen is locked").is_visible()
    assert faults(page) == []

    page.goto(f"{served.url}/people/")
    provider.who["amr"] = ["pwd"]  # a cookie of the provider, and nothing checked
    there(page, provider)
    page.get_by_text("did not say that it checked a second factor").wait_for()
    page.goto(f"{served.url}/people/")
    assert "/accounts/oidc/again/" in page.url

    provider.who["amr"] = ["mfa"]
    there(page, provider)
    page.wait_for_url(f"{served.url}/people/")
    assert served.vault.ask(ListPeople(grant_of(page, served)), PersonRows).rows
