"""The closed schema of an inventory line: which fields there are, and what each may hold.

Pure. A field that is not here does not pass, whatever it holds: a closed list is the one rule that
no disguise gets round. No field may be wide enough to carry a phone as a number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from orderveil.core.references import DEFAULT_SHAPE, is_reference
from orderveil.detect.findings import Where
from orderveil.detect.shapes import is_gtin


class Holds(Enum):
    """What a field of an inventory line holds."""

    CODE = "code"
    CODES = "codes"
    COUNT = "count"
    DATE = "date"
    GTIN = "gtin"
    HSN = "hsn"
    MOMENT = "moment"
    MOVEMENT = "movement"
    NOTE = "note"
    REFERENCE = "reference"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class LineField:
    """One field. `limit` is the longest text in characters, or the largest count."""

    holds: Holds
    limit: int


FIELDS: Mapping[str, LineField] = {
    "at": LineField(Holds.MOMENT, 40),
    "bin": LineField(Holds.CODE, 32),
    "expires_on": LineField(Holds.DATE, 10),
    "grams": LineField(Holds.COUNT, 100_000_000),
    "gtin": LineField(Holds.GTIN, 14),
    "height_mm": LineField(Holds.COUNT, 100_000),
    "hsn": LineField(Holds.HSN, 8),
    "length_mm": LineField(Holds.COUNT, 100_000),
    "line": LineField(Holds.COUNT, 100_000),
    "lot": LineField(Holds.CODE, 40),
    "movement": LineField(Holds.MOVEMENT, 20),
    "note": LineField(Holds.NOTE, 500),
    "quantity": LineField(Holds.COUNT, 10_000_000),
    "ref": LineField(Holds.REFERENCE, 45),
    "serials": LineField(Holds.CODES, 40),
    "sku": LineField(Holds.CODE, 64),
    "title": LineField(Holds.TITLE, 300),
    "variant": LineField(Holds.TITLE, 150),
    "warehouse": LineField(Holds.CODE, 40),
    "width_mm": LineField(Holds.COUNT, 100_000),
}
MOVEMENTS = frozenset(
    {"adjusted", "counted", "damaged", "expired", "moved", "received", "reserved", "returned", "sold", "unreserved"}
)
NEEDED = ("sku", "gtin")
"""A line names its goods: at least one of these."""

_MOST_SERIALS = 1_000
_MOMENT = re.compile(r"20\d\d-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?([Zz]|[+-]\d\d:?\d\d)?")
_DATE = re.compile(r"20\d\d-\d\d(-\d\d)?")
_HSN = re.compile(r"[0-9]{4}|[0-9]{6}|[0-9]{8}")
_CODE = re.compile(r"[^\x00-\x1f\x7f]+")
_LONGEST_NAME = 40
_FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z_]{0,39}[0-9]?")
_WHERE = {Holds.CODE: Where.CODE, Holds.CODES: Where.CODE, Holds.NOTE: Where.NOTE, Holds.TITLE: Where.TITLE}

BAD_VALUE = "ims:bad-value"
TOO_LONG = "ims:too-long"
WRONG_TYPE = "ims:wrong-type"


def where_of(field: LineField) -> Where | None:
    """Return as what kind of text a field is searched for buyer data; None: its own form leaves no room."""
    return _WHERE.get(field.holds)


def shown_name(name: object) -> str:
    """Return a field's name as a path may show it: an unknown name could itself be a buyer's phone or e-mail."""
    return name if isinstance(name, str) and _FIELD_NAME.fullmatch(name) else "(a field)"


def problem_of(field: LineField, value: Any) -> str | None:
    """Return why `value` is not what `field` holds, or None."""
    if field.holds is Holds.COUNT:
        return _problem_of_count(field, value)
    if field.holds is Holds.CODES:
        if not isinstance(value, list):
            return WRONG_TYPE
        return TOO_LONG if len(value) > _MOST_SERIALS else None
    return problem_of_text(field, value)


def _problem_of_count(field: LineField, value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return WRONG_TYPE
    return BAD_VALUE if abs(value) > field.limit else None


def problem_of_text(field: LineField, value: Any) -> str | None:
    """Return why `value` is not a text of `field`, or None."""
    if not isinstance(value, str):
        return WRONG_TYPE
    if len(value) > field.limit:
        return TOO_LONG
    fits = _FITS.get(field.holds)
    return BAD_VALUE if fits is not None and not fits(value) else None


_FITS: dict[Holds, Callable[[str], bool]] = {
    Holds.CODE: lambda text: _CODE.fullmatch(text) is not None,
    Holds.CODES: lambda text: _CODE.fullmatch(text) is not None,
    Holds.DATE: lambda text: _DATE.fullmatch(text) is not None,
    Holds.GTIN: lambda text: text.isascii() and text.isdigit() and is_gtin(text),
    Holds.HSN: lambda text: _HSN.fullmatch(text) is not None,
    Holds.MOMENT: lambda text: _MOMENT.fullmatch(text) is not None,
    Holds.MOVEMENT: lambda text: text in MOVEMENTS,
    Holds.REFERENCE: lambda text: is_reference(text, DEFAULT_SHAPE),
}
