"""Counting what the rows of a stretch of a table hold, a column at a time.

Says for whole columns what `tallying.Tally` says cell by cell. Must never take a step per row where a
step per different value does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from orderveil.core.exposure.words import Held
from orderveil.core.ids import FieldName
from orderveil.core.view import Treatment
from orderveil.exposure.lasting import When, day_of
from orderveil.exposure.meanings import (
    AMOUNT,
    DELIVERED,
    DIGEST,
    ORDERED,
    STATUS,
    State,
    hashed_in,
    held_of,
    masked_in,
    named,
    place_name,
    state_of,
    type_of_name,
)
from orderveil.exposure.tallying import CITY, EMPTY, PARTS_WITH_TOWN, STREET, TRACKED, Source, Tally
from orderveil.scan.columns.findings import Findings

Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int64]
_DATE_LENGTH = 10
_STATUS_LENGTH = 60
_MASKS = r"\*\*|••|●●|＊＊|XX|xx"
_EMPTY = pa.array(sorted(EMPTY))
_NOBODY = -1


class _Rows:
    """What each row of a stretch holds: numbers of combinations, refined by each thing that is learnt."""

    def __init__(self, count: int) -> None:
        self.codes: Codes = np.zeros(count, np.int64)
        self.bits: list[int] = [0]
        self.times: dict[str, tuple[Codes, list[Any]]] = {}

    def hold(self, flags: Flags, bit: int) -> None:
        """Let the rows that `flags` tells hold one thing more."""
        kinds, self.codes = np.unique(self.codes * 2 + flags, return_inverse=True)
        self.bits = [self.bits[kind // 2] | (bit if kind % 2 else 0) for kind in kinds.tolist()]

    def counts(self) -> Counter[tuple[int, When]]:
        """Return how many rows hold each combination, with what they tell of time."""
        keys = self.codes
        sizes = [len(self.bits)]
        for codes, values in self.times.values():
            keys = keys * (len(values) + 1) + codes + 1
            sizes.append(len(values) + 1)
        found: Counter[tuple[int, When]] = Counter()
        for key, count in zip(*[one.tolist() for one in np.unique(keys, return_counts=True)], strict=True):
            told: dict[str, Any] = {}
            rest = key
            for (name, (_, values)), size in zip(reversed(self.times.items()), reversed(sizes[1:]), strict=True):
                rest, at = divmod(rest, size)
                told[name] = values[at - 1] if at else None
            found[self.bits[rest], When(told.get(ORDERED), told.get(DELIVERED), told.get(STATUS))] += count
        return found


def count_chunk(tally: Tally, findings: Findings, types: frozenset[str]) -> None:
    """Add the rows of a stretch to a tally."""
    chunk = findings.chunk
    if not len(chunk):
        return
    rows = _Rows(len(chunk))
    for at, (whole, column) in enumerate(zip(chunk.names, chunk.columns, strict=True)):
        name = place_name(whole)
        if findings.codes:
            _add_found(tally, rows, name, (column, findings.codes[at]), findings, types)
        _add_named(tally, rows, name, column)
        _add_masked(tally, rows, name, column)
    tally.count_rows(chunk.file, rows.counts(), len(chunk))


def _add_found(  # noqa: PLR0913  # a column and what was found in it
    tally: Tally, rows: _Rows, name: str, cells: tuple[Any, Any], findings: Findings, types: frozenset[str]
) -> None:
    column, codes = cells
    used = np.flatnonzero(np.bincount(codes, minlength=len(findings.answers)))
    kinds = {hit.type for number in used.tolist() for hit in findings.answers[number]} & types
    for kind in sorted(kinds):
        flags = np.array([any(hit.type == kind for hit in answer) for answer in findings.answers])[codes]
        held = held_of(kind, name)
        if held is None:
            tally.without_field[kind] += int(flags.sum())
            continue
        source = Source(name, kind, bool(name) and type_of_name(name) == kind)
        rows.hold(flags, tally.note(held, source))
        if held.field == STREET:
            parts = pc.count_substring_regex(column, "[,\n]").to_numpy(zero_copy_only=False) + 1
            in_town = flags & (parts >= PARTS_WITH_TOWN)
            if in_town.any():
                rows.hold(in_town, tally.note(CITY, source))


def _add_named(tally: Tally, rows: _Rows, name: str, column: Any) -> None:
    said = named(name)
    if said is None:
        kind = type_of_name(name)
        amount = held_of("AMOUNT", name) if kind == "AMOUNT" else None
        digest = hashed_in("0" * 64, name) if kind is not None and amount is None else None
        held, pattern = (amount, AMOUNT) if amount is not None else (digest, DIGEST)
        if held is not None:
            flags = pc.match_substring_regex(column, f"(?i)^(?:{pattern})$")
            _hold(tally, rows, flags, held, Source(name, kind or "", is_named=True))
        return
    if said.means == STATUS:
        _add_status(tally, rows, name, column)
        return
    if said.means in (ORDERED, DELIVERED):
        _note_time(rows, said.means, pc.utf8_slice_codeunits(pc.utf8_trim_whitespace(column), 0, _DATE_LENGTH), day_of)
    if said.means != DELIVERED:
        filled = pc.invert(pc.is_in(pc.utf8_lower(pc.utf8_trim_whitespace(column)), _EMPTY))
        _hold(tally, rows, filled, Held(FieldName(said.means), said.treatment), Source(name, "", is_named=True))
        if pc.any(filled).as_py():
            tally.note_typed(name, FieldName(said.means))


def _add_status(tally: Tally, rows: _Rows, name: str, column: Any) -> None:
    codes, values = _note_time(rows, STATUS, pc.utf8_slice_codeunits(column, 0, _STATUS_LENGTH), state_of)
    tracked = np.array([isinstance(value, State) and value.shipment is not None for value in (*values, None)])
    flags = tracked[codes]
    if flags.any():
        rows.hold(flags, tally.note(TRACKED, Source(name, STATUS, is_named=True)))


def _note_time(rows: _Rows, means: str, column: Any, read: Callable[[str], Any]) -> tuple[Codes, list[Any]]:
    """Note what the different cells of a column tell of time. Of two columns that tell the same, the later counts."""
    encoded = column.dictionary_encode()
    numbers: dict[Any, int] = {}
    each = [_NOBODY if (told := read(text)) is None else numbers.setdefault(told, len(numbers))
            for text in encoded.dictionary.to_pylist()]  # fmt: skip
    codes = np.array(each, np.int64)[encoded.indices.to_numpy(zero_copy_only=False)]
    known = rows.times.get(means)
    if known is not None and means != STATUS:
        return known
    rows.times[means] = codes, list(numbers)
    return rows.times[means]


def _add_masked(tally: Tally, rows: _Rows, name: str, column: Any) -> None:
    masked = pc.match_substring_regex(column, _MASKS).to_numpy(zero_copy_only=False)
    if not masked.any():
        return
    at = np.flatnonzero(masked)
    shapes = pc.replace_substring_regex(column.take(pa.array(at)), r"\d", "9")
    encoded = pc.replace_substring_regex(shapes, "[a-wyzA-WYZ]", "a").dictionary_encode()
    indices = encoded.indices.to_numpy(zero_copy_only=False)
    counts = np.bincount(indices, minlength=len(encoded.dictionary)).tolist()
    by_held: dict[Held, list[int]] = {}
    for number, shape in enumerate(encoded.dictionary.to_pylist()):
        for left in masked_in(shape, name):
            by_held.setdefault(left.held, []).append(number)
            tally.note_remains(name, left, counts[number])
    for held, numbers in by_held.items():
        if held.treatment is Treatment.DROP:
            continue
        flags = np.zeros(len(column), np.bool_)
        flags[at[np.isin(indices, numbers)]] = True
        rows.hold(flags, tally.note(held, Source(name, type_of_name(name) or "", bool(name))))


def _hold(tally: Tally, rows: _Rows, flags: Any, held: Held, source: Source) -> None:
    told = flags.to_numpy(zero_copy_only=False)
    if told.any():
        rows.hold(told, tally.note(held, source))
