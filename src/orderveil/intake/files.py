"""Orders from a file: read one by one, sealed in batches, taken up again where it broke off.

A file of any size takes the memory of one batch. A bad order is told by its place and does not stop
the others. Sealing again what was sealed before changes nothing (it is a duplicate), so a file may
always be handed in anew; the progress file only spares the work. Must never log a record.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from orderveil.core.errors import BadConfiguration, Malformed, RelayError, TooLarge
from orderveil.core.order import Draft, IntakeStatus
from orderveil.intake.ahead import WORTH_IT_BYTES, read_ahead
from orderveil.intake.csv_mapping import drafts_from_csv
from orderveil.intake.door import read_cut
from orderveil.intake.failed_rows import FailedRows
from orderveil.intake.mapping import CsvMapping
from orderveil.intake.progress import Progress
from orderveil.intake.reading import DEFAULT_LIMITS, Limits
from orderveil.intake.shopify_csv import drafts_from_shopify_csv, is_shopify_header
from orderveil.intake.splitting import split_json
from orderveil.intake.tables import Failed, Table, TableFormat
from orderveil.intake.topics import TRANSLATORS
from orderveil.vault.client import Vault
from orderveil.vault.messages import Grant, OperatorGrant, Sealed, SealOrders, SealResult

__all__ = ["Failed", "FileIntake", "Progress", "ingest_file", "read_orders"]

BATCH = 500
_OPERATOR = OperatorGrant()
_BUSY_SECONDS = (0.1, 0.3, 1.0, 3.0)


def read_orders(
    source: str,
    path: Path,
    *,
    mapping: CsvMapping | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Iterator[Draft | Failed]:
    """Yield every order of a file as a draft, and everything that is none as Failed.

    `source` is `shopify`, `woocommerce` or `csv`; JSON or CSV is told from the file itself. `csv`
    needs a mapping. Raises BadConfiguration for a source that cannot be read so, OSError for the file.
    """
    if source == "csv" or mapping is not None:
        if mapping is None:
            raise BadConfiguration("a CSV file needs a mapping: have one proposed first", place="mapping")
        return _read_csv(path, mapping)
    if source not in TRANSLATORS:
        raise BadConfiguration("no such source; there are shopify, woocommerce and csv", place="source")
    if is_json(path):
        return _read_json_file(source, path, limits)
    if source == "shopify":
        return _read_csv(path, None)
    raise BadConfiguration("a CSV file of this source needs a mapping", place="mapping")


def is_json(path: Path) -> bool:
    """Tell whether a file begins as JSON does."""
    with path.open("rb") as file:
        start = file.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip()
    return start[:1] in (b"{", b"[") or not start


def _read_json_file(source: str, path: Path, limits: Limits) -> Iterator[Draft | Failed]:
    translate = TRANSLATORS[source]
    try:
        for at, raw in split_json(path, limits.body_bytes):
            try:
                payload, cut = read_cut(raw, limits)
                yield translate(payload, cut)
            except Malformed as problem:
                within = f", {problem.place}" if problem.place not in (None, "$") else ""
                yield Failed(f"byte {at}{within}", problem.reason, problem.message)
            except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
                yield Failed(f"byte {at}", "input:untranslatable", "the order cannot be translated")
    except Malformed as problem:  # nothing behind it can be told apart
        yield Failed(problem.place or "$", problem.reason, problem.message)


def _read_csv(path: Path, mapping: CsvMapping | None) -> Iterator[Draft | Failed]:
    written = TableFormat(mapping.encoding, mapping.delimiter) if mapping is not None else TableFormat()
    try:
        with Table(path, written) as table:
            if mapping is not None:
                missing = [column for column in mapping.columns if column not in table.header]
                if len(missing) == len(mapping.columns):
                    raise Malformed("no column of the mapping is in the file", place="line 1")
                yield from drafts_from_csv(mapping, table.rows())
            elif is_shopify_header(table.header):
                yield from drafts_from_shopify_csv(table.rows())
            else:
                raise Malformed("not Shopify's export of orders; use a mapping", place="line 1")
    except Malformed as problem:
        yield Failed(problem.place or "$", problem.reason, problem.message)


@dataclass(frozen=True, slots=True)
class FileIntake:
    """How a file is taken in. `state` remembers progress; `failed` receives the failed rows of a CSV."""

    mapping: CsvMapping | None = None
    by: Grant = _OPERATOR
    via: str = "file"
    batch: int = BATCH
    limits: Limits = DEFAULT_LIMITS
    state: Path | None = None
    failed: Path | None = None
    on_progress: Callable[[Progress], None] | None = field(default=None, repr=False)


def ingest_file(
    vault: Vault, shop: str, source: str, path: Path, how: FileIntake = FileIntake()
) -> Iterator[SealResult]:
    """Seal a file's orders in batches and yield what became of each, in the file's order.

    A record that is no order comes as REFUSED, its place in `source_ref`. Raises the vault's errors
    after a few tries; what was yielded before is sealed.
    """
    progress = Progress.resume(how.state, path)
    batch: list[Draft | Failed] = []
    with FailedRows(how.failed, path, how.mapping) as failed:
        for record in _records(source, path, how, progress.records):
            batch.append(record)
            if len(batch) >= how.batch:
                yield from _seal(vault, shop, batch, how, failed)
                progress = _advance(progress, batch, how)
                batch = []
        yield from _seal(vault, shop, batch, how, failed)
        progress = _advance(progress, batch, how)
    progress.finish(how.state)


def _records(source: str, path: Path, how: FileIntake, skip: int) -> Iterator[Draft | Failed]:
    """Yield the file's records after the first `skip`; a large file's are read ahead."""
    if path.is_file() and path.stat().st_size >= WORTH_IT_BYTES:
        return read_ahead(source, path, mapping=how.mapping, limits=how.limits, skip=skip)
    return islice(read_orders(source, path, mapping=how.mapping, limits=how.limits), skip, None)


def _advance(progress: Progress, batch: list[Draft | Failed], how: FileIntake) -> Progress:
    bad = sum(1 for record in batch if isinstance(record, Failed))
    progress = progress.after(len(batch), bad)
    progress.save(how.state)
    if how.on_progress is not None:
        how.on_progress(progress)
    return progress


def _seal(
    vault: Vault, shop: str, batch: list[Draft | Failed], how: FileIntake, failed: FailedRows
) -> list[SealResult]:
    drafts = [record for record in batch if not isinstance(record, Failed)]
    sealed = iter(_ask(vault, SealOrders(by=how.by, shop=shop, via=how.via, drafts=drafts, bulk=True)))
    results: list[SealResult] = []
    for record in batch:
        if isinstance(record, Failed):
            failed.add(record)
            results.append(SealResult(None, record.place, IntakeStatus.REFUSED, reason=record.reason))
        else:
            results.append(next(sealed))
    return results


def _ask(vault: Vault, request: SealOrders) -> list[SealResult]:
    """Ask the vault, a few times when it is busy. Asking twice is safe: the second time they are duplicates."""
    if not request.drafts:
        return []
    for pause in _BUSY_SECONDS:
        try:
            return vault.ask(request, Sealed).results
        except TooLarge:
            return _ask_in_halves(vault, request)
        except RelayError as error:
            if error.permanent:
                raise
            time.sleep(pause)
    return vault.ask(request, Sealed).results


def _ask_in_halves(vault: Vault, request: SealOrders) -> list[SealResult]:
    """Send fewer at once what one request cannot hold."""
    middle = len(request.drafts) // 2
    if not middle:
        draft = request.drafts[0]
        return [SealResult(None, draft.source_ref, IntakeStatus.REFUSED, reason=TooLarge.reason)]
    halves = (request.drafts[:middle], request.drafts[middle:])
    first, second = (SealOrders(request.by, request.shop, request.via, half, request.bulk) for half in halves)
    return _ask(vault, first) + _ask(vault, second)
