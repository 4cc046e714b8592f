"""Keeps the newest head of each tenant's ledger beside the keys, outside the order store.

While the process lives, a store that falls behind stops the vault at once. After a restart it may
have been brought back from a backup by its owner, who must not be locked out: then the recheck of
the record (`orderveil ledger verify`) holds it against the head that is kept here, and says so.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from pathlib import Path

import msgspec

from orderveil.ledger.heads import ProcessMemory

_WRITE_SECONDS = 1.0
_decode = msgspec.json.Decoder(dict[str, tuple[str, str]]).decode


class KeptHeads(ProcessMemory):
    """A memory of heads that outlives the process. A file that cannot be read is no memory, not an error."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._lock = threading.Lock()
        self._written = 0.0
        self._kept: dict[str, tuple[str, str]] = {}
        with contextlib.suppress(OSError, msgspec.MsgspecError):
            self._kept = _decode(path.read_bytes())
        self.before = {tenant: note for tenant, (_, note) in self._kept.items()}
        """The newest head of each tenant that an earlier process saw."""

    def remember(self, tenant: str, log: str, note: str) -> None:
        super().remember(tenant, log, note)
        with self._lock:
            self._kept[tenant] = (log, note)
            if time.monotonic() - self._written >= _WRITE_SECONDS:
                self._write()

    def flush(self) -> None:
        """Write what is not written yet."""
        with self._lock:
            if self._kept:
                self._write()

    def _write(self) -> None:
        """Replace the file whole. Not fsynced: an older head that comes back is still a head that was seen."""
        beside = self._path.with_suffix(".new")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(msgspec.json.encode(self._kept))
        beside.replace(self._path)
        self._written = time.monotonic()
