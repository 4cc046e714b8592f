"""Where a process listens: HOST:PORT, read once. Pure: asks no resolver.

Only addresses that cannot be anybody else's count as this machine: what stands open beyond it must be
told as such (core.standins), so a name that merely begins like a loopback address is not one.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address

from orderveil.core.errors import BadConfiguration

_PORT_LIMIT = 65_535
_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # compared, never bound
LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Address:
    """A host, without brackets, and a port."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Tell whether nobody beyond this machine reaches it."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def from_here(self) -> str:
        """The host by which this machine itself reaches it."""
        return _ANYWHERE.get(self.host, self.host)


def read_address(text: str, place: str) -> Address:
    """Return the address that `text` writes as HOST:PORT or [IPv6]:PORT. Raises BadConfiguration naming `place`."""
    host, _, port = text.rpartition(":")
    bare = host.removeprefix("[").removesuffix("]")
    if not bare or not port.isascii() or not port.isdigit() or not 0 < int(port) <= _PORT_LIMIT:
        raise BadConfiguration("must be HOST:PORT, such as 127.0.0.1:8470", place=place)
    if ":" in bare and bare == host:
        raise BadConfiguration("an IPv6 address stands in brackets, such as [::1]:8470", place=place)
    return Address(bare, int(port))
