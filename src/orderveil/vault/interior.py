"""What the rooms of the vault share: stores, keys, ledger, contracts, the clock. Never leaves vaultd."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from orderveil.core.errors import NotFound
from orderveil.core.oidc import Oidc
from orderveil.ledger.entries import Entry
from orderveil.ledger.log import Ledger
from orderveil.store.database import Database, Row, Transaction
from orderveil.vault.clock import Clock
from orderveil.vault.contractfiles import ContractFiles
from orderveil.vault.heads import KeptHeads
from orderveil.vault.index.tags import TagIndex
from orderveil.vault.inuse import ContractsInUse
from orderveil.vault.keyring.keystore import KeyStore
from orderveil.vault.ledgerkeys import LedgerKeys
from orderveil.vault.matching.customers import Matching
from orderveil.vault.rowcodes import RowCodes, Table
from orderveil.vault.writer import Group

pack_facts = msgspec.msgpack.Encoder().encode
unpack_facts = msgspec.msgpack.Decoder().decode
encode_value = msgspec.json.Encoder().encode
decode_value = msgspec.json.Decoder().decode
BYPASS_COLUMNS = "shop, hop, connector, fields, since, until, code"
SHOP_COLUMNS = "no, shop, tenant, brand, name, country, warehouses"


def now_ms() -> int:
    """Return the time in epoch milliseconds."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class Shop:
    """One shop as the vault keeps it. `no` stands in for its name in the tables."""

    no: int
    shop: str
    tenant: str
    brand: str
    name: str
    country: str
    warehouses: tuple[str, ...]

    def cells(self) -> tuple[int, str, str, str, str, str, str]:
        """Return it as it is written, without its code."""
        return self.no, self.shop, self.tenant, self.brand, self.name, self.country, " ".join(self.warehouses)


class Shops:
    """Every shop, in memory: few, read at each act, written only by this process.

    A shop whose row was altered, its tenant above all, is none until an operator stores it anew.
    """

    def __init__(self) -> None:
        self._by_name: dict[str, Shop] = {}
        self._by_no: dict[int, Shop] = {}

    def load(self, tx: Transaction, codes: RowCodes) -> None:
        """Read all of them."""
        for row in tx.all(f"SELECT {SHOP_COLUMNS}, code FROM shops"):
            if codes.is_right(Table.SHOPS, row[7], *row[:7]):
                self.put(Shop(row[0], row[1], row[2], row[3], row[4], row[5], tuple(row[6].split())))

    def put(self, shop: Shop) -> None:
        """Remember one, in place of what was known of it."""
        self._by_name[shop.shop] = shop
        self._by_no[shop.no] = shop

    def of(self, name: str) -> Shop:
        """Return the shop of that name. Raises NotFound."""
        try:
            return self._by_name[name]
        except KeyError:
            raise NotFound(
                "there is no such shop; `orderveil shops add` makes one", reason="shop:unknown", place="shop"
            ) from None

    def numbered(self, no: int) -> Shop:
        """Return the shop that a row names."""
        return self._by_no[no]

    def all(self) -> list[Shop]:
        """Return every shop, by name."""
        return [self._by_name[name] for name in sorted(self._by_name)]


@dataclass(frozen=True, slots=True)
class Interior:
    """The vault's insides, handed to its rooms."""

    database: Database
    keys: KeyStore
    ledger: Ledger
    ledger_keys: LedgerKeys
    heads: KeptHeads
    tags: TagIndex
    matching: Matching
    match_per_hour: int
    contracts: ContractsInUse
    contract_files: ContractFiles
    shops: Shops
    alias_domain: str
    clock: Clock
    codes: RowCodes
    oidc: Oidc | None
    sessions_at_once: int = 5  # of one person

    def now_ms(self) -> int:
        """Return the vault's time, in epoch milliseconds."""
        return self.clock.now_ms()

    def record(self, tx: Transaction, group: Group, *entries: Entry) -> list[str]:
        """Write ledger entries in the act's own transaction; return their digests."""
        digests = self.ledger.append(tx, entries)
        group.after.append(lambda: self.ledger.confirm(digests))
        return digests

    def bypasses(self, rows: Iterable[Row]) -> Iterator[tuple[Shop, Row]]:
        """Yield those rows of bypasses that the vault wrote, of shops that there are, each with its shop."""
        by_no = {shop.no: shop for shop in self.shops.all()}
        for row in rows:
            shop = by_no.get(row[0])
            if shop is not None and self.codes.is_right(Table.BYPASSES, row[6], shop.shop, *row[1:6]):
                yield shop, row

    def __repr__(self) -> str:
        return "Interior(<hidden>)"


def names_of(values: dict[str, Any]) -> tuple[str, ...]:
    """Return the names of fields, sorted, as the ledger records them."""
    return tuple(sorted(values))
