"""Contracts in the console: in plain words, changed by two people, judged as one types, never more than is theirs."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from orderveil.vault.messages import IssueKey, KeyIssued, OperatorGrant
from orderveil.vault.people_messages import RoleRow
from tests.console.serving import CHROMIUM, Served, browser, join_and_sign_in, serving

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
DROP = '[fields.buyer_email]\nalways = "drop"\n'


@dataclass
class Scene:
    """A console that serves, and whoever sits before it."""

    served: Served
    chromium: Any
    asha: Any
    lata: Any

    def newcomer(self, name: str, *roles: str | RoleRow) -> Any:
        page = self.chromium.new_context().new_page()
        join_and_sign_in(page, self.served, name, *roles)
        return page

    def go(self, page: Any, path: str) -> int:
        answer = page.goto(self.served.url + path)
        return int(answer.status)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with serving(tmp_path_factory.mktemp("ov")) as served, browser() as chromium:
        pages = []
        for name, role in (("Asha", "owner"), ("Lata", "security_lead")):
            page = chromium.new_context().new_page()
            join_and_sign_in(page, served, name, role)
            pages.append(page)
        yield Scene(served, chromium, *pages)


def test_the_list_leads_to_every_hop_in_plain_words(scene: Scene) -> None:
    scene.go(scene.asha, "/contracts/")
    assert scene.asha.locator("tbody tr").count() == 11
    scene.asha.get_by_role("link", name="Courier").click()
    said = scene.asha.locator("main").inner_text()
    for words in ("7 days after the parcel is: delivered", "relay number", "Date of birth", "Never", "a road permit"):
        assert words in said
    assert "order_field." not in said
    assert "contracts." not in said


def test_it_is_judged_while_one_types_and_never_on_disk(scene: Scene) -> None:
    scene.go(scene.asha, "/contracts/comms/edit/")
    scene.asha.get_by_label("The overlay's text").fill('[fields.buyer_emial]\nalways = "drop"\n')
    scene.asha.locator(".problems").wait_for()
    assert "comms.toml:1" in scene.asha.locator(".problems").inner_text()
    assert not list((scene.served.settings.home).glob("contracts/*"))


def test_what_gives_more_tells_which_scams_become_easier_before_it_is_proposed(scene: Scene) -> None:
    scene.go(scene.asha, "/contracts/courier/edit/")
    text = '[fields.recipient_phone]\ncarrying = "clear"\nwidens = "no virtual numbers are bought yet"\n'
    scene.asha.get_by_label("The overlay's text").fill(text)
    scene.asha.locator(".judged .tag.red").first.wait_for()
    said = scene.asha.locator("#judged").inner_text()
    assert "It gives more in" in said
    assert "Delivery-failure fee" in said or "fee" in said.lower()
    assert re.search(r"by a detour.*directly", said, re.DOTALL)


def test_two_people_change_a_contract_and_it_holds_at_once(scene: Scene) -> None:
    """By keyboard alone: the form of the common change, the proposal, the approval."""
    asha, lata = scene.asha, scene.lata
    scene.go(asha, "/contracts/support/edit/")
    asha.get_by_label("Field", exact=True).select_option("buyer_email")
    asha.get_by_label("Treatment", exact=True).select_option("drop")
    asha.get_by_label("Why", exact=True).fill("the desk writes through the relay")
    asha.get_by_role("button", name="Put it into the text").press("Enter")
    assert "[fields.buyer_email]" in asha.get_by_label("The overlay's text").input_value()
    assert "It gives nothing more" in asha.locator("#judged").inner_text()
    asha.get_by_label("Why this change").fill("less is enough")
    asha.get_by_role("button", name="Propose").press("Enter")
    asha.wait_for_url("**/contracts/changes/**")
    assert asha.get_by_role("button", name="Approve").count() == 0  # not one's own
    scene.go(lata, "/changes/")
    lata.get_by_role("link", name="See what it changes").press("Enter")
    lata.wait_for_url("**/contracts/changes/**")
    assert "E-mail" in lata.locator("#judged").inner_text()
    lata.get_by_role("button", name="Approve").press("Enter")
    lata.wait_for_url("**/changes/")
    scene.go(lata, "/contracts/support/")
    assert "support.toml" in lata.locator("main").inner_text()
    path = Path(scene.served.settings.home / "contracts" / "support.toml")
    assert "buyer_email" in path.read_text()


def test_a_law_is_not_broken_from_the_console(scene: Scene) -> None:
    scene.go(scene.asha, "/contracts/label/edit/")
    text = '[fields.buyer_email]\nalways = "clear"\nwhy = "so they can write"\nwidens = "so they can write"\n'
    scene.asha.get_by_label("The overlay's text").fill(text)
    scene.asha.locator(".problems").wait_for()
    assert "label-no-email" in scene.asha.locator(".problems").inner_text()
    scene.asha.get_by_role("button", name="Propose").click()
    assert "This text does not hold: label.toml" in scene.asha.locator("main").inner_text()
    assert not (scene.served.settings.home / "contracts" / "label.toml").exists()


def test_a_partners_user_reads_their_own_and_nothing_else(scene: Scene) -> None:
    ends = time.time_ns() // 1_000_000 + 86_400_000
    scene.served.vault.ask(IssueKey(OperatorGrant(), "tea", "courier", "swift", ("views:one:open",), ends), KeyIssued)
    dev = scene.newcomer("Dev", RoleRow("partner_user", partner="swift"))
    assert scene.go(dev, "/contracts/") == 200
    assert dev.locator("tbody tr").count() == 1
    assert scene.go(dev, "/contracts/courier/?partner=swift") == 200
    for path in ("courier/", "courier/?partner=slow", "support/", "courier/edit/?partner=swift", "courier/?shop=tea"):
        assert scene.go(dev, f"/contracts/{path}") == 404


def test_an_outsider_finds_no_contract(scene: Scene) -> None:
    ben = scene.newcomer("Ben", "support_agent")
    for path in ("", "courier/", "courier/edit/", "changes/c_0123456789ab/", "nobody/"):
        assert scene.go(ben, f"/contracts/{path}") == 404


def test_pages_stay_small_and_pass_axe_in_both_languages(scene: Scene) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = scene.asha
    for language in ("हिन्दी", "English"):
        scene.go(page, "/contracts/")
        page.get_by_role("button", name=language).click()
        for path in ("/contracts/", "/contracts/courier/", "/contracts/oms/", "/contracts/courier/edit/"):
            for width in (390, 820, 1400):
                page.set_viewport_size({"width": width, "height": 900})
                assert scene.go(page, path) == 200
                assert len(page.content().encode()) < 100_000
                wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert wide <= 0, (path, width)
            found = Axe().run(page).response["violations"]
            assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
