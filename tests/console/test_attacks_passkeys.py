"""A passkey whose row was written by somebody else signs nobody in: the vault has not vouched for it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from tests.console.serving import CHROMIUM, Served, browser, join_and_sign_in, serving
from tests.console.test_accounts import add_key, device, sign_out

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("passkeys")) as served:
        yield served


@pytest.fixture
def page() -> Iterator[Any]:
    with browser() as chromium:
        yield chromium.new_page()


def write(served: Served, statement: str, *values: object) -> int:
    with closing(sqlite3.connect(served.settings.home / "data" / "console.db", timeout=10)) as held, held:
        return held.execute(statement, values).rowcount


def test_a_passkey_without_the_vaults_word_for_it_signs_nobody_in(page: Any, served: Served) -> None:
    device(page)
    join_and_sign_in(page, served, "Asha", "owner")
    page.locator("#codes_saved").check()
    add_key(page, served, "my phone")
    sign_out(page)
    # as if the row had been written by somebody with a passkey of their own
    assert write(served, "UPDATE mfa_authenticator SET data = json_remove(data, '$.seal') WHERE type = 'webauthn'") == 1
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("cannot be checked now").wait_for()
    assert page.goto(f"{served.url}/people/").url.startswith(f"{served.url}/accounts/login/")
