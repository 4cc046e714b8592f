"""A console whose vault is in the test's own process: a session is made idle in its memory."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from orderveil.core.settings import read_settings
from orderveil.vault.building import HomeLock, build
from orderveil.vault.client import SocketVault
from orderveil.vault.main import hand_out_room_secrets
from orderveil.vault.messages import Done, OperatorGrant, PutShop
from orderveil.vault.server import VaultServer
from orderveil.vault.service import VaultService
from tests.console.serving import Served

BY = OperatorGrant()
MINUTE_MS = 60_000


@dataclass
class Idle(Served):
    """A console whose vault is in this process."""

    service: VaultService | None = None

    def make_idle(self, person: str, minutes: int) -> None:
        """Put back when somebody's sessions were last used."""
        assert self.service is not None
        room = self.service._desk.room
        for live in room.sessions.living(room.interior.clock.latest_ms(), person):
            live.seen_at_ms -= minutes * MINUTE_MS


@contextmanager
def idling(folder: Path, **more: str) -> Iterator[Idle]:
    """Serve, with these settings besides."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("ORDERVEIL_", "DATABASE_"))},
        "ORDERVEIL_HOME": str(folder / "h"),
        "ORDERVEIL_CONSOLE_BIND": f"127.0.0.1:{port}",
        "ORDERVEIL_CONSOLE_URL": f"http://localhost:{port}",
        "ORDERVEIL_TOTP_STEPS": "1",  # a test is not held up, nor foiled, by the end of half a minute
        **more,
    }
    settings = read_settings(environ, folder)
    lock, service = HomeLock(settings.home), build(settings)
    service.start()
    hand_out_room_secrets(service, settings)
    server = VaultServer(service, settings.socket)
    serve = threading.Thread(target=server.serve)
    serve.start()
    with (folder / "console.log").open("wb") as log:
        console = subprocess.Popen(
            [sys.executable, "-m", "orderveil.console.main"], env=environ, stdout=log, stderr=log
        )
        try:
            _wait(port)
            vault = SocketVault(settings.socket)
            vault.ask(PutShop(BY, "tea"), Done)
            yield Idle(f"http://localhost:{port}", settings, vault, environ, service=service)
            vault.close()
        finally:
            console.terminate()
            console.wait(20)
            server.close()
            serve.join()
            service.close()
            lock.release()


def _wait(port: int) -> None:
    until = time.monotonic() + 40
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the console did not start")
