"""What people type: a ticket's number, a reason, a note. It must not be where a buyer's data comes to lie.

The record is never erased, and notes are read by whoever may read the list that they stand in. So the detector
reads what is typed before it is kept. Must never repeat what it found: an error names the place alone.
"""

from __future__ import annotations

import re

from orderveil.core.errors import Malformed
from orderveil.detect.findings import Kind
from orderveil.detect.freetext import find_personal_data
from orderveil.vault.casereferences import is_own

_JOINED = re.compile(r"[._#/-]+")
_DIGITS = re.compile(r"[^0-9]+")
_BETWEEN = re.compile(r"(?<=[0-9])[^0-9\s]*[A-Za-z][^0-9\s]*(?=[0-9])")
_LONG_RUN = re.compile(r"[0-9]{10}|\s")
_MOST_BETWEEN = 1  # times that letters stand between digits; a help desk's opaque id (a UUID, say) has more
_ANY, _FULL_NAME = 0.3, 0.8  # one word may be a project's name; two are somebody's
_NOT_OF_A_PERSON = frozenset({Kind.AMOUNT, Kind.AWB, Kind.NAME, Kind.ORDER, Kind.POSTCODE, Kind.TRACKING_URL})
_REASON = "input:personal-data"


def check_reference(reference: str, place: str = "reference") -> None:
    """Refuse a reference that reads like somebody's phone, address or name instead of a ticket's number.

    Raises Malformed. However it is punctuated: `call-98765-43210` is a phone.
    """
    if is_own(reference):
        return
    if len(_BETWEEN.findall(reference)) > _MOST_BETWEEN and not _LONG_RUN.search(reference):
        return  # nobody writes a phone or a name so; taken apart, one id in thirty would read like a phone
    for text in (reference, _JOINED.sub(" ", reference), _DIGITS.sub("", reference)):
        for found in find_personal_data(text, least=_ANY):
            is_name = found.type is Kind.NAME and found.score >= _FULL_NAME
            if is_name or found.type not in _NOT_OF_A_PERSON:
                raise Malformed(
                    f"this reads like somebody's {_word(found.type)}; a reference is a ticket's number",
                    place=place, reason=_REASON,
                )  # fmt: skip


def check_note(text: str, place: str) -> None:
    """Refuse a note that tells of a buyer what nobody needs in it. Names may stand: colleagues have some too.

    Raises Malformed.
    """
    for found in find_personal_data(text):
        if found.type not in _NOT_OF_A_PERSON:
            raise Malformed(
                f"this holds somebody's {_word(found.type)}; name the order or the ticket instead",
                place=place, reason=_REASON,
            )  # fmt: skip


def _word(kind: Kind) -> str:
    return kind.value.replace("_", " ")
