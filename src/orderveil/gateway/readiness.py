"""Whether the gateway can do its work now: asked of the vault by one thread, remembered for all.

A probe must never wait on a vault that hangs, and must not be a way to keep it busy.
"""

from __future__ import annotations

import threading
import time

from orderveil.core.errors import RelayError
from orderveil.vault.client import Vault
from orderveil.vault.messages import Grant, Health, HealthReport

_EVERY_SECONDS = 1.0
_STALE_SECONDS = 5.0


class Readiness:
    """What the vault last said of its health."""

    def __init__(self, vault: Vault, by: Grant) -> None:
        self._vault = vault
        self._by = by
        self._said: tuple[float, bool] = (0.0, False)
        self._stopped = threading.Event()

    def start(self) -> None:
        """Begin to ask."""
        threading.Thread(target=self._watch, name="gateway-readiness", daemon=True).start()

    def stop(self) -> None:
        """Ask no more."""
        self._stopped.set()

    @property
    def is_ready(self) -> bool:
        """Tell whether the vault said within the last seconds that it can do its work."""
        at, ok = self._said
        return ok and time.monotonic() - at < _STALE_SECONDS

    def look(self) -> None:
        """Ask once."""
        try:
            ok = self._vault.ask(Health(by=self._by), HealthReport).is_serving()
        except RelayError:
            ok = False
        self._said = (time.monotonic(), ok)

    def _watch(self) -> None:
        while True:
            self.look()
            if self._stopped.wait(_EVERY_SECONDS):
                return
