"""The words of detection: what was found, where, how surely and why; and what is known to be goods.

A finding names a place in a text and never what stands there. Finders are plain functions from a
Scanned text to findings (see detect.buyer.FINDERS): a later finder for labels, files or a model
joins that list and changes nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from orderveil.detect.gates import Gate
from orderveil.detect.reading import Readable

SURE = 0.6
"""From this score on a finding refuses an inventory line."""


class Kind(StrEnum):
    """What of a person a finding is."""

    AADHAAR = "aadhaar"
    ADDRESS = "address"
    AMOUNT = "amount"  # of an order or a payment
    AWB = "awb"  # a parcel's number
    CARD = "card"
    EMAIL = "email"
    GSTIN = "gstin"
    IBAN = "iban"
    LICENCE = "licence"  # to drive
    LINK = "link"  # that opens a chat, a call or a payment with somebody
    NAME = "name"
    NATIONAL_ID = "national_id"  # by which a state or its tax office knows a person for life
    ORDER = "order"
    OTP = "otp"
    PASSPORT = "passport"
    PHONE = "phone"
    POSITION = "position"
    POSTCODE = "postcode"
    TAX_ID = "tax_id"  # of a business or trader: VAT, EORI
    TAX_PAN = "pan"  # the Indian income tax number, not a card's
    TRACKING_URL = "tracking_url"
    UPI = "upi"


class Where(StrEnum):
    """What kind of place a text stands in, because the same digits mean other things elsewhere."""

    CODE = "code"  # one code of goods: a SKU, a lot, a bin
    NOTE = "note"  # free text
    TITLE = "title"  # the name of goods: may hold brands and authors, model and part numbers


@dataclass(slots=True, unsafe_hash=True)
class Finding:
    """One finding. `score` runs from 0 to 1; `why` names the signs that spoke for it, never the text.

    Nobody alters one; it is not frozen because a frozen one takes four times as long to make.
    """

    type: Kind
    start: int
    end: int
    score: float
    why: str


def _key(code: str) -> str:
    return "".join(code.split()).casefold()


@dataclass(frozen=True, slots=True, repr=False)
class KnownGoods:
    """What the shop knows to be goods or its own: the largest lever against false findings.

    Codes are compared without spaces and case. `own` holds the shop's own phones, e-mails and tax
    ids as they are written.
    """

    skus: frozenset[str] = frozenset()
    gtins: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()  # lots, bins, serial numbers
    own: frozenset[str] = frozenset()
    _keys: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        keys = (_key(code) for code in (*self.skus, *self.gtins, *self.codes, *self.own))
        object.__setattr__(self, "_keys", frozenset(keys))

    def __repr__(self) -> str:
        return f"KnownGoods({len(self._keys)} codes)"

    def is_known(self, text: str) -> bool:
        """Tell whether the whole of `text` is one known code."""
        return _key(text) in self._keys if self._keys else False


NOTHING_KNOWN = KnownGoods()


@dataclass(slots=True, repr=False)
class Scanned:
    """One text under search: readable, in lower case as well, with known goods blanked out."""

    readable: Readable
    text: str
    low: str
    where: Where
    known: KnownGoods
    _opened: dict[Gate, frozenset[str]] = field(init=False, default_factory=dict)
    _digits: list[tuple[int, int]] | None = field(init=False, default=None)

    def digits(self) -> list[tuple[int, int]]:
        """Return where digits stand in the text, each row of them."""
        if self._digits is None:
            self._digits = [found.span() for found in _DIGITS.finditer(self.text)]
        return self._digits

    def opened(self, gate: Gate) -> frozenset[str]:
        """Return the names of the patterns that can match in the lower-case text; each gate is asked once."""
        names = self._opened.get(gate)
        if names is None:
            names = self._opened[gate] = gate.opened(self.low)
        return names

    def finding(self, kind: Kind, span: tuple[int, int], score: float, why: str) -> Finding:
        """Return a finding at `span` of the readable text, placed where it stands in the source."""
        start, end = span if self.readable.spots is None else self.readable.source_span(*span)
        return Finding(kind, start, end, score, why)

    def before(self, start: int, reach: int = 24) -> str:
        """Return the lower-case text right before `start`."""
        return self.low[max(0, start - reach) : start]


_DIGITS = re.compile(r"[0-9]+")
Finder = Callable[[Scanned], Iterable[Finding]]

_CODE = re.compile(r"[^\s,;|()\[\]]*[0-9][^\s,;|()\[\]]*")


def scan(readable: Readable, where: Where, known: KnownGoods) -> Scanned:
    """Return `readable` ready for the finders: known codes in it are blanked, lengths are kept."""
    text = readable.text
    if known is not NOTHING_KNOWN:
        for start, end in _known_codes(text, known):
            text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    low = text.lower()
    return Scanned(readable, text, low if len(low) == len(text) else text, where, known)


def _known_codes(text: str, known: KnownGoods) -> Iterator[tuple[int, int]]:
    for found in _CODE.finditer(text):
        word = found.group().rstrip(".:")
        if known.is_known(word):
            yield found.start(), found.start() + len(word)
