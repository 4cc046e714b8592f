"""Named keys: one random key per purpose (a shop's month of tags, a tenant's ledger, a payload in quarantine).

Wrapped under the root itself. A name is never a secret and never made of a buyer's value.
"""

from __future__ import annotations

from orderveil.core.errors import BadConfiguration, Unavailable
from orderveil.core.sealing import new_key
from orderveil.vault.keyring.keycache import KeyCache
from orderveil.vault.keyring.keyfile import KeyFile, set_note
from orderveil.vault.keyring.orderkeys import named_context
from orderveil.vault.keyring.roots import Root, Wrapped

_CACHED_NAMES = 4096
_TRIES = 5
_HIGHEST = "\U0010ffff"


class NamedKeys:
    """The named keys of one key store."""

    def __init__(self, file: KeyFile, root: Root) -> None:
        self._file = file
        self._root = root
        self._cache: KeyCache[bytes] = KeyCache(_CACHED_NAMES)

    def named(self, name: str) -> bytes:
        """Return the key under `name`, made and on disk if there was none."""
        return self._cache.get(name, lambda: self._fetch(name) or self._make(name))

    def held(self, name: str) -> bytes | None:
        """Return the key under `name`, or None."""
        return self._cache.get(name, lambda: self._fetch(name) or b"") or None

    def _fetch(self, name: str) -> bytes | None:
        wrapped = self._stored(name)
        if wrapped is None:
            return None
        try:
            return self._root.unwrap([(wrapped, named_context(name))])[0]
        except BadConfiguration:
            newer = self._stored(name)
            if newer is None or newer == wrapped:
                raise
            return self._root.unwrap([(newer, named_context(name))])[0]  # the root was replaced meanwhile

    def _stored(self, name: str) -> Wrapped | None:
        with self._file.reading() as reader:
            row = reader.execute("SELECT root, wrapped FROM named_key WHERE name = ?", (name,)).fetchone()
        return None if row is None else Wrapped(*row)

    def _make(self, name: str) -> bytes:
        key = new_key()
        for _ in range(_TRIES):
            wrapped = self._root.wrap([(key, named_context(name))])[0]
            with self._file.writing() as tx:
                # a replacement may have begun since the root was asked: nothing may come in under the old one
                if not self._root.is_current(wrapped.root):
                    continue
                added = tx.execute(
                    "INSERT OR IGNORE INTO named_key (name, root, wrapped) VALUES (?, ?, ?)",
                    (name, wrapped.root, wrapped.blob),
                ).rowcount
            other = None if added else self._fetch(name)
            if added or other is not None:
                return other or key
        raise Unavailable("the root is being replaced faster than keys are made; try again", reason="keys:unavailable")

    def destroy(self, name: str) -> None:
        """Destroy the key under `name`; old copies are closed by the next root."""
        with self._file.writing() as tx:
            if tx.execute("DELETE FROM named_key WHERE name = ?", (name,)).rowcount:
                set_note(tx, "root_due", 1)
        self._cache.drop(name)

    def names(self, prefix: str) -> list[str]:
        """Return the names that begin with `prefix`, sorted."""
        with self._file.reading() as reader:
            rows = reader.execute(
                "SELECT name FROM named_key WHERE name >= ? AND name < ? ORDER BY name", (prefix, prefix + _HIGHEST)
            ).fetchall()
        return [row[0] for row in rows]

    def forget_all(self) -> None:
        self._cache.clear()
