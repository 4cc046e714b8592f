"""Where a process listens is read once, and only this machine's own addresses count as this machine."""

from __future__ import annotations

import pytest

from orderveil.core.errors import BadConfiguration
from orderveil.core.listening import Address, read_address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("127.0.0.1:8470", Address("127.0.0.1", 8470)),
        ("localhost:1", Address("localhost", 1)),
        ("[::1]:65535", Address("::1", 65_535)),
        ("relay.example:443", Address("relay.example", 443)),
    ],
)
def test_an_address_is_read_and_written_alike(text: str, address: Address) -> None:
    assert (read_address(text, "HERE"), str(address)) == (address, text)


@pytest.mark.parametrize(
    "text", ["", "8470", ":8470", "host", "host:", "host:0", "host:65536", "host:8o", "host:٨", "[]:80", "::1:80"]
)
def test_what_is_no_address_is_refused_and_the_place_named(text: str) -> None:
    with pytest.raises(BadConfiguration, match="HERE"):
        read_address(text, "HERE")


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True), ("127.8.9.1", True), ("::1", True), ("localhost", True),
        ("0.0.0.0", False), ("::", False), ("10.0.0.1", False), ("127.0.0.1.evil.example", False),
        ("localhost.evil.example", False),
    ],
)  # fmt: skip
def test_a_name_that_begins_like_this_machine_is_not_this_machine(host: str, loopback: bool) -> None:
    assert Address(host, 80).is_loopback is loopback


def test_what_listens_everywhere_is_asked_here() -> None:
    assert [Address(host, 80).from_here for host in ("0.0.0.0", "::", "10.0.0.1")] == ["127.0.0.1", "::1", "10.0.0.1"]
