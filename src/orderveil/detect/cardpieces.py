"""A card's number split over neighbouring places: array items, fields, a name and its value, a key and its value.

Pure. Pieces are kept for the length of one walk only. Must never join what its labels call counts,
amounts or ids: orders are full of short numbers.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from orderveil.detect.issuers import LONGEST, is_card_number
from orderveil.detect.labels import Label
from orderveil.detect.reading import read
from orderveil.detect.shapes import Shape, shape_of

Step = str | int
_Node = dict[Any, Any]  # of the tree of places: its steps, each with a node of its own
_PIECE = re.compile(r"[^\w]*\d(?:[^\w]{0,3}\d){0,14}[^\w]*")
_LONGEST_PIECE = 40  # characters
_HERE = "\0here"
_KEY_MARK = "\0key"  # like the one above, no JSON key of a real source holds it
_FEWEST = 2


@dataclass(frozen=True, slots=True, repr=False)
class _Piece:
    number: int  # the how-manieth place of the walk
    groups: tuple[str, ...]
    steps: tuple[Step, ...]
    is_card: bool  # its place asks for a card's number


class Pieces:
    """The short runs of digits that one walk met, in order."""

    __slots__ = ("_pieces", "_places")

    def __init__(self) -> None:
        self._pieces: list[_Piece] = []
        self._places = 0

    def pass_by(self) -> None:
        """Count a place that holds no piece."""
        self._places += 1

    def add_text(self, text: str, steps: tuple[Step, ...], label: Label) -> None:
        """Count a place, and remember it when it holds nothing but a few digits."""
        if _names_its_value(text, steps):
            return
        self._places += 1
        if label in (Label.FREE, Label.CARD) and len(text) <= _LONGEST_PIECE and _PIECE.fullmatch(text):
            self._add(text, steps, is_card=label is Label.CARD)

    def add_key(self, key: str, steps: tuple[Step, ...]) -> None:
        """Remember a key that holds nothing but a few digits."""
        self._places += 1
        if _PIECE.fullmatch(key):
            self._add(key, (*steps, _KEY_MARK), is_card=False)

    def _add(self, text: str, steps: tuple[Step, ...], *, is_card: bool) -> None:
        groups = (text,) if text.isascii() and text.isdigit() else tuple(re.findall(r"[0-9]+", read(text).text))
        self._pieces.append(_Piece(self._places, groups, steps, is_card))

    def find_split_cards(self) -> Iterator[tuple[Step, ...]]:
        """Yield the places over which a card's number is split."""
        first = 0
        while first < len(self._pieces) - 1:
            size = self._card_from(first)
            for piece in self._pieces[first : first + size]:
                yield piece.steps
            first += size or 1

    def _card_from(self, first: int) -> int:
        groups: list[str] = []
        for last in range(first, len(self._pieces)):
            piece = self._pieces[last]
            if piece.number != self._pieces[first].number + last - first:
                return 0
            groups += piece.groups
            digits = "".join(groups)
            if len(digits) > LONGEST:
                return 0
            if last > first and is_card_number(digits) and _is_plausible(groups, self._pieces[first : last + 1]):
                return last - first + 1
        return 0


def _names_its_value(text: str, steps: tuple[Step, ...]) -> bool:
    return bool(steps) and steps[-1] in ("name", "key", "label") and any(map(str.isalpha, text))


def _is_plausible(groups: list[str], pieces: list[_Piece]) -> bool:
    """Tell whether groups over several places read as one number: embossed anywhere, looser among siblings."""
    shape = shape_of(groups)
    embossed = shape is Shape.CARDLIKE and len(groups[0]) == 4
    if embossed or any(piece.is_card for piece in pieces):
        return True
    siblings = len({piece.steps[:-1] for piece in pieces}) == 1 or any(_KEY_MARK in piece.steps for piece in pieces)
    in_list = siblings and all(isinstance(piece.steps[-1], int) for piece in pieces)
    in_pair = siblings and len(pieces) == _FEWEST
    return (in_list and shape is not Shape.RAGGED) or (in_pair and shape is Shape.PAIRED)


def put_markers(tree: Any, places: Iterable[tuple[Step, ...]], marker: str) -> Any:
    """Return `tree` with `marker` at every place; what holds none of them is not copied."""
    root: _Node = {}
    for steps in places:
        node = root
        for step in steps:
            node = node.setdefault(step, {})
        node[_HERE] = {}
    return _marked(tree, root, marker)


def _marked(tree: Any, node: _Node, marker: str) -> Any:
    if _HERE in node:
        return marker
    if isinstance(tree, dict):
        return _mapping_marked(tree, node, marker)
    if isinstance(tree, list | tuple):
        new = [_marked(item, node[place], marker) if place in node else item for place, item in enumerate(tree)]
        return new if isinstance(tree, list) else tuple(new)
    return tree


def _mapping_marked(tree: dict[Any, Any], node: _Node, marker: str) -> dict[Any, Any]:
    taken: dict[Any, None] = dict.fromkeys(tree)
    new: dict[Any, Any] = {}
    for key, item in tree.items():
        inner = node.get(key, {})
        name = free_key(marker, taken) if _KEY_MARK in inner else key
        taken[name] = None
        new[name] = _marked(item, inner, marker) if inner else item
    return new


def free_key(key: str, taken: Container[Any]) -> str:
    """Return `key`, numbered if it is taken: no value may be lost because two keys were cut alike."""
    if key not in taken:
        return key
    # Numbers are given one after the other, so that the last one is found by doubling and halving.
    high = 2
    while f"{key} ({high})" in taken:
        high *= 2
    low = high // 2
    while low + 1 < high:
        middle = (low + high) // 2
        low, high = (middle, high) if f"{key} ({middle})" in taken else (low, middle)
    return f"{key} ({high})"


def paths_of(found: list[tuple[Step, ...]], marker: str) -> tuple[str, ...]:
    """Return paths such as `line_items[0].price`, each once. A key that was cut shows as the marker."""
    cut_keys = {steps[:-1] for steps in found if steps and steps[-1] == _KEY_MARK}
    return tuple(dict.fromkeys(_path(steps, cut_keys, marker) for steps in found))


def _path(steps: tuple[Step, ...], cut_keys: set[tuple[Step, ...]], marker: str) -> str:
    path = ""
    for place, step in enumerate(steps):
        if step == _KEY_MARK:
            continue
        name = marker if steps[: place + 1] in cut_keys else step
        path += f"[{name}]" if isinstance(name, int) else f".{name}" if path else str(name)
    return path
