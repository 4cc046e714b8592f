"""Integrations in a real browser: keys with owner and marks, replaced by two, revoked by one; checkout scripts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from orderveil.vault.messages import Done, IssueKey, KeyIssued, OperatorGrant, PutShop
from orderveil.vault.people_messages import ChangeRows, ListChanges
from orderveil.vault.review_messages import (
    ImportOutside,
    IntegrationRows,
    ListIntegrations,
    OutsideApp,
    OutsideImported,
)
from tests.console.serving import CHROMIUM, Served, browser, join_and_sign_in, serving

BY = OperatorGrant()
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
PAGE = '<script src="https://pay.example/v3.js?order=778899"></script><script>var total = 1</script>'


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("in")) as served:
        served.vault.ask(PutShop(BY, "tea"), Done)
        ends = int(time.time() * 1000) + 90 * 86_400_000
        for partner in ("swiftship", "fastpost"):
            served.vault.ask(IssueKey(BY, "tea", "courier", partner, ("views:one:open",), ends), KeyIssued)
        apps = [OutsideApp("Old Labels", ("read_orders",))]
        served.vault.ask(ImportOutside(BY, "shopify", apps=apps), OutsideImported)
        yield served


@pytest.fixture(scope="module")
def asha(served: Served) -> Iterator[Any]:
    with browser() as chromium:
        page = chromium.new_context(viewport={"width": 1400, "height": 900}).new_page()
        join_and_sign_in(page, served, "Asha", "owner")
        yield page


def state_of(served: Served, name: str) -> str:
    rows = served.vault.ask(ListIntegrations(BY), IntegrationRows).rows
    return next(row.state for row in rows if row.name == name)


def test_what_goes_past_the_relay_is_marked_and_a_key_gets_an_owner(served: Served, asha: Any) -> None:
    asha.goto(f"{served.url}/integrations/")
    assert "Goes past the relay" in asha.locator("tr", has_text="Old Labels").inner_text()
    asha.get_by_role("link", name="swiftship").click()
    assert "not used" in asha.locator("main").inner_text()
    asha.get_by_label("Person").select_option(label="Asha")
    asha.get_by_role("button", name="Save").click()
    asha.wait_for_selector("text=Saved.")
    asha.goto(f"{served.url}/integrations/")
    assert "Asha" in asha.locator("tr", has_text="swiftship").inner_text()


def test_a_new_key_waits_for_a_second_person_and_one_is_revoked_at_once(served: Served, asha: Any) -> None:
    asha.goto(f"{served.url}/integrations/")
    asha.get_by_role("link", name="swiftship").click()
    asha.get_by_role("button", name="Ask for it").click()
    asha.wait_for_selector("text=fetch the new key here")
    waiting = served.vault.ask(ListChanges(BY), ChangeRows).rows
    assert [row.kind for row in waiting] == ["key-rotation"]
    assert state_of(served, "swiftship") == "live"

    asha.goto(f"{served.url}/integrations/")
    asha.get_by_role("link", name="fastpost").click()
    asha.get_by_role("button", name="Revoke at once").click()
    asha.wait_for_selector("text=The key is revoked.")
    assert state_of(served, "fastpost") == "revoked"


def test_scripts_are_handed_in_and_authorised(served: Served, asha: Any) -> None:
    asha.goto(f"{served.url}/integrations/scripts/")
    asha.get_by_label("Or paste").fill(PAGE)
    asha.get_by_role("button", name="Hand in scripts").click()
    asha.wait_for_selector("text=2 new")
    assert "778899" not in asha.content()
    first = asha.locator("li.card", has_text="pay.example")
    first.get_by_label("Why the page needs it").fill("takes the card")
    first.get_by_role("button", name="Authorise").click()
    asha.wait_for_selector("li.card:has-text('pay.example') .tag.green")
    second = asha.locator("li.card", has_text="inside the page")
    second.get_by_role("button", name="Authorise").click()
    asha.wait_for_selector(".messages")
    assert "Not authorised" in second.inner_text()  # without a reason there is none
