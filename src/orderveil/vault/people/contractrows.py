"""Whose contracts somebody may read, and which overlays these are made of. Decides by rights alone; writes nothing.

Must never tell one tenant of another's shops, nor of partners that work for another's alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from orderveil.contracts.load import file_of, overlay_named
from orderveil.core.errors import NotAllowed
from orderveil.core.hop import HOPS, Hop
from orderveil.people.deciding import Target
from orderveil.people.permissions import Permission
from orderveil.vault import contract_messages as c
from orderveil.vault.grants import Actor
from orderveil.vault.inuse import digest_of
from orderveil.vault.messages import KeyRow
from orderveil.vault.people.room import Room

_P = Permission


class ContractRows:
    """Lists contracts."""

    def __init__(self, room: Room, keys: Callable[[], Iterable[KeyRow]]) -> None:
        self._room = room
        self._in = room.interior
        self._keys = keys

    def of(self, actor: Actor) -> list[c.ContractOf]:
        """Return every contract that somebody may read, in the order of the hops."""
        tenant, now = self._room.tenant_of(actor), self._in.clock.latest_ms()
        if actor.who is not None:
            self._require_any(actor)
        rows = []
        for hop, partner, shop in self._wanted(tenant, actor):
            target = Target(tenant, shop=shop, hop=hop.value, partner=partner)
            if self._room.rights.may(actor, _P.CONTRACTS_CONTRACT_READ, target, now):
                proposes = not (partner and shop) and (shop is not None or not self.is_shared(tenant))
                may = proposes and self._room.rights.may(actor, _P.CONTRACTS_CONTRACT_PROPOSE, target, now)
                rows.append(c.ContractOf(hop.value, partner, shop, may))
        return rows

    def overlays_for(self, rows: Iterable[c.ContractOf]) -> list[c.Overlay]:
        """Return the overlays of which some contracts are made."""
        wanted: set[str] = set()
        for row in rows:
            hop = Hop(row.hop)
            wanted |= {file_of(hop)}
            wanted |= {file_of(hop, "partner", row.partner)} if row.partner else set()
            wanted |= {file_of(hop, "shop", row.shop)} if row.shop else set()
        return [one for one in self._overlays() if one.file in wanted]

    def overlays_of(self, tenant: str) -> list[c.Overlay]:
        """Return the overlays of every contract of a tenant."""
        shops = [shop.shop for shop in self._in.shops.all() if shop.tenant == tenant]
        partners = {name for _, name in self._partners(tenant, shops)}
        known = {"": {""}, "partner": partners, "shop": set(shops)}
        keys = {one.file: overlay_named(one.file) for one in self._overlays()}
        return [one for one in self._overlays() if (key := keys[one.file]) is not None and key[2] in known[key[1]]]

    def tenants_of(self, file: str) -> list[str]:
        """Return the tenants in whose shops an overlay holds; of one that nobody has, the first tenant's name."""
        key, shops = overlay_named(file), self._in.shops.all()
        own = [shop.tenant for shop in shops if key is None or key[1] != "shop" or shop.shop == key[2]]
        return sorted(set(own)) or ["main"]

    def is_shared(self, tenant: str) -> bool:
        """Tell whether other tenants have shops here, so that what holds in every shop is not one tenant's."""
        return any(shop.tenant != tenant for shop in self._in.shops.all())

    def _wanted(self, tenant: str, actor: Actor) -> Iterator[tuple[Hop, str | None, str | None]]:
        """Yield the contracts there are to read: everybody's, each partner's, and each shop's that has its own.

        Whoever is bound to shops or to a partner reads theirs whether or not it has an overlay of its own; so does
        everybody where several tenants share what holds in every shop, for there a shop's own is all they may change.
        """
        shops = [shop.shop for shop in self._in.shops.all() if shop.tenant == tenant]
        partners = self._partners(tenant, shops)
        overlaid = {(hop, name) for hop, kind, name in self._in.contracts.now.overlays() if kind == "shop"}
        bound_shops, bound_partners = self._bound(actor)
        if self.is_shared(tenant):
            bound_shops = bound_shops | set(shops)
        for hop in HOPS:
            named = sorted({name for at, name in partners if at is hop})
            for shop in (None, *[one for one in shops if (hop, one) in overlaid or one in bound_shops]):
                yield hop, None, shop
                for partner in named:
                    if shop is None or partner in bound_partners:
                        yield hop, partner, shop

    def _partners(self, tenant: str, shops: list[str]) -> set[tuple[Hop, str]]:
        """Return which partners work at which hops of a tenant: by their keys, and by overlays."""
        found = {(Hop(key.hop), key.partner) for key in self._keys() if key.shop in shops}
        if not self.is_shared(tenant):
            found |= {(hop, name) for hop, kind, name in self._in.contracts.now.overlays() if kind == "partner"}
        return found

    def _bound(self, actor: Actor) -> tuple[set[str], set[str]]:
        """Return the shops and partners to which some role of somebody is narrowed."""
        held = self._room.rights.assignments(actor.who.person) if actor.who is not None else ()
        return {shop for one in held for shop in one.shops or ()}, {one.partner for one in held if one.partner}

    def _require_any(self, actor: Actor) -> None:
        """Refuse whoever has no role that reads contracts, before anything is looked up."""
        assert actor.who is not None
        held = self._room.rights.roles_of(self._room.persons.of(actor.who.person))
        if not any(grant.permission is _P.CONTRACTS_CONTRACT_READ for role in held for grant in role.grants):
            raise NotAllowed("no role of yours covers this", reason="people:not-granted")

    def _overlays(self) -> list[c.Overlay]:
        in_force = self._in.contracts.in_force
        return [
            c.Overlay(file, raw.decode("utf-8-sig"), digest_of(raw)) for file, raw in sorted(in_force.raws.items())
        ]
