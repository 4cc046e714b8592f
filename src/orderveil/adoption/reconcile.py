"""Reconciliation: asking each source what changed lately, because webhooks get lost.

Each round asks for everything since the newest change that was seen, by the source's own clock, less
an overlap for changes that were committed there out of order. What is news in it is what webhooks
failed to bring: that number is the health of the webhooks. The same room fetches again what was set
aside unreadable.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from orderveil.adoption.listing import Errand, Walk, seal_page, walk_on
from orderveil.adoption.sources import SourceApi
from orderveil.core.errors import Malformed, NotFound
from orderveil.core.order import IntakeStatus
from orderveil.vault.messages import Done, ListSetAside, ResolveSetAside, SetAsideRows

OVERLAP_MS = 15 * 60_000
_NEWS = (IntakeStatus.SEALED, IntakeStatus.UPDATED)
_MOST_ASIDE = 1_000


@dataclass(slots=True)
class Round:
    """What one round found. `missed` orders had not been brought by webhooks; counts only."""

    orders: int = 0
    missed: int = 0
    statuses: Counter[str] = field(default_factory=Counter)


def reconcile(errand: Errand, api: SourceApi, since_ms: int) -> Round:
    """Walk through what changed since the last round and seal it. The first round begins at `since_ms`.

    A round that was broken off is finished first. Raises the relay's errors; the next call goes on.
    """
    before = Walk.load(errand.state)
    if before is None:
        walk = Walk.begin(since_ms)
    elif before.is_done:
        walk = Walk.begin(max(since_ms, before.newest_ms - OVERLAP_MS), before.newest_ms)
    else:
        walk = before
    done = Round()
    for result in walk_on(errand, api, walk, "poll"):
        done.orders += 1
        done.statuses[result.status] += 1
        done.missed += result.status in _NEWS
    return done


def fetch_set_aside(errand: Errand, api: SourceApi) -> Round:
    """Fetch again what was set aside unreadable and has a reference to ask for.

    What the source does not have any more is resolved; what it still tells unreadably goes on waiting.
    """
    vault, by = errand.vault, errand.by
    rows = vault.ask(ListSetAside(by=by, shop=errand.shop, limit=_MOST_ASIDE), SetAsideRows).rows
    done = Round()
    for row in rows:
        if row.state != "waiting" or row.fetch_ref is None or row.source != api.source:
            continue
        try:
            (result,) = seal_page(errand, [api.fetch(row.fetch_ref)], "poll")
        except NotFound:
            vault.ask(ResolveSetAside(by=by, id=row.id, state="resolved"), Done)
            continue
        except Malformed:
            done.statuses["unreadable"] += 1
            continue
        vault.ask(ResolveSetAside(by=by, id=row.id, state="fetched"), Done)
        done.orders += 1
        done.statuses[result.status] += 1
        done.missed += result.status in _NEWS
    return done
