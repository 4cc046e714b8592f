"""The map of an order's way: drawn by the server and told in words, names of fields alone, one's own hops alone."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

from orderveil.core.hop import HOPS
from orderveil.core.order import OrderState, ShipmentState
from orderveil.vault.messages import Done, IssueKey, KeyGrant, KeyIssued, OpenedMany, OpenViews, OperatorGrant, SetMode
from tests.console.people_pages import WIDTHS, faults, is_wide
from tests.console.serving import CHROMIUM, Served, browser, join_and_sign_in, serving
from tests.vault.making import draft, parcel, seal

BY = OperatorGrant()
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.timeout(300),
]
PAST = ("comms", "marketing")
LARGEST_BYTES = 100 * 1024


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("om")) as served:
        now = time.time_ns() // 1_000_000
        on_its_way = (parcel("f1", state=ShipmentState.IN_TRANSIT),)
        made = draft(1, state=OrderState.SHIPPED, source_at_ms=now, shipments=on_its_way)
        served.order = seal(served.vault, made)[0].order  # type: ignore[attr-defined]
        for hop in HOPS:
            if hop.value not in PAST:
                served.vault.ask(SetMode(BY, "tea", hop.value, "enforced"), Done)
        issued = served.vault.ask(
            IssueKey(BY, "tea", "courier", "swiftship", ("views:many:open",), now + 86_400_000), KeyIssued
        )
        served.vault.ask(OpenViews(KeyGrant(issued.token), "courier", "tea"), OpenedMany)
        yield served


@pytest.fixture(scope="module")
def people(served: Served) -> Iterator[dict[str, Any]]:
    with browser() as chromium:
        pages = {}
        for name, roles in (("Asha", ("owner", "support_lead")), ("Ben", ("support_agent",))):
            page = chromium.new_context(viewport={"width": 1400, "height": 900}).new_page()
            join_and_sign_in(page, served, name, *roles)
            pages[name] = page
        yield pages


def page_of(people: dict[str, Any], served: Served, name: str) -> Any:
    page = people[name]
    answer = page.goto(f"{served.url}/orders/{served.order}/")  # type: ignore[attr-defined]
    assert answer.status == 200
    assert len(answer.body()) < LARGEST_BYTES
    page.locator(".ordermap details").evaluate("one => { one.open = true }")
    return page


def stop(page: Any, word: str) -> str:
    found = page.locator(".ordermap ol.stops > li").filter(has=page.get_by_role("heading", name=re.compile(f"^{word}")))
    return str(found.inner_text())


def drawn(page: Any, word: str) -> str:
    return str(page.locator(".ordermap svg.wide g").filter(has_text=word).text_content())


def test_every_hop_is_drawn_and_told_in_words_in_the_order_of_the_way(served: Served, people: dict[str, Any]) -> None:
    page = page_of(people, served, "Asha")
    names = page.locator(".ordermap svg.wide text.name").all_text_contents()
    assert len(names) == len(HOPS)
    heads = [one.inner_text() for one in page.locator(".ordermap ol.stops h3").all()]
    assert [head.startswith(name) for head, name in zip(heads, names, strict=True)] == [True] * len(HOPS)
    assert page.locator(".ordermap svg:not([aria-hidden=true])").count() == 0  # whoever hears it hears the list


def test_what_left_what_ended_what_is_next_and_what_goes_past_are_told_apart(
    served: Served, people: dict[str, Any]
) -> None:
    page = page_of(people, served, "Asha")
    courier = stop(page, "Courier")
    assert "Left to swiftship" in courier
    assert "relay number" in courier  # how the phone is given
    assert "This view ends" in courier
    assert "last given" in drawn(page, "Courier")
    assert "×" in drawn(page, "Shipping label")
    assert "It may take nothing since" in stop(page, "Shipping label")
    assert "It opens when the order or parcel is: delivered" in stop(page, "Archive")
    for word in ("Messages", "Marketing"):
        assert "past the relay" in drawn(page, word)
        assert "its systems may hold everything" in stop(page, word)
    assert "Looked at by a person, masked" in stop(page, "Support")


def test_the_map_holds_names_of_fields_and_no_value(served: Served, people: dict[str, Any]) -> None:
    page = page_of(people, served, "Asha")
    told = page.locator(".ordermap").inner_html()
    for value in ("Asha Verma", "99999", "buyers.example", "Rose Lane", "560001", "Bengaluru", "398.00", "#1"):
        assert value not in told, value


def test_whoever_reads_one_hop_is_told_nothing_of_what_others_may_take(served: Served, people: dict[str, Any]) -> None:
    page = page_of(people, served, "Ben")
    assert "It may take now" in stop(page, "Support")
    for word in ("Courier", "Exports", "Messages"):
        told = stop(page, word)
        assert "is not yours to see" in told
        assert "It may take now" not in told
        assert "past the relay" not in told


def test_a_phone_gets_a_column_and_a_page_on_paper_the_drawing(served: Served, people: dict[str, Any]) -> None:
    page = page_of(people, served, "Asha")
    shown = {}
    for width in (390, 1400):
        page.set_viewport_size({"width": width, "height": 900})
        shown[width] = [page.locator(f".ordermap svg.{one}").is_visible() for one in ("wide", "tall")]
    assert shown == {390: [False, True], 1400: [True, False]}
    page.emulate_media(media="print")
    assert page.locator(".ordermap svg.wide").is_visible()
    page.emulate_media(media="screen")


@pytest.mark.parametrize("language", ["en", "hi"])
def test_axe_finds_nothing(served: Served, people: dict[str, Any], language: str) -> None:
    page, wrong = people["Asha"], []
    page.context.add_cookies([{"name": "ov_language", "value": language, "url": served.url}])
    for width in WIDTHS:
        for scheme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            page_of(people, served, "Asha")
            wrong += [f"{width} {scheme} {one}" for one in faults(page)] + (["wide"] if is_wide(page) else [])
    page.context.add_cookies([{"name": "ov_language", "value": "en", "url": served.url}])
    assert wrong == []
