"""Partners' keys and modes, asked for by people: a key takes two, and so does a mode that protects less.

The operator's own requests know no tenant; a person's is bound here to the shops of theirs, before
anything else is looked at.
"""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from orderveil.core.errors import Malformed, NotFound
from orderveil.core.grants import SCOPES_OF, Mode
from orderveil.core.hop import Hop
from orderveil.people.deciding import Target
from orderveil.people.permissions import Permission
from orderveil.store.database import Transaction
from orderveil.vault import account_messages as a
from orderveil.vault import people_messages as p
from orderveil.vault.administering import Administering
from orderveil.vault.apikeys import check_key
from orderveil.vault.grants import Actor
from orderveil.vault.interior import Shop
from orderveil.vault.messages import IssueKey, KeyIssued, SetMode
from orderveil.vault.modes import Modes, check_mode
from orderveil.vault.people.changing import Changing, Kind
from orderveil.vault.people.rights import person_of
from orderveil.vault.people.room import Room
from orderveil.vault.reviewing.kept import Kept
from orderveil.vault.reviewing.records import Facts, ModeSet
from orderveil.vault.writer import Group

_RANK = {Mode.OFF: 0, Mode.SHADOW: 1, Mode.PERCENTAGE: 2, Mode.ENFORCED: 3}
_LONGEST_WHY = 200
_LONGEST_LABEL = 60


class Proposing:
    """Serves whoever answers for keys and modes."""

    def __init__(self, room: Room, changing: Changing, administering: Administering, modes: Modes) -> None:
        self._room = room
        self._changing = changing
        self._administering = administering
        self._modes = modes
        self._facts = Kept("facts", Facts, room.interior.keys.named)
        self._set_by = Kept("mode", ModeSet, room.interior.keys.named)
        issue, change = Permission.INTEGRATIONS_KEY_ISSUE, Permission.CONTROLS_MODE_CHANGE
        changing.add("keys", Kind(a.ProposeKey, self._issue, issue, _key_says, _target))
        changing.add("modes", Kind(a.ChangeMode, self._set, change, self._mode_says, _target))

    def key(self, tx: Transaction, request: a.ProposeKey, actor: Actor, group: Group) -> p.Proposed:
        """Ask for a partner's key."""
        target = _target(request, person_of(actor).tenant)
        self._room.rights.require(actor, Permission.INTEGRATIONS_KEY_ISSUE, target, group.now_ms)
        self._shop(request.shop, actor)
        check_key(_asked(request), group.now_ms)
        beyond = set(request.scopes) - SCOPES_OF[Hop(request.hop)]
        if beyond:
            raise Malformed("a scope that this hop's work does not need", place="scopes", reason="access:other-scope")
        if len(request.label) > _LONGEST_LABEL or not request.label.isprintable():
            raise Malformed(f"at most {_LONGEST_LABEL} characters, on one line", place="label")
        who = person_of(actor)
        owner = self._room.persons.of(request.owner or who.person, who.tenant)
        if owner.state != "active":
            raise Malformed("whoever answers for a key works here", place="owner")
        asked = msgspec.structs.replace(request, owner=owner.id)
        return p.Proposed(self._changing.propose(tx, asked, actor, group))

    def mode(self, tx: Transaction, request: a.ChangeMode, actor: Actor, group: Group) -> p.Proposed:
        """Put a hop to a mode, or ask for one that protects less."""
        target = _target(request, person_of(actor).tenant)
        self._room.rights.require(actor, Permission.CONTROLS_MODE_CHANGE, target, group.now_ms)
        shop = self._shop(request.shop, actor)
        mode = check_mode(request.hop, (request.mode, request.percent))
        if len(request.why) > _LONGEST_WHY:
            raise Malformed(f"at most {_LONGEST_WHY} characters", place="why")
        before = self._modes.of(shop, request.hop)
        if _strength(mode, request.percent) < _strength(before.mode, before.percent):
            return p.Proposed(self._changing.propose(tx, request, actor, group))
        self._set(tx, request, actor, group)
        return p.Proposed()

    def _shop(self, name: str, actor: Actor) -> Shop:
        """Return a shop of one's own tenant; another's is none."""
        try:
            shop = self._room.interior.shops.of(name)
        except NotFound:
            shop = None
        if shop is None or shop.tenant != person_of(actor).tenant:
            raise NotFound("there is no such shop", place="shop")
        return shop

    def _issue(self, tx: Transaction, request: a.ProposeKey, actor: Actor, group: Group) -> KeyIssued:
        issued = self._administering.issue_key(tx, _asked(request), actor, group)
        tenant = self._room.interior.shops.of(request.shop).tenant
        self._facts.put(tx, tenant, issued.id, Facts(request.owner or None))
        return issued

    def _set(self, tx: Transaction, request: a.ChangeMode, actor: Actor, group: Group) -> p.Proposed:
        asked = SetMode(request.by, request.shop, request.hop, request.mode, request.percent)
        self._administering.set_mode(tx, asked, actor, group)
        tenant, place = self._room.interior.shops.of(request.shop).tenant, f"{request.shop}/{request.hop}"
        self._set_by.put(tx, tenant, place, ModeSet(actor.name, group.now_ms, request.why))
        return p.Proposed()

    def _mode_says(self, request: a.ChangeMode) -> str:
        before = self._modes.of(self._room.interior.shops.of(request.shop), request.hop)
        was, will = _mode_text(before.mode, before.percent), _mode_text(Mode(request.mode), request.percent)
        return f"{request.hop} of {request.shop}: {was} → {will}"


def _asked(request: a.ProposeKey) -> IssueKey:
    return IssueKey(
        request.by, request.shop, request.hop, request.partner, request.scopes, request.expires_at_ms,
        request.per_minute, request.label,
    )  # fmt: skip


def _target(request: a.ProposeKey | a.ChangeMode, tenant: str) -> Target:
    partner = request.partner if isinstance(request, a.ProposeKey) else None
    return Target(tenant, request.shop, request.hop, partner=partner)


def _key_says(request: a.ProposeKey) -> str:
    last = datetime.fromtimestamp(request.expires_at_ms / 1000, UTC)
    return (
        f"key for {request.partner}: {request.hop} of {request.shop}, {' '.join(sorted(request.scopes))}, "
        f"{request.per_minute} a minute, until {last:%Y-%m-%d}" + (f', for "{request.label}"' if request.label else "")
    )


def _mode_text(mode: Mode, percent: int | None) -> str:
    return f"{mode.value} {percent} %" if mode is Mode.PERCENTAGE else mode.value


def _strength(mode: Mode, percent: int | None) -> tuple[int, int]:
    return _RANK[mode], (percent or 0) if mode is Mode.PERCENTAGE else 0
