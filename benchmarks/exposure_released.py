"""What it costs to count what left: `python -m benchmarks.exposure_released [--releases 1000000] [--holders 4]`.

Orders are sealed by a vault of its own and travel; their releases are written to the record as the
vault writes them, 1,000 orders to an entry, and one each for a tenth. Time is CPU time of the whole
process: vault, engine and client. Sealing and writing are not part of it.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TypeVar

from orderveil.core.order import Draft, OrderState, ShipmentDraft, ShipmentState
from orderveil.core.settings import read_settings
from orderveil.core.view import Treatment
from orderveil.exposure.released import Summary
from orderveil.ledger.acts import Act
from orderveil.ledger.entries import Entry
from orderveil.ledger.giving import write_given
from orderveil.vault.client import Vault
from orderveil.vault.local import LocalVault, connect
from orderveil.vault.messages import (
    Done,
    ExposureCounted,
    ExposureOf,
    OperatorGrant,
    PutShop,
    Sealed,
    SealOrders,
)

BY = OperatorGrant()
HOPS = ("courier", "comms", "support", "wms", "label", "exports", "marketing", "oms")
SHAPES: tuple[dict[str, str], ...] = (
    {"recipient_name": "clear", "recipient_phone": "virtual", "ship_line1": "clear", "ship_postcode": "clear",
     "cod_amount": "clear", "awb": "clear", "tracking_status": "clear", "courier_name": "clear"},
    {"buyer_phone": "clear", "buyer_email": "clear", "courier_name": "clear", "order_ref": "alias"},
    {"buyer_phone": "mask", "order_number": "clear", "items": "mask", "tracking_status": "clear"},
    {"buyer_phone": "clear", "order_number": "clear", "order_total": "clear", "items": "clear"},
)  # fmt: skip


T = TypeVar("T")


def batched(many: Iterable[T], count: int) -> Iterator[tuple[T, ...]]:
    left = iter(many)
    while some := tuple(islice(left, count)):
        yield some


def tell(what: str, value: float, unit: str) -> None:
    print(f"{what:<62} {value:>12.3f} {unit}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--releases", type=int, default=1_000_000)
    parser.add_argument("--holders", type=int, default=4)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings({"ORDERVEIL_HOME": f"{folder}/h", "ORDERVEIL_KEYS": f"{folder}/k"}, Path(folder))
        vault = connect(settings)
        assert isinstance(vault, LocalVault)
        try:
            vault.ask(PutShop(BY, "tea"), Done)
            orders = list(sealed(vault, asked.releases // asked.holders))
            for holder in range(asked.holders):
                write_releases(vault, orders, holder)
            vault._service._looks.number_the_record()
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            count(vault, joined=False)
            count(vault, joined=True)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            tell("peak of memory above what sealing took", (peak - before) / 1024, "MiB")
        finally:
            vault.close()


def sealed(vault: Vault, count: int) -> Iterator[str]:
    states = (ShipmentState.MANIFESTED, ShipmentState.IN_TRANSIT, ShipmentState.DELIVERED)
    start = time.process_time()
    for numbers in batched(range(count), 1000):
        drafts = [
            Draft(
                "shopify", f"{number:013d}", 1, 1, OrderState.SHIPPED, {"order_number": f"#{number}"},
                shipments=(ShipmentDraft("f", state=states[number % 3], fields={"awb": f"A{number:09d}"}),),
            )
            for number in numbers
        ]  # fmt: skip
        yield from [one.order or "" for one in vault.ask(SealOrders(BY, "tea", "file", drafts, True), Sealed).results]
    tell(f"(sealing {count:,} orders, not part of it)", time.process_time() - start, "s")


def write_releases(vault: LocalVault, orders: list[str], holder: int) -> None:
    """Write one release of every order to one holder."""
    chance, service = random.Random(holder), vault._service
    interior = service._in
    hop, partner = HOPS[holder % len(HOPS)], f"partner-{holder}"
    shapes = [
        {name: Treatment(how) for name, how in shape.items() if chance.random() < 0.9}
        for shape in (SHAPES[(holder + spare) % len(SHAPES)] for spare in (0, 0, 0, 1))
        for _ in range(6)
    ]

    def entry(some: tuple[str, ...]) -> Entry:
        told = write_given(some, [chance.choice(shapes) for _ in some])
        return Entry(
            act=Act.VIEW_ORDER_RELEASED, actor=f"key:{partner}", at_ms=interior.now_ms(), tenant="main", shop="tea",
            hop=hop, partner=partner, orders=told.orders, fields=told.fields, given=told.given,
        )  # fmt: skip

    single = len(orders) // 10
    entries = [entry((order,)) for order in orders[:single]]
    entries += [entry(some) for some in batched(orders[single:], 1000)]
    for several in batched(entries, 500):
        service.write(lambda tx, group, several=several: interior.record(tx, group, *several))


def count(vault: Vault, *, joined: bool) -> None:
    summary, part, parts, rows = Summary(), "", 0, 0
    start = time.process_time()
    while True:
        answer = vault.ask(ExposureOf(BY, 0, 2**52, joined=joined, part=part), ExposureCounted)
        summary.add(answer.released)
        parts, rows = parts + 1, rows + len(answer.released.rows)
        if answer.next is None:
            break
        part = answer.next
    spent = time.process_time() - start
    told = sum(one.orders for one in summary.told())
    how = "put together" if joined else "holder by holder"
    tell(f"{told:,} orders of {len(summary.holders)} holders, {how}: {parts} parts, {rows:,} rows", spent, "s")


if __name__ == "__main__":
    main()
