"""What people may ask of the record: who saw what, and the ledger itself. A leaf of the vault's door.

Each request is bound to the asker's own tenant; an operator names one. Must never carry an order's value: the
record holds none.
"""

from __future__ import annotations

from orderveil.vault.message import Grant, Message

# ---- who saw it


class WhoSaw(Message, frozen=True, tag="who-saw"):
    """Every look, reveal, hand-over and refusal that fits all of what is asked; the newest first. Recorded.

    `kinds`: `look`, `reveal`, `release`, `refusal` (none named: these four), and for whoever may read entries
    `record` (who asked the record). `since_ms` and `until_ms`: epoch ms, half open. `before`: the cursor of
    the page before. `is_download`: for a file, in larger pages; asks for one permission more.
    """

    by: Grant
    order: str | None = None
    person: str | None = None
    key: str | None = None
    partner: str | None = None
    hop: str | None = None
    shop: str | None = None
    kinds: tuple[str, ...] = ()
    since_ms: int = 0
    until_ms: int | None = None
    before: str | None = None
    limit: int = 50
    is_download: bool = False
    tenant: str = "main"  # for an operator; a person asks about their own


class SeenField(Message, frozen=True):
    """A field, and how it was shown: `clear`, `mask`…; of a bulk act every way in which some order's was."""

    field: str
    treatments: tuple[str, ...] = ()


class SeenRow(Message, frozen=True):
    """One entry. `by_kind`: person, key, room, operator; `by_id` is what the record holds, `by_name` how a
    person is called, to those who may know. `orders`: the first few; `count`: of how many the entry speaks."""

    place: str  # 2026Q4/17
    at_ms: int
    act: str
    kind: str
    by_kind: str
    by_id: str
    by_name: str = ""
    hop: str | None = None
    partner: str | None = None
    shop: str | None = None
    shipment: str | None = None
    fields: tuple[SeenField, ...] = ()
    purpose: str | None = None
    reference: str | None = None
    detail: dict[str, str] = {}  # `case`: where the case behind a reveal came from; `reason`: of a refusal
    orders: tuple[str, ...] = ()
    count: int = 0


class SeenRows(Message, frozen=True, tag="seen-rows"):
    rows: list[SeenRow]
    before: str | None = None  # the cursor of the next page; None: this was the last


class ReadOwnReveals(Message, frozen=True, tag="read-own-reveals"):
    """What the asker revealed lately, the newest first, and what is left of their day. About themselves alone."""

    by: Grant
    limit: int = 25


class OwnReveal(Message, frozen=True):
    """One of one's own reveals. `is_glass`: by breaking the glass."""

    place: str  # 2026Q4/17
    at_ms: int
    is_glass: bool
    shop: str
    hop: str
    order: str
    field: str
    purpose: str
    reference: str


class DayLeft(Message, frozen=True):
    """Of a day's fields in one shop: how many there are, how many are left, and how often the glass may yet be
    broken (None: not by them)."""

    shop: str
    allowed: int
    left: int
    glass_left: int | None = None


class OwnReveals(Message, frozen=True, tag="own-reveals"):
    rows: list[OwnReveal]
    left: list[DayLeft]


# ---- the ledger


class ReadRecord(Message, frozen=True, tag="read-record"):
    """The newest checkpoint of each log, its witnesses, how many entries wait, and the last check of it all."""

    by: Grant
    tenant: str = "main"


class WitnessRow(Message, frozen=True):
    """The newest head that a witness signed, and when."""

    name: str
    size: int
    at_ms: int


class RecordLog(Message, frozen=True):
    log: str
    size: int
    root: str  # hex
    public_key: str
    checkpoint: str
    newest_at_ms: int | None = None  # of its newest entry; None: its entries were let go
    witnesses: tuple[WitnessRow, ...] = ()


class RecordCheck(Message, frozen=True):
    """A check of everything stored. `problems` are kept until vaultd ends; whether it was in order, in the record."""

    state: str  # running, done, failed
    began_at_ms: int
    ended_at_ms: int | None = None
    is_ok: bool = False
    entries: int = 0
    problem_count: int = 0
    problems: tuple[str, ...] = ()
    of_all: int = 0  # entries there are; while it runs, `entries` of them are done


class RecordRead(Message, frozen=True, tag="record-read"):
    logs: list[RecordLog]  # the newest first
    waiting: int
    check: RecordCheck | None = None


class CheckRecord(Message, frozen=True, tag="check-record"):
    """Check everything that is stored of a tenant's record, in the background. Answered with RecordRead."""

    by: Grant
    tenant: str = "main"


class ProveEntry(Message, frozen=True, tag="prove-entry"):
    """One entry, with the proof that it is in the log whose head was signed. Recorded."""

    by: Grant
    log: str
    index: int
    tenant: str = "main"


class EntryProven(Message, frozen=True, tag="entry-proven"):
    """RFC 6962: `leaf` and `path` lead to the root that the checkpoint states for `size` entries. Hashes in hex."""

    log: str
    index: int
    size: int
    entry: bytes  # JSON as recorded
    leaf: str
    path: tuple[str, ...]
    checkpoint: str
    public_key: str


class DownloadRecord(Message, frozen=True, tag="download-record"):
    """A page of raw entries for an export, as the offline checker reads it. Recorded. Answered with LedgerPage."""

    by: Grant
    log: str | None = None
    start: int = 0
    tenant: str = "main"


class KeepRecord(Message, frozen=True, tag="keep-record"):
    """An operator's: `what` is `index` (of words, made again), `key` (the signing one, changed) or `log` (the oldest
    one, let go; `log` names it). The two latter take two steps: without `confirm` it is told what would be done.
    """

    by: Grant
    what: str
    tenant: str = "main"
    log: str | None = None
    confirm: str = ""


class RecordKept(Message, frozen=True, tag="record-kept"):
    """The log in question (after a change of keys, the new one), how many entries or blocks, the code of step two."""

    log: str
    count: int
    confirm: str = ""
    is_done: bool = False


RecordRequest = KeepRecord | WhoSaw | ReadOwnReveals | ReadRecord | CheckRecord | ProveEntry | DownloadRecord
RecordAnswer = RecordKept | SeenRows | OwnReveals | RecordRead | EntryProven
