"""What was found in a chunk, as numbers of answers: counted without a step per cell, told one by one when asked.

Must never make a finding that nobody asks for: a table of a million rows holds several million.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt

from orderveil.scan.columns.chunk import Chunk
from orderveil.scan.columns.shape import Answer
from orderveil.scan.finding import Found


@dataclass(frozen=True, slots=True, repr=False)
class Findings:
    """The answers of a chunk's cells: `codes` has an array per column, whose numbers are places in `answers`."""

    chunk: Chunk
    codes: Sequence[npt.NDArray[np.int32]]
    answers: Sequence[Answer]

    def __repr__(self) -> str:
        return f"Findings(of {self.chunk!r})"

    def found(self, types: frozenset[str]) -> Iterator[Found]:
        """Yield the findings of these types, row by row."""
        if not self.codes:
            return
        wanted = np.array([any(hit.type in types for hit in answer) for answer in self.answers])
        rows, columns = np.nonzero(np.stack([wanted[codes] for codes in self.codes], axis=1))
        texts: dict[int, list[Any]] = {}
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
            if column not in texts:
                texts[column] = self.chunk.columns[column].to_pylist()
            text = texts[column][row]
            place = self.chunk.place(row, column)
            for hit in self.answers[self.codes[column][row]]:
                if hit.type in types:
                    start, end = hit.span(len(text))
                    yield Found(place, hit.type, start, end, hit.score, hit.why, text[start:end])

    def count(self, tally: Tally, types: frozenset[str]) -> None:
        """Add this chunk to a tally."""
        for name, column, codes in zip(self.chunk.names, self.chunk.columns, self.codes, strict=True):
            profile = tally.profile(self.chunk.file, name)
            profile.rows += len(codes)
            profile.filled += _filled(column)
            for number, cells in enumerate(np.bincount(codes, minlength=len(self.answers)).tolist()):
                if not cells:
                    continue
                held = [hit.type for hit in self.answers[number] if hit.type in types]
                for kind in held:
                    profile.findings[kind] += cells
                for kind in set(held):
                    profile.cells[kind] += cells


def _filled(column: Any) -> int:
    offsets = np.frombuffer(column.buffers()[1], np.int32)[column.offset : column.offset + len(column) + 1]
    return int(np.count_nonzero(np.diff(offsets)))


@dataclass(slots=True)
class ColumnProfile:
    """What one column holds: `cells` counts those with a finding of a type, `findings` the findings themselves."""

    file: str
    column: str
    rows: int = 0
    filled: int = 0
    cells: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)

    def share(self, kind: str) -> float:
        """Return the share of the rows in whose cell there is a finding of this type, 0 to 1."""
        return self.cells[kind] / self.rows if self.rows else 0.0


class Tally:
    """What was found in tables, column by column. Of the findings themselves the first `most` are told."""

    def __init__(self, most: int = 0) -> None:
        self._left = most
        self._told: Counter[str] = Counter()
        self._profiles: dict[tuple[str, str], ColumnProfile] = {}

    def __repr__(self) -> str:
        return f"Tally({len(self._profiles)} columns)"

    def take(self, findings: Findings, types: frozenset[str]) -> Iterator[Found]:
        """Count a chunk's findings of these types; yield those among the first that are told."""
        findings.count(self, types)
        for found in islice(findings.found(types) if self._left else (), self._left):
            self._left -= 1
            self._told[found.type] += 1
            yield found

    def untold(self) -> Counter[str]:
        """Return how many findings of each type were counted and not told."""
        return self.types() - self._told

    def profile(self, file: str, column: str) -> ColumnProfile:
        """Return the profile of a column, new where it has none."""
        return self._profiles.setdefault((file, column), ColumnProfile(file, column))

    def profiles(self) -> list[ColumnProfile]:
        """Return all profiles, in the order in which the columns were met."""
        return list(self._profiles.values())

    def types(self) -> Counter[str]:
        """Return how many findings of each type there are in all columns."""
        total: Counter[str] = Counter()
        for profile in self._profiles.values():
            total.update(profile.findings)
        return total
