"""How the console reaches the vault: one connection, and for each request the grant of whoever is signed in.

The console holds no key and decides nothing: it asks as the person before the browser, and shows what
the vault answers.
"""

from __future__ import annotations

import os
import threading
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from django.http import HttpRequest

from orderveil.core.errors import BadConfiguration, Unauthentic
from orderveil.core.oidc import Oidc
from orderveil.core.settings import Settings, read_settings
from orderveil.vault.client import SocketVault, Vault
from orderveil.vault.messages import PersonGrant, RoomGrant

T = TypeVar("T")
ROOM = "console"
IS_HTTPS = os.environ.get("ORDERVEIL_CONSOLE_URL", "").startswith("https:")
ANSWER_SECONDS = 20.0
_lock = threading.Lock()
_vault: Vault | None = None


def cookie_name(word: str) -> str:
    """Return a cookie's name. Under https no other host of the domain, and no page without TLS, can set it."""
    return f"__Host-{word}" if IS_HTTPS else word


COOKIE = cookie_name("ov_session")


def the_settings() -> Settings:
    """Return the settings of this installation."""
    return read_settings(os.environ, Path.home())


@lru_cache(maxsize=1)
def the_provider() -> Oidc | None:
    """Return the OpenID provider of this installation, or None."""
    return the_settings().oidc


def room_secret(settings: Settings) -> str:
    """Return what vaultd handed out to the console. Raises BadConfiguration."""
    try:
        return (settings.home / "run" / "rooms" / ROOM).read_text().strip()
    except OSError:
        raise BadConfiguration(
            "vaultd has not started here, or the console's user may not read its secret",
            place=f"run/rooms/{ROOM}",
        ) from None


def the_vault() -> Vault:
    """Return the connection to the vault that this process shares."""
    global _vault
    with _lock:
        if _vault is None:
            _vault = SocketVault(the_settings().socket, answer_seconds=ANSWER_SECONDS)
        return _vault


def use_vault(vault: Vault | None) -> None:
    """Let this process ask another vault: a test's own."""
    global _vault
    _vault = vault


def forget_vault() -> None:
    """Close the shared connection, where there is one; the next to ask makes another."""
    global _vault
    with _lock:
        held, _vault = _vault, None
    if isinstance(held, SocketVault):
        held.close()


def as_console() -> RoomGrant:
    """Return the grant of the console itself: for signing in, and for nothing of an order."""
    return RoomGrant(ROOM, room_secret(the_settings()))


def as_person(request: HttpRequest) -> PersonGrant:
    """Return the grant of whoever is signed in. Raises Unauthentic."""
    token = request.COOKIES.get(COOKIE)
    if not token:
        raise Unauthentic("nobody is signed in", reason="access:no-session")
    return PersonGrant(token, room_secret(the_settings()))
