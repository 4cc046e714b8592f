"""Roles in the console: read in plain words, judged as one types, changed by two people, in force at once."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from orderveil.people.permissions import Permission
from orderveil.people.roles import built_in_text
from orderveil.vault.messages import OperatorGrant
from orderveil.vault.role_messages import PutRoles, ReadRoles, RolesRead
from tests.console.people_pages import WIDTHS, faults, grant_of, is_wide
from tests.console.serving import CHROMIUM, Served, browser, join_and_sign_in, serving

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
NIGHT = """
[night_desk]
says = "answers at night"
daily_reveals = 5
grants = [
  { may = ["orders:order:list", "orders:order:read"], hops = ["support"] },
  { may = ["orders:field:reveal"], hops = ["support"], fields = ["buyer_phone"], purposes = ["call_buyer"] },
]
"""
MORE = built_in_text().replace("daily_reveals = 40", "daily_reveals = 60").replace(
    '  { may = ["orders:order:list", "orders:order:read"], hops = ["exports"] },\n', ""
) + NIGHT  # fmt: skip
EDITOR = "The text of the roles"


@dataclass
class Scene:
    """A console that serves, and whoever sits before it."""

    served: Served
    chromium: Any
    asha: Any
    lata: Any

    def newcomer(self, name: str, *roles: str) -> Any:
        page = self.chromium.new_context().new_page()
        join_and_sign_in(page, self.served, name, *roles)
        return page

    def go(self, page: Any, path: str) -> int:
        return int(page.goto(self.served.url + path).status)

    def text(self, page: Any) -> str:
        return str(page.locator("main").inner_text())


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    folder = Path(tempfile.mkdtemp(prefix="ov-", dir="/tmp"))
    with serving(folder) as served, browser() as chromium:
        pages = []
        for name, role in (("Asha", "owner"), ("Lata", "security_lead")):
            page = chromium.new_context().new_page()
            join_and_sign_in(page, served, name, role)
            pages.append(page)
        yield Scene(served, chromium, *pages)
    shutil.rmtree(folder, ignore_errors=True)


def test_the_list_says_in_plain_words_what_each_role_may(scene: Scene) -> None:
    scene.go(scene.asha, "/people/")
    scene.asha.get_by_role("link", name="Roles", exact=True).click()
    assert scene.asha.locator("section.role").count() == 11
    card = scene.asha.locator("section.role", has_text="support_agent").first
    card.locator("summary").press("Enter")
    said = card.inner_text()
    assert "reveal one field in clear, for a case at: Support" in said
    assert "1" in scene.asha.locator("section.role", has_text="security_lead").locator("dd").first.inner_text()
    assert not any(word in scene.text(scene.asha) for word in ("may.", "roles.", "order_hop.", *map(str, Permission)))


def test_a_text_is_judged_as_it_is_typed_with_line_and_place(scene: Scene) -> None:
    page = scene.asha
    scene.go(page, "/people/roles/edit/")
    page.get_by_label(EDITOR).fill(MORE.removesuffix(NIGHT) + NIGHT.replace('"orders:order:list"', '"orders:all"'))
    page.locator(".problems").wait_for()
    said = page.locator("#judged").inner_text()
    line = MORE.splitlines().index("[night_desk]") + 1
    assert f"Line {line}: roles.toml [night_desk].grants[0].may" in said
    page.get_by_label(EDITOR).fill(built_in_text().replace("[owner]", "[boss]"))
    page.locator(".problems", has_text="Somebody holds this role: [owner]").wait_for()
    page.get_by_label(EDITOR).fill(MORE)
    page.locator(".judged .tag").first.wait_for()
    said = page.locator("#judged").inner_text()
    for words in ("2 roles may do more, 1 may do less", "Fields in clear a day", "page through masked orders"):
        assert words in said
    for words in ("may now", "Field by field: 8 lines", "held by 0"):
        assert words in said
    assert scene.served.vault.ask(ReadRoles(OperatorGrant()), RolesRead).digest == ""


def test_two_people_change_roles_by_keyboard_and_they_hold_at_once(scene: Scene) -> None:
    asha, lata = scene.asha, scene.lata
    scene.go(asha, "/people/roles/edit/")
    asha.get_by_label(EDITOR).fill(MORE)
    asha.get_by_label("Why this change").fill("nights are staffed now")
    asha.get_by_role("button", name="Propose").press("Enter")
    asha.wait_for_url("**/people/roles/changes/**")
    assert asha.get_by_role("button", name="Approve").count() == 0  # not one's own
    scene.go(asha, "/people/invite/")
    assert "night_desk" not in asha.locator("select").first.inner_text()
    scene.go(lata, "/changes/")
    assert "new: night_desk; wider: operations; narrower: analyst" in scene.text(lata)
    assert lata.get_by_role("button", name="Approve").count() == 0  # not before they have seen what it changes
    lata.get_by_role("link", name="See what it changes").press("Enter")
    lata.wait_for_url("**/people/roles/changes/**")
    for words in ("nights are staffed now", "Asha", "2 roles may do more", "night_desk"):
        assert words in scene.text(lata)
    lata.get_by_role("button", name="Approve").press("Enter")
    lata.wait_for_url("**/changes/")
    scene.go(asha, "/people/invite/")
    assert "night_desk: answers at night" in asha.locator("select").first.inner_text()
    scene.go(asha, "/people/matrix/?role=night_desk")
    assert "call_buyer" in scene.text(asha)
    scene.go(asha, "/people/roles/")
    assert asha.locator("section.role", has_text="night_desk").locator(".tag", has_text="your own").count() == 1
    assert asha.locator("section.role", has_text="operations").locator(".tag", has_text="changed").count() == 1


def test_whoever_gains_sees_the_change_and_cannot_approve_it(scene: Scene) -> None:
    read = scene.served.vault.ask(ReadRoles(grant_of(scene.asha, scene.served)), RolesRead)
    more = read.text.replace('reveals nothing"\ndaily_reveals = 0', 'reveals nothing"\ndaily_reveals = 3')
    asked = PutRoles(grant_of(scene.asha, scene.served), more, read.digest)
    change = scene.served.vault.ask(asked, object).change  # type: ignore[attr-defined]
    scene.go(scene.lata, f"/people/roles/changes/{change}/")
    assert "You would gain by this yourself" in scene.text(scene.lata)
    assert scene.lata.get_by_role("button", name="Approve").count() == 0
    scene.lata.get_by_role("button", name="Refuse").press("Enter")
    scene.lata.wait_for_url("**/changes/")


def test_pages_for_whom_they_are_not_are_not_there(scene: Scene) -> None:
    ben, ruth = scene.newcomer("Ben", "support_agent"), scene.newcomer("Ruth", "auditor")
    for path in ("", "edit/", "changes/c_0123456789ab/"):
        assert scene.go(ben, f"/people/roles/{path}") == 404
    assert scene.go(ruth, "/people/roles/") == 200
    assert ruth.get_by_role("link", name="Change the roles").count() == 0
    assert scene.go(ruth, "/people/roles/edit/") == 404
    scene.go(ben, "/me/")
    assert "answers buyers: masks, and one field at a time" in scene.text(ben)


def test_decided_changes_are_paged(scene: Scene) -> None:
    scene.go(scene.lata, "/changes/?before=1.c_000000000000")
    assert scene.lata.get_by_role("link", name="The newest").count() == 1
    assert scene.go(scene.lata, "/changes/?before=nonsense") == 404


def test_pages_are_small_and_axe_finds_nothing(scene: Scene) -> None:
    page = scene.asha
    read = scene.served.vault.ask(ReadRoles(grant_of(page, scene.served)), RolesRead)
    asked = PutRoles(grant_of(page, scene.served), built_in_text(), read.digest)
    change = scene.served.vault.ask(asked, object).change  # type: ignore[attr-defined]
    for language in ("en", "hi"):
        page.context.add_cookies([{"name": "ov_language", "value": language, "url": scene.served.url}])
        for path in ("/people/roles/", "/people/roles/edit/", f"/people/roles/changes/{change}/", "/changes/"):
            for width in WIDTHS:
                for scheme in ("light", "dark"):
                    page.set_viewport_size({"width": width, "height": 900})
                    page.emulate_media(color_scheme=scheme)
                    assert scene.go(page, path) == 200
                    for details in page.locator("main details").all():
                        details.evaluate("one => one.open = true")
                    assert not is_wide(page), (path, width)
                    assert faults(page) == [], (path, width, scheme)
            assert len(page.content().encode()) < 100_000
