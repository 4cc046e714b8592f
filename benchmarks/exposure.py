"""What exposure costs: `python -m benchmarks.exposure [--rows 1000000]`.

Rows are invented: fourteen columns, each cell filled or not at random, so that every one of the
16,384 signatures occurs. Time is CPU time of one thread; reading the file is not part of it.
"""

from __future__ import annotations

import argparse
import random
import time

from orderveil.contracts.load import load_contracts
from orderveil.core.exposure.engine import make_engine
from orderveil.core.exposure.judging import enabling_sets
from orderveil.core.exposure.words import Held
from orderveil.core.hop import HOPS
from orderveil.core.ids import FieldName
from orderveil.core.view import Treatment
from orderveil.exposure import api
from orderveil.exposure.load import the_engine
from orderveil.exposure.ordinary import ordinary
from orderveil.exposure.page import write_page

COLUMNS = (
    "buyer_phone", "buyer_email", "recipient_name", "ship_line1", "ship_postcode", "ship_city", "order_number",
    "order_total", "items", "awb", "tracking_status", "courier_name", "order_count", "refund_total",
)  # fmt: skip


def tell(what: str, value: float, unit: str) -> None:
    print(f"{what:<62} {value:>12.3f} {unit}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    count = parser.parse_args().rows

    start = time.process_time()
    make_engine(the_engine().knowledge)
    tell("working the rules out", time.process_time() - start, "s")

    chance = random.Random(1)
    shapes = [tuple("x" if chance.random() < 0.5 else "" for _ in COLUMNS) for _ in range(min(count, 200_000))]
    rows = (shapes[number % len(shapes)] for number in range(count))
    start = time.process_time()
    found = api.of_rows([Held(FieldName(name), Treatment.CLEAR) for name in COLUMNS], rows)
    spent = time.process_time() - start
    tell(f"{found.rows:,} rows of {len(COLUMNS)} columns, {found.signatures:,} signatures", spent, "s")

    everything = frozenset(Held(name, Treatment.CLEAR) for name in ordinary()[HOPS[0]])
    start = time.process_time()
    sets = sum(len(enabling_sets(the_engine(), scam, everything)) for scam in the_engine().scams)
    tell(f"all {sets:,} minimal enabling sets of all {len(everything)} fields", time.process_time() - start, "s")

    contracts = load_contracts(None)
    start = time.process_time()
    api.exposure_of_all(contracts)
    tell("table of eleven hops through four lives", time.process_time() - start, "s")
    start = time.process_time()
    for hop in HOPS:
        list(api.endings(contracts, api.Of(hop)))
    tell("what ends each scam at each hop", time.process_time() - start, "s")
    start = time.process_time()
    write_page(contracts)
    tell("the page", time.process_time() - start, "s")


if __name__ == "__main__":
    main()
