"""The tables of alerts and of the watch's memory.

Both lie sealed: whoever can write to the order store can neither read whom an alert names nor make one.
What stands beside decides nothing but the order of a list. That an alert was raised, and how it was
answered, stands in the ledger: a row that vanishes is missed there.
"""

from __future__ import annotations

from collections.abc import Sequence

SCHEMA: Sequence[Sequence[str]] = (
    (
        "CREATE TABLE alerts (id TEXT PRIMARY KEY, tenant TEXT NOT NULL, at INTEGER NOT NULL, sealed BLOB NOT NULL)",
        "CREATE INDEX alerts_by_time ON alerts (tenant, at)",
        "CREATE TABLE alerts_sent (alert TEXT NOT NULL, channel TEXT NOT NULL, at INTEGER NOT NULL, "
        "PRIMARY KEY (alert, channel))",
        "CREATE TABLE watch_memory (tenant TEXT PRIMARY KEY, version INTEGER NOT NULL, sealed BLOB NOT NULL)",
    ),
    # when the watch last said what it remembers: health tells of one that fell silent
    ("ALTER TABLE watch_memory ADD COLUMN at INTEGER NOT NULL DEFAULT 0",),
)
