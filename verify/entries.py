"""Entries and their tree: one spelling, one place, one root."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from notes import Wrong

PARTS = {
    "act", "actor", "at_ms", "checkpoint", "counts", "detail", "digest", "fields", "given", "hop", "id", "key", "log",
    "orders", "partner", "paths", "purpose", "reference", "shipment", "shop", "tenant",
}  # fmt: skip
MUST = {"act", "actor", "at_ms", "tenant"}
ID = re.compile(r"([0-9a-f]{12})\.(0|[1-9][0-9]{0,15})\.(0|[1-9][0-9]{0,5})")
ACT = re.compile(r"[a-z]+:[a-z-]+:[a-z-]+")
Place = tuple[str, str, int]  # writer, batch, place in it


class Tree:
    """A growing tree of RFC 6962, one hash per level."""

    def __init__(self) -> None:
        self.size = 0
        self.peaks: list[bytes] = []

    def add(self, entry: bytes) -> None:
        """Append one leaf."""
        node = sha256(b"\x00" + entry).digest()
        size = self.size
        while size & 1:
            node = sha256(b"\x01" + self.peaks.pop() + node).digest()
            size >>= 1
        self.peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        """Return the root over all leaves."""
        if not self.peaks:
            return sha256(b"").digest()
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = sha256(b"\x01" + peak + node).digest()
        return node


def only_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object whose names stand in order, each once."""
    names = [name for name, _ in pairs]
    if names != sorted(set(names)):
        raise Wrong("not in its one spelling")
    return dict(pairs)


def refuse(_: str) -> None:
    """Refuse a number that is not whole."""
    raise Wrong("not in its one spelling")


decoder = json.JSONDecoder(object_pairs_hook=only_once, parse_float=refuse, parse_constant=refuse)


def parse_entry(line: bytes) -> dict[str, Any]:
    """Return an entry. Spaces and escapes occur in nothing but the checkpoint and key of a log's first entry."""
    try:
        entry = decoder.decode(line.decode())
    except ValueError:
        raise Wrong("not an entry") from None
    if not isinstance(entry, dict) or not PARTS.issuperset(entry) or not entry.keys() >= MUST:
        raise Wrong("not an entry")
    if (b" " in line or b"\\" in line) and "checkpoint" not in entry:
        raise Wrong("not in its one spelling")
    if not isinstance(entry["act"], str) or not ACT.fullmatch(entry["act"]):
        raise Wrong("not an entry")
    return entry


@dataclass
class Batches:
    """Which batches of one writer were met: a few ranges, since numbers run on."""

    ranges: list[list[int]] = field(default_factory=list)

    def add(self, number: int) -> bool:
        """Add a number; tell whether it is new."""
        if self.ranges and self.ranges[-1][1] == number - 1:
            self.ranges[-1][1] = number
            return True
        if any(low <= number <= high for low, high in self.ranges):
            return False
        self.ranges = sorted([*self.ranges, [number, number]])
        return True
