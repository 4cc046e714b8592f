"""Settings that name others: whose word a proxy's is, and where passwords that leaked are looked up."""

from __future__ import annotations

from pathlib import Path

import pytest

from orderveil.core.errors import BadConfiguration
from orderveil.core.settings import LOOPBACK, Settings, read_settings


def settings(**environ: str) -> Settings:
    return read_settings(environ, Path("/srv"))


def test_only_this_machines_proxies_count_unless_others_are_named() -> None:
    assert settings().console_proxies_from == LOOPBACK
    named = settings(ORDERVEIL_CONSOLE_PROXIES_FROM="10.1.2.3, 2001:db8::/64").console_proxies_from
    assert named == ("10.1.2.3/32", "2001:db8::/64")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ORDERVEIL_CONSOLE_PROXIES_FROM", "proxy.shop.example"),
        ("ORDERVEIL_CONSOLE_PROXIES_FROM", "10.0.0.1/8"),  # which of the two is meant
        ("ORDERVEIL_TOTP_STEPS", "2"),
        ("ORDERVEIL_BREACHED_URL", "http://breached.example/range"),
        ("ORDERVEIL_BREACHED_URL", "ftp://breached.example/range"),
        ("ORDERVEIL_BREACHED_URL", "https://breached.example/range?key=1"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_name(name: str, value: str) -> None:
    with pytest.raises(BadConfiguration) as caught:
        settings(**{name: value})
    assert caught.value.place == name


def test_lists_of_breached_passwords_are_named_or_absent() -> None:
    assert settings().breached.file is settings().breached.url is None
    named = {"ORDERVEIL_BREACHED_FILE": "/srv/pwned.txt", "ORDERVEIL_BREACHED_URL": "https://x.example/range/"}
    found = settings(**named).breached
    assert (found.file, found.url) == (Path("/srv/pwned.txt"), "https://x.example/range")
    assert settings(ORDERVEIL_BREACHED_URL="http://127.0.0.1:8080/range").breached.url
