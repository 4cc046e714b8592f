"""Orders from a file: read one by one (`orderfile.py`), sealed in batches, taken up again where it broke off.

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

from orderveil.core.errors import RelayError, TooLarge
from orderveil.core.order import Draft, IntakeStatus
from orderveil.intake.ahead import WORTH_IT_BYTES, read_ahead
from orderveil.intake.failed_rows import FailedRows
from orderveil.intake.mapping import CsvMapping
from orderveil.intake.orderfile import read_orders
from orderveil.intake.progress import Progress
from orderveil.intake.reading import DEFAULT_LIMITS, Limits
from orderveil.intake.tables import Failed
from orderveil.vault.client import Vault
from orderveil.vault.messages import Grant, OperatorGrant, Sealed, SealOrders, SealResult

BATCH = 500
_OPERATOR = OperatorGrant()
_BUSY_SECONDS = (0.1, 0.3, 1.0, 3.0)


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
