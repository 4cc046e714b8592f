"""What may be asked of the vault about access reviews and integrations: the third leaf of its door.

Must never be asked by a partner's key, and never answered with a secret, a key or a buyer's value.
"""

from __future__ import annotations

from orderveil.vault.control_messages import ControlAnswer, ControlRequest
from orderveil.vault.message import Grant, Message

# ---- outside systems: whoever has an account there, and the apps that are connected there


class OutsideAccount(Message, frozen=True):
    """One person's account in an outside system. `mfa`: `on`, `off`, or empty where the list does not say."""

    email: str
    name: str = ""
    role: str = ""
    mfa: str = ""
    used_at_ms: int | None = None
    made_at_ms: int | None = None


class OutsideApp(Message, frozen=True):
    """One app that is connected to an outside system, with the scopes that it was granted there."""

    name: str
    scopes: tuple[str, ...] = ()
    used_at_ms: int | None = None
    made_at_ms: int | None = None


class ImportOutside(Message, frozen=True, tag="import-outside"):
    """The whole list of a system as it is now: whoever is not in it any more is gone. One of both is given."""

    by: Grant
    system: str
    accounts: list[OutsideAccount] | None = None
    apps: list[OutsideApp] | None = None
    tenant: str | None = None


class OutsideImported(Message, frozen=True, tag="outside-imported"):
    """How many are new, known, gone since, and back although they were ended; and how many bear each mark."""

    counts: dict[str, int]


class ListOutside(Message, frozen=True, tag="list-outside"):
    """Accounts in outside systems. `tasks_only`: those that have to be ended, for the leavers' list."""

    by: Grant
    system: str | None = None
    tasks_only: bool = False


class OutsideRow(Message, frozen=True):
    """`marks`: `no-person`, `leaver`, `no-mfa`, `unused`, `back`, `to-end`. `state`: here, gone, ended."""

    account: str
    system: str
    email: str
    name: str
    role: str
    mfa: str
    used_at_ms: int | None
    made_at_ms: int | None
    seen_at_ms: int
    person: str | None
    person_name: str
    marks: tuple[str, ...]
    state: str = "here"
    ended_by: str | None = None
    ended_at_ms: int | None = None


class OutsideRows(Message, frozen=True, tag="outside-rows"):
    """`imported`: by system, when its list was last handed in."""

    rows: list[OutsideRow]
    imported: dict[str, int]


class TickTask(Message, frozen=True, tag="tick-task"):
    """Say that an account or app outside was ended there. `undo` takes it back."""

    by: Grant
    account: str
    undo: bool = False


# ---- campaigns


class OpenCampaign(Message, frozen=True, tag="open-campaign"):
    """Take every right as it is now into one list, to be kept or removed within `days`."""

    by: Grant
    days: int = 14
    tenant: str | None = None


class ListCampaigns(Message, frozen=True, tag="list-campaigns"):
    by: Grant
    tenant: str | None = None  # for an operator; a person's own


class CampaignRow(Message, frozen=True):
    """`state`: open, closed. `counts`: by decision (`open`, `kept`, `removed`) and by outcome."""

    campaign: str
    state: str
    opened_by: str
    opened_at_ms: int
    due_at_ms: int
    closed_by: str | None
    closed_at_ms: int | None
    items: int
    counts: dict[str, int]
    is_overdue: bool = False


class CampaignRows(Message, frozen=True, tag="campaign-rows"):
    """`due_at_ms`: when the next campaign is due; None: there has been none, and it is due now."""

    rows: list[CampaignRow]
    due_at_ms: int | None
    is_due: bool


class ReadCampaign(Message, frozen=True, tag="read-campaign"):
    """Items of a campaign. `show`: all, open, marked. `with_places` adds where in the record decisions stand."""

    by: Grant
    campaign: str
    show: str = "all"
    after: int = 0
    limit: int = 50
    with_places: bool = False


class ItemRow(Message, frozen=True):
    """One right under review. `kind`: role, key, account, app. `about`: whose or what, in words of the program.

    `is_own` and `may_decide` are of whoever asks. `outcome`: after closing, what became of it.
    """

    item: int
    kind: str
    subject: str
    name: str
    about: str
    marks: tuple[str, ...]
    decision: str
    decided_by: str | None
    decided_at_ms: int | None
    outcome: str
    is_own: bool = False
    may_decide: bool = False
    email: str = ""
    place: str = ""
    entry: str = ""


class CampaignRead(Message, frozen=True, tag="campaign-read"):
    campaign: CampaignRow
    items: list[ItemRow]
    after: int | None = None
    may_close: bool = False


class DecideItem(Message, frozen=True, tag="decide-item"):
    """`decision`: kept, removed, or empty to take it back. What is removed ends when the campaign closes."""

    by: Grant
    campaign: str
    item: int
    decision: str


class CloseCampaign(Message, frozen=True, tag="close-campaign"):
    """End what was decided to be removed. Refused while something is undecided, unless that is to be removed too."""

    by: Grant
    campaign: str
    remove_undecided: bool = False


# ---- integrations


class ListIntegrations(Message, frozen=True, tag="list-integrations"):
    by: Grant
    tenant: str | None = None  # for an operator; a person's own


class UseRow(Message, frozen=True):
    """How often one scope or field was used by a key, and when last."""

    what: str
    count: int
    at_ms: int


class IntegrationRow(Message, frozen=True):
    """One key, secret, app or bypass. `marks`: unused, stale, over-scoped, bypassing, no-owner, ending, rotating."""

    kind: str
    id: str
    name: str
    shop: str
    hop: str
    partner: str
    owner: str | None
    owner_name: str
    scopes: tuple[str, ...]
    scopes_used: tuple[str, ...]
    fields_used: tuple[str, ...]
    made_at_ms: int | None
    used_at_ms: int | None
    ends_at_ms: int | None
    rotate_at_ms: int | None
    state: str
    marks: tuple[str, ...]
    is_ours: bool = False


class IntegrationRows(Message, frozen=True, tag="integration-rows"):
    rows: list[IntegrationRow]
    may_change: bool


class SetIntegration(Message, frozen=True, tag="set-integration"):
    """Say who answers for a key or app (`owner`: a person), or that an app is the relay's own connection."""

    by: Grant
    id: str
    owner: str | None = None
    is_ours: bool | None = None


class EndKey(Message, frozen=True, tag="end-key"):
    """Revoke a partner's key at once: one person is enough."""

    by: Grant
    id: str


class RotateKey(Message, frozen=True, tag="rotate-key"):
    """A new key like the one named; the old one ends after the overlap. By a person: when a second approves."""

    by: Grant
    id: str
    overlap_hours: int = 24
    days: int = 90
    why: str = ""


# ---- scripts of the checkout page


class ScriptSeen(Message, frozen=True):
    """One script as it was met: its address without query values, or empty for one inside the page; its hash."""

    address: str
    integrity: str = ""
    why: str = ""


class ImportScripts(Message, frozen=True, tag="import-scripts"):
    by: Grant
    shop: str
    scripts: list[ScriptSeen]


class ListScripts(Message, frozen=True, tag="list-scripts"):
    by: Grant
    shop: str | None = None


class ScriptRow(Message, frozen=True):
    """`state`: new, authorised, changed, refused. `is_pinned`: its hash is known."""

    script: str
    shop: str
    address: str
    integrity: str
    why: str
    state: str
    first_at_ms: int
    seen_at_ms: int
    decided_by: str | None
    decided_at_ms: int | None
    is_pinned: bool


class ScriptRows(Message, frozen=True, tag="script-rows"):
    rows: list[ScriptRow]


class DecideScript(Message, frozen=True, tag="decide-script"):
    """Authorise a script as it is now, with why the page needs it; or refuse it."""

    by: Grant
    script: str
    authorise: bool
    why: str = ""


ReviewRequest = (
    ImportOutside | ListOutside | TickTask
    | OpenCampaign | ListCampaigns | ReadCampaign | DecideItem | CloseCampaign
    | ListIntegrations | SetIntegration | EndKey | RotateKey
    | ImportScripts | ListScripts | DecideScript
    | ControlRequest
)  # fmt: skip
ReviewAnswer = (
    OutsideImported | OutsideRows | CampaignRows | CampaignRead | IntegrationRows | ScriptRows | ControlAnswer
)
