"""The tables of people, their sessions, invitations, changes that wait, cases and reveals.

Whatever says who may do what lies sealed, so that whoever can write to the order store can neither
read nor make it. What else stands in a row finds it again and decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

SCHEMA: Sequence[Sequence[str]] = (
    (
        "CREATE TABLE persons (id TEXT PRIMARY KEY, version INTEGER NOT NULL, sealed BLOB NOT NULL)",
        "CREATE TABLE sessions (id TEXT PRIMARY KEY, person TEXT NOT NULL, sealed BLOB NOT NULL)",
        """CREATE TABLE changes (
            id TEXT PRIMARY KEY, at INTEGER NOT NULL, state TEXT NOT NULL, sealed BLOB NOT NULL)""",
        """CREATE TABLE cases (
            shop INTEGER NOT NULL, reference TEXT NOT NULL, n INTEGER NOT NULL, kind TEXT NOT NULL,
            origin TEXT NOT NULL, opened_at INTEGER NOT NULL, closed_at INTEGER, assigned TEXT, code BLOB NOT NULL,
            PRIMARY KEY (shop, reference))""",
        "CREATE INDEX cases_by_order ON cases (n)",
        "CREATE INDEX cases_by_assigned ON cases (assigned, closed_at)",
        """CREATE TABLE reveals (
            person TEXT NOT NULL, at INTEGER NOT NULL, n INTEGER NOT NULL, field TEXT NOT NULL, kind TEXT NOT NULL)""",
        "CREATE INDEX reveals_by_person ON reveals (person, at)",
        "CREATE INDEX reveals_by_time ON reveals (at)",
    ),
    ("CREATE TABLE stations (id TEXT PRIMARY KEY, sealed BLOB NOT NULL)",),
    ("ALTER TABLE cases ADD COLUMN version INTEGER NOT NULL DEFAULT 0",),
    (
        "ALTER TABLE changes ADD COLUMN tenant TEXT",
        "ALTER TABLE changes ADD COLUMN asker TEXT",
        "CREATE INDEX changes_by_tenant ON changes (tenant, at)",
        "CREATE TABLE role_texts (tenant TEXT PRIMARY KEY, version INTEGER NOT NULL, sealed BLOB NOT NULL)",
    ),
    # those that are open are few among those that were
    ("CREATE INDEX cases_open ON cases (shop, opened_at) WHERE closed_at IS NULL",),
    ("CREATE TABLE failures (name TEXT PRIMARY KEY, counted BLOB NOT NULL)",),
)
