"""People in the console: inviting, two people for what widens, a leaver in one action, Explain, the matrix."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

from orderveil.vault.account_messages import ProposeKey
from orderveil.vault.messages import KeyRows, ListKeys, OperatorGrant
from orderveil.vault.people_messages import Proposed
from tests.console.people_pages import WIDTHS, faults, grant_of, is_wide
from tests.console.serving import CHROMIUM, Served, join_and_sign_in, serving

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("people")) as served:
        yield served


def signed_in(chromium: Any, served: Served, name: str, *roles: str) -> Any:
    page = chromium.new_context().new_page()
    join_and_sign_in(page, served, name, *roles)
    page.locator("#codes_saved").check()
    return page


@pytest.fixture(scope="module")
def asha(chromium: Any, served: Served) -> Any:
    return signed_in(chromium, served, "Asha", "owner")


@pytest.fixture(scope="module")
def lata(chromium: Any, served: Served) -> Any:
    return signed_in(chromium, served, "Lata", "security_lead")


@pytest.fixture(scope="module")
def ben(chromium: Any, served: Served) -> Any:
    return signed_in(chromium, served, "Ben", "outsourced_agent")


def open_person(page: Any, served: Served, name: str) -> None:
    page.goto(f"{served.url}/people/")
    page.get_by_role("link", name=name, exact=True).click()
    page.get_by_role("heading", name=name, exact=True).wait_for()


def test_somebody_invited_has_a_link_once_and_roles_when_a_second_person_agrees(
    asha: Any, lata: Any, served: Served
) -> None:
    asha.goto(f"{served.url}/people/invite/")
    asha.get_by_label("Name").fill("Noor")
    asha.get_by_label("E-mail address").fill("noor@staff.example")
    asha.locator("#role_0").select_option("support_agent")
    asha.get_by_role("button", name="Make the invitation").click()
    link = asha.get_by_label("Link").input_value()
    assert link.startswith(f"{served.url}/join/")

    asha.goto(f"{served.url}/changes/")
    assert asha.get_by_text("Noor (noor@staff.example): no role → support_agent").is_visible()
    assert asha.get_by_role("button", name="Approve").count() == 0
    assert asha.get_by_text("somebody else approves it").is_visible()
    assert link.split("/")[-2] not in asha.content()

    lata.goto(f"{served.url}/changes/")
    lata.get_by_role("button", name="Approve").click()
    lata.get_by_text("anything else is done").wait_for()
    lata.goto(f"{served.url}/people/")
    assert "support_agent" in lata.locator("tr", has_text="Noor").inner_text()


def test_what_narrows_is_done_and_what_widens_waits(asha: Any, lata: Any, ben: Any, served: Served) -> None:
    open_person(asha, served, "Ben")
    asha.get_by_text("Narrow it").first.click()
    asha.get_by_label("tea").first.check()
    asha.get_by_role("button", name="Set the roles").click()
    asha.get_by_text("The roles are set.").wait_for()
    assert asha.get_by_label("tea").first.is_checked()

    asha.locator("#role_0").select_option("support_lead")
    asha.get_by_label("Why").fill("leads the evening shift")
    asha.get_by_role("button", name="Set the roles").click()
    asha.get_by_text("The roles wait for a second person.").wait_for()
    lata.goto(f"{served.url}/changes/")
    assert lata.get_by_text("leads the evening shift").is_visible()
    assert lata.get_by_text("outsourced_agent in tea → support_lead in tea").is_visible()
    lata.get_by_role("button", name="Refuse").click()
    lata.get_by_text("Refused.").wait_for()


def test_what_cannot_be_read_is_said_at_its_place(asha: Any, ben: Any, served: Served) -> None:
    open_person(asha, served, "Ben")
    if not asha.locator("#hours_0").is_visible():
        asha.get_by_text("Narrow it").first.click()
    asha.locator("#hours_0").fill("nine to five")
    asha.get_by_role("button", name="Set the roles").click()
    asha.get_by_text("This cannot be read: hours").wait_for()


def test_explain_tells_every_grant_and_what_it_lacks(asha: Any, ben: Any, served: Served) -> None:
    open_person(asha, served, "Ben")
    asha.get_by_label("Permission").select_option("orders:field:reveal")
    asha.get_by_label("Hop", exact=True).select_option("support")
    asha.get_by_role("button", name="Explain").click()
    asha.get_by_text("May not.").wait_for()
    assert asha.get_by_text("This role does not have the permission.").first.is_visible()
    asha.get_by_label("Permission").select_option("orders:order:read")
    asha.get_by_label("Shop", exact=True).select_option("tea")
    asha.get_by_role("button", name="Explain").click()
    asha.get_by_text("May.", exact=True).wait_for()
    assert asha.get_by_text("people/roles.toml [outsourced_agent].grants[0]").is_visible()


def test_an_outsourced_agent_finds_no_page_about_people(asha: Any, ben: Any, served: Served) -> None:
    paths = ("", "invite/", "matrix/", "stations/", "p_0/", "p_0/remove/")
    for path in (f"people/{one}" for one in paths):
        assert ben.goto(f"{served.url}/{path}").status == 404
    ben.goto(f"{served.url}/changes/")
    assert ben.get_by_text("Nothing waits.").is_visible()


def test_my_account_shows_my_sessions_and_ends_the_others(chromium: Any, asha: Any, served: Served) -> None:
    other = chromium.new_context(storage_state=asha.context.storage_state()).new_page()
    other.goto(f"{served.url}/me/")
    assert other.get_by_text("this one").count() == 1
    other.get_by_label("Time zone").select_option("Europe/Berlin")
    other.get_by_role("button", name="Save").click()
    other.get_by_text("in this zone from now on").wait_for()
    assert re.search(r"CES?T", other.locator("table time").first.inner_text())
    other.context.close()


def test_the_matrix_narrows_and_agrees_with_a_refusal(asha: Any, served: Served) -> None:
    asha.goto(f"{served.url}/people/matrix/?role=outsourced_agent")
    rows = asha.locator("#matrix tbody tr")
    assert rows.count() > 0
    assert "reveal" not in [cell.inner_text() for cell in asha.locator("#matrix tbody td:nth-child(3)").all()]
    asha.get_by_label("Narrow by words").fill("buyer_phone")
    asha.wait_for_function("document.querySelector('[data-count]').textContent < 9")
    asha.goto(f"{served.url}/people/matrix/?role=marketer")
    assert asha.get_by_text("Nothing of this is allowed").is_visible()


def test_a_key_that_two_people_want_is_shown_once_to_whoever_asked(asha: Any, lata: Any, served: Served) -> None:
    ends = int(time.time() * 1000) + 30 * 86_400_000
    asked = ProposeKey(grant_of(asha, served), "tea", "courier", "swift", ("views:one:open",), ends)
    served.vault.ask(asked, Proposed)
    lata.goto(f"{served.url}/changes/")
    assert lata.get_by_text("key for swift: courier of tea").is_visible()
    lata.get_by_role("button", name="Approve").click()
    lata.get_by_text("anything else is done").wait_for()
    asha.goto(f"{served.url}/changes/")
    asha.locator("form[action$='/key/'] button").click()
    token = asha.get_by_label("Key", exact=True).input_value()
    assert token.startswith("ovk_")
    for page in (asha, lata):
        page.goto(f"{served.url}/changes/")
        assert token not in page.content()
    assert [row.partner for row in served.vault.ask(ListKeys(OperatorGrant()), KeyRows).rows] == ["swift"]


def test_a_leaver_is_out_in_one_action_wherever_they_are_signed_in(chromium: Any, asha: Any, served: Served) -> None:
    mira = signed_in(chromium, served, "Mira", "support_agent")
    mira.goto(f"{served.url}/me/")
    open_person(asha, served, "Mira")
    asha.get_by_role("link", name="Let this person go").click()
    assert asha.get_by_text("1 sessions end now.").is_visible()
    asha.get_by_role("button", name="Let this person go").click()
    asha.get_by_text("Mira is out: 1 sessions and 0 waiting changes ended.").wait_for()
    mira.goto(f"{served.url}/me/")
    assert "/accounts/login/" in mira.url
    # invited anew under the same address, they are somebody new
    again = chromium.new_context().new_page()
    join_and_sign_in(again, served, "Mira", "support_agent")
    again.context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "hi"])
def test_axe_finds_nothing_on_the_pages_of_people(
    chromium: Any, asha: Any, ben: Any, served: Served, theme: str, language: str
) -> None:
    state = asha.context.storage_state()
    context = chromium.new_context(storage_state=state, color_scheme=theme, reduced_motion="reduce")
    context.add_cookies([{"name": "ov_language", "value": language, "url": served.url}])
    page = context.new_page()
    page.goto(f"{served.url}/people/")
    person = page.get_by_role("link", name="Ben", exact=True).get_attribute("href") or ""
    paths = [
        *("/people/", "/people/invite/", "/people/matrix/?role=owner", "/people/stations/", person, f"{person}remove/"),
        *("/changes/", "/me/", "/accounts/2fa/", "/accounts/2fa/webauthn/", "/accounts/2fa/webauthn/add/"),
        *("/accounts/2fa/reauthenticate/", "/accounts/password/change/", "/accounts/2fa/recovery-codes/generate/"),
    ]
    found: dict[str, list[str]] = {}
    for path in paths:
        page.goto(f"{served.url}{path}")
        assert len(page.content().encode()) < 100_000, path
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if wrong := [*faults(page), *(["scrolls sideways"] if is_wide(page) else [])]:
                found[f"{path} {width}"] = wrong
    context.close()
    assert found == {}
