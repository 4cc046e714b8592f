"""What the control register is told of people: attestations, the state of reviews and integrations, modes' authors.

An attestation counts for its tenant alone, until its time; a later one takes its place. Each leaves a mark
(vault/keyring/marks.py), and so does taking it back: an older row that somebody puts back is told of, and counts for
nothing. Must never say more of a
control than that somebody looked: whether it holds by itself is the register's to judge (orderveil.controls).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec

from orderveil.core.errors import Malformed, NotFound
from orderveil.core.policy import CLOCK_SKEW_MS
from orderveil.ledger.acts import Act as Did
from orderveil.people.deciding import Target
from orderveil.people.permissions import Permission
from orderveil.people.reviewing import DAY_MS, review_rules
from orderveil.store.database import Transaction
from orderveil.vault import control_messages as c
from orderveil.vault import messages as m
from orderveil.vault import review_messages as r
from orderveil.vault.grants import Actor
from orderveil.vault.keyring.marks import Mark
from orderveil.vault.message import OperatorGrant
from orderveil.vault.people.rights import person_of
from orderveil.vault.people.room import Room
from orderveil.vault.reviewing.campaigns import Campaigns
from orderveil.vault.reviewing.integrations import Integrations
from orderveil.vault.reviewing.kept import Kept
from orderveil.vault.reviewing.records import Attested, ModeSet
from orderveil.vault.rowcodes import Table
from orderveil.vault.typed import check_note, check_reference
from orderveil.vault.writer import Group

LONGEST_MS = 366 * DAY_MS
_LONGEST_NOTE = 300
_CONTROL = re.compile(r"[a-z]+:[a-z-]{1,60}")
_ITSELF = Actor("operator", "vault:reviews")


class ControlRoom:
    """Keeps attestations; tells the register."""

    def __init__(self, room: Room, campaigns: Campaigns, integrations: Integrations) -> None:
        self._room = room
        self._campaigns = campaigns
        self._integrations = integrations
        self._attested = Kept("attested", Attested, room.interior.keys.named)
        self._modes = Kept("mode", ModeSet, room.interior.keys.named)

    # ---- attesting

    def attest(self, tx: Transaction, request: c.AttestControl, actor: Actor, group: Group) -> m.Done:
        """Keep what somebody attests, and record it."""
        who = person_of(actor)
        place = Target(who.tenant)
        self._room.rights.require(actor, Permission.CONTROLS_CONTROL_ATTEST, place, group.now_ms)
        if not _CONTROL.fullmatch(request.control):
            raise Malformed("a control is named as in the register: wms:registered-stations-only", place="control")
        if not group.now_ms - LONGEST_MS <= request.seen_at_ms <= group.now_ms + CLOCK_SKEW_MS:
            raise Malformed("the evidence was looked at in the past, within a year", place="seen_at_ms")
        if not group.now_ms < request.until_ms <= request.seen_at_ms + LONGEST_MS:
            raise Malformed("an attestation ends in the future, within a year of the look", place="until_ms")
        check_note(request.note, "note")
        check_reference(request.reference)
        if len(request.note) > _LONGEST_NOTE:
            raise Malformed(f"at most {_LONGEST_NOTE} characters", place="note")
        kept = Attested(
            who.person, group.now_ms, request.seen_at_ms, request.until_ms, request.reference, request.note
        )  # fmt: skip
        self._attested.put(tx, who.tenant, request.control, kept)
        group.marks.append(Mark(_mark(who.tenant, request.control), group.now_ms, group.now_ms + 2 * LONGEST_MS))
        detail = {"control": request.control, "seen": _day(request.seen_at_ms), "until": _day(request.until_ms)}
        self._room.record(
            tx, group, Did.CONTROLS_CONTROL_ATTESTED, actor, who.tenant, detail=detail, reference=request.reference
        )
        return m.Done()

    def end(self, tx: Transaction, request: c.EndAttestation, actor: Actor, group: Group) -> m.Done:
        """Take an attestation back."""
        tenant = person_of(actor).tenant
        self._room.rights.require(actor, Permission.CONTROLS_CONTROL_ATTEST, Target(tenant), group.now_ms)
        if self._attested.get(tx, tenant, request.control) is None:
            raise NotFound("nobody attests this control here", place="control")
        self._attested.drop(tx, tenant, request.control)
        group.marks.append(Mark(_mark(tenant, request.control), group.now_ms + 1, group.now_ms + 2 * LONGEST_MS))
        self._room.record(
            tx, group, Did.CONTROLS_ATTESTATION_ENDED, actor, tenant, detail={"control": request.control}
        )
        return m.Done()

    # ---- telling

    def read(self, request: c.ReadControls, actor: Actor) -> c.ControlsRead:
        """Return what the register is told."""
        now, every = self._room.interior.clock.latest_ms(), {one.tenant for one in self._room.interior.shops.all()}
        tenants = sorted({request.tenant} if request.tenant else every or {"main"})
        is_named = True
        if actor.who is not None:
            tenants = [actor.who.tenant]
            self._room.rights.require(actor, Permission.CONTROLS_REGISTER_READ, Target(tenants[0]), now)
            is_named = self._room.rights.may(actor, Permission.CHANGES_CHANGE_READ, Target(tenants[0]), now)
        with self._room.interior.database.reading() as tx:
            attested = [row for tenant in tenants for row in self._rows(tx, tenant)]
            modes = [row for tenant in tenants for row in self._said(tx, tenant)] if is_named else []
        approvers = self._approvers(actor, tenants[0], now) if actor.who is not None and is_named else []
        reviews = [self._reviews(tenant, now) for tenant in tenants]
        if actor.who is not None:  # a tenant's roles are told by a request of their own, to whoever may read people
            reviews = [msgspec.structs.replace(one, roles_text="") for one in reviews]
        return c.ControlsRead(attested, reviews, modes, approvers)

    def _approvers(self, actor: Actor, tenant: str, now_ms: int) -> list[str]:
        asker, may = person_of(actor).person, Permission.CHANGES_CHANGE_APPROVE
        return [
            one.name
            for one in self._room.persons.all(tenant)
            if one.state == "active" and one.id != asker
            and any(way.refused is None for way in self._room.rights.explain(one, may, Target(tenant), now_ms))
        ]  # fmt: skip

    def _rows(self, tx: Transaction, tenant: str) -> Iterator[c.AttestedRow]:
        marks = self._room.interior.keys.marks.beginning(_mark(tenant, ""))
        for control, one in self._attested.all(tx, tenant).items():
            if one.at_ms < marks.get(control, 0):
                self._room.interior.codes.alarm(Table.ATTESTATIONS, tenant, control)
                continue
            yield c.AttestedRow(
                tenant, control, one.by, self._name(f"person:{one.by}"), one.at_ms, one.seen_at_ms, one.until_ms,
                one.reference, one.note,
            )  # fmt: skip

    def _said(self, tx: Transaction, tenant: str) -> Iterator[c.ModeSaid]:
        for place, one in self._modes.all(tx, tenant).items():
            shop, _, hop = place.partition("/")
            asker, _, second = one.by.partition("/")
            yield c.ModeSaid(shop, hop, one.at_ms, self._name(asker), self._name(second), one.why)

    def _reviews(self, tenant: str, now_ms: int) -> c.ReviewsStood:
        """Return how reviews and integrations stand. The first review is due a cadence after the first account."""
        people = [one for one in self._room.persons.all(tenant) if one.state != "left"]
        told = self._campaigns.every(r.ListCampaigns(OperatorGrant(), tenant), _ITSELF)
        first = min((one.made_at_ms for one in people), default=None)
        due = told.due_at_ms or (first + review_rules().cadence_days * DAY_MS if first is not None else None)
        rows = self._integrations.list(r.ListIntegrations(OperatorGrant(), tenant), _ITSELF).rows
        living = [row for row in rows if row.state in ("live", "rotating")]
        marks: dict[str, int] = {}
        for row in living:
            for mark in row.marks:
                marks[mark] = marks.get(mark, 0) + 1
        roles = self._room.rights.texts.of(tenant)
        stood = c.ReviewsStood(
            tenant, len(people), due, living=len(living), marks=marks, roles_text=roles.text if roles.digest else "",
            is_roles_damaged=roles.is_damaged,
        )  # fmt: skip
        if not told.rows:
            return stood
        newest = told.rows[0]
        return msgspec.structs.replace(
            stood, campaign=newest.campaign, opened_at_ms=newest.opened_at_ms, is_open=newest.state == "open",
            campaign_due_at_ms=newest.due_at_ms, items=newest.items, counts=newest.counts,
        )  # fmt: skip

    def _name(self, actor: str) -> str:
        """Return the name of a person; of whoever else acted, what the record calls them."""
        try:
            return self._room.persons.of(actor.removeprefix("person:")).name if actor else ""
        except NotFound:
            return actor


def _mark(tenant: str, control: str) -> str:
    return f"attested:{tenant}/{control}"


def _day(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).date().isoformat()
