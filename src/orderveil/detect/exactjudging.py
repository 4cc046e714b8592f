"""What it means that something in a row is a customer's: whether it blocks, or is for a person to look at.

A lone number of ten digits coincides with some customer's phone in hundreds of a million rows that
hold no customer at all: a million customers are one in four thousand of all mobile numbers, and no
longer fingerprint changes that. So each element says how much it says alone, as data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from orderveil.detect.exact import Element


class Weight(StrEnum):
    """How much one element alone says."""

    ALONE = "alone"  # blocks by itself
    IN_CONTEXT = "in_context"  # blocks where the column, label or words about it say what it is
    WITH_ANOTHER = "with_another"  # blocks only beside another element type of the same row


class Verdict(StrEnum):
    """What to do about a row or a document."""

    BLOCK = "block"
    NOTHING = "nothing"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Policy:
    """What each element says alone, and how many element types in a row block whatever they are."""

    weights: Mapping[Element, Weight]
    types_that_block: int = 2


POLICY = Policy(
    {
        Element.ADDRESS: Weight.WITH_ANOTHER,  # a house has other people, and a block of flats hundreds
        Element.EMAIL: Weight.ALONE,  # nobody has another's, and none comes about by chance
        Element.NAME_POSTCODE: Weight.WITH_ANOTHER,  # in a district live several of one name
        Element.ORDER_REF: Weight.WITH_ANOTHER,  # counts upwards, like every other number in a file
        Element.PHONE: Weight.IN_CONTEXT,
    }
)


@dataclass(frozen=True, slots=True)
class Hit:
    """One element that is held. `has_context`: the column, a label or words near it say what it is.

    `is_digits`: it is a number that other things may have too. A reference of digits alone is no
    second type without context, or every row with a quantity would have one.
    """

    element: Element
    has_context: bool = False
    is_digits: bool = False


def judge(hits: Iterable[Hit], policy: Policy = POLICY) -> Verdict:
    """Return what a row's or a document's hits come to."""
    speaking: set[Element] = set()
    verdict = Verdict.NOTHING
    for hit in hits:
        verdict = Verdict.REVIEW
        weight = policy.weights[hit.element]
        if weight is Weight.ALONE or (weight is Weight.IN_CONTEXT and hit.has_context):
            return Verdict.BLOCK
        if hit.has_context or hit.element is not Element.ORDER_REF or not hit.is_digits:
            speaking.add(hit.element)
    return Verdict.BLOCK if len(speaking) >= policy.types_that_block else verdict


def judge_rows(
    held: Mapping[Element, npt.NDArray[np.bool_]], in_context: Iterable[Element] = (), policy: Policy = POLICY
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Return which rows of a table block, and which are for review. `held` has a row of answers per element.

    `in_context` are the elements whose columns say what they are. A reference's column must: leave
    ORDER_REF out of `held` where it is only a column of numbers.
    """
    contexts = set(in_context)
    rows = len(next(iter(held.values()))) if held else 0
    block = np.zeros(rows, np.bool_)
    types = np.zeros(rows, np.int64)
    for element, hits in held.items():
        types += hits
        weight = policy.weights[element]
        if weight is Weight.ALONE or (weight is Weight.IN_CONTEXT and element in contexts):
            block |= hits
    block |= types >= policy.types_that_block
    return block, (types > 0) & ~block


PHONE_SPACE: Mapping[str, int] = {"IN": 4_000_000_000}
_ANY_SPACE = 8_000_000_000  # ten digits that begin with 2 to 9, as in North America; most plans are no larger


def expected_coincidences(asked: int, customers: int, country: str | None) -> float:
    """Return how many of `asked` numbers that are nobody's would be some customer's phone by chance."""
    return asked * customers / PHONE_SPACE.get((country or "").upper(), _ANY_SPACE)
