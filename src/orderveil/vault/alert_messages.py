"""What may be asked of the vault about alerts: a leaf of its door.

An alert holds ids, counts and names of fields out of the record, never a buyer's value. What the watch
remembers is kept here, sealed, so that its memory, its place in the record and its alerts are one.
"""

from __future__ import annotations

from orderveil.vault.message import Grant, Message


class ReadActivity(Message, frozen=True, tag="read-activity"):
    """What people did since the watch last kept its memory, or since (`log`, `index`) of the answer before."""

    by: Grant
    tenant: str
    log: str = ""
    index: int = 0
    limit: int = 4_096  # entries of the record that are read, not rows that are told


class ActivityRow(Message, frozen=True):
    """One act, see watch.events."""

    place: str
    at_ms: int
    kind: str
    who: str
    role: str = ""
    shop: str = ""
    hop: str = ""
    order: str = ""
    n: int = 0
    field: str = ""
    purpose: str = ""
    origin: str = ""
    reason: str = ""
    count: int = 0
    fields: tuple[str, ...] = ()


class Activity(Message, frozen=True, tag="activity"):
    """`log` and `index`: where to go on. `state`: the memory that was kept, with its version; only where the
    request named no place. `answered`: kinds of the alerts that were answered `justified` since then."""

    rows: list[ActivityRow]
    log: str
    index: int
    is_end: bool
    now_ms: int
    version: int = 0
    state: bytes = b""
    answered: tuple[str, ...] = ()
    heard_ms: int = 0


class Evidence(Message, frozen=True):
    """One entry of the record behind an alert. `origin`: of the case, or why it was refused."""

    place: str
    at_ms: int
    order: str = ""
    field: str = ""
    purpose: str = ""
    origin: str = ""


class NewAlert(Message, frozen=True):
    """An alert as the watch found it. `key` names it for good: the same again is the same alert."""

    key: str
    kind: str
    who: str
    role: str
    at_ms: int
    score: float
    counts: dict[str, int]
    evidence: tuple[Evidence, ...] = ()


class RaiseAlerts(Message, frozen=True, tag="raise-alerts"):
    """Keep memory, place and alerts together. `version`: of the memory that this one grew out of."""

    by: Grant
    tenant: str
    version: int
    log: str
    index: int
    heard_ms: int
    state: bytes
    alerts: list[NewAlert]


class ListAlerts(Message, frozen=True, tag="list-alerts"):
    """Alerts, newest first; never one about whoever asks. `unsent`: those not sent by this channel yet."""

    by: Grant
    tenant: str | None = None
    alert: str | None = None
    state: str | None = None  # open, justified, coached, incident
    unsent: str | None = None
    limit: int = 100


class AlertRow(Message, frozen=True):
    """`who_name`: of a person; empty for keys and teams."""

    alert: str
    tenant: str
    kind: str
    who: str
    role: str
    at_ms: int
    raised_at_ms: int
    score: float
    counts: dict[str, int]
    state: str
    who_name: str = ""
    answered_by: str | None = None
    answered_by_name: str = ""
    answered_at_ms: int | None = None
    note: str = ""
    evidence: tuple[Evidence, ...] = ()


class AlertRows(Message, frozen=True, tag="alert-rows"):
    rows: list[AlertRow]


class AnswerAlert(Message, frozen=True, tag="answer-alert"):
    """`answer`: justified, coached or incident; empty: take one's own answer back, within ten minutes.

    Refused with `alerts:own-alert`, `alerts:answered`, `alerts:not-yours`, `alerts:too-late`.
    """

    by: Grant
    alert: str
    answer: str
    note: str = ""


class NoteSent(Message, frozen=True, tag="note-sent"):
    """An alert was handed to a channel: `email`, `webhook`."""

    by: Grant
    alert: str
    channel: str


AlertRequest = ReadActivity | RaiseAlerts | ListAlerts | AnswerAlert | NoteSent
AlertAnswer = Activity | AlertRows
