"""The references that the relay itself gives to cases: made here, and known again here.

A kind, then an order's number behind letters (a case that somebody opens), or with parcel and turn (one that a
parcel's own events open). None may ever read like a phone, however many orders there are: what people type in
their place is searched for one (vault.typed).
"""

from __future__ import annotations

import re
import secrets
from typing import Final

_LETTERS: Final = "bcdfghjkmnpqrstvwxz"
_COUNT: Final = 5
_OWN: Final = re.compile(
    rf"[a-z]{{3,10}}-(?:[{_LETTERS}]{{{_COUNT}}}-[0-9]{{1,9}}|[0-9]{{1,9}}-[0-9]{{1,2}}-[0-9]{{1,2}})"
)


def of_an_order(kind: str, order: int) -> str:
    """Return a new reference for a case of that kind, which somebody opens of an order."""
    return f"{kind}-{''.join(secrets.choice(_LETTERS) for _ in range(_COUNT))}-{order}"


def of_a_parcel(kind: str, order: int, parcel: int) -> str:
    """Return how references begin of the cases of that kind that one parcel's events open; a turn follows."""
    return f"{kind}-{order}-{parcel}-"


def is_own(reference: str) -> bool:
    """Tell whether a reference is written as the relay writes its own."""
    return _OWN.fullmatch(reference) is not None
