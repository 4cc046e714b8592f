"""The end of a campaign, some rights at a time: each piece is a transaction of its own, and others are served between.

A campaign of twenty thousand rights would hold the writer for seconds. While it is `closing` nothing can be
decided any more; each piece does its rights, records them, and hands on to the next. A crash, or a vault that
is closed, between two pieces is made good by the next upkeep. Must never do a right twice, nor leave one out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from orderveil.ledger.acts import Act as Did
from orderveil.store.database import Transaction
from orderveil.vault.grants import Actor
from orderveil.vault.people.room import Room
from orderveil.vault.reviewing.carrying import Carrying
from orderveil.vault.reviewing.kept import Kept
from orderveil.vault.reviewing.records import Campaign, Item
from orderveil.vault.writer import Group

AT_ONCE = 250
Run = Callable[[Transaction, Group], Any]
Later = Callable[[Run], None]


class Closing:
    """Closes campaigns. `later` does something in a group of its own, after this one."""

    def __init__(self, room: Room, kept: tuple[Kept[Campaign], Kept[Item]], carrying: Carrying, later: Later) -> None:
        self._room = room
        self._campaigns, self._items = kept
        self._carrying = carrying
        self._later = later

    def begin(
        self, tx: Transaction, which: tuple[str, str], campaign: Campaign, actor: Actor, group: Group
    ) -> Campaign:
        """Let nothing be decided any more, and do the first piece. `which`: tenant and campaign."""
        begun = msgspec.structs.replace(campaign, state="closing", closed_by=actor.name, counts={}, closing_after="")
        self._campaigns.put(tx, *which, begun)
        return self.go_on(tx, which, group)

    def go_on(self, tx: Transaction, which: tuple[str, str], group: Group) -> Campaign:
        """Do the next piece; hand on where there are more."""
        tenant, name = which
        campaign = self._campaigns.get(tx, tenant, name)
        assert campaign is not None
        if campaign.state != "closing":
            return campaign
        actor = Actor("room", campaign.closed_by or "room:vault")
        piece, last = self._items.after(tx, name, campaign.closing_after, AT_ONCE)
        items = self._carrying.out(tx, which, piece, actor, group)
        for item in items:
            self._items.put(tx, name, item.id(), item)
        words = [*(item.decision for item in items), *(f"outcome-{item.outcome}" for item in items)]
        counts = _added(campaign.counts, words)
        if last is None:
            return self._end(tx, which, msgspec.structs.replace(campaign, counts=counts), actor, group)
        campaign = msgspec.structs.replace(campaign, counts=counts, closing_after=last)
        self._campaigns.put(tx, tenant, name, campaign)
        group.after.append(lambda: self._later(lambda tx, group: self.go_on(tx, which, group)))
        return campaign

    def _end(
        self, tx: Transaction, which: tuple[str, str], campaign: Campaign, actor: Actor, group: Group
    ) -> Campaign:
        tenant, name = which
        closed = msgspec.structs.replace(campaign, state="closed", closed_at_ms=group.now_ms)
        self._campaigns.put(tx, tenant, name, closed)
        self._room.record(
            tx, group, Did.REVIEWS_CAMPAIGN_CLOSED, actor, tenant, detail={"campaign": name}, counts=closed.counts
        )
        return closed


def _added(counts: dict[str, int], words: Iterable[str]) -> dict[str, int]:
    more = dict(counts)
    for word in words:
        more[word] = more.get(word, 0) + 1
    return dict(sorted(more.items()))
