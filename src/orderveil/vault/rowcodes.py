"""Codes over the clear columns of rows that decide who sees what: whoever can write to the order store cannot.

Values are sealed; states, times, keys of partners and modes lie beside them in clear, and a store on
another machine has administrators, backups and replicas of its own. So each such row bears a keyed
code under a key of the vault. A row whose code is wrong is as good as one that does not open: it
decides nothing, the others go on, and health says so.

What a code cannot tell: that a row is missing, or that it is an older one of its own. Against the
latter stand the floors of versions and the marks (vault/keyring/marks.py), both in the key store.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

import msgspec

from orderveil.core.errors import SealBroken
from orderveil.store.database import Row

KEY = "row-codes"
CODE_BYTES = 16
CLEAR_COLUMNS = "n, id, shop, ref_tag, state, source_at, rank, version, received_at, updated_at, digests, facts, code"
_CLEAR = 12
_REMEMBERED = 1_000  # altered rows told apart; beyond that the alarm says no more
# arrays, numbers, texts and bytes each with its type and length: no two rows have the same encoding
_encode = msgspec.msgpack.Encoder().encode
Cell = int | str | bytes | None


class Table(StrEnum):
    """A table whose rows bear codes. The name is bound in: a code of one table is none of another."""

    API_KEYS = "api_keys"
    ATTESTATIONS = "attested"  # attestations
    BYPASSES = "bypasses"
    CASES = "cases"
    CHANGES = "changes"  # sealed: no code; an older row is told of by a mark
    ERASURES = "erasures"  # erasures_waiting: the name must fit into 9 bytes
    MODES = "modes"
    ORDERS = "orders"
    PERSONS = "persons"  # sealed
    REFERENCES = "refs"  # pairwise_references
    REVEALS = "reveals"  # counted: vault/people/allowances.py
    ROLE_TEXTS = "roles"  # role_texts: sealed
    SECRETS = "secrets"  # source_secrets: sealed
    SESSIONS = "sessions"  # sealed
    SHIPMENTS = "shipments"
    SHOPS = "shops"
    STATIONS = "stations"  # sealed


class ClearOrder(NamedTuple):
    """The clear columns of an order's row, in the order of CLEAR_COLUMNS. `digests` and `facts` as stored."""

    n: int
    id: bytes
    shop: int
    ref_tag: bytes
    state: str
    source_at: int
    rank: int
    version: int
    received_at: int
    updated_at: int
    digests: bytes
    facts: bytes


class RowCodes:
    """Makes and checks the codes. Thread-safe.

    `named` gives the vault's named key. `shop_name` names a shop by its number, so that two shops
    that change numbers do not change orders; it raises KeyError for none.
    """

    def __init__(self, named: Callable[[str], bytes], shop_name: Callable[[int], str]) -> None:
        self._named = named
        self._shop_name = shop_name
        self._altered: set[tuple[Table, bytes]] = set()

    def code(self, table: Table, *clear: Cell) -> bytes:
        """Return the code of a row: 16 bytes over the table's name and the clear columns."""
        return hashlib.blake2b(
            _encode(clear), key=self._named(KEY), digest_size=CODE_BYTES, person=b"ov row " + table.encode()
        ).digest()

    def is_right(self, table: Table, code: Cell, *clear: Cell) -> bool:
        """Tell whether a row bears its own code; one that does not raises the alarm."""
        if isinstance(code, bytes) and hmac.compare_digest(self.code(table, *clear), code):
            return True
        self.alarm(table, *clear[:2])
        return False

    def code_of(self, order: ClearOrder) -> bytes:
        """Return the code of an order's row."""
        return self.code(Table.ORDERS, self._shop_name(order.shop), *order)

    def order(self, row: Row) -> ClearOrder:
        """Return the clear columns of a row that begins with CLEAR_COLUMNS. Raises SealBroken."""
        order = ClearOrder(*row[:_CLEAR])
        try:
            shop = self._shop_name(order.shop)
        except (KeyError, TypeError):
            shop = ""  # no shop has this name: the code is wrong
        if not self.is_right(Table.ORDERS, row[_CLEAR], shop, *order):
            raise altered()
        return order

    def alarm(self, table: Table, *which: Cell) -> None:
        """Remember that a row was altered."""
        if len(self._altered) < _REMEMBERED:
            self._altered.add((table, _encode(which)))

    def counts(self) -> dict[str, int]:
        """Return how many rows of which table were altered or older ones, as far as they were read."""
        counts: dict[str, int] = {}
        for table, _ in tuple(self._altered):
            counts[table] = counts.get(table, 0) + 1
        return counts

    def alarms(self) -> list[str]:
        """Return what health has to say."""
        return [
            f"{count} altered in the order store's table {table}: not by the vault, or by a backup brought back"
            for table, count in sorted(self.counts().items())
        ]


def as_sealed(stored: object) -> bytes:
    """Return a sealed column's bytes. Raises SealBroken: SQLite keeps a value of any type in any column."""
    if isinstance(stored, bytes | memoryview):
        return bytes(stored)
    raise altered()


def altered() -> SealBroken:
    """Return the error for a row with a wrong code. It says no more than a sealed value that does not open."""
    return SealBroken("a sealed value did not open")
