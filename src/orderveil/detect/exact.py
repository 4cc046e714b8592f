"""Exact match: what of a customer can be recognised again, and in which form it is asked for.

The vault makes its fingerprints of orders by these functions, and a scan asks by them, so that both
read a value alike. What they return is public arithmetic, not a fingerprint: only the vault's key
makes one of it. Must never decide that something is a customer's: `KnownCustomers` does.

For whole columns there are functions of `Cells`, without a step per value; `digests` is the same for
a few texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

from orderveil.core.normalise import email_key, name_words, phone_e164, reference_key
from orderveil.detect.exactcells import (
    UPPER_WORDS,
    Cells,
    Digests,
    Places,
    Words,
    hash_cells,
    hash_spans,
    joined,
    trimmed,
    words_of,
)
from orderveil.detect.exactphones import is_dialled_simply, phone_numbers


class Element(StrEnum):
    """What of an order is held. NAME_POSTCODE and ADDRESS always go with a postcode."""

    ADDRESS = "address"
    EMAIL = "email"
    NAME_POSTCODE = "name_postcode"
    ORDER_REF = "order_ref"
    PHONE = "phone"


class KnownCustomers(Protocol):
    """Whoever can say whether something is a customer's. The vault, or a set in memory."""

    def hold(self, element: Element, digests: Digests) -> npt.NDArray[np.bool_]:
        """Tell of each digest whether a living order holds it."""
        ...

    def size(self, element: Element) -> int:
        """Return how many different ones are held, for the number of coincidences to be expected."""
        ...


SHORTEST_REFERENCE = 6  # letters and digits: every shop has an order 1001, and so has every table
TITLES = ("dr", "miss", "mr", "mrs", "ms", "shri", "smt")
SHORTEST_NAME = 3  # letters of a name that is one word
SHORTEST_LINE = 8  # letters and digits of a line, in two words at least: `Flat 4` is many people's
MOST_PARTS = 5  # of an address: further parts are a city and a country
_PARTS = np.isin(np.arange(256), [ord(c) for c in ",;|\r\n\t"])
_NOBODY = np.uint64(0)


def digests(element: Element, values: Sequence[str], country: str | None = None) -> Digests:
    """Return the digests of phones, e-mails or references; zeros for what cannot be read as one.

    `country` (ISO 3166 alpha-2) reads phones without a country code. Names and addresses need their
    postcodes beside them: `name_digests`, `address_digests`.
    """
    if element is Element.PHONE:
        return _phones_one_by_one(values, country)
    if element is Element.EMAIL:
        return email_digests(Cells.of(values))
    if element is Element.ORDER_REF:
        return reference_digests(Cells.of(values))
    raise ValueError("a name and an address are read together with their postcode")


def _phones_one_by_one(values: Sequence[str], country: str | None) -> Digests:
    numbers = [phone_e164(value, country) or "" for value in values]
    out = phone_digests(np.array([int(number[1:]) if number[1:].isdigit() else 0 for number in numbers], np.uint64))
    shared = [row for row, number in enumerate(numbers) if ";" in number]
    if shared:  # many buyers share a number that has an extension: it is theirs only with that
        out[shared] = hash_cells(Cells.of([numbers[row] for row in shared]))
    return out


def phone_digests(numbers: npt.NDArray[np.uint64]) -> Digests:
    """Return the digests of numbers in E.164, as integers with their country code; 0 is no number."""
    out = np.zeros((len(numbers), 2), np.uint64)
    out[:, 0] = numbers
    return out


def written_phone_digests(texts: Sequence[str], country: str | None) -> Digests:
    """Return what `digests` would of phones in running text, faster: most are read without a number plan.

    What no plan has nobody holds. Left to the plan: other digits than ASCII, a trunk prefix within an
    international number, countries where more than a trunk digit is dialled.
    """
    is_plain = is_dialled_simply(country)
    plain = np.array(
        [text.isascii() and "(0" not in text and (is_plain or text.startswith("+")) for text in texts], np.bool_
    )
    out = np.zeros((len(texts), 2), np.uint64)
    out[plain] = phone_digests(phone_numbers(Cells.of([texts[at] for at in np.flatnonzero(plain).tolist()]), country))
    if not plain.all():
        out[~plain] = _phones_one_by_one([texts[at] for at in np.flatnonzero(~plain).tolist()], country)
    return out


def email_digests(cells: Cells) -> Digests:
    """Return the digests of e-mail addresses."""
    data, start, end = trimmed(cells.folded(email_key))
    while (more := (start < end) & (data[end - 1] == ord("."))).any():
        end[more] -= 1
    return hash_spans(data, start, end)


def reference_digests(cells: Cells) -> Digests:
    """Return the digests of orders' references; zeros for those too short to be one's alone."""
    kept = cells.folded(reference_key).kept(UPPER_WORDS)
    found = hash_cells(kept)
    found[kept.lengths < SHORTEST_REFERENCE] = 0
    return found


def postcode_digests(cells: Cells) -> Digests:
    """Return the digests of postcodes, to be given to `name_digests` and `address_digests`."""
    return hash_cells(cells.folded(reference_key).kept(UPPER_WORDS))


def name_digests(names: Cells, postcodes: Digests) -> tuple[Digests, Digests, Digests]:
    """Return the digests of names with postcodes: by all words, by the first and last of three or more, by a lone word.

    Words count in any order and without titles. A name that is one word is many people's: it is told beside
    something else that is held, and says nothing by itself. Zeros for what a name has not, or without a postcode.
    """
    words = words_of(names.folded(_folded_words))
    hashes = words.hashes.copy()
    is_title = np.isin(hashes[:, 0], _title_hashes())
    hashes[is_title] = 0
    counted = np.append(0, np.cumsum(~is_title))
    count = counted[words.bounds[1:]] - counted[words.bounds[:-1]]
    sums = Words(words.start, words.end, hashes, words.bounds).sums
    whole = sums[words.bounds[1:]] - sums[words.bounds[:-1]]
    at = np.flatnonzero(~is_title)
    ends = np.zeros((len(names), 2), np.uint64)
    long = count > 2
    first = counted[words.bounds[:-1]]
    ends[long] = hashes[at[first[long]]] + hashes[at[first[long] + count[long] - 1]]
    lone = count == 1
    lone[lone] = (words.end - words.start)[at[first[lone]]] >= SHORTEST_NAME
    return (
        _with_postcode(whole, postcodes, count > 1),
        _with_postcode(ends, postcodes, long),
        _with_postcode(whole, postcodes, lone),
    )


def address_digests(lines: Cells, postcodes: Digests, *, from_second: bool = False) -> tuple[Digests, Places]:
    """Return digests of what may be an address' street lines, and the cell that each is of.

    An order's own are its first line, and its first two. A cell in a file may go on to the city: so
    what stands before each comma or line break is tried; with `from_second`, also without the first
    part, where a name may stand.
    """
    folded = lines.folded(_folded_parts)
    words = words_of(folded)
    sums = words.sums
    letters = np.append(0, np.cumsum(words.end - words.start))
    breaks = np.append(0, np.cumsum(_PARTS[folded.data]))
    part = breaks[words.start]  # parts before each word, over all cells
    ends_part = np.append(part[1:] != part[:-1], True)
    ends_part[words.bounds[1:][words.bounds[1:] > 0] - 1] = True  # a cell's last word ends a part
    row = np.repeat(np.arange(len(lines)), np.diff(words.bounds))
    order = np.cumsum(ends_part) - ends_part  # running number of the part that each word is in
    begin = words.bounds[:-1][row]
    nth = order - order[begin]
    chosen = np.flatnonzero(ends_part & (nth < MOST_PARTS))
    start = begin[chosen]
    of = row[chosen]
    if from_second:
        later = chosen[nth[chosen] > 0]
        first_end = np.searchsorted(order, order[begin[later]], side="right")
        chosen, start, of = np.append(chosen, later), np.append(start, first_end), np.append(of, row[later])
    stop = chosen + 1
    fit = (stop - start > 1) & (letters[stop] - letters[start] >= SHORTEST_LINE)
    start, stop, of = start[fit], stop[fit], of[fit]
    return _with_postcode(sums[stop] - sums[start], postcodes[of], np.ones(len(of), np.bool_)), of


def runs_with_postcode(sums: Digests, postcodes: Digests) -> Digests:
    """Return the digests of runs of words, each with its postcode: as names, and as lines, they are one."""
    return joined(sums, postcodes)


def _with_postcode(hashes: Digests, postcodes: Digests, fit: npt.NDArray[np.bool_]) -> Digests:
    found = joined(hashes, postcodes)
    found[~fit | (postcodes[:, 0] == _NOBODY)] = 0
    return found


def _folded_words(text: str) -> str:
    return " ".join(name_words(text))


def _folded_parts(text: str) -> str:
    parts = text.replace("\n", ",").replace(";", ",").split(",")
    return ",".join(" ".join(name_words(part)) for part in parts)


@lru_cache(maxsize=1)
def _title_hashes() -> npt.NDArray[np.uint64]:
    return words_of(Cells.of(TITLES)).hashes[:, 0]
