"""An insecure stand-in says so at start, and refuses to run in production."""

from __future__ import annotations

from pathlib import Path

import pytest

from orderveil.core.errors import BadConfiguration
from orderveil.core.settings import Settings, read_settings
from orderveil.core.standins import refuse_in_production, stand_ins

SOUND = {
    "ORDERVEIL_HOME": "/srv/orderveil",
    "ORDERVEIL_ENV": "production",
    "ORDERVEIL_ALIAS_DOMAIN": "relay.shop.com",
    "ORDERVEIL_PUBLIC_URL": "https://relay.shop.com",
    "ORDERVEIL_LEDGER_ORIGIN": "relay.shop.com/ledger",
    "ORDERVEIL_CONSOLE_URL": "https://console.shop.com",
}

OIDC = {
    "ORDERVEIL_OIDC_ISSUER": "https://issuer.shop.com", "ORDERVEIL_OIDC_CLIENT_ID": "console",
    "ORDERVEIL_OIDC_SECRET_FILE": "/srv/secret", "ORDERVEIL_OIDC_PRIVATE": "yes",
}  # fmt: skip


def settings(**changed: str) -> Settings:
    return read_settings(SOUND | changed, Path("/srv"))


def test_a_sound_production_starts() -> None:
    assert refuse_in_production(settings()) == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ORDERVEIL_ALIAS_DOMAIN", "relay.invalid"),
        ("ORDERVEIL_PUBLIC_URL", ""),
        ("ORDERVEIL_CONSOLE_URL", "http://console.shop.com"),
        ("ORDERVEIL_CONSOLE_URL", "https://RELAY.shop.com:8443"),
        ("ORDERVEIL_CONSOLE_BIND", "0.0.0.0:8471"),
        ("ORDERVEIL_PUBLIC_URL", "http://relay.shop.com"),
        ("ORDERVEIL_BIND", "0.0.0.0:8470"),
        ("ORDERVEIL_LEDGER_ORIGIN", ""),
        ("ORDERVEIL_OIDC_ISSUER", "http://issuer.shop.com"),
        ("ORDERVEIL_ROOT_KEY", "transit:http://vault.shop.com:8200#transit/orderveil"),
    ],
)
def test_an_insecure_stand_in_is_refused_in_production(name: str, value: str) -> None:
    with pytest.raises(BadConfiguration) as caught:
        refuse_in_production(settings(**OIDC | {name: value}))

    assert (caught.value.reason, caught.value.place) == ("setup:insecure", name)


def test_in_development_the_same_stand_in_is_named_and_not_refused() -> None:
    found = refuse_in_production(settings(ORDERVEIL_ENV="development", ORDERVEIL_BIND="0.0.0.0:8470"))

    assert [stand_in.setting for stand_in in found] == ["ORDERVEIL_BIND"]


def test_a_transit_server_on_this_machine_may_speak_plain_http() -> None:
    assert stand_ins(settings(ORDERVEIL_ROOT_KEY="transit:http://127.0.0.1:8200#transit/orderveil")) == ()
