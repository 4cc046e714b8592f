"""Puts a gateway together over a vault's client."""

from __future__ import annotations

from orderveil.gateway.accesslog import AccessLog
from orderveil.gateway.description import describe_route
from orderveil.gateway.entry import Entry
from orderveil.gateway.gate import make_gate
from orderveil.gateway.routes import ROUTES, Router
from orderveil.gateway.settings import GatewaySettings
from orderveil.vault.client import Vault
from orderveil.vault.messages import Grant


def make_app(vault: Vault, by: Grant, settings: GatewaySettings) -> Entry:
    """Return the ASGI application. It closes `vault` when it is told to stop."""
    gate = make_gate(vault, by, settings)
    log = AccessLog(settings.access_log)
    return Entry(gate, Router((*ROUTES, describe_route(ROUTES))), log, vault.close)
