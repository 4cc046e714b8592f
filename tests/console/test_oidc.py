"""Signing in through the issuer, by plain requests: who comes in, and what every way of cheating meets."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from orderveil.vault.messages import LedgerExport, LedgerPage, LedgerVerified, LedgerVerify, OperatorGrant
from orderveil.vault.people_messages import FindPerson, PersonRows, RemovePerson
from tests.console.oidc_provider import CLIENT, Provider, Signer, providing
from tests.console.serving import PASSWORD, Served, serving
from tests.console.visiting import Answer, Visitor, fetch

BY = OperatorGrant()
NOBODY = "No account that is open here belongs to this sign-in"
UNCHECKED = "could not be checked"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with providing() as provider:
        yield provider


@pytest.fixture(scope="module")
def served(provider: Provider) -> Iterator[Served]:
    folder = Path(tempfile.mkdtemp(prefix="ov-", dir="/tmp"))
    environ = provider.environ(folder, ORDERVEIL_OIDC_SECOND_FACTOR="amr=mfa,acr=gold", ORDERVEIL_CONSOLE_PROXIES="1")
    with serving(folder, **environ) as served:
        yield served
    shutil.rmtree(folder, ignore_errors=True)


_address = iter(range(1, 250))


class Browser(Visitor):
    """A browser of an address of its own: tries are counted by it."""

    def __init__(self, served: Served) -> None:
        super().__init__(served.url)
        self.address = f"203.0.113.{next(_address)}"

    def ask(self, path: str, form: dict[str, str] | None = None) -> Answer:
        url = path if path.startswith("http") else f"{self.url}{path}"
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "Referer": f"{self.url}/", "X-Forwarded-For": self.address}
        answer = fetch(url, form, **headers)
        self.keep(answer)
        return answer

    def to_the_issuer(self, **form: str) -> str:
        """Press the button; return the address at the issuer."""
        answer = self.send("/accounts/login/", "/accounts/oidc/", **form)
        assert answer.status == 302, answer.body[-900:]
        return answer.to

    def back_from(self, there: str) -> str:
        """Go on at the issuer; return the address of the callback."""
        return fetch(f"{there}&go=1").to

    def sign_in(self, **form: str) -> Answer:
        return self.ask(self.back_from(self.to_the_issuer(**form)))


def person_of(served: Served, name: str) -> str:
    from orderveil.vault.messages import RoomGrant

    secret = (served.settings.home / "run" / "rooms" / "console").read_text().strip()
    asked = FindPerson(RoomGrant("console", secret), f"{name.lower()}@staff.example")
    return served.vault.ask(asked, PersonRows).rows[0].person


def joined(served: Served, name: str, *roles: str) -> str:
    """Somebody who joined with a password; return their person's id."""
    visitor = Browser(served)
    path = "/join/" + served.invite(name, *(roles or ("owner",))).rpartition("/join/")[2]
    assert visitor.send(path, password=PASSWORD, again=PASSWORD).status == 302
    return person_of(served, name)


def told(served: Served, act: str = "people:account:told") -> list[dict[str, Any]]:
    served.vault.ask(LedgerVerify(BY), LedgerVerified)  # what waits is numbered
    entries = [json.loads(one) for one in served.vault.ask(LedgerExport(BY), LedgerPage).entries]
    return [one["detail"] for one in entries if one["act"] == act]


def refused(served: Served, answer: Answer, sentence: str, reason: str, status: int = 403) -> None:
    """It opened nothing, said no more than the sentence, and stands in the record with its reason."""
    assert (answer.status, sentence in answer.body) == (status, True), answer.body[-900:]
    last = told(served)[-1]
    assert (last["outcome"], last["method"], last["reason"]) == ("identity-refused", "oidc", reason)


def test_a_person_comes_in_by_the_address_first_and_by_the_subject_from_then_on(
    served: Served, provider: Provider
) -> None:
    person = joined(served, "Asha")
    provider.is_now("asha@staff.example", amr=["mfa"])
    first = Browser(served)
    answer = first.sign_in(next="/people/")
    assert (answer.status, answer.to) == (302, "/people/")
    assert first.ask("/people/").status == 200
    assert told(served, "people:identity:bound")[-1] == {"person": person}
    assert told(served, "people:session:begun")[-1]["by"] == "oidc/oidc-mfa"

    provider.is_now("asha.new@elsewhere.example", "sub of asha@staff.example", amr=["mfa"])
    assert Browser(served).sign_in().status == 302
    assert len(told(served, "people:identity:bound")) == 1

    provider.is_now("asha@staff.example", "another sub", amr=["mfa"])
    refused(served, Browser(served).sign_in(), NOBODY, "bound")
    assert told(served)[-1]["person"] == person


def test_the_request_carries_pkce_state_nonce_and_asks_for_no_more_than_the_address(
    served: Served, provider: Provider
) -> None:
    query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(Browser(served).to_the_issuer()).query))
    assert (query["response_type"], query["client_id"], query["scope"]) == ("code", CLIENT, "openid email")
    assert query["code_challenge_method"] == "S256"
    assert query["redirect_uri"] == f"{served.url}/accounts/oidc/callback/"
    assert query["acr_values"] == "gold"
    again = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(Browser(served).to_the_issuer()).query))
    for name in ("state", "nonce", "code_challenge"):
        assert len(query[name]) >= 43
        assert query[name] != again[name]


def test_without_a_second_factor_there_or_here_nothing_but_factors_opens(served: Served, provider: Provider) -> None:
    joined(served, "Ben")
    provider.is_now("ben@staff.example", amr=["pwd"])
    browser = Browser(served)
    assert browser.sign_in().status == 302
    assert told(served, "people:session:begun")[-1]["by"] == "oidc"
    assert browser.ask("/people/").to.startswith("/accounts/2fa/")


def test_a_factor_that_the_issuer_checked_long_ago_does_not_count(served: Served, provider: Provider) -> None:
    joined(served, "Chitra")
    provider.is_now("chitra@staff.example", amr=["mfa"], auth_time=int(time.time()) - 13 * 3_600)
    browser = Browser(served)
    assert browser.sign_in().status == 302
    assert told(served, "people:session:begun")[-1]["by"] == "oidc"


def test_whoever_had_a_second_factor_is_not_let_in_without_one(served: Served, provider: Provider) -> None:
    joined(served, "Dev")
    provider.is_now("dev@staff.example", acr="gold")
    assert Browser(served).sign_in().status == 302
    provider.is_now("dev@staff.example")
    answer = Browser(served).sign_in()
    refused(served, answer, "your account needs one", "no-second-factor")
    assert 'name="fresh"' in answer.body
    there = Browser(served).to_the_issuer(fresh="1")
    assert "prompt=login" in there
    assert "max_age=0" in there


@pytest.mark.parametrize("claims", [{"email_verified": False}, {"email_verified": "true"}, {"email_verified": None}])
def test_an_address_that_the_issuer_does_not_vouch_for_opens_nothing(
    served: Served, provider: Provider, claims: dict[str, Any]
) -> None:
    provider.is_now("asha@staff.example", amr=["mfa"], **claims)
    refused(served, Browser(served).sign_in(), "does not vouch for your e-mail address", "unverified")


def test_unknown_left_bound_and_not_yet_joined_look_the_same(served: Served, provider: Provider) -> None:
    person = joined(served, "Esha")
    served.invite("Farah", "owner")
    provider.is_now("esha@staff.example", amr=["mfa"])
    assert Browser(served).sign_in().status == 302
    pages = set()
    for email, subject, reason in (
        ("nobody@staff.example", "x", "unknown"),
        ("esha@staff.example", "another", "bound"),
        ("farah@staff.example", "y", "not-joined"),
    ):
        provider.is_now(email, subject, amr=["mfa"])
        answer = Browser(served).sign_in()
        refused(served, answer, NOBODY, reason)
        pages.add(answer.body.partition("<main")[2])
    served.vault.ask(RemovePerson(BY, person), object)
    provider.is_now("esha@staff.example", amr=["mfa"])
    answer = Browser(served).sign_in()
    refused(served, answer, NOBODY, "unknown")
    assert told(served)[-1]["person"] == person
    assert len(pages | {answer.body.partition("<main")[2]}) == 1


def test_whoever_leaves_is_out_of_a_session_that_the_issuer_opened(served: Served, provider: Provider) -> None:
    person = joined(served, "Gita", "security_lead")
    provider.is_now("gita@staff.example", amr=["mfa"])
    browser = Browser(served)
    browser.sign_in()
    assert browser.ask("/people/").status == 200
    served.vault.ask(RemovePerson(BY, person), object)
    assert browser.ask("/people/").to.startswith("/accounts/login/")


def test_an_answer_to_nobodys_request_is_refused(served: Served, provider: Provider) -> None:
    provider.is_now("asha@staff.example", amr=["mfa"])
    there = Browser(served).to_the_issuer()
    callback = Browser(served).back_from(there)
    refused(served, Browser(served).ask(callback), UNCHECKED, "state")  # in another browser
    browser = Browser(served)
    callback = browser.back_from(browser.to_the_issuer())
    changed = callback.replace("state=", "state=x")
    refused(served, browser.ask(changed), UNCHECKED, "state")
    assert browser.ask(callback).status == 302  # the right one still serves
    twice = Browser(served)
    callback = twice.back_from(twice.to_the_issuer())
    refused(served, twice.ask(f"{callback}&state=other"), UNCHECKED, "state")


def test_an_answer_comes_once(served: Served, provider: Provider) -> None:
    provider.is_now("nobody@staff.example")
    browser = Browser(served)
    callback = browser.back_from(browser.to_the_issuer())
    browser.ask(callback)
    refused(served, browser.ask(callback), UNCHECKED, "state")


def test_a_code_of_another_request_is_of_no_use(served: Served, provider: Provider) -> None:
    provider.is_now("asha@staff.example", amr=["mfa"])
    victim, thief = Browser(served), Browser(served)
    stolen = urllib.parse.parse_qs(urllib.parse.urlsplit(victim.back_from(victim.to_the_issuer())).query)["code"][0]
    own = thief.back_from(thief.to_the_issuer())
    code = urllib.parse.parse_qs(urllib.parse.urlsplit(own).query)["code"][0]
    refused(served, thief.ask(own.replace(code, stolen)), UNCHECKED, "answer")  # the verifier is not the victim's


def test_another_servers_answer_is_refused(served: Served, provider: Provider) -> None:
    provider.is_now("asha@staff.example", amr=["mfa"])
    browser = Browser(served)
    callback = browser.back_from(browser.to_the_issuer())
    mixed = callback.replace(urllib.parse.quote(provider.url, safe=""), "https%3A%2F%2Fevil.example")
    assert mixed != callback
    before = len(provider.redeemed)
    refused(served, browser.ask(mixed), UNCHECKED, "mixed-up")
    provider.names_itself = False
    refused(served, browser.sign_in(), UNCHECKED, "mixed-up")
    assert len(provider.redeemed) == before  # the code went nowhere


LIES: list[tuple[str, dict[str, Any], str]] = [
    ("nonce", {"nonce": "of another request"}, "nonce"),
    ("no nonce", {"nonce": None}, "nonce"),
    ("audience", {"aud": "another client"}, "audience"),
    ("two audiences", {"aud": [CLIENT, "another client"]}, "audience"),
    ("another party", {"azp": "another client"}, "audience"),
    ("issuer", {"iss": "https://evil.example"}, "issuer"),
    ("issuer with a slash", {"iss": "/"}, "issuer"),
    ("over", {"exp": 1_700_000_000}, "expired"),
    ("not yet", {"iat": 4_000_000_000}, "expired"),
    ("no subject", {"sub": ""}, "answer"),
]


@pytest.mark.parametrize(("name", "lie", "reason"), LIES, ids=[one[0] for one in LIES])
def test_a_token_that_is_not_for_this_request_is_refused(
    served: Served, provider: Provider, name: str, lie: dict[str, Any], reason: str
) -> None:
    provider.is_now("asha@staff.example", "sub of asha@staff.example", amr=["mfa"])
    if lie.get("iss") == "/":
        lie = {"iss": f"{provider.url}/"}
    provider.lie = lambda payload: payload.update(lie)
    refused(served, Browser(served).sign_in(), UNCHECKED, reason)


@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS1", "ES256K"])
def test_an_algorithm_that_proves_nothing_is_refused(served: Served, provider: Provider, algorithm: str) -> None:
    provider.is_now("asha@staff.example", "sub of asha@staff.example", amr=["mfa"])
    provider.algorithm = algorithm
    refused(served, Browser(served).sign_in(), UNCHECKED, "signature")


def test_a_key_of_somebody_else_is_refused_and_one_of_the_issuers_of_another_kind_is_taken(
    served: Served, provider: Provider
) -> None:
    provider.is_now("asha@staff.example", "sub of asha@staff.example", amr=["mfa"])
    provider.algorithm = "ES256"
    assert Browser(served).sign_in().status == 302
    own, provider.algorithm = provider.signer, "RS256"
    other = Signer()
    provider.signer = other
    other.keys = own.keys  # type: ignore[method-assign]
    try:
        refused(served, Browser(served).sign_in(), UNCHECKED, "signature")
    finally:
        provider.signer = own


def test_a_browser_is_sent_back_to_a_page_of_ours_alone(served: Served, provider: Provider) -> None:
    provider.is_now("asha@staff.example", "sub of asha@staff.example", amr=["mfa"])
    for then in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "\thttps:evil"):
        answer = Browser(served).sign_in(next=then)
        assert (answer.status, answer.to) == (302, "/"), then


def test_the_form_has_its_token_and_reading_begins_nothing(served: Served) -> None:
    browser = Browser(served)
    assert browser.ask("/accounts/oidc/").status == 405
    assert browser.ask("/accounts/oidc/", {}).status == 403
    assert browser.ask("/accounts/oidc/again/").to.startswith("/accounts/login/")


def test_the_issuer_alone_may_be_sent_to_and_from_the_pages_of_signing_in_alone(
    served: Served, provider: Provider
) -> None:
    origin = provider.url.removesuffix("/realms/tea")
    for path, is_open in (("/accounts/login/", True), ("/join/x/", True), ("/station/", False), ("/healthz", False)):
        policy = Browser(served).ask(path).headers["Content-Security-Policy"]
        form = next(part.strip() for part in policy.split(";") if "form-action" in part)
        assert form == (f"form-action 'self' {origin}" if is_open else "form-action 'self'"), path


def test_tries_of_one_address_are_counted(served: Served, provider: Provider) -> None:
    browser = Browser(served)
    answers = [browser.ask("/accounts/oidc/callback/?state=x&code=y").status for _ in range(31)]
    assert answers == [403] * 30 + [429]


def test_an_issuer_that_is_down_or_lies_about_its_doors_is_said_to_be_so(served: Served, provider: Provider) -> None:
    provider.is_now("asha@staff.example", "sub of asha@staff.example", amr=["mfa"])
    browser = Browser(served)
    there = browser.to_the_issuer()
    callback = browser.back_from(there)
    lines = provider.redeem
    provider.redeem = lambda form, authorization: None  # type: ignore[method-assign]
    refused(served, browser.ask(callback), UNCHECKED, "answer")
    provider.redeem = lines  # type: ignore[method-assign]


def test_declined_there_is_said_here(served: Served, provider: Provider) -> None:
    browser = Browser(served)
    query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(browser.to_the_issuer()).query))
    back = {"error": "access_denied", "state": query["state"], "iss": provider.url}
    answer = browser.ask(f"/accounts/oidc/callback/?{urllib.parse.urlencode(back)}")
    refused(served, answer, "It was stopped at Tea &amp; Co", "declined")


def test_an_invitation_opens_an_account_for_its_own_address_and_once(served: Served, provider: Provider) -> None:
    token = served.invite("Hari", "owner").rpartition("/join/")[2].rstrip("/")
    provider.is_now("somebody.else@staff.example", amr=["mfa"])
    refused(served, Browser(served).sign_in(invitation=token), NOBODY, "other-person")
    with closing(sqlite3.connect(served.settings.home / "data" / "console.db")) as store:
        assert store.execute("SELECT 1 FROM accounts_account WHERE email LIKE 'hari%'").fetchone() is None
    provider.is_now("hari@staff.example", amr=["mfa"])
    assert Browser(served).sign_in(invitation=token).status == 302
    again = Browser(served).sign_in(invitation=token)
    assert (again.status, "This invitation is over" in again.body) == (404, True)
    # and has no password: none signs in
    answer = Browser(served).send("/accounts/login/", login="hari@staff.example", password="")
    assert answer.status == 200
    assert Browser(served).send("/accounts/login/", login="hari@staff.example", password="!").status == 200


def test_nothing_of_a_sign_in_stays(served: Served, provider: Provider) -> None:
    """No token, code, subject, state or address lies in the console's store or in its log."""
    provider.is_now("asha@staff.example", "sub of asha@staff.example", amr=["mfa"])
    browser = Browser(served)
    callback = browser.back_from(browser.to_the_issuer())
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(callback).query)
    browser.ask(callback)
    secrets = ["sub of", "an-access-token", "eyJhbGciOi", query["code"][0], query["state"][0]]
    with closing(sqlite3.connect(served.settings.home / "data" / "console.db")) as store:
        dump = "\n".join(store.iterdump())
    log = (served.settings.home.parent / "console.log").read_text()
    for secret in secrets:
        assert secret not in dump, secret
        assert secret not in log, secret
    assert "@staff.example" not in log
    with closing(sqlite3.connect(served.settings.home / "data" / "orders.db")) as store:
        assert "sub of" not in "\n".join(store.iterdump())
