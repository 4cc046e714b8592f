"""Exact match: are all planted customers found, how many rows falsely, how fast, in how much memory.

    python -m benchmarks.exact [--customers 1000000] [--megabytes 100] [--planted 7698] [--vault 20000]

Invented customers are held in memory as the vault holds them, and an invented export is compared with
them: rows of people who are no customers, some of customers planted among them, each written otherwise
than the order was. Three ways: numbers alone, in the bytes of the file as it lies; all types, the columns
read by Arrow; and `scan`, with its rules, over a vault. Times are CPU time of one thread.
Prints JSON lines.
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from orderveil.core.order import Draft, OrderState
from orderveil.core.settings import read_settings
from orderveil.detect.exact import (
    Element,
    address_digests,
    email_digests,
    name_digests,
    phone_digests,
    postcode_digests,
    reference_digests,
)
from orderveil.detect.exactcells import Bytes, Cells
from orderveil.detect.exactjudging import expected_coincidences, judge_rows
from orderveil.detect.exactphones import e164_numbers, phone_numbers
from orderveil.detect.exactset import HashSet
from orderveil.scan.knowncolumns import KnownColumns
from orderveil.scan.reading import pieces_of
from orderveil.scan.searching import Search
from orderveil.vault.known import VaultCustomers
from orderveil.vault.local import connect
from orderveil.vault.matching.elements import elements_of
from orderveil.vault.matching.fingerprints import KINDS, Fingerprints
from orderveil.vault.messages import Done, OperatorGrant, PutShop, Sealed, SealOrders

BLOCK = 1 << 20
GIVEN = [f"G{a}{b}{c}an" for a in "abdeghiklmnoprst" for b in "aeiou" for c in "bdgklmnrstv"]
FAMILY = [f"F{a}{b}{c}ar" for a in "abdeghiklmnoprst" for b in "aeiou" for c in "bdgklmnrstv"]
MIXED = np.uint64(0x9E3779B97F4A7C15)
FIRST_MOBILE, MOBILES = 6_000_000_000, 4_000_000_000
COLUMNS = ("order_ref", "name", "phone", "email", "address", "pincode", "amount", "placed_at")


class Held:
    """What the vault holds in memory, without its process."""

    def __init__(self) -> None:
        self._function = Fingerprints(bytes(range(16)))
        self._sets = {element: HashSet() for element in Element}

    def add(self, orders: list[tuple[int, dict[str, Any]]]) -> None:
        read = elements_of(orders)
        keys, checks = self._function.both(read.kinds, read.digests)
        for element, kind in KINDS.items():
            mine = read.kinds == kind
            self._sets[element].add(keys[mine], checks[mine], read.ns[mine])

    def hold(self, element: Element, digests: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
        out = np.zeros(len(digests), np.bool_)
        at = self._sets[element].candidates(self._function.keys(KINDS[element], digests))
        out[at] = self._sets[element].confirmed(*self._function.both(KINDS[element], digests[at]))
        return out & ((digests[:, 0] | digests[:, 1]) != 0)

    def size(self, element: Element) -> int:
        return self._sets[element].distinct()


def person(number: int, salt: int = 0) -> dict[str, Any]:
    """Return an invented order's fields. People of another salt are others, who share names and districts."""
    seed = (number * int(MIXED) + salt * 7_919) & (2**64 - 1)
    mixed = (seed ^ (seed >> 29)) * 0xBF58476D1CE4E5B9 & (2**64 - 1)
    mixed ^= mixed >> 32
    return {
        "order_ref": f"{'OV' if not salt else 'QX'}{5_900_000_000 + number}",
        "recipient_name": f"{GIVEN[mixed % len(GIVEN)]} {FAMILY[(mixed >> 16) % len(FAMILY)]}",
        "recipient_phone": f"+91{FIRST_MOBILE + (mixed >> 7) % MOBILES}",
        "buyer_email": f"{'buyer' if not salt else 'other'}.{number}@mail{mixed % 40}.example",
        "ship_line1": f"{mixed % 900 + 1} {FAMILY[(mixed >> 24) % 50]} Road",
        "ship_line2": f"{(mixed >> 40) % 90 + 1}th Cross",
        "ship_postcode": str(110_000 + (mixed >> 33) % 19_000 * 37 % 790_000),
    }


def row(fields: dict[str, Any], number: int) -> str:
    """Return a line of an export, where values stand otherwise than in the order."""
    digits = fields["recipient_phone"][3:]
    phone = (digits, f"0{digits}", f"+91 {digits[:5]} {digits[5:]}", f"91{digits}")[number % 4]
    name = fields["recipient_name"].upper() if number % 3 == 0 else fields["recipient_name"]
    line = f"{fields['ship_line1']}, {fields['ship_line2']}, Bengaluru"
    return (
        f'{fields["order_ref"]},{name},{phone},{fields["buyer_email"]},"{line}",{fields["ship_postcode"]},'
        f"{number % 9000 / 4:.2f},2026-1{number % 3}-{number % 28 + 1:02d}\n"
    )


def export(megabytes: int, customers: int, planted: int) -> tuple[bytes, npt.NDArray[np.int64]]:
    """Return an export, and the rows in which a customer stands."""
    size = megabytes * 1_000_000
    rows = size // len(row(person(customers // 2, 1), 1))
    every = max(1, rows // planted)
    lines = [",".join(COLUMNS) + "\n"]
    mine = []
    for number in range(rows):
        if number % every == 0 and len(mine) < planted:
            mine.append(number)
            lines.append(row(person(number * 131 % customers), number))
        else:
            lines.append(row(person(number, 1), number))
    return "".join(lines).encode(), np.array(mine)


def numbers_in(data: Bytes) -> npt.NDArray[np.uint64]:
    """Return the numbers of ten to twelve digits in bytes as they lie, signs between them passed over.

    Spaces and dashes between two digits are dropped; then runs of digits are what is left.
    """
    digit = (data - np.uint8(48)) < 10
    joint = np.zeros(len(data), np.bool_)
    joint[1:-1] = ((data[1:-1] == 32) | (data[1:-1] == 45)) & digit[:-2] & digit[2:]
    if joint.any():
        keep = ~joint
        data, digit = data[keep], digit[keep]
    edges = np.flatnonzero(digit[1:] != digit[:-1]) + 1
    if digit[0]:
        edges = np.append(0, edges)
    if len(edges) % 2:
        edges = np.append(edges, len(data))
    start, end = edges[::2], edges[1::2]
    fit = (end - start >= 10) & (end - start <= 14)
    start, end = start[fit], end[fit]
    whole = np.zeros(len(data) + 32, np.uint8)
    whole[16 : 16 + len(data)] = data
    return e164_numbers(spans(whole, start + 16, end + 16), "IN")


def spans(data: Bytes, start: npt.NDArray[np.int64], end: npt.NDArray[np.int64]) -> Cells:
    """Return pieces of bytes as cells."""
    lengths = end - start
    offsets = np.append(0, np.cumsum(lengths))
    at = np.arange(offsets[-1]) + np.repeat(start - offsets[:-1], lengths)
    return Cells.laid(data[at], offsets)


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """Return what it returns, and the CPU seconds that it took."""
    begun = time.process_time()
    result = work()
    return result, time.process_time() - begun


def tell(what: str, **facts: Any) -> None:
    """Print one line."""
    print(json.dumps({"what": what, **facts}), flush=True)


def by_numbers(raw: bytes, held: Held) -> tuple[int, int]:
    """Compare every number; return how many, and how many are held."""
    asked = found = 0
    data = np.frombuffer(raw, np.uint8)
    at = 0
    while at < len(data):
        end = min(at + BLOCK, len(data))
        while end < len(data) and data[end - 1] != 10:
            end += 1
        numbers = numbers_in(data[at:end])
        asked += len(numbers)
        found += int(held.hold(Element.PHONE, phone_digests(numbers)).sum())
        at = end
    return asked, found


def tables(raw: bytes) -> Iterator[dict[str, Cells]]:
    """Yield an export's columns, a stretch at a time."""
    as_text = arrow_csv.ConvertOptions(column_types=dict.fromkeys(COLUMNS, pa.string()))
    options = arrow_csv.ReadOptions(block_size=4 * BLOCK, use_threads=False)
    for batch in arrow_csv.open_csv(io.BytesIO(raw), options, convert_options=as_text):
        yield {name: cells(batch.column(name)) for name in COLUMNS[:6]}


def cells(column: Any) -> Cells:
    """Return a column of Arrow as cells."""
    _, offsets, data = pc.fill_null(column, "").buffers()
    places = np.frombuffer(offsets, np.int32)[column.offset : column.offset + len(column) + 1]
    return Cells.laid(np.frombuffer(data, np.uint8), places)


def by_rows(raw: bytes, held: Held) -> tuple[npt.NDArray[np.bool_], dict[str, int]]:
    """Compare every column; return which rows hold two element types, and how many rows each element."""
    blocks = []
    hits = dict.fromkeys(Element, 0)
    for table in tables(raw):
        postcodes = postcode_digests(table["pincode"])
        names = name_digests(table["name"], postcodes)[0]
        lines, of = address_digests(table["address"], postcodes)
        found = {
            Element.PHONE: held.hold(Element.PHONE, phone_digests(phone_numbers(table["phone"], "IN"))),
            Element.EMAIL: held.hold(Element.EMAIL, email_digests(table["email"])),
            Element.NAME_POSTCODE: held.hold(Element.NAME_POSTCODE, names),
            Element.ORDER_REF: held.hold(Element.ORDER_REF, reference_digests(table["order_ref"])),
            Element.ADDRESS: np.zeros(len(names), np.bool_),
        }
        found[Element.ADDRESS][of[held.hold(Element.ADDRESS, lines)]] = True
        for element, bits in found.items():
            hits[element] += int(bits.sum())
        blocks.append(judge_rows(found)[0])
    return np.concatenate(blocks), {str(element): count for element, count in hits.items()}


def over_a_vault(orders: int, megabytes: int) -> None:
    """Scan an export with rules and exact match, against a vault of its own."""
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings({"ORDERVEIL_HOME": f"{folder}/h"}, Path(folder))
        by = OperatorGrant()
        vault = connect(settings)
        try:
            vault.ask(PutShop(by, "bench"), Done)
            for start in range(0, orders, 1_000):
                drafts = [draft(number) for number in range(start, min(start + 1_000, orders))]
                vault.ask(SealOrders(by, "bench", "backfill", drafts, bulk=True), Sealed)
            raw, planted = export(megabytes, orders, 100)
            known, loading = timed(lambda: VaultCustomers(vault, by))
            search = Search(known=KnownColumns(known, "IN"))
            found, seconds = timed(
                lambda: {
                    one.place.record
                    for one in search.through(pieces_of(io.BytesIO(raw), "export.csv", None))
                    if one.score == 1.0
                }
            )
            recall = len(found & set(planted.tolist())) / len(planted)
            tell("scan with rules over a vault", orders=orders, load_s=round(loading, 2), recall=recall,
                 mb_per_cpu_s=round(len(raw) / 1e6 / seconds, 1))  # fmt: skip
        finally:
            vault.close()


def draft(number: int) -> Draft:
    """Return an invented order as a source tells of it."""
    return Draft("bench", f"r{number}", 1_790_000_000_000, 1, OrderState.CONFIRMED, person(number))


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--planted", type=int, default=7_698)
    parser.add_argument("--vault", type=int, default=20_000, help="orders of the vault that is scanned over")
    told = parser.parse_args()
    held = Held()

    def fill() -> None:
        for start in range(0, told.customers, 1_000):
            held.add([(n, person(n)) for n in range(start, min(start + 1_000, told.customers))])

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    _, seconds = timed(fill)
    sizes = {str(element): held.size(element) for element in Element}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    tell("held", customers=told.customers, us_per_order=round(seconds / told.customers * 1e6, 1), **sizes,
         memory_mb=round((peak - before) / 1024))  # fmt: skip
    raw, planted = export(told.megabytes, told.customers, told.planted)
    megabytes = len(raw) / 1e6
    (asked, found), seconds = timed(lambda: by_numbers(raw, held))
    chance = expected_coincidences(asked - told.planted, told.customers, "IN")
    tell("numbers", mb_per_cpu_s=round(megabytes / seconds, 1), asked=asked, held=found,
         planted=len(planted), chance=round(chance))  # fmt: skip
    (blocked, hits), seconds = timed(lambda: by_rows(raw, held))
    clean = np.ones(len(blocked), np.bool_)
    clean[planted] = False
    tell("all types", mb_per_cpu_s=round(megabytes / seconds, 1), rows=len(blocked),
         recall=float(blocked[planted].mean()), false_rows_ppm=round(float(blocked[clean].mean()) * 1e6, 2),
         **hits)  # fmt: skip
    tell("peak memory", mb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024), of_which_export=megabytes)
    over_a_vault(told.vault, min(20, told.megabytes))


if __name__ == "__main__":
    main()
