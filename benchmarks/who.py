"""How long "who saw it" takes: `python -m benchmarks.who [--entries 1000000] [--postgresql] [--keep FOLDER]`.

A record of a year, on a real file (or server): per ten entries one order; hand-overs to seven couriers (one entry in
fifty on 200 orders), masked looks and reveals of 120 people, refusals. Every kind of question is asked 60 times
about different things, the first page of 50 as the console asks for it; p95 of the wall clock of the reading itself,
without the record of having asked (one commit). Filling goes through the ledger's own append and sequence, 5,000
entries at a time, and is told too.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import statistics
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.ledger import server, tell
from orderveil.core.ids import order_id
from orderveil.ledger.acts import Act
from orderveil.ledger.entries import Entry
from orderveil.ledger.finding import Wanted
from orderveil.ledger.log import SCHEMA, Ledger
from orderveil.store.database import Database, migrate
from orderveil.store.opening import open_database

START_MS, YEAR_MS = 1_767_225_600_000, 365 * 86_400_000  # from 2026-01-01 on
BATCH, ASKED, PAGE = 5_000, 60, 50
COURIERS = [f"courier{number}" for number in range(7)]
PEOPLE = [f"person:P{number:03d}" for number in range(120)]
SHOPS = ("kiosk", "corner", "market")
FIELDS = ("recipient_name", "recipient_phone", "ship_line1", "ship_postcode")
LOOKS = frozenset(f"act:{act.value}" for act in Act if act.value.startswith("view:"))


def seed_of(tenant: str) -> bytes:
    return hashlib.sha256(tenant.encode()).digest()


def order(number: int, orders: int) -> str:
    at_ms = START_MS + YEAR_MS * number // max(1, orders)
    return order_id(at_ms, hashlib.sha256(number.to_bytes(8, "big")).digest()[:10])


class Year:
    """Makes the entries of a year."""

    def __init__(self, entries: int) -> None:
        self.entries, self.orders = entries, max(1, entries // 10)
        self._chance = random.Random(20261122)

    def at(self, number: int) -> int:
        return START_MS + YEAR_MS * number // self.entries

    def entry(self, number: int) -> Entry:
        """One entry: half leave to couriers, most others are looks, one in fifty is a reveal."""
        chance = self._chance
        newest = number * self.orders // self.entries
        one = max(0, newest - int(chance.expovariate(1 / 2000)))
        parts = {"at_ms": self.at(number), "tenant": "main", "shop": SHOPS[one % 3]}
        if chance.random() < 0.5:
            courier = chance.randrange(len(COURIERS))
            many = range(max(0, one - 199), one + 1) if chance.random() < 0.02 else (one,)
            act = Act.VIEW_ORDERS_RELEASED if len(many) > 1 else Act.VIEW_ORDER_RELEASED
            return Entry(
                act=act, actor=f"key:k_{courier}", hop="courier", partner=COURIERS[courier], fields=FIELDS,
                orders=tuple(order(each, self.orders) for each in many), **parts,
            )  # fmt: skip
        person = PEOPLE[min(int(chance.expovariate(1 / 25)), len(PEOPLE) - 1)]
        draw = chance.random()
        act = (
            Act.VIEW_FIELD_REVEALED if draw < 0.04 else Act.VIEW_REVEAL_REFUSED if draw < 0.05 else Act.VIEW_ORDER_READ
        )
        return Entry(
            act=act, actor=person, hop="support" if draw < 0.8 else "oms", fields=FIELDS[:2],
            orders=(order(one, self.orders),), **parts,
        )  # fmt: skip


def fill(database: Database, ledger: Ledger, year: Year) -> None:
    began, spent = time.process_time(), 0.0
    for start in range(0, year.entries, BATCH):
        entries = [year.entry(number) for number in range(start, min(start + BATCH, year.entries))]
        before = time.process_time()
        with database.writing() as tx:
            ledger.append(tx, entries)
        with database.writing() as tx:
            ledger.sequence(tx, year.at(start))
        spent += time.process_time() - before
    tell("making and filling, processor time", time.process_time() - began, "s")
    tell("append and sequence, processor time per entry", spent / year.entries * 1e6, "us")


def questions(year: Year) -> dict[str, Callable[[random.Random], Wanted]]:
    """Every kind of question, as something that asks a different one each time."""

    def wanted(*words: str, **more: object) -> Wanted:
        return Wanted((LOOKS, *(frozenset({word}) for word in words)), **more)  # type: ignore[arg-type]

    def then(chance: random.Random, days: int) -> dict[str, object]:
        since = START_MS + chance.randrange(YEAR_MS)
        return {"since_ms": since, "until_ms": since + days * 86_400_000}

    def person(chance: random.Random) -> str:
        return f"actor:{chance.choice(PEOPLE)}"

    reveals = frozenset({f"act:{Act.VIEW_FIELD_REVEALED.value}"})
    return {
        "everything, newest first": lambda chance: wanted(),
        "an order": lambda chance: wanted(order=order(chance.randrange(year.orders), year.orders)),
        "a person": lambda chance: wanted(person(chance)),
        "a rare person": lambda chance: wanted(f"actor:{PEOPLE[-1 - chance.randrange(10)]}"),
        "somebody who never looked": lambda chance: wanted(f"actor:person:Q{chance.randrange(999)}"),
        "a partner": lambda chance: wanted(f"partner:{chance.choice(COURIERS)}"),
        "a hop": lambda chance: wanted(f"hop:{chance.choice(('courier', 'support', 'oms'))}"),
        "a shop": lambda chance: wanted(f"shop:{chance.choice(SHOPS)}"),
        "a day": lambda chance: wanted(**then(chance, 1)),
        "a person in a month": lambda chance: wanted(person(chance), **then(chance, 30)),
        "a partner and a shop on a day": lambda chance: wanted(
            f"partner:{chance.choice(COURIERS)}", f"shop:{chance.choice(SHOPS)}", **then(chance, 1)
        ),
        "a person's reveals in a shop": lambda chance: Wanted(
            (reveals, frozenset({person(chance)}), frozenset({f"shop:{chance.choice(SHOPS)}"}))
        ),
        "what never happens together": lambda chance: wanted(person(chance), f"partner:{chance.choice(COURIERS)}"),
    }


def ask(database: Database, ledger: Ledger, year: Year) -> None:
    for what, question in questions(year).items():
        chance, took, rows = random.Random(1), [], []
        for _ in range(ASKED):
            wanted = question(chance)
            before = time.perf_counter()
            with database.reading() as tx:
                found = list(islice(ledger.find(tx, "main", wanted), PAGE + 1))
            took.append((time.perf_counter() - before) * 1e3)
            rows.append(len(found))
        took.sort()
        tell(f"{what}: p95 (median {statistics.median(took):.1f} ms, rows {min(rows)}-{max(rows)})",
             took[int(ASKED * 0.95) - 1], "ms")  # fmt: skip


def run(database: Database, year: Year, path: Path | None) -> None:
    migrate(database, "ledger", SCHEMA)
    ledger = Ledger(seed_of, "relay.example")
    with database.reading() as tx:
        is_filled = bool(ledger.logs(tx, "main"))
    if not is_filled:
        fill(database, ledger, year)
    if path is not None:
        tell("size of the store", path.stat().st_size / (1 << 20), "MiB")
    with database.reading() as tx:
        count, length = tx.one("SELECT count(*), sum(length(places)) FROM ledger_words") or (0, 0)
    tell("rows of the index", count, "")
    tell("their places", length / (1 << 20), "MiB")
    ask(database, ledger, year)


def main() -> None:
    asks = argparse.ArgumentParser(description=__doc__)
    asks.add_argument("--entries", type=int, default=1_000_000)
    asks.add_argument("--postgresql", action="store_true")
    asks.add_argument("--keep", type=Path, help="a folder in which the store stays, and is used again")
    asked = asks.parse_args()
    with TemporaryDirectory() as folder, server(asked.postgresql) as url:
        path = (asked.keep or Path(folder)) / f"who-{asked.entries}.db"
        database = open_database(url, path)
        try:
            run(database, Year(asked.entries), path if url is None else None)
        finally:
            database.close()


if __name__ == "__main__":
    main()
