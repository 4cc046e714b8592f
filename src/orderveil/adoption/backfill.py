"""Backfill: every order that a source already has, taken in once, oldest change first.

It may run beside live webhooks and be broken off at any moment: what it brings twice is a
duplicate, what is older than what is held is stale, and it goes on from its last acknowledged page.
"""

from __future__ import annotations

from collections.abc import Iterator

from orderveil.adoption.listing import Errand, Walk, walk_on
from orderveil.adoption.sources import SourceApi
from orderveil.vault.messages import SealResult


def backfill(errand: Errand, api: SourceApi, since_ms: int = 0) -> Iterator[SealResult]:
    """Yield what becomes of each of a source's orders changed since `since_ms`.

    The errand's file remembers the walk; once it has ended, another over the same file yields
    nothing. Raises the relay's errors; call again to go on.
    """
    walk = Walk.load(errand.state)
    if walk is None or walk.from_ms != since_ms:
        walk = Walk.begin(since_ms)
    yield from walk_on(errand, api, walk, "backfill")
