"""What reviews and integrations keep: campaigns, rights under review, outside accounts and apps, owners, scripts."""

from __future__ import annotations

import msgspec

from orderveil.vault.people_messages import RoleRow


class Record(msgspec.Struct, frozen=True, omit_defaults=True):
    """Base of what is kept sealed. Its repr shows nothing: names and addresses of staff lie here."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(<hidden>)"


class Outside(Record, frozen=True):
    """An account or app of an outside system. `state`: here, gone (not in the newest list), ended (ticked).

    `to_end`: the campaign that decided so. `is_back`: it was ended, and a later list has it again.
    """

    kind: str  # account, app
    system: str
    name: str
    seen_at_ms: int
    email: str = ""
    role: str = ""
    mfa: str = ""
    scopes: tuple[str, ...] = ()
    used_at_ms: int | None = None
    made_at_ms: int | None = None
    state: str = "here"
    to_end: str | None = None
    ended_by: str | None = None
    ended_at_ms: int | None = None
    is_back: bool = False


class Imported(Record, frozen=True):
    """When a system's list was last handed in."""

    at_ms: int


class Facts(Record, frozen=True):
    """Who answers for a key or app; whether an app is the relay's own; until when a replaced key goes on."""

    owner: str | None = None
    is_ours: bool = False
    ends_at_ms: int | None = None


class Campaign(Record, frozen=True):
    """One review of every right. `counts`: by decision while it is open; by decision and outcome once closed."""

    opened_by: str
    opened_at_ms: int
    due_at_ms: int
    items: int
    state: str = "open"
    closed_by: str | None = None
    closed_at_ms: int | None = None
    counts: dict[str, int] = {}
    closing_after: str = ""  # while it is closing: the last right that was done


class Item(Record, frozen=True):
    """One right as it was when the campaign opened, and what was decided. `person`: whose it is, if anybody's.

    `decision`: empty, kept, removed, lapsed. `outcome`, after closing: kept, ended, gone, spared, to-end.
    """

    n: int
    kind: str  # role, key, account, app
    subject: str
    name: str
    about: str
    person: str | None = None
    email: str = ""
    role: RoleRow | None = None
    marks: tuple[str, ...] = ()
    decision: str = ""
    decided_by: str | None = None
    decided_at_ms: int | None = None
    outcome: str = ""
    entry: str = ""

    def id(self) -> str:
        """Return the id under which it is kept: in the order of the list."""
        return f"{self.n:06d}"


class Script(Record, frozen=True):
    """One script of a shop's checkout page. `authorised`: the hash that was authorised, None: none was.

    `pinned`: the hash as it was last met; empty where nothing tells it.
    """

    shop: str
    address: str
    first_at_ms: int
    seen_at_ms: int
    pinned: str = ""
    why: str = ""
    authorised: str | None = None
    is_refused: bool = False
    decided_by: str | None = None
    decided_at_ms: int | None = None

    def state(self) -> str:
        """Return whether it may run: new, authorised, changed, refused."""
        if self.is_refused:
            return "refused"
        if self.authorised is None:
            return "new"
        return "authorised" if self.authorised == self.pinned else "changed"


class Attested(Record, frozen=True):
    """What somebody attests of a control. `by`: the person's id. `note`: where the evidence lies, in words."""

    by: str
    at_ms: int
    seen_at_ms: int
    until_ms: int
    reference: str
    note: str = ""


class ModeSet(Record, frozen=True):
    """Who put a hop to its mode when, as the record names them, and why."""

    by: str
    at_ms: int
    why: str = ""
