"""vaultd: the process that alone holds the keys. `python -m orderveil.vault.main`.

Can run as a user of its own; others then reach it through the socket's group alone.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

import structlog

from orderveil.core.errors import RelayError
from orderveil.core.settings import Settings, read_settings
from orderveil.core.standins import refuse_in_production
from orderveil.host.memory import keep_memory_private
from orderveil.vault.building import HomeLock, build
from orderveil.vault.server import VaultServer
from orderveil.vault.service import VaultService

_log = structlog.get_logger("vaultd")
ROOMS = ("gateway", "worker", "console")


def main() -> int:
    """Serve until told to stop (SIGTERM, SIGINT). Returns the process's exit code."""
    os.umask(0o077)
    keep_memory_private()
    try:
        settings = read_settings(os.environ, Path.home())
        refuse_in_production(settings)
        lock = HomeLock(settings.home)
        service = build(settings)
        service.start()
    except RelayError as error:
        print(f"vaultd: {error} ({error.reason})", file=sys.stderr)
        return 1
    hand_out_room_secrets(service, settings)
    server = VaultServer(service, settings.socket, group_may_knock=settings.socket_group)
    stopping, stop = os.pipe()
    os.set_blocking(stop, False)
    # a signal may reach any thread, and Python's handler then waits for the main one to wake: the pipe wakes it
    signal.set_wakeup_fd(stop)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    threading.Thread(target=server.serve, name="vault-doors", daemon=True).start()
    _log.info("vaultd.ready")
    os.read(stopping, 1)
    server.close()
    service.close()
    lock.release()
    return 0


def hand_out_room_secrets(service: VaultService, settings: Settings) -> None:
    """Write each room's secret to a file that only the installation's user may read."""
    folder = settings.home / "run" / "rooms"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for room in ROOMS:
        path = folder / room
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(service.room_secret(room))


if __name__ == "__main__":
    sys.exit(main())
