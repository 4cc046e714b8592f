"""Campaigns: every right kept or removed by somebody other than its holder, or ended by the due date.

By numbered steps:

  1. whoever may opens a campaign: a list of every right as it is now, one at a time for a tenant;
  2. each right is kept or removed by somebody who may decide it, and never by whoever holds it;
  3. until the campaign is over a decision can be taken back; nothing has ended yet;
  4. the campaign closes when whoever may says so, or by itself at the due date: then what was decided to
     be removed ends, and what nobody decided ends as well (vault.reviewing.closing, carrying);
  5. each decision and each end is in the record before anybody hears of it.

Threat: a review that nobody does keeps every right for ever. Here it keeps none.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable

import msgspec

from orderveil.core.errors import Conflict, Malformed, NotAllowed, NotFound
from orderveil.ledger.acts import Act as Did
from orderveil.people.deciding import Target
from orderveil.people.permissions import Permission
from orderveil.people.reviewing import DAY_MS, may_lead, review_rules
from orderveil.store.database import Transaction
from orderveil.vault import review_messages as r
from orderveil.vault.grants import Actor
from orderveil.vault.people.room import Room
from orderveil.vault.reviewing.carrying import Carrying
from orderveil.vault.reviewing.closing import Closing, Later
from orderveil.vault.reviewing.evidence import places_of
from orderveil.vault.reviewing.kept import Kept
from orderveil.vault.reviewing.records import Campaign, Item
from orderveil.vault.reviewing.rightslist import RightsList
from orderveil.vault.writer import Group

_LONGEST_DAYS = 30
_MOST_SHOWN = 5_000
_DECISIONS = frozenset({"", "kept", "removed"})
_NEEDS = {
    "role": Permission.PEOPLE_ROLE_PROPOSE,
    "key": Permission.INTEGRATIONS_KEY_REVOKE,
    "app": Permission.INTEGRATIONS_KEY_REVOKE,
    "account": Permission.PEOPLE_PERSON_REMOVE,
}


class Campaigns:
    """Opens, shows, decides and closes them."""

    def __init__(self, room: Room, rights: RightsList, carrying: Carrying, later: Later) -> None:
        self._room = room
        self._list = rights
        named = room.interior.keys.named
        self._campaigns = Kept("campaign", Campaign, named)
        self._items = Kept("item", Item, named)
        self._closing = Closing(room, (self._campaigns, self._items), carrying, later)

    def open(self, tx: Transaction, request: r.OpenCampaign, actor: Actor, group: Group) -> r.CampaignRead:
        """Take every right into a list. Step 1."""
        tenant = self._room.tenant_of(actor, request.tenant)
        self._room.rights.require(actor, Permission.REVIEWS_CAMPAIGN_OPEN, Target(tenant), group.now_ms)
        if not 1 <= request.days <= _LONGEST_DAYS:
            raise Malformed(f"a campaign takes 1 to {_LONGEST_DAYS} days", place="days")
        if any(one.state != "closed" for one in self._campaigns.all(tx, tenant).values()):
            raise Conflict("a campaign is open already", reason="reviews:open-already")
        campaign_id = f"v_{secrets.token_hex(6)}"
        items = list(self._list.of(tx, tenant, group.now_ms))
        for item in items:
            self._items.put(tx, campaign_id, item.id(), item)
        due = group.now_ms + request.days * DAY_MS
        campaign = Campaign(actor.name, group.now_ms, due, len(items), counts={"open": len(items)})
        self._campaigns.put(tx, tenant, campaign_id, campaign)
        counts = _counted(item.kind for item in items)
        self._room.record(
            tx, group, Did.REVIEWS_CAMPAIGN_OPENED, actor, tenant, detail={"campaign": campaign_id}, counts=counts
        )
        return r.CampaignRead(_row(campaign_id, campaign, group.now_ms), [])

    # ---- looking

    def every(self, request: r.ListCampaigns, actor: Actor) -> r.CampaignRows:
        """Return the campaigns of a tenant, the newest first, and when the next one is due."""
        now, tenant = self._room.interior.clock.latest_ms(), self._room.tenant_of(actor, request.tenant)
        self._room.rights.require(actor, Permission.REVIEWS_CAMPAIGN_READ, Target(tenant), now)
        with self._room.interior.database.reading() as tx:
            found = self._campaigns.all(tx, tenant)
        rows = [_row(name, one, now) for name, one in found.items()]
        rows.sort(key=lambda row: row.opened_at_ms, reverse=True)
        due = rows[0].opened_at_ms + review_rules().cadence_days * DAY_MS if rows else None
        return r.CampaignRows(rows, due, (due is None or now >= due) and not any(row.state == "open" for row in rows))

    def read(self, request: r.ReadCampaign, actor: Actor) -> r.CampaignRead:
        """Return items of a campaign, those that the asker may know of."""
        now, tenant = self._room.interior.clock.latest_ms(), self._room.tenant_of(actor)
        self._room.rights.require(actor, Permission.REVIEWS_CAMPAIGN_READ, Target(tenant), now)
        with self._room.interior.database.reading() as tx:
            campaign = self._of(tx, tenant, request.campaign)
            items = list(self._items.all(tx, request.campaign).values())
            places = places_of(self._room, tx, tenant, (request.campaign, campaign)) if request.with_places else {}
        shown = [item for item in items if _is_shown(item, request.show) and item.n > request.after]
        limit = min(max(1, request.limit), _MOST_SHOWN)
        unplaced = "pending" if request.with_places else ""
        rows = [
            self._item_row(one, actor, tenant, now, places.get(f"i{one.n}", unplaced) if one.decision else "")
            for one in shown[:limit]
        ]
        may_open = self._room.rights.may(actor, Permission.REVIEWS_CAMPAIGN_OPEN, Target(tenant), now)
        return r.CampaignRead(
            _row(request.campaign, campaign, now), rows,
            shown[limit - 1].n if len(shown) > limit else None, campaign.state == "open" and may_open,
        )  # fmt: skip

    def _of(self, tx: Transaction, tenant: str, campaign: str) -> Campaign:
        found = self._campaigns.get(tx, tenant, campaign)
        if found is None:
            raise NotFound("there is no such campaign", reason="reviews:unknown", place="campaign")
        return found

    def _item_row(self, item: Item, actor: Actor, tenant: str, now_ms: int, place: str) -> r.ItemRow:
        return r.ItemRow(
            item.n, item.kind, item.subject, item.name, item.about, item.marks, item.decision, item.decided_by,
            item.decided_at_ms, item.outcome, _is_own(item, actor), self._may_decide(item, actor, tenant, now_ms),
            item.email, place, item.entry,
        )  # fmt: skip

    # ---- deciding

    def decide(self, tx: Transaction, request: r.DecideItem, actor: Actor, group: Group) -> r.CampaignRead:
        """Keep a right, remove it, or take that back. Steps 2 and 3."""
        tenant = self._room.tenant_of(actor)
        self._room.rights.require(actor, Permission.REVIEWS_RIGHT_DECIDE, Target(tenant), group.now_ms)
        campaign = self._of(tx, tenant, request.campaign)
        if request.decision not in _DECISIONS:
            raise Malformed("a right is kept or removed", place="decision")
        if campaign.state != "open" or group.now_ms >= campaign.due_at_ms:
            raise Conflict("the campaign is over", reason="reviews:over", place="campaign")
        item = self._items.get(tx, request.campaign, f"{request.item:06d}")
        if item is None:
            raise NotFound("there is no such right under review", reason="reviews:unknown", place="item")
        if _is_own(item, actor):
            raise NotAllowed("nobody reviews their own rights", reason="reviews:own-right", place="item")
        if not self._may_decide(item, actor, tenant, group.now_ms):
            raise NotAllowed("this right is for others to review", reason="people:not-granted", place="item")
        detail = {
            "campaign": request.campaign, "item": f"i{item.n}", "kind": item.kind, "subject": item.subject,
            "decision": request.decision or "undone",
        }  # fmt: skip
        entry = self._room.record(tx, group, Did.REVIEWS_RIGHT_DECIDED, actor, tenant, detail=detail)
        is_undone = not request.decision
        done = msgspec.structs.replace(
            item, decision=request.decision, decided_by=None if is_undone else actor.name,
            decided_at_ms=None if is_undone else group.now_ms, entry="" if is_undone else entry,
        )  # fmt: skip
        self._items.put(tx, request.campaign, item.id(), done)
        campaign = _moved(campaign, item.decision, done.decision)
        self._campaigns.put(tx, tenant, request.campaign, campaign)
        row = _row(request.campaign, campaign, group.now_ms)
        return r.CampaignRead(row, [self._item_row(done, actor, tenant, group.now_ms, "")])

    def _may_decide(self, item: Item, actor: Actor, tenant: str, now_ms: int) -> bool:
        """Tell whether the asker may decide it: by the right to take it away, or as the lead of its role."""
        rights, place = self._room.rights, Target(tenant)
        if _is_own(item, actor) or not rights.may(actor, Permission.REVIEWS_RIGHT_DECIDE, place, now_ms):
            return False
        if actor.who is None or rights.may(actor, _NEEDS[item.kind], place, now_ms):
            return True
        held = [one.role for one in rights.assignments(actor.who.person)]
        return item.role is not None and may_lead(held, item.role.role, review_rules())

    # ---- the end

    def close(self, tx: Transaction, request: r.CloseCampaign, actor: Actor, group: Group) -> r.CampaignRead:
        """Close a campaign: what was decided to be removed ends. Step 4."""
        tenant = self._room.tenant_of(actor)
        self._room.rights.require(actor, Permission.REVIEWS_CAMPAIGN_OPEN, Target(tenant), group.now_ms)
        campaign = self._of(tx, tenant, request.campaign)
        if campaign.state != "open":
            raise Conflict("the campaign is over", reason="reviews:over", place="campaign")
        if campaign.counts.get("open") and not request.remove_undecided:
            raise Conflict("some rights are undecided", reason="reviews:undecided", place="campaign")
        campaign = self._closing.begin(tx, (tenant, request.campaign), campaign, actor, group)
        return r.CampaignRead(_row(request.campaign, campaign, group.now_ms), [])

    def end_due(self, tx: Transaction, group: Group, actor: Actor) -> int:
        """Close campaigns whose time is over, and go on with those that a stop left half closed.

        Asked while the clock is to be believed, and never else.
        """
        ended = 0
        for tenant in sorted({shop.tenant for shop in self._room.interior.shops.all()} | self._tenants()):
            for name, campaign in self._campaigns.all(tx, tenant).items():
                if campaign.state == "open" and group.now_ms >= campaign.due_at_ms:
                    self._closing.begin(tx, (tenant, name), campaign, actor, group)
                    ended += 1
                elif campaign.state == "closing":
                    self._closing.go_on(tx, (tenant, name), group)
        return ended

    def _tenants(self) -> set[str]:
        return {person.tenant for person in self._room.persons.all()}


def _row(name: str, campaign: Campaign, now_ms: int) -> r.CampaignRow:
    return r.CampaignRow(
        name, campaign.state, campaign.opened_by, campaign.opened_at_ms, campaign.due_at_ms, campaign.closed_by,
        campaign.closed_at_ms, campaign.items, campaign.counts,
        campaign.state == "open" and now_ms >= campaign.due_at_ms,
    )  # fmt: skip


def _moved(campaign: Campaign, old: str, new: str) -> Campaign:
    """Return the campaign with one decision counted elsewhere."""
    counts = dict(campaign.counts)
    counts[old or "open"] = counts.get(old or "open", 0) - 1
    counts[new or "open"] = counts.get(new or "open", 0) + 1
    return msgspec.structs.replace(campaign, counts={name: count for name, count in counts.items() if count})


def _is_own(item: Item, actor: Actor) -> bool:
    return actor.who is not None and item.person == actor.who.person


def _is_shown(item: Item, show: str) -> bool:
    return show == "all" or (show == "open" and not item.decision) or (show == "marked" and bool(item.marks))


def _counted(words: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return dict(sorted(counts.items()))
