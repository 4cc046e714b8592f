"""Fingerprints: SipHash-2-4 with 128 bits of output, over many digests at once.

The function of Aumann and Bernstein (2012), keyed by 128 bits that only the vault has. Without the key
a fingerprint is noise; with it, phone numbers can be tried until one fits, so that key and fingerprints
together are as good as the phone numbers. Must never leave the vault.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from orderveil.detect.exact import Element
from orderveil.detect.exactcells import Digests
from orderveil.detect.exactset import Checks, Keys

KINDS: Mapping[Element, int] = {
    Element.ADDRESS: 1, Element.EMAIL: 2, Element.NAME_POSTCODE: 3, Element.ORDER_REF: 4, Element.PHONE: 5,
}  # fmt: skip
"""The number that stands for an element in every stored fingerprint. It never changes its meaning."""

Kinds = npt.NDArray[np.uint8]

KEY_BYTES = 16
_LENGTH = 17 << 56  # of what is hashed, in the last word: a digest and the number of its element
_STARTS = (0x736F6D6570736575, 0x646F72616E646F6D, 0x6C7967656E657261, 0x7465646279746573)
_ALL = 2**64 - 1
_FEW = 24
_SLICE = 8_192  # digests at once: their state stays in the processor's cache
_ROUNDS, _LAST_ROUNDS = 2, 4
_State = list[Any]  # four arrays of uint64


class Fingerprints:
    """Makes fingerprints. Safe to call from any thread."""

    __slots__ = ("_starts",)

    def __init__(self, key: bytes) -> None:
        halves = np.frombuffer(key[:KEY_BYTES], "<u8")
        self._starts = [np.uint64(start) ^ halves[place % 2] for place, start in enumerate(_STARTS)]
        self._starts[1] ^= np.uint64(0xEE)  # asks for 128 bits

    def __repr__(self) -> str:
        return "Fingerprints(<hidden>)"

    def keys(self, kinds: Kinds | int, digests: Digests) -> Keys:
        """Return the 64 bits by which each digest is found."""
        out = np.empty(len(digests), np.uint64)
        for low in range(0, len(digests), _SLICE):
            part = slice(low, low + _SLICE)
            out[part] = _first(self._taken(_part(kinds, part), digests[part]))
        return out

    def both(self, kinds: Kinds | int, digests: Digests) -> tuple[Keys, Checks]:
        """Return the 64 bits by which each digest is found, and 32 more that confirm it."""
        if len(digests) <= _FEW:
            return self._few(np.broadcast_to(np.asarray(kinds, np.uint64), len(digests)).tolist(), digests.tolist())
        keys = np.empty(len(digests), np.uint64)
        checks = np.empty(len(digests), np.uint32)
        for low in range(0, len(digests), _SLICE):
            part = slice(low, low + _SLICE)
            state = self._taken(_part(kinds, part), digests[part])
            keys[part] = _first(state)
            state[1] ^= np.uint64(0xDD)
            _rounds(state, _LAST_ROUNDS)
            checks[part] = (state[0] ^ state[1] ^ state[2] ^ state[3]) >> np.uint64(32)
        return keys, checks

    def _few(self, kinds: list[int], digests: list[list[int]]) -> tuple[Keys, Checks]:
        """Do the same one by one: for a single order's, arrays cost ten times as much."""
        starts = [int(start) for start in self._starts]
        made = [_one(starts, (*digest, _LENGTH | kind)) for kind, digest in zip(kinds, digests, strict=True)]
        return np.array([key for key, _ in made], np.uint64), np.array([check for _, check in made], np.uint32)

    def _taken(self, kinds: Kinds | int, digests: Digests) -> _State:
        """Return the state after every word: the digest's two, then element and length."""
        state = [np.full(len(digests), start) for start in self._starts]
        last = np.full(len(digests), np.uint64(_LENGTH)) | np.asarray(kinds, np.uint64)
        for word in (digests[:, 0], digests[:, 1], last):
            state[3] ^= word
            _rounds(state, _ROUNDS)
            state[0] ^= word
        return state


def _one(starts: list[int], words: tuple[int, ...]) -> tuple[int, int]:
    a, b, c, d = starts
    for word in words:
        a, b, c, d = _turned(a, b, c, d ^ word, _ROUNDS)
        a ^= word
    a, b, c, d = _turned(a, b, c ^ 0xEE, d, _LAST_ROUNDS)
    key = a ^ b ^ c ^ d
    a, b, c, d = _turned(a, b ^ 0xDD, c, d, _LAST_ROUNDS)
    return key, (a ^ b ^ c ^ d) >> 32


def _turned(a: int, b: int, c: int, d: int, count: int) -> tuple[int, int, int, int]:
    for _ in range(count):
        a = a + b & _ALL
        b = (b << 13 & _ALL | b >> 51) ^ a
        a = a << 32 & _ALL | a >> 32
        c = c + d & _ALL
        d = (d << 16 & _ALL | d >> 48) ^ c
        a = a + d & _ALL
        d = (d << 21 & _ALL | d >> 43) ^ a
        c = c + b & _ALL
        b = (b << 17 & _ALL | b >> 47) ^ c
        c = c << 32 & _ALL | c >> 32
    return a, b, c, d


def _part(kinds: Kinds | int, part: slice) -> Kinds | int:
    return kinds if isinstance(kinds, int) else kinds[part]


def _first(state: _State) -> Keys:
    state[2] ^= np.uint64(0xEE)
    _rounds(state, _LAST_ROUNDS)
    made: Keys = state[0] ^ state[1] ^ state[2] ^ state[3]
    return made


def _rounds(state: _State, count: int) -> None:
    a, b, c, d = state
    spare = np.empty_like(a)
    for _ in range(count):
        a += b
        _turn(b, 13, spare)
        b ^= a
        _turn(a, 32, spare)
        c += d
        _turn(d, 16, spare)
        d ^= c
        a += d
        _turn(d, 21, spare)
        d ^= a
        c += b
        _turn(b, 17, spare)
        b ^= c
        _turn(c, 32, spare)


def _turn(words: Any, bits: int, spare: Any) -> None:
    """Rotate to the left, in place."""
    np.right_shift(words, np.uint64(64 - bits), out=spare)
    np.left_shift(words, np.uint64(bits), out=words)
    np.bitwise_or(words, spare, out=words)
