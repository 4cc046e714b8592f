"""Exact match in text: what stands there and is a living order's is found, whatever rules make of it.

Pieces are asked for some thousands at a time, and go on with what is held among their findings: with a
score of 1 where it says a person by itself or beside another type of the same record, with less where
it may be chance. Must never keep what it asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from orderveil.detect.exact import Element, KnownCustomers, digests, written_phone_digests
from orderveil.detect.exactcells import Digests
from orderveil.detect.exactjudging import Hit, Verdict, judge
from orderveil.detect.findings import Finding, Kind
from orderveil.scan.knownwords import Runs, end_of_address, runs_in
from orderveil.scan.pieces import Piece

T = TypeVar("T")

KINDS = {
    Element.ADDRESS: Kind.ADDRESS, Element.EMAIL: Kind.EMAIL, Element.NAME_POSTCODE: Kind.NAME,
    Element.ORDER_REF: Kind.ORDER, Element.PHONE: Kind.PHONE,
}  # fmt: skip
SURELY = "a customer of yours"
PERHAPS = "a customer of yours, or chance: it stands alone"
PERHAPS_SCORE = 0.75
_AT_ONCE = 4_096  # pieces
_CHARACTERS_AT_ONCE = 1_048_576
_EMAIL = re.compile(r"[^\s,;:<>()\[\]\"'|@=]{1,64}@[^\s,;:<>()\[\]\"'|@=?&/]{3,255}")
_NUMBERS = re.compile(r"(?<![\w+])\+?\(?\d(?:[ .()\-–/]{0,3}\d){6,59}(?!\w)")
_GROUP = re.compile(r"\+?\(?(\d+)")
_PHONE_DIGITS = range(7, 18)
_MOST_GROUPS = 6  # of digits in one number
_REFERENCE = re.compile(r"(?<![\w-])(?=[\w/-]*\d)\w[\w/-]{4,39}")
_CALLED = {
    Element.ORDER_REF: re.compile(r"(?:order|ord\b|ref)[^\d]{0,16}$", re.I),
    Element.PHONE: re.compile(r"(?:phone|mob|tel|cell|call|contact|whats ?app|ph\b|फोन|मोबाइल)[^\d]{0,16}$|\+$", re.I),
}
_REACH = 28  # characters before a number in which a word says what it is


@dataclass(frozen=True, slots=True, repr=False)
class _Held:
    """Something in a piece that is held."""

    element: Element
    at: int
    start: int
    end: int
    has_context: bool = False
    is_digits: bool = False
    is_lone: bool = False  # a name of one word: told beside something else, and says nothing itself


class KnownText:
    """Asks what of pieces is held. `country` (ISO 3166 alpha-2) reads phones without a country code."""

    def __init__(self, customers: KnownCustomers, country: str | None) -> None:
        self._customers = customers
        self._country = country

    def __repr__(self) -> str:
        return "KnownText(<hidden>)"

    def watch(self, pieces: Iterable[Piece | T]) -> Iterator[Piece | T]:
        """Yield pieces on, each with what is held of it among its findings; whatever else comes as it came."""
        batch: list[Piece | T] = []
        size = 0
        for piece in pieces:
            batch.append(piece)
            size += len(piece.text) if isinstance(piece, Piece) else 0
            if not isinstance(piece, Piece) or len(batch) >= _AT_ONCE or size >= _CHARACTERS_AT_ONCE:
                yield from self._with_held(batch)
                batch, size = [], 0
        yield from self._with_held(batch)

    def _with_held(self, batch: Sequence[Piece | T]) -> Iterator[Piece | T]:
        held = iter(self.findings([piece for piece in batch if isinstance(piece, Piece)]))
        for piece in batch:
            more = next(held) if isinstance(piece, Piece) else ()
            yield replace(piece, made=(*piece.made, *more)) if isinstance(piece, Piece) and more else piece

    def findings(self, pieces: Sequence[Piece]) -> list[tuple[Finding, ...]]:
        """Return of each piece what is held."""
        made: list[list[Finding]] = [[] for _ in pieces]
        if not pieces:
            return []
        records = _records_of(pieces)
        by_record: dict[int, list[_Held]] = {}
        for one in self._held(pieces, records):
            by_record.setdefault(records[one.at], []).append(one)
        for record in by_record.values():
            verdict = judge(Hit(one.element, one.has_context, one.is_digits) for one in record if not one.is_lone)
            if verdict is Verdict.NOTHING:
                continue
            score, why = (1.0, SURELY) if verdict is Verdict.BLOCK else (PERHAPS_SCORE, PERHAPS)
            told = [one for one in _longest_first(record) if verdict is Verdict.BLOCK or not _says_nothing(one)]
            for one in told:
                end = _end_of(one, told, pieces[one.at].text)
                made[one.at].append(Finding(KINDS[one.element], one.start, end, score, why))
        return [tuple(sorted(some, key=lambda finding: finding.start)) for some in made]

    def _held(self, pieces: Sequence[Piece], records: Sequence[int]) -> Iterator[_Held]:
        for element, spans_in in _SPANS.items():
            found = [(at, *span) for at, piece in enumerate(pieces) for span in spans_in(piece.text)]
            if not found:
                continue
            texts = [pieces[at].text[start:end] for at, start, end in found]
            for place in np.flatnonzero(self._customers.hold(element, self._digests(element, texts))):
                at, start, end = found[place]
                called = _is_called(element, pieces[at], start)
                yield _Held(element, at, start, end, called, texts[place].isdigit())
        for names, lines, lone in runs_in(pieces, records):
            yield from self._runs(Element.NAME_POSTCODE, names)
            yield from self._runs(Element.ADDRESS, lines)
            yield from (replace(one, is_lone=True) for one in self._runs(Element.NAME_POSTCODE, lone))

    def _digests(self, element: Element, texts: Sequence[str]) -> Digests:
        if element is Element.PHONE:
            return written_phone_digests(texts, self._country)
        return digests(element, texts, self._country)

    def _runs(self, element: Element, runs: Runs) -> Iterator[_Held]:
        if not len(runs.at):
            return
        for place in np.flatnonzero(self._customers.hold(element, runs.digests)).tolist():
            yield _Held(element, int(runs.at[place]), int(runs.start[place]), int(runs.end[place]))


def _end_of(one: _Held, told: Sequence[_Held], text: str) -> int:
    """Return where what is told of something ends: of street lines behind their city and postcode."""
    if one.element is not Element.ADDRESS:
        return one.end
    later = [other.start for other in told if other.at == one.at and other.start >= one.end]
    return end_of_address(text, one.end, min(later, default=len(text)))


def _says_nothing(held: _Held) -> bool:
    """Tell whether it is a number that every table has: an order's, without a word that says so."""
    return held.element is Element.ORDER_REF and held.is_digits and not held.has_context


def _emails(text: str) -> Iterator[tuple[int, int]]:
    if "@" in text:
        yield from ((match.start(), match.start() + len(match[0].rstrip("."))) for match in _EMAIL.finditer(text))


def _references(text: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in _REFERENCE.finditer(text))


def _numbers(text: str) -> Iterator[tuple[int, int]]:
    """Yield every run of groups of digits that a phone may be: what stands beside one may be a number as well."""
    for match in _NUMBERS.finditer(text):
        groups = [(group.start(), group.end(), len(group[1])) for group in _GROUP.finditer(text, *match.span())]
        for first, (start, _, _) in enumerate(groups):
            count = 0
            for _, end, digits in groups[first : first + _MOST_GROUPS]:
                count += digits
                if count in _PHONE_DIGITS:
                    yield start, end


_SPANS: Mapping[Element, Callable[[str], Iterator[tuple[int, int]]]] = {
    Element.EMAIL: _emails, Element.ORDER_REF: _references, Element.PHONE: _numbers,
}  # fmt: skip


def _is_called(element: Element, piece: Piece, start: int) -> bool:
    """Tell whether the words before something say what it is."""
    pattern = _CALLED.get(element)
    if pattern is None:
        return False
    before = (piece.label + piece.text[:start])[-_REACH:]
    return bool(pattern.search(before)) or piece.text[start] == "+"


def _records_of(pieces: Sequence[Piece]) -> list[int]:
    """Return a number for each piece, the same for those of one record."""
    numbers: dict[tuple[str, int], int] = {}
    return [
        at if piece.place.record is None else numbers.setdefault((piece.place.file, piece.place.record), at)
        for at, piece in enumerate(pieces)
    ]


def _longest_first(held: Sequence[_Held]) -> Iterator[_Held]:
    """Yield what does not lie within, or across, something longer of the same piece."""
    taken: list[_Held] = []
    for one in sorted(held, key=lambda one: (one.start - one.end, one.element)):
        if not any(one.at == other.at and one.start < other.end and other.start < one.end for other in taken):
            taken.append(one)
            yield one
