"""Entries that wait for their number: written in the act's own transaction, guarded until they are numbered.

A row holds what one append wrote for one tenant. Between its commit and its number (at most a second
while a vault runs) no signature covers it, so three things do:

- a keyed code over tenant, writer, batch and entries, under a key that only the vault derives: a row
  that was altered or slipped in is refused, kept as evidence, and the refusal is itself recorded;
- every entry names its writer (one start of one process), batch and place, and numbered batches are
  remembered: a row that was numbered once cannot be brought in again;
- the vault that wrote it remembers it after the commit (`confirm`): a row that vanished is recorded.

Must never number a row by watermark: under PostgreSQL a lower batch may commit after a higher one.
"""

from __future__ import annotations

import hashlib
import hmac
import itertools
import os
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import msgspec

from orderveil.core.chain import leaf_hash
from orderveil.ledger.bundles import pack
from orderveil.ledger.entries import Entry, encode
from orderveil.store.database import Transaction

_WRITER_BYTES = 6
_LABEL = b"orderveil/ledger/v1/pending\0"
_SEEN_LABEL = b"orderveil/ledger/v1/writer\0"

BatchKey = tuple[str, str, int]  # tenant, writer, batch number


@dataclass(frozen=True, slots=True)
class Batch:
    """One waiting row, as read."""

    tenant: str
    writer: str
    number: int
    entries: bytes = field(repr=False)
    mac: bytes = field(repr=False)

    @property
    def key(self) -> BatchKey:
        """What names the row."""
        return (self.tenant, self.writer, self.number)


def guard_key(seed: bytes) -> bytes:
    """Return the key of the guard codes of one tenant, from its ledger seed."""
    return hmac.digest(seed, b"orderveil/ledger/v1/guard", hashlib.sha256)


def mac_of(key: bytes, tenant: str, writer: str, number: int, entries: bytes) -> bytes:
    """Return the code over one waiting row. Names are free of NUL, so the parts cannot run together."""
    head = f"{tenant}\0{writer}\0{number}\0".encode()
    return hmac.digest(key, _LABEL + head + entries, hashlib.sha256)


def seen_mac(key: bytes, tenant: str, writer: str, seen: str) -> bytes:
    """Return the code over the note of which batches of a writer were numbered."""
    return hmac.digest(key, _SEEN_LABEL + f"{tenant}\0{writer}\0{seen}".encode(), hashlib.sha256)


class Appender:
    """Writes entries of this process. Safe for many threads."""

    def __init__(self, key_of: Callable[[str], bytes]) -> None:
        self._key_of = key_of
        self._unsettled: dict[str, BatchKey] = {}
        self._confirmed: set[BatchKey] = set()
        self._start()

    def _start(self) -> None:
        self._pid = os.getpid()
        self._writer = secrets.token_hex(_WRITER_BYTES)
        self._numbers = itertools.count(1)

    def next_batch(self) -> tuple[str, int]:
        """Return this writer's name and its next batch number. A forked child is another writer."""
        if os.getpid() != self._pid:
            self._start()
            self._unsettled.clear()
            self._confirmed.clear()
        return self._writer, next(self._numbers)

    def append(self, tx: Transaction, entries: Sequence[Entry]) -> list[str]:
        """Insert entries into the act's own transaction; return the hex of their leaf hashes.

        Raises FreeValue, before anything is written, where an entry says more than it may.
        """
        digests: list[str] = []
        groups: dict[str, list[bytes]] = defaultdict(list)
        batches: dict[str, tuple[str, int]] = {}
        for entry in entries:
            if entry.tenant not in batches:
                batches[entry.tenant] = self.next_batch()
            writer, number = batches[entry.tenant]
            group = groups[entry.tenant]
            raw = encode(msgspec.structs.replace(entry, id=f"{writer}.{number}.{len(group)}"))
            group.append(raw)
            digests.append(leaf_hash(raw).hex())
        rows = []
        for tenant, group in groups.items():
            writer, number = batches[tenant]
            packed = pack(group)
            rows.append((tenant, writer, number, packed, mac_of(self._key_of(tenant), tenant, writer, number, packed)))
        for row in rows:
            tx.execute("INSERT INTO ledger_pending (tenant, writer, batch, entries, mac) VALUES (?, ?, ?, ?, ?)", row)
        self._remember(entries, digests, batches)
        return digests

    def _remember(self, entries: Sequence[Entry], digests: Sequence[str], batches: dict[str, tuple[str, int]]) -> None:
        if len(self._unsettled) > 100_000:  # nobody confirms: then nobody is promised an alarm either
            self._unsettled.clear()
        for entry, digest in zip(entries, digests, strict=True):
            self._unsettled[digest] = (entry.tenant, *batches[entry.tenant])

    def confirm(self, digests: Iterable[str]) -> None:
        """Tell that the transaction which appended these has committed: from now on their absence is an alarm."""
        for digest in digests:
            batch = self._unsettled.pop(digest, None)
            if batch is not None:
                self._confirmed.add(batch)

    def due(self) -> frozenset[BatchKey]:
        """Return the batches that must stand in the store, waiting or numbered."""
        return frozenset(self._confirmed)

    def settle(self, batches: Iterable[BatchKey]) -> None:
        """Forget batches that were numbered, or whose absence was recorded."""
        self._confirmed.difference_update(batches)


class Seen:
    """Which batch numbers of one writer were numbered already: a few ranges, since numbers run on."""

    __slots__ = ("ranges",)

    def __init__(self, text: str = "[]") -> None:
        self.ranges: list[list[int]] = msgspec.json.decode(text, type=list[list[int]])

    def __contains__(self, number: int) -> bool:
        return any(low <= number <= high for low, high in reversed(self.ranges))

    def add(self, number: int) -> bool:
        """Add a number; return False where it is there already."""
        if number in self:
            return False
        if self.ranges and self.ranges[-1][1] == number - 1:
            self.ranges[-1][1] = number
            return True
        self.ranges.append([number, number])
        self.ranges.sort()
        joined: list[list[int]] = []
        for low, high in self.ranges:
            if joined and joined[-1][1] == low - 1:
                joined[-1][1] = high
            else:
                joined.append([low, high])
        self.ranges = joined
        return True

    def covers(self, other: Seen) -> bool:
        """Tell whether every number of `other` is here."""
        return all(any(a <= low and high <= b for a, b in self.ranges) for low, high in other.ranges)

    def text(self) -> str:
        """Return the ranges as they are stored."""
        return msgspec.json.encode(self.ranges).decode()
