"""What the console believes of an issuer: its doors, its keys as they change, its token, what it says of somebody."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from orderveil.cli.examining import Level, examine_provider
from orderveil.console.accounts.oidc_issuer import Issuer
from orderveil.console.accounts.oidc_tokens import ALGORITHMS, Claims, verify
from orderveil.console.accounts.profiles import check_provider, read_profiles
from orderveil.core.errors import BadConfiguration, RelayError, Unauthentic
from orderveil.core.oidc import read_oidc
from orderveil.core.settings import read_settings
from tests.console.oidc_provider import CLIENT, Provider, Signer, number, providing

HERE = "https://console.example"
VERIFIER = "v" * 43


@pytest.fixture
def provider() -> Iterator[Provider]:
    with providing() as provider:
        provider.is_now("asha@staff.example")
        yield provider


@pytest.fixture
def issuer(provider: Provider, tmp_path: Path) -> Issuer:
    oidc = read_oidc(provider.environ(tmp_path))
    assert oidc is not None
    return Issuer(oidc, HERE)


def redeem(provider: Provider, issuer: Issuer, **asked: str) -> Claims:
    """Redeem a code as it comes of a request."""
    import base64
    import hashlib

    challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
    query = {"redirect_uri": issuer.callback, "state": "s", "nonce": "n", "code_challenge": challenge} | asked
    code = dict(parse_qsl(urlsplit(provider.answer_to(query)).query))["code"]
    return issuer.redeem(code, VERIFIER, "n")


def refusal(provider: Provider, issuer: Issuer, **asked: str) -> str:
    with pytest.raises(RelayError) as refused:
        redeem(provider, issuer, **asked)
    return refused.value.reason


def test_a_code_is_redeemed_for_what_the_token_says(provider: Provider, issuer: Issuer) -> None:
    provider.who |= {"amr": ["pwd", "mfa", 7], "acr": "gold", "auth_time": 1_790_000_000}
    claims = redeem(provider, issuer)
    assert (claims.subject, claims.email) == ("sub of asha@staff.example", "asha@staff.example")
    assert claims.is_verified
    assert (claims.amr, claims.acr, claims.auth_at) == (("pwd", "mfa"), "gold", 1_790_000_000)
    assert "asha" not in repr(claims)


@pytest.mark.parametrize("said", ["soon", -5, True, 1e300, float("nan"), float("inf"), [1], None])
def test_a_time_that_cannot_be_one_counts_as_not_said(provider: Provider, issuer: Issuer, said: Any) -> None:
    provider.who["auth_time"] = said
    assert redeem(provider, issuer).auth_at in (0, 1)


@pytest.mark.parametrize(
    "doors",
    [
        {"issuer": "https://evil.example"},
        {"issuer": None},
        {"authorization_endpoint": "https://evil.example/authorize"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": None},
        {"token_endpoint": 7},
        {"jwks_uri": None},
    ],
)
def test_an_issuer_that_names_another_or_other_doors_is_not_believed(
    provider: Provider, issuer: Issuer, doors: dict[str, Any]
) -> None:
    provider.doors = doors
    with pytest.raises(Unauthentic) as refused:
        issuer.doors()
    assert refused.value.reason == "identity:issuer"


def test_an_issuer_behind_tls_names_no_door_in_clear(issuer: Issuer) -> None:
    secure = Issuer(replace(issuer.oidc, issuer="https://id.example/realms/tea"), HERE)
    doors = {
        "issuer": "https://id.example/realms/tea", "authorization_endpoint": "https://id.example/authorize",
        "token_endpoint": "https://id.example/token", "jwks_uri": "https://id.example/keys",
    }  # fmt: skip
    secure._check(doors)
    for name in ("token_endpoint", "jwks_uri"):
        with pytest.raises(Unauthentic):
            secure._check(doors | {name: "http://id.example/x"})


def test_an_issuer_that_does_not_answer_is_told_from_one_that_refuses(provider: Provider, issuer: Issuer) -> None:
    provider.is_down = True
    assert refusal(provider, issuer) == "identity:unreachable"
    provider.is_down = False
    assert redeem(provider, issuer)
    with pytest.raises(Unauthentic) as refused:
        issuer.redeem("a code that never was", VERIFIER, "n")
    assert refused.value.reason == "identity:answer"
    assert refusal(provider, issuer, code_challenge="another verifier's") == "identity:answer"


def test_a_private_address_is_called_only_where_the_settings_say_so(provider: Provider, issuer: Issuer) -> None:
    walled = Issuer(replace(issuer.oidc, may_be_private=False), HERE)
    with pytest.raises(Unauthentic) as refused:
        walled.doors()
    assert refused.value.reason == "identity:answer"
    provider.doors = {"token_endpoint": "http://169.254.169.254/token"}  # where clouds keep their credentials
    assert refusal(provider, Issuer(issuer.oidc, HERE)) == "identity:answer"


def test_keys_that_are_replaced_are_fetched_anew_and_not_for_every_unknown_name(
    provider: Provider, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert redeem(provider, issuer)
    fetched: list[str] = []
    get = issuer._get
    monkeypatch.setattr(issuer, "_get", lambda url, **more: fetched.append(url) or get(url, **more))
    fresh = Signer()
    named = [key | {"kid": f"new-{key['kid']}"} for key in Signer.keys(fresh)]
    fresh.keys = lambda: named  # type: ignore[method-assign]
    sign = fresh.sign
    fresh.sign = lambda payload, algorithm="RS256", **more: sign(payload, algorithm, kid="new-r1")  # type: ignore
    provider.signer = fresh
    assert refusal(provider, issuer) == "identity:signature"  # asked for a moment ago
    assert fetched == []
    held = issuer._keys
    assert held is not None
    issuer._keys = (held[0] - 31, held[1])
    assert redeem(provider, issuer)
    assert fetched == [f"{provider.url}/keys"]


def test_an_address_that_is_not_in_the_token_is_asked_for_and_is_the_same_persons(
    provider: Provider, issuer: Issuer
) -> None:
    told = {name: provider.who.pop(name) for name in ("email", "email_verified")}
    assert redeem(provider, issuer).email == ""
    provider.userinfo = {"sub": provider.who["sub"]} | told
    claims = redeem(provider, issuer)
    assert (claims.email, claims.is_verified) == ("asha@staff.example", True)
    provider.userinfo = {"sub": "somebody else"} | told
    assert refusal(provider, issuer) == "identity:answer"


def test_a_word_for_a_verified_address_may_be_another(provider: Provider, issuer: Issuer) -> None:
    other = Issuer(replace(issuer.oidc, verified_claim="xms_edov"), HERE)
    assert not redeem(provider, other).is_verified
    for said, is_verified in ((True, True), (1, True), ("1", True), (False, False), (0, False), ("no", False)):
        provider.who["xms_edov"] = said
        assert redeem(provider, other).is_verified is is_verified, said


def test_a_claim_that_is_required_is_there_with_its_value(provider: Provider, issuer: Issuer) -> None:
    strict = Issuer(replace(issuer.oidc, required=("hd", "shop.example")), HERE)
    assert refusal(provider, strict) == "identity:claim"
    for said in ("evil.example", ["evil.example"], {"shop.example": 1}):
        provider.who["hd"] = said
        assert refusal(provider, strict) == "identity:claim", said
    for said in ("shop.example", ["other.example", "shop.example"]):
        provider.who["hd"] = said
        assert redeem(provider, strict)


def test_the_client_proves_itself_as_the_issuer_asks(provider: Provider, issuer: Issuer) -> None:
    assert redeem(provider, issuer)
    assert not {"client_id", "client_secret"} & set(provider.redeemed[-1])
    provider.doors = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    refusal(provider, Issuer(issuer.oidc, HERE))
    sent = provider.redeemed[-1]
    assert (sent["client_id"], sent["client_secret"]) == (CLIENT, "an invented client secret")


def test_a_secret_that_others_may_read_is_not_used(provider: Provider, issuer: Issuer) -> None:
    issuer.oidc.secret_file.chmod(0o640)
    with pytest.raises(BadConfiguration) as refused:
        issuer.check_settings()
    assert refused.value.place == "ORDERVEIL_OIDC_SECRET_FILE"


def payload(issuer: Issuer) -> dict[str, Any]:
    now = int(time.time())
    return {"iss": issuer.oidc.issuer, "aud": CLIENT, "sub": "s", "nonce": "n", "iat": now, "exp": now + 60}


def signature(issuer: Issuer, token: str, keys: list[dict[str, Any]]) -> str:
    with pytest.raises(Unauthentic) as refused:
        verify(token, keys, "n", issuer.oidc)
    return refused.value.reason


def test_a_key_serves_only_for_what_it_is(provider: Provider, issuer: Issuer) -> None:
    signer, said = provider.signer, payload(issuer)
    token, (one, two) = signer.sign(said), signer.keys()
    assert verify(token, [two, one], "n", issuer.oidc)["sub"] == "s"
    wrong: list[list[dict[str, Any]]] = [
        [], [two], [one | {"use": "enc"}], [one | {"alg": "PS256"}], [one | {"kid": "another"}], [one, one],
        [one | {"kty": "oct", "k": "AAAA"}], [{"kty": "RSA", "kid": "r1"}], [one | {"n": "!", "e": 7}],
        [one | {"n": number(12_345_678_901)}],
    ]  # fmt: skip
    for keys in wrong:
        assert signature(issuer, token, keys) == "identity:signature", keys
    assert signature(issuer, signer.sign(said, crit=["x"], x=1), [one]) == "identity:answer"
    for kind in ("at+jwt", "logout+jwt", 7):
        assert signature(issuer, signer.sign(said, typ=kind), [one]) == "identity:answer"
    assert signature(issuer, signer.sign(said, jwk=one, kid="another"), [one]) == "identity:signature"
    for broken in ("", "a.b", "a.b.c", token + ".x", token[:-4], "é"):
        assert signature(issuer, broken, [one]) in ("identity:answer", "identity:signature"), broken


def test_a_short_key_of_the_issuer_is_not_taken(issuer: Issuer) -> None:
    from cryptography.hazmat.primitives.asymmetric import rsa

    signer = Signer()
    signer.rsa = rsa.generate_private_key(65_537, 1_024)
    token = signer.sign(payload(issuer))
    assert signature(issuer, token, signer.keys()[:1]) == "identity:signature"


def test_no_algorithm_of_the_list_is_symmetric_or_empty() -> None:
    assert {kind for kind, _ in ALGORITHMS.values()} == {"EC", "OKP", "RSA"}
    assert not {name for name in ALGORITHMS if name.startswith("HS") or name.lower() == "none"}


@pytest.mark.parametrize("missing", ["aud", "exp", "iat", "iss", "sub"])
def test_a_token_that_leaves_something_out_is_refused(provider: Provider, issuer: Issuer, missing: str) -> None:
    said = payload(issuer)
    del said[missing]
    with pytest.raises(Unauthentic):
        verify(provider.signer.sign(said), provider.signer.keys(), "n", issuer.oidc)


def test_a_profile_of_a_marketplace_asks_for_a_factor_here(issuer: Issuer) -> None:
    profiles = read_profiles()
    counting = replace(issuer.oidc, amr=frozenset({"mfa"}))
    for name, oidc, is_sound in (
        ("nist", counting, True), ("marketplace", issuer.oidc, True), ("marketplace", None, True),
        ("marketplace", counting, False),
    ):  # fmt: skip
        if is_sound:
            check_provider(profiles[name], oidc)
        else:
            with pytest.raises(BadConfiguration):
                check_provider(profiles[name], oidc)


def test_the_doctor_tells_whether_the_provider_can_be_asked(provider: Provider, issuer: Issuer, tmp_path: Path) -> None:
    environ = provider.environ(tmp_path) | {"ORDERVEIL_HOME": str(tmp_path / "h")}
    found = list(examine_provider(read_settings(environ, tmp_path)))
    assert [one.level for one in found] == [Level.OK]
    assert "/accounts/oidc/callback/" in found[0].found
    provider.doors = {"issuer": "https://evil.example"}
    assert "identity:issuer" in next(iter(examine_provider(read_settings(environ, tmp_path)))).found
    environ |= {"ORDERVEIL_ACCOUNT_PROFILE": "marketplace", "ORDERVEIL_OIDC_SECOND_FACTOR": "amr=mfa"}
    assert [one.level for one in examine_provider(read_settings(environ, tmp_path))] == [Level.WRONG]
    assert list(examine_provider(read_settings({}, tmp_path))) == []
