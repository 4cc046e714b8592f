"""An honest stand-in for the key store, and the search index as brute force would do it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from orderveil.core.errors import SealBroken
from orderveil.store.database import Database, Transaction
from orderveil.vault.index.segments import Segment, Segments, orders_in
from orderveil.vault.index.tag_keys import MonthKey, TagKeys, month_name
from orderveil.vault.index.tag_log import open_batch
from orderveil.vault.index.tag_sizes import TagSizes
from orderveil.vault.index.tag_terms import terms_for, terms_of
from orderveil.vault.index.tags import TagIndex

TINY = TagSizes(
    block_entries=4, flush_entries=24, flush_places=2, merge_entries=16, fan_in=4, small_entries=12, crumbs=1, units=2,
    sweep_blocks=2, look_blocks=3, marks=2, cache_bytes=512,
)  # fmt: skip
"""Sizes by which a few dozen orders go through flushes, merges, sweeps and rounds of many pieces."""

SHOP, MONTH = "main", 202611


class NamedKeys:
    """Keys by name, in a dictionary. Remembers which were destroyed."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}
        self.destroyed: list[str] = []

    def named(self, name: str) -> bytes:
        if name not in self.held:
            self.held[name] = os.urandom(32)
        return self.held[name]

    def drop(self, name: str) -> None:
        self.held.pop(name, None)
        self.destroyed.append(name)


class BruteForce:
    """Exactly what a search must find: the orders that hold, in any month, the tag of every term."""

    def __init__(self, keys: NamedKeys) -> None:
        self._keys = keys
        self.orders: dict[int, tuple[str, set[tuple[int, int]]]] = {}

    def store(self, n: int, shop: str, month: int, fields: Mapping[str, Any]) -> None:
        _, tags = self.orders.get(n, (shop, set()))
        key = self._key(shop, month)
        self.orders[n] = (shop, tags | {(month, key.tag(term)) for term in terms_of(fields)})

    def forget(self, n: int) -> None:
        self.orders.pop(n, None)

    def find(self, shop: str, criteria: Mapping[str, str]) -> list[int]:
        terms = terms_for(criteria, "IN")
        months = {month for of_shop, tags in self.orders.values() if of_shop == shop for month, _ in tags}
        wanted = [{(month, self._key(shop, month).tag(term)) for month in months} for term in terms]
        return sorted(
            (n for n, (of, tags) in self.orders.items() if of == shop and all(tags & each for each in wanted)),
            reverse=True,
        )

    def _key(self, shop: str, month: int) -> MonthKey:
        return MonthKey(self._keys.named(month_name(shop, month)))


def order(number: int) -> dict[str, Any]:
    """Return the fields of an invented order; numbers that share a remainder share a phone or a name."""
    return {
        "buyer_phone": f"+9199999{number % 7:05d}",
        "buyer_email": f"buyer{number % 5}@shop.example",
        "order_ref": str(number),
        "recipient_name": f"{('Asha', 'Ravi', 'Zoë')[number % 3]} Kumar",
        "ship_postcode": f"5600{number % 4:02d}",
        "ship_country": "IN",
    }


def searches(number: int) -> list[dict[str, str]]:
    """Return searches for the order of that number, alone and together."""
    name = ("asha", "ravi", "zoe")[number % 3]
    return [
        {"phone": f"99999{number % 7:05d}"},
        {"email": f"buyer{number % 5}@shop.example"},
        {"order_ref": f"#{number}"},
        {"last4_postcode": f"{number % 7:04d} 5600{number % 4:02d}"},
        {"name_postcode": f"{name} kumar 560"},
        {"phone": f"99999{number % 7:05d}", "name_postcode": f"{name} 560"},
    ]


def settle(index: TagIndex, database: Database) -> None:
    """Do all upkeep there is."""
    left = 1
    while left:
        with database.writing() as tx:
            left = index.merge(tx)["left"]


def forget_for_good(index: TagIndex, database: Database) -> int:
    """Do whole rounds of forgetting; return in how many pieces."""
    pieces, left = 0, 1
    while left:
        with database.writing() as tx:
            left = index.compact_forgotten(tx)["left"]
        pieces += 1
    return pieces


def sealed_rows(tx: Transaction) -> dict[str, list[tuple[Any, ...]]]:
    """Return a copy of every row of the index, as a thief of the store has it."""
    columns = {"tag_log": "id, epoch, sealed", "tag_blocks": "id, sealed"}
    copy = {table: tx.all(f"SELECT {names} FROM {table}") for table, names in columns.items()}
    copy["tag_segments"] = tx.all("SELECT id, stamp, shop, month, generation, first_n, fences FROM tag_segments")
    return copy


def put(index: TagIndex, store: Database, ns: range, month: int = MONTH, shop: str = SHOP) -> None:
    for start in range(ns.start, ns.stop, 5):
        some = range(start, min(ns.stop, start + 5))
        rows = [(n, shop, month, index.pack(shop, month, order(n), ())) for n in some]
        with store.writing() as tx:
            index.store_fresh(tx, rows)
        index.add(rows)


def found(index: TagIndex, store: Database, criteria: dict[str, str], shop: str = SHOP) -> list[int]:
    with store.reading() as tx:
        return index.find(tx, shop, criteria, country="IN")


def opened_by(rows: dict[str, list[tuple[Any, ...]]], keys: NamedKeys) -> set[int]:
    """Return the orders that a copy of the store tells of, by every key that is held."""
    held = TagKeys(lambda name: keys.held.get(name, bytes(32)), keys.drop)
    segments = {row[0]: Segment(*row[:5], 1, 0, 0, 0, row[5], 0, 0, 0) for row in rows["tag_segments"]}
    reader = Segments(held, TINY)
    ns: set[int] = set()
    for row in rows["tag_log"]:
        try:
            ns.update(int(n) for _, part in open_batch(row, held).parts.values() for n in part)
        except SealBroken:
            continue
    for block, sealed in rows["tag_blocks"]:
        segment = segments[block >> 24]
        try:
            ns.update(orders_in(reader._open(segment, block & 0xFFFFFF, sealed), segment.first_n).tolist())
        except SealBroken:
            continue
    return ns
