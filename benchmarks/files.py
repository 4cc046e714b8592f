"""File intake: Shopify orders from NDJSON, sealed against the same path that keeps them in plain.

    python -m benchmarks.files [--orders 50000] [--runs 3] [--json]

One process, as the command line works on a home with no vaultd running. Runs alternate, so that a
machine that slows down slows both. `ratio` is sealed orders a second over plain ones.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.plain import PlainService, PlainVault
from orderveil.core.settings import read_settings
from orderveil.intake.files import FileIntake, ingest_file
from orderveil.vault.client import Vault
from orderveil.vault.local import connect
from orderveil.vault.messages import Done, OperatorGrant, PutShop
from tests.intake.samples import encoded, shopify

SHOP = "bench"


def write_orders(path: Path, count: int) -> int:
    """Write `count` orders, each of another buyer; return the file's size in bytes."""
    with path.open("wb") as file:
        for number in range(count):
            file.write(encoded(_order(number)) + b"\n")
    return path.stat().st_size


def _order(number: int) -> dict[str, Any]:
    order = shopify(id=5_900_000_000_000 + number, name=f"#{1000 + number}", order_number=1000 + number)
    phone = f"+9198{number % 100_000_000:08d}"
    order.update(phone=phone, email=f"buyer{number}@mail.example", contact_email=f"buyer{number}@mail.example")
    for part in ("shipping_address", "billing_address"):
        if isinstance(order.get(part), dict):
            order[part].update(phone=phone, address1=f"{number} Rose Lane")
    return order


def _timed(make: Callable[[Path], Vault], orders: Path) -> float:
    """Return orders a second."""
    folder = Path(tempfile.mkdtemp(prefix="ov-bench-"))
    vault = make(folder)
    try:
        started = time.perf_counter()
        count = sum(1 for _ in ingest_file(vault, SHOP, "shopify", orders, FileIntake()))
        return count / (time.perf_counter() - started)
    finally:
        vault.close()
        shutil.rmtree(folder, ignore_errors=True)


def sealed_vault(folder: Path) -> Vault:
    """The real vault over a throw-away home."""
    vault = connect(read_settings({"ORDERVEIL_HOME": str(folder / "h")}, folder))
    vault.ask(PutShop(OperatorGrant(), SHOP), Done)
    return vault


def plain_vault(folder: Path) -> Vault:
    """The same path without protection."""
    return PlainVault(PlainService(None, folder / "plain.db"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=50_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="ov-bench-"))
    try:
        size = write_orders(folder / "orders.ndjson", asked.orders)
        pairs = [
            (_timed(sealed_vault, folder / "orders.ndjson"), _timed(plain_vault, folder / "orders.ndjson"))
            for _ in range(asked.runs)
        ]
    finally:
        shutil.rmtree(folder)
    found = {
        "bench": "files",
        "orders": asked.orders,
        "bytes_an_order": size // asked.orders,
        "sealed_per_second": round(statistics.median(pair[0] for pair in pairs)),
        "plain_per_second": round(statistics.median(pair[1] for pair in pairs)),
        "ratio": round(statistics.median(pair[0] / pair[1] for pair in pairs), 2),
        "peak_mebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    print(json.dumps(found) if asked.json else "\n".join(f"{name:>20} {value}" for name, value in found.items()))


if __name__ == "__main__":
    main()
