"""Searching columns: a shape that many cells share is judged once, and so is a value that comes again.

What has no shape goes cell by cell to `answers.answer_of`, each different value once. Whichever way a
cell takes, the answer is the same. Must never remember more than a bounded number of values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from orderveil.scan.columns.answers import answer_of
from orderveil.scan.columns.chunk import Chunk
from orderveil.scan.columns.findings import Findings
from orderveil.scan.columns.shape import Answer, Shape
from orderveil.scan.columns.shortcuts import SHORTCUTS

Codes = npt.NDArray[np.int32]

_LOOKED_AT = 48  # cells that tell which shapes a column may have
_MOST_REMEMBERED = 50_000
_LONGEST_REMEMBERED = 48  # characters
_DIGITS_ALIKE = np.where(np.isin(np.arange(256), np.arange(ord("0"), ord("9") + 1)), ord("0"), np.arange(256)).astype(
    np.uint8
)


class Columns:
    """One search over many chunks."""

    def __init__(self, least: float) -> None:
        self._least = least
        self._remembered: dict[tuple[str, str], Answer] = {}
        self._spoken: dict[tuple[str, Shape, str], Answer | None] = {}

    def __repr__(self) -> str:
        return "Columns(<hidden>)"

    def search(self, chunk: Chunk) -> Findings:
        """Return what stands in the cells of a chunk."""
        book = _Book()
        codes = [
            self._codes(label, column, book) for label, column in zip(chunk.labels, chunk.columns, strict=True)
        ]
        return Findings(chunk, codes, book.answers)

    def _codes(self, label: str, column: Any, book: _Book) -> Codes:
        """Return of each cell the number of its answer in the book."""
        codes = np.zeros(len(column), np.int32)
        at: npt.NDArray[np.intp] | None = None  # the places of the cells that are left; None: all
        if _is_empty(column):
            return codes
        left = column
        for shape in _likely(label, left):
            met = shape.among(left)
            if not met.any():
                continue
            told = self._told(label, shape, left, met, book)
            if told is None:
                continue
            places = np.flatnonzero(met)
            codes[places if at is None else at[places]] = told
            rest = np.flatnonzero(~met)
            at = rest if at is None else at[rest]
            left = left.take(pa.array(rest))
            if not len(left):
                return codes
        one_by_one = self._one_by_one(label, left, book)
        if at is None:
            return one_by_one
        codes[at] = one_by_one
        return codes

    def _told(
        self, label: str, shape: Shape, cells: Any, met: npt.NDArray[np.bool_], book: _Book
    ) -> Codes | np.int32 | None:
        """Return the answers of cells that have a shape; None where the detector has none for the whole of it."""
        if not shape.by_mask:
            answer = self._speak(label, shape, "", shape.sample)
            return None if answer is None else np.int32(book.number(answer))
        some = cells.filter(pa.array(met))
        masks = _masks(some).dictionary_encode()
        numbers = masks.indices.to_numpy()
        firsts = np.zeros(len(masks.dictionary), np.int64)
        firsts[numbers[::-1]] = np.arange(len(numbers))[::-1]
        told: Codes = np.array(
            [
                book.number(self._speak(label, shape, mask, some[int(first)].as_py()) or ())
                for mask, first in zip(masks.dictionary.to_pylist(), firsts, strict=True)
            ],
            np.int32,
        )
        laid: Codes = told[numbers]
        return laid

    def _speak(self, label: str, shape: Shape, mask: str, cell: str) -> Answer | None:
        """Return the answer that one cell gives for its shape; None if it holds for that cell alone."""
        if shape.hits is not None:
            return tuple(hit for hit in shape.hits if hit.score >= self._least)
        key = label, shape, mask
        if key not in self._spoken:
            if len(self._spoken) >= _MOST_REMEMBERED:
                self._spoken.clear()
            answer = answer_of(label, cell, self._least)
            if not shape.by_mask:
                whole = all(hit.span(len(cell)) == (0, len(cell)) for hit in answer)
                self._spoken[key] = tuple(hit._replace(end=None) for hit in answer) if whole else None
            else:
                self._spoken[key] = answer
        return self._spoken[key]

    def _one_by_one(self, label: str, cells: Any, book: _Book) -> Codes:
        encoded = cells.dictionary_encode()
        answers = [book.number(answer) for answer in self._answers(label, encoded.dictionary.to_pylist())]
        codes: Codes = np.array(answers or [0], np.int32)[encoded.indices.to_numpy()]
        return codes

    def _answers(self, label: str, values: Iterable[str]) -> Iterator[Answer]:
        for value in values:
            key = label, value
            answer = self._remembered.get(key)
            if answer is None:
                answer = answer_of(label, value, self._least)
                if len(value) <= _LONGEST_REMEMBERED:
                    if len(self._remembered) >= _MOST_REMEMBERED:
                        self._remembered.clear()
                    self._remembered[key] = answer
            yield answer


class _Book:
    """The different answers of one chunk; number 0 is that there is nothing."""

    def __init__(self) -> None:
        self.answers: list[Answer] = [()]
        self._numbers: dict[Answer, int] = {(): 0}

    def number(self, answer: Answer) -> int:
        number = self._numbers.setdefault(answer, len(self.answers))
        if number == len(self.answers):
            self.answers.append(answer)
        return number


def _is_empty(column: Any) -> bool:
    """Tell whether no cell of a column holds anything: of a table with thousands of columns most are so."""
    if not len(column):
        return True
    places = np.frombuffer(column.buffers()[1], np.int32)
    return bool(places[column.offset] == places[column.offset + len(column)])


def _likely(label: str, column: Any) -> list[Shape]:
    """Return the shapes that some of a column's cells have, the commonest first; none where few values come again."""
    shapes = [shape for shape in SHORTCUTS if label in shape.labels]
    if not shapes or not len(column):
        return []
    step = max(1, len(column) // _LOOKED_AT)
    cells = [cell for cell in column.take(pa.array(np.arange(0, len(column), step))).to_pylist() if cell]
    if 2 * len(set(cells)) <= len(cells):
        return []
    counts = [(sum(map(shape.is_of, cells)), -number) for number, shape in enumerate(shapes)]
    return [shapes[-number] for count, number in sorted(counts, reverse=True) if count]


def _masks(cells: Any) -> Any:
    """Return cells with every digit as 0: in UTF-8 no byte of another character is one of a digit."""
    cells = pc.cast(cells, pa.string())
    _, offsets, data = cells.buffers()
    masked = _DIGITS_ALIKE[np.frombuffer(data, np.uint8)]
    return pa.StringArray.from_buffers(len(cells), offsets, pa.py_buffer(masked), None, 0, cells.offset)
