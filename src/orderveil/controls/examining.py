"""Examining an installation: what the checks look at is asked of the vault, then every control is judged."""

from __future__ import annotations

import time
from pathlib import Path

from orderveil.contracts.load import load_contracts
from orderveil.controls.checks import Facts
from orderveil.controls.dots import Holding, holdings
from orderveil.controls.judging import Standing, judge_all
from orderveil.core.settings import Settings
from orderveil.vault.client import Vault
from orderveil.vault.messages import (
    Attestations,
    GetModes,
    Grant,
    Health,
    HealthReport,
    LedgerVerified,
    ListAttestations,
    Modes,
)


def examined(
    vault: Vault, of: Settings, by: Grant, verified: LedgerVerified
) -> tuple[list[Standing], list[Holding]]:  # fmt: skip
    """Return how every control stands and how much each hop holds. `verified`: the last recheck of the record."""
    overlays = of.home / "contracts"
    contracts = load_contracts(overlays if overlays.is_dir() else None)
    modes = vault.ask(GetModes(by=by), Modes)
    health = vault.ask(Health(by=by), HealthReport)
    facts = Facts(
        contracts=contracts,
        health=health.checks,
        ledger_ok=verified.ok,
        ledger_entries=verified.entries,
        keys_apart=_is_apart(of.keys, of.home) or of.root_key != "file",
        keys_owed=health.counts.get("keys_owed", 0),
        watch_silent_minutes=health.counts.get("watch_silent_minutes"),
    )
    attested = vault.ask(ListAttestations(by=by), Attestations).rows
    return judge_all(facts, modes, attested, time.time_ns() // 1_000_000), holdings(contracts, modes)


def _is_apart(keys: Path, home: Path) -> bool:
    return home.resolve() not in (keys.resolve(), *keys.resolve().parents)
