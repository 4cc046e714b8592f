"""One scan as it runs: files opened one after another, findings as they come, and what came of them.

Never prints. What was not read is kept and told of at the end; a scan that is stopped says so.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from orderveil.core.contract import Contract
from orderveil.core.errors import Malformed, NotFound, RelayError
from orderveil.core.hop import Hop
from orderveil.exposure.offindings import Asked, Exposure
from orderveil.exposure.reportfacts import Gathered
from orderveil.scan.baseline import fingerprint
from orderveil.scan.columns.chunk import Chunk
from orderveil.scan.columns.findings import Findings, Tally
from orderveil.scan.finding import TYPES, Found
from orderveil.scan.judging import Verdict, judge
from orderveil.scan.knowncolumns import KnownColumns
from orderveil.scan.pieces import Unread
from orderveil.scan.reading import STANDARD_INPUT, pieces_of
from orderveil.scan.searching import Search, Searched

_EVERY = 512  # pieces between two looks at the clock
_SHOWN_EVERY_S = 0.2
_MB = 1_000_000
Judged = tuple[Found, Verdict | None]


@dataclass(frozen=True, slots=True)
class What:
    """What is to be searched, and for what."""

    files: list[str]
    form: str | None = None
    text_field: str | None = None
    types: list[str] = field(default_factory=lambda: list(TYPES))


@dataclass(slots=True, repr=False)
class Run:
    """One scan: what was asked, and what came of it. `exposure` is None when nobody asked for it."""

    asked: Asked | None = None
    reviewed: frozenset[str] = frozenset()
    key: bytes | None = None
    exposure: Exposure | None = None
    gathered: Gathered | None = None
    most_told: int | None = None  # findings of tables that are told one by one; None: all
    progress: bool = False
    known: KnownColumns | None = None  # who is a customer, where that was asked
    errors: list[RelayError] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    prints: set[str] = field(default_factory=set)
    wrong: int = 0  # findings that fail the check
    is_stopped: bool = False
    _tables: _Tables | None = None

    def verdict(self, found: Found) -> Verdict | None:
        """Return what the contract says of a finding, if one was asked."""
        return judge(found.type, self.asked.contract) if self.asked is not None else None

    def is_new(self, found: Found) -> bool:
        """Tell whether nobody reviewed this finding yet."""
        if self.key is None:
            return True
        print_of = fingerprint(self.key, found)
        self.prints.add(print_of)
        return print_of not in self.reviewed

    def findings(self, what: What) -> Iterator[Judged]:
        """Yield new findings as they come. Ends early, and says so, when it is stopped from the keyboard."""
        search = Search(types=what.types, known=self.known)
        self._tables = _Tables(self)
        progress = _Progress(len(what.files), self) if self.progress else None
        name = ""
        try:
            for name in what.files:
                yield from self._of_file(search, name, what, progress)
        except KeyboardInterrupt:
            self.stop(name)
        finally:
            if progress is not None:
                progress.clear()

    def stop(self, place: str | None = None) -> None:
        """Note that somebody stopped the scan: what comes after `place` was not read."""
        self.is_stopped = True
        self.errors.append(Malformed("the scan was stopped here", place=place, reason="input:unread"))

    @contextmanager
    def stoppable(self) -> Iterator[None]:
        """Let what is done with findings be stopped from the keyboard as the search for them is."""
        try:
            yield
        except KeyboardInterrupt:
            self.stop()

    def _of_file(self, search: Search, name: str, what: What, progress: _Progress | None) -> Iterator[Judged]:
        try:
            with _opened(name) as raw:
                pieces: Iterable[Searched] = pieces_of(raw, name, what.form)
                if what.text_field is not None:
                    pieces = _of_field(pieces, what.text_field, name)
                if self.known is not None:
                    pieces = self.known.watch(pieces)
                if progress is not None:
                    pieces = progress.watch(pieces, name, raw)
                if self.exposure is not None:
                    pieces = self.exposure.watch(pieces)
                tables = self._tables
                assert tables is not None
                for found in search.through(tables.watch(pieces), self.errors, tables):
                    yield from self._judged(found, is_counted=tables.has_counted)
        except OSError as error:
            told = error.strerror or "it cannot be read"
            self.errors.append(Malformed(told.lower(), place=name, reason="input:file"))
        except RelayError as error:
            self.errors.append(error)


    def _judged(self, found: Found, *, is_counted: bool) -> Iterator[Judged]:
        if self.exposure is not None and not is_counted:
            self.exposure.add(found)
        if not self.is_new(found):
            return
        verdict = self.verdict(found)
        if not is_counted:
            self.count(found.type, 1)
        if self.gathered is not None:
            self.gathered.show(found, verdict) if is_counted else self.gathered.add(found, verdict)
        yield found, verdict

    def count(self, kind: str, count: int) -> None:
        """Count findings that nobody reviewed, and whether they fail the check."""
        self.kinds[kind] += count
        is_owed = self.asked is not None and judge(kind, self.asked.contract) is Verdict.OWED
        self.wrong += 0 if is_owed else count


class _Tables(Tally):
    """What was found in tables: counted a stretch at a time, and told one by one as far as anybody asks.

    A baseline looks at every finding; so then all of them are told, and counted one by one.
    """

    def __init__(self, run: Run) -> None:
        super().__init__()
        self._run = run
        self._handed = 0
        self._in_table = False

    @property
    def has_counted(self) -> bool:
        """Whether the finding that is being told was counted with its stretch."""
        return self._in_table and self._run.key is None

    def watch(self, pieces: Iterable[Searched]) -> Iterator[Searched]:
        """Yield pieces on, knowing for each whether it is a stretch of a table."""
        for piece in pieces:
            self._in_table = isinstance(piece, Chunk)
            yield piece

    def take(self, findings: Findings, types: frozenset[str]) -> Iterator[Found]:
        """Count a stretch; yield those of its findings that are told."""
        run = self._run
        if run.exposure is not None:
            run.exposure.take(findings, types)
        if run.key is not None:
            yield from findings.found(types)
            return
        stretch = Tally()
        findings.count(stretch, types)
        for kind, count in stretch.types().items():
            run.count(kind, count)
        if run.gathered is not None:
            run.gathered.take(findings, types)
            yield from run.gathered.examples_of(findings, types)
            return
        most = None if run.most_told is None else max(0, run.most_told - self._handed)
        for found in islice(findings.found(types), most) if most != 0 else ():
            self._handed += 1
            yield found


def asked_of(hop: Hop, contract: Contract) -> Asked:
    """Return for whom files are judged."""
    return Asked(hop, contract)


def today() -> date:
    """Return the day by this machine's own clock and zone, as the reader of a report has it."""
    return datetime.now().astimezone().date()


def exposure_of_today() -> Exposure:
    """Return an exposure that knows which pretexts are over by now."""
    return Exposure(today())


def _opened(name: str) -> BinaryIO:
    return sys.stdin.buffer if name == STANDARD_INPUT else Path(name).open("rb")


def _of_field(pieces: Iterable[Searched], wanted: str, name: str) -> Iterator[Searched]:
    """Yield the pieces of one field or column, without the words that its name would lend them."""
    seen = False
    for piece in pieces:
        if isinstance(piece, Unread):
            seen = True  # why the field was not met is told already
            yield piece
        elif isinstance(piece, Chunk):
            column = piece.only(wanted)
            if column is not None:
                seen = True
                yield column
        elif wanted in (piece.place.field, piece.place.column):
            seen = True
            yield replace(piece, label="")
    if not seen:
        raise NotFound("no record has this field", place=f"{name} [{wanted}]", reason="input:no-field")


class _Progress:
    """One line on the error stream of a terminal, written over itself: how far, how much was found."""

    def __init__(self, files: int, run: Run) -> None:
        self._files = files
        self._run = run
        self._number = 0
        self._next_s = time.monotonic() + _SHOWN_EVERY_S
        self._is_shown = False

    def watch(self, pieces: Iterable[Searched], name: str, raw: BinaryIO) -> Iterator[Searched]:
        self._number += 1
        for count, piece in enumerate(pieces):
            if count % _EVERY == 0 and time.monotonic() >= self._next_s:
                self._show(name, raw)
            yield piece

    def _show(self, name: str, raw: BinaryIO) -> None:
        self._next_s = time.monotonic() + _SHOWN_EVERY_S
        self._is_shown = True
        read = f", {raw.tell() / _MB:,.0f} MB" if raw.seekable() else ""
        told = f"file {self._number} of {self._files}{read}, {sum(self._run.kinds.values()):,} found"
        short = "".join([sign for sign in Path(name).name if sign.isprintable()])[:40]
        sys.stderr.write(f"\r\x1b[K{told}  {short}")
        sys.stderr.flush()

    def clear(self) -> None:
        if self._is_shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
