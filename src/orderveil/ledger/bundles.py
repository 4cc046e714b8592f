"""Entries packed into one row: each behind its length in two bytes, as C2SP tlog-tiles writes bundles."""

from __future__ import annotations

from collections.abc import Iterable

from orderveil.core.chain import HASH_BYTES
from orderveil.core.errors import Malformed

WIDTH = 256  # entries in a full bundle, hashes in a full tile
_LENGTH_BYTES = 2


class BundleBroken(Malformed):
    """The bytes are no whole number of entries."""

    reason = "ledger:bundle-broken"


def pack(entries: Iterable[bytes]) -> bytes:
    """Return the entries as one run of bytes."""
    parts: list[bytes] = []
    for entry in entries:
        parts.append(len(entry).to_bytes(_LENGTH_BYTES, "big"))
        parts.append(entry)
    return b"".join(parts)


def unpack(raw: bytes) -> list[bytes]:
    """Return the entries of a run. Raises BundleBroken where a length leads past the end, or to nothing."""
    entries: list[bytes] = []
    at, end = 0, len(raw)
    while at < end:
        start = at + _LENGTH_BYTES
        at = start + int.from_bytes(raw[at:start], "big")
        if at > end or at == start or start > end:
            raise BundleBroken("a length leads past the bundle's end")
        entries.append(raw[start:at])
    return entries


def split_hashes(raw: bytes) -> list[bytes]:
    """Return the hashes that stand side by side in `raw`. Raises BundleBroken."""
    if len(raw) % HASH_BYTES:
        raise BundleBroken("not a whole number of hashes")
    return [raw[at : at + HASH_BYTES] for at in range(0, len(raw), HASH_BYTES)]
