"""The states that a page comes into: refused, wrong, revealed, missing. Each brings a page there and returns it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from orderveil.vault.account_messages import RegisterStation, StationRegistered
from orderveil.vault.messages import OperatorGrant
from orderveil.vault.people_messages import CaseOpened, CloseCase, InvitePerson, OpenCase, PersonInvited, RoleRow
from tests.console.idling import Idle
from tests.console.peopled import Peopled
from tests.console.serving import PASSWORD

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
