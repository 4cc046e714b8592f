"""One scan as it runs: files opened one after another, findings as they come, and what came of them.

Never prints. What was not read is kept and told of at the end; a scan that is stopped says so.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from orderveil.core.contract import Contract
from orderveil.core.errors import Malformed, NotFound, RelayError
from orderveil.core.hop import Hop
from orderveil.exposure.offindings import Asked, Exposure
from orderveil.scan.baseline import fingerprint
from orderveil.scan.finding import TYPES, Found
from orderveil.scan.judging import Verdict, judge
from orderveil.scan.pieces import Piece, Unread
from orderveil.scan.reading import STANDARD_INPUT, pieces_of
from orderveil.scan.searching import Search

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
    progress: bool = False
    errors: list[RelayError] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    prints: set[str] = field(default_factory=set)
    wrong: int = 0  # findings that fail the check
    is_stopped: bool = False

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
        search = Search(types=what.types)
        progress = _Progress(len(what.files), self) if self.progress else None
        name = ""
        try:
            for name in what.files:
                yield from self._of_file(search, name, what, progress)
        except KeyboardInterrupt:
            self.is_stopped = True
            self.errors.append(Malformed("the scan was stopped here", place=name, reason="input:unread"))
        finally:
            if progress is not None:
                progress.clear()

    def _of_file(self, search: Search, name: str, what: What, progress: _Progress | None) -> Iterator[Judged]:
        try:
            with _opened(name) as raw:
                pieces: Iterable[Piece | Unread] = pieces_of(raw, name, what.form)
                if what.text_field is not None:
                    pieces = _of_field(pieces, what.text_field, name)
                if progress is not None:
                    pieces = progress.watch(pieces, name, raw)
                if self.exposure is not None:
                    pieces = self.exposure.watch(pieces)
                for found in search.through(pieces, self.errors):
                    if self.exposure is not None:
                        self.exposure.add(found)
                    if self.is_new(found):
                        verdict = self.verdict(found)
                        self.kinds[found.type] += 1
                        self.wrong += verdict is not Verdict.OWED
                        yield found, verdict
        except OSError as error:
            told = error.strerror or "it cannot be read"
            self.errors.append(Malformed(told.lower(), place=name, reason="input:file"))
        except RelayError as error:
            self.errors.append(error)


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


def _of_field(pieces: Iterable[Piece | Unread], wanted: str, name: str) -> Iterator[Piece | Unread]:
    """Yield the pieces of one field or column, without the words that its name would lend them."""
    seen = False
    for piece in pieces:
        if isinstance(piece, Unread):
            seen = True  # why the field was not met is told already
            yield piece
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

    def watch(self, pieces: Iterable[Piece | Unread], name: str, raw: BinaryIO) -> Iterator[Piece | Unread]:
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
