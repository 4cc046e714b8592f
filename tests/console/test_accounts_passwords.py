"""Passwords under each profile: what is refused, what is remembered, and when a new one is asked for."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from orderveil.console.accounts.passwords import FourClasses, NoPartOfName, NotOfThisPlace
from orderveil.console.accounts.profiles import Profile, read_profiles, validators_of
from tests.console.serving import CHROMIUM, Served, browser, serving

ASHA = SimpleNamespace(email="asha.verma@staff.example", pk=None)
STRONG = "Quiet-Rivers-7-Lamps"


def refused(validator: Any, password: str) -> str | None:
    try:
        validator.validate(password, ASHA)
    except ValidationError as error:
        return error.code
    return None


def test_the_default_profile_is_nists_and_asks_for_no_classes_and_no_ending() -> None:
    nist = read_profiles()["nist"]
    assert nist.min_length >= 8  # with a second factor for everybody; 800-63B-4, 3.1.1.2
    assert not nist.classes
    assert (nist.max_age_days, nist.history, nist.min_age_days) == (0, 0, 0)
    names = [str(rule["NAME"]).rpartition(".")[2] for rule in validators_of(nist)]
    assert names == ["MinimumLengthValidator", "CommonPasswordValidator", "NotOfThisPlace", "NotBreached"]


def test_the_marketplaces_profile_asks_for_all_that_its_policy_does() -> None:
    strict = read_profiles()["marketplace"]
    assert strict == Profile(
        "marketplace", strict.source, min_length=12, tries=5, tries_minutes=30, classes=True, no_name_part=True,
        min_age_days=1, max_age_days=365, history=10, provider_counts=False,
    )  # fmt: skip
    assert strict.tries <= 10
    assert "1.4" in strict.source


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("orderveil2026", "expected"),
        ("ashaverma1234", "expected"),
        ("staffexample1", "expected"),
        (STRONG, None),
    ],
)
def test_a_password_of_expected_words_and_little_else_is_refused(password: str, code: str | None) -> None:
    assert refused(NotOfThisPlace(), password) == code


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("quiet-rivers-7-lamps", "classes"),
        ("QUIET-RIVERS-7-LAMPS", "classes"),
        ("Quiet-Rivers-seven", "classes"),
        ("QuietRivers7Lamps", "classes"),
        ("Quiet Rivers 7 Lamps", "classes"),  # a space is no sign
        (STRONG, None),
    ],
)
def test_four_classes_are_asked_for(password: str, code: str | None) -> None:
    assert refused(FourClasses(), password) == code


@pytest.mark.parametrize(
    ("password", "code"), [("xVERMAx-7-Lamps", "name_part"), ("Asha-7-Lamps!", "name_part"), (STRONG, None)]
)
def test_no_part_of_the_name_is_in_it(password: str, code: str | None) -> None:
    assert refused(NoPartOfName(), password) == code


def test_a_profile_that_does_not_exist_stops_the_console(tmp_path: Path) -> None:
    with (
        pytest.raises(RuntimeError, match="ORDERVEIL_ACCOUNT_PROFILE"),
        serving(tmp_path, ORDERVEIL_ACCOUNT_PROFILE="relaxed"),
    ):
        pass


def _join(page: Any, served: Served, password: str) -> None:
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_label("The same again").fill(password)
    page.get_by_role("button", name="Make the account").click()


def _change(page: Any, served: Served, old: str, new: str) -> None:
    page.goto(f"{served.url}/accounts/password/change/")
    page.get_by_label("Password now").fill(old)
    page.get_by_label("New password").fill(new)
    page.get_by_label("The same again").fill(new)
    page.get_by_role("button", name="Change it").click()


def _age(served: Served, days: int) -> None:
    """Make every password older than it is."""
    with closing(sqlite3.connect(served.settings.home / "data" / "console.db")) as store, store:
        store.execute("UPDATE accounts_pastpassword SET at = datetime(at, ?)", (f"-{days} days",))


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_the_strict_profile_in_a_browser(tmp_path: Path) -> None:
    with serving(tmp_path, ORDERVEIL_ACCOUNT_PROFILE="marketplace") as served, browser() as chromium:
        page = chromium.new_context().new_page()
        page.goto(served.invite("Asha", "owner"))
        assert page.get_by_text("the marketplace asks for all four").is_visible()
        _join(page, served, "three invented quiet words")
        page.get_by_role("alert").get_by_text("the marketplace asks for all four").wait_for()
        _join(page, served, STRONG)
        page.wait_for_url("**/accounts/login/**")
        page.get_by_label("E-mail address").fill("asha@staff.example")
        page.get_by_label("Password").fill(STRONG)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url("**/accounts/2fa/**")

        _change(page, served, STRONG, "Other-Rivers-8-Lamps")
        page.get_by_text("The marketplace asks you to wait.").wait_for()
        _age(served, 2)
        _change(page, served, STRONG, STRONG)
        page.get_by_text("One of your last 10 passwords.").wait_for()
        _change(page, served, STRONG, "Other-Rivers-8-Lamps")
        page.get_by_text("The password is changed.").wait_for()
        _age(served, 2)
        _change(page, served, "Other-Rivers-8-Lamps", STRONG)
        page.get_by_text("One of your last 10 passwords.").wait_for()


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_a_password_older_than_a_year_is_replaced_before_anything_else(tmp_path: Path) -> None:
    from tests.console import serving as helpers

    with serving(tmp_path, ORDERVEIL_ACCOUNT_PROFILE="marketplace") as served, browser() as chromium:
        page = chromium.new_context().new_page()
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(helpers, "PASSWORD", STRONG)
            helpers.join_and_sign_in(page, served, "Lata", "owner")
        page.locator("#codes_saved").check()
        assert page.goto(f"{served.url}/people/").status == 200
        _age(served, 366)
        page.goto(f"{served.url}/people/")
        assert "/accounts/password/change/" in page.url
        assert page.get_by_text("too old for the rules here").is_visible()
        _change(page, served, STRONG, "Other-Rivers-8-Lamps")
        page.get_by_text("The password is changed.").wait_for()
        page.goto(f"{served.url}/people/")
        assert page.url == f"{served.url}/people/"
