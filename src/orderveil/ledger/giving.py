"""What each order of one entry was given: names of fields and letters for their treatments, never a value.

An entry on many orders names each field once; `given` tells, group by group, which of them so many
orders were given and how. From it alone follows what a hop holds of an order, with nothing opened.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orderveil.core.exposure.words import Held
from orderveil.core.ids import FieldName
from orderveil.core.view import Treatment

# A letter never changes its meaning: records of years ago are read by it. docs/spec/ledger-v1.md
LETTERS: Mapping[Treatment, str] = {
    Treatment.CLEAR: "c",
    Treatment.MASK: "m",
    Treatment.INITIAL: "i",
    Treatment.COARSE: "o",
    Treatment.HASH: "h",
    Treatment.ALIAS: "a",
    Treatment.VIRTUAL: "v",
}
NOT_GIVEN = "-"
_TREATMENTS = {letter: treatment for treatment, letter in LETTERS.items()}
GROUP = re.compile(r"([1-9][0-9]{0,3}):([-achimov]{1,200})")
Shown = Mapping[str, Treatment]


@dataclass(frozen=True, slots=True)
class Given:
    """The parts of an entry that tell what was given. `orders` stand in the order in which `given` counts them."""

    orders: tuple[str, ...]
    fields: tuple[str, ...]
    given: tuple[str, ...]


def write_given(orders: Sequence[str], shown: Sequence[Shown]) -> Given:
    """Return what each of `orders` was shown, orders that were shown the same side by side."""
    names = tuple(sorted({name for one in shown for name in one}))
    groups: dict[str, list[str]] = {}
    for order, one in zip(orders, shown, strict=True):
        letters = "".join([LETTERS[one[name]] if name in one else NOT_GIVEN for name in names])
        groups.setdefault(letters, []).append(order)
    if not names:
        return Given(tuple(orders), (), ())
    given = tuple([f"{len(some)}:{letters}" for letters, some in groups.items()])
    return Given(tuple([order for some in groups.values() for order in some]), names, given)


def is_given(orders: int, fields: int, given: Sequence[str]) -> bool:
    """Tell whether `given` speaks of so many orders and fields."""
    told = 0
    for group in given:
        match = GROUP.fullmatch(group)
        if match is None or len(match[2]) != fields:
            return False
        told += int(match[1])
    return told == orders


def read_given(fields: Sequence[str], given: Sequence[str]) -> list[tuple[int, frozenset[Held]]]:
    """Return, for so many orders in a row, what each was given."""
    found = []
    for group in given:
        count, _, letters = group.partition(":")
        held = frozenset(
            Held(FieldName(name), _TREATMENTS[letter])
            for name, letter in zip(fields, letters, strict=True)
            if letter != NOT_GIVEN
        )
        found.append((int(count), held))
    return found
