"""The gateway's process: `python -m orderveil.gateway.main`.

One process that watches and one that works: the server starts the second. It speaks to the vault as
the room `gateway`, whose secret vaultd hands out at its start, and holds no key of its own.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import structlog
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from orderveil.core.errors import BadConfiguration, RelayError, Unavailable
from orderveil.core.settings import Settings, read_settings
from orderveil.core.standins import refuse_in_production
from orderveil.gateway.app import make_app
from orderveil.gateway.entry import Entry
from orderveil.gateway.settings import GatewaySettings, read_gateway_settings
from orderveil.host.memory import keep_memory_private
from orderveil.host.ports import why_not_listen
from orderveil.vault.client import SocketVault
from orderveil.vault.messages import RoomGrant

HEAD_SECONDS = 15  # for a request's head, and for a connection that is kept open and says nothing
HEAD_BYTES = 64 * 1024
STOP_SECONDS = 10
VAULT_SECONDS = 10.0  # Shopify gives up after 5: an answer later than this is for nobody
_ROOM = "gateway"
_WAIT_SECONDS = 30.0
_PR_SET_PDEATHSIG = 1
_log = structlog.get_logger("gateway")


def main() -> int:
    """Serve until told to stop (SIGTERM, SIGINT). Returns the process's exit code."""
    os.umask(0o077)
    keep_memory_private()
    try:
        settings = read_settings(os.environ, Path.home())
        gateway = read_gateway_settings(os.environ, settings)
        for found in refuse_in_production(settings):
            _log.warning("gateway.stand_in", setting=found.setting, why=found.why, instead=found.instead)
        if why := why_not_listen(gateway.address.host, gateway.address.port):
            raise BadConfiguration(why, place="ORDERVEIL_BIND", reason="setup:cannot-listen")
        room_secret(settings)
    except RelayError as error:
        print(f"gateway: {error} ({error.reason})", file=sys.stderr)
        return 1
    _allow_files(gateway.connections)
    _log.info("gateway.ready", bind=str(settings.bind))
    server(gateway).serve(target_loader=load_app, wrap_loader=False)
    return 0


def server(settings: GatewaySettings) -> Any:
    """Return the HTTP server, not yet started. (granian chooses its class when it is imported.)"""
    make: Any = Server
    return make(
        "orderveil.gateway",
        address=settings.address.host,
        port=settings.address.port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=1,
        backlog=max(1_024, settings.connections),
        backpressure=settings.connections,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_SECONDS * 1_000, max_buffer_size=HEAD_BYTES),
        log_level=LogLevels.warning,
        log_access=False,
        workers_kill_timeout=STOP_SECONDS,
    )


def load_app() -> Entry:
    """Return the application. Called by the server in the working process, so nothing is shared with the other."""
    keep_memory_private()  # orders, partners' keys and source secrets pass here
    with suppress(OSError, AttributeError):
        # a watcher that is killed must not leave a worker that holds the port (prctl(2))
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    settings = read_settings(os.environ, Path.home())
    grant = RoomGrant(_ROOM, room_secret(settings))
    vault = SocketVault(settings.socket, answer_seconds=VAULT_SECONDS)
    return make_app(vault, grant, read_gateway_settings(os.environ, settings))


def room_secret(settings: Settings, wait_seconds: float = _WAIT_SECONDS) -> str:
    """Return what vaultd handed out to the gateway; wait for a vaultd that is still starting."""
    path = settings.home / "run" / "rooms" / _ROOM
    until = time.monotonic() + wait_seconds
    while True:
        try:
            return path.read_text().strip()
        except FileNotFoundError:
            if time.monotonic() > until:
                raise Unavailable("vaultd has not started here; run `orderveil serve`", reason="vault:gone") from None
        except OSError:
            raise BadConfiguration("the gateway's user may not read it", place="run/rooms/gateway") from None
        time.sleep(0.1)


def _allow_files(connections: int) -> None:
    """Raise the limit of open files to what as many connections need, as far as we may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + 256
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted if hard < 0 else min(wanted, hard), hard))


if __name__ == "__main__":
    sys.exit(main())
