"""Finding card numbers, CVV and track data in one text.

The rule: a number is a card's when a network issues numbers with these leading digits and this
length, the check digit is right, and nothing at its place says otherwise. What says otherwise: a
label ("AWB", "order no") right before it or on its key, a shape of its own (UUID, IPv6, a moment),
a link, letters grown onto it. The stronger it looks like a card (grouped as embossed, a card word,
an expiry or a CVV near), the less is left that can say otherwise.

Pure. Must never raise on odd input, and never keep what it found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from orderveil.detect.cardsecrets import Span, secrets_of_cards
from orderveil.detect.issuers import LONGEST, SHORTEST, is_card_number, is_issued
from orderveil.detect.labels import Label, is_card_called, is_card_meant, label_before
from orderveil.detect.reading import read
from orderveil.detect.shapes import Shape, is_phone_and_postcode, other_things, shape_of
from orderveil.detect.words import FREE_WORDS

_GROUP = re.compile(r"[0-9]+")
_LETTER = re.compile(r"[^\W\d_]")
_GROWN = re.compile(r"^[A-Za-z_]|[A-Za-z_]\Z")
_TIGHT_GAP = 12  # characters without a letter between two groups
_LOOSE_GAP = 28  # with letters, between groups as embossed
_MEANT_GAP = 48  # with letters, where a card is spoken of
_MOST_GROUPS = 19
_LONGEST_IN_ROW = 3
_MOST_LEFT = 8
_LONGEST_RAGGED_GROUP = 6
_FEWEST_RAGGED_GROUPS = 3
_MOST_RAGGED_GROUPS = 5
_HALF_A_PHONE = 5
_LONGEST_PHONE = 15  # E.164
_SECRET_LENGTHS = (3, 4)
_LONGEST_SECRET_TEXT = 16


@dataclass(frozen=True, slots=True, repr=False)
class _Given:
    """One text under search, made readable, with its digit groups and what its place says."""

    text: str
    groups: list[Span]
    label: Label


@dataclass(frozen=True, slots=True, repr=False)
class _Run:
    """Neighbouring digit groups that together might be a card's number."""

    groups: list[str]
    gaps: list[str]
    start: int
    end: int

    @property
    def is_tight(self) -> bool:
        return all(len(gap) <= _TIGHT_GAP and not _LETTER.search(gap) for gap in self.gaps)

    @property
    def is_even(self) -> bool:
        return len(set(self.gaps)) <= 1

    @property
    def is_parted(self) -> bool:
        """Tell whether no ASCII letter has grown onto a group: hexadecimal digests are full of short groups."""
        return not any(_GROWN.search(gap) for gap in self.gaps)

    @property
    def widest(self) -> int:
        return max(map(len, self.gaps), default=0)


def find_cards(text: str, label: Label = Label.FREE) -> list[Span]:
    """Return where card data stands in `text`, in order, without overlaps.

    `label` is what the text's own place says, see detect.labels.label_of.
    """
    readable = read(text)
    return _joined([readable.source_span(*span) for span in find_cards_read(readable.text, label)])


def find_cards_read(text: str, label: Label = Label.FREE) -> list[Span]:
    """Return where card data stands in a text that was made readable before."""
    groups = [found.span() for found in _GROUP.finditer(text)]
    if not groups:
        return []
    spans = _told_by_place(text, groups, label)
    if not spans:
        numbers = _numbers(_Given(text, groups, label))
        spans = numbers + secrets_of_cards(text, numbers)
    return _joined(spans)


def _told_by_place(text: str, groups: list[Span], label: Label) -> list[Span]:
    """Where the place itself asks for card data, digits of its length are cut, valid or not."""
    count = sum(end - start for start, end in groups)
    told = (
        (label is Label.CARD and SHORTEST <= count <= LONGEST)
        or (label is Label.TRACK and count >= SHORTEST)
        or (label is Label.CVV and count in _SECRET_LENGTHS and len(text) <= _LONGEST_SECRET_TEXT)
    )
    return [(groups[0][0], groups[-1][1])] if told else []


def _joined(spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _numbers(given: _Given) -> list[Span]:
    found: list[Span] = []
    others: bytearray | None = None
    first = 0
    while first < len(given.groups):
        last = _last_of_card(given, first)
        if last is not None:
            last = _last_of_row(given, first, last)
            span = given.groups[first][0], given.groups[last][1]
            others = _places_of_others(given.text) if others is None else others
            if not any(others[slice(*span)]):
                found.append(span)
                first = last
        first += 1
    return found


def _places_of_others(text: str) -> bytearray:
    """Return one byte per character, 1 where something stands that only looks like a card."""
    places = bytearray(len(text))
    for start, end in other_things(text):
        places[start:end] = b"\1" * (end - start)
    return places


def _last_of_card(given: _Given, first: int) -> int | None:
    """Return the last group of a card number that begins with group `first`, or None."""
    digits = ""
    for last in range(first, min(first + _MOST_GROUPS, len(given.groups))):
        start, end = given.groups[last]
        if last > first and start - given.groups[last - 1][1] > _MEANT_GAP:
            return None
        digits += given.text[start:end]
        if len(digits) > LONGEST:
            return None
        if len(digits) >= SHORTEST and is_card_number(digits, rare=True) and _is_card(given, first, last):
            return last
    return None


def _last_of_row(given: _Given, first: int, last: int) -> int:
    """Return where a row of single digits or pairs ends: what is left of it may be the number's end, or its CVV."""
    size = given.groups[first][1] - given.groups[first][0]
    if first == last or size > _LONGEST_IN_ROW:
        return last
    for following in range(last + 1, min(last + 1 + _MOST_LEFT, len(given.groups))):
        (_, before), (start, end) = given.groups[last], given.groups[following]
        gap = given.text[before:start]
        if end - start > size or len(gap) > _TIGHT_GAP or _LETTER.search(gap):
            break
        last = following
    return last


def _is_card(given: _Given, first: int, last: int) -> bool:
    """Weigh the witnesses for one run whose issuer, length and check digit fit."""
    spans = given.groups[first : last + 1]
    text = given.text
    run = _Run(
        [text[start:end] for start, end in spans],
        [text[spans[spot][1] : spans[spot + 1][0]] for spot in range(len(spans) - 1)],
        spans[0][0],
        spans[-1][1],
    )
    digits = "".join(run.groups)
    label = label_before(text, run.start, len(digits)) or given.label
    if not is_issued(digits) and label is not Label.CARD and not is_card_called(text, run.start):
        return False
    if label is Label.CODE:
        return False
    shape = shape_of(run.groups)
    if label is Label.ID:
        return shape is Shape.CARDLIKE and run.is_tight
    meant = label is Label.CARD or is_card_meant(text, run.start, run.end)
    if shape is Shape.SOLID:
        return meant or _stands_alone(text, run)
    return _is_written_as_card(text, run, shape, meant=meant)


def _is_written_as_card(text: str, run: _Run, shape: Shape, *, meant: bool) -> bool:
    """Tell whether several groups read as one card number."""
    if shape is Shape.CARDLIKE:
        near = run.is_parted and run.widest <= (_MEANT_GAP if meant else _LOOSE_GAP)
        return run.is_tight or run.is_even or near
    if is_phone_and_postcode(text[run.start : run.end]):
        return False
    if shape is Shape.PAIRED:
        return run.is_tight or (meant and run.is_parted)
    if meant:
        return run.is_tight
    return (
        run.is_tight
        and run.is_even
        and _FEWEST_RAGGED_GROUPS <= len(run.groups) <= _MOST_RAGGED_GROUPS
        and max(map(len, run.groups)) <= _LONGEST_RAGGED_GROUP
        and not _holds_phone(run.groups)
    )


def _holds_phone(groups: list[str]) -> bool:
    """Tell whether two neighbouring groups are an Indian mobile number as people part it."""
    return any(len(one) == len(two) == _HALF_A_PHONE and one[0] in "6789" for one, two in pairwise(groups))


# ---- a number without separators: does it stand by itself, or is it part of something longer?

_GROWN_LEFT = re.compile(r"([A-Za-z0-9_]*[A-Za-z_][A-Za-z_]*)[-_/.#]?\Z")
_GROWN_RIGHT = re.compile(r"[-_/.]?([A-Za-z_][A-Za-z0-9_]*)")
_FRACTION = re.compile(r"(?<![0-9])[0-9]{1,3}\.\Z")
_PARAMETER = re.compile(r"[?&;#]([\w.\[\]-]{1,40})=\Z")
_FREE_PARAMETERS = FREE_WORDS | {"s", "term", "msg", "number", "num"}
_SHORTEST_WORD = 3
_REACH = 40
_LONGEST_LINK = 4_096  # characters before the number: a text without a space must not be read again for each number


def _stands_alone(text: str, run: _Run) -> bool:
    low = max(0, run.start - _REACH)
    before, after = text[low : run.start], text[run.end : run.end + _REACH]
    length = len(run.groups[0])
    if before.endswith("+") and length <= _LONGEST_PHONE:
        return False
    if length <= _LONGEST_PHONE and _FRACTION.search(before):
        return False
    left, right = _GROWN_LEFT.search(before), _GROWN_RIGHT.match(after)
    if (left and not _is_word(left.group(1))) or (right and not _is_word(right.group(1))):
        return False
    return not _is_in_link(text, run.start)


def _is_word(text: str) -> bool:
    """Tell a word that somebody forgot to part from a number from the letters of a code."""
    return text.isalpha() and len(text) >= _SHORTEST_WORD and (text.islower() or text.istitle())


def _is_in_link(text: str, start: int) -> bool:
    """Tell whether the number is part of a link, where ids live, and not of its free text."""
    low = max(0, start - _LONGEST_LINK)
    begin = max(low, *(text.rfind(space, low, start) + 1 for space in " \n\t\"'<>("))
    token = text[begin:start]
    if not ("://" in token or token.startswith(("/", "www.", "?"))):
        return False
    parameter = _PARAMETER.search(token)
    return parameter is None or parameter.group(1).lower() not in _FREE_PARAMETERS
