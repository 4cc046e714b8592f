"""What the ledger costs: `python -m benchmarks.ledger [--entries 1000000] [--postgresql]`.

Invented entries of about 300 bytes, one order each, on a real file (or server) with every commit on
disk. Figures are medians over batches; the offline check runs as a process of its own.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from orderveil.core.checkpoint import SignerKey
from orderveil.core.ids import order_id
from orderveil.ledger.acts import Act
from orderveil.ledger.entries import Entry
from orderveil.ledger.export import export_lines
from orderveil.ledger.log import SCHEMA, Ledger
from orderveil.ledger.reading import Page
from orderveil.store.database import Database, migrate
from orderveil.store.opening import open_database

BATCH = 400  # what arrives in 200 ms at 2,000 entries a second
START_MS = 1_791_000_000_000
ORIGIN = "relay.example"
CHECKER = Path(__file__).parents[1] / "verify" / "orderveil_verify.py"
MICRO, MILLI, MEBI = 1e6, 1e3, 1 << 20


def tell(what: str, value: float, unit: str) -> None:
    print(f"{what:<66} {value:>10.2f} {unit}", flush=True)


def seed_of(tenant: str) -> bytes:
    return hashlib.sha256(tenant.encode()).digest()


def batch(start: int) -> list[Entry]:
    """Views of fresh orders, one entry each."""
    return [
        Entry(
            act=Act.VIEW_ORDER_RELEASED, at_ms=START_MS + number, tenant="main", actor="key:k_0a1b2c3d", shop="kiosk",
            hop="courier", partner="swiftship", orders=(order_id(START_MS + number, os.urandom(10)),),
            fields=("recipient_name", "recipient_phone", "ship_line1", "ship_postcode"), counts={"fields": 4},
        )
        for number in range(start, start + BATCH)
    ]  # fmt: skip


def grow(database: Database, ledger: Ledger, count: int) -> list[str]:
    """Append and number `count` entries; return some of their orders."""
    appended, numbered, some = [], [], []
    began = time.perf_counter()
    for start in range(0, count, BATCH):
        entries = batch(start)
        some.append(entries[0].orders[0])
        with database.writing() as tx:
            before = time.perf_counter()
            ledger.append(tx, entries)
            appended.append((time.perf_counter() - before) / BATCH * MICRO)
        with database.writing() as tx:
            before = time.perf_counter()
            ledger.sequence(tx, START_MS)
            numbered.append((time.perf_counter() - before) * MILLI)
    tenth = max(1, len(numbered) // 10)
    tell(f"append, batches of {BATCH}, per entry", statistics.median(appended), "us")
    tell(f"sequence {BATCH} entries and sign, per call", statistics.median(numbered), "ms")
    tell("the same, last tenth of the calls", statistics.median(numbered[-tenth:]), "ms")
    tell("the same, slowest call", max(numbered), "ms")
    tell("append and sequence, both committed, entries a second", count / (time.perf_counter() - began), "/s")
    return some


def one_by_one(database: Database, ledger: Ledger) -> None:
    """An act alone, and a sequencer that finds one entry, or none."""
    appended, numbered, idle = [], [], []
    for number in range(300):
        entry = batch(10_000_000 + number)[:1]
        with database.writing() as tx:
            before = time.perf_counter()
            ledger.append(tx, entry)
            appended.append((time.perf_counter() - before) * MICRO)
            before = time.perf_counter()
            ledger.sequence(tx, START_MS)
            numbered.append((time.perf_counter() - before) * MICRO)
            before = time.perf_counter()
            ledger.sequence(tx, START_MS)
            idle.append((time.perf_counter() - before) * MICRO)
    tell("append one entry", statistics.median(appended), "us")
    tell("sequence one entry and sign", statistics.median(numbered), "us")
    tell("sequence nothing", statistics.median(idle), "us")


def read(database: Database, ledger: Ledger, orders: list[str]) -> None:
    """Who, proofs, pages, and the recheck of everything."""
    who, proofs = [], []
    with database.reading() as tx:
        size = ledger.page(tx, limit=1).size
        for at, order in enumerate(orders[:: max(1, len(orders) // 200)]):
            before = time.perf_counter()
            ledger.who(tx, order)
            who.append((time.perf_counter() - before) * MILLI)
            before = time.perf_counter()
            ledger.prove(tx, index=at * 7919 % size)
            proofs.append((time.perf_counter() - before) * MILLI)
        tell("who touched an order", statistics.median(who), "ms")
        tell("prove one entry", statistics.median(proofs), "ms")
    anonymous = Watched()
    before = time.perf_counter()
    with database.reading() as tx:
        found = ledger.verify(tx)
    took = time.perf_counter() - before
    assert found.ok, found.problems[:3]
    tell(f"verify {found.entries:,} entries, indexes and all", took, "s")
    tell("memory of our own that this added, at most", anonymous.stop(), "MiB")


def offline(database: Database, ledger: Ledger, folder: Path) -> None:
    """Export, and the stand-alone check of the export."""
    path = folder / "export.ndjson"

    def ask(log: str | None, start: int) -> Page:
        with database.reading() as tx:
            return ledger.page(tx, log=log, start=start)

    before = time.perf_counter()
    with path.open("wb") as file:
        file.writelines(export_lines(ask, tenant="main"))
    tell("export", time.perf_counter() - before, "s")
    tell("size of the export", path.stat().st_size / MEBI, "MiB")
    key = SignerKey(f"{ORIGIN}/main/2026Q4", seed_of("main")).verifier().text()
    before = time.perf_counter()
    checker = subprocess.Popen([sys.executable, "-I", "-S", CHECKER, path, "--key", key], stdout=subprocess.DEVNULL)
    watched = Watched(checker.pid)
    assert checker.wait() == 0
    tell("check the export offline", time.perf_counter() - before, "s")
    tell("memory of that process, at most", watched.stop() + watched.first, "MiB")


class Watched:
    """The anonymous memory of a process while it works; pages of mapped files are the system's to take back."""

    def __init__(self, pid: int | None = None) -> None:
        self._status = Path(f"/proc/{pid or os.getpid()}/status")
        self.first = self._most = self._now()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def _now(self) -> float:
        try:
            line = next(line for line in self._status.read_text().splitlines() if line.startswith("RssAnon"))
        except (OSError, StopIteration):
            return 0.0
        return int(line.split()[1]) / 1024

    def _watch(self) -> None:
        while not self._over.wait(0.05):
            self._most = max(self._most, self._now())

    def stop(self) -> float:
        """Return how much more there was at most than at the start, in MiB."""
        self._over.set()
        self._thread.join()
        return self._most - self.first


@contextmanager
def server(wanted: bool) -> Iterator[str | None]:
    """A PostgreSQL of our own, with every commit on disk, or None."""
    if not wanted:
        yield None
        return
    from tests.postgresql_server import running

    with running(durable=True) as started:
        yield started.create()


def main() -> None:
    asks = argparse.ArgumentParser(description=__doc__)
    asks.add_argument("--entries", type=int, default=1_000_000)
    asks.add_argument("--postgresql", action="store_true")
    asked = asks.parse_args()
    with tempfile.TemporaryDirectory() as folder, server(asked.postgresql) as url:
        database = open_database(url, Path(folder) / "orders.db")
        migrate(database, "ledger", SCHEMA)
        ledger = Ledger(seed_of, ORIGIN)
        orders = grow(database, ledger, asked.entries)
        one_by_one(database, ledger)
        if url is None:
            tell("size of the store", (Path(folder) / "orders.db").stat().st_size / MEBI, "MiB")
        read(database, ledger, orders)
        offline(database, ledger, Path(folder))
        database.close()


if __name__ == "__main__":
    main()
