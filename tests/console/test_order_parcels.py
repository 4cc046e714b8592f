"""An order in several parcels: the page says of which one a view is, and lets one choose, without a script too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from orderveil.core.order import Direction, OrderState, ShipmentState
from orderveil.vault.messages import OperatorGrant
from orderveil.vault.people_messages import CaseOpened, OpenCase
from tests.console.people_pages import WIDTHS, faults, is_wide
from tests.console.serving import CHROMIUM, Served, join_and_sign_in, serving
from tests.vault.making import AT_MS, draft, parcel, seal

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
    pytest.mark.timeout(300),
]
BY = OperatorGrant()
PARCELS = [
    parcel("f1", state=ShipmentState.DELIVERED, lines=(1,), at_ms=AT_MS, fields={"awb": "AWB0000001"}),
    parcel("f2", state=ShipmentState.IN_TRANSIT, lines=(2,), attempt=2, at_ms=AT_MS, fields={"awb": "AWB0000002"}),
    parcel("r1", state=ShipmentState.IN_TRANSIT, direction=Direction.REVERSE, lines=(1,), at_ms=AT_MS),
]
ITEMS = [
    {"line": 1, "sku": "TEA-100", "title": "Green tea", "quantity": 2},
    {"line": 2, "sku": "CUP-1", "title": "Blue cup", "quantity": 1},
]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("op")) as served:
        many = [parcel(f"m{number}", state=ShipmentState.PACKED) for number in range(9)]
        drafts = [
            draft(1, state=OrderState.SHIPPED, shipments=PARCELS, more={"items": ITEMS}),
            draft(2),
            draft(3, state=OrderState.SHIPPED, shipments=many),
        ]
        served.orders = [one.order or "" for one in seal(served.vault, *drafts)]  # type: ignore[attr-defined]
        served.vault.ask(OpenCase(BY, "tea", served.orders[0], "ticket", "T-1"), CaseOpened)  # type: ignore[attr-defined]
        yield served


@pytest.fixture(scope="module")
def asha(served: Served, chromium: Any) -> Any:
    page = chromium.new_context().new_page()
    join_and_sign_in(page, served, "Asha", "owner", "warehouse", "support_lead")
    return page


def path_of(served: Served, number: int, tail: str = "?hop=wms") -> str:
    return f"{served.url}/orders/{served.orders[number - 1]}/{tail}"  # type: ignore[attr-defined]


def what_is_shown(page: Any) -> tuple[str, str]:
    """Which parcel the page says that it shows, and the items of it."""
    row = page.locator("dl.facts dt", has_text="Parcel").locator("xpath=following-sibling::dd[1]")
    return row.inner_text(), page.locator("[data-field=items]").inner_text()


def test_the_page_says_which_parcel_it_speaks_of_and_shows_its_items_alone(served: Served, asha: Any) -> None:
    asha.goto(path_of(served, 1, "?hop=oms&shipment=2"))
    which, items = what_is_shown(asha)
    assert which.startswith("2 of 3")
    assert ("under way" in which, "attempt 2" in which) == (True, True)
    assert ("Blue cup" in items, "Green tea" in items) == (True, False)
    asha.goto(path_of(served, 1, "?hop=oms"))
    assert "back from the buyer" in what_is_shown(asha)[0]  # nobody chose: the one that moves now


def test_a_parcel_is_chosen_by_keyboard(served: Served, asha: Any) -> None:
    asha.goto(path_of(served, 1, "?hop=oms"))
    at_first = "document.activeElement.textContent.includes('Parcel 1')"
    for _ in range(60):
        asha.keyboard.press("Tab")
        if asha.evaluate(at_first):
            break
    asha.keyboard.press("Enter")
    asha.wait_for_url("**hop=oms&shipment=1")
    assert what_is_shown(asha)[0].startswith("1 of 3")
    assert asha.locator(".parcels a[aria-current]").inner_text().startswith("Parcel 1")


def test_a_parcel_is_chosen_without_a_script(served: Served, asha: Any, chromium: Any) -> None:
    context = chromium.new_context(java_script_enabled=False)
    context.add_cookies(asha.context.cookies())
    page = context.new_page()
    page.goto(path_of(served, 1, "?hop=oms"))
    page.locator(".parcels a", has_text="Parcel 2").click()
    assert what_is_shown(page)[0].startswith("2 of 3")
    page.goto(path_of(served, 3, "?hop=oms"))  # nine: a list to choose from
    page.locator("#shipment").select_option("4")
    page.locator(".parcels button").click()
    assert what_is_shown(page)[0].startswith("4 of 9")
    context.close()


def test_the_choice_stays_when_the_hop_changes_a_field_is_revealed_and_a_case_closed(
    served: Served, asha: Any
) -> None:
    asha.goto(path_of(served, 1, "?hop=oms&shipment=2"))
    asha.locator("#hop").select_option("support")
    asha.locator(".tools form button").click()
    assert what_is_shown(asha)[0].startswith("2 of 3")
    forms = asha.locator("form[hx-post$='/reveal/'] [name=shipment]")
    assert set(forms.evaluate_all("all => all.map(one => one.value)")) == {"2"}
    asha.locator("a.button", has_text="What does each hop see?").click()
    asha.wait_for_url("**/hops/?shipment=2")
    assert asha.locator(".parcels a[aria-current]").inner_text().startswith("Parcel 2")
    assert "Green tea" not in asha.locator("table.hops").inner_text()


def test_of_one_parcel_or_none_there_is_nothing_to_choose(served: Served, asha: Any) -> None:
    asha.goto(path_of(served, 2))
    assert asha.locator(".parcels").count() == 0


@pytest.mark.parametrize("shipment", ["9", "0", "x", "1%20OR%201"])
def test_a_parcel_that_the_order_has_not_is_not_there(served: Served, asha: Any, shipment: str) -> None:
    assert asha.goto(path_of(served, 1, f"?hop=oms&shipment={shipment}")).status == 404
    assert asha.goto(path_of(served, 1, f"hops/?shipment={shipment}")).status == 404


def test_axe_finds_nothing_and_nothing_runs_over(served: Served, asha: Any) -> None:
    for number in (1, 3):
        for width in WIDTHS:
            asha.set_viewport_size({"width": width, "height": 900})
            asha.goto(path_of(served, number, "?hop=oms"))
            assert (faults(asha), is_wide(asha)) == ([], False), (number, width)
