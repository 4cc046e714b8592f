"""Every key, secret, app and bypass of a tenant: whose it is, what it may and what it does, how old it is.

Must never tell a secret or a key, nor anything of another tenant's: each row is filtered by its shop's tenant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from orderveil.core.errors import Conflict, Malformed, NotFound
from orderveil.ledger.acts import Act as Did
from orderveil.people.deciding import Target
from orderveil.people.permissions import Permission
from orderveil.people.reviewing import is_overscoped, review_rules
from orderveil.store.database import Transaction
from orderveil.vault import messages as m
from orderveil.vault import people_messages as p
from orderveil.vault import review_messages as r
from orderveil.vault.apikeys import ApiKeys
from orderveil.vault.grants import Actor
from orderveil.vault.interior import BYPASS_COLUMNS, Shop
from orderveil.vault.keyuses import FIELD, SCOPE
from orderveil.vault.people.changing import Changing, Kind
from orderveil.vault.people.persons import Persons
from orderveil.vault.people.room import Room
from orderveil.vault.reviewing.kept import Kept
from orderveil.vault.reviewing.outside import OutsideSystems
from orderveil.vault.reviewing.records import Facts
from orderveil.vault.writer import Group

_HOUR_MS, _DAY_MS = 3_600_000, 86_400_000
_LONGEST_OVERLAP_HOURS = 14 * 24
_EXPIRES_SOON_MS = 14 * _DAY_MS


class Integrations:
    """Lists them, and ends or replaces keys."""

    def __init__(self, room: Room, keys: ApiKeys, outside: OutsideSystems, facts: Kept[Facts]) -> None:
        self._room = room
        self._keys = keys
        self._outside = outside
        self._facts = facts

    def join(self, changing: Changing) -> None:
        """Make the change known that takes two people: a key in place of another."""
        kind = Kind(r.RotateKey, self._carry_out, Permission.INTEGRATIONS_KEY_ISSUE, self._says, self._target)
        changing.add("key-rotation", kind)
        self._changing = changing

    # ---- looking

    def list(self, request: r.ListIntegrations, actor: Actor) -> r.IntegrationRows:
        """Return everything that is connected; a partner's own people see their company's keys alone."""
        now, tenant = self._room.interior.clock.latest_ms(), self._room.tenant_of(actor, request.tenant)
        shops = {shop.shop: shop for shop in self._room.interior.shops.all() if shop.tenant == tenant}
        with self._room.interior.database.reading() as tx:
            facts, uses = self._facts.all(tx, tenant), self._keys.uses.of_all(tx)
            rows = [*self._key_rows(shops, facts, uses, actor, now)]
            if self._room.rights.may(actor, Permission.INTEGRATIONS_KEY_READ, Target(tenant), now):
                rows += [*self._secret_rows(tx, shops, now), *self._passing(tx, shops), *self._apps(tx, tenant, now)]
            elif not rows:
                self._room.rights.require(actor, Permission.INTEGRATIONS_KEY_READ, _partners_own(self, actor), now)
        may_change = self._room.rights.may(actor, Permission.INTEGRATIONS_KEY_REVOKE, Target(tenant), now)
        return r.IntegrationRows(rows, may_change)

    def _key_rows(
        self, shops: Mapping[str, Shop], facts: Mapping[str, Facts], uses: Mapping[str, Mapping[str, int]],
        actor: Actor, now_ms: int,
    ) -> Iterator[r.IntegrationRow]:  # fmt: skip
        for key in self._keys.rows():
            shop = shops.get(key.shop)
            if shop is None:
                continue
            target = Target(shop.tenant, partner=key.partner)
            if not self._room.rights.may(actor, Permission.INTEGRATIONS_KEY_READ, target, now_ms):
                continue
            known, used = answered(facts.get(key.id, Facts()), self._room.persons), uses.get(key.id, {})
            is_live = key.revoked_at_ms is None and key.expires_at_ms > now_ms
            state = "live" if is_live else "revoked" if key.revoked_at_ms is not None else "ended"
            yield r.IntegrationRow(
                "key", key.id, key.label or key.partner, key.shop, key.hop, key.partner, known.owner,
                self._name(known.owner), key.scopes, _named(used, SCOPE), _named(used, FIELD), key.created_at_ms,
                key.last_used_at_ms, key.expires_at_ms, review_rules().rotate_at_ms("key", "", key.created_at_ms),
                state, marks_of_key(key, known, used, now_ms) if is_live else (),
            )  # fmt: skip

    def _secret_rows(self, tx: Transaction, shops: Mapping[str, Shop], now_ms: int) -> Iterator[r.IntegrationRow]:
        by_no = {shop.no: shop for shop in shops.values()}
        rules = review_rules()
        for row in tx.all("SELECT id, shop, source, kind, made_at, until FROM source_secrets ORDER BY id"):
            shop = by_no.get(row[1])
            if shop is None:
                continue
            due = rules.rotate_at_ms(row[3], row[2], row[4])
            state = "live" if row[5] is None else "rotating" if row[5] > now_ms else "ended"
            marks = ("stale",) if state == "live" and now_ms >= due else ()
            yield r.IntegrationRow(
                "secret", f"secret-{row[0]}", f"{row[2]} {row[3]}", shop.shop, "", row[2], None, "", (), (), (),
                row[4], None, row[5], due, state, marks,
            )  # fmt: skip

    def _passing(self, tx: Transaction, shops: Mapping[str, Shop]) -> Iterator[r.IntegrationRow]:
        now = self._room.interior.now_ms()
        rows = tx.all(f"SELECT {BYPASS_COLUMNS} FROM bypasses ORDER BY connector")
        for shop, row in self._room.interior.bypasses(rows):
            if shop.shop not in shops or (row[5] is not None and row[5] <= now):
                continue
            yield r.IntegrationRow(
                "bypass", f"{shop.shop}-{row[1]}-{row[2]}", row[2], shop.shop, row[1], "", None, "", (), (),
                tuple(row[3].split()), row[4], None, row[5], None, "live", ("bypassing",),
            )  # fmt: skip

    def _apps(self, tx: Transaction, tenant: str, now_ms: int) -> Iterator[r.IntegrationRow]:
        facts = self._facts.all(tx, tenant)
        for record_id, one in self._outside.kept.all(tx, tenant).items():
            if one.kind != "app" or one.state == "gone":
                continue
            known = answered(facts.get(record_id, Facts()), self._room.persons)
            marks = self._outside.marks(one, None, known, now_ms) if one.state == "here" else ()
            yield r.IntegrationRow(
                "app", record_id, one.name, "", "", one.system, known.owner, self._name(known.owner), one.scopes, (),
                (), one.made_at_ms, one.used_at_ms, None, None, "live" if one.state == "here" else "ended", marks,
                known.is_ours,
            )  # fmt: skip

    def _name(self, person: str | None) -> str:
        try:
            return self._room.persons.of(person).name if person else ""
        except NotFound:
            return ""

    # ---- changing

    def set(self, tx: Transaction, request: r.SetIntegration, actor: Actor, group: Group) -> m.Done:
        """Name who answers for a key or app; say that an app is the relay's own."""
        tenant = self._room.tenant_of(actor)
        self._room.rights.require(actor, Permission.INTEGRATIONS_KEY_REVOKE, Target(tenant), group.now_ms)
        app = self._outside.kept.get(tx, tenant, request.id)
        if app is None:
            self._key(request.id, tenant)
        known = self._facts.get(tx, tenant, request.id) or Facts()
        if request.owner is not None:
            owner = self._room.persons.of(request.owner, tenant).id if request.owner else None
            known = msgspec.structs.replace(known, owner=owner)
        if request.is_ours is not None and app is not None:
            known = msgspec.structs.replace(known, is_ours=request.is_ours)
        self._facts.put(tx, tenant, request.id, known)
        detail = {"id": request.id} | ({"owner": known.owner} if known.owner else {})
        counts = {"ours": int(known.is_ours)}
        self._room.record(tx, group, Did.INTEGRATIONS_OWNER_SET, actor, tenant, detail=detail, counts=counts)
        return m.Done()

    def end_key(self, tx: Transaction, request: r.EndKey, actor: Actor, group: Group) -> m.Done:
        """Revoke a key at once."""
        tenant = self._room.tenant_of(actor)
        self._room.rights.require(actor, Permission.INTEGRATIONS_KEY_REVOKE, Target(tenant), group.now_ms)
        self._key(request.id, tenant)
        self.revoke(tx, request.id, actor, group)
        return m.Done()

    def revoke(self, tx: Transaction, key_id: str, actor: Actor, group: Group) -> None:
        """Revoke a key and record it: after a review, too."""
        key = self._keys.revoke(tx, key_id, group.now_ms)
        shop = self._room.interior.shops.of(key.shop)
        self._room.record(
            tx, group, Did.PARTNERS_KEY_REVOKED, actor, shop.tenant, shop=shop.shop, hop=key.hop, detail={"key": key.id}
        )
        group.after.append(lambda: self._keys.keep(key))

    def rotate(self, tx: Transaction, request: r.RotateKey, actor: Actor, group: Group) -> p.Proposed | m.KeyIssued:
        """Ask for a key in place of another; an operator has it at once."""
        tenant = self._room.tenant_of(actor)
        self._room.rights.require(actor, Permission.INTEGRATIONS_KEY_ISSUE, self._place(request, tenant), group.now_ms)
        if not 0 <= request.overlap_hours <= _LONGEST_OVERLAP_HOURS or not 1 <= request.days <= 365:
            raise Malformed("an overlap of up to 14 days, and a key for up to a year", place="overlap_hours")
        if actor.who is None:
            return self._carry_out(tx, request, actor, group)
        self._key(request.id, tenant)
        return p.Proposed(self._changing.propose(tx, request, actor, group))

    def _carry_out(self, tx: Transaction, request: r.RotateKey, actor: Actor, group: Group) -> m.KeyIssued:
        old = next((row for row in self._keys.rows() if row.id == request.id), None)
        if old is None or old.revoked_at_ms is not None or old.expires_at_ms <= group.now_ms:
            raise Conflict("the key has ended already", reason="reviews:gone", place="id")
        shop = self._room.interior.shops.of(old.shop)
        asked = m.IssueKey(
            m.OperatorGrant(), old.shop, old.hop, old.partner, old.scopes, group.now_ms + request.days * _DAY_MS,
            old.per_minute, old.label,
        )  # fmt: skip
        key, issued = self._keys.issue(tx, asked, self._room.interior.shops, group.now_ms)
        ends = group.now_ms + request.overlap_hours * _HOUR_MS
        ending = self._keys.end_by(tx, old.id, ends)
        known = self._facts.get(tx, shop.tenant, old.id) or Facts()
        self._facts.put(tx, shop.tenant, key.id, Facts(known.owner))
        self._facts.put(tx, shop.tenant, old.id, msgspec.structs.replace(known, ends_at_ms=ending.expires_at_ms))
        place: dict[str, Any] = {"shop": shop.shop, "hop": key.hop}
        self._room.record(tx, group, Did.PARTNERS_KEY_ISSUED, actor, shop.tenant, **place, detail={"key": key.id})
        detail = {"key": old.id, "by": key.id}
        self._room.record(
            tx, group, Did.INTEGRATIONS_KEY_ROTATED, actor, shop.tenant, **place, detail=detail,
            counts={"overlap_hours": request.overlap_hours},
        )  # fmt: skip
        group.after += [lambda: self._keys.keep(key), lambda: self._keys.keep(ending)]
        return issued

    def end_replaced(self, tx: Transaction, tenant: str, actor: Actor, group: Group) -> int:
        """Revoke replaced keys whose overlap is over: a revocation is marked where an older row cannot undo it."""
        rows = {row.id: row for row in self._keys.rows() if row.revoked_at_ms is None}
        due = [
            key_id
            for key_id, known in self._facts.all(tx, tenant).items()
            if known.ends_at_ms is not None and known.ends_at_ms <= group.now_ms and key_id in rows
        ]
        for key_id in due:
            self.revoke(tx, key_id, actor, group)
        return len(due)

    def _key(self, key_id: str, tenant: str) -> m.KeyRow:
        shops = {shop.shop: shop.tenant for shop in self._room.interior.shops.all()}
        for row in self._keys.rows():
            if row.id == key_id and shops.get(row.shop) == tenant:
                return row
        raise NotFound("there is no such key", place="id")

    def _place(self, request: r.RotateKey, tenant: str) -> Target:
        """Return what a right must cover, before it is told whether there is such a key: of none, the tenant."""
        try:
            return self._target(request, tenant)
        except NotFound:
            return Target(tenant)

    def _says(self, request: r.RotateKey) -> str:
        row = next((row for row in self._keys.rows() if row.id == request.id), None)
        whose = f"key for {row.partner}: {row.hop} of {row.shop}, in place of {row.id}" if row else request.id
        return f"{whose}, for {request.days} days; the old one ends {request.overlap_hours} h after the new one is made"

    def _target(self, request: r.RotateKey, tenant: str) -> Target:
        row = self._key(request.id, tenant)
        return Target(tenant, row.shop, row.hop, partner=row.partner)


def answered(known: Facts, persons: Persons) -> Facts:
    """Return what is known of a key or app, without an owner who has left: nobody answers for it then."""
    try:
        is_here = known.owner is None or persons.of(known.owner).state != "left"
    except NotFound:
        is_here = False
    return known if is_here else msgspec.structs.replace(known, owner=None)


def marks_of_key(key: m.KeyRow, known: Facts, used: Mapping[str, int], now_ms: int) -> tuple[str, ...]:
    """Return what is wrong with a living key, the gravest first."""
    rules = review_rules()
    last = {name: used.get(SCOPE + name, 0) for name in key.scopes}
    found = {
        "unused": rules.is_unused(key.last_used_at_ms, key.created_at_ms, now_ms),
        "stale": now_ms >= rules.rotate_at_ms("key", "", key.created_at_ms),
        "over-scoped": bool(is_overscoped(key.scopes, last, key.created_at_ms, now_ms, rules)),
        "rotating": known.ends_at_ms is not None,
        "ending": known.ends_at_ms is None and key.expires_at_ms - now_ms < _EXPIRES_SOON_MS,
        "no-owner": known.owner is None,
    }
    return tuple(mark for mark, is_so in found.items() if is_so)


def _named(used: Mapping[str, int], prefix: str) -> tuple[str, ...]:
    return tuple(sorted(what.removeprefix(prefix) for what in used if what.startswith(prefix)))


def _partners_own(room: Integrations, actor: Actor) -> Target:
    """Return the partner of somebody who is a partner's user: without keys they see an empty list, not a refusal."""
    held = room._room.rights.assignments(actor.who.person) if actor.who is not None else ()
    tenant = room._room.tenant_of(actor)
    return Target(tenant, partner=next((one.partner for one in held if one.partner), None))
