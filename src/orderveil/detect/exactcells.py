"""Columns of text as bytes laid end to end, brought to one form and hashed without a step per value.

The layout is Arrow's: UTF-8 bytes and the offsets between which each cell stands. ASCII cells are
normalised by tables; others one by one, by the normalisers of core/normalise.py, which ASCII ones agree with.

The hash is public and no secret: 128 bits, well spread, and not cryptographic. Whoever can make two
values collide gains nothing: to have a value held, it is enough to place an order with it. What keeps
a value hidden is the vault's keyed function over this hash. Must never be stored or shown: of a phone
number it is the number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Digests = npt.NDArray[np.uint64]
"""Shape (n, 2). A row of zeros stands for a value that cannot be read, and which nobody holds."""
Places = npt.NDArray[np.int64]
Word = npt.NDArray[np.uint64]

_PAD = 16  # zero bytes on either side of the cells, so that words of 8 may be read at every byte of them
_WORD = 8
_SLICE = 16_384  # values hashed at once: their state stays in the processor's cache
_SHIFT = np.uint64(32)
FACTORS = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))
STARTS = (np.uint64(0x243F6A8885A308D3), np.uint64(0x13198A2E03707344))
ENDS = ((np.uint64(33), np.uint64(0xFF51AFD7ED558CCD)), (np.uint64(29), np.uint64(0xC4CEB9FE1A85EC53)))
_MASKS = np.array([(1 << (8 * count)) - 1 for count in range(8)] + [2**64 - 1], np.uint64)


def _table(keep: str, change: Callable[[str], str]) -> Bytes:
    table = np.zeros(256, np.uint8)
    for character in keep:
        table[ord(character)] = ord(change(character))
    table[128:] = np.arange(128, 256)  # of cells that were normalised already
    return table


_LETTERS = "".join(chr(code) for code in range(128) if chr(code).isalnum())
LOWER_WORDS = _table(_LETTERS, str.lower)
"""A byte as it stands in a word, in lower case; 0 for what parts words."""
UPPER_WORDS = _table(_LETTERS, str.upper)
DIGITS = _table("0123456789", str)
DIGITS[128:] = 0
_LOWER = _table("".join(map(chr, range(1, 128))), str.lower)
SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f "
_SPACE = np.isin(np.arange(256), [ord(c) for c in SPACES])


@dataclass(frozen=True, slots=True, repr=False)
class Cells:
    """A column: cell i is `data[offsets[i]:offsets[i + 1]]`. Bytes before the first and after the last are zeros."""

    data: Bytes
    offsets: Places

    def __repr__(self) -> str:
        return f"Cells({len(self)}, <hidden>)"

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @classmethod
    def of(cls, texts: Sequence[str]) -> Cells:
        """Return texts as a column. Lone surrogates, which no UTF-8 has, become question marks."""
        return cls.of_bytes([text.encode("utf-8", "replace") for text in texts])

    @classmethod
    def of_bytes(cls, cells: Sequence[bytes]) -> Cells:
        """Return pieces of UTF-8 as a column."""
        offsets = np.zeros(len(cells) + 1, np.int64)
        np.cumsum([len(cell) for cell in cells], out=offsets[1:])
        return cls.laid(np.frombuffer(b"".join(cells), np.uint8), offsets)

    @classmethod
    def laid(cls, data: Bytes, offsets: npt.NDArray[Any]) -> Cells:
        """Return an Arrow string array's data and offsets as a column. Copies the bytes."""
        first, last = int(offsets[0]), int(offsets[-1])
        padded = np.zeros(last - first + 2 * _PAD, np.uint8)
        padded[_PAD : _PAD + last - first] = data[first:last]
        return cls(padded, offsets.astype(np.int64) - first + _PAD)

    @property
    def lengths(self) -> Places:
        """Bytes of each cell."""
        return np.diff(self.offsets)

    def text(self, at: int) -> str:
        """Return one cell."""
        return bytes(self.data[self.offsets[at] : self.offsets[at + 1]]).decode("utf-8", "replace")

    def body(self) -> Bytes:
        """Return the bytes of all cells."""
        return self.data[self.offsets[0] : self.offsets[-1]]

    def folded(self, fold: Callable[[str], str]) -> Cells:
        """Return the column with each cell that is not ASCII replaced by what `fold` makes of it."""
        high = np.flatnonzero(self.body() & 0x80)
        if not len(high):
            return self
        rows = np.unique(np.searchsorted(self.offsets, high + self.offsets[0], side="right") - 1)
        parts: list[bytes] = []
        lengths = self.lengths.copy()
        at = int(self.offsets[0])
        for row in rows.tolist():
            made = fold(self.text(row)).encode()
            parts += (self.data[at : self.offsets[row]].tobytes(), made)
            lengths[row] = len(made)
            at = int(self.offsets[row + 1])
        parts.append(self.data[at : self.offsets[-1]].tobytes())
        return Cells.laid(np.frombuffer(b"".join(parts), np.uint8), np.append(0, np.cumsum(lengths)))

    def kept(self, table: Bytes) -> Cells:
        """Return the column with each byte as `table` has it, and without those for which it has 0."""
        changed = table[self.body()]
        keep = changed != 0
        count = np.zeros(len(keep) + 1, np.int64)
        np.cumsum(keep, out=count[1:])
        return Cells.laid(changed[keep], count[self.offsets - self.offsets[0]])


def trimmed(cells: Cells) -> tuple[Bytes, Places, Places]:
    """Return data in lower case, and where each cell begins and ends without space around it."""
    data, start, end = _LOWER[cells.data], cells.offsets[:-1].copy(), cells.offsets[1:].copy()
    while (more := (start < end) & _SPACE[data[np.minimum(start, len(data) - 1)]]).any():
        start[more] += 1
    while (more := (start < end) & _SPACE[data[end - 1]]).any():
        end[more] -= 1
    return data, start, end


@dataclass(frozen=True, slots=True, repr=False)
class Words:
    """The words of every cell: where each stands, its hash, and which words are a cell's."""

    start: Places
    end: Places
    hashes: Digests
    bounds: Places  # cell i has the words from bounds[i] to bounds[i + 1]

    @property
    def sums(self) -> Digests:
        """Running sums of the hashes: words a to b of a cell, in any order, are `sums[b] - sums[a]`."""
        sums = np.zeros((len(self.hashes) + 1, 2), np.uint64)
        np.cumsum(self.hashes, axis=0, out=sums[1:])
        return sums


def words_of(cells: Cells) -> Words:
    """Return the words of ASCII or folded cells: runs of letters and digits, without case."""
    data = LOWER_WORDS[cells.data]
    inside = data != 0
    first = inside.copy()
    first[1:] &= ~inside[:-1]
    heads = cells.offsets[:-1]
    first[heads] |= inside[heads]
    start = np.flatnonzero(first)
    bounds = np.searchsorted(start, cells.offsets)
    last = inside.copy()
    last[:-1] &= ~inside[1:]
    tails = cells.offsets[1:] - 1
    last[tails] |= inside[tails]
    end = np.flatnonzero(last) + 1
    return Words(start, end, hash_spans(data, start, end), bounds)


def hash_cells(cells: Cells) -> Digests:
    """Return the hash of each cell's bytes."""
    return hash_spans(cells.data, cells.offsets[:-1], cells.offsets[1:])


def hash_spans(data: Bytes, start: Places, end: Places) -> Digests:
    """Return the hash of `data[start:end]` for every pair; zeros for an empty one. `data` is padded as Cells' is."""
    out = np.zeros((len(start), 2), np.uint64)
    words = np.ndarray((len(data) - _WORD + 1,), "<u8", np.ascontiguousarray(data), strides=(1,))
    lengths = end - start
    counts = np.minimum((lengths + _WORD - 1) // _WORD, 2**15).astype(np.int16)  # what is longer is no value
    order = np.argsort(counts, kind="stable")[::-1]  # longest first: those with a next word stand in front
    order = order[: len(order) - int(np.count_nonzero(lengths <= 0))]
    for low in range(0, len(order), _SLICE):
        some = order[low : low + _SLICE]
        out[some] = _hash_some(words, start[some], lengths[some], counts[some])
    return out


def _hash_some(words: Word, start: Places, lengths: Places, counts: npt.NDArray[np.int16]) -> Digests:
    made = lengths.astype(np.uint64)
    state = [made * FACTORS[lane] + STARTS[lane] for lane in (0, 1)]
    for at in range(int(counts[0])):
        going = int(np.searchsorted(-counts, -at, side="left"))  # with more than `at` words
        left = lengths[:going] - _WORD * at
        word = words[start[:going] + _WORD * at] & _MASKS[np.minimum(left, _WORD)]
        for lane in (0, 1):
            state[lane][:going] = _stirred(state[lane][:going], word, lane)
    return _ended(state)


def _stirred(state: Word, word: Word, lane: int) -> Word:
    mixed = (state ^ word) * FACTORS[lane]
    mixed ^= mixed >> _SHIFT
    return mixed


def _ended(state: Sequence[Word]) -> Digests:
    out = np.empty((len(state[0]), 2), np.uint64)
    for lane, (shift, factor) in enumerate(ENDS):
        last = state[lane] * factor
        last ^= last >> shift
        out[:, lane] = last
    return out


def joined(*parts: Digests) -> Digests:
    """Return one hash of several, row by row; the order of the parts counts."""
    state = [np.full(len(parts[0]), start, np.uint64) for start in STARTS]
    for part in parts:
        for column in (0, 1):
            word = part[:, column]
            state = [_stirred(state[lane], word, lane) for lane in (0, 1)]
    return _ended(state)
