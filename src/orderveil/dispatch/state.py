"""When the worker last did what: a small file, so that a restart does not begin everything anew."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

_decoder = msgspec.json.Decoder(dict[str, int])


def read_state(path: Path) -> dict[str, int]:
    """Return when each job was last done (epoch ms); nothing where the file is not there or not whole."""
    try:
        return _decoder.decode(path.read_bytes())
    except (OSError, msgspec.MsgspecError):
        return {}


def write_state(path: Path, done_ms: Mapping[str, int]) -> None:
    """Write when each job was last done, whole or not at all."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.write_bytes(msgspec.json.encode(dict(done_ms)))
    beside.replace(path)
