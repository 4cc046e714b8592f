"""Rows of fingerprints: sealed whole, each a group's or many groups' merged.

A row tells in clear how many fingerprints it holds and under which key it is sealed, and nothing of
whose they are. Must never be the only copy of anything: fingerprints can be made again from the orders.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from orderveil.core.errors import RelayError, SealBroken, Unavailable
from orderveil.detect.exactset import Checks, Keys, Orders
from orderveil.vault.matching.fingerprints import Kinds

_NONCE_BYTES = 12
_PAD = 128  # bytes: how many elements one order has tells how many names and numbers
_AAD = struct.Struct(">26sqq")
_LABEL = b"orderveil fingerprints v1"
_COUNT = struct.Struct("<Q")
_ENTRY_BYTES = 17


@dataclass(frozen=True, slots=True, repr=False)
class Entries:
    """Fingerprints: the kind of element, 64 and 32 bits, and the low half of the order's number."""

    kinds: Kinds
    keys: Keys
    checks: Checks
    ns: Orders

    def __len__(self) -> int:
        return len(self.kinds)

    def where(self, keep: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Entries:
        """Return those that are to be kept."""
        return Entries(self.kinds[keep], self.keys[keep], self.checks[keep], self.ns[keep])

    @classmethod
    def together(cls, parts: Sequence[Entries]) -> Entries:
        """Return all of some."""
        if len(parts) == 1:
            return parts[0]
        return cls(
            np.concatenate([part.kinds for part in parts] or [np.empty(0, np.uint8)]),
            np.concatenate([part.keys for part in parts] or [np.empty(0, np.uint64)]),
            np.concatenate([part.checks for part in parts] or [np.empty(0, np.uint32)]),
            np.concatenate([part.ns for part in parts] or [np.empty(0, np.uint32)]),
        )


class Seals:
    """Seals and opens rows under the key of their generation."""

    def __init__(
        self, named: Callable[[str], bytes], held: Callable[[str], bytes | None], drop: Callable[[str], None]
    ) -> None:
        self._named, self._held, self._drop = named, held, drop

    def close(self, entries: Entries, row: int, generation: int) -> bytes:
        """Return a row's sealed bytes, bound to its number and generation."""
        plain = b"".join(
            (
                _COUNT.pack(len(entries)),
                entries.keys.astype("<u8").tobytes(),
                entries.checks.astype("<u4").tobytes(),
                entries.ns.astype("<u4").tobytes(),
                entries.kinds.tobytes(),
            )
        )
        padded = plain + bytes(-len(plain) % _PAD)
        nonce = os.urandom(_NONCE_BYTES)  # random: a transaction that was undone never makes one come twice
        key = self._named(key_name(generation))
        return nonce + AESGCM(key).encrypt(nonce, padded, _AAD.pack(_LABEL, generation, row))

    def open(self, sealed: bytes, row: int, generation: int) -> Entries:
        """Return a row's entries.

        Raises Unavailable where its key was destroyed: the store has moved on, or is older than its keys.
        Raises SealBroken where anything of key, place or content differs.
        """
        key = self._held(key_name(generation))
        if key is None:  # never made anew for a reader that looks at an old state of the store
            raise Unavailable("fingerprints were sealed anew meanwhile; ask again", reason=MOVED_ON)
        try:
            place = _AAD.pack(_LABEL, generation, row)
            plain = AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place)
            (count,) = _COUNT.unpack_from(plain)
            if len(plain) < _COUNT.size + count * _ENTRY_BYTES:
                raise ValueError
        except (InvalidTag, ValueError, struct.error):
            raise SealBroken(
                "a row of fingerprints does not open; they can be made again from the orders", reason="match:broken"
            ) from None
        at = _COUNT.size
        return Entries(
            keys=np.frombuffer(plain, "<u8", count, at),
            checks=np.frombuffer(plain, "<u4", count, at + 8 * count),
            ns=np.frombuffer(plain, "<u4", count, at + 12 * count),
            kinds=np.frombuffer(plain, np.uint8, count, at + 16 * count),
        )

    def has(self, generation: int) -> bool:
        """Tell whether a generation's key lives."""
        return self._held(key_name(generation)) is not None

    def destroy(self, generation: int) -> None:
        """Destroy a generation's key: what was sealed under it is gone, in every copy."""
        self._drop(key_name(generation))

    def __repr__(self) -> str:
        return "Seals(<hidden>)"


def is_damage(error: RelayError) -> bool:
    """Tell whether an error met by the writer, who sees the newest state, means that rows do not open."""
    return isinstance(error, SealBroken) or error.reason == MOVED_ON


def key_name(generation: int) -> str:
    """Return the name of the key that seals a generation of rows."""
    return f"{SEAL_KEYS}{generation}"


MOVED_ON = "match:moved-on"
SEAL_KEYS = "match-seal:"
FUNCTION_KEY = "match-key"
"""Makes the fingerprints themselves. It stays: what it made is closed by the keys that seal it."""
