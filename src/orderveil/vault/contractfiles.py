"""The overlays' files: how a change that two people want reaches the disk and the running vault, and outlasts a crash.

By numbered steps:

  1. in the approval's own transaction the new text is kept, sealed, as due, beside the digest of the text
     that it replaces; the record's entry stands in the same transaction (vault.people.contracting);
  2. the transaction commits;
  3. the file is written beside, fsynced, put in place, and its folder fsynced;
  4. the running vault takes the new contracts into use;
  5. what was due is noted as written.

A crash after 2 or 3 is mended at the next start, before contracts are loaded: a file that is still the
replaced text is written, one that is the new text is noted. A file that is neither was changed by hand:
it stays, and the record is told of it, as of every overlay that is not what was last in force.

Threat: whoever can write to the order store makes the vault write a contract, or puts an older row back. What
is kept is sealed; what is due, under a key of its own that ends with step 5, so that a row that is put back
does not open; and every write that a start finishes is recorded. Must never write a text that was not checked.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from orderveil.contracts.sheet import LARGEST_FILE_BYTES
from orderveil.core.errors import RelayError
from orderveil.core.sealing import open_field, seal_field
from orderveil.store.database import Database, Transaction
from orderveil.vault.inuse import ABSENT, digest_of
from orderveil.vault.keyring.keystore import KeyStore

SCHEMA = (("CREATE TABLE contract_files (file TEXT PRIMARY KEY, sealed BLOB NOT NULL, due TEXT, due_sealed BLOB)",),)
_KEY = "contract-files"
T = TypeVar("T")
_DUE = "contract-due:"  # and a change's id: the name of the key of what is due by it
_NO_ORDER = b"\0" * 16


class Kept(msgspec.Struct, frozen=True, omit_defaults=True):
    """Which text of an overlay was last in force."""

    file: str
    digest: str


class Due(msgspec.Struct, frozen=True):
    """An approved text of an overlay that its file may not hold yet, and the digest of the text that it replaces."""

    file: str
    base: str
    raw: bytes
    change: str


class ContractFiles:
    """Keeps overlays' files and what is known of them. Used by the writer's thread, and at the start before it."""

    def __init__(self, folder: Path, keys: KeyStore) -> None:
        self._folder = folder
        self._keys = keys
        self.finished: list[Due] = []
        """Writes that the start finished after a crash."""
        self.unwritten: set[str] = set()
        """Overlays whose approved text is in force, and that the disk refused: the next start writes them."""

    def held(self, file: str) -> bytes | None:
        """Return what is on disk under a name, or None. More than a contract may hold is not read."""
        with contextlib.suppress(FileNotFoundError), (self._folder / file).open("rb") as opened:
            return opened.read(LARGEST_FILE_BYTES + 1)
        return None

    def alarms(self) -> list[str]:
        """Return what health has to say."""
        names = " ".join(sorted(self.unwritten))
        return [f"the disk refused contracts that are in force: {names}; make room and restart vaultd"] if names else []

    def names(self) -> list[str]:
        """Return the names of the overlays on disk."""
        return sorted(path.name for path in self._folder.glob("*.toml")) if self._folder.is_dir() else []

    def keep(self, tx: Transaction, kept: Kept, due: Due | None = None) -> None:
        """Remember what is, or is due to be, in force of one overlay. Steps 1 and 5."""
        sealed = self._seal(_KEY, kept.file, kept)
        due_sealed = self._seal(_DUE + due.change, kept.file, due) if due is not None else None
        tx.execute(
            "INSERT INTO contract_files (file, sealed, due, due_sealed) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (file) DO UPDATE SET sealed = excluded.sealed, due = excluded.due, "
            "due_sealed = excluded.due_sealed",
            (kept.file, sealed, due.change if due is not None else None, due_sealed),
        )

    def forget_due(self, change: str) -> None:
        """End the key of what was due. Step 5, once its transaction is on disk."""
        self._keys.destroy_named(_DUE + change)

    def _seal(self, key: str, file: str, content: Kept | Due) -> bytes:
        packed = msgspec.msgpack.encode(content)
        return seal_field(self._keys.named(key), packed, order=_NO_ORDER, field=file, version=0)

    def _open(self, key: str, file: str, sealed: Any, kind: type[T]) -> T | None:
        """Return what a row holds; of one that the vault did not write, or that is put back, nothing."""
        held = self._keys.held(key)
        if held is None or sealed is None:
            return None
        try:
            content = open_field(held, bytes(sealed), order=_NO_ORDER, field=file, version=0)
        except RelayError:
            return None
        return msgspec.msgpack.decode(content, type=kind)

    def finish(self, database: Database) -> None:
        """At the start: do steps 3 and 5 of what a crash left due."""
        ended = self._keys.names(_DUE)
        if not ended:
            return
        with database.writing() as tx:
            for file, change, sealed in tx.all("SELECT file, due, due_sealed FROM contract_files", ()):
                due = self._open(f"{_DUE}{change}", file, sealed, Due) if change is not None else None
                if due is None:
                    continue
                if digest_of(self.held(file)) == due.base:
                    self.write(file, due.raw)
                    self.finished.append(due)
                self.keep(tx, Kept(file, digest_of(due.raw)))
        for name in ended:
            self._keys.destroy_named(name)

    def differing(self, tx: Transaction) -> list[tuple[Kept, str]]:
        """Return every overlay on disk that is not what was last in force, as it is now, with the digest it had."""
        known: dict[str, str] = {}
        for file, sealed in tx.all("SELECT file, sealed FROM contract_files", ()):
            kept = self._open(_KEY, file, sealed, Kept)
            known[file] = kept.digest if kept is not None else ABSENT
        both = [(file, digest_of(self.held(file)), known.get(file, ABSENT)) for file in {*known, *self.names()}]
        return sorted([(Kept(file, now), was) for file, now, was in both if now != was], key=lambda one: one[0].file)

    def raws(self) -> dict[str, bytes]:
        """Return every overlay on disk, by its file's name."""
        return {file: raw for file in self.names() if (raw := self.held(file))}

    def write(self, file: str, raw: bytes) -> None:
        """Put an overlay in place, whole or not at all; an empty one is removed. Step 3."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        place = self._folder / file
        if raw:
            fresh = self._folder / f".{file}.new"  # no name of an overlay: what a crash leaves is never loaded
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
            with os.fdopen(descriptor, "wb") as opened:
                opened.write(raw)
                opened.flush()
                os.fsync(opened.fileno())
            fresh.replace(place)
        else:
            place.unlink(missing_ok=True)
        folder = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

