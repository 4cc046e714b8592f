"""Views and search among many orders: how long an asker waits, record on disk included.

    python -m benchmarks.looks [--orders 100000] [--looks 400] [--postgresql URL] [--json]

Orders are sealed through the vault as a file's are; then views of random orders are opened and
random buyers are searched by phone, one after the other, over vaultd's own path inside one process.
Every answer waits for its ledger entry's fsync.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from orderveil.core.order import Draft
from orderveil.core.settings import read_settings
from orderveil.vault.client import Vault
from orderveil.vault.local import connect
from orderveil.vault.messages import (
    Done,
    OpenAllViews,
    Opened,
    OpenedMany,
    OpenView,
    OperatorGrant,
    PutShop,
    Sealed,
    SealOrders,
    Search,
)
from tests.vault.making import draft

BY = OperatorGrant()
SHOP = "tea"
_BATCH = 500


def _fill(vault: Vault, count: int) -> tuple[list[str], float]:
    """Seal orders of different buyers; return their ids and how many a second."""
    ids: list[str] = []
    started = time.perf_counter()
    for start in range(0, count, _BATCH):
        drafts = [_draft(number) for number in range(start, min(count, start + _BATCH))]
        sealed = vault.ask(SealOrders(BY, SHOP, "file", drafts, bulk=True), Sealed)
        ids += [result.order or "" for result in sealed.results]
    return ids, count / (time.perf_counter() - started)


def _draft(number: int) -> Draft:
    return draft(number, more={"buyer_phone": _phone(number), "recipient_phone": _phone(number)})


def _phone(number: int) -> str:
    return f"+9198{number:08d}"


def _percentiles(act: Callable[[int], object], picks: list[int]) -> dict[str, float]:
    took = []
    for pick in picks:
        started = time.perf_counter()
        act(pick)
        took.append((time.perf_counter() - started) * 1_000)
    took.sort()
    return {"p50_ms": round(took[len(took) // 2], 2), "p95_ms": round(took[int(len(took) * 0.95)], 2)}


def measure(vault: Vault, orders: int, looks: int) -> dict[str, object]:
    """Fill the vault and return what was measured."""
    ids, per_second = _fill(vault, orders)
    draw = random.Random(7)
    picks = [draw.randrange(orders) for _ in range(looks)]

    def search(pick: int) -> None:
        rows = vault.ask(Search(BY, SHOP, {"phone": _phone(pick)}), OpenedMany).rows
        assert [row.order for row in rows] == [ids[pick]]

    return {
        "orders": orders,
        "sealed_per_second": round(per_second),
        "view": _percentiles(lambda pick: vault.ask(OpenView(BY, "support", ids[pick]), Opened), picks),
        "eleven_views": _percentiles(lambda pick: vault.ask(OpenAllViews(BY, ids[pick]), Opened), picks[:100]),
        "search": _percentiles(search, picks),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=100_000)
    parser.add_argument("--looks", type=int, default=400)
    parser.add_argument("--postgresql", metavar="URL")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="ov-bench-"))
    environ = {"ORDERVEIL_HOME": str(folder / "h")} | ({"DATABASE_URL": asked.postgresql} if asked.postgresql else {})
    vault = connect(read_settings(environ, folder))
    try:
        vault.ask(PutShop(BY, SHOP), Done)
        found = {"bench": "looks", "store": "postgresql" if asked.postgresql else "sqlite"}
        found |= measure(vault, asked.orders, asked.looks)  # type: ignore[operator]
    finally:
        vault.close()
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(found) if asked.json else "\n".join(f"{name:>20} {value}" for name, value in found.items()))


if __name__ == "__main__":
    main()
