"""The keys of the search index, and the tags that they make.

Three kinds, all kept by name in the key store:

  `tags:SHOP:YYYYMM`        makes the tags of one shop and month; gone when the month is empty
  `tag-seal:SHOP:YYYYMM:G`  seals that month's segments; the next G when an order is forgotten
  `tag-log:E`               seals the log of fresh tags; the next E at every round of forgetting

So a copy of the order store shows nothing but sealed blocks, and an old copy of it cannot be opened
where something was forgotten since. Tags never leave the vault.
"""

from __future__ import annotations

import hashlib
import os
import sys
import threading
from collections.abc import Callable, Iterable
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from orderveil.core.errors import SealBroken, Unavailable
from orderveil.vault.index.tag_terms import Term, TermKind

TAG_BITS: dict[TermKind, int] = {
    TermKind.PHONE: 20,
    TermKind.EMAIL: 20,
    TermKind.REFERENCE: 24,
    TermKind.AWB: 24,
    TermKind.LAST4_POSTCODE: 16,
    TermKind.NAME_POSTCODE: 15,
}
"""Bits of a tag, by what it tells. Argued jointly in docs/decisions/0060-search-tags.md: longer ones
would tell a thief of the keys more than a search gains by them. At most 28, see `MonthKey.tag`."""

TAG_BYTES = 4
FINGERPRINT_BYTES = 4
_KIND_BITS = 4
_NONCE_BYTES = 12
_CACHED = 4096  # month keys in memory; some hundred bytes each

Named = Callable[[str], bytes]


class MonthKey:
    """Makes the tags of one shop and month. BLAKE2b keyed is a pseudo-random function in one pass."""

    __slots__ = ("_seeds", "fingerprint")

    def __init__(self, key: bytes) -> None:
        self._seeds: dict[TermKind, tuple[Any, int]] = {
            kind: (
                hashlib.blake2b(digest_size=TAG_BYTES, key=key, person=b"orderveil-tag-%02d" % kind),
                (1 << 32) - (1 << (32 - bits)),
            )
            for kind, bits in TAG_BITS.items()
        }
        self.fingerprint: bytes = hashlib.blake2b(
            digest_size=FINGERPRINT_BYTES, key=key, person=b"orderveil-tag-id"
        ).digest()

    def tag(self, term: Term) -> int:
        """Return a term's tag: its bits on top, so that tags spread evenly, and its kind in the lowest four."""
        seed, mask = self._seeds[term[0]]
        state = seed.copy()
        state.update(term[1].encode())
        return int.from_bytes(state.digest(), "big") & mask | term[0]

    def pack(self, terms: Iterable[Term]) -> bytes:
        """Return the tags of one order, behind the fingerprint of the key that made them."""
        return self.fingerprint + b"".join([self.tag(term).to_bytes(TAG_BYTES, sys.byteorder) for term in terms])

    def __repr__(self) -> str:
        return "MonthKey(<hidden>)"


class Seal:
    """One sealing key. Random nonces: a transaction that was undone never makes one come twice."""

    __slots__ = ("_aead",)

    def __init__(self, key: bytes) -> None:
        self._aead = AESGCM(key)

    def close(self, plain: bytes, place: bytes) -> bytes:
        """Seal; `place` binds the result to where it is kept."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, plain, place)

    def open(self, sealed: bytes, place: bytes) -> bytes:
        """Open. Raises SealBroken if anything of key, place or content differs."""
        try:
            return self._aead.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place)
        except (InvalidTag, ValueError):
            raise SealBroken(
                "a block of the search index does not open; the index can be made again from the orders",
                reason="tags:broken",
            ) from None

    def __repr__(self) -> str:
        return "Seal(<hidden>)"


class TagKeys:
    """Fetches keys by name and keeps them at hand. Safe to call from any thread."""

    def __init__(self, named: Named, drop_named: Callable[[str], None]) -> None:
        self._named = named
        self._drop_named = drop_named
        self._lock = threading.Lock()
        self._months: dict[str, MonthKey] = {}
        self._seals: dict[str, Seal] = {}
        self._dropped: set[str] = set()

    def known_month(self, shop: str, month: int) -> MonthKey:
        """Return the key of a month that the store shows tags of. Raises Unavailable if it was destroyed since."""
        self._refuse_dropped(month_name(shop, month))
        return self.month(shop, month)

    def month(self, shop: str, month: int) -> MonthKey:
        """Return the key of a shop's month, made at first use."""
        name = month_name(shop, month)
        key = self._months.get(name)
        if key is None:
            with self._lock:  # or a key dropped between the two lines would stay in memory
                key = self._months[name] = MonthKey(self._named(name))
                self._dropped.discard(name)
                _bound(self._months)
        return key

    def seal(self, name: str) -> Seal:
        """Return the sealing key of that name, made at first use. Raises Unavailable if it was destroyed."""
        self._refuse_dropped(name)
        seal = self._seals.get(name)
        if seal is None:
            with self._lock:
                seal = self._seals[name] = Seal(self._named(name))
                _bound(self._seals)
        return seal

    def drop(self, name: str) -> None:
        """Destroy a key. What it sealed or tagged is gone with it, in every copy."""
        with self._lock:
            self._drop_named(name)
            self._months.pop(name, None)
            self._seals.pop(name, None)
            self._dropped.add(name)

    def _refuse_dropped(self, name: str) -> None:
        if name in self._dropped:  # never made anew for a reader that looks at an old state of the store
            raise Unavailable(
                "the search looks at a state of the store from before something was forgotten; search again",
                reason="tags:moved-on",
            )

    def __repr__(self) -> str:
        return "TagKeys(<hidden>)"


def _bound(cache: dict[str, Any]) -> None:
    if len(cache) > _CACHED:
        for name in list(cache)[: _CACHED // 4]:  # the oldest; they come back at the next use
            cache.pop(name, None)


def month_name(shop: str, month: int) -> str:
    """Return the name of the key that makes a shop's tags in a month. Read from its end it is unambiguous."""
    return f"tags:{shop}:{month}"


def seal_name(shop: str, month: int, generation: int) -> str:
    """Return the name of the key that seals a generation of a month's segments."""
    return f"tag-seal:{shop}:{month}:{generation}"


def log_name(epoch: int) -> str:
    """Return the name of the key that seals an epoch of the log of fresh tags."""
    return f"tag-log:{epoch}"
