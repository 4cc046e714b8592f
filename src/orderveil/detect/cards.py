"""Cutting card data out of whatever comes in, before anything is stored or logged.

PCI DSS 3.3 forbids keeping CVV and track data at all, and 3.4 forbids a readable PAN; the relay
holds none of them. A cut keeps the order going. Must never raise on odd input, never keep or name
what it cut, and never alter an id that merely passes the check digit.

Searching a text costs up to 10 microseconds a character where somebody means it to. So one tree may
have 64 Ki characters searched, of those texts alone that the gate suspects; what is suspect beyond
that is cut whole. No order of a real source comes near it.
"""

from __future__ import annotations

from typing import Any

from orderveil.detect.cardgate import is_suspect, may_hold_card
from orderveil.detect.cardpieces import Pieces, Step, free_key, paths_of, put_markers
from orderveil.detect.cardtext import find_cards
from orderveil.detect.issuers import is_card_number
from orderveil.detect.labels import Label, label_inside, label_of, labels_of_mapping

__all__ = ["CUT", "cut_cards", "cut_cards_text", "may_hold_card"]

CUT = "[card data cut]"
_MOST_SEARCHED = 64 * 1024  # characters of suspect text in one tree
_DEEPEST = 200  # levels; below that Python's own stack is at risk, so that the whole branch is cut
_LARGEST = 10**19
_SHORTEST_AS_NUMBER = 15  # shops number records with 13 and 14 digits; Diners' 14 count only as text
_LONGEST_SECRET = 4
_SILENT = (Label.CODE, Label.ID, Label.MEASURE)


def cut_cards_text(text: str) -> tuple[str, int]:
    """Return `text` with card data cut, and the number of cuts. The same object when there are none."""
    if len(text) > _MOST_SEARCHED and is_suspect(text):
        return CUT, 1
    return _cut_text(text, Label.FREE)


def cut_cards(value: Any) -> tuple[Any, tuple[str, ...]]:
    """Return a JSON-like tree with card data cut, and the paths of the cuts, in order.

    Keys, strings and numbers are looked at, and numbers split over neighbouring places. The same
    object comes back when nothing is cut; the given tree is never altered. A branch deeper than
    200 levels is cut whole.
    """
    walk = _Walk()
    cut = walk.cut(value, (), Label.FREE)
    split = list(walk.pieces.find_split_cards())
    if split:
        cut = put_markers(cut, split, CUT)
        walk.found += split
    if not walk.found:
        return value, ()
    return cut, paths_of(walk.found, CUT)


def _cut_text(text: str, label: Label) -> tuple[str, int]:
    spans = find_cards(text, label)
    for start, end in reversed(spans):
        text = f"{text[:start]}{CUT}{text[end:]}"
    return text, len(spans)


class _Walk:
    """One walk over a tree: where it found card data, the pieces of numbers that it saw, what it may still search."""

    __slots__ = ("found", "left", "pieces")

    def __init__(self) -> None:
        self.found: list[tuple[Step, ...]] = []
        self.left = _MOST_SEARCHED
        self.pieces = Pieces()

    def cut(self, value: Any, steps: tuple[Step, ...], label: Label) -> Any:
        if isinstance(value, str):
            return self._text(value, steps, label)
        if value is None or isinstance(value, bool):
            self.pieces.pass_by()
            return value
        if isinstance(value, dict | list | tuple):
            if len(steps) >= _DEEPEST:
                self.found.append(steps)
                return CUT
            if isinstance(value, dict):
                return self._mapping(value, steps, label)
            return self._items(value, steps, label)
        return self._number(value, steps, label)

    def _mapping(self, value: dict[Any, Any], steps: tuple[Step, ...], label: Label) -> Any:
        new: dict[Any, Any] = {}
        changed = False
        labels = labels_of_mapping(value, label)
        for key, item in value.items():
            new_key = self._key(key, steps, new) if isinstance(key, str) else key
            if new_key is not key:
                self.found.append((*steps, new_key))
            told = labels.get(key)
            if told is None:
                told = label_inside(key, label)
            new[new_key] = self.cut(item, (*steps, new_key), told)
            changed = changed or new_key is not key or new[new_key] is not item
        return new if changed else value

    def _key(self, key: str, steps: tuple[Step, ...], taken: dict[Any, Any]) -> str:
        if key[:1].isdigit():
            self.pieces.add_key(key, (*steps, key))
        if not is_suspect(key):
            return key
        cut, count = self._search(key, Label.FREE)
        return free_key(cut, taken) if count else key

    def _items(self, value: list[Any] | tuple[Any, ...], steps: tuple[Step, ...], label: Label) -> Any:
        labels = [label] * len(value)
        if len(value) == 2 and isinstance(value[0], str) and not isinstance(value[1], dict | list):
            labels[1] = label_of(value[0]) if label_of(value[0]) is not Label.FREE else label
        new = [self.cut(item, (*steps, place), labels[place]) for place, item in enumerate(value)]
        if all(cut is item for cut, item in zip(new, value, strict=True)):
            return value
        return new if isinstance(value, list) else tuple(new)

    def _text(self, text: str, steps: tuple[Step, ...], label: Label) -> str:
        if label is Label.CODE and " " not in text:
            self.pieces.pass_by()
            return text
        if label not in (Label.CARD, Label.CVV, Label.TRACK) and not is_suspect(text):
            self.pieces.add_text(text, steps, label)
            return text
        cut, count = self._search(text, label)
        if count:
            self.pieces.pass_by()
            self.found.append(steps)
        else:
            self.pieces.add_text(text, steps, label)
        return cut

    def _search(self, text: str, label: Label) -> tuple[str, int]:
        """Return a suspect text with card data cut; cut whole where that would be more than may be searched."""
        if len(text) > self.left:
            return CUT, 1
        self.left -= len(text)
        return _cut_text(text, label)

    def _number(self, value: Any, steps: tuple[Step, ...], label: Label) -> Any:
        number = _whole(value)
        if number is None or label in _SILENT:
            self.pieces.pass_by()
            return value
        digits = str(number)
        if _is_card_here(digits, label):
            self.pieces.pass_by()
            self.found.append(steps)
            return CUT
        self.pieces.add_text(digits, steps, label)
        return value


def _whole(value: Any) -> int | None:
    """Return the whole number, without its sign, behind an int, float or Decimal, or None."""
    try:
        return abs(int(value)) if value == int(value) and abs(value) < _LARGEST else None
    except (TypeError, ValueError, ArithmeticError):
        return None


def _is_card_here(digits: str, label: Label) -> bool:
    if label is Label.CVV:
        return len(digits) <= _LONGEST_SECRET
    if label is Label.CARD:
        return bool(find_cards(digits, label))
    return len(digits) >= _SHORTEST_AS_NUMBER and is_card_number(digits)
