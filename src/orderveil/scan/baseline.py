"""A baseline: findings that somebody reviewed, so that only new ones fail a check.

It lies in a repository for all to read, and a phone number has ten digits: a plain hash of it is
undone in seconds. So findings stand in it as HMACs under a key in a file of its own, which must
never lie beside it in the repository. A fingerprint covers type, file, column or field, and value,
but no row: a file may be sorted anew.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from orderveil.core.errors import BadConfiguration, Malformed
from orderveil.scan.finding import Found

_VERSION = 1
_KEY_BYTES = 32
_DIGEST_BYTES = 16


def read_key(path: Path, *, make: bool) -> bytes:
    """Return the key in a file of its owner's alone; with `make`, a new one where there is no file."""
    if make and not path.exists():
        key = secrets.token_bytes(_KEY_BYTES)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(key.hex() + "\n")
        return key
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (ValueError, FileNotFoundError) as error:
        raise BadConfiguration("this file holds no key of a baseline", place=str(path)) from error
    if len(key) != _KEY_BYTES:
        raise BadConfiguration("a key of a baseline has 32 bytes in hexadecimal", place=str(path))
    return key


def fingerprint(key: bytes, found: Found) -> str:
    """Return the keyed fingerprint of a finding; each part goes in with its length, so that none runs into another."""
    inside = found.place.column or found.place.field or ""
    mac = hmac.new(key, b"orderveil scan baseline 1", hashlib.sha256)
    for part in (found.type, Path(found.place.file).name, inside, found.value):
        raw = part.encode("utf-8", "surrogatepass")
        mac.update(len(raw).to_bytes(8, "big") + raw)
    return mac.digest()[:_DIGEST_BYTES].hex()


def read_baseline(path: Path) -> frozenset[str]:
    """Return the fingerprints of a baseline's file."""
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        if held["version"] != _VERSION:
            raise Malformed("a baseline of another version", place=str(path))
        return frozenset(map(str, held["reviewed"]))
    except (ValueError, KeyError, TypeError) as error:
        raise Malformed("this is no baseline", place=str(path)) from error


def write_baseline(path: Path, fingerprints: Iterable[str]) -> int:
    """Write a baseline in place of the one there may be; return how many findings it holds."""
    reviewed = sorted(set(fingerprints))
    beside = path.with_name(path.name + ".new")
    beside.write_text(json.dumps({"version": _VERSION, "reviewed": reviewed}, indent=1) + "\n", encoding="utf-8")
    beside.replace(path)
    return len(reviewed)
