"""What a report tells of findings: counts by type and place, and the first few of each type and file.

Everything has a bound, so that a million findings take no more memory than a thousand. The examples
alone hold values, for as long as the report is being made; their repr hides them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from orderveil.exposure.meanings import place_name
from orderveil.scan.columns.findings import Findings
from orderveil.scan.columns.shape import Hit
from orderveil.scan.finding import Found

MOST_EXAMPLES = 10  # of one type in one file
MOST_LISTED = 2_000
_MOST_ROWS = 2_000
_LOOKED_AT = 500  # findings of a stretch
ELSEWHERE = "…"


@dataclass(slots=True)
class Row:
    """Findings of one type under one name in one file. `records`: on how many records; `least`: lowest score."""

    count: int = 0
    records: int = 0
    least: float = 1.0
    _last: object = None

    def add(self, found: Found) -> None:
        """Count one finding; a record that has several counts once."""
        place = found.place
        key = (place.record, place.page, place.field if place.column is None else None)
        self.count += 1
        self.records += key != self._last
        self.least = min(self.least, found.score)
        self._last = key


@dataclass(slots=True, repr=False)
class Gathered:
    """Findings as a report tells them."""

    rows: dict[tuple[str, str, str], Row] = field(default_factory=dict)  # by file, type, name
    examples: dict[tuple[str, str], list[tuple[Found, str | None]]] = field(default_factory=dict)
    by_file: Counter[str] = field(default_factory=Counter)
    verdicts: dict[str, str] = field(default_factory=dict)  # what the contract says of a type
    _listed: int = 0

    def add(self, found: Found, verdict: str | None) -> None:
        """Take one finding in."""
        place = found.place
        self.by_file[place.file] += 1
        name = place_name(place.column if place.column is not None else place.field or "")
        key = (place.file, found.type, name)
        if key not in self.rows and len(self.rows) >= _MOST_ROWS:
            key = (ELSEWHERE, found.type, ELSEWHERE)
        self.rows.setdefault(key, Row()).add(found)
        self.show(found, verdict)

    def take(self, findings: Findings, types: frozenset[str]) -> None:
        """Take in the counts of a stretch of a table; its findings come one by one only as examples."""
        chunk = findings.chunk
        for whole, codes in zip(chunk.names, findings.codes, strict=True):
            cells = np.bincount(codes, minlength=len(findings.answers)).tolist()
            for number, answer in enumerate(findings.answers):
                hits = [hit for hit in answer if hit.type in types]
                if cells[number] and hits:
                    self._count(chunk.file, place_name(whole), hits, cells[number])

    def examples_of(self, findings: Findings, types: frozenset[str]) -> Iterator[Found]:
        """Yield findings of a stretch that would be listed, looking at the first few of it alone."""
        file = findings.chunk.file
        open_types = [kind for kind in types if len(self.examples.get((file, kind), ())) < MOST_EXAMPLES]
        if open_types and self._listed < MOST_LISTED:
            some = list(islice(findings.found(frozenset(open_types)), _LOOKED_AT))
            yield from (found for found in some if self.wants(found))  # asked anew: each that is listed takes a place

    def _count(self, file: str, name: str, hits: list[Hit], cells: int) -> None:
        for kind in {hit.type for hit in hits}:
            key = (file, kind, name)
            if key not in self.rows and len(self.rows) >= _MOST_ROWS:
                key = (ELSEWHERE, kind, ELSEWHERE)
            row = self.rows.setdefault(key, Row())
            scores = [hit.score for hit in hits if hit.type == kind]
            row.count += cells * len(scores)
            row.records += cells
            row.least = min(row.least, *scores)
            self.by_file[file] += cells * len(scores)

    def wants(self, found: Found) -> bool:
        """Tell whether this finding would be listed as an example."""
        listed = self.examples.get((found.place.file, found.type), ())
        return self._listed < MOST_LISTED and len(listed) < MOST_EXAMPLES

    def show(self, found: Found, verdict: str | None) -> None:
        """List a finding as an example if there is still room; it is counted already."""
        if verdict is not None:
            self.verdicts[found.type] = verdict
        if self.wants(found):
            self.examples.setdefault((found.place.file, found.type), []).append((found, verdict))
            self._listed += 1

    @property
    def types(self) -> Counter[str]:
        """How many findings there are of each type."""
        told: Counter[str] = Counter()
        for (_, kind, _), row in self.rows.items():
            told[kind] += row.count
        return told
