"""Every page of the console, at three widths, in light and dark, in both languages, before axe; small and quick.

Run with the Chromium of this machine; without one these tests are left out, and say so.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from orderveil.console.menu import PARTS
from orderveil.vault.messages import Done, OperatorGrant, SetMode
from tests.console.serving import CHROMIUM, Served, browser, join_and_sign_in, serving
from tests.vault.making import draft, seal

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
    pytest.mark.timeout(600),
]
WIDTHS = (390, 820, 1400)
LARGEST_BYTES = 100 * 1024
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    folder = Path(tempfile.mkdtemp(prefix="ov-", dir="/tmp"))
    with serving(folder) as served:
        sealed = [one.order for one in seal(served.vault, *[draft(number) for number in range(1, 6)])]
        served.vault.ask(SetMode(OperatorGrant(), "tea", "support", "enforced"), Done)
        served.orders = sealed  # type: ignore[attr-defined]
        yield served
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def page(served: Served) -> Iterator[Any]:
    with browser() as chromium:
        page = chromium.new_page()
        join_and_sign_in(page, served, "Asha", "owner", "support_lead")
        yield page


def paths(served: Served) -> list[str]:
    """Every page that an owner may open."""
    order = served.orders[0]  # type: ignore[attr-defined]
    own = [part.path for part in PARTS]
    more = [
        "/people/matrix/", "/people/roles/", "/people/roles/edit/", "/relay/courier/",
        "/exposure/courier/", "/accounts/2fa/",
    ]  # fmt: skip
    return [*own, "/me/", f"/orders/{order}/", *more]


@pytest.mark.parametrize("language", ["en", "hi"])
def test_axe_finds_nothing(served: Served, page: Any, language: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page.context.add_cookies([{"name": "ov_language", "value": language, "url": served.url}])
    axe, wrong = Axe(), []
    for path in paths(served):
        for width in WIDTHS:
            for scheme in ("light", "dark"):
                page.set_viewport_size({"width": width, "height": 900})
                page.emulate_media(color_scheme=scheme)
                answer = page.goto(served.url + path)
                assert answer.status == 200, path
                found = axe.run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response["violations"]
                wrong += [(path, width, scheme, one["id"], one["nodes"][0]["target"]) for one in found]
    assert wrong == []


def test_no_page_runs_over_or_weighs_too_much(served: Served, page: Any) -> None:
    wrong = []
    for path in paths(served):
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            answer = page.goto(served.url + path)
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            size = len(answer.body())
            if over > 0 or size > LARGEST_BYTES:
                wrong.append((path, width, over, size))
    assert wrong == []


def test_no_page_asks_anything_of_another_origin(served: Served, page: Any) -> None:
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))
    for path in paths(served):
        page.goto(served.url + path)
    assert {url for url in asked if not url.startswith((served.url, "data:"))} == set()


def test_whoever_is_not_signed_in_is_sent_to_sign_in(served: Served, page: Any) -> None:
    stranger = page.context.browser.new_context().new_page()
    for path in paths(served):
        stranger.goto(served.url + path)
        assert "/accounts/login/" in stranger.url
    stranger.context.close()
