"""How a program of this machine reaches the vault: the running vaultd, or one inside itself.

The command line works on a home with no process running. It then takes the home's lock and is the
vault until it ends; where the home is another process's, it talks to that one.
"""

from __future__ import annotations

import os
import threading
import time
from typing import Any, TypeVar

from orderveil.core.errors import RelayError, Unavailable
from orderveil.core.settings import Settings
from orderveil.host.memory import keep_memory_private
from orderveil.vault.building import HomeLock, build
from orderveil.vault.client import SocketVault, Vault, answers_on
from orderveil.vault.grants import Peer
from orderveil.vault.messages import Request
from orderveil.vault.service import VaultService

T = TypeVar("T")
_STARTING_SECONDS = 10.0
_ANSWER_SECONDS = 3_600.0  # in-process work such as a purge may take its time; there is nobody to lose


class LocalVault:
    """A vault inside this process."""

    def __init__(self, service: VaultService, lock: HomeLock) -> None:
        self._service = service
        self._lock = lock
        self._peer = Peer(os.geteuid(), is_operator=True)

    def ask(self, request: Request, answer: type[T]) -> T:
        ready = threading.Event()
        results: list[Any] = []

        def done(result: Any) -> None:
            results.append(result)
            ready.set()

        self._service.submit(request, self._peer, done)
        if not ready.wait(_ANSWER_SECONDS):
            raise Unavailable("the vault did not answer in time", reason="vault:silent")
        result = results[0]
        if isinstance(result, RelayError):
            raise result
        if not isinstance(result, answer):
            raise RelayError("the vault answered something else", reason="vault:confused")
        return result

    def close(self) -> None:
        self._service.close()
        self._lock.release()


def connect(settings: Settings) -> Vault:
    """Return the vault of an installation. Raises Unavailable when the home is taken and silent."""
    if answers_on(settings.socket):
        return SocketVault(settings.socket)
    try:
        lock = HomeLock(settings.home)
    except Unavailable:
        return _wait_for(settings)
    keep_memory_private()  # the command line is the vault now
    try:
        service = build(settings)
        service.start()
    except BaseException:
        lock.release()
        raise
    return LocalVault(service, lock)


def _wait_for(settings: Settings) -> Vault:
    """Wait for a vaultd that has taken the home and is still starting."""
    until = time.monotonic() + _STARTING_SECONDS
    while time.monotonic() < until:
        if answers_on(settings.socket):
            return SocketVault(settings.socket)
        time.sleep(0.05)
    raise Unavailable(
        "another command is using this home and has no socket; wait for it to end, or run `orderveil serve`",
        reason="vault:taken",
    )
