"""A text put together from parts of another, that knows where each character stood there.

Pure. Words that are put in between stand nowhere: they take the place at which they were put in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from orderveil.scan.finding import Place
from orderveil.scan.pieces import Piece, windows

Spot = tuple[int, int]


class Mapped:
    """A text in the making, with the spot in the source, from and to, of every character."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._spots: list[Spot] = []

    def __repr__(self) -> str:
        return "Mapped(<hidden>)"

    def __len__(self) -> int:
        return len(self._spots)

    def take(self, text: str, start: int) -> None:
        """Add what stands in the source at `start` as it is."""
        self._parts.append(text)
        self._spots += [(at, at + 1) for at in range(start, start + len(text))]

    def put(self, text: str, start: int, end: int | None = None) -> None:
        """Add a text that stands for the source from `start` to `end`, or for nothing there."""
        self._parts.append(text)
        self._spots += [(start, start if end is None else end)] * len(text)

    def add(self, characters: Iterable[tuple[str, Spot]]) -> None:
        """Add characters with their spots."""
        for character, spot in characters:
            self._parts.append(character)
            self._spots.append(spot)

    def pieces(self, place: Place) -> Iterator[Piece]:
        """Yield the text as pieces of one place."""
        spots = tuple(self._spots)
        for piece in windows(place, "".join(self._parts)):
            yield replace(piece, base=0, spots=spots[piece.base : piece.base + len(piece.text)])
