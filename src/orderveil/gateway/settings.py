"""Settings that only the gateway reads. Every name has its line in docs/guide/api.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from orderveil.core.errors import BadConfiguration
from orderveil.core.listening import LOCAL_NAMES, Address
from orderveil.core.settings import Settings


@dataclass(frozen=True, slots=True)
class GatewaySettings:
    """How the gateway behaves. `hosts` are the only names it answers to; None: to any."""

    address: Address
    hosts: frozenset[str] | None
    max_body_bytes: int
    threads: int
    waiting: int
    connections: int
    intake_per_second: int
    goods: Path  # lists of goods, one file per shop
    access_log: str  # "-" for standard output, "off", or a file
    https: bool
    metrics_token: str | None = field(default=None, repr=False)


def read_gateway_settings(environ: Mapping[str, str], settings: Settings) -> GatewaySettings:
    """Return the gateway's settings. Raises BadConfiguration naming the variable."""
    return GatewaySettings(
        address=settings.bind,
        hosts=_hosts(environ.get("ORDERVEIL_HOSTS"), settings.public_url, settings.bind),
        max_body_bytes=settings.max_body_bytes,
        threads=_count(environ, "ORDERVEIL_GATEWAY_THREADS", 64),
        waiting=_count(environ, "ORDERVEIL_GATEWAY_WAITING", 512),
        connections=_count(environ, "ORDERVEIL_GATEWAY_CONNECTIONS", 4_096),
        intake_per_second=_count(environ, "ORDERVEIL_INTAKE_PER_SECOND", 5_000),
        goods=settings.home / "goods",
        access_log=environ.get("ORDERVEIL_ACCESS_LOG") or "-",
        https=(settings.public_url or "").startswith("https://"),
        metrics_token=environ.get("ORDERVEIL_METRICS_TOKEN") or None,
    )


def _hosts(listed: str | None, public_url: str | None, address: Address) -> frozenset[str] | None:
    """Names are compared without their port: behind a proxy it is not the gateway's own.

    A gateway that answers to any name can be reached by a page in a browser on the same machine,
    through a name of the attacker's that resolves to 127.0.0.1; so without a list only names of
    this machine pass. Bound wider without a list, nobody knows the names: then any pass.
    """
    names = {name.strip().lower().removeprefix("[").removesuffix("]") for name in (listed or "").split(",")} - {""}
    if public_url is not None:
        public = urlsplit(public_url).hostname
        if public is None:
            raise BadConfiguration("must be an address such as https://relay.example", place="ORDERVEIL_PUBLIC_URL")
        names.add(public)
    if not names and not address.is_loopback:
        return None
    return frozenset(names | LOCAL_NAMES | {address.host})


def host_of(header: bytes) -> bytes:
    """Return the name in a Host header, without its port and brackets, in lower case."""
    if header.startswith(b"["):
        return header[1:].partition(b"]")[0].lower()
    return header.partition(b":")[0].lower().rstrip(b".")


def _count(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name)
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise BadConfiguration("must be a whole number above 0", place=name)
    return int(text)
