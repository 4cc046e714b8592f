"""What may be asked of the vault, and what it answers. Its door: this file, people_messages.py, review_messages.py.

Messages travel as MessagePack over vaultd's Unix socket, each with the number of its request.
Every request carries a grant. The vault decides by the grant, not by who happens to relay it:
a partner's key is handed through and checked here, so that the gateway cannot widen it.
"""

from __future__ import annotations

from typing import Any

from orderveil.core.order import Draft, IntakeStatus
from orderveil.core.view import View
from orderveil.exposure.released import Released
from orderveil.vault.account_messages import AccountAnswer, AccountRequest
from orderveil.vault.alert_messages import AlertAnswer, AlertRequest
from orderveil.vault.identity_messages import IdentityAnswer, IdentityRequest
from orderveil.vault.message import Grant, KeyGrant, Message, OperatorGrant, PersonGrant, RoomGrant
from orderveil.vault.people_messages import PeopleAnswer, PeopleRequest
from orderveil.vault.review_messages import ReviewAnswer, ReviewRequest

__all__ = ["Grant", "KeyGrant", "OperatorGrant", "PersonGrant", "RoomGrant"]


# ---- intake


class SealOrders(Message, frozen=True, tag="seal-orders"):
    """Seal drafts of one shop. `via` is `webhook`, `file`, `poll` or `backfill`.

    `bulk` asks for one ledger entry per up to 1,000 orders in place of one per order.
    """

    by: Grant
    shop: str
    via: str
    drafts: list[Draft]
    bulk: bool = False


class SealResult(Message, frozen=True, array_like=True):
    order: str | None
    source_ref: str
    status: IntakeStatus
    cut: tuple[str, ...] = ()
    reason: str | None = None
    version: int = 0


class Sealed(Message, frozen=True, tag="sealed"):
    results: list[SealResult]


class SetAside(Message, frozen=True, tag="set-aside"):
    """Remember a signed payload that could not be read: digest, webhook id, reason, place.

    `raw` is hashed under a key here and not kept. `body` (JSON, already cut of card data) is sealed
    in quarantine for 7 days; None where the source's API will be asked again instead.
    """

    by: Grant
    shop: str
    source: str
    webhook_id: str | None
    reason: str
    place: str | None
    raw: bytes
    body: bytes | None = None
    fetch_ref: str | None = None  # what to ask the source's API for


class SetAsideDone(Message, frozen=True, tag="set-aside-done"):
    id: int
    status: IntakeStatus


class ListSetAside(Message, frozen=True, tag="list-set-aside"):
    by: Grant
    shop: str | None = None
    limit: int = 100
    with_bodies: bool = False  # opens quarantined bodies; recorded


class SetAsideRow(Message, frozen=True):
    id: int
    shop: str
    source: str
    reason: str
    place: str | None
    at_ms: int
    ends_at_ms: int | None
    state: str  # waiting, fetched, resolved, ended
    fetch_ref: str | None = None
    body: bytes | None = None


class SetAsideRows(Message, frozen=True, tag="set-aside-rows"):
    rows: list[SetAsideRow]


class ResolveSetAside(Message, frozen=True, tag="resolve-set-aside"):
    by: Grant
    id: int
    state: str  # fetched, resolved


class RecordSubjectRequest(Message, frozen=True, tag="record-subject-request"):
    """A compliance topic (data request, redact): recorded, with its subject sealed and its due time."""

    by: Grant
    shop: str
    source: str
    topic: str
    external_id: str
    subject: bytes  # JSON; sealed here
    due_at_ms: int


class PutSourceSecret(Message, frozen=True, tag="put-source-secret"):
    """Store a source's signing secret or API credential, sealed. The one before it stays valid until `keep_old_ms`."""

    by: Grant
    shop: str
    source: str
    secret: str
    kind: str = "signing"  # or "api"
    keep_old_until_ms: int | None = None


class GetSourceSecrets(Message, frozen=True, tag="get-source-secrets"):
    """The gateway and worker alone may ask; the answer is leased for a minute, never stored."""

    by: Grant
    shop: str
    source: str
    kind: str = "signing"


class SourceSecrets(Message, frozen=True, tag="source-secrets"):
    secrets: list[str]  # newest first


# ---- views


class OpenView(Message, frozen=True, tag="open-view"):
    """One hop's view of one order. `order` is an order id, or a reference that this partner was given."""

    by: Grant
    hop: str
    order: str
    partner: str | None = None
    shipment: str | None = None
    purpose: str | None = None
    reference: str | None = None  # the ticket, case or call behind the purpose


class OpenAllViews(Message, frozen=True, tag="open-all-views"):
    """Every hop's view side by side; for operators. Recorded as eleven looks."""

    by: Grant
    order: str


class OpenViews(Message, frozen=True, tag="open-views"):
    """Up to 1,000 views at once, counted as bulk. Either `orders`, or those after `cursor` as they came in."""

    by: Grant
    hop: str
    shop: str
    partner: str | None = None
    orders: list[str] | None = None
    cursor: str | None = None
    limit: int = 500
    purpose: str | None = None


class Opened(Message, frozen=True, tag="opened"):
    order: str
    views: list[View]
    entry: str | None = None  # digest of the ledger entry that recorded it


class OpenedRow(Message, frozen=True):
    order: str | None  # None for partners' keys: they know the order by their own reference
    view: View


class OpenedMany(Message, frozen=True, tag="opened-many"):
    rows: list[OpenedRow]
    cursor: str | None = None


class Search(Message, frozen=True, tag="search"):
    """Find orders by exact values, all of which must match; answers with masked views only.

    `criteria` keys: phone, email, order_ref, last4_postcode ("1234 560001"), name_postcode
    ("asha sharma 5600"), awb.
    """

    by: Grant
    shop: str
    criteria: dict[str, str]
    hop: str = "support"
    limit: int = 20


# ---- shipments


class RecordShipment(Message, frozen=True, tag="record-shipment"):
    """An event in a parcel's life. `order` may be an order id, this partner's reference, or an AWB.

    Without `shipment` the event goes to the order's newest shipment in that direction, or makes one.
    `partner` is the courier that the parcel is handed to; a courier's own key may not say so.
    """

    by: Grant
    shop: str
    order: str
    state: str
    at_ms: int
    shipment: str | None = None
    direction: str = "forward"
    fields: dict[str, Any] = {}
    replaces: tuple[str, ...] = ()
    origin: str | None = None
    partner: str | None = None


class ShipmentRecorded(Message, frozen=True, tag="shipment-recorded"):
    order: str
    shipment: str
    state: str
    status: str  # recorded, duplicate, stale, refused


# ---- ending


class EraseOrder(Message, frozen=True, tag="erase-order"):
    by: Grant
    order: str
    reason: str


class Purge(Message, frozen=True, tag="purge"):
    """Rewrap the survivors of touched buckets, replace the root, let go of what is due."""

    by: Grant


class Maintain(Message, frozen=True, tag="maintain"):
    """What must happen from time to time: unknown fields and quarantine end, search segments merge."""

    by: Grant


class RotateKeys(Message, frozen=True, tag="rotate-keys"):
    by: Grant
    what: str  # root, buckets


# ---- keys, modes, shops


class IssueKey(Message, frozen=True, tag="issue-key"):
    by: Grant
    shop: str
    hop: str
    partner: str
    scopes: tuple[str, ...]  # core.grants.Scope values
    expires_at_ms: int
    per_minute: int = 600
    label: str = ""


class KeyIssued(Message, frozen=True, tag="key-issued"):
    id: str
    token: str  # shown once


class RevokeKey(Message, frozen=True, tag="revoke-key"):
    by: Grant
    id: str


class ListKeys(Message, frozen=True, tag="list-keys"):
    by: Grant


class KeyRow(Message, frozen=True):
    id: str
    shop: str
    hop: str
    partner: str
    scopes: tuple[str, ...]
    created_at_ms: int
    expires_at_ms: int
    revoked_at_ms: int | None
    last_used_at_ms: int | None
    per_minute: int
    label: str


class KeyRows(Message, frozen=True, tag="key-rows"):
    rows: list[KeyRow]


class CheckKey(Message, frozen=True, tag="check-key"):
    """What a presented key may do. The vault checks again at every act; this serves clear refusals early."""

    by: KeyGrant


class KeyChecked(Message, frozen=True, tag="key-checked"):
    row: KeyRow


class PutShop(Message, frozen=True, tag="put-shop"):
    by: Grant
    shop: str
    tenant: str = "main"
    brand: str = "main"
    name: str = ""
    country: str = "IN"
    warehouses: tuple[str, ...] = ()


class ListShops(Message, frozen=True, tag="list-shops"):
    """Every shop. Counting orders reads an index from end to end: `is_counted` False tells only whether there are any,
    as 1 or 0."""

    by: Grant
    is_counted: bool = True


class ShopRow(Message, frozen=True):
    shop: str
    tenant: str
    brand: str
    name: str
    country: str
    warehouses: tuple[str, ...] = ()
    orders: int = 0


class ShopRows(Message, frozen=True, tag="shop-rows"):
    rows: list[ShopRow]


class SetMode(Message, frozen=True, tag="set-mode"):
    """Put one hop of one shop to `off`, `shadow`, `percentage` (with `percent`) or `enforced`."""

    by: Grant
    shop: str
    hop: str
    mode: str
    percent: int | None = None


class RollBackMode(Message, frozen=True, tag="roll-back-mode"):
    by: Grant
    shop: str
    hop: str


class GetModes(Message, frozen=True, tag="get-modes"):
    by: Grant
    shop: str | None = None


class ModeRow(Message, frozen=True):
    shop: str
    hop: str
    mode: str
    percent: int | None
    since_ms: int
    previous: str | None = None
    sent: dict[str, int] = {}  # shadow: field -> times the hop was sent it
    owed: dict[str, int] = {}  # shadow: field -> times its contract owed it
    counted_from_ms: int | None = None  # since when shadow counts; None: it has not, or from before that was kept


class BypassRow(Message, frozen=True):
    """A connector that is known to go past the relay now."""

    shop: str
    hop: str
    connector: str
    fields: tuple[str, ...]


class Modes(Message, frozen=True, tag="modes"):
    rows: list[ModeRow]
    bypasses: list[BypassRow] = []


class RecordShadow(Message, frozen=True, tag="record-shadow"):
    """Tell what a hop was sent past the relay: names of vocabulary fields, never values."""

    by: Grant
    shop: str
    hop: str
    sent: tuple[str, ...]
    order: str | None = None


class RecordBypass(Message, frozen=True, tag="record-bypass"):
    """A connector that is known to go past the relay (another app with read access, an e-mailed CSV)."""

    by: Grant
    shop: str
    hop: str
    connector: str
    fields: tuple[str, ...]
    until_ms: int | None = None  # None: known to be going on


class RecordAttestation(Message, frozen=True, tag="record-attestation"):
    """A person says that a control which only people can keep is kept, until a time.

    `by_whom` is a staff id, not a name: the record keeps it for years.
    """

    by: Grant
    control: str
    by_whom: str
    until_ms: int


class ListAttestations(Message, frozen=True, tag="list-attestations"):
    by: Grant


class AttestationRow(Message, frozen=True):
    control: str
    by_whom: str
    at_ms: int
    until_ms: int
    reference: str = ""  # what the evidence is called where it is kept
    seen_at_ms: int = 0


class Attestations(Message, frozen=True, tag="attestations"):
    rows: list[AttestationRow]


# ---- ledger


class LedgerExport(Message, frozen=True, tag="ledger-export"):
    """A page of the record: raw entries from `start` on, with the newest checkpoint."""

    by: Grant
    tenant: str = "main"
    log: str | None = None  # a quarter such as "2026Q4"; None: the open one
    start: int = 0
    limit: int = 4096


class LedgerPage(Message, frozen=True, tag="ledger-page"):
    log: str
    logs: list[str]
    start: int
    entries: list[bytes]
    size: int
    checkpoint: str
    public_key: str
    cosignatures: list[str] = []


class LedgerProve(Message, frozen=True, tag="ledger-prove"):
    """Inclusion of entry `index` in `size`, or consistency from `old_size` to `size`."""

    by: Grant
    tenant: str = "main"
    log: str | None = None
    index: int | None = None
    old_size: int | None = None
    size: int | None = None


class LedgerProof(Message, frozen=True, tag="ledger-proof"):
    log: str
    size: int
    hashes: list[bytes]
    checkpoint: str
    entry: bytes | None = None


class LedgerWho(Message, frozen=True, tag="ledger-who"):
    """Every entry that touches an order, oldest first."""

    by: Grant
    order: str


class LedgerEntries(Message, frozen=True, tag="ledger-entries"):
    entries: list[bytes]  # JSON as recorded
    places: list[str]  # "2026Q4/17", or "pending"


class LedgerVerify(Message, frozen=True, tag="ledger-verify"):
    by: Grant
    tenant: str | None = None


class LedgerVerified(Message, frozen=True, tag="ledger-verified"):
    ok: bool
    entries: int
    logs: list[str]
    problems: list[str] = []  # what and where
    checkpoint: str | None = None


class LedgerCosign(Message, frozen=True, tag="ledger-cosign"):
    """Hand in a witness's cosignature line for a checkpoint that it saw."""

    by: Grant
    tenant: str
    checkpoint: str
    cosignature: str


# ---- exact match


class MatchKnown(Message, frozen=True, tag="match-known"):
    """Which of some elements are a living order's. Recorded, and counted against the hour's quota.

    `elements` are pairs of a `detect.exact.Element` and its digests, 16 bytes each, little-endian; at
    most 500,000 in all. Empty, it asks how many are held.
    """

    by: Grant
    elements: list[tuple[str, bytes]]


class Matched(Message, frozen=True, tag="matched"):
    held: list[bytes]  # for each pair asked for its bits, the first in the highest bit of the first byte
    sizes: dict[str, int]  # of each element, how many different ones are held
    unfilled: int = 0  # orders whose elements are still to be taken in


# ---- what left, and what it makes possible


class ExposureOf(Message, frozen=True, tag="exposure-of"):
    """Count orders by what was given of them from `since_ms` to `until_ms` (not in it); no order is opened.

    No `hops`: all. `joined`: what partners' keys took is put together, order by order, whoever took it.
    `part`: empty at first, then what the answer before named as `next`.
    """

    by: Grant
    since_ms: int
    until_ms: int
    hops: tuple[str, ...] = ()
    partner: str | None = None
    shop: str | None = None
    joined: bool = False
    part: str = ""


class ExposureCounted(Message, frozen=True, tag="exposure-counted"):
    """One part of the orders. `ended_logs`: quarters of the record whose entries were let go, hence not counted."""

    released: Released
    at_ms: int
    next: str | None = None
    ended_logs: list[str] = []


# ---- status


class Health(Message, frozen=True, tag="health"):
    by: Grant


class HealthReport(Message, frozen=True, tag="health-report"):
    ok: bool
    checks: dict[str, str]  # name -> "ok" or what is wrong
    counts: dict[str, int] = {}

    def is_serving(self) -> bool:
        """Tell whether the vault can do its work. An alarm wants an operator; it must not turn everybody away."""
        return all(self.checks.get(name) == "ok" for name in ("orders", "keys"))


class Done(Message, frozen=True, tag="done"):
    counts: dict[str, int] = {}
    text: str | None = None


class Failure(Message, frozen=True, tag="failure"):
    """An error of the relay, as it crosses the socket. `kind` is the name of its class in core/errors.py."""

    kind: str
    reason: str
    message: str
    permanent: bool
    place: str | None = None


Request = (
    SealOrders | SetAside | ListSetAside | ResolveSetAside | RecordSubjectRequest
    | PutSourceSecret | GetSourceSecrets
    | OpenView | OpenAllViews | OpenViews | Search | RecordShipment
    | EraseOrder | Purge | Maintain | RotateKeys
    | IssueKey | RevokeKey | ListKeys | CheckKey
    | PutShop | ListShops | SetMode | RollBackMode | GetModes | RecordShadow | RecordBypass
    | RecordAttestation | ListAttestations
    | ExposureOf
    | LedgerExport | LedgerProve | LedgerWho | LedgerVerify | LedgerCosign
    | MatchKnown | Health
    | AlertRequest | PeopleRequest | ReviewRequest | AccountRequest | IdentityRequest
)  # fmt: skip

Answer = (
    Sealed | SetAsideDone | SetAsideRows | SourceSecrets
    | Opened | OpenedMany | ShipmentRecorded
    | KeyIssued | KeyRows | KeyChecked | ShopRows | Modes | Attestations
    | ExposureCounted
    | LedgerPage | LedgerProof | LedgerEntries | LedgerVerified
    | Matched | HealthReport | Done | Failure
    | AlertAnswer | PeopleAnswer | ReviewAnswer | AccountAnswer | IdentityAnswer
)  # fmt: skip
