"""A small file that counts: written whole or not at all, on disk before anybody relies on it."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from orderveil.core.errors import BadConfiguration


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
