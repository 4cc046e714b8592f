"""Two roots while a key store moves from a file to a transit server, without a pause.

Both open; what is new is wrapped by the new one. The next replacement of the root rewraps everything
(R3), makes sure that nothing is left under the old (R4), and only then destroys the file (R5). Killed
anywhere before, the file is still there and the next start finds both again.
"""

from __future__ import annotations

from collections.abc import Sequence

from orderveil.vault.keyring.roots import FileRoot, Root, Wrapped


class MovingRoot:
    """A root in a file on its way out, and the one that takes its place."""

    def __init__(self, old: FileRoot, new: Root) -> None:
        self._old: FileRoot | None = old
        self._new = new

    @property
    def newest(self) -> str:
        return self._new.newest

    def holds(self, root: str) -> bool:
        return self._new.holds(root) or (self._old is not None and self._old.holds(root))

    def is_current(self, root: str) -> bool:
        return self._new.is_current(root)

    def wrap(self, items: Sequence[tuple[bytes, bytes]]) -> list[Wrapped]:
        return self._new.wrap(items)

    def unwrap(self, items: Sequence[tuple[Wrapped, bytes]]) -> list[bytes]:
        old = self._old
        from_file = [at for at, (one, _) in enumerate(items) if old is not None and old.holds(one.root)]
        if old is None or not from_file:
            return self._new.unwrap(items)
        keys = dict(zip(from_file, old.unwrap([items[at] for at in from_file]), strict=True))
        rest = [at for at in range(len(items)) if at not in keys]
        keys.update(zip(rest, self._new.unwrap([items[at] for at in rest]), strict=True))
        return [keys[at] for at in range(len(items))]

    def begin(self) -> None:
        self._new.begin()

    def finish(self) -> None:
        self._new.finish()
        if self._old is not None:
            self._old.bury()
            self._old = None

    def check(self) -> None:
        self._new.check()

    def close(self) -> None:
        if self._old is not None:
            self._old.close()
        self._new.close()

    def __repr__(self) -> str:
        return "MovingRoot(<hidden>)"
