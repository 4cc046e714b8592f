"""Who may ask the vault for what. Default deny: a request without a row here is refused.

Threats met here: a gateway that is taken over cannot open a view for which no partner hands a key
in; a partner's key opens its own hop of its own shop and nothing else; a guessed room secret or
key is compared in constant time and told nothing.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field

from orderveil.core.errors import NotAllowed, Unauthentic
from orderveil.core.grants import Scope
from orderveil.vault import account_messages as a
from orderveil.vault import alert_messages as w
from orderveil.vault import contract_messages as c
from orderveil.vault import control_messages as k
from orderveil.vault import identity_messages as i
from orderveil.vault import messages as m
from orderveil.vault import people_messages as p
from orderveil.vault import record_messages as r
from orderveil.vault import review_messages as v
from orderveil.vault import role_messages as d


@dataclass(frozen=True, slots=True)
class Peer:
    """The process at the other end of the socket, as the kernel tells it."""

    uid: int
    is_operator: bool


@dataclass(frozen=True, slots=True)
class ApiKey:
    """One partner's key: for one hop of one shop, for some scopes, until a time."""

    id: str
    digest: bytes = field(repr=False)
    shop: str
    hop: str
    partner: str
    scopes: frozenset[str]
    made_at_ms: int
    expires_at_ms: int
    revoked_at_ms: int | None
    per_minute: int
    label: str


@dataclass(frozen=True, slots=True)
class Who:
    """A person who is signed in. `strong_at_ms`: when a second factor was last checked, epoch ms; 0: never."""

    person: str
    tenant: str
    session: str
    strong_at_ms: int
    is_locked: bool
    token: int = 0  # which one of the session's tokens they came by


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever a request turned out to come from. `name` is what the ledger records."""

    kind: str  # key, room, operator, person
    name: str
    key: ApiKey | None = None
    who: Who | None = None


@dataclass(frozen=True, slots=True)
class _Rule:
    operator: bool = True
    rooms: frozenset[str] = frozenset()
    scope: Scope | None = None
    people: bool = False  # the room that serves it asks vault.people.rights
    weak: bool = False  # also before a second factor, and while the session is locked


_DOOR = frozenset({"gateway", "worker"})
_WORKER = frozenset({"worker"})
_CONSOLE = frozenset({"console"})
_WATCHING = frozenset({"gateway", "worker", "console"})

_RULES: dict[type, _Rule] = {
    c.PutContract: _Rule(operator=False, people=True),
    c.ReadContractChange: _Rule(operator=False, people=True),
    c.ReadContracts: _Rule(operator=False, people=True),
    m.CheckKey: _Rule(operator=False, scope=None),
    m.EraseOrder: _Rule(rooms=_WORKER),
    m.ExposureOf: _Rule(rooms=frozenset({"console"})),
    m.GetModes: _Rule(rooms=_WATCHING),
    m.GetSourceSecrets: _Rule(operator=False, rooms=_DOOR),
    m.Health: _Rule(rooms=_WATCHING),
    m.IssueKey: _Rule(),
    m.LedgerCosign: _Rule(),
    m.LedgerExport: _Rule(),
    m.LedgerProve: _Rule(),
    m.LedgerVerify: _Rule(rooms=_CONSOLE),
    m.LedgerWho: _Rule(),
    r.KeepRecord: _Rule(),
    m.ListAttestations: _Rule(rooms=_WATCHING),
    m.ListKeys: _Rule(),
    m.ListSetAside: _Rule(rooms=_WORKER),
    m.ListShops: _Rule(rooms=_WATCHING),
    m.Maintain: _Rule(rooms=_WORKER),
    m.MatchKnown: _Rule(),
    m.OpenAllViews: _Rule(),
    m.OpenView: _Rule(scope=Scope.VIEWS_ONE_OPEN),
    m.OpenViews: _Rule(scope=Scope.VIEWS_MANY_OPEN),
    m.Purge: _Rule(rooms=_WORKER),
    m.PutShop: _Rule(),
    m.PutSourceSecret: _Rule(),
    m.RecordAttestation: _Rule(),
    m.RecordBypass: _Rule(),
    m.RecordShadow: _Rule(scope=Scope.SHADOW_SENT_RECORD),
    m.RecordShipment: _Rule(rooms=_DOOR, scope=Scope.SHIPMENTS_EVENTS_RECORD),
    m.RecordSubjectRequest: _Rule(rooms=_DOOR),
    m.ResolveSetAside: _Rule(rooms=_WORKER),
    m.RevokeKey: _Rule(),
    m.RollBackMode: _Rule(),
    m.RotateKeys: _Rule(),
    m.SealOrders: _Rule(rooms=_DOOR),
    m.Search: _Rule(scope=Scope.SEARCH_ORDERS_FIND),
    m.SetAside: _Rule(rooms=_DOOR),
    m.SetMode: _Rule(),
    a.BeginAtStation: _Rule(operator=False, rooms=_CONSOLE),
    a.ChangeMode: _Rule(operator=False, people=True),
    a.EndBadge: _Rule(people=True),
    a.EndStation: _Rule(people=True),
    a.FetchKey: _Rule(operator=False, people=True),
    a.ListStations: _Rule(people=True),
    a.ProposeKey: _Rule(operator=False, people=True),
    a.RegisterStation: _Rule(people=True),
    a.SetBadge: _Rule(people=True),
    d.CheckRoles: _Rule(people=True),
    d.PutRoles: _Rule(people=True),
    d.ReadRoleChange: _Rule(people=True),
    d.ReadRoles: _Rule(people=True),
    i.EndIdentity: _Rule(people=True),
    i.MatchIdentity: _Rule(operator=False, rooms=_CONSOLE),
    k.AttestControl: _Rule(operator=False, people=True),
    k.EndAttestation: _Rule(operator=False, people=True),
    k.ReadControls: _Rule(rooms=_WATCHING, people=True),
    w.AnswerAlert: _Rule(people=True),
    w.ListAlerts: _Rule(rooms=_WORKER, people=True),
    w.NoteSent: _Rule(operator=False, rooms=_WORKER),
    w.RaiseAlerts: _Rule(operator=False, rooms=_WORKER),
    w.ReadActivity: _Rule(operator=False, rooms=_WORKER),
    p.AssignRoles: _Rule(people=True),
    p.BeginSession: _Rule(operator=False, rooms=_CONSOLE),
    p.CheckSession: _Rule(operator=False, people=True, weak=True),
    p.CloseCase: _Rule(rooms=_DOOR, people=True),
    p.DecideChange: _Rule(people=True),
    p.EndSessions: _Rule(people=True, weak=True),
    p.ExplainRight: _Rule(people=True),
    p.FindOrders: _Rule(operator=False, people=True),
    p.FindPerson: _Rule(operator=False, rooms=_CONSOLE),
    p.InvitePerson: _Rule(people=True),
    p.ListCases: _Rule(people=True),
    p.ListChanges: _Rule(people=True),
    p.ListOrders: _Rule(operator=False, people=True),
    p.ListPeople: _Rule(people=True),
    p.ListSessions: _Rule(people=True, weak=True),
    p.OpenCase: _Rule(rooms=_DOOR, people=True),
    p.OpenForPerson: _Rule(operator=False, rooms=_CONSOLE),
    p.OrderStory: _Rule(operator=False, people=True),
    p.OrderWay: _Rule(operator=False, people=True),
    p.ReadInvitation: _Rule(operator=False, rooms=_CONSOLE),
    p.ReadOrder: _Rule(operator=False, people=True),
    p.RecordSignIn: _Rule(operator=False, rooms=_CONSOLE),
    p.RemovePerson: _Rule(people=True),
    p.RevealField: _Rule(operator=False, people=True),
    p.SealForPerson: _Rule(operator=False, rooms=_CONSOLE),
    p.StepUp: _Rule(operator=False, people=True, weak=True),
    v.CloseCampaign: _Rule(people=True),
    v.DecideItem: _Rule(people=True),
    v.DecideScript: _Rule(people=True),
    v.EndKey: _Rule(people=True),
    v.ImportOutside: _Rule(people=True),
    v.ImportScripts: _Rule(people=True),
    v.ListCampaigns: _Rule(people=True),
    v.ListIntegrations: _Rule(people=True),
    v.ListOutside: _Rule(people=True),
    v.ListScripts: _Rule(people=True),
    v.OpenCampaign: _Rule(people=True),
    v.ReadCampaign: _Rule(people=True),
    v.RotateKey: _Rule(people=True),
    v.SetIntegration: _Rule(people=True),
    v.TickTask: _Rule(people=True),
    r.CheckRecord: _Rule(people=True),
    r.DownloadRecord: _Rule(people=True),
    r.ProveEntry: _Rule(people=True),
    r.ReadOwnReveals: _Rule(operator=False, people=True),
    r.ReadRecord: _Rule(people=True),
    r.WhoSaw: _Rule(people=True),
}


def authorise(
    request: m.Request,
    peer: Peer,
    key_of: Callable[[str], ApiKey | None],
    room_secret: Callable[[str], str],
    who_is: Callable[[str], Who | None],
) -> Actor:
    """Return who asks, if they may. Raises Unauthentic or NotAllowed; neither says why in detail."""
    rule = _RULES.get(type(request))
    if rule is None:
        raise NotAllowed("this request has no rule", reason="access:undeclared")
    grant = request.by
    if isinstance(grant, m.KeyGrant):
        return _by_key(request, rule, key_of(grant.token))
    if isinstance(grant, m.PersonGrant):
        _check_room("console", grant.secret, room_secret)
        return _by_person(rule, who_is(grant.token))
    if isinstance(grant, m.RoomGrant):
        _check_room(grant.room, grant.secret, room_secret)
        if grant.room not in rule.rooms:
            raise NotAllowed("this room may not ask that")
        return Actor("room", f"room:{grant.room}")
    if not peer.is_operator:
        raise Unauthentic("the grant is not known")
    if not rule.operator:
        raise NotAllowed("an operator may not ask that")
    return Actor("operator", f"operator:{peer.uid}")


def scope_of(request: m.Request) -> Scope | None:
    """Return the scope by which a key may ask this."""
    rule = _RULES.get(type(request))
    return rule.scope if rule is not None else None


def _check_room(room: str, secret: str, room_secret: Callable[[str], str]) -> None:
    if not hmac.compare_digest(room_secret(room).encode(), secret.encode()):
        raise Unauthentic("the grant is not known")


def _by_person(rule: _Rule, who: Who | None) -> Actor:
    if who is None:
        raise Unauthentic("the session is over", reason="access:no-session")
    if not rule.people:
        raise NotAllowed("a person may not ask that")
    if not rule.weak and who.strong_at_ms == 0:
        raise NotAllowed("a second factor comes before anything else", reason="access:no-second-factor")
    if not rule.weak and who.is_locked:
        raise NotAllowed("the session is locked: sign in again to go on", reason="access:locked")
    return Actor("person", f"person:{who.person}", None, who)


def _by_key(request: m.Request, rule: _Rule, key: ApiKey | None) -> Actor:
    if key is None:
        raise Unauthentic("the key is unknown, expired or revoked")
    if isinstance(request, m.CheckKey):
        return Actor("key", f"key:{key.id}", key)
    if rule.scope is None or rule.scope not in key.scopes:
        raise NotAllowed("the key's scopes do not cover this")
    for name, bound in (("shop", key.shop), ("hop", key.hop), ("partner", key.partner)):
        asked = getattr(request, name, None)
        if asked is not None and asked != bound:
            raise NotAllowed(f"the key is for another {name}")
    return Actor("key", f"key:{key.id}", key)
