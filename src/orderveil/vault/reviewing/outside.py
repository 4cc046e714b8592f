"""Accounts and apps in systems that the relay does not rule: their lists, whose they are, what has to be ended.

A list is the whole of a system: what is not in it any more is gone. An account that was ended and
stands in a later list is back, and says so. Must never end anything by itself: people do that, elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from orderveil.core.errors import Malformed, NotFound
from orderveil.ledger.acts import Act as Did
from orderveil.people.deciding import Target
from orderveil.people.permissions import Permission
from orderveil.people.reviewing import AccountFacts, marks_of_account, review_rules
from orderveil.store.database import Transaction
from orderveil.vault import messages as m
from orderveil.vault import review_messages as r
from orderveil.vault.grants import Actor
from orderveil.vault.people.persons import Person, email_key
from orderveil.vault.people.room import Room
from orderveil.vault.reviewing.kept import Kept
from orderveil.vault.reviewing.records import Facts, Imported, Outside
from orderveil.vault.writer import Group

MOST = 20_000
_LONGEST = 254
_MOST_SCOPES = 200
_SYSTEM = re.compile(r"[a-z][a-z0-9-]{0,30}")
_SCOPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,95}")


class OutsideSystems:
    """Keeps the lists."""

    def __init__(self, room: Room, facts: Kept[Facts]) -> None:
        self._room = room
        self._facts = facts
        named = room.interior.keys.named
        self.kept = Kept("outside", Outside, named)
        self._imports = Kept("import", Imported, named)

    def take(self, tx: Transaction, request: r.ImportOutside, actor: Actor, group: Group) -> r.OutsideImported:
        """Take a system's whole list of accounts or apps, in place of the one before."""
        tenant = self._room.tenant_of(actor, request.tenant)
        self._room.rights.require(actor, Permission.REVIEWS_CAMPAIGN_OPEN, Target(tenant), group.now_ms)
        if not _SYSTEM.fullmatch(request.system):
            raise Malformed("a system's name is lower-case letters, digits and hyphens, at most 31", place="system")
        kind = "account" if request.accounts is not None else "app"
        listed = {self._id(tenant, one): one for one in self._listed(request, group.now_ms)}
        if not listed or len(listed) > MOST:
            raise Malformed(f"a list holds 1 to {MOST} accounts or apps", place="list")
        known = {
            record_id: one
            for record_id, one in self.kept.all(tx, tenant).items()
            if one.system == request.system and one.kind == kind
        }
        counts = {"new": 0, "known": 0, "gone": 0, "back": 0}
        for record_id, one in listed.items():
            counts[self._put(tx, tenant, (record_id, one), known.get(record_id))] += 1
        for record_id in known.keys() - listed.keys():
            if known[record_id].state != "gone":
                counts["gone"] += 1
            self.kept.put(tx, tenant, record_id, msgspec.structs.replace(known[record_id], state="gone"))
        self._imports.put(tx, tenant, f"{request.system}.{kind}", Imported(group.now_ms))
        detail = {"system": request.system, "kind": kind}
        self._room.record(tx, group, Did.REVIEWS_OUTSIDE_IMPORTED, actor, tenant, detail=detail, counts=counts)
        return r.OutsideImported(counts)

    def _put(self, tx: Transaction, tenant: str, new: tuple[str, Outside], before: Outside | None) -> str:
        """Write one of a list; tell whether it is new, known, or back although it was ended."""
        record_id, one = new
        outcome = "new" if before is None else "known"
        if before is not None:
            is_back = before.is_back or before.state == "ended"
            outcome = "back" if before.state == "ended" else outcome
            one = msgspec.structs.replace(one, to_end=before.to_end, is_back=is_back)
        self.kept.put(tx, tenant, record_id, one)
        return outcome

    def _listed(self, request: r.ImportOutside, now_ms: int) -> Iterator[Outside]:
        if request.accounts is not None and request.apps is not None:
            raise Malformed("a list is of accounts or of apps", place="list")
        for number, account in enumerate(request.accounts or ()):
            place = f"accounts[{number}]"
            if account.mfa not in ("", "on", "off") or "@" not in account.email:
                raise Malformed("an account has an address, and a factor on, off or unknown", place=place)
            _check(place, account.email, account.name, account.role)
            yield Outside(
                "account", request.system, account.name, now_ms, account.email, account.role, account.mfa,
                used_at_ms=account.used_at_ms, made_at_ms=account.made_at_ms,
            )  # fmt: skip
        for number, app in enumerate(request.apps or ()):
            place = f"apps[{number}]"
            _check(place, app.name)
            if not app.name or len(app.scopes) > _MOST_SCOPES or not all(map(_SCOPE.fullmatch, app.scopes)):
                raise Malformed("an app has a name, and scopes that are words", place=place)
            yield Outside(
                "app", request.system, app.name, now_ms, scopes=tuple(sorted(set(app.scopes))),
                used_at_ms=app.used_at_ms, made_at_ms=app.made_at_ms,
            )  # fmt: skip

    def _id(self, tenant: str, one: Outside) -> str:
        which = email_key(one.email) if one.kind == "account" else one.name.casefold()
        return f"o_{self.kept.id_of(tenant, one.kind, one.system, which)}"

    # ---- what is wrong with them

    def persons_of(self, tenant: str) -> dict[str, Person]:
        """Return people by their address; of two with one address, whoever has not left."""
        found: dict[str, Person] = {}
        for person in self._room.persons.all(tenant):
            before = found.get(email_key(person.email))
            if before is None or before.state == "left":
                found[email_key(person.email)] = person
        return found

    def marks(self, one: Outside, person: Person | None, facts: Facts, now_ms: int) -> tuple[str, ...]:
        """Return what is wrong with an account or app."""
        rules = review_rules()
        if one.kind == "account":
            told = AccountFacts(
                person.state if person is not None else None, one.mfa, one.used_at_ms, one.made_at_ms, one.is_back
            )
            marks = marks_of_account(told, now_ms, rules)
        else:
            found = {
                "bypassing": bool(rules.bypassing & set(one.scopes)) and not facts.is_ours,
                "back": one.is_back,
                "unused": rules.is_unused(one.used_at_ms, one.made_at_ms, now_ms),
                "no-owner": facts.owner is None,
            }
            marks = tuple(mark for mark, is_so in found.items() if is_so)
        return (*marks, "to-end") if one.to_end is not None else marks

    def list(self, request: r.ListOutside, actor: Actor) -> r.OutsideRows:
        """Return accounts, or what has to be ended: by whom and when it was, where it was."""
        now, tenant = self._room.interior.clock.latest_ms(), self._room.tenant_of(actor)
        for permission in (Permission.REVIEWS_CAMPAIGN_READ, Permission.PEOPLE_PERSON_READ):
            self._room.rights.require(actor, permission, Target(tenant), now)
        with self._room.interior.database.reading() as tx:
            every, imports = self.kept.all(tx, tenant), self._imports.all(tx, tenant)
            facts = self._facts.all(tx, tenant)
        people = self.persons_of(tenant)
        rows = [
            self._row(record_id, one, people.get(email_key(one.email)), facts.get(record_id, Facts()), now)
            for record_id, one in every.items()
            if request.system in (None, one.system) and (request.tasks_only or one.kind == "account")
        ]
        if request.tasks_only:
            rows = [row for row in rows if is_task(row)]
        rows.sort(key=lambda row: (row.state != "here", row.system, row.email, row.name))
        return r.OutsideRows(rows, {name: record.at_ms for name, record in imports.items()})

    def _row(self, record_id: str, one: Outside, person: Person | None, facts: Facts, now_ms: int) -> r.OutsideRow:
        return r.OutsideRow(
            record_id, one.system, one.email, one.name, one.role or " ".join(one.scopes), one.mfa, one.used_at_ms,
            one.made_at_ms, one.seen_at_ms, person.id if person else None, person.name if person else "",
            self.marks(one, person, facts, now_ms), one.state, one.ended_by, one.ended_at_ms,
        )  # fmt: skip

    def tick(self, tx: Transaction, request: r.TickTask, actor: Actor, group: Group) -> m.Done:
        """Note that somebody ended an account or app where it is, or take that back."""
        tenant = self._room.tenant_of(actor)
        self._room.rights.require(actor, Permission.PEOPLE_PERSON_REMOVE, Target(tenant), group.now_ms)
        one = self.kept.get(tx, tenant, request.account)
        if one is None or one.state == "gone":
            raise NotFound("there is no such account", reason="reviews:unknown", place="account")
        state, by, at_ms = ("here", None, None) if request.undo else ("ended", actor.name, group.now_ms)
        ticked = msgspec.structs.replace(one, state=state, ended_by=by, ended_at_ms=at_ms, is_back=False)
        self.kept.put(tx, tenant, request.account, ticked)
        detail = {"account": request.account, "system": one.system, "state": ticked.state}
        self._room.record(tx, group, Did.REVIEWS_TASK_TICKED, actor, tenant, detail=detail)
        return m.Done(text=ticked.state)


def is_task(row: r.OutsideRow) -> bool:
    """Tell whether an account has to be ended outside, or was after it had to be."""
    return bool({"leaver", "to-end", "back"} & set(row.marks)) or row.ended_at_ms is not None


def _check(place: str, *texts: str) -> None:
    for text in texts:
        if len(text) > _LONGEST or (text and not text.isprintable()):
            raise Malformed(f"a text of at most {_LONGEST} characters that can be printed", place=place)
