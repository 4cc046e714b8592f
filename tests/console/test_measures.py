"""What of WCAG 2.2 a browser can measure and axe does not: reflow, spacing, zoom, targets, motion, forced colours.

Every page with something on it, as its owner opens it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.console.peopled import Peopled, peopled
from tests.console.serving import CHROMIUM, browser, join_and_sign_in

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
    pytest.mark.timeout(300),
]
SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } "
    "p { margin-bottom: 2em !important; }"
)
# two-dimensional by their nature (WCAG 1.4.10): they scroll within themselves, never the page
WIDER = """() => {
  const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (over <= 0) return [];
  const wide = [...document.querySelectorAll("main *, header *")].filter((one) =>
    one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(".scroll, .route, .parts, pre, .beside"));
  return [over, ...wide.slice(0, 3).map((one) => one.tagName + "." + one.className)];
}"""
CUT = """() => [...document.querySelectorAll("main button, main a.button, main label, main h1, main h2, .tag")]
  .filter((one) => one.offsetParent && getComputedStyle(one).overflow !== "visible")
  .filter((one) => one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.tagName + " " + one.textContent.trim().slice(0, 30))"""
# WCAG 2.5.8: 24 px, or a link within a sentence, or so much room around that no circle of 24 px meets another
SMALL = """() => {
  const all = [...document.querySelectorAll("a[href], button, summary, select, input:not([type=hidden])")]
    .filter((one) => one.checkVisibility() && !one.matches(".skip, :disabled") && !one.closest("svg"));
  const boxes = all.map((one) => {
    const label = one.labels?.length && one.matches("[type=checkbox], [type=radio]") ? one.labels[0] : one;
    return (label.contains(one) ? label : one).getBoundingClientRect();
  });
  const middle = (box) => [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  return all.filter((one, i) => {
    const box = boxes[i];
    if (box.width >= 24 && box.height >= 24) return false;
    if (one.tagName === "A" && getComputedStyle(one).display === "inline" && one.closest("p, li, dd, td, h1")
        && one.parentElement.textContent.trim() !== one.textContent.trim()) return false;
    const [x, y] = middle(box);
    return boxes.some((other, j) => {
      if (i === j || all[i].contains(all[j]) || all[j].contains(all[i])) return false;
      const near = [Math.max(other.left, Math.min(x, other.right)), Math.max(other.top, Math.min(y, other.bottom))];
      return Math.hypot(near[0] - x, near[1] - y) < 12;
    });
  }).map((one) => one.tagName + " " + (one.textContent || one.name).trim().slice(0, 30));
}"""
MOVING = """() => [...document.querySelectorAll("*")].filter((one) => {
  const style = getComputedStyle(one);
  return style.animationName !== "none" || style.transitionDuration.split(",").some((each) => parseFloat(each) > 0.001);
}).map((one) => one.tagName)"""
DOTS = """() => [...document.querySelectorAll(".dot, .tag")].filter((one) => !one.textContent.trim()).length"""


@dataclass
class Scene:
    house: Peopled
    page: Any
    paths: list[str]

    def each(self, width: int, **media: str) -> Iterator[tuple[str, Any]]:
        """Open every page at a width; give its address."""
        self.page.set_viewport_size({"width": width, "height": 800})
        self.page.emulate_media(**media)
        for path in self.paths:
            self.page.goto(self.house.served.url + path)
            yield path, self.page


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with peopled() as house, browser() as chromium:
        page = chromium.new_page()
        join_and_sign_in(page, house.served, "Asha", "owner", "support_lead")
        paths = [
            "/", "/relay/courier/", "/orders/", f"/orders/{house.orders[0]}/?reveal=buyer_phone", "/exposure/",
            f"/orders/{house.orders[0]}/hops/", "/exposure/courier/", "/who/?go=1", "/contracts/",
            "/contracts/support/", "/contracts/wms/edit/", f"/contracts/changes/{house.contract_change}/",
            "/people/", f"/people/{house.ben}/",
            "/people/invite/", "/people/matrix/", "/reviews/", f"/reviews/{house.campaign}/", "/reviews/leavers/",
            "/integrations/", f"/integrations/{house.key}/", "/integrations/scripts/", "/alerts/",
            f"/alerts/{house.alert}/", "/ledger/", "/changes/", "/me/", "/accounts/2fa/", "/people/stations/",
        ]  # fmt: skip
        yield Scene(house, page, paths)


def test_pages_reflow_at_320_px_and_so_at_400_percent(scene: Scene) -> None:
    assert [(path, wide) for path, page in scene.each(320) if (wide := page.evaluate(WIDER))] == []


def test_text_may_be_spaced_out_without_being_cut(scene: Scene) -> None:
    wrong = []
    for path, page in scene.each(390):
        # the reader's own style sheet: the page's policy does not concern it
        page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
        page.reload()
        page.add_style_tag(content=SPACING)
        found = page.evaluate(CUT) + page.evaluate(WIDER)
        if found:
            wrong.append((path, found))
    assert wrong == []


def test_pages_at_200_percent_are_whole(scene: Scene) -> None:
    """1280 px at 200 % are 640."""
    pages = scene.each(640)
    assert [(path, found) for path, page in pages if (found := page.evaluate(CUT) + page.evaluate(WIDER))] == []


@pytest.mark.parametrize("width", [390, 1400])
def test_what_is_pressed_is_24_px_or_stands_apart(scene: Scene, width: int) -> None:
    assert [(path, small) for path, page in scene.each(width) if (small := page.evaluate(SMALL))] == []


def test_nothing_moves_for_whoever_asked_for_less_motion(scene: Scene) -> None:
    pages = scene.each(820, reduced_motion="reduce")
    assert [(path, found) for path, page in pages if (found := page.evaluate(MOVING))] == []


def test_forced_colours_leave_the_focus_and_every_state_in_words(scene: Scene) -> None:
    wrong = []
    for path, page in scene.each(1400, forced_colors="active", reduced_motion="no-preference"):
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        if ring == "none" or page.evaluate(DOTS):
            wrong.append((path, ring, page.evaluate(DOTS)))
    assert wrong == []
