"""What pages look like when something is asked, wrong, missing or away: before axe, in both themes and both languages.

test_pages.py looks at every page as it opens; here are the states that a page comes into.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from orderveil.vault.people_messages import CheckSession, WhoAmI
from tests.console.idling import Idle, idling
from tests.console.people_pages import faults, grant_of, is_wide
from tests.console.peopled import other_tenant, people_a_house
from tests.console.serving import CHROMIUM, browser, join_and_sign_in, serving
from tests.console.states import STATES, Scene, speak

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
    pytest.mark.timeout(300),
]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with idling(tmp_path_factory.mktemp("st")) as served, browser() as chromium:
        house = people_a_house(served)
        asha = chromium.new_context().new_page()
        join_and_sign_in(asha, served, "Asha", "owner", "support_lead")
        yield Scene(house, served, asha, chromium)


@pytest.fixture(scope="module")
def chandra(scene: Scene) -> Any:
    """The owner of another tenant, who has nothing yet. Where there are two, nobody edits what holds for both."""
    page = scene.chromium.new_context().new_page()
    join_and_sign_in(page, other_tenant(scene.served), "Chandra", "owner")
    return page


OF_MAIN = (
    "/changes/", "/reviews/{campaign}/", "/reviews/leavers/", "/integrations/{key}/", "/integrations/scripts/",
    "/alerts/{alert}/", "/people/{ben}/", "/people/{ben}/remove/", "/people/invite/", "/people/stations/",
    "/who/?go=1", "/orders/{order}/hops/", "/contracts/support/", "/relay/support/", "/exposure/support/",
)  # fmt: skip
EMPTY = (
    "/", "/orders/", "/who/?order=01ARZ3NDEKTSV4RRFFQ69G5FAV&go=1", "/people/", "/people/stations/", "/reviews/",
    "/reviews/leavers/", "/integrations/", "/integrations/scripts/", "/alerts/", "/alerts/?state=incident", "/ledger/",
    "/changes/", "/me/",
)  # fmt: skip


def look(page: Any, width: int, scheme: str) -> list[str]:
    """Return what is wrong with a page as it stands, at a width, in a theme."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # else colours are measured on their way
    return [f"{width} {scheme}: {one}" for one in faults(page) + (["runs over"] if is_wide(page) else [])]


@pytest.mark.parametrize("name", sorted(STATES))
def test_axe_finds_nothing_in_any_state(scene: Scene, name: str) -> None:
    page = STATES[name](scene, "en")
    wrong = look(page, 1400, "light") + look(page, 390, "dark")
    hindi = STATES[name](scene, "hi")
    assert hindi.locator("html").get_attribute("lang") == "hi"
    wrong += look(hindi, 820, "dark" if name.startswith("s") else "light")
    assert wrong == []


@pytest.mark.parametrize("path", OF_MAIN)
def test_axe_finds_nothing_on_pages_of_one_thing(scene: Scene, path: str) -> None:
    house = scene.house
    ids = {"campaign": house.campaign, "key": house.key, "alert": house.alert, "ben": house.ben}
    assert seen_twice(scene, scene.asha, path.format(order=house.orders[0], **ids)) == []


@pytest.mark.parametrize("path", EMPTY)
def test_axe_finds_nothing_where_there_is_nothing_yet(scene: Scene, chandra: Any, path: str) -> None:
    assert seen_twice(scene, chandra, path) == []


def seen_twice(scene: Scene, page: Any, path: str) -> list[str]:
    """Return what is wrong with a page in English by day on a desk, and in Hindi by night on a phone."""
    wrong = []
    for language, width, scheme in (("en", 1400, "light"), ("hi", 390, "dark")):
        answer = speak(page, scene, language).goto(scene.served.url + path)
        assert answer.status == 200, path
        wrong += look(page, width, scheme)
    return wrong


def test_every_empty_list_says_what_to_do(scene: Scene, chandra: Any) -> None:
    page = speak(chandra, scene, "en")
    for path in ("/orders/", "/reviews/", "/integrations/", "/integrations/scripts/", "/alerts/", "/people/stations/"):
        scene.go(page, path)
        assert page.locator(".empty").count(), path
        assert all(len(text.split()) > 2 for text in page.locator(".empty").all_inner_texts()), path


def test_a_locked_screen_before_axe(scene: Scene) -> None:
    served, page = scene.served, scene.chromium.new_context().new_page()
    join_and_sign_in(page, served, "Lockie", "owner")
    served.make_idle(person_of(page, served), 20)
    scene.go(page, "/orders/")
    wrong = look(page, 1400, "light") + look(page, 390, "dark")
    speak(page, scene, "hi").reload()
    assert "/accounts/2fa/reauthenticate/" in page.url
    assert wrong + look(page, 820, "light") == []
    page.context.close()


def person_of(page: Any, served: Idle) -> str:
    return served.vault.ask(CheckSession(grant_of(page, served)), WhoAmI).person


def test_a_vault_that_is_away_and_a_store_that_is_broken_are_told_in_words(scene: Scene, short_folder: Path) -> None:
    with serving(short_folder) as served:
        page = scene.nobody()
        join_and_sign_in(page, served, "Asha", "owner")
        with closing(sqlite3.connect(served.settings.home / "data" / "console.db", timeout=10)) as held:
            held.execute("ALTER TABLE accounts_account RENAME TO put_aside")
            held.commit()
            answer = page.goto(f"{served.url}/orders/")
            assert (answer.status, "Something failed here" in page.inner_text("h1")) == (500, True)
            assert look(page, 1400, "light") + look(page, 390, "dark") == []
            held.execute("ALTER TABLE put_aside RENAME TO accounts_account")
            held.commit()
        served.processes[0].terminate()
        served.processes[0].wait(20)
        for path in ("/orders/", "/me/"):
            answer = page.goto(f"{served.url}{path}")
            assert (answer.status, page.inner_text("h1")) == (503, "The vault does not answer")
        assert answer.headers["retry-after"] == "30"
        assert look(page, 1400, "light") + look(page, 390, "dark") == []
