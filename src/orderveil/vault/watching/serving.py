"""Serves the watch and whoever answers alerts.

How an alert comes to be and ends, by numbered steps:

  1. the worker reads what people did since the place that was kept with its memory;
  2. what it found, its memory and its new place are written in one transaction, or not at all: no entry is
     judged twice, and none is passed over; an alert that is there already is not raised again;
  3. each alert is recorded; the worker hands it to e-mail and webhook and notes that;
  4. somebody who may answers it, never an alert about themselves or their own team; that is recorded;
  5. for ten minutes whoever answered takes the answer back, which is recorded too; the watch hears of answers
     after that time, and so of none that was taken back.

Threat: a worker that is taken over raises no alert, or false ones. It can unsee nothing: the record stands,
and a memory that is removed makes the watch begin again from the record's first entry.
"""

from __future__ import annotations

from typing import Any

import msgspec

from orderveil.core.errors import Conflict, Malformed, NotAllowed, NotFound
from orderveil.ledger.acts import Act as Did
from orderveil.people.deciding import Target
from orderveil.people.permissions import Permission
from orderveil.store.database import Transaction
from orderveil.vault import alert_messages as a
from orderveil.vault.grants import Actor
from orderveil.vault.messages import Done
from orderveil.vault.people.room import Room
from orderveil.vault.typed import check_note
from orderveil.vault.watching.activity import Reading
from orderveil.vault.watching.alerts import Alert, Alerts, Memory
from orderveil.vault.writer import Group

ANSWERS = ("coached", "incident", "justified")
STATES = ("open", *ANSWERS)
CHANNELS = ("email", "webhook")
TAKE_BACK_MS = 600_000
_LONGEST_NOTE = 200
_MOST = 500
_MOST_STATE_BYTES = 32 * 1024 * 1024


class Watching:
    """Serves requests about alerts."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._reading = Reading(room)
        self._alerts = Alerts(room.interior.keys)

    def writes(self) -> dict[type, Any]:
        """Acts that write."""
        return {
            a.AnswerAlert: self.answer,
            a.NoteSent: self.note_sent,
            a.RaiseAlerts: self.raise_alerts,
        }

    def looks(self) -> dict[type, Any]:
        """Acts that look."""
        return {a.ListAlerts: self.list, a.ReadActivity: self.read}

    def silent_minutes(self) -> dict[str, int]:
        """Return for how long the watch has said nothing of the tenant that it looked at longest ago, if of any."""
        inside = self._room.interior
        tenants = {shop.tenant for shop in inside.shops.all()}
        with inside.database.reading() as tx:
            seen = self._alerts.remembered_ms(tx)
        if not tenants or not tenants <= set(seen):
            return {}
        longest = inside.clock.latest_ms() - min(seen[tenant] for tenant in tenants)
        return {"watch_silent_minutes": max(0, longest // 60_000)}

    def read(self, request: a.ReadActivity, actor: Actor) -> a.Activity:
        """Return one page of what people did. Step 1."""
        inside = self._room.interior
        is_first = not request.log
        with inside.database.reading() as tx:
            memory = self._alerts.memory(tx, request.tenant)
            log, index = (memory.log, memory.index) if is_first else (request.log, request.index)
            try:
                rows, log, index, is_end = self._page(tx, request, log, index)
            except NotFound:  # nothing was recorded for this tenant yet
                rows, is_end = [], True
            until_ms = inside.clock.latest_ms() - TAKE_BACK_MS
            answered, heard_ms = self._answered(tx, request.tenant, memory.heard_ms, until_ms)
        return a.Activity(
            rows, log, index, is_end, inside.clock.latest_ms(), memory.version, memory.state if is_first else b"",
            answered if is_first else (), heard_ms,
        )  # fmt: skip

    def _page(
        self, tx: Transaction, request: a.ReadActivity, log: str, index: int
    ) -> tuple[list[a.ActivityRow], str, int, bool]:
        ledger = self._room.interior.ledger
        newest = ledger.page(tx, request.tenant, limit=1)
        ended = set(ledger.ended(tx, request.tenant))
        living = [name for name in newest.logs if name not in ended]
        if log not in living:
            log, index = living[0], 0
        page = ledger.page(tx, request.tenant, log=log, start=index, limit=max(1, request.limit))
        rows = list(self._reading.rows(tx, page.entries, (log, index)))
        index += len(page.entries)
        is_end = index >= page.size
        if is_end and log != living[-1]:
            return rows, living[living.index(log) + 1], 0, False
        return rows, log, index, is_end

    def _answered(
        self, tx: Transaction, tenant: str, since_ms: int, until_ms: int
    ) -> tuple[tuple[str, ...], int]:  # fmt: skip
        """Return the kinds that were justified between two moments, and when the last answer was. Step 5."""
        every = [(one.answered_at_ms or 0, one) for one in self._alerts.all(tx, tenant)]
        heard = [(at, one) for at, one in every if since_ms < at <= until_ms]
        new = [one.kind for _, one in heard if one.state == "justified"]
        return tuple(new), max([at for at, _ in heard], default=since_ms)

    def raise_alerts(self, tx: Transaction, request: a.RaiseAlerts, actor: Actor, group: Group) -> Done:
        """Keep what the watch found and remembers. Steps 2 and 3."""
        before = self._alerts.memory(tx, request.tenant)
        if before.version != request.version:
            raise Conflict("the watch went on elsewhere meanwhile", reason="alerts:stale", permanent=False)
        if len(request.state) > _MOST_STATE_BYTES:
            raise Malformed("the watch remembers too much", place="state")
        memory = Memory(request.log, request.index, request.heard_ms, request.state, before.version + 1)
        self._alerts.remember(tx, request.tenant, memory, group.now_ms)
        raised = [self._alerts.raised(tx, request.tenant, new, group.now_ms) for new in request.alerts]
        for alert in raised:
            if alert is not None:
                self._record(tx, group, actor, alert)
        return Done({"raised": sum(alert is not None for alert in raised)})

    def list(self, request: a.ListAlerts, actor: Actor) -> a.AlertRows:
        """Return alerts; of one that was asked for, or of none, without its evidence."""
        inside = self._room.interior
        tenant = self._tenant(request, actor)
        if actor.who is not None:
            self._room.rights.require(
                actor, Permission.ALERTS_ALERT_READ, Target(tenant), inside.clock.latest_ms()
            )
        if request.state not in (None, *STATES) or request.unsent not in (None, *CHANNELS):
            raise Malformed(f"a state is one of {', '.join(STATES)}", place="state")
        with inside.database.reading() as tx:
            alerts = self._alerts.all(tx, tenant)
            sent = self._alerts.sent(tx, request.unsent) if request.unsent else set()
        rows = [
            self._row(one, with_evidence=request.alert is not None)
            for one in alerts
            if request.state in (None, one.state)
            and request.alert in (None, one.id)
            and one.id not in sent
            and not _is_about(one, actor)
        ]
        if request.alert is not None and not rows:
            raise NotFound("there is no such alert", place="alert", reason="alerts:unknown")
        return a.AlertRows(rows[: max(1, min(request.limit, _MOST))])

    def answer(self, tx: Transaction, request: a.AnswerAlert, actor: Actor, group: Group) -> a.AlertRows:
        """Answer an alert, or take one's answer back. Steps 4 and 5."""
        alert = self._alerts.of(tx, request.alert)
        if alert is None or (actor.who is not None and actor.who.tenant != alert.tenant):
            raise NotFound("there is no such alert", place="alert", reason="alerts:unknown")
        if actor.who is not None:
            self._room.rights.require(actor, Permission.ALERTS_ALERT_ANSWER, Target(alert.tenant), group.now_ms)
            roles = {row.role for row in self._room.persons.of(actor.who.person).roles}
            if _is_about(alert, actor) or (alert.who.startswith("team:") and alert.role in roles):
                raise NotAllowed("somebody else answers an alert about you", reason="alerts:own-alert")
        if not request.answer:
            return self._take_back(tx, alert, actor, group)
        if alert.state != "open":
            raise Conflict("this alert was answered", reason="alerts:answered", place="alert")
        if request.answer not in ANSWERS:
            raise Malformed(f"an answer is one of {', '.join(ANSWERS)}", place="answer")
        check_note(request.note, "note")
        if len(request.note) > _LONGEST_NOTE or any(ord(sign) < 32 for sign in request.note):
            raise Malformed(f"a note is one line of at most {_LONGEST_NOTE} characters", place="note")
        done = msgspec.structs.replace(
            alert, state=request.answer, answered_by=actor.name, answered_at_ms=group.now_ms, note=request.note
        )
        self._alerts.write(tx, done)
        self._record(tx, group, actor, done, done.state)
        return a.AlertRows([self._row(done, with_evidence=True)])

    def _take_back(self, tx: Transaction, alert: Alert, actor: Actor, group: Group) -> a.AlertRows:
        """Step 5."""
        if alert.answered_by != actor.name or alert.answered_at_ms is None:
            raise NotAllowed("an answer is taken back by whoever gave it", reason="alerts:not-yours", place="alert")
        if group.now_ms - alert.answered_at_ms > TAKE_BACK_MS:
            raise Conflict("it was answered too long ago", reason="alerts:too-late", place="alert")
        again = msgspec.structs.replace(alert, state="open", answered_by=None, answered_at_ms=None, note="")
        self._alerts.write(tx, again)
        self._record(tx, group, actor, again, "undone")
        return a.AlertRows([self._row(again, with_evidence=True)])

    def note_sent(self, tx: Transaction, request: a.NoteSent, actor: Actor, group: Group) -> Done:
        """Remember that an alert was handed to a channel."""
        if request.channel not in CHANNELS or self._alerts.of(tx, request.alert) is None:
            raise NotFound("there is no such alert or channel", place="alert", reason="alerts:unknown")
        self._alerts.note_sent(tx, request.alert, request.channel, group.now_ms)
        return Done()

    def _tenant(self, request: a.ListAlerts, actor: Actor) -> str:
        return actor.who.tenant if actor.who is not None else request.tenant or "main"

    def _record(self, tx: Transaction, group: Group, actor: Actor, alert: Alert, answer: str = "") -> None:
        more = {"answer": answer} if answer else {"role": alert.role or "none"}
        self._room.record(
            tx, group, Did.ALERTS_ALERT_ANSWERED if answer else Did.ALERTS_ALERT_RAISED, actor, alert.tenant,
            detail={"alert": alert.id, "kind": alert.kind, "who": alert.who} | more, counts=alert.counts,
        )  # fmt: skip

    def _row(self, alert: Alert, *, with_evidence: bool) -> a.AlertRow:
        return a.AlertRow(
            alert.id, alert.tenant, alert.kind, alert.who, alert.role, alert.at_ms, alert.raised_at_ms, alert.score,
            alert.counts, alert.state, self._name(alert.who), alert.answered_by, self._name(alert.answered_by),
            alert.answered_at_ms, alert.note, alert.evidence if with_evidence else (),
        )  # fmt: skip

    def _name(self, who: str | None) -> str:
        if who is None or not who.startswith("person:"):
            return who or ""
        try:
            return self._room.persons.of(who.removeprefix("person:")).name
        except NotFound:
            return who


def _is_about(alert: Alert, actor: Actor) -> bool:
    return actor.who is not None and alert.who == f"person:{actor.who.person}"
