"""What pages look like when something is asked, wrong, missing or away: before axe, in both themes and both languages.

test_pages.py looks at every page as it opens; here are the states that a page comes into.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from orderveil.vault.messages import OperatorGrant
from orderveil.vault.people_messages import CaseOpened, CloseCase, InvitePerson, OpenCase, PersonInvited, RoleRow
from tests.console.idling import Idle, idling
from tests.console.people_pages import faults, grant_of, is_wide
from tests.console.peopled import Peopled, other_tenant, people_a_house
from tests.console.serving import CHROMIUM, PASSWORD, browser, join_and_sign_in, serving

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
    pytest.mark.timeout(300),
]
BY = OperatorGrant()


@dataclass
class Scene:
    """One of everything, and the browsers of those who look at it."""

    house: Peopled
    served: Idle
    asha: Any
    chromium: Any
    stranger: Any = None

    def go(self, page: Any, path: str) -> None:
        page.goto(self.served.url + path)

    def nobody(self) -> Any:
        """Return the browser of somebody who is not signed in."""
        if self.stranger is not None:
            self.stranger.context.close()
        self.stranger = self.chromium.new_context().new_page()
        return self.stranger


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


State = Callable[[Scene, str], Any]
STATES: dict[str, State] = {}


def state(make: State) -> State:
    """Name a state by its function: it brings a page there, in a language, and returns it."""
    STATES[make.__name__] = make
    return make


def speak(page: Any, scene: Scene, language: str) -> Any:
    page.context.add_cookies([{"name": "ov_language", "value": language, "url": scene.served.url}])
    return page


# ---- signing in


@state
def sign_in_refused(scene: Scene, language: str) -> Any:
    page = speak(scene.nobody(), scene, language)
    scene.go(page, "/accounts/login/")
    page.locator("#id_login").fill("nobody@staff.example")
    page.locator("#id_password").fill("not the right one")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]:not([hidden])")
    return page


@state
def invitation_with_a_poor_password(scene: Scene, language: str) -> Any:
    page = speak(scene.nobody(), scene, language)
    invited = InvitePerson(BY, f"new{language}@staff.example", "New", [RoleRow("marketer")])
    scene.go(page, f"/join/{scene.served.vault.ask(invited, PersonInvited).token}/")
    for place, text in (("#id_password", "password"), ("#id_again", "other")):
        page.locator(place).fill(text)
    page.keyboard.press("Enter")
    page.wait_for_selector(".wrong")
    return page


@state
def invitation_that_is_over(scene: Scene, language: str) -> Any:
    page = speak(scene.nobody(), scene, language)
    scene.go(page, f"/join/{'x' * 43}/")
    return page


@state
def first_factor_to_set_up(scene: Scene, language: str) -> Any:
    page = speak(scene.nobody(), scene, language)
    name = f"First{language}"
    page.goto(scene.served.invite(name, "marketer"))
    for place in ("#id_password", "#id_again"):
        page.locator(place).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/login/**")
    page.locator("#id_login").fill(f"{name.lower()}@staff.example")
    page.locator("#id_password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/2fa/**")
    return page


@state
def authenticator_app_with_a_wrong_code(scene: Scene, language: str) -> Any:
    page = first_factor_to_set_up(scene, language + "a")
    speak(page, scene, language)
    scene.go(page, "/accounts/2fa/totp/activate/")
    if page.locator("input[type=password]").count():
        page.locator("input[type=password]").fill(PASSWORD)
        page.keyboard.press("Enter")
    page.locator("#id_code").fill("000000")
    page.keyboard.press("Enter")
    page.wait_for_selector(".wrong")
    return page


@state
def second_factor_with_a_wrong_code(scene: Scene, language: str) -> Any:
    page = speak(scene.nobody(), scene, language)
    scene.go(page, "/accounts/login/")
    page.locator("#id_login").fill("asha@staff.example")
    page.locator("#id_password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.locator("#id_code").fill("000000")
    page.keyboard.press("Enter")
    page.wait_for_selector(".wrong")
    return page


@state
def station_with_a_wrong_badge(scene: Scene, language: str) -> Any:
    page = speak(scene.nobody(), scene, language)
    page.context.add_cookies([{"name": "ov_station", "value": station_token(scene), "url": scene.served.url}])
    scene.go(page, "/station/")
    page.locator("#number").fill("B-000001")
    page.locator("#pin").fill("839201")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    return page


def station_token(scene: Scene) -> str:
    from orderveil.vault.account_messages import RegisterStation, StationRegistered

    name = f"Till {time.monotonic_ns()}"
    return scene.served.vault.ask(RegisterStation(scene.house.lata, "tea", name), StationRegistered).token


# ---- one's own account


@state
def step_up_with_a_wrong_code(scene: Scene, language: str) -> Any:
    page = speak(scene.asha, scene, language)
    scene.go(page, "/accounts/2fa/reauthenticate/?next=/me/")
    page.locator("#id_code").fill("000000")
    page.keyboard.press("Enter")
    page.wait_for_selector(".wrong")
    return page


@state
def password_change_refused(scene: Scene, language: str) -> Any:
    page = speak(scene.asha, scene, language)
    scene.go(page, "/accounts/password/change/")
    for place, text in (("#id_oldpassword", "wrong"), ("#id_password1", "short"), ("#id_password2", "other")):
        page.locator(place).fill(text)
    page.keyboard.press("Enter")
    page.wait_for_selector(".wrong")
    return page


@state
def adding_a_key(scene: Scene, language: str) -> Any:
    page = speak(scene.asha, scene, language)
    scene.go(page, "/accounts/2fa/webauthn/add/")
    return page


@state
def explained_why_not(scene: Scene, language: str) -> Any:
    page = speak(scene.asha, scene, language)
    scene.go(page, "/me/?permission=orders:field:reveal&hop=courier&field=recipient_phone")
    return page


# ---- what the console answers when it cannot


@state
def page_that_is_not_there(scene: Scene, language: str) -> Any:
    page = speak(scene.asha, scene, language)
    scene.go(page, "/orders/NOTHING/")
    return page


@state
def form_without_its_token(scene: Scene, language: str) -> Any:
    page = speak(scene.asha, scene, language)
    scene.go(page, "/me/")
    page.evaluate("document.querySelector('form.language [name=csrfmiddlewaretoken]').value = 'x'.repeat(64)")
    page.locator("form.language button").click()
    page.wait_for_url("**/language/")
    return page


# ---- orders


@state
def field_revealed(scene: Scene, language: str) -> Any:
    page = speak(scene.asha, scene, language)
    scene.go(page, f"/orders/{scene.house.orders[0]}/?hop=support&reveal=buyer_phone")
    page.locator("[data-field=buyer_phone] form button").click()
    page.wait_for_selector("[data-revealed]")
    return page


@state
def reveal_refused(scene: Scene, language: str) -> Any:
    page, order = speak(scene.asha, scene, language), scene.house.orders[4]
    reference = f"T-{len(language)}0{ord(language[0])}"
    scene.served.vault.ask(OpenCase(BY, "tea", order, "ticket", reference), CaseOpened)
    scene.go(page, f"/orders/{order}/?hop=support&reveal=buyer_phone")
    scene.served.vault.ask(CloseCase(BY, "tea", reference), CaseOpened)
    page.locator("[data-field=buyer_phone] form button").click()
    page.wait_for_selector(".refused .note")
    return page


@state
def glass_about_to_be_broken(scene: Scene, language: str) -> Any:
    page = speak(scene.asha, scene, language)
    scene.go(page, f"/orders/{scene.house.orders[0]}/?hop=support")
    page.locator("[data-opens=glass]").click()
    page.wait_for_selector("dialog[open]")
    return page


@state
def search_without_an_answer(scene: Scene, language: str) -> Any:
    page = speak(scene.asha, scene, language)
    scene.go(page, "/orders/")
    page.locator("#what").fill("#90210")
    page.keyboard.press("Enter")
    page.wait_for_selector("#found h2")
    return page


@state
def palette_open(scene: Scene, language: str) -> Any:
    page = speak(scene.asha, scene, language)
    scene.go(page, "/orders/")
    page.keyboard.press("Control+k")
    page.wait_for_selector("#palette[open]")
    return page


# ---- contracts, changes, reviews, integrations, the record


@state
def contract_change_to_approve(scene: Scene, language: str) -> Any:
    page = speak(scene.asha, scene, language)
    scene.go(page, f"/contracts/changes/{scene.house.contract_change}/")
    page.wait_for_selector("button[value=approve]")
    return page


@state
def contract_text_with_a_mistake(scene: Scene, language: str) -> Any:
    page = speak(scene.asha, scene, language)
    scene.go(page, "/contracts/comms/edit/")
    page.locator("textarea[name=text]").fill('[fields.buyer_emial]\nalways = "drop"\n')
    page.wait_for_selector(".problems")
    return page


@state
def contract_text_that_gives_more(scene: Scene, language: str) -> Any:
    page = speak(scene.asha, scene, language)
    scene.go(page, "/contracts/courier/edit/")
    text = '[fields.recipient_phone]\ncarrying = "clear"\nwidens = "no virtual numbers are bought yet"\n'
    page.locator("textarea[name=text]").fill(text)
    page.wait_for_selector(".judged .tag")
    return page


@state
def answer_of_the_record_with_a_wrong_day(scene: Scene, language: str) -> Any:
    page = speak(scene.asha, scene, language)
    scene.go(page, "/who/?since=2026-13-45&go=1")
    page.wait_for_selector("#refused")
    return page


@state
def record_asked_for_a_wrong_place(scene: Scene, language: str) -> Any:
    page = speak(scene.asha, scene, language)
    scene.go(page, "/ledger/?place=seventeen")
    page.wait_for_selector("#place-wrong")
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
    from orderveil.vault.people_messages import CheckSession, WhoAmI

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
