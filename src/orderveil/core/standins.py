"""Insecure stand-ins: settings that serve a trial and must never serve buyers.

Every process of an installation asks here before it does anything: in development it says aloud
what stands in for what; in production it refuses to start. Pure: the settings are the argument.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from orderveil.core.databaseurl import is_private_line
from orderveil.core.errors import BadConfiguration
from orderveil.core.listening import Address
from orderveil.core.settings import Settings

_NO_NAMES = (".invalid", ".example", ".test", ".localhost")  # RFC 2606: names that nobody holds


@dataclass(frozen=True, slots=True)
class StandIn:
    """One setting that is only good enough for a trial: which, why, and what to do about it."""

    setting: str
    why: str
    instead: str


ALIAS_DOMAIN = StandIn(
    "ORDERVEIL_ALIAS_DOMAIN",
    "aliases are written under a domain that receives no mail",
    "set a domain of yours whose mail reaches the relay",
)
NO_PUBLIC_URL = StandIn(
    "ORDERVEIL_PUBLIC_URL",
    "the gateway does not know the name under which it is reached",
    "set the https:// address under which shops and partners reach the gateway",
)
PLAIN_PUBLIC_URL = StandIn(
    "ORDERVEIL_PUBLIC_URL",
    "orders and partners' keys would cross the network unencrypted",
    "set an https:// address, with a proxy that ends TLS in front of the gateway",
)
OPEN_BIND = StandIn(
    "ORDERVEIL_BIND",
    "the gateway speaks plain HTTP and listens beyond this machine",
    "bind to 127.0.0.1 and let a proxy with TLS stand in front",
)
PLAIN_TRANSIT = StandIn(
    "ORDERVEIL_ROOT_KEY",
    "the token and the wrapped keys would cross the network unencrypted",
    "use an https:// address for the transit server",
)
PLAIN_CONSOLE = StandIn(
    "ORDERVEIL_CONSOLE_URL",
    "people would sign in, and see what they reveal, over an unencrypted connection",
    "set the https:// address of the console, with a proxy that ends TLS in front of it",
)
OPEN_CONSOLE = StandIn(
    "ORDERVEIL_CONSOLE_BIND",
    "the console speaks plain HTTP and listens beyond this machine",
    "bind to 127.0.0.1 and let a proxy with TLS stand in front",
)
PLAIN_ISSUER = StandIn(
    "ORDERVEIL_OIDC_ISSUER",
    "whoever is on the way to the issuer could sign in as anybody",
    "set the issuer's https:// address",
)
ONE_HOST = StandIn(
    "ORDERVEIL_CONSOLE_URL",
    "the console has the gateway's host name, so a browser takes both for one site with one set of cookies",
    "give the console a host name of its own",
)
OPEN_DATABASE = StandIn(
    "DATABASE_URL",
    "PostgreSQL is on another machine, and the line to it proves no name or is in clear",
    "add ?sslmode=verify-full&sslrootcert=FILE, with the certificate of the server's authority",
)
LEDGER_ORIGIN = StandIn(
    "ORDERVEIL_LEDGER_ORIGIN",
    "the ledger signs under a name that anybody may use, so a witness cannot tell it from another",
    "set a name under a domain of yours, such as relay.shop.com/ledger, once and for good",
)


def stand_ins(settings: Settings) -> tuple[StandIn, ...]:
    """Return every insecure stand-in of these settings."""
    url = settings.public_url
    looks = (
        (ALIAS_DOMAIN, settings.alias_domain.endswith(_NO_NAMES)),
        (NO_PUBLIC_URL, url is None),
        (PLAIN_PUBLIC_URL, url is not None and not url.startswith("https://")),
        (OPEN_BIND, not settings.bind.is_loopback),
        (PLAIN_CONSOLE, not settings.console_url.startswith("https://")),
        (OPEN_CONSOLE, not settings.console_bind.is_loopback),
        (PLAIN_TRANSIT, settings.root_key.startswith("transit:http://") and not _is_local(settings.root_key)),
        (PLAIN_ISSUER, settings.oidc is not None and not settings.oidc.issuer.startswith("https://")),
        (ONE_HOST, url is not None and urlsplit(url).hostname == urlsplit(settings.console_url).hostname),
        (OPEN_DATABASE, settings.database_url is not None and not is_private_line(settings.database_url)),
        (LEDGER_ORIGIN, settings.ledger_origin.partition("/")[0].endswith(_NO_NAMES)),
    )
    return tuple(stand_in for stand_in, is_so in looks if is_so)


def refuse_in_production(settings: Settings) -> tuple[StandIn, ...]:
    """Return the stand-ins to shout about. Raises BadConfiguration in production if there is one."""
    found = stand_ins(settings)
    if settings.production and found:
        first = found[0]
        more = f" ({len(found) - 1} more: orderveil doctor)" if len(found) > 1 else ""
        raise BadConfiguration(
            f"refused in production: {first.why}; {first.instead}{more}",
            place=first.setting,
            reason="setup:insecure",
        )
    return found


def _is_local(root_key: str) -> bool:
    host = urlsplit(root_key.removeprefix("transit:")).hostname
    return host is not None and Address(host, 0).is_loopback
