"""What people ask for about keys, modes, stations and badges: a further leaf of the vault's door.

Must never be asked by a partner's key. A PIN is in a request and in nothing that is kept or answered.
"""

from __future__ import annotations

from orderveil.vault.message import Grant, Message

# ---- what takes two people: the answer is Proposed, and DecideChange carries it out


class ProposeKey(Message, frozen=True, tag="propose-key"):
    """A key for a partner. A second person approves it; whoever asked then fetches it, and sees its token once.

    `label`: what it is for. `owner`: the person who answers for it; empty: whoever asks.
    """

    by: Grant
    shop: str
    hop: str
    partner: str
    scopes: tuple[str, ...]
    expires_at_ms: int
    per_minute: int = 600
    label: str = ""
    why: str = ""
    owner: str = ""


class FetchKey(Message, frozen=True, tag="fetch-key"):
    """Make the key that was approved, and have its token: once, by whoever asked for it. Answered with Decided."""

    by: Grant
    change: str


class ChangeMode(Message, frozen=True, tag="change-mode"):
    """Put a hop to a mode: at once towards more protection, by two people towards less."""

    by: Grant
    shop: str
    hop: str
    mode: str
    percent: int | None = None
    why: str = ""


# ---- a floor without phones: stations, badges and PINs


class RegisterStation(Message, frozen=True, tag="register-station"):
    """Make a browser a station of a shop. The token is kept by that browser, and here as a hash."""

    by: Grant
    shop: str
    name: str


class StationRegistered(Message, frozen=True, tag="station-registered"):
    station: str
    token: str


class ListStations(Message, frozen=True, tag="list-stations"):
    by: Grant


class StationRow(Message, frozen=True):
    station: str
    shop: str
    name: str
    made_at_ms: int
    made_by: str


class StationRows(Message, frozen=True, tag="station-rows"):
    rows: list[StationRow]


class EndStation(Message, frozen=True, tag="end-station"):
    """End a station and every session that was begun at it."""

    by: Grant
    station: str


class SetBadge(Message, frozen=True, tag="set-badge"):
    """Give a person a badge and a first PIN, which they replace when they first use it."""

    by: Grant
    person: str
    number: str
    pin: str

    def __repr__(self) -> str:
        return "SetBadge(<hidden>)"


class EndBadge(Message, frozen=True, tag="end-badge"):
    by: Grant
    person: str


class BeginAtStation(Message, frozen=True, tag="begin-at-station"):
    """Sign in with a badge and its PIN, at a station. `new_pin`: in place of a first PIN.

    Refused with `badge:refused` whatever was wrong, `badge:wait` after too many tries, `badge:new-pin-due`.
    """

    by: Grant
    token: str  # the station's
    number: str
    pin: str
    new_pin: str = ""

    def __repr__(self) -> str:
        return "BeginAtStation(<hidden>)"


class StationBegun(Message, frozen=True, tag="station-begun"):
    person: str
    session: str
    token: str
    ends_at_ms: int


AccountRequest = (
    ProposeKey | FetchKey | ChangeMode | RegisterStation | ListStations | EndStation | SetBadge | EndBadge
    | BeginAtStation
)  # fmt: skip
AccountAnswer = StationRegistered | StationRows | StationBegun
