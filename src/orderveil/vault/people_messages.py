"""What may be asked of the vault about people and by people: the second leaf of its door (vault/messages.py).

A person's request is decided by the vault: by their session, their roles, the contract, the moment,
the case behind a purpose, and what they have looked at today. Must never be asked by a partner's key.
"""

from __future__ import annotations

from orderveil.core.view import View
from orderveil.vault.contract_messages import ContractAnswer, ContractRequest
from orderveil.vault.message import Grant, Message
from orderveil.vault.record_messages import RecordAnswer, RecordRequest
from orderveil.vault.role_messages import RoleAnswer, RoleRequest

# ---- sign-in: asked by the room `console`, which has checked password, code or passkey


class BeginSession(Message, frozen=True, tag="begin-session"):
    """Begin a session of an active person. `methods`: what was checked: `password`, `totp`, `webauthn`,
    `recovery`, `oidc`, `oidc-mfa`; the last two as MatchIdentity answered. Without a second factor the session
    opens nothing but its own settings."""

    by: Grant
    person: str
    methods: tuple[str, ...]
    station: str = ""  # a word for the device, for the list of sessions: "Firefox on Android"


class SessionBegun(Message, frozen=True, tag="session-begun"):
    session: str
    token: str  # shown to the console once; kept as a hash
    ends_at_ms: int
    idle_minutes: int


class StepUp(Message, frozen=True, tag="step-up"):
    """Second factor checked again just now: unlocks an idle session, and lets fields be revealed.

    Answered with SessionBegun: the same session, and a new token in place of the one that asks, which is dead from
    then on; for a minute it is refused with `access:session-replaced`, later as unknown."""

    by: Grant
    methods: tuple[str, ...]


class CheckSession(Message, frozen=True, tag="check-session"):
    """Who is this? Counts as use of the session unless `is_idle`. Raises Unauthentic when it is over."""

    by: Grant
    is_idle: bool = False


class RoleRow(Message, frozen=True):
    """A role as it is assigned. Empty `shops`: all of the tenant. `hours`: `09:00-18:00 Asia/Kolkata mon-sat`."""

    role: str
    shops: tuple[str, ...] = ()
    partner: str | None = None
    from_ms: int = 0
    until_ms: int | None = None
    hours: str | None = None


class WhoAmI(Message, frozen=True, tag="who-am-i"):
    """`is_strong`: a second factor was checked. `is_locked`: idle for too long; step up to go on."""

    person: str
    tenant: str
    name: str
    session: str
    is_strong: bool
    is_locked: bool
    strong_at_ms: int
    ends_at_ms: int
    idle_minutes: int
    roles: list[RoleRow]
    permissions: tuple[str, ...]  # what some role of theirs may do somewhere: for menus, never for decisions
    hops: tuple[str, ...]  # through which hops' contracts they may read orders
    shops: tuple[str, ...] = ()  # of which shops


class EndSessions(Message, frozen=True, tag="end-sessions"):
    """End one session, or with `person` all of theirs; without either the asker's own."""

    by: Grant
    session: str | None = None
    person: str | None = None


class ListSessions(Message, frozen=True, tag="list-sessions"):
    by: Grant
    person: str | None = None  # None: the asker's own


class SessionRow(Message, frozen=True):
    session: str
    person: str
    station: str
    methods: tuple[str, ...]
    began_at_ms: int
    seen_at_ms: int
    ends_at_ms: int
    is_own: bool = False


class SessionRows(Message, frozen=True, tag="session-rows"):
    rows: list[SessionRow]


class RecordSignIn(Message, frozen=True, tag="record-sign-in"):
    """A sign-in that failed, or a setting of an account that changed. `outcome` is a word of the console."""

    by: Grant
    outcome: str
    person: str | None = None
    method: str = ""
    reason: str = ""  # why, in a word of the console


class SealForPerson(Message, frozen=True, tag="seal-for-person"):
    """Seal a secret of a person's account (a TOTP seed, recovery codes) under a key of the vault."""

    by: Grant
    person: str
    kind: str
    secret: bytes


class OpenForPerson(Message, frozen=True, tag="open-for-person"):
    """Open what SealForPerson sealed, to check a code with it."""

    by: Grant
    person: str
    kind: str
    sealed: bytes


class SealedBytes(Message, frozen=True, tag="sealed-bytes"):
    content: bytes


# ---- people and their roles


class InvitePerson(Message, frozen=True, tag="invite-person"):
    """Invite somebody. By a person, the roles wait for a second person: until then the account has none."""

    by: Grant
    email: str
    name: str
    roles: list[RoleRow]
    tenant: str = "main"


class PersonInvited(Message, frozen=True, tag="person-invited"):
    person: str
    token: str  # for the link; valid once, for 72 hours
    ends_at_ms: int
    change: str | None = None  # under which the roles wait


class ReadInvitation(Message, frozen=True, tag="read-invitation"):
    """What an invitation's token is for. `accept` ends it and makes the person active."""

    by: Grant
    token: str
    accept: bool = False


class PersonRow(Message, frozen=True):
    person: str
    tenant: str
    name: str
    email: str
    state: str  # invited, active, left
    roles: list[RoleRow]
    made_at_ms: int
    seen_at_ms: int | None = None
    sessions: int = 0
    has_identity: bool = False  # bound to one at the provider


class PersonRows(Message, frozen=True, tag="person-rows"):
    rows: list[PersonRow]


class ListPeople(Message, frozen=True, tag="list-people"):
    by: Grant
    tenant: str | None = None


class FindPerson(Message, frozen=True, tag="find-person"):
    """The person behind an e-mail address, for signing in. Asked by the console alone."""

    by: Grant
    email: str


class AssignRoles(Message, frozen=True, tag="assign-roles"):
    """Set a person's roles. What only narrows is done at once; what widens is proposed. Answered with Proposed.

    `means` is set by the vault, whatever is asked: a digest of what these roles mean when it is proposed.
    """

    by: Grant
    person: str
    roles: list[RoleRow]
    why: str = ""
    means: str = ""


class RemovePerson(Message, frozen=True, tag="remove-person"):
    """A leaver: sessions, invitations and waiting approvals end in the same transaction."""

    by: Grant
    person: str
    why: str = ""


class ExplainRight(Message, frozen=True, tag="explain-right"):
    """Why a person may or may not do something now."""

    by: Grant
    person: str
    permission: str
    shop: str | None = None
    hop: str | None = None
    field: str | None = None
    purpose: str | None = None
    partner: str | None = None


class ExplainedRow(Message, frozen=True):
    role: str
    place: str  # where the grant is written; empty: the role has none
    refused: str | None  # None: this one covers it


class RightExplained(Message, frozen=True, tag="right-explained"):
    is_allowed: bool
    reason: str | None
    rows: list[ExplainedRow]


# ---- changes that take two


class ListChanges(Message, frozen=True, tag="list-changes"):
    """The newest first; `before` is the cursor of the page before."""

    by: Grant
    waiting_only: bool = True
    before: str | None = None
    limit: int = 200


class Proposed(Message, frozen=True, tag="proposed"):
    """`change` None: it was done at once."""

    change: str | None = None


class Decided(Message, frozen=True, tag="decided"):
    """What became of a change. `token`: of a key that was fetched, told this once."""

    state: str
    token: str | None = None
    counts: dict[str, int] = {}  # what ended with it


class ChangeRow(Message, frozen=True):
    change: str
    kind: str  # contracts, key-rotation, keys, modes, role-definitions, roles
    says: str  # what it does, in words of the program
    why: str
    state: str  # waiting, approved, fetched, refused, withdrawn, ended
    by_person: str
    at_ms: int
    ends_at_ms: int
    decided_by: str | None = None
    decided_at_ms: int | None = None
    by_name: str = ""
    decided_name: str = ""
    is_own: bool = False
    may_decide: bool = False  # the asker may approve or refuse it now
    may_fetch: bool = False  # it is the asker's own key, approved and not made yet
    shop: str = ""  # of a key or a mode
    hop: str = ""


class ChangeRows(Message, frozen=True, tag="change-rows"):
    rows: list[ChangeRow]
    before: str | None = None  # of the page behind this one; None: there is none


class DecideChange(Message, frozen=True, tag="decide-change"):
    """Approve or refuse a change of somebody else's, or withdraw one's own."""

    by: Grant
    change: str
    approve: bool
    why: str = ""


# ---- orders, seen by people: always masked


class ReadOrder(Message, frozen=True, tag="read-order"):
    """One hop's view as this person may see it. `hop` None: all eleven, side by side, all masked."""

    by: Grant
    order: str
    hop: str | None = None
    shipment: str | None = None


class ListOrders(Message, frozen=True, tag="list-orders"):
    """Masked orders, newest first. `states` narrows by state; `before` is the cursor of the page before."""

    by: Grant
    shop: str
    hop: str
    states: tuple[str, ...] = ()
    before: str | None = None
    limit: int = 50


class OrderRow(Message, frozen=True):
    order: str
    state: str
    received_at_ms: int
    view: View


class OrderRows(Message, frozen=True, tag="order-rows"):
    rows: list[OrderRow]
    before: str | None = None


class FindOrders(Message, frozen=True, tag="find-orders"):
    """Search while masked; criteria as in Search. Counted: misses cost, and repeated near-misses alert."""

    by: Grant
    shop: str
    hop: str
    criteria: dict[str, str]


class FieldNow(Message, frozen=True):
    """A field on an order's page: what may be revealed, and for what."""

    field: str
    purposes: tuple[str, ...]


class ParcelRow(Message, frozen=True):
    """One parcel of an order, for choosing between them: no field of it is told here. `since_ms`: of its state."""

    shipment: str
    state: str
    direction: str  # forward, reverse
    attempt: int
    since_ms: int | None = None


class OrderRead(Message, frozen=True, tag="order-read"):
    order: str
    shop: str
    state: str
    received_at_ms: int
    views: list[View]
    reveals: list[FieldNow] = []
    cases: list[CaseRow] = []
    entry: str | None = None
    glass: tuple[str, ...] = ()  # of the fields that may be revealed, those also by breaking the glass
    may_open_case: bool = False
    reveals_left: int | None = None  # of this day, in this order's shop; None: this person reveals nothing here
    given: list[dict[str, str]] = []  # per view: how the contract gives the hop what is masked here alone, by field
    parcels: list[ParcelRow] = []


class OrderStory(Message, frozen=True, tag="order-story"):
    """What became of an order, out of the record. Through a hop that they may read, or None for who compares."""

    by: Grant
    order: str
    hop: str | None = None


class StoryRow(Message, frozen=True):
    """One entry that speaks of the order. `by_kind`: person, key, room, operator, vault.

    `by_name` is told to whoever may ask who looked; to others only of what they did themselves.
    """

    at_ms: int
    act: str
    by_kind: str
    by_name: str = ""
    is_own: bool = False
    hop: str | None = None
    partner: str | None = None
    shipment: str | None = None
    fields: tuple[str, ...] = ()
    purpose: str | None = None
    reference: str | None = None
    orders: int = 1  # of how many orders the entry speaks
    detail: dict[str, str] = {}
    place: str = ""  # where in the record: `2026Q4/17`, or `pending`


class OrderTold(Message, frozen=True, tag="order-told"):
    """The newest last. `is_named`: names of who looked are among them. `left_out`: older entries that are not."""

    rows: list[StoryRow]
    is_named: bool
    left_out: int = 0


class OrderWay(Message, frozen=True, tag="order-way"):
    """What each hop may take of an order now. Through a hop that they may read, or None for who compares."""

    by: Grant
    order: str
    hop: str | None = None
    shipment: str | None = None


class HopWay(Message, frozen=True):
    """One hop of an order's way, by its contract: `fields`, how each is given now. `state`: open, waiting, ended,
    refused, or empty where it is not the asker's to know. `mode`: for this order. `opens_with`: the next state of an
    order's life in which it is given anything."""

    hop: str
    state: str
    mode: str = ""
    fields: dict[str, str] = {}
    ends_at_ms: int | None = None
    opens_with: str = ""


class OrderWayRead(Message, frozen=True, tag="order-way-read"):
    """All eleven, in the order of the way."""

    hops: list[HopWay]


class RevealField(Message, frozen=True, tag="reveal-field"):
    """One field of one order in clear, for one purpose and the case behind it.

    Refused with `access:step-up-due` when the second factor is too old, `access:quota` when the day's
    reveals are used up, `case:unknown`, `case:other-order` or `case:closed` when the reference does not hold.
    `break_glass` needs no case and is louder: it alerts, lasts shorter and waits for review.
    """

    by: Grant
    order: str
    hop: str
    field: str
    purpose: str
    reference: str
    shipment: str | None = None
    break_glass: bool = False


class Revealed(Message, frozen=True, tag="revealed"):
    order: str
    field: str
    value: str
    masks_again_seconds: int
    reveals_left: int
    entry: str


# ---- cases: the tickets, calls and failed deliveries that explain a reveal


class OpenCase(Message, frozen=True, tag="open-case"):
    """A case of an order. `origin`: `desk` (a help desk's webhook or import), `event` (a failed delivery or a
    return, from the parcel's own events) or `person` (opened by the one who will look: worth less)."""

    by: Grant
    shop: str
    order: str
    kind: str  # call, delivery, refund, return, ticket
    reference: str | None = None  # None: one is made
    hop: str = "support"
    assigned: str | None = None


class CloseCase(Message, frozen=True, tag="close-case"):
    by: Grant
    shop: str
    reference: str


class CaseRow(Message, frozen=True):
    reference: str
    kind: str
    origin: str
    opened_at_ms: int
    closed_at_ms: int | None = None
    assigned: str | None = None
    is_stale: bool = False  # nobody closed it in time: it explains nothing any more


class CaseOpened(Message, frozen=True, tag="case-opened"):
    case: CaseRow


class ListCases(Message, frozen=True, tag="list-cases"):
    """Open cases, the newest first: to an operator those of a shop, to a person their own, of every shop of theirs.

    `before`: the cursor of the page before. A case holds nothing of a buyer.
    """

    by: Grant
    shop: str | None = None  # an operator names one
    before: str | None = None
    limit: int = 100


class OpenCaseRow(Message, frozen=True):
    """`order` empty: it is not held any more. `assigned_name`: of a person who is known, else empty."""

    shop: str
    reference: str
    kind: str
    origin: str
    order: str
    opened_at_ms: int
    assigned: str | None = None
    assigned_name: str = ""
    is_stale: bool = False


class OpenCases(Message, frozen=True, tag="open-cases"):
    rows: list[OpenCaseRow]
    before: str | None = None


PeopleRequest = (
    BeginSession | StepUp | CheckSession | EndSessions | ListSessions | RecordSignIn | SealForPerson | OpenForPerson
    | InvitePerson | ReadInvitation | ListPeople | FindPerson | AssignRoles | RemovePerson | ExplainRight
    | ListChanges | DecideChange
    | ReadOrder | ListOrders | FindOrders | OrderStory | OrderWay | RevealField | OpenCase | CloseCase | ListCases
    | ContractRequest | RecordRequest | RoleRequest
)  # fmt: skip
PeopleAnswer = (
    SessionBegun | WhoAmI | SessionRows | SealedBytes | PersonInvited | PersonRows | RightExplained | ChangeRows
    | Proposed | Decided | OrderRead | OrderRows | OrderTold | OrderWayRead | Revealed | CaseOpened | OpenCases
    | ContractAnswer | RecordAnswer | RoleAnswer
)  # fmt: skip
