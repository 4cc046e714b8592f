"""The order store's tables. Steps are only ever appended.

What lies in clear here is what running the relay needs: states, times, names of fields, the
pairwise references. Every value of an order lies sealed; rows that decide who sees what bear a code
(vault/rowcodes.py). Nothing refers to the ledger's tables and
nothing cascades into them.
"""

from __future__ import annotations

from collections.abc import Sequence

SCHEMA: Sequence[Sequence[str]] = (
    (
        """CREATE TABLE shops (
            no INTEGER PRIMARY KEY, shop TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL, brand TEXT NOT NULL,
            name TEXT NOT NULL, country TEXT NOT NULL, warehouses TEXT NOT NULL)""",
        # one row per order; a sealed column is a MessagePack map of field to sealed value
        """CREATE TABLE orders (
            n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, shop INTEGER NOT NULL, ref_tag BLOB NOT NULL UNIQUE,
            month INTEGER NOT NULL, state TEXT NOT NULL, source_at INTEGER NOT NULL, rank INTEGER NOT NULL,
            version INTEGER NOT NULL, received_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
            digests BLOB NOT NULL, facts BLOB NOT NULL, code BLOB NOT NULL,
            contact BLOB, delivery BLOB, tax BLOB, rest BLOB, unknown BLOB)""",
        """CREATE TABLE shipments (
            n INTEGER NOT NULL, ordinal INTEGER NOT NULL, key_tag BLOB NOT NULL, state TEXT NOT NULL,
            direction TEXT NOT NULL, attempt INTEGER NOT NULL, version INTEGER NOT NULL,
            updated_at INTEGER NOT NULL, facts BLOB NOT NULL, code BLOB NOT NULL, sealed BLOB,
            PRIMARY KEY (n, ordinal)) WITHOUT ROWID""",
        """CREATE TABLE pairwise_references (
            n INTEGER NOT NULL, shipment INTEGER NOT NULL, hop TEXT NOT NULL, partner TEXT NOT NULL,
            shop INTEGER NOT NULL, ref TEXT NOT NULL, made_at INTEGER NOT NULL,
            PRIMARY KEY (n, shipment, hop, partner)) WITHOUT ROWID""",
        "CREATE INDEX orders_unknown ON orders (received_at) WHERE unknown IS NOT NULL",
        "CREATE INDEX orders_by_shop ON orders (shop, n)",
        "CREATE UNIQUE INDEX pairwise_by_ref ON pairwise_references (shop, hop, partner, ref)",
        """CREATE TABLE tombstones (
            ref_tag BLOB PRIMARY KEY, n INTEGER NOT NULL UNIQUE, id BLOB NOT NULL UNIQUE,
            erased_at INTEGER NOT NULL) WITHOUT ROWID""",
        # erasures that were asked for while the ledger could not be written: done, ledger entry first, once it can
        """CREATE TABLE erasures_waiting (
            id BLOB PRIMARY KEY, reason TEXT NOT NULL, actor TEXT NOT NULL, at INTEGER NOT NULL,
            code BLOB NOT NULL) WITHOUT ROWID""",
        """CREATE TABLE set_aside (
            id INTEGER PRIMARY KEY AUTOINCREMENT, shop INTEGER NOT NULL, source TEXT NOT NULL, reason TEXT NOT NULL,
            place TEXT, digest BLOB NOT NULL, webhook BLOB, fetch_ref BLOB, body BLOB, at INTEGER NOT NULL,
            ends_at INTEGER, state TEXT NOT NULL)""",
        "CREATE UNIQUE INDEX set_aside_by_digest ON set_aside (shop, digest)",
        """CREATE TABLE subject_requests (
            id INTEGER PRIMARY KEY AUTOINCREMENT, shop INTEGER NOT NULL, source TEXT NOT NULL, topic TEXT NOT NULL,
            external_tag BLOB NOT NULL, subject BLOB NOT NULL, at INTEGER NOT NULL, due_at INTEGER NOT NULL,
            state TEXT NOT NULL)""",
        "CREATE UNIQUE INDEX subject_requests_once ON subject_requests (shop, external_tag)",
        """CREATE TABLE source_secrets (
            id INTEGER PRIMARY KEY AUTOINCREMENT, shop INTEGER NOT NULL, source TEXT NOT NULL, kind TEXT NOT NULL,
            sealed BLOB NOT NULL, made_at INTEGER NOT NULL, until INTEGER)""",
        """CREATE TABLE api_keys (
            id TEXT PRIMARY KEY, digest BLOB NOT NULL UNIQUE, shop INTEGER NOT NULL, hop TEXT NOT NULL,
            partner TEXT NOT NULL, scopes TEXT NOT NULL, made_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
            revoked_at INTEGER, used_at INTEGER, per_minute INTEGER NOT NULL, label TEXT NOT NULL,
            code BLOB NOT NULL)""",
        """CREATE TABLE modes (
            shop INTEGER NOT NULL, hop TEXT NOT NULL, mode TEXT NOT NULL, percent INTEGER, since INTEGER NOT NULL,
            previous_mode TEXT, previous_percent INTEGER, code BLOB NOT NULL, PRIMARY KEY (shop, hop)) WITHOUT ROWID""",
        """CREATE TABLE shadow_counts (
            shop INTEGER NOT NULL, hop TEXT NOT NULL, field TEXT NOT NULL, sent INTEGER NOT NULL,
            owed INTEGER NOT NULL, PRIMARY KEY (shop, hop, field)) WITHOUT ROWID""",
        # long work that goes on where it was: its name, and how far it is
        "CREATE TABLE unfinished (work TEXT PRIMARY KEY, upto INTEGER NOT NULL) WITHOUT ROWID",
        """CREATE TABLE attestations (
            control TEXT PRIMARY KEY, by_whom TEXT NOT NULL, at INTEGER NOT NULL, until INTEGER NOT NULL)
            WITHOUT ROWID""",
        """CREATE TABLE bypasses (
            shop INTEGER NOT NULL, hop TEXT NOT NULL, connector TEXT NOT NULL, fields TEXT NOT NULL,
            since INTEGER NOT NULL, until INTEGER, PRIMARY KEY (shop, hop, connector)) WITHOUT ROWID""",
    ),    # rows from before they bore codes get them once (vault/oldrows.py)
    (
        "ALTER TABLE shops ADD COLUMN code BLOB",
        "ALTER TABLE pairwise_references ADD COLUMN code BLOB",
        "ALTER TABLE attestations ADD COLUMN code BLOB",
        "ALTER TABLE bypasses ADD COLUMN code BLOB",
    ),
    # orders are listed by state, the newest first, however rare the state is
    ("CREATE INDEX orders_by_state ON orders (shop, state, n)",),
    ("ALTER TABLE shadow_counts ADD COLUMN since INTEGER",),
)
