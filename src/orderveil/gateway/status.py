"""Health, readiness, metrics and the API's description. Answered on the event loop: nothing here waits."""

from __future__ import annotations

import hmac
from ipaddress import ip_address
from typing import Literal

import msgspec

from orderveil.core.errors import Unavailable
from orderveil.gateway.errors import NoRoute
from orderveil.gateway.gate import Gate, reply
from orderveil.gateway.shapes import TEXT, Reply, Request

_FORWARDED = (b"forwarded", b"x-forwarded-for", b"x-real-ip", b"via")


class Alive(msgspec.Struct, frozen=True):
    """The process answers. Says nothing of the vault."""

    status: Literal["alive"] = "alive"


class Ready(msgspec.Struct, frozen=True):
    """The vault said within the last seconds that all is well."""

    status: Literal["ready"] = "ready"


def is_alive(gate: Gate, request: Request) -> Reply:
    """GET /healthz."""
    return reply(Alive())


def is_ready(gate: Gate, request: Request) -> Reply:
    """GET /readyz."""
    if not gate.readiness.is_ready:
        raise Unavailable("the vault does not answer, or is not well", reason="vault:not-ready")
    return reply(Ready())


def metrics(gate: Gate, request: Request) -> Reply:
    """GET /metrics: for this machine, or for whoever has the token. To others there is no such path.

    How many orders pass is a business's secret. A proxy makes everybody local, so what it
    forwarded does not count as local.
    """
    token = gate.settings.metrics_token
    if token is not None:
        shown = request.headers.get(b"authorization", b"")
        allowed = hmac.compare_digest(shown, b"Bearer " + token.encode())
    else:
        allowed = _is_local(request.peer) and not any(name in request.headers for name in _FORWARDED)
    if not allowed:
        raise NoRoute("there is nothing here")
    return Reply(200, gate.metrics.text(), media=TEXT)


def _is_local(peer: str) -> bool:
    try:
        return ip_address(peer).is_loopback
    except ValueError:
        return False
