"""The order store in the hands of somebody who can write to it and to nothing else, and vaultd started anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from orderveil.core.settings import Settings
from orderveil.store.opening import open_database
from orderveil.vault.building import ORDERS
from orderveil.vault.client import Vault
from orderveil.vault.local import connect
from orderveil.vault.messages import Health, HealthReport
from tests.vault.making import BY


@contextmanager
def past_the_vault(settings: Settings) -> Iterator[Any]:
    """The order store, as somebody has it who can write to it and to nothing else."""
    store = open_database(settings.database_url, settings.home / ORDERS)
    try:
        with store.writing() as tx:
            yield tx
    finally:
        store.close()


def rows(settings: Settings, table: str) -> list[tuple[Any, ...]]:
    with past_the_vault(settings) as tx:
        return [tuple(row) for row in tx.all(f"SELECT * FROM {table}")]


def put_back(settings: Settings, table: str, older: list[tuple[Any, ...]]) -> None:
    """Make a table what it was."""
    with past_the_vault(settings) as tx:
        tx.execute(f"DELETE FROM {table}")
        how = "OVERRIDING SYSTEM VALUE" if tx.dialect == "postgresql" else ""
        for row in older:
            tx.execute(f"INSERT INTO {table} {how} VALUES ({', '.join('?' * len(row))})", row)


@contextmanager
def again(settings: Settings) -> Iterator[Vault]:
    """Start vaultd anew over the same home."""
    vault = connect(settings)
    try:
        yield vault
    finally:
        vault.close()


def alarms(vault: Vault) -> str:
    return vault.ask(Health(BY), HealthReport).checks["alarms"]
