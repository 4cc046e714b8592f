"""An outbound call goes to a named host at a public address, or nowhere."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from orderveil.carriage.reach import Reach, find_place, is_near, is_public
from orderveil.core.errors import NotAllowed, Unavailable

REACH = Reach(frozenset({"shop.example"}))


def answer_with(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Have every name resolve to these addresses: the outside world of this test."""

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)


def test_a_named_host_at_a_public_address_may_be_called(monkeypatch: pytest.MonkeyPatch) -> None:
    answer_with(monkeypatch, "93.184.215.14")
    place = find_place("https://shop.example/admin", REACH)

    assert (place.origin(), place.named()) == ("https://93.184.215.14:443", "shop.example")


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example/", "ftp://shop.example/", "//shop.example/", "https://other.example/", "https:///x",
        "https://shop.example.evil.example/", "https://shop.example@evil.example/", "https://evil.example#shop.example",
        "https://user@shop.example/", "https://shop.example:8443/", "https://shop.example:99999/", "https://169.254.169.254/",
        "https://[::1]/", "https://SHOP.example\\@evil.example/", "https://ѕhop.example/", "https://shop.example%00.evil.example/",
    ],
)  # fmt: skip
def test_any_other_address_is_refused_before_a_name_is_asked_for(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    def never(*_: Any, **__: Any) -> Any:
        raise AssertionError("no name may be asked for")

    monkeypatch.setattr(socket, "getaddrinfo", never)
    with pytest.raises(NotAllowed):
        find_place(url, REACH)


_INSIDE = [
    "127.0.0.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "255.255.255.255",
    "224.0.0.1", "::1", "::", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1",
    "2002:7f00:1::", "ff02::1", "192.0.2.1", "198.18.0.1",
]  # fmt: skip


@pytest.mark.parametrize("address", _INSIDE)
def test_no_inside_address_is_public_however_it_is_written(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:93.184.215.14"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("addresses", [("93.184.215.14", "127.0.0.1"), ("10.0.0.1",)])
def test_one_inside_address_among_a_name_s_answers_refuses_it(
    monkeypatch: pytest.MonkeyPatch, addresses: tuple[str, ...]
) -> None:
    answer_with(monkeypatch, *addresses)

    with pytest.raises(NotAllowed) as raised:
        find_place("https://shop.example/", REACH)
    assert raised.value.place == "shop.example"


def test_a_private_shop_may_be_called_where_it_is_said_but_metadata_never(monkeypatch: pytest.MonkeyPatch) -> None:
    private = Reach(frozenset({"shop.example"}), may_be_private=True)
    answer_with(monkeypatch, "10.0.0.5")
    assert find_place("http://shop.example/", private).address == "10.0.0.5"

    answer_with(monkeypatch, "169.254.169.254")
    with pytest.raises(NotAllowed):
        find_place("http://shop.example/", private)
    assert not is_near("fe80::1")


def test_a_name_without_an_address_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        find_place("https://no-such-shop.invalid/", Reach(frozenset({"no-such-shop.invalid"})))
