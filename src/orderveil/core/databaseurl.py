"""Where a PostgreSQL address leads, and whether the line to it is a private one. Pure: the address is the argument.

Sealed orders cross that line, and with them ids, times and the record of who did what. libpq's own default
(`sslmode=prefer`) goes on in clear where somebody on the way says that there is no TLS, and every mode below
`verify-full` takes a server that cannot prove its name.
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import parse_qs, unquote, urlsplit

VERIFIED = "verify-full"


def is_private_line(url: str) -> bool:
    """Tell whether every server that `url` may lead to is of this machine, or proves its name by a known root.

    The root is named (`sslrootcert`): a file, or `system` for the machine's own list.
    """
    parts = urlsplit(url)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if all(is_of_this_machine(host) for host in _hosts(parts.netloc, query)):
        return True
    return query.get("sslmode") == VERIFIED and bool(query.get("sslrootcert"))


def is_of_this_machine(host: str) -> bool:
    """Tell whether a host as libpq knows it is a Unix socket or a loopback address."""
    if not host or host.startswith(("/", "@")) or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _hosts(netloc: str, query: dict[str, str]) -> list[str]:
    """Return every host: of the address itself, and those of its query, which count instead or as well."""
    named = [_without_port(one) for one in netloc.rpartition("@")[2].split(",")]
    asked = [*query.get("host", "").split(","), *query.get("hostaddr", "").split(",")]
    return [unquote(one) for one in (*named, *asked)]


def _without_port(text: str) -> str:
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0]
