"""Signing in, in a real browser: passkeys, codes, the idle lock, the last factor, and what the record holds of it."""

from __future__ import annotations

import json
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from orderveil.vault.messages import Done, LedgerExport, LedgerPage, Maintain, OperatorGrant
from tests.console.serving import CHROMIUM, PASSWORD, Served, code, join_and_sign_in, serving, sign_in

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
BY = OperatorGrant()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("accounts")) as served:
        yield served


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context()
    page = context.new_page()
    page.wrong = []
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on("console", lambda said: page.wrong.append(said.text) if "Content Security Policy" in said.text else None)
    yield page
    assert page.wrong == []
    context.close()


def device(page: Any, *, verifies: bool = True) -> Any:
    """A virtual authenticator: a phone's or computer's own lock."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": verifies, "automaticPresenceSimulation": True,
    }  # fmt: skip
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return cdp


def add_key(page: Any, served: Served, name: str, *, passkey: bool = True) -> None:
    page.goto(f"{served.url}/accounts/2fa/webauthn/add/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("A passkey").set_checked(passkey)
    page.get_by_role("button", name="Ask the browser").click()
    page.wait_for_url(re.compile("recovery-codes/$|/accounts/2fa/$"))


def sign_out(page: Any) -> None:
    page.locator(".me summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/**")


def told(served: Served, act: str = "people:account:told") -> list[dict[str, Any]]:
    served.vault.ask(Maintain(BY), Done)
    entries = [json.loads(one) for one in served.vault.ask(LedgerExport(BY), LedgerPage).entries]
    return [one["detail"] for one in entries if one["act"] == act]


def test_a_passkey_alone_signs_in_and_steps_up_and_the_last_strong_factor_stays(page: Any, served: Served) -> None:
    device(page)
    join_and_sign_in(page, served, "Asha", "owner")
    page.locator("#codes_saved").check()
    add_key(page, served, "my phone")
    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{served.url}/")
    assert {"webauthn"} == {
        one["by"] for one in told(served, "people:session:begun")[-1:]
    }  # nothing but the passkey was asked

    page.goto(f"{served.url}/accounts/2fa/webauthn/reauthenticate/?next=/me/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{served.url}/me/")
    assert told(served, "people:session:strengthened")

    page.goto(f"{served.url}/accounts/2fa/totp/deactivate/")
    page.get_by_role("button", name="Remove").click()
    page.goto(f"{served.url}/accounts/2fa/webauthn/")
    page.get_by_role("link", name="Remove").click()
    assert page.get_by_text("This is your last strong factor").is_visible()
    assert page.get_by_role("button", name="Remove").count() == 0
    # also when the form is sent all the same
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    answer = page.context.request.post(page.url, form={"csrfmiddlewaretoken": token}, headers={"Referer": page.url})
    assert answer.status == 409
    page.goto(f"{served.url}/accounts/2fa/webauthn/")
    assert page.get_by_text("my phone").is_visible()
    outcomes = [(one["outcome"], one.get("method")) for one in told(served)]
    assert ("factor-added", "webauthn") in outcomes
    assert ("factor-removed", "totp") in outcomes


def test_a_key_is_renamed_and_removed_while_another_factor_stays(page: Any, served: Served) -> None:
    device(page)
    join_and_sign_in(page, served, "Kiran", "owner")
    page.locator("#codes_saved").check()
    add_key(page, served, "blue key", passkey=False)
    page.goto(f"{served.url}/accounts/2fa/webauthn/")
    assert page.get_by_text("Security key", exact=True).is_visible()
    page.get_by_role("link", name="Rename").click()
    page.get_by_label("Name").fill("red key")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("red key").wait_for()
    page.get_by_role("link", name="Remove").click()
    page.get_by_role("button", name="Remove").click()
    page.get_by_text("No passkey or key yet").wait_for()


def test_a_key_after_the_password_is_the_second_factor(page: Any, served: Served) -> None:
    device(page)
    join_and_sign_in(page, served, "Lata", "security_lead")
    page.locator("#codes_saved").check()
    add_key(page, served, "desk key", passkey=False)
    sign_out(page)
    sign_in(page, "Lata")
    page.get_by_role("button", name="Use a passkey or security key").click()
    page.wait_for_url(f"{served.url}/")


def test_a_device_that_does_not_verify_its_user_is_refused_and_recorded(page: Any, served: Served) -> None:
    cdp = device(page)
    join_and_sign_in(page, served, "Dev", "owner")
    page.locator("#codes_saved").check()
    add_key(page, served, "phone")
    sign_out(page)
    cdp.send("WebAuthn.disable")
    device(page, verifies=False)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("The passkey or key was not accepted").wait_for()
    assert "/accounts/login/" in page.url


def test_wrong_codes_are_recorded_with_the_person_and_stopped(page: Any, served: Served) -> None:
    join_and_sign_in(page, served, "Esha", "owner")
    page.locator("#codes_saved").check()
    sign_out(page)
    sign_in(page, "Esha")
    for _ in range(6):
        page.get_by_label("Code").fill("000000")
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.get_by_role("alert").first.wait_for()
    assert page.get_by_text("Too many tries").is_visible()
    failed = [one for one in told(served) if one["outcome"] == "factor-failed" and one["method"] == "totp"]
    assert len(failed) == 5
    assert all(one["person"].startswith("p_") for one in failed)


def test_five_wrong_passwords_stop_one_account_and_not_another(chromium: Any, page: Any, served: Served) -> None:
    join_and_sign_in(page, served, "Farah", "owner")
    page.locator("#codes_saved").check()
    sign_out(page)
    for _ in range(5):
        page.get_by_label("E-mail address").fill("farah@staff.example")
        page.get_by_label("Password").fill("not the right one at all")
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.get_by_role("alert").first.wait_for()
    page.get_by_label("E-mail address").fill("farah@staff.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("alert").first.wait_for()
    assert "/accounts/login/" in page.url

    other = chromium.new_context().new_page()
    other.goto(f"{served.url}/accounts/login/")
    sign_in(other, "Esha")
    assert "authenticate" in other.url
    other.context.close()
    mine = [one for one in told(served) if one["outcome"].startswith("sign-in-")]
    assert [one["outcome"] for one in mine[-6:]] == ["sign-in-failed"] * 5 + ["sign-in-throttled"]
    assert len({one["person"] for one in mine[-6:]}) == 1
    assert "not the right one" not in json.dumps(mine)


def test_after_signing_in_nobody_is_sent_to_another_site(page: Any, served: Served) -> None:
    secret = join_and_sign_in(page, served, "Gita", "owner")
    page.locator("#codes_saved").check()
    next_code = code(secret, time.time() + 30)  # one is used once
    page.goto(f"{served.url}/accounts/2fa/reauthenticate/?next=https://elsewhere.example/")
    page.get_by_label("Code").fill(next_code)
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url(f"{served.url}/**")


def test_seeds_and_codes_lie_sealed_in_the_consoles_store(page: Any, served: Served) -> None:
    secret = join_and_sign_in(page, served, "Hari", "owner")
    page.locator("#codes_saved").check()
    for file in Path(served.settings.home / "data").glob("console.db*"):
        assert secret.encode() not in file.read_bytes()
    with closing(sqlite3.connect(served.settings.home / "data" / "console.db")) as store:
        assert store.execute("SELECT COUNT(*) FROM mfa_authenticator").fetchone()[0] > 0


def test_pages_of_the_library_that_nobody_needs_do_not_exist(page: Any, served: Served) -> None:
    for path in ("signup/", "password/reset/", "email/", "social/", "inactive/", "confirm-email/"):
        assert page.goto(f"{served.url}/accounts/{path}").status == 404


def test_every_page_of_signing_in_is_in_hindi(page: Any, served: Served) -> None:
    join_and_sign_in(page, served, "Ira", "owner")
    page.locator("#codes_saved").check()
    page.goto(f"{served.url}/me/")
    page.get_by_role("button", name="हिन्दी").click()
    paths = ("2fa/", "2fa/webauthn/", "2fa/webauthn/add/", "2fa/reauthenticate/", "2fa/recovery-codes/generate/")
    for path in (*(f"/accounts/{one}" for one in (*paths, "password/change/", "2fa/totp/deactivate/")), "/me/"):
        page.goto(f"{served.url}{path}")
        said = page.locator("main").inner_text()
        assert re.search("[ऀ-ॿ]", page.locator("h1").inner_text()), path
        english = [word for word in re.findall(r"[A-Za-z]{3,}", said) if word.lower() not in _NAMES]
        assert english == [] or path == "/me/", (path, english)


_NAMES = {"javascript", "pin", "ira", "nov", "dec", "ist"}
