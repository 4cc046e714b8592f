"""Walking through a source's orders page by page, sealing each, and remembering how far it went.

Shared by backfill (all there is, once) and reconciliation (what changed lately, again and again).
A page counts as done when the vault has acknowledged it; sealing one twice changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from orderveil.adoption.sources import SourceApi, newest_ms
from orderveil.core.errors import Malformed, NotFound
from orderveil.core.order import Draft, IntakeStatus
from orderveil.intake.tables import Failed
from orderveil.vault.client import Vault
from orderveil.vault.messages import Grant, Sealed, SealOrders, SealResult

_SECOND_MS = 1_000


@dataclass(frozen=True, slots=True)
class Walk:
    """Where a walk stands. It began at `from_ms`, asks from `since_ms` on, and saw changes up to `newest_ms`."""

    from_ms: int
    since_ms: int
    cursor: str | None = None
    newest_ms: int = 0
    orders: int = 0
    is_done: bool = False

    @staticmethod
    def begin(from_ms: int, newest_ms: int = 0) -> Walk:
        """Return a walk that has not set out yet."""
        return Walk(from_ms, from_ms, newest_ms=newest_ms)

    @staticmethod
    def load(state: Path) -> Walk | None:
        """Return the walk kept in a file, None where there is none that can be read."""
        try:
            told = json.loads(state.read_text())
            walk = Walk(**told)
        except (OSError, ValueError, TypeError):
            return None
        return walk if all(isinstance(at, int) for at in (walk.from_ms, walk.since_ms, walk.newest_ms)) else None

    def save(self, state: Path) -> None:
        """Write it, whole or not at all: times, counts and the source's cursor, nothing of an order."""
        state.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        new = state.with_name(f"{state.name}.new")
        new.write_text(json.dumps(asdict(self)))
        new.replace(state)


@dataclass(frozen=True, slots=True)
class Errand:
    """Who asks, for which shop, and where the walk is remembered."""

    vault: Vault = field(repr=False)
    by: Grant
    shop: str
    state: Path


def walk_on(errand: Errand, api: SourceApi, walk: Walk, via: str) -> Iterator[SealResult]:
    """Yield what becomes of each order from where `walk` stands to the end. `via` is `backfill` or `poll`.

    Raises the relay's errors; after one the walk may be taken up again from its file.
    """
    while not walk.is_done:
        try:
            page = api.list_changed(walk.since_ms, walk.cursor)
        except (Malformed, NotFound):
            if walk.cursor is None:
                raise
            # Sources forget cursors after a while. Pages come in order of change: go on from the newest.
            walk = replace(walk, cursor=None, since_ms=max(walk.since_ms, walk.newest_ms - _SECOND_MS))
            continue
        results = seal_page(errand, page.records, via)
        walk = replace(
            walk,
            cursor=page.cursor,
            newest_ms=max(walk.newest_ms, newest_ms(page.records)),
            orders=walk.orders + len(page.records),
            is_done=page.cursor is None,
        )
        walk.save(errand.state)
        yield from results


def seal_page(errand: Errand, records: list[Draft | Failed], via: str) -> list[SealResult]:
    """Seal a page's orders; those that could not be read come as REFUSED."""
    drafts = [record for record in records if isinstance(record, Draft)]
    request = SealOrders(by=errand.by, shop=errand.shop, via=via, drafts=drafts, bulk=True)
    sealed = iter(errand.vault.ask(request, Sealed).results if drafts else ())
    return [
        next(sealed)
        if isinstance(record, Draft)
        else SealResult(None, record.place, IntakeStatus.REFUSED, reason=record.reason)
        for record in records
    ]
