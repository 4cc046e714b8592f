"""How far a file was taken in, so that a broken run goes on where it stood.

Kept as a small JSON file: counts and the file's own identity (name, size, time of change), nothing
of its content. A file that changed since starts anew; what it repeats is a duplicate to the vault.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Progress:
    """Records handed in and acknowledged so far; `failed` of them were no order."""

    file: str
    size_bytes: int
    changed_ns: int
    records: int = 0
    failed: int = 0

    @staticmethod
    def resume(state: Path | None, path: Path) -> Progress:
        """Return where an earlier run over the same file stood, or the beginning."""
        found = path.stat()
        fresh = Progress(str(path.absolute()), found.st_size, found.st_mtime_ns)
        if state is None:
            return fresh
        try:
            told = json.loads(state.read_text())
            held = Progress(**{key: told[key] for key in Progress.__slots__})
        except (OSError, ValueError, KeyError, TypeError):
            return fresh
        same = (held.file, held.size_bytes, held.changed_ns) == (fresh.file, fresh.size_bytes, fresh.changed_ns)
        return held if same and isinstance(held.records, int) and held.records >= 0 else fresh

    def after(self, records: int, failed: int) -> Progress:
        """Return the progress once `records` more are acknowledged."""
        return replace(self, records=self.records + records, failed=self.failed + failed)

    def save(self, state: Path | None) -> None:
        """Write it, whole or not at all. Lost progress costs time only, hence no fsync."""
        if state is None:
            return
        state.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        new = state.with_name(f"{state.name}.new")
        new.write_text(json.dumps({key: getattr(self, key) for key in self.__slots__}))
        new.replace(state)

    def finish(self, state: Path | None) -> None:
        """Forget it: the file is done."""
        if state is not None:
            state.unlink(missing_ok=True)
