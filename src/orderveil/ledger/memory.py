"""The newest head seen per tenant, in a file outside the store: a rolled-back store is held against it.

The file is written seldom and may lie behind the store; it never lies ahead of it, because only heads
that were read back after their commit are remembered. Must never be restored together with the store.
"""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import msgspec

from orderveil.core.errors import BadConfiguration

_SECONDS_BETWEEN_WRITES = 5.0


class FileMemory:
    """Remembers in a file of mode 0600. To accept a store that was rolled back on purpose, remove the file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._written = 0.0
        self._seen = read_state(path)

    def recall(self, tenant: str) -> tuple[str, str] | None:
        """Return (log, note), or None where nothing was seen yet."""
        return self._seen.get(tenant)

    def remember(self, tenant: str, log: str, note: str) -> None:
        """Keep a head that was seen committed; on disk at once for a new log, within seconds otherwise."""
        with self._lock:
            before = self._seen.get(tenant)
            self._seen[tenant] = (log, note)
            is_new = before is None or before[0] != log
            if is_new or time.monotonic() - self._written >= _SECONDS_BETWEEN_WRITES:
                write_state(self._path, self._seen)
                self._written = time.monotonic()


def read_state(path: Path) -> dict[str, tuple[str, str]]:
    """Return what a state file holds; nothing where there is none. Raises BadConfiguration for a broken one."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return {}
    try:
        return msgspec.json.decode(raw, type=dict[str, tuple[str, str]])
    except msgspec.DecodeError as error:
        raise BadConfiguration("the file of remembered checkpoints is broken", place=path.name) from error


def write_state(path: Path, state: dict[str, tuple[str, str]]) -> None:
    """Put a state file in place of the one before: whole or not at all, on disk before it counts."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.encode(state))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
