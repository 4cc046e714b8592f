"""The ledger's tables.

Nothing in them is believed for its own sake: what is stored twice is compared, what is stored once is
under a signature or a keyed code. docs/spec/ledger-v1.md says how each column is checked.
"""

from __future__ import annotations

from collections.abc import Sequence

ROOM = "ledger"
TABLES_OF_A_LOG = ("ledger_bundles", "ledger_tiles", "ledger_orders", "ledger_words", "ledger_cosignatures")
TABLES = ("ledger_pending", "ledger_refused", "ledger_writers", "ledger_logs", *TABLES_OF_A_LOG)

SCHEMA: Sequence[Sequence[str]] = (
    (
        # acts insert here, in their own transaction; one row per append, protected by `mac`
        """CREATE TABLE ledger_pending (
            tenant TEXT NOT NULL, writer TEXT NOT NULL, batch INTEGER NOT NULL,
            entries BLOB NOT NULL, mac BLOB NOT NULL, PRIMARY KEY (tenant, writer, batch))""",
        # rows of ledger_pending that were not what a vault had written: kept as evidence
        """CREATE TABLE ledger_refused (
            id INTEGER PRIMARY KEY AUTOINCREMENT, tenant TEXT NOT NULL, writer TEXT NOT NULL,
            batch INTEGER NOT NULL, entries BLOB NOT NULL, mac BLOB NOT NULL)""",
        # which batches were numbered already, so that none is numbered twice
        """CREATE TABLE ledger_writers (
            tenant TEXT NOT NULL, writer TEXT NOT NULL, seen TEXT NOT NULL, mac BLOB NOT NULL,
            PRIMARY KEY (tenant, writer))""",
        # one row per log; `checkpoint` is its newest signed note, `key` the public key under it
        """CREATE TABLE ledger_logs (
            id INTEGER NOT NULL PRIMARY KEY, tenant TEXT NOT NULL, name TEXT NOT NULL, key TEXT NOT NULL,
            checkpoint BLOB NOT NULL, UNIQUE (tenant, name))""",
        # entries, 256 to a row once full; the newest stand in shorter rows
        """CREATE TABLE ledger_bundles (
            log INTEGER NOT NULL, start INTEGER NOT NULL, hashes BLOB NOT NULL, entries BLOB NOT NULL,
            PRIMARY KEY (log, start))""",
        # the tree above the bundles, 256 hashes to a full row
        """CREATE TABLE ledger_tiles (
            log INTEGER NOT NULL, level INTEGER NOT NULL, tile INTEGER NOT NULL, hashes BLOB NOT NULL,
            PRIMARY KEY (log, level, tile))""",
        # which entries speak of an order; order ids sort by time, so new rows land side by side
        """CREATE TABLE ledger_orders (
            order_id TEXT NOT NULL, log INTEGER NOT NULL, entry INTEGER NOT NULL,
            PRIMARY KEY (order_id, log, entry)) WITHOUT ROWID""",
        # the newest checkpoint that each witness signed
        """CREATE TABLE ledger_cosignatures (
            log INTEGER NOT NULL, witness TEXT NOT NULL, note BLOB NOT NULL, PRIMARY KEY (log, witness))""",
    ),
    (
        # where, in blocks of 4,096 entries, a word stands: who, act, hop, partner, shop; see ledger.words
        """CREATE TABLE ledger_words (
            word TEXT NOT NULL, log INTEGER NOT NULL, block INTEGER NOT NULL, places BLOB NOT NULL,
            PRIMARY KEY (word, log, block))""",
    ),
)
