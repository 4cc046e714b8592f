"""A shape of cells: a pattern that whole cells meet, asked of one cell or of a column at once.

Patterns mean the same to `re` and to RE2, which reads the columns: no looking around, no going back,
classes of ASCII and Latin letters by their characters. Must never hold a cell's text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

LONGEST = 240  # characters of a cell that has a shape


class Hit(NamedTuple):
    """One finding in a cell: it stands in `cell[start:end]`, where -6 and None count as Python's slices do."""

    type: str
    start: int
    end: int | None
    score: float
    why: str

    def span(self, length: int) -> tuple[int, int]:
        """Return where it stands in a cell of so many characters."""
        start, end, _ = slice(self.start, self.end).indices(length)
        return start, end


Answer = tuple[Hit, ...]


@dataclass(frozen=True)
class Shape:
    """Cells that meet `pattern` as a whole and in which `barred` is not found.

    `labels` are those under which the shape says something. `sample` is one such cell, `by_mask` says
    that the letters and places of digits matter besides. `hits` is what the cells hold, where that is
    this shape's to say.
    """

    labels: tuple[str, ...]
    pattern: str
    barred: str = ""
    sample: str = ""
    by_mask: bool = False
    hits: Answer | None = None
    longest: int = LONGEST

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str], re.Pattern[str] | None]:
        return re.compile(self.pattern), re.compile(self.barred) if self.barred else None

    def is_of(self, cell: str) -> bool:
        """Tell whether a cell has this shape."""
        whole, barred = self._patterns
        return len(cell) <= self.longest and bool(whole.fullmatch(cell)) and not (barred and barred.search(cell))

    def among(self, cells: Any) -> npt.NDArray[np.bool_]:
        """Tell of each cell of an array whether it has this shape."""
        met = pc.match_substring_regex(cells, f"^(?:{self.pattern})$")
        if self.barred:
            met = pc.and_(met, pc.invert(pc.match_substring_regex(cells, self.barred)))
        if (pc.max(pc.binary_length(cells)).as_py() or 0) > self.longest:
            met = pc.and_(met, pc.less_equal(pc.utf8_length(cells), self.longest))
        told: npt.NDArray[np.bool_] = met.to_numpy(zero_copy_only=False)
        return told
