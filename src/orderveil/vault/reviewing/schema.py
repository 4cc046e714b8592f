"""The tables of reviews and integrations. What decides something lies sealed; the rest are counters."""

from __future__ import annotations

from collections.abc import Sequence

SCHEMA: Sequence[Sequence[str]] = (
    (
        # kind: campaign, item, account, app, import, facts, rotated, script; owner: a tenant, or a campaign
        """CREATE TABLE reviewed (
            kind TEXT NOT NULL, owner TEXT NOT NULL, id TEXT NOT NULL, sealed BLOB NOT NULL,
            PRIMARY KEY (kind, owner, id))""",
        """CREATE TABLE key_uses (
            key TEXT NOT NULL, what TEXT NOT NULL, uses INTEGER NOT NULL, at INTEGER NOT NULL,
            PRIMARY KEY (key, what))""",
    ),
)
