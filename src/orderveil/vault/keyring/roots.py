"""The root of all keys: what wraps bucket keys and named keys, and lies outside every database and HOME.

A root wraps and unwraps; it never hands a root key out. Replacing it is how old copies are closed:
a copy of the key store is wrapped under the root of its day, and once that root is destroyed nothing
opens the copy, whatever else the thief holds.

A replacement has two halves, so that it survives a kill between any two steps: `begin` makes a new
root beside the old and from then on wraps under the new; the key store rewraps all it holds; `finish`
destroys the old. The steps are numbered in keyring/rootreplacing.py (R1 to R6) and rootfile.py (F1 to F6).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from orderveil.core.errors import BadConfiguration
from orderveil.core.sealing import Wrapper
from orderveil.vault.keyring.rootfile import RootFile, RootKeys

Step = Callable[[str], None]
"""Told the name of each numbered step as it is reached; tests kill the process there."""


def no_step(name: str) -> None:
    """Let the step pass."""


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A key under a root: which root, and the wrapped bytes."""

    root: str
    blob: bytes


class Root(Protocol):
    """What the key store asks of a root. Every method may raise Unavailable when the root is elsewhere."""

    @property
    def newest(self) -> str:
        """The name of the root that new wraps are made under."""
        ...

    def holds(self, root: str) -> bool:
        """Tell whether `root` names one of these."""
        ...

    def is_current(self, root: str) -> bool:
        """Tell whether a wrap under `root` needs no rewrapping."""
        ...

    def wrap(self, items: Sequence[tuple[bytes, bytes]]) -> list[Wrapped]:
        """Wrap (key, context) pairs under the newest root."""
        ...

    def unwrap(self, items: Sequence[tuple[Wrapped, bytes]]) -> list[bytes]:
        """Unwrap (wrapped, context) pairs. Raises SealBroken, or KeyMissing for a root that is not held."""
        ...

    def begin(self) -> None:
        """Make a new root beside the old, durably. Done twice it changes nothing that matters."""
        ...

    def finish(self) -> None:
        """Destroy every root but the newest. Only after everything was rewrapped."""
        ...

    def check(self) -> None:
        """Raise Unavailable or BadConfiguration unless the root answers now."""
        ...

    def close(self) -> None: ...


class FileRoot:
    """A root key in a strict file. See vault/keyring/rootfile.py for what is refused and how it is replaced."""

    def __init__(self, file: RootFile) -> None:
        self._file = file
        file.settle()
        self._take(file.read())

    def _take(self, keys: RootKeys) -> None:
        # one assignment: another thread sees the roots of before, or those of after
        self._held = keys.newest, {name: Wrapper(key) for name, key in keys.all()}

    @property
    def newest(self) -> str:
        return self._held[0]

    def holds(self, root: str) -> bool:
        return root in self._held[1]

    def is_current(self, root: str) -> bool:
        return root == self._held[0]

    def wrap(self, items: Sequence[tuple[bytes, bytes]]) -> list[Wrapped]:
        name, wrappers = self._held
        return [Wrapped(name, blob) for blob in wrappers[name].wrap_many(items)]

    def unwrap(self, items: Sequence[tuple[Wrapped, bytes]]) -> list[bytes]:
        return [self._wrapper(wrapped.root).unwrap(wrapped.blob, context) for wrapped, context in items]

    def _wrapper(self, root: str) -> Wrapper:
        found = self._held[1].get(root)
        if found is None:
            raise BadConfiguration(
                "the key store was wrapped under another root key than the one in this file; "
                "a root that was replaced is gone for good, so take the file and the key store of the same day",
                reason="setup:wrong-root",
                place=str(self._file.path),
            )
        return found

    def begin(self) -> None:
        self._take(self._file.add_next())

    def finish(self) -> None:
        self._take(self._file.keep_newest())

    def bury(self) -> None:
        """Destroy the root for good; only once nothing is wrapped under it."""
        self._file.bury()
        self.close()

    def check(self) -> None:
        self._file.read()

    def close(self) -> None:
        self._held = "", {}

    def __repr__(self) -> str:
        return "FileRoot(<hidden>)"


def file_root(folder: Path, *, home: Path | None = None, on_step: Step = no_step) -> FileRoot:
    """Return the root in `folder`, made if absent. For tests, tools and benchmarks."""
    file = RootFile(folder, home=home, on_step=on_step)
    file.create()
    return FileRoot(file)
