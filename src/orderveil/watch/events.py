"""What is watched: acts as plain values out of the record. An order is an id, a person an id; no buyer is in it.

Must never hold a value of a buyer: what was revealed is the name of a field.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

DAY_MS = 86_400_000
HOUR_MS = 3_600_000
EXPLAINED = frozenset({"desk", "event"})  # origins of a case that somebody else, or a parcel, opened


class Kind(StrEnum):
    """What somebody did."""

    EXPORTED = "exported"
    GLASS = "glass"
    LISTED = "listed"
    PROBED = "probed"
    READ = "read"
    REFUSED = "refused"
    REPLACED = "replaced"  # a partner's key, by another
    REVEALED = "revealed"
    ROLES = "roles"
    SEARCHED = "searched"
    WIDENED = "widened"  # a contract, by two people


class Event(msgspec.Struct, frozen=True, omit_defaults=True):
    """One act. `place`: its log and index, by which none counts twice. `n`: the order's number in its shop.

    `origin`: of the case behind a reveal. `reason`: of a refusal; of a key, the one that it replaces. `count`:
    orders found, listed or exported.
    """

    place: str
    at_ms: int
    kind: Kind
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

    @property
    def day(self) -> int:
        """Days since 1970, in UTC."""
        return self.at_ms // DAY_MS

    @property
    def is_reveal(self) -> bool:
        """Tell whether a field was shown in clear."""
        return self.kind in (Kind.REVEALED, Kind.GLASS)

    @property
    def is_explained(self) -> bool:
        """Tell whether somebody else than the one who looked gave the reason."""
        return self.kind is Kind.REVEALED and self.origin in EXPLAINED

    @property
    def slot(self) -> int:
        """Return the hour of the day, and 24 more on a Saturday or Sunday."""
        hour = self.at_ms // HOUR_MS % 24
        return int(hour + (24 if (self.day + 3) % 7 >= 5 else 0))


class Sight(msgspec.Struct, frozen=True, omit_defaults=True):
    """One piece of an alert's evidence."""

    place: str
    at_ms: int
    order: str = ""
    field: str = ""
    purpose: str = ""
    origin: str = ""


class Finding(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an alert is made of. `key` names it for good: the same finding again is the same alert.

    `score`: the logarithm to base 10 of how rarely clean work brings it, as far as that is known; 0: a plain rule.
    """

    key: str
    kind: str
    who: str
    role: str
    at_ms: int
    score: float
    counts: dict[str, int]
    evidence: tuple[Sight, ...] = ()


def sight(event: Event) -> Sight:
    """Return an event as evidence."""
    return Sight(event.place, event.at_ms, event.order, event.field, event.purpose, event.origin or event.reason)
