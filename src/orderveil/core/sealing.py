"""Sealing: the only place where a value becomes unreadable, or readable again, and where randomness is drawn.

It must never be handed a nonce by a caller, never say why something did not open, and never keep a key.
The bytes are laid out in docs/spec/sealed-order-v1.md and fixed by vectors/sealed-order/.

Why these parts
    Fields: AES-256-GCM under a key of one order and one retention class, with a random 96-bit nonce.
    Such a key seals fields x versions: at 64 fields and 1,024 versions 2^16 seals, so two nonces meet
    with a chance below 2^32 / 2^97 = 2^-65 per key, and below 2^-35 over a billion keys used that hard.
    NIST SP 800-38D allows 2^32 seals per key with random nonces.
    Keys: AES-256-GCM-SIV (RFC 8452). A wrapping key opens everything below it, and a host that is set
    back to a snapshot may draw the same randomness twice. Under GCM one repeated nonce gives away the
    XOR of two keys and the power to forge; under GCM-SIV it shows only that the same key was wrapped
    twice. It costs about 1 us more per wrap, which is paid once per order and class.
    Neither commits to its key: a ciphertext can be made that opens under two keys by somebody who
    chooses both. Keys here are drawn by this module and never taken from outside, so nobody can.

What is bound
    Every value is bound to the order, field and version that it was sealed for, and every wrapped key
    to what it is the key of; each part carries its length, so that no two lists of parts read alike.
    A value moved to another place therefore does not open. An older value of the same place does:
    that is what the version floor of the key store is for.

What is hidden
    Values are padded to steps of 16 bytes, else `true` and `false`, or `cod` and `prepaid`, could be
    told apart by their length.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESGCMSIV

from orderveil.core.errors import SealBroken

KEY_BYTES = 32
ORDER_BYTES = 16
NONCE_BYTES = 12
TAG_BYTES = 16
PAD_BYTES = 16
FORMAT = b"\x01"
OVERHEAD_BYTES = len(FORMAT) + NONCE_BYTES + TAG_BYTES  # and 1 to 16 of padding for a field

FIELD_LABEL = b"orderveil/sealed-field/v1"
_NONCE_END = len(FORMAT) + NONCE_BYTES
_PADS = tuple(b"\x80".ljust(PAD_BYTES - rest, b"\x00") for rest in range(PAD_BYTES))


def new_key() -> bytes:
    """Return 32 random bytes."""
    return os.urandom(KEY_BYTES)


def new_keys(count: int) -> list[bytes]:
    """Return `count` independent keys of 32 random bytes, drawn in one call."""
    pool = os.urandom(KEY_BYTES * count)
    return [pool[at : at + KEY_BYTES] for at in range(0, len(pool), KEY_BYTES)]


def random_bytes(count: int) -> bytes:
    """Return `count` random bytes, for ids and references."""
    return os.urandom(count)


def bind(*parts: bytes) -> bytes:
    """Return associated data that can be read in one way only: each part after its length in 2 bytes."""
    return b"".join([len(part).to_bytes(2, "big") + part for part in parts])


@lru_cache(maxsize=4096)
def _field_part(field: str) -> bytes:
    return bind(field.encode())


def _frame(order: bytes, version: int) -> tuple[bytes, bytes]:
    if len(order) != ORDER_BYTES:
        raise ValueError("an order is named by its 16 bytes")
    return bind(FIELD_LABEL, order), bind(version.to_bytes(8, "big"))


def seal_fields(key: bytes, values: Mapping[str, bytes], *, order: bytes, version: int) -> dict[str, bytes]:
    """Seal each value for its field. `order` is the order's 16 bytes, `version` its version, 0 to 2^64-1."""
    return _seal_with(os.urandom(NONCE_BYTES * len(values)), key, values, (order, version))


def _seal_with(nonces: bytes, key: bytes, values: Mapping[str, bytes], place: tuple[bytes, int]) -> dict[str, bytes]:
    """Seal with nonces that are handed in: for seal_fields and the vectors' generator, nobody else."""
    encrypt = AESGCM(key).encrypt
    head, tail = _frame(*place)
    sealed = {}
    at = 0
    for field, value in values.items():
        nonce = nonces[at : at + NONCE_BYTES]
        at += NONCE_BYTES
        padded = value + _PADS[len(value) % PAD_BYTES]
        sealed[field] = FORMAT + nonce + encrypt(nonce, padded, head + _field_part(field) + tail)
    return sealed


def open_fields(key: bytes, sealed: Mapping[str, bytes], *, order: bytes, version: int) -> dict[str, bytes]:
    """Open what seal_fields sealed for the same order and version. Raises SealBroken, which tells nothing."""
    decrypt = AESGCM(key).decrypt
    head, tail = _frame(order, version)
    values = {}
    try:
        for field, blob in sealed.items():
            if blob[:1] != FORMAT:
                raise _broken()
            padded = decrypt(blob[1:_NONCE_END], blob[_NONCE_END:], head + _field_part(field) + tail)
            # the tag has vouched for the padding: it was written above
            values[field] = padded[: padded.rindex(b"\x80")]
    except (InvalidTag, ValueError):
        raise _broken() from None
    return values


def seal_field(key: bytes, value: bytes, *, order: bytes, field: str, version: int) -> bytes:
    """Seal one value; see seal_fields."""
    return seal_fields(key, {field: value}, order=order, version=version)[field]


def open_field(key: bytes, sealed: bytes, *, order: bytes, field: str, version: int) -> bytes:
    """Open one value; see open_fields."""
    return open_fields(key, {field: sealed}, order=order, version=version)[field]


class Wrapper:
    """One wrapping key made ready, for wrapping many keys. Its repr shows nothing."""

    __slots__ = ("_aead",)

    def __init__(self, key: bytes) -> None:
        self._aead = AESGCMSIV(key)

    def wrap_many(self, items: Iterable[tuple[bytes, bytes]]) -> list[bytes]:
        """Wrap (key, context) pairs; a context says what the key is the key of (see bind)."""
        pairs = list(items)
        return self._wrap_with(os.urandom(NONCE_BYTES * len(pairs)), pairs)

    def _wrap_with(self, nonces: bytes, pairs: list[tuple[bytes, bytes]]) -> list[bytes]:
        encrypt = self._aead.encrypt
        wrapped = []
        at = 0
        for key, context in pairs:
            nonce = nonces[at : at + NONCE_BYTES]
            at += NONCE_BYTES
            wrapped.append(FORMAT + nonce + encrypt(nonce, key, context))
        return wrapped

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """Return the key. Raises SealBroken for another key, another context or an altered byte."""
        if wrapped[:1] != FORMAT:
            raise _broken()
        try:
            return self._aead.decrypt(wrapped[1:_NONCE_END], wrapped[_NONCE_END:], context)
        except (InvalidTag, ValueError):
            raise _broken() from None

    def __repr__(self) -> str:
        return "Wrapper(<hidden>)"

    def __reduce__(self) -> str:
        raise TypeError("a wrapping key is never written out")


def wrap_key(wrapping: bytes, key: bytes, *, context: bytes) -> bytes:
    """Wrap one key (or other short secret) under another, bound to `context`."""
    return Wrapper(wrapping).wrap_many([(key, context)])[0]


def unwrap_key(wrapping: bytes, wrapped: bytes, *, context: bytes) -> bytes:
    """Return what wrap_key wrapped. Raises SealBroken."""
    return Wrapper(wrapping).unwrap(wrapped, context)


def _broken() -> SealBroken:
    return SealBroken("a sealed value did not open")
