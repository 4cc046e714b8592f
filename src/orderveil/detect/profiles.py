"""Profiles: what counts as found, by the place that is searched. One detector, and these figures, serve every door.

A profile says how sure the finders must be of each kind, and what excuses a finding. Free text would
rather find; the door of inventory, where a false finding holds goods up, would rather be told. Data
alone: must never look for anything itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from orderveil.detect.branches import compiled
from orderveil.detect.findings import SURE, Finding, Kind, Scanned, Where
from orderveil.detect.phones import is_something_else

Excuse = Callable[[Scanned, Finding], bool]
_NEVER = 2.0
_REACH = 40
_NOTHING: Mapping[Kind, float] = {}


@dataclass(frozen=True, slots=True)
class Profile:
    """What counts: a score of `least` for the kind where the text stands, else of `otherwise`, and no excuse."""

    otherwise: float
    least: Mapping[Where, Mapping[Kind, float]] = field(default_factory=dict)
    excuses: Mapping[Kind, Excuse] = field(default_factory=dict)
    asks_model: bool = False  # for names and addresses that no rule finds

    def counts(self, given: Scanned, finding: Finding) -> bool:
        """Tell whether a finding counts where its text stands."""
        if finding.score < self.least.get(given.where, _NOTHING).get(finding.type, self.otherwise):
            return False
        excuse = self.excuses.get(finding.type)
        return excuse is None or not excuse(given, finding)


def _after(words: str) -> Excuse:
    """Return the excuse that these words stand right before a finding."""
    pattern = compiled(f"(?:{words})\\Z")

    def is_after(given: Scanned, finding: Finding) -> bool:
        start, _ = given.readable.readable_span(finding.start, finding.end)
        return pattern.search(given.before(start, _REACH)) is not None

    return is_after


FREE_TEXT_EXCUSES: Mapping[Kind, Excuse] = {
    Kind.CARD: _after(
        r"(?:utr|rrn|imei|txn|transaction|account|a/c|iban|epoch|timestamp|barcode|ean)[^0-9]{0,12}"
    ),
    Kind.PHONE: is_something_else,
}


def free_text(least: float) -> Profile:
    """Return the profile of free text: every kind counts from one score on."""
    return _FREE_TEXT if least == SURE else Profile(least, excuses=FREE_TEXT_EXCUSES, asks_model=True)


_FREE_TEXT = Profile(SURE, excuses=FREE_TEXT_EXCUSES, asks_model=True)

# What is said of parcels, payments and passwords among goods is of the shop's own suppliers.
_GOODS = {
    Kind.AMOUNT: _NEVER,
    Kind.AWB: _NEVER,
    Kind.EMAIL: 0.5,  # those of roles as well: the shop's own are listed
    Kind.ORDER: 0.8,
    Kind.OTP: _NEVER,
    Kind.PHONE: 0.65,
    Kind.TRACKING_URL: _NEVER,
    Kind.UPI: 0.9,
}
AMONG_GOODS = Profile(
    SURE,
    {
        Where.NOTE: _GOODS | {Kind.AADHAAR: 0.75, Kind.GSTIN: 0.9, Kind.NAME: 0.84, Kind.TAX_PAN: 0.75},
        Where.TITLE: _GOODS
        | {Kind.AADHAAR: 0.9, Kind.ADDRESS: 0.85, Kind.GSTIN: 0.9, Kind.NAME: 0.9, Kind.TAX_PAN: 0.9},
        Where.CODE: _GOODS
        | {
            Kind.AADHAAR: 0.9,
            Kind.ADDRESS: _NEVER,
            Kind.GSTIN: 0.9,
            Kind.NAME: 0.82,
            Kind.POSTCODE: _NEVER,
            Kind.TAX_PAN: 0.9,
        },
    },
    {Kind.ORDER: _after(r"(?:purchase|work|sales|transfer|job) order[^0-9]{0,20}")},
)
"""The door of inventory. Brands and authors are named like buyers, so that in the name of goods a person
counts only where words lead to one."""
