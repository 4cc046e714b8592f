"""The whole way: a home with orders, one bit changed in its store, and what `orderveil ledger verify` says."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from orderveil.core.settings import Settings
from tests.cli.orders import shopify_order
from tests.cli.running import run
from tests.ledger.people import COLUMNS, flipped


@pytest.fixture
def filled(home: Settings, short_folder: Path) -> Settings:
    orders = short_folder / "orders.ndjson"
    orders.write_text("\n".join(json.dumps(shopify_order(number)) for number in range(20)))
    told = run(home, "ingest", "shopify", orders, "--json")
    assert told.code == 0, told.err
    assert run(home, "ledger", "verify", "--json").object["problems"] == []
    return home


@pytest.mark.parametrize(("table", "column"), [
    ("ledger_bundles", "entries"), ("ledger_bundles", "hashes"), ("ledger_logs", "checkpoint"), ("ledger_logs", "key"),
    ("ledger_orders", "entry"), ("ledger_writers", "seen"), ("ledger_pending", "entries"),
])  # fmt: skip
def test_one_changed_bit_is_told_with_its_place(filled: Settings, table: str, column: str) -> None:
    with sqlite3.connect(filled.home / "data" / "orders.db") as store:
        row, value = store.execute(f"SELECT {key_of(table)}, {column} FROM {table}").fetchone()
        store.execute(f"UPDATE {table} SET {column} = ? WHERE {key_of(table)} = ?", (flipped(value, 40, 2), row))
    store.close()
    told = run(filled, "ledger", "verify", "--json")

    assert (told.code, told.object["ok"]) == (1, False), told.err
    place = "ledger_refused" if table == "ledger_pending" else table
    assert any(word in told.object["problems"][0] for word in (place, "log 2")), told.object["problems"]


def key_of(table: str) -> str:
    assert table in COLUMNS
    return "order_id" if table == "ledger_orders" else "rowid"
