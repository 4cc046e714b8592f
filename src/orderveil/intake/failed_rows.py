"""Handing failed rows of a CSV back as a CSV: to be mended and handed in again.

The file has the columns of the one that came, one more that says what was wrong, and only the rows
that failed. It holds buyers' data in clear, as the file that came did: it is written for its owner
alone (0600), cut of card data, and guarded against spreadsheets that run formulas.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import TextIO

from orderveil.core.errors import Malformed
from orderveil.detect.cards import cut_cards, cut_cards_text
from orderveil.intake.mapping import CsvMapping
from orderveil.intake.tables import WRONG, Failed, Table, TableFormat

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class FailedRows:
    """Writes failed rows as they come. The file appears with the first one. Use as a context manager."""

    def __init__(self, target: Path | None, origin: Path, mapping: CsvMapping | None) -> None:
        self._target = target
        self._origin = origin
        self._format = TableFormat(mapping.encoding, mapping.delimiter) if mapping is not None else TableFormat()
        self._file: TextIO | None = None
        self._width = 0
        self._columns: tuple[str, ...] = ()
        self.count = 0

    def __enter__(self) -> FailedRows:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, failed: Failed) -> None:
        """Write one failed row. A failure without cells (JSON, a broken line) is told by its place alone."""
        self.count += 1
        if self._target is None:
            return
        writer = csv.writer(self._open(self._target), lineterminator="\n")
        said = f"{failed.place}: {failed.message or failed.reason}"
        cells = [*map(_guard, self._cut(failed.cells)), *[""] * self._width]
        writer.writerow([*cells[: max(self._width, len(failed.cells))], said])

    def _cut(self, cells: tuple[str, ...]) -> list[str]:
        """Return a row's cells cut of card data, each read beside its column's name: a CVV is told by nothing else."""
        names = [self._columns[at] if at < self._width else f"column {at}" for at in range(len(cells))]
        named = {f"{name}\0{at}" if names.count(name) > 1 else name: cells[at] for at, name in enumerate(names)}
        cut, _ = cut_cards(named)
        return list(cut.values()) if len(cut) == len(cells) else [cut_cards_text(cell)[0] for cell in cells]

    def _open(self, target: Path) -> TextIO:
        if self._file is None:
            # Owner alone from the first byte; never through a link that somebody else laid there.
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
            self._file = os.fdopen(os.open(target, flags, 0o600), "w", encoding="utf-8", newline="")
            os.fchmod(self._file.fileno(), 0o600)
            header = self._header()
            self._columns, self._width = header, len(header)
            csv.writer(self._file, lineterminator="\n").writerow([*header, WRONG])
        return self._file

    def _header(self) -> tuple[str, ...]:
        """Return the columns of the file that came; none where it is no table."""
        try:
            with Table(self._origin, self._format) as table:
                return table.header
        except Malformed:
            return ()


def _guard(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
