"""Searching pieces of text, and putting what is found back to where it stands in the file.

Must never look at a piece longer than the readers cut them, and never finds the words of a column's
name instead of its value.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace

from orderveil.core.errors import RelayError
from orderveil.detect.findings import SURE, Finding
from orderveil.detect.freetext import find_personal_data
from orderveil.scan.columns.chunk import Chunk
from orderveil.scan.columns.findings import Tally
from orderveil.scan.columns.judging import Columns
from orderveil.scan.finding import TYPES, Found, type_of
from orderveil.scan.knowncolumns import KnownColumns
from orderveil.scan.pieces import Piece, Unread

_MOST_REMEMBERED = 20_000
_BETWEEN = " ,;-\n\t"
_LONGEST_REMEMBERED = 48  # characters: cities, states, words of a status repeat; sentences do not
_TYPES = frozenset(TYPES)
Searched = Piece | Chunk | Unread


class Search:
    """One search over many pieces. Short values that come again are searched once."""

    def __init__(
        self, *, least: float = SURE, types: Iterable[str] = TYPES, known: KnownColumns | None = None
    ) -> None:
        self._least = least
        self._types = frozenset(types) & _TYPES
        self._columns = Columns(least)
        self._known = known
        self._remembered: dict[tuple[str, str], tuple[Finding, ...]] = {}

    def __repr__(self) -> str:
        return "Search(<hidden>)"

    def through(
        self, pieces: Iterable[Searched], unread: list[RelayError] | None = None, tally: Tally | None = None
    ) -> Iterator[Found]:
        """Yield what is found in the pieces, in their order; add to `unread` why parts were not read.

        With a tally what stands in tables is counted there, and only the first findings are told, for
        making millions of them takes longer than finding them.
        Without a list for them the first such error is raised, after everything else was searched:
        nobody takes what was not read for clean by forgetting to ask.
        """
        errors = [] if unread is None else unread
        for piece in pieces:
            if isinstance(piece, Unread):
                errors.append(piece.error)
                continue
            if isinstance(piece, Chunk):
                findings = self._columns.search(piece)
                if self._known is not None:
                    findings = self._known.added(findings)
                yield from findings.found(self._types) if tally is None else tally.take(findings, self._types)
                continue
            for finding in _with_made(piece, self._findings(piece)) if piece.made else self._findings(piece):
                if type_of(finding) in self._types:
                    yield from self._placed(piece, finding)
        if unread is None and errors:
            raise errors[0]

    def _findings(self, piece: Piece) -> tuple[Finding, ...]:
        key = piece.label, piece.text
        short = len(piece.text) <= _LONGEST_REMEMBERED
        known = self._remembered.get(key) if short else None
        if known is None:
            known = tuple(find_personal_data(piece.label + piece.text, least=self._least))
            if short:
                if len(self._remembered) >= _MOST_REMEMBERED:
                    self._remembered.clear()
                self._remembered[key] = known
        return known

    def _placed(self, piece: Piece, finding: Finding) -> Iterator[Found]:
        start = max(0, finding.start - len(piece.label))
        end = finding.end - len(piece.label)
        if end <= start or start < piece.skip or (piece.until is not None and start >= piece.until):
            return
        place = piece.place
        if piece.rows and place.row is not None:
            place = replace(place, row=place.row + bisect_right(piece.rows, start) - 1)
        value = piece.text[start:end]
        base = piece.base
        if piece.spots is not None:
            start, end = piece.spots[start][0], piece.spots[end - 1][1]
        yield Found(place, type_of(finding), base + start, base + end, round(finding.score, 2), finding.why, value)


def _with_made(piece: Piece, found: Iterable[Finding]) -> Iterator[Finding]:
    """Yield what the reader of the piece found itself, and of what was `found` what does not overlap it.

    Where both found the same kind, the whole of both counts: a customer's street is part of an address.
    """
    lead, others = len(piece.label), list(found)
    placed = [replace(finding, start=finding.start + lead, end=finding.end + lead) for finding in piece.made]
    text = piece.label + piece.text
    made = [_widened(one, others, text, placed) for one in placed]
    yield from made
    for finding in others:
        if not any(finding.start < other.end and other.start < finding.end for other in made):
            yield finding


def _widened(made: Finding, found: Iterable[Finding], text: str, rest: Iterable[Finding]) -> Finding:
    """Return a finding as far as others of its kind reach about it, but not into what else was made."""
    alike = [one for one in found if one.type is made.type and one.start < made.end and made.start < one.end]
    start, end = min([made.start, *[one.start for one in alike]]), max([made.end, *[one.end for one in alike]])
    start = max([start, *[one.end for one in rest if one.end <= made.start]])
    end = min([end, *[one.start for one in rest if one.start >= made.end]])
    within = text[start:end]
    left, right = len(within) - len(within.lstrip(_BETWEEN)), len(within) - len(within.rstrip(_BETWEEN))
    return replace(made, start=min(made.start, start + left), end=max(made.end, end - right))
