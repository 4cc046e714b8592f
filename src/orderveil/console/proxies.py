"""What a proxy says of a connection counts where the proxy is one of ours, and from nobody else.

Threat: somebody who reaches the console's port writes X-Forwarded-Proto or X-Forwarded-For themselves, so that
a connection in clear passes for one under TLS, or tries at a password pass for those of many addresses.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.http import HttpRequest, HttpResponse

from orderveil.console.asking import IS_HTTPS, the_settings

_FORWARDED = (
    "HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PROTO", "HTTP_X_REAL_IP",
)  # fmt: skip
_ADDRESSES, _SCHEME = "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"
_OPEN = ("/healthz",)  # asked by whoever supervises this process, on this machine


class KnownProxies:
    """Takes away what nobody of ours has said; refuses what did not come under TLS where the console is https."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_ours(str(request.META.get("REMOTE_ADDR", ""))):
            for name in _FORWARDED:
                request.META.pop(name, None)
        spoken = [one.strip() for one in str(request.META.get(_SCHEME, "")).split(",")]
        if set(spoken) != {"https"}:  # the first of several is what the browser's side wrote
            request.META.pop(_SCHEME, None)
        proxies = how_many_proxies()
        said = [one for one in str(request.META.get(_ADDRESSES, "")).split(",") if one.strip()]
        if not proxies or not said:
            request.META.pop(_ADDRESSES, None)
        elif len(said) < proxies:  # it came past one of them, so the last addresses are not theirs
            return _refused("the request did not come through every proxy", 400)
        if IS_HTTPS and not request.is_secure() and request.path not in _OPEN:
            return _refused("the console is reached by https, through its proxy, which says X-Forwarded-Proto", 403)
        return self._get_response(request)


def _refused(why: str, status: int) -> HttpResponse:
    return HttpResponse(f"{why}\n", status=status, content_type="text/plain; charset=utf-8")


@lru_cache(maxsize=1)
def how_many_proxies() -> int:
    """Return how many proxies stand before the console."""
    return the_settings().console_proxies


@lru_cache(maxsize=1)
def _networks() -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(one) for one in the_settings().console_proxies_from)


def is_ours(address: str) -> bool:
    """Tell whether an address is of one of our proxies."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    inner = found.ipv4_mapped if isinstance(found, IPv6Address) and found.ipv4_mapped else found
    return any(inner in network for network in _networks())
