"""A reveal that waits for a second factor: asked for, shown, and back at the same form as it was left.

The vault is in this process: a sign-in is made old in its memory.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from orderveil.vault.messages import OperatorGrant
from orderveil.vault.people_messages import CaseOpened, ListPeople, OpenCase, PersonRows
from tests.console.idling import Idle, idling
from tests.console.serving import CHROMIUM, browser, code, join_and_sign_in
from tests.vault.making import draft, fields, seal

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
BY = OperatorGrant()
HOUR_MS = 3_600_000
NAME = str(fields(1)["recipient_name"])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Idle]:
    with idling(tmp_path_factory.mktemp("up")) as served:
        yield served


@pytest.fixture(scope="module")
def order(served: Idle) -> str:
    found = seal(served.vault, draft(1))[0].order or ""
    for reference in ("T-1", "T-2"):
        served.vault.ask(OpenCase(BY, "tea", found, "ticket", reference), CaseOpened)
    return found


@pytest.fixture(scope="module")
def lena(served: Idle) -> Iterator[tuple[Any, list[str]]]:
    """A lead who has signed in, and the codes of her app that she has not used."""
    with browser() as chromium:
        page = chromium.new_page()
        secret = join_and_sign_in(page, served, "Lena", "support_lead")
        yield page, [code(secret, time.time() + 30), code(secret, time.time() - 30)]


def grow_old(served: Idle) -> None:
    """Make Lena's second factor older than her role may reveal with."""
    rows = served.vault.ask(ListPeople(BY), PersonRows).rows
    person = next(row.person for row in rows if row.name == "Lena")
    assert served.service is not None
    room = served.service._desk.room
    for live in room.sessions.living(room.interior.clock.latest_ms(), person):
        aged = live.session.strong_at_ms - 5 * HOUR_MS
        live.session = msgspec.structs.replace(live.session, strong_at_ms=aged)


def show_again(page: Any, left: list[str]) -> None:
    """Follow the link of the refusal, and type a code."""
    page.get_by_role("link", name=re.compile("second factor")).click()
    page.get_by_label("Code").fill(left.pop())
    page.get_by_role("button", name="Go on").click()


def test_a_second_factor_leads_back_to_the_form_as_it_was(
    served: Idle, order: str, lena: tuple[Any, list[str]]
) -> None:
    page, left = lena
    page.goto(f"{served.url}/orders/{order}/?hop=support")
    grow_old(served)
    row = page.locator("[data-field=recipient_name]")
    row.locator("summary").click()
    row.get_by_label("What for?").select_option("clear_delivery")
    row.get_by_label("For which case?").select_option("T-1")
    row.get_by_role("button", name="Reveal for a minute").click()
    show_again(page, left)

    page.wait_for_url(f"**/orders/{order}/**")
    assert NAME not in page.url + page.content()
    assert row.get_by_label("What for?").input_value() == "clear_delivery"
    assert row.get_by_label("For which case?").input_value() == "T-1"
    page.wait_for_function("document.activeElement.matches('details.reveal form button')")
    page.keyboard.press("Enter")  # one more press
    page.locator("[data-value]").wait_for()
    assert page.locator("[data-value]").inner_text() == NAME
    page.reload()
    assert page.locator("details.reveal[open] option:checked").first.inner_text() != ""


def test_broken_glass_waits_too(served: Idle, order: str, lena: tuple[Any, list[str]]) -> None:
    page, left = lena
    page.goto(f"{served.url}/orders/{order}/?hop=support")
    grow_old(served)
    page.locator("[data-opens=glass]").click()
    page.get_by_label("What, and what for?").select_option("buyer_phone|call_buyer")
    page.get_by_label("Number of the incident or call").fill("INC-7")
    page.get_by_role("button", name="Break the glass now").click()
    show_again(page, left)

    page.wait_for_url(f"**/orders/{order}/**")
    page.locator("dialog[open]").wait_for()
    assert page.get_by_label("What, and what for?").input_value() == "buyer_phone|call_buyer"
    assert page.get_by_label("Number of the incident or call").input_value() == "INC-7"
    page.keyboard.press("Enter")
    page.locator("[data-value]").wait_for()
    assert page.locator("dialog[open]").count() == 0
