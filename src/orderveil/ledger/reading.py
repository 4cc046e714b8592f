"""Reads the record: pages for export, proofs, and everything that touches one order.

Must never hand out an entry that does not fit its stored hash; whether that hash is the signed one is
what proofs and `verify` are for.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from orderveil.core.chain import consistency_proof, inclusion_proof
from orderveil.core.errors import Conflict, Malformed, NotFound
from orderveil.ledger.bundles import unpack
from orderveil.ledger.heads import Head
from orderveil.ledger.tree import TreeReader, altered, read_entries
from orderveil.store.database import Transaction

MAX_PAGE_ENTRIES = 4096
MAX_PAGE_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Page:
    """Raw entries from `start` on, with the newest head and what witnesses signed (whole notes)."""

    log: str
    logs: list[str]
    start: int
    entries: list[bytes] = field(repr=False)
    size: int
    checkpoint: str
    public_key: str
    cosignatures: list[str]


@dataclass(frozen=True, slots=True)
class Proof:
    """Hashes that lead to the head's root; for inclusion, with the entry itself."""

    log: str
    size: int
    hashes: list[bytes]
    checkpoint: str
    entry: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Touching:
    """Entries that speak of an order, oldest first, each with its place (`2026Q4/17`, or `pending`)."""

    entries: list[bytes] = field(repr=False)
    places: list[str]


def page(tx: Transaction, head: Head, names: list[str], start: int, limit: int) -> Page:
    """Return entries from `start` on: at most `limit`, and no more than 4 MiB beyond the first."""
    if start < 0 or limit < 1:
        raise Malformed("a page starts at 0 or later and holds at least 1 entry", place="start")
    entries: list[bytes] = []
    room = MAX_PAGE_BYTES
    if head.name in names and start < head.size:
        end = min(head.size, start + min(limit, MAX_PAGE_ENTRIES))
        for index, entry in read_entries(tx, head.id, start, end):
            if index != start + len(entries):
                raise altered(f"{head.name}/{start + len(entries)}")
            entries.append(entry)
            room -= len(entry)
            if room < 0:
                break
        if not entries:
            raise altered(f"{head.name}/{start}")
    signed = cosignatures(tx, head)
    return Page(head.name, names, start, entries, head.size, head.note, head.key.text(), signed)


def cosignatures(tx: Transaction, head: Head) -> list[str]:
    """Return the newest note of each witness, whole: text, our signature, the witness's."""
    rows = tx.all("SELECT note FROM ledger_cosignatures WHERE log = ? ORDER BY witness", (head.id,))
    return [bytes(row[0]).decode() for row in rows]


def prove_inclusion(tx: Transaction, head: Head, index: int, size: int) -> Proof:
    """Return the audit path of entry `index` in the tree of `size`, and the entry."""
    if not 0 <= index < size <= head.size:
        raise NotFound("the log has no such entry at that size", reason="ledger:no-entry", place="index")
    _hold(tx, head)
    hashes = inclusion_proof(index, size, TreeReader(tx, head.id).node)
    entry = next((entry for at, entry in read_entries(tx, head.id, index, index + 1) if at == index), None)
    if entry is None:
        raise altered(f"{head.name}/{index}")
    return Proof(head.name, size, hashes, head.note, entry)


def prove_consistency(tx: Transaction, head: Head, old_size: int, size: int) -> Proof:
    """Return the proof that the tree of `size` grew out of the tree of `old_size`."""
    if not 0 <= old_size <= size <= head.size:
        raise NotFound("the log never had such sizes", reason="ledger:no-entry", place="old_size")
    _hold(tx, head)
    return Proof(head.name, size, consistency_proof(old_size, size, TreeReader(tx, head.id).node), head.note)


def _hold(tx: Transaction, head: Head) -> None:
    if tx.one("SELECT 1 FROM ledger_bundles WHERE log = ? LIMIT 1", (head.id,)) is None:
        raise Conflict("the log was ended; its head remains", reason="ledger:log-ended", place=head.name)


def touching(tx: Transaction, order: str) -> Touching:
    """Return every entry that speaks of an order, numbered or waiting."""
    rows = tx.all(
        "SELECT o.log, o.entry, l.name FROM ledger_orders o JOIN ledger_logs l ON l.id = o.log "
        "WHERE o.order_id = ? ORDER BY o.log, o.entry",
        (order,),
    )
    entries: list[bytes] = []
    places: list[str] = []
    for log, index, name in rows:
        found = [entry for at, entry in read_entries(tx, log, index, index + 1) if at == index]
        if not found or order.encode() not in found[0]:
            raise altered(f"{name}/{index}")
        entries.append(found[0])
        places.append(f"{name}/{index}")
    for (packed,) in tx.all("SELECT entries FROM ledger_pending ORDER BY tenant, writer, batch"):
        waiting = [entry for entry in unpack(bytes(packed)) if order.encode() in entry]
        entries.extend(waiting)
        places.extend("pending" for _ in waiting)
    return Touching(entries, places)
