"""What tests of people's pages share: an axe run, a person's own grant out of the browser's cookie."""

from __future__ import annotations

from typing import Any

from orderveil.vault.messages import PersonGrant
from tests.console.serving import Served

WIDTHS = (390, 820, 1400)


def grant_of(page: Any, served: Served) -> PersonGrant:
    """Return the grant of whoever is signed in in this browser."""
    token = next(one["value"] for one in page.context.cookies() if one["name"] == "ov_session")
    return PersonGrant(token, (served.settings.home / "run" / "rooms" / "console").read_text().strip())


def faults(page: Any) -> list[str]:
    """Return what axe finds wrong on a page, by rule and place."""
    from axe_playwright_python.sync_playwright import Axe

    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']}: {node['target']}" for one in found for node in one["nodes"]]


def is_wide(page: Any) -> bool:
    """Tell whether a page scrolls sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
