"""From an empty home to a revealed phone that others can account for: what `make run` starts, in a real browser.

The first owner follows the link that is printed, and sets up an app. Lata, who comes with a passkey alone, sees what
the owner did and why. Omar answers buyers from an outside centre; Chandra owns a shop of another tenant.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from orderveil.adoption.sandbox.orders import MEERA
from tests.console.serving import CHROMIUM, PASSWORD, browser, code, free_port
from tests.console.test_accounts import device
from tests.console.test_orders import by_hand, shown

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
    pytest.mark.timeout(300),
]
ORDERVEIL = str(Path(sys.executable).with_name("orderveil"))
PHONE = "".join(re.findall(r"[+\d]", str(MEERA.phone)))
DIGITS = PHONE[-10:]


@dataclass
class Running:
    """What `make run` left running, and how it is asked from another terminal."""

    url: str
    link: str
    environ: dict[str, str]
    chromium: Any

    def invite(self, name: str, role: str, *more: str) -> str:
        """Invite somebody at the command line; return the link."""
        told = self.say("people", "invite", f"{name.lower()}@staff.example", "--name", name, "--role", role, *more)
        found = re.search(r"http\S+/join/\S+", told)
        assert found is not None
        return found[0]

    def say(self, *words: str) -> str:
        """Run a command in another terminal."""
        done = subprocess.run([ORDERVEIL, *words], env=self.environ, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def join(self, email: str, link: str) -> Any:
        """Follow a link, choose a password, sign in; return the page that asks for a second factor."""
        page = self.chromium.new_context().new_page()
        page.goto(link)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_label("The same again").fill(PASSWORD)
        page.get_by_role("button", name="Make the account").click()
        page.get_by_label("E-mail address").fill(email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.get_by_text("Until then nothing else opens").wait_for()
        return page

    def with_app(self, email: str, link: str) -> Any:
        """Join with an authenticator app."""
        page = self.join(email, link)
        page.get_by_role("link", name="Set up an authenticator app").click()
        self._again(page)
        secret = page.get_by_label("Or type this key into the app").input_value()
        page.get_by_label("Six digits from the app").fill(code(secret))
        page.get_by_role("button", name="Set it up").click()
        return self._keep_codes(page)

    def with_passkey(self, email: str, link: str) -> Any:
        """Join with a passkey; sign out, and in again with it alone."""
        page = self.join(email, link)
        device(page)
        page.get_by_role("link", name="Add a passkey or security key").click()
        self._again(page)
        page.get_by_label("Name").fill("my phone")
        page.get_by_role("button", name="Ask the browser").click()
        self._keep_codes(page)
        page.locator(".me summary").click()
        page.get_by_role("button", name="Sign out").click()
        page.get_by_role("button", name="Sign in with a passkey").click()
        page.wait_for_url(f"{self.url}/")
        return page

    def _again(self, page: Any) -> None:
        """Show the password again, where that is asked for."""
        page.wait_for_load_state()
        if page.locator("input[type=password]").count():
            page.locator("input[type=password]").fill(PASSWORD)
            page.get_by_role("button", name="Go on").click()

    def _keep_codes(self, page: Any) -> Any:
        page.get_by_label("I have kept them").check()
        page.get_by_role("link", name="Go on").click()
        page.wait_for_url(f"{self.url}/")
        return page


@contextmanager
def demonstration(folder: Path) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Start `orderveil demo` in an empty home, as `make run` does; give the console's address and the printed link."""
    port = free_port()
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("ORDERVEIL", "DATABASE"))},
        "ORDERVEIL_HOME": str(folder / "h"), "ORDERVEIL_BIND": f"127.0.0.1:{free_port()}",
        "ORDERVEIL_CONSOLE_BIND": f"127.0.0.1:{port}", "ORDERVEIL_CONSOLE_URL": f"http://localhost:{port}",
        "ORDERVEIL_TOTP_STEPS": "1",  # the end of half a minute foils no test
    }  # fmt: skip
    with subprocess.Popen([ORDERVEIL, "demo"], env=environ, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        said = ""
        try:
            while "/join/" not in said:
                line = running.stdout.readline()
                assert line, said
                said += line
            yield f"http://localhost:{port}", said.split()[-1], environ
        finally:
            running.send_signal(signal.SIGINT)
            running.stdout.read()
            assert running.wait(30) == 0


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    folder = Path(tempfile.mkdtemp(prefix="ov-", dir="/tmp"))
    with demonstration(folder) as (url, link, environ), browser() as chromium:
        yield Running(url, link, environ, chromium)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def owner(running: Running) -> Any:
    """The first owner, in a browser of their own."""
    return running.with_app("owner@orderveil.example", running.link)


@pytest.fixture(scope="module")
def order(running: Running, owner: Any) -> str:
    """The address of the order that is found by its buyer's phone; nothing that came before held the phone."""
    came = [owner.goto(f"{running.url}/orders/").text()]
    owner.keyboard.press("/")
    owner.keyboard.type(str(MEERA.phone))
    owner.keyboard.press("Enter")
    owner.wait_for_url("**/orders/0*/**")
    came.append(owner.evaluate("fetch(location.href).then((answer) => answer.text())"))
    assert not any(holds_phone(text) for text in [*came, owner.content(), owner.url, owner.title()])
    return str(owner.url)


def holds_phone(text: str) -> bool:
    """Tell whether a text holds the phone, however it is spaced."""
    return bool(re.search(r"[\s()./-]*".join(DIGITS), text))


def open_revealed(page: Any, order: str) -> None:
    """Reveal the buyer's phone, as it stands."""
    page.goto(order)
    page.locator("[data-field=buyer_phone] summary").click()
    page.keyboard.press("Enter")
    shown(page).wait_for()
    assert holds_phone(shown(page).inner_text())


def test_the_first_page_says_what_comes_next_and_ends_with_a_masked_order(running: Running, owner: Any) -> None:
    owner.goto(running.url)
    steps = owner.locator("ol.steps li").all_inner_texts()
    assert owner.get_by_role("heading", level=1).is_visible()
    assert not steps or steps[-1].strip()


def test_a_masked_phone_is_revealed_with_a_chosen_purpose_in_three_actions(owner: Any, order: str) -> None:
    row = owner.locator("[data-field=buyer_phone]")
    masked = row.locator(".value").inner_text()
    before = owner.content()

    row.locator("summary").click()  # action 1: the form opens
    row.get_by_label("What for?").select_option("call_buyer")  # action 2
    row.get_by_role("button", name="Reveal for a minute").click()  # action 3
    shown(owner).wait_for()

    assert not holds_phone(masked + before)
    assert shown(owner).inner_text() == PHONE


@pytest.mark.parametrize("way", ["hidden", "minute", "left", "back"])
def test_it_is_gone(running: Running, owner: Any, order: str, way: str) -> None:
    if way == "minute":
        owner.clock.install()
    open_revealed(owner, order)
    if way == "hidden":
        owner.evaluate(
            """() => { Object.defineProperty(document, "hidden", {value: true, configurable: true});
                 document.dispatchEvent(new Event("visibilitychange")); delete document.hidden; }"""
        )
    elif way == "minute":
        owner.clock.fast_forward(58_000)
        assert shown(owner).count() == 1
        owner.clock.fast_forward(3_000)
    elif way == "left":  # what the page holds while it is kept for the back button
        owner.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    else:
        owner.goto(f"{running.url}/orders/")
        owner.go_back()
    owner.wait_for_selector("[data-revealed]", state="detached")
    stored = str(owner.evaluate("JSON.stringify([localStorage, sessionStorage, history.state])"))
    assert not holds_phone(owner.content() + stored)
    if way == "minute":
        owner.clock.resume()


def test_the_next_person_sees_who_did_it_and_why(running: Running, owner: Any, order: str) -> None:
    open_revealed(owner, order)
    owner.keyboard.press("Escape")
    lata = running.with_passkey("lata@staff.example", running.invite("Lata", "support_lead"))
    lata.goto(order)
    story = lata.locator(".story li", has_text="revealed a field").last.inner_text()
    assert all(word in story for word in ("Owner", "Buyer's phone", "to call the buyer"))

    lata.goto(f"{running.url}/who/?order={order.split('/')[4]}&kind=reveal")
    row = lata.locator("main tbody tr").first.inner_text()
    assert all(word in row for word in ("Owner", "Buyer's phone", "to call the buyer"))
    assert not holds_phone(lata.content())


def test_an_outsourced_agent_has_no_way(running: Running, owner: Any, order: str) -> None:
    omar = running.with_app("omar@staff.example", running.invite("Omar", "outsourced_agent"))
    path = "/" + "/".join(order.split("/")[3:5]) + "/"
    omar.goto(f"{running.url}{path}?hop=support&reveal=buyer_phone")
    assert omar.locator("[data-field=buyer_phone]").count() == 1
    assert omar.locator("details.reveal, [data-opens=glass], [data-revealed]").count() == 0
    form = {"hop": "support", "shop": "kiosk", "field": "buyer_phone", "purpose": "call_buyer", "case": "new"}
    glass = {"glass": "1", "what": "buyer_phone|call_buyer", "reference": "INC-1"}
    for asked in (form, form | glass, form | {"hop": "courier"}, form | {"hop": "oms", "purpose": "invoice"}):
        status, text = by_hand(omar, f"{path}reveal/", asked)
        assert status in (403, 404)
        assert not holds_phone(text)
    assert not holds_phone(omar.content())
    assert omar.goto(f"{running.url}{path}hops/").status == 404


def test_an_outsider_gets_404_and_a_stranger_the_page_of_signing_in(running: Running, order: str) -> None:
    running.say("shops", "add", "coffee", "--tenant", "beans")
    chandra = running.with_app("chandra@staff.example", running.invite("Chandra", "owner", "--tenant", "beans"))
    path = "/" + "/".join(order.split("/")[3:5]) + "/"
    for address in (path, f"{path}?hop=support", f"{path}hops/", "/orders/?shop=kiosk"):
        assert chandra.goto(f"{running.url}{address}").status == 404, address
    chandra.goto(f"{running.url}/orders/")
    assert by_hand(chandra, f"{path}reveal/", {"hop": "support", "field": "buyer_phone"})[0] == 404

    stranger = running.chromium.new_context().new_page()
    stranger.goto(running.url + path)
    assert "/accounts/login/" in stranger.url
