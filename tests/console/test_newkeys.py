"""A partner's key from asking to fetching, in two browsers: shown once to whoever asked, and found nowhere after."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from orderveil.vault.messages import CheckKey, KeyChecked, KeyGrant, KeyRows, ListKeys, OperatorGrant
from tests.console.people_pages import WIDTHS, faults, is_wide
from tests.console.serving import CHROMIUM, Served, browser, join_and_sign_in, serving

BY = OperatorGrant()
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.timeout(300),
]
NEW = "/integrations/new/?hop=courier&shop=tea"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("nk")


@pytest.fixture(scope="module")
def served(home: Path) -> Iterator[Served]:
    with serving(home) as served:
        yield served


@pytest.fixture(scope="module")
def people(served: Served) -> Iterator[tuple[Any, Any]]:
    """Asha and Lata, each in a browser of their own."""
    with browser() as chromium:
        pages = []
        for name, role in (("Asha", "owner"), ("Lata", "security_lead")):
            page = chromium.new_context(viewport={"width": 1400, "height": 900}).new_page()
            join_and_sign_in(page, served, name, role)
            pages.append(page)
        yield pages[0], pages[1]


def fill(page: Any, partner: str, label: str) -> None:
    page.get_by_label("Open one order's view at a time").check()
    page.get_by_label("Partner").fill(partner)
    page.get_by_label("What it is for").fill(label)


def approve(page: Any, served: Served, says: str) -> Any:
    page.goto(f"{served.url}/changes/")
    card = page.locator("li.card", has_text=says)
    text = card.inner_text()
    card.get_by_role("button", name="Approve").click()
    page.wait_for_selector(".messages")
    assert "ovk_" not in page.content()
    return text


def test_the_form_offers_what_the_hops_work_needs_and_nothing_else(served: Served, people: tuple[Any, Any]) -> None:
    asha, _ = people
    offered = {}
    for hop in ("courier", "ims", "marketing"):
        asha.goto(f"{served.url}/integrations/new/?hop={hop}&shop=tea")
        offered[hop] = {one.input_value() for one in asha.locator("input[name=scope]").all()}
    views = {"shadow:sent:record", "views:many:open", "views:one:open"}
    assert offered == {
        "courier": views | {"shipments:events:record"}, "ims": views | {"ims:lines:check"}, "marketing": views,
    }  # fmt: skip
    assert asha.locator("input[name=scope]:checked").count() == 0  # nothing is granted by default
    for query in ("?hop=nowhere&shop=tea", "?hop=courier&shop=elsewhere"):
        assert asha.goto(f"{served.url}/integrations/new/{query}").status == 404


def test_what_was_typed_stays_when_something_is_wrong(served: Served, people: tuple[Any, Any]) -> None:
    asha, _ = people
    asha.goto(served.url + NEW)
    asha.get_by_label("Partner").fill("swiftship")
    asha.get_by_label("What it is for").fill("tracking page")
    asha.get_by_role("button", name="Ask for it").click()  # no scope is chosen
    asha.wait_for_selector(".messages li.error")
    assert asha.get_by_label("Partner").input_value() == "swiftship"
    assert served.vault.ask(ListKeys(BY), KeyRows).rows == []


def test_a_key_is_shown_once_to_whoever_asked_and_lies_nowhere_after(
    served: Served, people: tuple[Any, Any], home: Path
) -> None:
    asha, lata = people
    asha.goto(served.url + NEW)
    fill(asha, "swiftship", "tracking page")
    asha.get_by_role("button", name="Ask for it").click()
    asha.wait_for_url("**/integrations/")
    assert "waits for a second person" in asha.locator("li.card", has_text="swiftship").inner_text()
    read = approve(lata, served, "swiftship")
    assert "courier of tea" in read
    assert "views:one:open" in read
    assert "Make the key" not in lata.content()  # nothing for the one who approved

    asha.goto(f"{served.url}/integrations/")
    with asha.expect_response(lambda answer: answer.request.method == "POST") as fetched:
        asha.get_by_role("button", name="Make the key and show it").click()
    asha.wait_for_selector("#token")
    token = asha.locator("#token").input_value()
    assert fetched.value.headers["cache-control"] == "no-store, private"
    assert "ovk_" not in asha.url
    assert "ovk_" not in asha.title()
    row = served.vault.ask(CheckKey(KeyGrant(token)), KeyChecked).row
    assert (row.partner, row.hop, row.shop, row.label) == ("swiftship", "courier", "tea", "tracking page")

    asha.goto(f"{served.url}/integrations/")
    row = asha.locator("tr", has_text="tracking page")
    assert "Asha" in row.inner_text()  # whoever asks answers for it
    from playwright.sync_api import Error

    with suppress(Error):  # the browser kept no copy of the page
        asha.go_back()
    asha.wait_for_timeout(500)  # its own page of an error comes after that
    assert token not in asha.content()
    assert not asha.locator(f"input[value='{token}']").count()
    assert_nowhere(home, token)


def assert_nowhere(home: Path, token: str) -> None:
    """Nothing of it on the disk: stores, journals, logs, the accounts' store."""
    files = [path for path in home.rglob("*") if path.is_file()]
    assert any(path.suffix == ".log" for path in files)
    assert [path.name for path in files if token.encode() in path.read_bytes()] == []


def test_a_key_asked_for_is_not_fetched_twice_nor_by_the_other(served: Served, people: tuple[Any, Any]) -> None:
    asha, lata = people
    asha.goto(served.url + NEW)
    fill(asha, "fastpost", "label printer")
    asha.get_by_role("button", name="Ask for it").click()
    asha.wait_for_url("**/integrations/")
    approve(lata, served, "fastpost")
    asha.goto(f"{served.url}/changes/")
    card = asha.locator("li.card", has_text="fastpost")
    action = card.locator("form").get_attribute("action")
    assert post(lata, action) == 404
    card.get_by_role("button", name="Make the key and show it").click()
    asha.wait_for_selector("#token")
    asha.reload()  # the browser sends the form again
    asha.wait_for_url("**/changes/")
    assert "ovk_" not in asha.content()
    assert len([row for row in served.vault.ask(ListKeys(BY), KeyRows).rows if row.partner == "fastpost"]) == 1


def post(page: Any, action: str) -> int:
    """Send a form of one's own to somebody else's address; return the status."""
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    answer = page.request.post(
        re.sub(r"^(https?://[^/]+).*", r"\1", page.url) + action, form={"csrfmiddlewaretoken": token},
        headers={"Referer": page.url},
    )  # fmt: skip
    return int(answer.status)


def test_replacing_a_key_goes_the_same_way_and_the_old_one_stays_for_the_overlap(
    served: Served, people: tuple[Any, Any]
) -> None:
    asha, lata = people
    asha.goto(f"{served.url}/integrations/")
    asha.get_by_role("link", name="tracking page").click()
    asha.get_by_role("button", name="Ask for it").click()
    asha.wait_for_selector("text=fetch the new key here")
    assert "in place of key_" in approve(lata, served, "swiftship")
    asha.reload()
    asha.get_by_role("button", name="Make the key and show it").click()
    asha.wait_for_selector("#token")
    keys = [row for row in served.vault.ask(ListKeys(BY), KeyRows).rows if row.partner == "swiftship"]
    assert len(keys) == 2
    asha.goto(f"{served.url}/integrations/")
    asha.locator("tr", has_text="Being replaced").get_by_role("link", name="tracking page").click()
    asha.get_by_role("button", name="Revoke at once").click()
    asha.wait_for_selector("text=The key is revoked.")
    keys = [row for row in served.vault.ask(ListKeys(BY), KeyRows).rows if row.partner == "swiftship"]
    assert [row.revoked_at_ms is None for row in keys] == [False, True]


@pytest.mark.parametrize("language", ["en", "hi"])
def test_axe_finds_nothing_on_the_form(served: Served, people: tuple[Any, Any], language: str) -> None:
    asha, _ = people
    asha.context.add_cookies([{"name": "ov_language", "value": language, "url": served.url}])
    wrong = []
    for width in WIDTHS:
        for scheme in ("light", "dark"):
            asha.set_viewport_size({"width": width, "height": 900})
            asha.emulate_media(color_scheme=scheme)
            asha.goto(served.url + NEW)
            wrong += [*faults(asha), *(["wide"] if is_wide(asha) else [])]
    asha.context.add_cookies([{"name": "ov_language", "value": "en", "url": served.url}])
    assert wrong == []
