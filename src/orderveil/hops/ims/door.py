"""The inventory's door: lines of goods pass, a buyer's data does not, wherever it hides.

Steps, for each line:
  1. it is an object of known fields only, an unknown one is refused by its path;
  2. every value has its field's form and size;
  3. it names its goods;
  4. codes are held against the list of goods, where there is one; what is on it passes;
  5. every remaining text is searched for buyer and card data.
The first problem refuses the line, never the batch. Must never repeat a value: a refusal names the
line, the place in it and the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from orderveil.detect.buyer import NOTHING_KNOWN, KnownGoods, find_buyer_data
from orderveil.hops.ims.schema import (
    FIELDS,
    NEEDED,
    Holds,
    LineField,
    problem_of,
    problem_of_text,
    shown_name,
    where_of,
)

BUYER_DATA = "ims:buyer-data"
NO_GOODS = "ims:no-goods"
NOT_A_LINE = "ims:not-a-line"
UNKNOWN_FIELD = "ims:unknown-field"


@dataclass(frozen=True, slots=True, repr=False)
class Accepted:
    """A line that may pass, as it came."""

    index: int
    line: Mapping[str, Any]

    def __repr__(self) -> str:
        return f"Accepted({self.index})"


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that may not pass: its position, the place in it, and a stable reason.

    `ims:buyer-data:phone` and its like name what of a person was found.
    """

    index: int
    path: str
    reason: str


def check_lines(lines: Iterable[Any], known: KnownGoods = NOTHING_KNOWN) -> Iterator[Accepted | RefusedLine]:
    """Yield one decision per line, in order, while the lines come in."""
    for index, line in enumerate(lines):
        problem = _problem_of(line, known)
        yield Accepted(index, line) if problem is None else RefusedLine(index, *problem)


def _problem_of(line: Any, known: KnownGoods) -> tuple[str, str] | None:
    if not isinstance(line, dict):
        return "", NOT_A_LINE
    for name in line:  # 1
        if name not in FIELDS:
            return shown_name(name), UNKNOWN_FIELD
    for name, value in line.items():
        if value is None:
            continue
        problem = problem_of(FIELDS[name], value)  # 2
        if problem is not None:
            return name, problem
    if not any(line.get(name) for name in NEEDED):  # 3
        return NEEDED[0], NO_GOODS
    for name, value in line.items():
        found = _buyer_data(name, FIELDS[name], value, known)
        if found is not None:
            return found
    return None


def _buyer_data(name: str, field: LineField, value: Any, known: KnownGoods) -> tuple[str, str] | None:
    if field.holds is Holds.CODES and value is not None:
        for place, item in enumerate(value):
            problem = problem_of_text(field, item)  # 2
            if problem is not None:
                return f"{name}[{place}]", problem
            found = _search(f"{name}[{place}]", field, item, known)
            if found is not None:
                return found
        return None
    if field.holds is Holds.GTIN and value is not None:
        return _disguised(name, value, known)
    return _search(name, field, value, known) if isinstance(value, str) else None


def _search(path: str, field: LineField, text: str, known: KnownGoods) -> tuple[str, str] | None:
    where = where_of(field)
    if where is None or known.is_known(text):  # 4
        return None
    for finding in find_buyer_data(text, known, where=where):  # 5
        return path, f"{BUYER_DATA}:{finding.type.value}"
    return None


_MOBILE_LENGTH = 12


def _disguised(name: str, digits: str, known: KnownGoods) -> tuple[str, str] | None:
    """One phone in ten has the check digit of a GTIN: where the goods are listed, the list decides."""
    looks_like_phone = len(digits) == _MOBILE_LENGTH and digits.startswith("91") and digits[2] in "6789"
    if looks_like_phone and known.gtins and not known.is_known(digits):
        return name, f"{BUYER_DATA}:phone"
    return None
