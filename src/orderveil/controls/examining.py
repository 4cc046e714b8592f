"""Examining an installation: what the checks look at is asked of the vault, then every control is judged."""

from __future__ import annotations

import time
from pathlib import Path

from orderveil.contracts.load import load_contracts
from orderveil.controls.checks import Facts
from orderveil.controls.dots import Holding, holdings
from orderveil.controls.judging import Standing, in_force, judge_all
from orderveil.core.settings import Settings
from orderveil.vault.client import Vault
from orderveil.vault.control_messages import ControlsRead, ReadControls
from orderveil.vault.messages import (
    Attestations,
    GetModes,
    Grant,
    Health,
    HealthReport,
    LedgerVerified,
    ListAttestations,
    ListShops,
    Modes,
    ShopRows,
)


def examined(
    vault: Vault, of: Settings, by: Grant, verified: LedgerVerified | None, tenant: str | None = None
) -> tuple[list[Standing], list[Holding]]:  # fmt: skip
    """Return how every control stands and how much each hop holds. `verified`: the last recheck of the record;
    None while there is none.

    For one tenant: by its own shops, attestations, reviews and roles alone, so that a page tells nobody of another's.
    """
    overlays = of.home / "contracts"
    contracts = load_contracts(overlays if overlays.is_dir() else None)
    modes = _modes(vault, by, tenant)
    told, now = vault.ask(ReadControls(by, tenant), ControlsRead), time.time_ns() // 1_000_000
    health = vault.ask(Health(by=by), HealthReport)
    facts = Facts(
        contracts=contracts,
        health=health.checks,
        ledger_ok=verified.ok if verified is not None else None,
        ledger_entries=verified.entries if verified is not None else 0,
        keys_apart=_is_apart(of.keys, of.home) or of.root_key != "file",
        keys_owed=health.counts.get("keys_owed", 0),
        watch_silent_minutes=health.counts.get("watch_silent_minutes"),
        stood=tuple(told.reviews),
        now_ms=now,
    )
    everywhere = vault.ask(ListAttestations(by=by), Attestations).rows
    own = {one.tenant: [row for row in told.attested if row.tenant == one.tenant] for one in told.reviews}
    return judge_all(facts, modes, in_force(everywhere, own), now), holdings(contracts, modes)


def _modes(vault: Vault, by: Grant, tenant: str | None) -> Modes:
    modes = vault.ask(GetModes(by=by), Modes)
    if tenant is None:
        return modes
    rows = vault.ask(ListShops(by, is_counted=False), ShopRows).rows
    shops = {row.shop for row in rows if row.tenant == tenant}
    return Modes([row for row in modes.rows if row.shop in shops], [row for row in modes.bypasses if row.shop in shops])


def _is_apart(keys: Path, home: Path) -> bool:
    return home.resolve() not in (keys.resolve(), *keys.resolve().parents)
