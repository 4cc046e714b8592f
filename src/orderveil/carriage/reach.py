"""Where an outbound call may go: named hosts, public addresses, and nowhere else.

A shop's address is typed in by people and stored; without a wall, it could point the relay at a
cloud's metadata service, at a database behind the firewall, or at the relay itself. The name alone
proves nothing, because its answer may change between the check and the call: the address that was
checked is the one that is called. Must never be asked for less than the whole check.
"""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from orderveil.core.errors import NotAllowed, Unavailable

_HTTPS, _HTTP = 443, 80
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")
# Networks in which an IPv4 address travels inside an IPv6 one; the inner one is what would be called.
_NAT64 = IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Reach:
    """What may be called. `hosts` are exact names, with `:port` where it is not the usual one.

    `may_be_private` is for a shop in the same network or on this machine, and for tests: it allows
    plain HTTP and private addresses, for these hosts only.
    """

    hosts: frozenset[str]
    may_be_private: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A host that may be called, and the checked address at which it is."""

    scheme: str
    host: str
    port: int
    address: str

    def origin(self) -> str:
        """Return the origin to connect to: by address, so that nothing is resolved a second time."""
        address = f"[{self.address}]" if ":" in self.address else self.address
        return f"{self.scheme}://{address}:{self.port}"

    def named(self) -> str:
        """Return the host as a Host header and the allow-list spell it."""
        usual = _HTTPS if self.scheme == "https" else _HTTP
        return self.host if self.port == usual else f"{self.host}:{self.port}"


def find_place(url: str, reach: Reach) -> Place:
    """Return where `url` is, if it may be called. Raises NotAllowed, or Unavailable when the host has no address.

    1. The scheme is https; plain http only where private places may be called.
    2. The host is on the list, written exactly so; no user name, no odd spelling.
    3. Every address that it resolves to is public; plain private ones only where they may be.
    """
    parts = urlsplit(url)
    scheme = parts.scheme
    if scheme != "https" and not (scheme == "http" and reach.may_be_private):  # step 1
        raise NotAllowed("only https addresses are called", reason="carriage:not-allowed", place="url")
    try:
        host, port = (parts.hostname or "").rstrip("."), parts.port or (_HTTPS if scheme == "https" else _HTTP)
    except ValueError:
        host, port = "", 0
    named = host if port in (_HTTPS, _HTTP) else f"{host}:{port}"
    if "@" in parts.netloc or not _HOST.fullmatch(host) or named not in reach.hosts:  # step 2
        raise NotAllowed("the host is not on the list of those that may be called", reason="carriage:not-allowed",
                         place=host if _HOST.fullmatch(host) else "url")  # fmt: skip
    addresses = _resolve(host, port)
    for address in addresses:  # step 3: all of them, or the choice would be the attacker's
        if not is_public(address) and not (reach.may_be_private and is_near(address)):
            raise NotAllowed("the host's address is not a public one", reason="carriage:not-allowed", place=host)
    return Place(scheme, host, port, addresses[0])


def is_public(address: str) -> bool:
    """Tell whether an address is on the public internet, also one that travels inside another."""
    found = _inner(ip_address(address.partition("%")[0]))
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def is_near(address: str) -> bool:
    """Tell whether an address is of this machine or a private network. Never a link-local one: metadata live there."""
    found = _inner(ip_address(address.partition("%")[0]))
    return (found.is_loopback or found.is_private) and not (found.is_link_local or found.is_unspecified)


def _inner(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.teredo[1] if address.teredo is not None else address


def _resolve(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unavailable("the host has no address now", reason="carriage:unreachable", place=host) from None
    return [str(sockaddr[0]) for _, _, _, _, sockaddr in found]
