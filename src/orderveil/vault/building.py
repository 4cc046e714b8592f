"""Puts a vault together from an installation's settings, and takes the home for itself.

One process at a time owns a home: the lock is held as long as the process lives, so that two
vaults never number orders from the same key store.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO

from orderveil.contracts.load import load_contracts
from orderveil.core.errors import BadConfiguration, Unavailable
from orderveil.core.settings import Settings
from orderveil.ledger.log import SCHEMA as LEDGER_SCHEMA
from orderveil.ledger.log import Ledger
from orderveil.ledger.words import build_words
from orderveil.store.database import Database, migrate
from orderveil.store.opening import open_database
from orderveil.vault.clock import Clock
from orderveil.vault.contractfiles import SCHEMA as CONTRACTS_SCHEMA
from orderveil.vault.contractfiles import ContractFiles
from orderveil.vault.heads import KeptHeads
from orderveil.vault.index.tags import SCHEMA as TAGS_SCHEMA
from orderveil.vault.index.tags import TagIndex
from orderveil.vault.interior import Interior, Shops
from orderveil.vault.inuse import ContractsInUse, InForce
from orderveil.vault.keyring.keystore import KeyStore
from orderveil.vault.keyring.opening import open_root
from orderveil.vault.ledgerkeys import LedgerKeys
from orderveil.vault.matching.customers import SCHEMA as MATCH_SCHEMA
from orderveil.vault.matching.customers import Matching
from orderveil.vault.matching.filling import make_again_if_due
from orderveil.vault.oldrows import sign_old_rows
from orderveil.vault.people.schema import SCHEMA as PEOPLE_SCHEMA
from orderveil.vault.reindexing import begin_again, end_keys, opens
from orderveil.vault.reviewing.schema import SCHEMA as REVIEWS_SCHEMA
from orderveil.vault.rowcodes import RowCodes
from orderveil.vault.schema import SCHEMA
from orderveil.vault.service import VaultService
from orderveil.vault.watching.schema import SCHEMA as WATCHING_SCHEMA

_LOCK = "vaultd.lock"
ORDERS = Path("data") / "orders.db"
KEYS = Path("vault") / "keys.db"
CLOCK = Path("vault") / "clock"
HEADS = Path("vault") / "heads.json"
OVERLAYS = "contracts"


class HomeLock:
    """The right to be this home's vault."""

    def __init__(self, home: Path) -> None:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = home / _LOCK
        self._file: IO[str] = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600), "w")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            raise Unavailable("another process is this home's vault", reason="vault:taken") from None

    def release(self) -> None:
        """Give it up."""
        self._file.close()


def build(settings: Settings) -> VaultService:
    """Return a vault over the home's stores, ready to be started. The caller holds the home's lock."""
    database = open_database(settings.database_url, settings.home / ORDERS, private=settings.production)
    try:
        return _build_over(database, settings)
    except BaseException:
        database.close()  # and gives the claim back
        raise


def _migrate_all(database: Database) -> None:
    """Bring every room's tables to what this program knows."""
    migrate(database, "vault", SCHEMA)
    migrate(database, "ledger", LEDGER_SCHEMA)
    build_words(database)  # of entries from before it
    migrate(database, "tags", TAGS_SCHEMA)
    migrate(database, "matching", MATCH_SCHEMA)
    migrate(database, "people", PEOPLE_SCHEMA)
    migrate(database, "contracts", CONTRACTS_SCHEMA)
    migrate(database, "reviews", REVIEWS_SCHEMA)
    migrate(database, "watching", WATCHING_SCHEMA)


def _open_keys(database: Database, settings: Settings) -> KeyStore:
    """Claim the store, bring its tables up to date, and open the keys beside it."""
    key_path = settings.home / KEYS
    is_new = not key_path.exists()
    key_path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    database.claim()
    _migrate_all(database)
    if is_new:
        _refuse_sealed_orders(database)
    return KeyStore(key_path, open_root(settings, may_create=is_new))


def _build_over(database: Database, settings: Settings) -> VaultService:
    keys = _open_keys(database, settings)
    overlays = settings.home / OVERLAYS
    contract_files = ContractFiles(overlays, keys)
    contract_files.finish(database)
    if not opens(database, TagIndex(keys.named, keys.destroy_named).load):
        end_keys(keys)
        begin_again(database)
    matching = Matching(database, keys)
    make_again_if_due(database, keys, matching)
    heads = KeptHeads(settings.home / HEADS)
    ledger_keys = LedgerKeys(keys)
    ledger_keys.settle(database)
    shops = Shops()
    codes = RowCodes(keys.named, lambda no: shops.numbered(no).shop)
    sign_old_rows(database, keys, codes)
    interior = Interior(
        database=database,
        keys=keys,
        ledger=Ledger(ledger_keys.seed, origin=settings.ledger_origin, memory=heads),
        ledger_keys=ledger_keys,
        heads=heads,
        tags=TagIndex(keys.named, keys.destroy_named),
        matching=matching,
        match_per_hour=settings.match_per_hour,
        contracts=ContractsInUse(InForce(load_contracts(overlays), contract_files.raws())),
        contract_files=contract_files,
        shops=shops,
        alias_domain=settings.alias_domain,
        clock=Clock(settings.home / CLOCK),
        codes=codes,
        oidc=settings.oidc,
        sessions_at_once=settings.sessions_at_once,
    )
    return VaultService(interior)


def _refuse_sealed_orders(database: Database) -> None:
    """Refuse to start new keys beside orders that other keys sealed: they would never open again."""
    with database.reading() as tx:
        sealed = tx.one("SELECT 1 FROM orders LIMIT 1")
    if sealed is not None:
        raise BadConfiguration(
            "there are sealed orders but no key store; restore the key store before anything else",
            place=str(KEYS),
            reason="setup:keys-missing",
        )
