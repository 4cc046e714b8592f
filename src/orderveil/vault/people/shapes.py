"""What an order's masks tell of it, and whether a search fits that: how guessing is measured. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import NamedTuple

from orderveil.core.fields import FIELDS
from orderveil.core.ids import FieldName
from orderveil.core.normalise import name_words, postcode_key, reference_key
from orderveil.core.view import View
from orderveil.vault.index.tag_terms import split_name

_END = 4


class Nearness(IntEnum):
    """How near a search came to an order that it did not find."""

    FAR = 0
    WEAK = 1  # a name or an e-mail fits its masks
    STRONG = 2  # a phone's end does, or the order's own reference was named


class Shape(NamedTuple):
    """What masks showed of one order: ends of phones, initials of names, first letters of addresses, its postcode."""

    ends: frozenset[str] = frozenset()
    initials: frozenset[str] = frozenset()
    letters: frozenset[str] = frozenset()
    postcode: str = ""
    references: frozenset[str] = frozenset()

    def joined(self, other: Shape) -> Shape:
        """Return what both tell."""
        longest = max(self.postcode, other.postcode, key=len)
        return Shape(
            self.ends | other.ends, self.initials | other.initials, self.letters | other.letters, longest,
            self.references | other.references,
        )  # fmt: skip


def shape_of(views: Iterable[View]) -> Shape:
    """Return what masked views told of their order."""
    shape = Shape()
    for view in views:
        for name, one in view.fields.items():
            if isinstance(one.value, str):
                shape = shape.joined(_told(name, one.value))
    return shape


def _told(name: str, shown: str) -> Shape:
    normaliser = FIELDS[FieldName(name)].normaliser if FieldName(name) in FIELDS else ""
    if normaliser == "phone":
        end = "".join(filter(str.isdigit, shown))[-_END:]
        return Shape(ends=frozenset({end})) if len(end) == _END else Shape()
    if normaliser == "name":
        return Shape(initials=frozenset(word[0].casefold() for word in shown.split() if word[0].isalnum()))
    if normaliser == "email":
        return Shape(letters=frozenset(shown[:1].casefold()) - {"*"})
    if normaliser == "postcode":
        return Shape(postcode=postcode_key(shown.partition("*")[0]))
    if name in ("order_ref", "order_number", "awb"):
        return Shape(references=frozenset({reference_key(shown)}) - {""})
    return Shape()


def nearness(criteria: Mapping[str, str], shape: Shape, *, is_hit: bool = False) -> Nearness:
    """Tell how near a search is that did not find the order. `is_hit`: it found others.

    Where any criterion contradicts the masks, it told nothing new. A name that fits is common: where others
    were found by it, it counts only if more of the postcode was given than is shown.
    """
    near, is_named = Nearness.FAR, False
    for kind, value in criteria.items():
        if kind in ("order_ref", "awb"):
            if reference_key(value) not in shape.references:
                return Nearness.FAR
            is_named = True
            continue
        of_kind = _of(kind, value, shape, is_hit=is_hit)
        if of_kind is None:
            return Nearness.FAR
        near = max(near, of_kind)
    return Nearness.STRONG if is_named and len(criteria) > 1 else near


def _of(kind: str, value: str, shape: Shape, *, is_hit: bool) -> Nearness | None:
    """Return how near one criterion is; None where it contradicts what is shown."""
    if kind == "phone":
        end = "".join(filter(str.isdigit, value))[-_END:]
        return Nearness.STRONG if end in shape.ends else None
    if kind == "last4_postcode":
        end, _, postcode = value.strip().partition(" ")
        fits = end in shape.ends and _fits(postcode_key(postcode), shape.postcode)
        return Nearness.STRONG if fits else None
    if kind == "email":
        if value.strip()[:1].casefold() not in shape.letters:
            return None
        return Nearness.FAR if is_hit else Nearness.WEAK
    name, postcode = split_name(value)
    initials = {word[0].casefold() for word in name_words(name)}
    if not initials or not initials <= shape.initials or not _fits(postcode, shape.postcode):
        return None
    return Nearness.FAR if is_hit and len(postcode) <= len(shape.postcode) else Nearness.WEAK


def _fits(given: str, shown: str) -> bool:
    return given.startswith(shown) or shown.startswith(given)
