"""The scripts of a shop's checkout page: an inventory with why each is needed, who authorised it, and its hash.

PCI DSS 4.0.1, requirement 6.4.3. A script that was not authorised is new; one whose hash is another than
the authorised one has changed. Must never hold the value of a query: addresses come without them.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

import msgspec

from orderveil.core.errors import Malformed, NotFound
from orderveil.ledger.acts import Act as Did
from orderveil.people.deciding import Target
from orderveil.people.permissions import Permission
from orderveil.store.database import Transaction
from orderveil.vault import messages as m
from orderveil.vault import review_messages as r
from orderveil.vault.grants import Actor
from orderveil.vault.people.room import Room
from orderveil.vault.reviewing.kept import Kept
from orderveil.vault.reviewing.records import Script
from orderveil.vault.typed import check_note
from orderveil.vault.writer import Group

_MOST = 500
_LONGEST_ADDRESS, _LONGEST_WHY = 500, 300
_INTEGRITY = re.compile(r"sha(?:256|384|512)-[A-Za-z0-9+/]{43,86}={0,2}")


class Scripts:
    """Keeps the inventory."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._kept = Kept("script", Script, room.interior.keys.named)

    def take(self, tx: Transaction, request: r.ImportScripts, actor: Actor, group: Group) -> r.OutsideImported:
        """Take what was met on a page. What is known stays authorised only while its hash is the same."""
        shop = self._room.interior.shops.of(request.shop)
        tenant = self._room.tenant_of(actor, shop.tenant)
        if shop.tenant != tenant:
            raise NotFound("there is no such shop", reason="shop:unknown", place="shop")
        target = Target(tenant, shop.shop)
        self._room.rights.require(actor, Permission.REVIEWS_CAMPAIGN_OPEN, Target(tenant), group.now_ms)
        if not 1 <= len(request.scripts) <= _MOST:
            raise Malformed(f"a page has 1 to {_MOST} scripts", place="scripts")
        counts = {"new": 0, "known": 0, "changed": 0}
        for number, seen in enumerate(request.scripts):
            _check(f"scripts[{number}]", seen)
            counts[self._meet(tx, (tenant, shop.shop), seen, group.now_ms)] += 1
        self._room.record(tx, group, Did.INTEGRATIONS_SCRIPTS_MET, actor, tenant, shop=target.shop, counts=counts)
        return r.OutsideImported(counts)

    def _meet(self, tx: Transaction, where: tuple[str, str], seen: r.ScriptSeen, now_ms: int) -> str:
        tenant, shop = where
        # one inside the page has no other name than its hash
        script_id = f"s_{self._kept.id_of(tenant, shop, seen.address or seen.integrity)}"
        before = self._kept.get(tx, tenant, script_id)
        if before is None:
            one = Script(shop, seen.address, now_ms, now_ms, seen.integrity, seen.why)
        else:
            pinned = seen.integrity or before.pinned  # a report without a hash tells nothing of it
            one = msgspec.structs.replace(before, seen_at_ms=now_ms, pinned=pinned, why=before.why or seen.why)
        self._kept.put(tx, tenant, script_id, one)
        if before is None:
            return "new"
        return "changed" if one.state() == "changed" else "known"

    def list(self, request: r.ListScripts, actor: Actor) -> r.ScriptRows:
        """Return the scripts of a tenant's shops, those that nobody authorised first."""
        now, tenant = self._room.interior.clock.latest_ms(), self._room.tenant_of(actor)
        self._room.rights.require(actor, Permission.INTEGRATIONS_KEY_READ, Target(tenant), now)
        with self._room.interior.database.reading() as tx:
            every = self._kept.all(tx, tenant)
        rows = [
            r.ScriptRow(
                name, one.shop, one.address, one.pinned, one.why, one.state(), one.first_at_ms, one.seen_at_ms,
                one.decided_by, one.decided_at_ms, bool(one.pinned),
            )
            for name, one in every.items()
            if request.shop in (None, one.shop)
        ]  # fmt: skip
        order = {"changed": 0, "new": 1, "refused": 2, "authorised": 3}
        return r.ScriptRows(sorted(rows, key=lambda row: (order[row.state], row.shop, row.address)))

    def decide(self, tx: Transaction, request: r.DecideScript, actor: Actor, group: Group) -> m.Done:
        """Authorise a script as it is now, or refuse it."""
        tenant = self._room.tenant_of(actor)
        self._room.rights.require(actor, Permission.REVIEWS_CAMPAIGN_OPEN, Target(tenant), group.now_ms)
        one = self._kept.get(tx, tenant, request.script)
        if one is None:
            raise NotFound("there is no such script", reason="reviews:unknown", place="script")
        why = request.why.strip() or one.why
        check_note(why, "why")
        if request.authorise and (not why or len(why) > _LONGEST_WHY or not why.isprintable()):
            raise Malformed(f"why the page needs it, in 1 to {_LONGEST_WHY} characters", place="why")
        done = msgspec.structs.replace(
            one, why=why, authorised=one.pinned if request.authorise else None, is_refused=not request.authorise,
            decided_by=actor.name, decided_at_ms=group.now_ms,
        )  # fmt: skip
        self._kept.put(tx, tenant, request.script, done)
        detail = {"script": request.script, "state": done.state()}
        self._room.record(tx, group, Did.INTEGRATIONS_SCRIPT_DECIDED, actor, tenant, shop=one.shop, detail=detail)
        return m.Done(text=done.state())


def _check(place: str, seen: r.ScriptSeen) -> None:
    if seen.integrity and not _INTEGRITY.fullmatch(seen.integrity):
        raise Malformed("an integrity is sha256-, sha384- or sha512- and base64", place=f"{place}.integrity")
    if len(seen.address) > _LONGEST_ADDRESS or not (seen.address or seen.integrity):
        raise Malformed("a script has an address, or the hash of what stands in the page", place=f"{place}.address")
    if len(seen.why) > _LONGEST_WHY or not (seen.why.isprintable() and seen.address.isprintable()):
        raise Malformed("texts that can be printed", place=place)
    check_note(seen.why, f"{place}.why")
    if not seen.address:
        return
    try:
        url = urlsplit(seen.address)
        has_value = any(value for _, value in parse_qsl(url.query))
    except ValueError:
        raise Malformed("an address that cannot be read", place=f"{place}.address") from None
    if url.scheme not in ("https", "http") or not url.hostname or url.username or url.fragment or has_value:
        raise Malformed("an address without user, fragment and values of a query", place=f"{place}.address")
