"""How an installation runs, as exposure is told of it."""

from __future__ import annotations

from orderveil.exposure.today import Bypass, HopMode, Running
from orderveil.vault.messages import Modes


def running_of(modes: Modes) -> Running:
    """Return the vault's answer as exposure is told of it."""
    return Running(
        tuple([HopMode(row.shop, row.hop, row.mode, row.percent, frozenset(row.sent)) for row in modes.rows]),
        tuple([Bypass(row.shop, row.hop, row.connector, row.fields) for row in modes.bypasses]),
    )
