"""Idle screens lock, at the vault and in the browser, and a floor without phones signs in by badge."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from orderveil.core.errors import NotAllowed
from orderveil.vault.account_messages import SetBadge
from orderveil.vault.messages import Done, OperatorGrant
from orderveil.vault.people_messages import ListPeople, PersonRows
from tests.console.idling import Idle, idling
from tests.console.people_pages import faults, grant_of
from tests.console.serving import CHROMIUM, code, join_and_sign_in

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
BY = OperatorGrant()
MINUTE_MS = 60_000


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Idle]:
    with idling(tmp_path_factory.mktemp("idle")) as served:
        yield served


def person_of(served: Idle, name: str) -> str:
    return next(row.person for row in served.vault.ask(ListPeople(BY), PersonRows).rows if row.name == name)


def test_an_idle_session_is_locked_everywhere_and_a_factor_goes_on_where_one_was(chromium: Any, served: Idle) -> None:
    page = chromium.new_context().new_page()
    secret = join_and_sign_in(page, served, "Asha", "owner")
    page.locator("#codes_saved").check()
    page.goto(f"{served.url}/people/matrix/")
    served.make_idle(person_of(served, "Asha"), 16)

    with pytest.raises(NotAllowed) as refused:
        served.vault.ask(ListPeople(grant_of(page, served)), PersonRows)
    assert refused.value.reason == "access:locked"
    for path in ("", "people/", "me/", "accounts/2fa/", "accounts/2fa/webauthn/add/", "accounts/password/change/"):
        page.goto(f"{served.url}/{path}")
        assert "/accounts/2fa/reauthenticate/" in page.url, path
    assert page.get_by_role("heading", name="The screen is locked").is_visible()
    assert page.locator("nav.parts").count() == 0
    assert faults(page) == []

    page.goto(f"{served.url}/people/matrix/?role=owner")
    page.get_by_label("Code").fill(code(secret, time.time() + 30))
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url(f"{served.url}/people/matrix/?role=owner")
    assert page.locator("#matrix").is_visible()
    page.context.close()


def test_a_password_does_not_open_a_locked_screen(chromium: Any, served: Idle) -> None:
    page = chromium.new_context().new_page()
    join_and_sign_in(page, served, "Lata", "security_lead")
    page.locator("#codes_saved").check()
    served.make_idle(person_of(served, "Lata"), 16)
    page.goto(f"{served.url}/accounts/reauthenticate/?next=/people/")
    assert "/accounts/2fa/reauthenticate/" in page.url
    page.get_by_label("Code").fill("123123")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("alert").wait_for()
    page.goto(f"{served.url}/people/")
    assert "/accounts/2fa/reauthenticate/" in page.url
    page.context.close()


def test_the_page_itself_leaves_when_nobody_touches_it(chromium: Any, served: Idle) -> None:
    page = chromium.new_context().new_page()
    join_and_sign_in(page, served, "Esha", "support_agent")
    page.locator("#codes_saved").check()
    page.clock.install()
    page.goto(f"{served.url}/me/")
    page.evaluate(
        "() => { const node = document.createElement('span'); node.dataset.revealed = '9999';"
        "node.dataset.masked = '•••'; node.textContent = 'in clear'; document.querySelector('main').append(node); }"
    )
    served.make_idle(person_of(served, "Esha"), 11)
    page.clock.fast_forward(11 * MINUTE_MS)
    page.get_by_role("heading", name="The screen is locked").wait_for()
    assert "in clear" not in page.content()
    page.context.close()


def test_an_hour_without_use_ends_the_session(chromium: Any, served: Idle) -> None:
    page = chromium.new_context().new_page()
    join_and_sign_in(page, served, "Farah", "owner")
    page.locator("#codes_saved").check()
    served.make_idle(person_of(served, "Farah"), 61)
    page.goto(f"{served.url}/people/")
    assert "/accounts/login/" in page.url
    assert not [one for one in page.context.cookies() if one["name"] == "ov_session"]
    page.context.close()


def test_a_picker_signs_in_by_badge_at_a_station_and_an_idle_one_is_signed_out(chromium: Any, served: Idle) -> None:
    table = chromium.new_context().new_page()
    assert table.goto(f"{served.url}/station/").status == 404
    join_and_sign_in(table, served, "Gita", "owner")
    table.locator("#codes_saved").check()
    table.goto(f"{served.url}/people/stations/")
    table.get_by_label("Name").fill("packing table 1")
    table.get_by_role("button", name="Make it a station").click()
    table.get_by_text("This browser is a station now.").wait_for()

    home = chromium.new_context().new_page()
    join_and_sign_in(home, served, "Mira", "warehouse")
    home.context.close()
    mira = person_of(served, "Mira")
    served.vault.ask(SetBadge(BY, mira, "WH-0042", "730192"), Done)

    table.goto(f"{served.url}/station/?next=https://elsewhere.example/")
    table.get_by_label("Badge").fill("wh-0042")
    table.get_by_label("PIN", exact=True).fill("730192")
    table.get_by_role("button", name="Sign in").click()
    table.get_by_label("A PIN of your own").fill("864207")
    table.get_by_label("The same again").fill("864207")
    table.get_by_label("PIN", exact=True).fill("730192")
    assert faults(table) == []
    table.get_by_role("button", name="Sign in").click()
    table.wait_for_url(f"{served.url}/")
    assert "Mira" in table.locator(".me summary").inner_text()
    assert table.goto(f"{served.url}/people/").status == 404

    served.make_idle(mira, 11)
    table.goto(f"{served.url}/me/")
    assert table.url == f"{served.url}/station/?next=%2Fme%2F"
    table.get_by_label("Badge").fill("WH-0042")
    table.get_by_label("PIN", exact=True).fill("000000")
    table.get_by_role("button", name="Sign in").click()
    table.get_by_text("Badge and PIN were refused.").wait_for()
    assert "000000" not in table.content()
    table.get_by_label("PIN", exact=True).fill("864207")
    table.get_by_role("button", name="Sign in").click()
    table.wait_for_url(f"{served.url}/me/")
    assert table.get_by_text("badge and PIN").is_visible()
    table.context.close()


def test_the_consoles_files_of_a_floor_hold_neither_pin_nor_badge(served: Idle) -> None:
    for file in [*Path(served.settings.home / "data").glob("*.db*"), served.settings.home.parent / "console.log"]:
        content = file.read_bytes()
        assert not any(secret in content for secret in (b"864207", b"730192", b"WH-0042")), file.name
