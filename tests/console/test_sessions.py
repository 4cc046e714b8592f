"""Sessions through the console: a factor shown again replaces the cookie, and time ends what it should."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest

from orderveil.vault import clock
from tests.console.idling import Idle, idling
from tests.console.serving import code
from tests.console.test_asvs_served import LONG, Asker
from tests.console.test_recovery import with_app

COOKIE, MINUTE_NS = "ov_session", 60_000_000_000
AGAIN = "/accounts/2fa/reauthenticate/"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Idle]:
    with idling(tmp_path_factory.mktemp("sessions")) as served:
        yield served


def copied(asker: Asker, token: str) -> Asker:
    """The same browser with the cookie of before."""
    other = Asker.__new__(Asker)
    other.__dict__ = {**asker.__dict__, "cookies": asker.cookies | {COOKIE: token}}
    return other


def test_a_factor_shown_again_replaces_the_cookie_and_the_one_of_before_is_dead(served: Idle) -> None:
    asker, _, secret = with_app(served, "Asha")
    first = asker.cookies[COOKIE]
    assert asker.send(AGAIN, code=code(secret, time.time() + 30)).status == 302
    assert asker.ask("/people/").status == 200
    second = asker.cookies[COOKIE]
    assert first != second

    dead = copied(asker, first)
    refused = dead.ask("/people/")
    assert (refused.status, refused.headers["Refresh"]) == (409, "1")
    assert "Asha" not in refused.body
    assert not refused.headers.get_all("Set-Cookie")  # nobody is signed out by a request that was on its way
    assert dead.ask("/people/", HX_Request="true").headers["HX-Refresh"] == "true"
    assert dead.ask("/me/sessions/", {"session": "others"}).status in (403, 409)
    assert asker.ask("/people/").status == 200
    assert asker.cookies[COOKIE] == second


def test_setting_up_a_factor_replaces_the_cookie_of_the_password(served: Idle) -> None:
    asker, _, _ = with_app(served, "Ben")
    weak = Asker(served)
    weak.send("/accounts/login/", login="ben@staff.example", password=LONG)
    assert COOKIE not in weak.cookies  # the password alone begins no session where there is a factor
    assert asker.ask("/people/").status == 200


@pytest.mark.parametrize(("minutes", "in_use"), [(61, False), (12 * 60 + 1, True)])
def test_time_ends_a_session(served: Idle, monkeypatch: pytest.MonkeyPatch, minutes: int, in_use: bool) -> None:
    asker, _, _ = with_app(served, "Chitra" if in_use else "Dev")
    assert asker.ask("/people/").status == 200
    real, moved = clock.wall_ns, [0]
    monkeypatch.setattr(clock, "wall_ns", lambda: real() + moved[0] * MINUTE_NS)
    for _ in range(minutes // 9 - 1 if in_use else 0):  # somebody works all day
        moved[0] += 9
        assert asker.ask("/people/").status == 200
    moved[0] = minutes
    answer = asker.ask("/people/")
    assert answer.status == 302
    assert answer.headers["Location"].startswith("/accounts/login/")
    assert not asker.cookies[COOKIE]


def signed_in(served: Idle, name: str, secret: str) -> Asker:
    asker = Asker(served)
    asker.send("/accounts/login/", login=f"{name.lower()}@staff.example", password=LONG)
    assert asker.send("/accounts/2fa/authenticate/", code=code(secret, time.time() + 30)).status == 302
    assert asker.ask("/people/").status == 200
    return asker


def test_a_new_password_ends_every_other_session(served: Idle) -> None:
    asker, _, secret = with_app(served, "Esha")
    other = signed_in(served, "Esha", secret)
    page = asker.ask("/accounts/password/change/")
    assert "Your other sessions end with it." in page.body
    new = LONG[::-1]
    assert asker.send("/accounts/password/change/", oldpassword=LONG, password1=new, password2=new).status == 302
    assert "1 sessions ended." in asker.ask("/accounts/2fa/").body
    assert other.ask("/people/").status == 302
    assert asker.ask("/people/").status == 200


def test_a_changed_factor_offers_to_end_the_others_in_one_press(served: Idle) -> None:
    asker, _, secret = with_app(served, "Farah")
    assert "End your other sessions?" not in asker.ask("/accounts/2fa/").body
    other = signed_in(served, "Farah", secret)
    assert asker.send("/accounts/2fa/recovery-codes/generate/").status == 302
    page = asker.ask("/accounts/2fa/recovery-codes/").body
    assert "End your other sessions?" in page
    assert other.ask("/people/").status == 200  # offered, not done
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token is not None
    assert asker.ask("/me/sessions/", {"csrfmiddlewaretoken": token[1], "session": "others"}).status == 302
    assert other.ask("/people/").status == 302
    assert asker.ask("/people/").status == 200
    assert "End your other sessions?" not in asker.ask("/accounts/2fa/").body
