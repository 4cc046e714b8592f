"""Any CSV through a mapping: drafts of it, a preview, and a dry run that seals nothing.

Rows that follow each other under one reference are one order, an item each. What no column is mapped
for is kept aside under its column's name. A cell that a spreadsheet rounded is not a number any
more: as a reference it fails the order, elsewhere it counts as not told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from orderveil.core.fields import FIELDS, Kind
from orderveil.core.order import Draft, OrderState, ShipmentDraft, ShipmentState
from orderveil.intake.gathering import ROOT, Gathering
from orderveil.intake.mapping import CHANGED_AT, REF, STATE, CsvMapping
from orderveil.intake.newer import TOLD_BY_FILE, latest_ms, rank_of
from orderveil.intake.payment import is_cash_on_delivery
from orderveil.intake.shopify_csv import cut_row
from orderveil.intake.tables import Failed, Row, is_rounded, unguard

_MOST_ROWS = 5_000
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b,?")
_CLOCK = re.compile(r"\s(\d{1,2}):(\d{2})(:\d{2})?\s*([AaPp])\.?[Mm]\.?")
_MOMENTS = frozenset(name for name, word in FIELDS.items() if word.kind is Kind.MOMENT)
_PARCEL_FIELDS = tuple(name for name, word in FIELDS.items() if word.per_shipment)
_STATES = {
    "": OrderState.PLACED, "pending": OrderState.PLACED, "new": OrderState.PLACED, "created": OrderState.PLACED,
    "placed": OrderState.PLACED, "confirmed": OrderState.CONFIRMED, "paid": OrderState.CONFIRMED,
    "processing": OrderState.CONFIRMED, "packed": OrderState.CONFIRMED, "ready to ship": OrderState.CONFIRMED,
    "fulfilled": OrderState.SHIPPED, "shipped": OrderState.SHIPPED, "dispatched": OrderState.SHIPPED,
    "in transit": OrderState.SHIPPED, "complete": OrderState.SHIPPED, "completed": OrderState.SHIPPED,
    "delivered": OrderState.DELIVERED, "returned": OrderState.RETURNED, "rto": OrderState.RETURNED,
    "rto delivered": OrderState.RETURNED, "cancelled": OrderState.CANCELLED, "canceled": OrderState.CANCELLED,
}  # fmt: skip


def drafts_from_csv(mapping: CsvMapping, rows: Iterable[Row | Failed]) -> Iterator[Draft | Failed]:
    """Yield one draft per order, in the file's order; what cannot be one as Failed, row by row."""
    key = mapping.column_of(REF) or mapping.column_of("order_ref") or mapping.column_of("order_number") or ""
    group: list[Row] = []
    held = ""
    for row in rows:
        if isinstance(row, Failed):
            yield row
            continue
        ref = unguard(row.cells.get(key, ""))
        if group and (ref != held or len(group) >= _MOST_ROWS):
            yield _draft_of(mapping, group, held)
            group = []
        if not ref:
            yield _failed(row, "input:no-reference", "a row without a reference belongs to no order")
        elif is_rounded(ref):
            yield _failed(row, "input:rounded-number", "a spreadsheet rounded the reference; export the file again")
        else:
            held = ref
            group.append(row)
    if group:
        yield _draft_of(mapping, group, held)


def _failed(row: Row, reason: str, message: str) -> Failed:
    return Failed(f"line {row.line}", reason, message, tuple(row.cells.values()))


def _draft_of(mapping: CsvMapping, group: list[Row], ref: str) -> Draft:
    rows = [cut_row(row) for row in group]
    head = {column: unguard(cell) for column, cell in rows[0][0].items()}
    cuts = [path if at == 0 else f"row {at + 1}.{path}" for at, (_, cut) in enumerate(rows) for path in cut]
    told = {target: head.get(column, "") for column, target in mapping.columns.items()}
    told = {target: "" if is_rounded(cell) else cell for target, cell in told.items()}
    into = Gathering(told.get("ship_country") or told.get("bill_country") or mapping.country)
    into.put("order_ref", told.get("order_ref") or ref)
    for target, cell in told.items():
        if target in FIELDS and target not in _PARCEL_FIELDS and target not in into.fields:
            into.put(target, iso_time(cell, mapping.dates) if target in _MOMENTS else cell)
    _put_items(into, mapping, [cells for cells, _ in rows])
    _put_payment(into, told)
    parcels = _parcels(into, told)
    into.keep(ROOT, {column: cell for column, cell in head.items() if cell}, {*mapping.columns, *mapping.drop})
    state = _state_of(into, mapping, told.get(STATE))
    times = [iso_time(told.get(target, ""), mapping.dates) for target in (CHANGED_AT, "ordered_at")]
    withheld = into.finish()
    return Draft(
        source=mapping.source,
        source_ref=ref,
        source_at_ms=latest_ms(*times),
        rank=rank_of(state, len(parcels), TOLD_BY_FILE),
        state=state,
        fields=into.fields,
        withheld=withheld,
        unknown=into.unknown,
        shipments=parcels,
        cut=tuple(cuts),
    )


def _state_of(into: Gathering, mapping: CsvMapping, told: str | None) -> OrderState:
    """Return the state that a file's word stands for. A file without any lists orders that were accepted."""
    if told is None:
        return OrderState.CONFIRMED
    word = told.casefold().replace("_", " ").strip()
    state = mapping.states.get(word) or _STATES.get(word)
    if state is None:
        into.unknown[STATE] = told
    return state or OrderState.CONFIRMED


def _put_items(into: Gathering, mapping: CsvMapping, rows: list[dict[str, str]]) -> None:
    of_item = {column: target[5:] for column, target in mapping.columns.items() if target.startswith("item.")}
    items: list[dict[str, Any]] = []
    for at, cells in enumerate(rows):
        item = {key: unguard(cells.get(column, "")) for column, key in of_item.items()}
        item = {key: cell for key, cell in item.items() if cell and not is_rounded(cell)}
        if item:
            items.append({"line": len(items) + 1, "quantity": "1", **item})
        if at:
            rest = {column: cell for column, cell in cells.items() if cell.strip() and cell != rows[0].get(column)}
            into.keep(f"rows[{at}]", rest, {*of_item, *mapping.drop})
    if items:
        into.put_lines("rows", items)


def _put_payment(into: Gathering, told: dict[str, str]) -> None:
    mode = told.get("payment_mode") or told.get("payment_method") or ""
    if mode:
        cash = is_cash_on_delivery(mode)
        into.fields["payment_mode"] = "cod" if cash else "prepaid"


def _parcels(into: Gathering, told: dict[str, str]) -> tuple[ShipmentDraft, ...]:
    own = Gathering(into.country)
    for name in _PARCEL_FIELDS:
        own.put(name, told.get(name, ""))
    if "awb" not in own.fields:
        into.fields.update(own.fields)
        return ()
    return (ShipmentDraft(key=own.fields["awb"], state=ShipmentState.MANIFESTED, fields=own.fields),)


def iso_time(cell: str, dates: str) -> str:
    """Return a spreadsheet's time as ISO 8601, day or month first as `dates` says. Others stay as they are."""
    found = _DAY_FIRST.match(cell)
    if found:
        day, month = (found[2], found[1]) if dates == "mdy" else (found[1], found[2])
        cell = f"{found[3]}-{int(month):02}-{int(day):02}{cell[found.end() :]}"
    clock = _CLOCK.search(cell)
    if clock:
        hour = int(clock[1]) % 12 + (12 if clock[4] in "pP" else 0)
        cell = f"{cell[: clock.start()]} {hour:02}:{clock[2]}{clock[3] or ''}{cell[clock.end() :]}"
    return cell.strip()


@dataclass(slots=True)
class DryRun:
    """What sealing a file would do, in counts and names. Nothing of a cell is in it."""

    orders: int = 0
    items: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    first_failures: list[str] = field(default_factory=list)
    fields: Counter[str] = field(default_factory=Counter)
    withheld: Counter[str] = field(default_factory=Counter)
    kept_aside: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    cuts: int = 0
    repeated_refs: int = 0


def dry_run(records: Iterable[Draft | Failed], most_failures: int = 20) -> DryRun:
    """Read everything and seal nothing. Memory stays flat but for 8 bytes per order, to see repeats."""
    run = DryRun()
    seen: set[int] = set()
    for record in records:
        if isinstance(record, Failed):
            run.failed[record.reason] += 1
            if len(run.first_failures) < most_failures:
                run.first_failures.append(f"{record.place}: {record.message or record.reason}")
            continue
        run.orders += 1
        run.items += len(record.fields.get("items", ()))
        run.cuts += len(record.cut)
        run.fields.update(record.fields.keys())
        run.withheld.update(record.withheld)
        run.states[record.state] += 1
        left = record.unknown.get(ROOT)
        run.kept_aside.update(left.keys() if isinstance(left, dict) else ())
        key = hash(record.source_ref)
        run.repeated_refs += key in seen
        seen.add(key)
    return run


def preview(records: Iterable[Draft | Failed], most: int = 5) -> list[Draft | Failed]:
    """Return the first few records as they would be sealed. Plaintext: for the eyes of whoever holds the file."""
    return list(islice(records, most))
