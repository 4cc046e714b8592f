"""Settings of an issuer: all or none, https, and nothing that could be read in two ways."""

from __future__ import annotations

import pytest

from orderveil.core.errors import BadConfiguration
from orderveil.core.oidc import Oidc, read_oidc

SOUND = {
    "ORDERVEIL_OIDC_ISSUER": "https://issuer.shop.com:8443/realms/tea",
    "ORDERVEIL_OIDC_CLIENT_ID": "console",
    "ORDERVEIL_OIDC_SECRET_FILE": "/run/secret",
}


def read(**more: str) -> Oidc:
    found = read_oidc(SOUND | {f"ORDERVEIL_OIDC_{name}": value for name, value in more.items()})
    assert found is not None
    return found


def test_no_issuer_is_no_sign_in_by_one() -> None:
    assert read_oidc({}) is None
    with pytest.raises(BadConfiguration):
        read_oidc({"ORDERVEIL_OIDC_CLIENT_ID": "console"})


def test_what_is_left_out_is_the_stricter() -> None:
    found = read()
    assert (found.counts, found.verified_claim, found.required, found.may_be_private) == (
        False, "email_verified", None, False
    )  # fmt: skip
    assert (found.label, found.origin) == ("issuer.shop.com", "https://issuer.shop.com:8443")


def test_methods_that_count_are_read_by_kind() -> None:
    found = read(SECOND_FACTOR="amr=mfa, amr=hwk,acr=urn:gold", REQUIRE="hd=shop.com=x")
    assert (found.amr, found.acr, found.counts) == ({"mfa", "hwk"}, ("urn:gold",), True)
    assert found.required == ("hd", "shop.com=x")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ISSUER", "http://issuer.shop.com"), ("ISSUER", "issuer.shop.com"), ("ISSUER", "https://"),
        ("ISSUER", "https://user@issuer.shop.com"), ("ISSUER", "https://issuer.shop.com/?p=1"),
        ("ISSUER", "https://issuer.shop.com/#x"), ("ISSUER", "https://Issuer.shop.com"),
        ("ISSUER", "https://issuer.shop.com:x"), ("ISSUER", "https://issuer.shop.com/ x"),
        ("CLIENT_ID", ""), ("SECRET_FILE", " "), ("SECOND_FACTOR", "mfa"), ("SECOND_FACTOR", "amr="),
        ("SECOND_FACTOR", "acr=a b"), ("VERIFIED_CLAIM", "a.b"), ("REQUIRE", "hd"), ("REQUIRE", "=x"),
        ("LABEL", "x" * 41), ("LABEL", "a\u202eb"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(name: str, value: str) -> None:
    with pytest.raises(BadConfiguration) as refused:
        read(**{name: value})
    assert refused.value.place == f"ORDERVEIL_OIDC_{name}"
