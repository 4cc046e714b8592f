"""Counting what the records of a file hold, as findings and cells come by: bits, never values.

Records that hold the same are counted together, and counts are folded into sums before they grow, so
that memory is that of a few thousand combinations however long the file is. Must never keep a value.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from orderveil.core.exposure.engine import Holding
from orderveil.core.exposure.words import Held
from orderveil.core.fields import FIELDS, Group
from orderveil.core.ids import FieldName
from orderveil.core.view import Treatment
from orderveil.exposure.lasting import When, day_of
from orderveil.exposure.meanings import (
    DELIVERED,
    ORDERED,
    STATUS,
    Remains,
    State,
    hashed_in,
    held_of,
    is_amount,
    masked_in,
    may_be_masked,
    named,
    place_name,
    state_of,
    type_of_name,
)
from orderveil.scan.finding import Found, Place
from orderveil.scan.pieces import LONGEST_PIECE, Piece

P = TypeVar("P")
MOST_COUNTED = 20_000  # combinations that are counted before they are folded
_MOST_NAMES = 12  # columns that are named for one field
_MOST_REMAINS = 200
_LONGEST_VALUE = 512  # characters; a status or a date is shorter
_LISTS = re.compile(
    r"^((?:.*?[.\]])??(?:orders|customers|records|data|results|shipments|rows|edges|hits|events|messages|tickets"
    r"|conversations|consignments|packages|waybills)\[\d+\])", re.IGNORECASE
)  # fmt: skip
EMPTY = frozenset({"", "-", "--", "na", "n/a", "nil", "none", "null", "0", "0.00", "unknown", "xx", "xxx"})
STREET, CITY = FieldName("ship_line1"), Held(FieldName("ship_city"), Treatment.CLEAR)
PARTS_WITH_TOWN = 3  # of an address parted by commas or lines: the last ones are the town
TRACKED = Held(FieldName("tracking_status"), Treatment.CLEAR)
_SAID_STATUS = re.compile(
    r"(?i)\bout for delivery\b|\b(?:is |was |been )(?:shipped|dispatched)\b|\bin transit\b|\barriving today\b"
)
Key = tuple[int, When]


@dataclass(frozen=True, slots=True)
class Source:
    """Where in a file something is held: a column or path, empty for a text; `is_named` where its name says so."""

    name: str
    type: str
    is_named: bool


@dataclass(slots=True)
class _Holds:
    """What one record, or a part of it, holds so far."""

    bits: int = 0
    ordered: int | None = None
    delivered: int | None = None
    state: State | None = None

    def when(self, root: _Holds | None = None) -> When:
        """Return what is told of time here, or else in the record around it."""
        if root is None:
            return When(self.ordered, self.delivered, self.state)
        return When(
            self.ordered if self.ordered is not None else root.ordered,
            self.delivered if self.delivered is not None else root.delivered,
            self.state or root.state,
        )


@dataclass(slots=True, repr=False)
class Tally:
    """What the records of files hold. `fold` is called with counts whenever there are many, and at the end."""

    fold: Callable[[Counter[Key]], None]
    records: int = 0
    sources: dict[Held, dict[Source, int]] = field(default_factory=dict)
    remains: Counter[tuple[str, Remains]] = field(default_factory=Counter)
    without_field: Counter[str] = field(default_factory=Counter)
    typed: dict[str, None] = field(default_factory=dict)
    units: Counter[str] = field(default_factory=Counter)
    by_file: Counter[str] = field(default_factory=Counter)  # records
    _helds: list[Held] = field(default_factory=list)
    _bits: dict[Held, int] = field(default_factory=dict)
    _counts: Counter[Key] = field(default_factory=Counter)
    _key: tuple[str, int | None, int | None] | None = None
    _root: _Holds = field(default_factory=_Holds)
    _subs: Counter[Key] = field(default_factory=Counter)
    _sub: tuple[str, _Holds] | None = None

    def watch(self, pieces: Iterable[P]) -> Iterator[P]:
        """Yield pieces on, after looking at what their names and masks say. What is no piece passes by."""
        for piece in pieces:
            if isinstance(piece, Piece):
                self.see(piece.place, piece.text)
            yield piece

    def see(self, place: Place, text: str) -> None:
        """Look at one cell or text: what its name says by itself, and what is masked in it."""
        into = self._at(place)
        name = place_name(place.column if place.column is not None else place.field or "")
        said = named(name) if name else None
        if said is not None:
            self._note_named(into, name, said.means, said.treatment, text)
        elif name and type_of_name(name) == "AMOUNT":
            amount = held_of("AMOUNT", name)
            if amount is not None and is_amount(text[:_LONGEST_VALUE]):
                self._hold(into, amount, Source(name, "AMOUNT", is_named=True))
        elif not name and _SAID_STATUS.search(text):
            self._hold(into, TRACKED, Source(name, STATUS, is_named=False))
        if may_be_masked(text):
            for left in masked_in(text[:LONGEST_PIECE], name):
                self._hold(into, left.held, Source(name, type_of_name(name) or "", is_named=bool(name)))
                self.note_remains(name, left, 1)
        elif name and len(text) in (32, 40, 64) and (digest := hashed_in(text, name)) is not None:
            self._hold(into, digest, Source(name, type_of_name(name) or "", is_named=True))

    def add(self, found: Found) -> None:
        """Count one finding."""
        place = found.place
        into = self._at(place)
        name = place_name(place.column if place.column is not None else place.field or "")
        held = held_of(found.type, name)
        if held is None:
            self.without_field[found.type] += 1
            return
        is_named = bool(name) and type_of_name(name) == found.type
        self._hold(into, held, Source(name, found.type, is_named))
        if held.field == STREET and len(re.split(r"[,\n]", found.value[:_LONGEST_VALUE])) >= PARTS_WITH_TOWN:
            self._hold(into, CITY, Source(name, found.type, is_named))

    def end(self) -> None:
        """Close the last record and fold what is left. Nothing may be added afterwards."""
        self._close()
        self._key = None
        self.fold(self._counts)
        self._counts = Counter()

    def holding(self, bits: int) -> Holding:
        """Return what bits stand for."""
        return frozenset(held for at, held in enumerate(self._helds) if bits >> at & 1)

    def note(self, held: Held, source: Source) -> int:
        """Return the bit of something held, new where it has none, and note where it is held."""
        bit = self._bits.get(held)
        if bit is None:
            bit = self._bits[held] = 1 << len(self._helds)
            self._helds.append(held)
            self.sources[held] = {}
        known = self.sources[held]
        if source in known or len(known) < _MOST_NAMES:
            known[source] = known.get(source, 0) + 1
        return bit

    def note_remains(self, name: str, left: Remains, count: int) -> None:
        """Note what is left of masked values."""
        if len(self.remains) < _MOST_REMAINS or (name, left) in self.remains:
            self.remains[name, left] += count

    def note_typed(self, name: str, field: FieldName) -> None:
        """Note a column if it is one in which people type."""
        if FIELDS[field].group is Group.FREE_TEXT and len(self.typed) < _MOST_NAMES:
            self.typed[name] = None

    def count_rows(self, file: str, counts: Counter[Key], rows: int) -> None:
        """Add rows of a table that were counted together."""
        self._close()
        self._key = None
        self.records += rows
        self.by_file[file] += rows
        self.units["rows"] += rows
        self._counts.update(counts)
        self._fold_if_many()

    def _at(self, place: Place) -> _Holds:
        key, open_one = (place.file, place.record, place.page), self._key
        if open_one is not None and key != open_one and key[:2] == open_one[:2] and None in (key[2], open_one[2]):
            # what stands on no page goes with the page beside it
            self._key = key = (place.file, place.record, place.page or open_one[2])
        if key != self._key:
            self._close()
            self._key = key
            self.records += 1
            self.by_file[place.file] += 1
            unit = "rows" if place.column is not None else "records" if place.record is not None else "documents"
            self.units[unit] += 1
        path = place.field
        if path is None or "[" not in path or (inner := _LISTS.match(path)) is None:
            return self._root
        if self._sub is None or self._sub[0] != inner[1]:
            self._close_sub()
            self._sub = (inner[1], _Holds())
        return self._sub[1]

    def _close_sub(self) -> None:
        if self._sub is not None:
            self._subs[self._sub[1].bits, self._sub[1].when()] += 1
            self._sub = None

    def _close(self) -> None:
        if self._key is None:
            return
        self._close_sub()
        root = self._root
        if self._subs:  # a list of orders in one value: each is a record, with what stands around the list
            more = sum(self._subs.values()) - 1
            self.records += more
            self.units["records"] += more
            self.by_file[self._key[0]] += more
            for (bits, when), count in self._subs.items():
                own = _Holds(bits, when.ordered, when.delivered, when.state)
                self._counts[bits | root.bits, own.when(root)] += count
        else:
            self._counts[root.bits, root.when()] += 1
        self._root, self._subs = _Holds(), Counter()
        self._fold_if_many()

    def _fold_if_many(self) -> None:
        if len(self._counts) >= MOST_COUNTED:
            self.fold(self._counts)
            self._counts = Counter()

    def _note_named(self, into: _Holds, name: str, means: str, treatment: Treatment, text: str) -> None:
        low = text[:_LONGEST_VALUE].strip()
        if low.lower() in EMPTY:
            return
        if means == STATUS:
            told = state_of(low)
            into.state = told or into.state
            if told is not None and told.shipment is not None:
                self._hold(into, TRACKED, Source(name, means, is_named=True))
        elif means == DELIVERED:
            into.delivered = day_of(low)
        else:
            if means == ORDERED:
                into.ordered = day_of(low)
            held = Held(FieldName(means), treatment)
            self._hold(into, held, Source(name, "", is_named=True))
            self.note_typed(name, held.field)

    def _hold(self, into: _Holds, held: Held, source: Source) -> None:
        into.bits |= self.note(held, source)
