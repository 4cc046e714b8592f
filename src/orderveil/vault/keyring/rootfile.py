"""The root key in a file: refused unless it is strictly ours, replaced without a moment of loss.

The file never lies inside ORDERVEIL_HOME, because one backup would then hold both the lock and the
key. It is never written in place and its key is never printed.

Layout, one line each, nothing else:

    orderveil root key v1
    key <name> <64 hex digits>
    next <name> <64 hex digits>        only while a replacement is on

A name is the first 8 bytes of SHA-256(bind(label, key)) in hex: it finds a damaged file, and tells which
root a wrap was made under without telling anything about the key (2^256 keys, one-way).

Replacing the file's content (F1 to F6), each safe to be killed at:

    F1  the new content is written to `root.key.new` and fsynced
    F2  the present file gets a second name, `root.key.old`
    F3  `root.key.new` is renamed over `root.key`
    F4  the folder is fsynced: the new content is what a crash leaves
    F5  `root.key.old` is overwritten with zeros and fsynced
    F6  `root.key.old` is removed and the folder fsynced

On the next start (`settle`) `root.key.new` (before F3 it is nothing yet) and `root.key.old` are ended as in
F5 and F6; whichever is still the same file as `root.key` (killed between F2 and F3) only loses its name.
Overwriting is worth what the disk makes of it: on flash and copy-on-write volumes the old blocks may
live on until they are reused. Where that matters, use transit, or a disk encrypted under a key that can go.
"""

from __future__ import annotations

import hashlib
import os
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from orderveil.core.errors import BadConfiguration, Unavailable
from orderveil.core.sealing import KEY_BYTES, bind, new_key
from orderveil.vault.keyring.privatefile import read_private, sync_folders

FILE_NAME = "root.key"
_HEADER = "orderveil root key v1"
_LABEL = b"orderveil/root-name/v1"


def _pass(name: str) -> None:
    return None


@dataclass(frozen=True, slots=True)
class RootKeys:
    """The root, and the one that is about to take its place."""

    key: bytes = field(repr=False)
    next: bytes | None = field(default=None, repr=False)

    @property
    def newest(self) -> str:
        return name_of(self.next or self.key)

    def all(self) -> Iterator[tuple[str, bytes]]:
        yield name_of(self.key), self.key
        if self.next is not None:
            yield name_of(self.next), self.next


def name_of(key: bytes) -> str:
    """Return the public name of a root key."""
    return hashlib.sha256(bind(_LABEL, key)).hexdigest()[:16]


class RootFile:
    """`root.key` in a folder of its own. Every method raises BadConfiguration saying what to repair."""

    def __init__(self, folder: Path, *, home: Path | None = None, on_step: Callable[[str], None] = _pass) -> None:
        self.path = folder / FILE_NAME
        self._new = folder / f"{FILE_NAME}.new"
        self._old = folder / f"{FILE_NAME}.old"
        self._dead = folder / f"{FILE_NAME}.dead"
        self._on_step = on_step
        self._lock = threading.Lock()
        if home is not None:
            _refuse_inside(folder, home)

    def create(self) -> None:
        """Make the folder and a new root, unless there is one."""
        with self._lock, self._writable():
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._check_folder()
            self._create()

    def _create(self) -> None:
        if os.path.lexists(self.path):
            return
        if os.path.lexists(self._old):
            raise self._bad("a root key was moved away here; put root.key.old back as root.key, or remove it")
        self._clear_away()
        self._write_new(RootKeys(new_key()))
        # a link, unlike a rename, never takes the place of a root that another process has just made
        try:
            os.link(self._new, self.path)
        except FileExistsError:
            return
        self._new.unlink()
        sync_folders(self.path.parent, levels=3)

    def read(self) -> RootKeys:
        """Return the keys."""
        with self._lock:
            self._check_folder()
            return self._parse(read_private(self.path, what="the root key", reason="setup:root-key"))

    def is_there(self) -> bool:
        """Tell whether there is a root, or the rest of one that was being destroyed."""
        return os.path.lexists(self.path) or os.path.lexists(self._dead)

    def settle(self) -> None:
        """Finish what a kill left undone. Once, at start."""
        with self._lock, self._writable():
            self._check_folder()
            self._clear_away()

    def add_next(self) -> RootKeys:
        """Put a new root beside the present one; where there is one already, change nothing."""
        keys = self.read()
        if keys.next is None:
            keys = RootKeys(keys.key, new_key())
            self._replace(keys)
        return keys

    def keep_newest(self) -> RootKeys:
        """Destroy the old root; where there is only one, change nothing."""
        keys = self.read()
        if keys.next is not None:
            keys = RootKeys(keys.next)
            self._replace(keys)
        return keys

    def bury(self) -> None:
        """Destroy the root: for a key store that has moved to another kind of root. Done twice it changes nothing."""
        with self._lock, self._writable():
            if self.path.exists():
                self.path.rename(self._dead)
                sync_folders(self.path.parent)
            self._clear_away()

    def _replace(self, keys: RootKeys) -> None:
        with self._lock, self._writable():
            self._clear_away()
            self._swap_in(keys)

    @contextmanager
    def _writable(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise Unavailable(
                f"the root key's folder cannot be written: {error.strerror}; nothing is lost, try again once it can",
                reason="keys:unavailable",
                place=str(self.path.parent),
            ) from error

    def _swap_in(self, keys: RootKeys) -> None:
        self._write_new(keys)  # F1
        self._on_step("F1")
        os.link(self.path, self._old)  # F2
        self._on_step("F2")
        self._new.rename(self.path)  # F3
        self._on_step("F3")
        sync_folders(self.path.parent)  # F4
        self._on_step("F4")
        self._end(self._old)

    def _end(self, path: Path) -> None:
        """Overwrite and remove a file, unless it is a second name of the root itself."""
        if os.path.lexists(self.path) and path.lstat().st_ino == self.path.lstat().st_ino:
            path.unlink()
            return
        descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            os.write(descriptor, bytes(os.fstat(descriptor).st_size))  # F5
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        self._on_step("F5")
        path.unlink()  # F6
        sync_folders(self.path.parent)
        self._on_step("F6")

    def _clear_away(self) -> None:
        left = [path for path in (self._new, self._old, self._dead) if os.path.lexists(path)]
        if not os.path.lexists(self.path):
            left = [path for path in left if path != self._old]  # perhaps the only root there is: see create
        if left:
            sync_folders(self.path.parent)  # F4 may not have happened; ending the old before it could lose both
        for path in left:
            self._end(path)

    def _write_new(self, keys: RootKeys) -> None:
        lines = [_HEADER, f"key {name_of(keys.key)} {keys.key.hex()}"]
        if keys.next is not None:
            lines.append(f"next {name_of(keys.next)} {keys.next.hex()}")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(self._new, flags, 0o600)
        try:
            os.write(descriptor, "\n".join([*lines, ""]).encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _check_folder(self) -> None:
        folder = self.path.parent
        try:
            found = folder.lstat()
        except FileNotFoundError:
            raise self._bad(
                "the root key's folder is not there; bring it back, without it nothing opens", folder
            ) from None
        if not stat.S_ISDIR(found.st_mode):
            raise self._bad("the root key's folder must be a folder, not a link or a file", folder)
        if found.st_uid != os.geteuid():
            raise self._bad("the root key's folder belongs to another user; chown it to the vault's user", folder)
        if stat.S_IMODE(found.st_mode) & 0o077:
            raise self._bad("the root key's folder is open to others; chmod 700", folder)

    def _parse(self, text: str) -> RootKeys:
        lines = text.split("\n")
        words = ["key"] if len(lines) == 3 else ["key", "next"]
        if lines[0] != _HEADER or lines[-1] != "" or len(lines) != len(words) + 2:
            raise self._bad("this is not a whole root key file of version 1; bring it back from its backup")
        keys = []
        for word, line in zip(words, lines[1:-1], strict=True):
            parts = line.split(" ")
            try:
                key = bytes.fromhex(parts[2]) if len(parts) == 3 else b""
            except ValueError:
                key = b""
            if parts[0] != word or len(key) != KEY_BYTES or parts[1] != name_of(key):
                raise self._bad("a key in the root key file is damaged; bring the file back from its backup")
            keys.append(key)
        return RootKeys(*keys)

    def _bad(self, message: str, place: Path | None = None) -> BadConfiguration:
        return BadConfiguration(message, reason="setup:root-key", place=str(place or self.path))


def _refuse_inside(folder: Path, home: Path) -> None:
    inner, outer = folder.resolve(), home.resolve()
    if inner == outer or outer in inner.parents:
        raise BadConfiguration(
            "the root key's folder must lie outside ORDERVEIL_HOME, or one backup would hold both",
            place="ORDERVEIL_KEYS",
        )
