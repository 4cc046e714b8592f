"""The search index: does the insert rate fall as it grows, and how long does a search take.

    python -m benchmarks.tags [--orders 1000000] [--months 14] [--group 500] [--database sqlite|postgresql] [--naive]

One thread packs and stores invented orders, a group in each durable transaction, with one piece of
upkeep after each group, as the vault's writer does. `--naive` measures against the plain way, one
random row per tag under an index, full-length, on the same store. Prints JSON lines: the insert
rate of each tenth (by the clock, and by this process's own CPU time, which neighbours on the machine
do not change), pieces of upkeep, searches by kind among all orders, and forgetting.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from orderveil.store.database import Database, migrate
from orderveil.store.opening import open_database
from orderveil.vault.index.tag_terms import terms_of
from orderveil.vault.index.tags import SCHEMA, TagIndex
from tests.postgresql_server import running

SHOP = "bench"
FIRST_MONTH = 202401
SEARCHES = 400
_LETTERS = "abdeghiklmnoprstuvy"
_GIVEN = [f"G{a}{b}{c}an" for a in _LETTERS for b in "aeiou" for c in _LETTERS]
_FAMILY = [f"F{a}{b}{c}ar" for a in _LETTERS for b in "aeiou" for c in _LETTERS]


def order(number: int) -> dict[str, Any]:
    """Return an invented order: some buyers come back, few names are common, most are not."""
    chance = random.Random(number)
    buyer = number if chance.random() < 0.7 else int(chance.random() * number)
    person = random.Random(buyer * 7919)
    given = _GIVEN[zipf(person.random(), len(_GIVEN), 0.8)]
    family = _FAMILY[zipf(person.random(), len(_FAMILY), 0.8)]
    return {
        "buyer_phone": f"+9199{buyer % 100_000_000:08d}",
        "recipient_phone": f"+9199{buyer % 100_000_000:08d}",
        "buyer_email": f"buyer{buyer}@shop.example",
        "order_ref": str(5_900_000_000_000 + number),
        "order_number": f"#{number}",
        "recipient_name": f"{given} {family}",
        "ship_postcode": f"{110_000 + zipf(person.random(), 19_000, 0.6) * 37 % 790_000:06d}",
        "ship_country": "IN",
    }


def zipf(chance: float, ranks: int, steepness: float) -> int:
    """Return a rank from 0 on; at 0.8 the most common of 1,800 names is borne by some 6 of 100, as `Kumar` is."""
    power = 1 - steepness
    return min(ranks - 1, int((chance * (ranks**power - 1) + 1) ** (1 / power)) - 1)


def criteria_of(number: int) -> dict[str, dict[str, str]]:
    """Return searches for one order, by kind."""
    fields = order(number)
    words = fields["recipient_name"].split()
    return {
        "phone": {"phone": fields["buyer_phone"]},
        "email": {"email": fields["buyer_email"]},
        "order_ref": {"order_ref": fields["order_ref"]},
        "last4_postcode": {"last4_postcode": f"{fields['buyer_phone'][-4:]} {fields['ship_postcode']}"},
        "name_postcode": {"name_postcode": f"{words[0]} {words[1]} {fields['ship_postcode'][:4]}"},
        "none": {"phone": f"+9188{number:08d}"},
    }


def say(**line: Any) -> None:
    """Print one result."""
    print(json.dumps(line), flush=True)


def month_of(number: int, orders: int, months: int) -> int:
    """Return the month in which an order falls."""
    place = number * months // orders
    return (FIRST_MONTH // 100 + place // 12) * 100 + place % 12 + 1


def timed(do: Callable[[], Any]) -> tuple[float, Any]:
    """Return how many seconds something took, and its result."""
    began = time.perf_counter()
    result = do()
    return time.perf_counter() - began, result


@contextmanager
def a_store(kind: str) -> Iterator[tuple[Database, Callable[[], int]]]:
    """Open an empty store; yield it and what tells its size in bytes."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ov-bench-")))
        url = None
        if kind == "postgresql":
            url = stack.enter_context(running(durable=True)).create()
        database = open_database(url, folder / "orders.db")
        stack.callback(database.close)

        def size() -> int:
            if url is None:
                return sum(path.stat().st_size for path in folder.iterdir())
            with database.reading() as tx:
                row = tx.one("SELECT pg_database_size(current_database())")
            return int(row[0]) if row else 0

        yield database, size


def grow(index: TagIndex, database: Database, args: argparse.Namespace) -> list[float]:
    """Store all orders; print the rate of each tenth; return the seconds of each piece of upkeep."""
    tenth = args.orders // 10
    pieces: list[float] = []
    packing: list[float] = []
    for part in range(10):
        took = worked = 0.0
        for start in range(part * tenth, (part + 1) * tenth, args.group):
            orders = [(n, month_of(n, args.orders, args.months), order(n)) for n in range(start, start + args.group)]
            began, busy = time.perf_counter(), time.process_time()
            rows = [(n, SHOP, month, index.pack(SHOP, month, fields)) for n, month, fields in orders]
            packed = time.perf_counter()
            with database.writing() as tx:
                index.store_fresh(tx, rows)
                piece, _ = timed(lambda tx=tx: index.merge(tx))  # type: ignore[misc]
            index.add(rows)
            took += time.perf_counter() - began
            worked += time.process_time() - busy
            packing.append((packed - began) / args.group)
            pieces.append(piece)
        say(
            measure="tags-insert", orders=(part + 1) * tenth, database=args.database,
            per_second=round(tenth / took), per_cpu_second=round(tenth / worked),
        )  # fmt: skip
    say(measure="tags-pack", us_per_order=round(statistics.median(packing) * 1e6, 1))
    return pieces


def search(index: TagIndex, database: Database, orders: int, kind_of_store: str) -> None:
    """Search for random orders by each kind of criterion."""
    chosen = random.Random(5).sample(range(orders), min(SEARCHES, orders))
    for kind in criteria_of(1):
        took: list[float] = []
        found: list[int] = []
        for number in chosen:
            criteria = criteria_of(number)[kind]
            began = time.perf_counter()
            with database.reading() as tx:
                numbers = index.find(tx, SHOP, criteria, country="IN")
            took.append(time.perf_counter() - began)
            found.append(len(numbers))
            assert kind == "none" or number in numbers
        took.sort()
        say(
            measure="tags-search", by=kind, orders=orders, database=kind_of_store,
            p50_ms=round(took[len(took) // 2] * 1e3, 2), p95_ms=round(took[int(len(took) * 0.95)] * 1e3, 2),
            max_ms=round(took[-1] * 1e3, 2), candidates_median=statistics.median(found),
            candidates_mean=round(statistics.mean(found), 1),
        )  # fmt: skip


def upkeep(database: Database, piece: Callable[[Any], dict[str, int]]) -> list[float]:
    """Do pieces until none is left, each in a transaction of its own; return the seconds of each with its commit."""
    took: list[float] = []
    left = 1
    while left:
        began = time.perf_counter()
        with database.writing() as tx:
            left = piece(tx)["left"]
        took.append(time.perf_counter() - began)
    return took


def say_pieces(name: str, took: list[float], kind: str) -> None:
    """Print how long pieces of upkeep took."""
    took = sorted(took)
    say(
        measure=name, pieces=len(took), total_seconds=round(sum(took), 2), database=kind,
        p99_ms=round(took[int(len(took) * 0.99)] * 1e3, 1), max_ms=round(took[-1] * 1e3, 1),
    )  # fmt: skip


def naive(database: Database, args: argparse.Namespace) -> None:
    """One row per tag under an index: the way that slows down."""
    with database.writing() as tx:
        blob = "BLOB" if database.dialect == "sqlite" else "BYTEA"
        tx.execute(f"CREATE TABLE naive (tag {blob} NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (tag, n))")
    key = os.urandom(32)
    tenth = args.orders // 10
    for part in range(10):
        took = worked = 0.0
        for start in range(part * tenth, (part + 1) * tenth, args.group):
            orders = [(n, order(n)) for n in range(start, start + args.group)]
            began, busy = time.perf_counter(), time.process_time()
            rows = [
                (hashlib.blake2b(f"{term}".encode(), key=key, digest_size=16).digest(), n)
                for n, fields in orders
                for term in terms_of(fields)
            ]
            with database.writing() as tx:
                tx.copy("naive", ("tag", "n"), rows)
            took += time.perf_counter() - began
            worked += time.process_time() - busy
        say(
            measure="naive-insert", orders=(part + 1) * tenth, database=args.database,
            per_second=round(tenth / took), per_cpu_second=round(tenth / worked),
        )  # fmt: skip


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--months", type=int, default=14)
    parser.add_argument("--group", type=int, default=500)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--naive", action="store_true")
    args = parser.parse_args()
    with a_store(args.database) as (database, size):
        if args.naive:
            naive(database, args)
            return
        migrate(database, "tags", SCHEMA)
        keys: dict[str, bytes] = {}
        index = TagIndex(lambda name: keys.setdefault(name, os.urandom(32)), lambda name: keys.pop(name, b""))
        pieces = grow(index, database, args)
        say_pieces("tags-upkeep-between-groups", pieces, args.database)
        search(index, database, args.orders, args.database)
        say_pieces("tags-upkeep-rest", upkeep(database, index.merge), args.database)
        with database.reading() as tx:
            say(measure="tags-size", bytes_per_order=round(size() / args.orders, 1), **index.status(tx))
        seconds, again = timed(lambda: TagIndex(lambda name: keys[name], keys.pop))
        with database.reading() as tx:
            seconds, _ = timed(lambda: again.load(tx))
        say(measure="tags-load", ms=round(seconds * 1e3, 1))
        with database.writing() as tx:
            index.forget(tx, range(0, args.orders, 1000))
        say_pieces("tags-forget", upkeep(database, index.compact_forgotten), args.database)


if __name__ == "__main__":
    main()
