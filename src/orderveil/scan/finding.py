"""One finding in a file: what it is, where it stands, how surely, and what stands there.

Must never show the value unless it was asked for: `shown` masks it, and the repr hides it.
"""

from __future__ import annotations

from dataclasses import dataclass

from orderveil.detect.findings import Finding, Kind

_TYPES = {Kind.ORDER: "ORDER_REF", Kind.TAX_PAN: "PAN"}
TYPES: tuple[str, ...] = (
    *("AADHAAR", "ADDRESS", "AMOUNT", "AWB", "CARD", "EMAIL", "GSTIN", "IBAN", "LICENCE", "NAME", "NATIONAL_ID"),
    *("ORDER_REF", "OTP", "PAN", "PASSPORT", "PHONE", "POSITION", "POSTCODE", "TAX_ID", "TRACKING_URL", "UPI"),
)


def type_of(finding: Finding) -> str:
    """Return the public name of what a finding is."""
    return _TYPES.get(finding.type) or finding.type.name


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands: a file, and what of record, row, column, field and page the format has.

    Records count from 0 as programs do, rows, lines and pages from 1 as editors do.
    """

    file: str
    record: int | None = None
    row: int | None = None
    column: str | None = None
    field: str | None = None
    page: int | None = None

    def __str__(self) -> str:
        told = self.file if self.row is None else f"{self.file}:{self.row}"
        told = told if self.page is None else f"{told} page {self.page}"
        inside = self.column if self.column is not None else self.field
        return f"{told} [{inside}]" if inside else told


@dataclass(frozen=True, slots=True, repr=False)
class Found:
    """A finding at its place. `start` and `end` count characters of the text at that place."""

    place: Place
    type: str
    start: int
    end: int
    score: float
    why: str
    value: str

    def __repr__(self) -> str:
        return f"Found({self.type} at {self.place}, {self.start}-{self.end}, <hidden>)"

    @property
    def shown(self) -> str:
        """The value as it may be shown: its first and last character at most, and nothing of how long it is."""
        return f"{self.value[:1]}***{self.value[-1:]}" if len(self.value) > _LONG_ENOUGH else "***"


_LONG_ENOUGH = 7
