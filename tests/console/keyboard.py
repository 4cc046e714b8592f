"""A person with a keyboard and nothing else: what they press is counted, and every stop of the focus is looked at.

The page itself is out of reach: whatever a test does, it does by keys.
"""

from __future__ import annotations

from typing import Any

_MOST_STOPS = 300
_LOOK = """(wanted) => {
  const at = document.activeElement;
  if (!at || at === document.body || at === document.documentElement) return {lost: true, here: false, name: "body"};
  const box = at.getBoundingClientRect(), style = getComputedStyle(at);
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  const seen = box.width > 0 && box.height > 0 && style.visibility === "visible"
    && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const name = at.id || at.name || at.getAttribute("href") || (at.textContent || "").trim().slice(0, 40);
  const here = wanted ? at.matches(wanted) : false;
  return {lost: false, here, ring, seen, name: at.tagName.toLowerCase() + " " + name};
}"""


class Keyboard:
    """Presses keys at a page."""

    def __init__(self, page: Any, url: str) -> None:
        self._page = page
        self._url = url
        self.keys = 0

    def open(self, path: str) -> None:
        """Type an address. Its keys are not counted."""
        self._page.goto(self._url + path)

    def press(self, *keys: str) -> None:
        """Press keys one after another."""
        for key in keys:
            self.keys += 1
            self._page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Type a text."""
        self.keys += len(text)
        self._page.keyboard.type(text)

    def tab_to(self, wanted: str, *, back: bool = False) -> None:
        """Go from stop to stop until the focus is where it is wanted. Every stop on the way must be seen."""
        ends = 0
        for _ in range(_MOST_STOPS):
            if self.look(wanted)["here"]:
                return
            self.press("Shift+Tab" if back else "Tab")
            # beyond the last stop the focus leaves for the browser's own bar, and comes back by the next Tab
            ends += self.look()["lost"]
            if ends > 1:
                break
            if not self.look()["lost"]:
                self.check()
        raise AssertionError(f"{wanted} is not reached by Tab on {self.path}")

    def go(self, name: str, path: str) -> None:
        """Go to a part of the console by the palette."""
        self.press("Control+k")
        self.type(name)
        self.press("Enter")
        self.wait_for(path)

    def check(self) -> dict[str, Any]:
        """Look at where the focus is: it must be somewhere, seen, and marked."""
        found = self.look()
        if found["lost"] or not (found["ring"] and found["seen"]):
            raise AssertionError(f"the focus is lost or unmarked on {self.path}: {found}")
        return found

    def look(self, wanted: str = "") -> dict[str, Any]:
        """Return what has the focus."""
        found: dict[str, Any] = self._page.evaluate(_LOOK, wanted)
        return found

    def hold(self) -> None:
        """The focus must be on something of the page now, as after a part of it was replaced."""
        found = self.look()
        if found["lost"]:
            raise AssertionError(f"the focus fell to the page's body on {self.path}")

    def around(self) -> int:
        """Go once around the page by Tab; return the number of stops. A trap never comes back to the first."""
        self._page.evaluate("document.activeElement.blur()")
        first = 0
        for number in range(_MOST_STOPS):
            self._page.keyboard.press("Tab")
            at = self._page.evaluate("[...document.querySelectorAll('*')].indexOf(document.activeElement)")
            if self.look()["lost"] or at == first:
                return number
            self.check()
            first = first or at
        raise AssertionError(f"{self.path} has no end by Tab")

    def wait_for(self, path: str) -> None:
        """Wait until a page is there; `*` stands for anything."""
        self._page.wait_for_url(self._url + path)

    def wait(self, selector: str, state: str = "visible") -> None:
        """Wait until something stands on the page."""
        self._page.wait_for_selector(selector, state=state)

    def read(self, selector: str = "main") -> str:
        """Read a part of the page."""
        return str(self._page.locator(selector).first.inner_text())

    def count(self, selector: str) -> int:
        """Count what is on the page."""
        return int(self._page.locator(selector).count())

    def paths(self, selector: str) -> list[tuple[str, str]]:
        """Return words and addresses of links."""
        script = "(all) => all.map((one) => [one.textContent.trim(), one.dataset.go || one.getAttribute('href')])"
        return [(text, path) for text, path in self._page.eval_on_selector_all(selector, script)]

    @property
    def path(self) -> str:
        """The page's address without its host."""
        return str(self._page.url).removeprefix(self._url)
