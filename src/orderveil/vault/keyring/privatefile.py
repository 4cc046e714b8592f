"""Files that hold secrets: refused if anybody else could have read or written them, and durable in their folder."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from orderveil.core.errors import BadConfiguration

_SIZE_LIMIT = 4096


def sync_folders(folder: Path, *, levels: int = 1) -> None:
    """Make the names in a folder durable, and those of the folders above it that may be new as well."""
    for at, place in enumerate((folder, *folder.parents)[:levels]):
        try:
            descriptor = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except PermissionError:
            if at == 0:
                raise
            return  # a folder that we may not list is none that we made
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def read_private(path: Path, *, what: str, reason: str) -> str:
    """Return the file's ASCII text. `what` names it in errors. Raises BadConfiguration saying what to repair."""

    def bad(message: str) -> BadConfiguration:
        return BadConfiguration(f"{what} {message}", reason=reason, place=str(path))

    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError:
        raise bad("is not there; bring it back from its backup") from None
    except OSError:
        raise bad("cannot be read, or is a link") from None
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1:
            raise bad("must be a plain file with one name")
        if found.st_uid != os.geteuid():
            raise bad("belongs to another user; chown it to the vault's user")
        if stat.S_IMODE(found.st_mode) & 0o177:
            raise bad("is open to others; chmod 600")
        return os.read(descriptor, _SIZE_LIMIT).decode("ascii", "replace")
    finally:
        os.close(descriptor)
