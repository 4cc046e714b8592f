"""My account: what I revealed lately stands there, without its value, with what is left of my day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from orderveil.vault.people_messages import CaseOpened, OpenCase
from tests.console.people_pages import WIDTHS, faults, is_wide
from tests.console.serving import CHROMIUM, Served, join_and_sign_in, serving
from tests.vault.making import BY, draft, fields, seal

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
    pytest.mark.timeout(300),
]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("me")) as served:
        orders = [one.order or "" for one in seal(served.vault, draft(1), draft(2))]
        for number, order in enumerate(orders, 1):
            served.vault.ask(OpenCase(BY, "tea", order, "ticket", f"T-{number}"), CaseOpened)
        served.orders = orders  # type: ignore[attr-defined]
        yield served


@pytest.fixture(scope="module")
def ben(served: Served, chromium: Any) -> Any:
    page = chromium.new_context().new_page()
    join_and_sign_in(page, served, "Ben", "support_agent")
    return page


def lately(page: Any) -> Any:
    """The table of one's own reveals."""
    return page.locator("table.stack", has=page.get_by_role("columnheader", name="What for"))


def test_before_the_first_reveal_the_page_says_where_to_begin(served: Served, ben: Any) -> None:
    ben.goto(f"{served.url}/me/")
    said = ben.locator("main").inner_text()
    assert ("You have revealed nothing yet." in said, "tea: 5 of 5 fields left today." in said) == (True, True)
    ben.get_by_role("link", name="Find an order").click()
    ben.wait_for_url("**/orders/")


def test_what_one_revealed_stands_there_and_its_value_does_not(served: Served, ben: Any) -> None:
    for order in served.orders:  # type: ignore[attr-defined]
        ben.goto(f"{served.url}/orders/{order}/?hop=support&reveal=buyer_phone")
        ben.wait_for_function("document.activeElement.matches('details.reveal form button')")
        ben.keyboard.press("Enter")
        ben.locator("[data-revealed] [data-value]").wait_for()
    ben.goto(f"{served.url}/me/")
    rows = lately(ben).locator("tbody tr")
    newest = rows.first.inner_text()
    order = served.orders[1]  # type: ignore[attr-defined]
    assert rows.count() == 2
    assert all(word in newest for word in (f"…{order[-6:]}", "Buyer's phone", "to call the buyer", "T-2"))
    assert "tea: 3 of 5 fields left today." in ben.locator("main").inner_text()
    assert not [number for number in (1, 2) if str(fields(number)["buyer_phone"])[3:] in ben.content()]
    rows.first.get_by_role("link").click()
    ben.wait_for_url(f"**/orders/{order}/?hop=support")


def test_times_stand_in_ones_own_zone_and_name_it(served: Served, ben: Any) -> None:
    ben.goto(f"{served.url}/me/")
    ben.locator("#zone").select_option("Asia/Kolkata")
    ben.locator("form[action$='/me/zone/'] button").click()
    assert "IST" in lately(ben).inner_text()
    ben.goto(f"{served.url}/orders/{served.orders[0]}/?hop=support")  # type: ignore[attr-defined]
    told = ben.locator("dl.facts").first.inner_text()
    assert "IST" in told
    assert "UTC" not in told


def test_nobody_elses_reveals_stand_there(served: Served, chromium: Any) -> None:
    lena, auditor = chromium.new_context().new_page(), chromium.new_context().new_page()
    join_and_sign_in(lena, served, "Lena", "support_lead")
    lena.goto(f"{served.url}/me/")
    assert "You have revealed nothing yet." in lena.locator("main").inner_text()
    join_and_sign_in(auditor, served, "Ana", "auditor")
    auditor.goto(f"{served.url}/me/")
    assert not [title for title in auditor.locator("main h2").all_inner_texts() if "revealed" in title]


def test_axe_finds_nothing_and_nothing_runs_over(served: Served, ben: Any) -> None:
    for width in WIDTHS:
        ben.set_viewport_size({"width": width, "height": 900})
        ben.goto(f"{served.url}/me/")
        assert (faults(ben), is_wide(ben)) == ([], False), width


def test_on_paper_an_order_is_upright_masked_and_without_buttons(served: Served, ben: Any) -> None:
    import pypdfium2

    ben.set_viewport_size({"width": 1400, "height": 900})
    ben.goto(f"{served.url}/orders/{served.orders[0]}/?hop=support&reveal=buyer_phone")  # type: ignore[attr-defined]
    ben.wait_for_function("document.activeElement.matches('details.reveal form button')")
    ben.keyboard.press("Enter")
    ben.locator("[data-revealed] [data-value]").wait_for()
    paper = pypdfium2.PdfDocument(ben.pdf(prefer_css_page_size=True))
    text = "\n".join(page.get_textpage().get_text_range() for page in paper)
    wide, high = paper[0].get_size()
    assert wide < high
    assert "Printed from the console." in text
    assert str(fields(1)["buyer_phone"])[-8:] not in text
    assert not [word for word in ("Reveal for a minute", "Break the glass", "Show", "left today") if word in text]
