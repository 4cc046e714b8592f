"""Runs of words that may be a customer's name or street lines: those about a postcode, or of a record that has one.

No rule and no list of names is asked: which words are somebody's name, the vault knows. Must never try
more runs than lie within reach of a postcode, nor hold more of them at once than `_AT_ONCE`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from orderveil.core.normalise import name_words
from orderveil.detect.exact import SHORTEST_LINE, SHORTEST_NAME, postcode_digests, runs_with_postcode
from orderveil.detect.exactcells import Cells, Digests, Places, words_of
from orderveil.scan.pieces import Piece

_WORD = re.compile("[^\\W_]+(?:[\u0300-\u036f\u0900-\u0dff\u200c\u200d]+[^\\W_]*)*")
_FORMS = (
    r"(?<!\w)(?:\d{3} ?\d{3}|\d{4,5}|[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}|[A-Za-z]\d[A-Za-z] ?\d[A-Za-z]\d|"
    r"\d{4} ?[A-Za-z]{2})(?!\w)"
)
_POSTCODE = re.compile(_FORMS)
# From the end of street lines: a city and the like, and the postcode; or the postcode, and the city behind it.
_ON = re.compile(
    rf"[\s,.;:()-]{{0,4}}(?:{_FORMS}(?: [^\W\d_a-z][\w'-]*)?"
    rf"|(?:[^\W\d_][^\s\d,]{{0,24}}[\s,.;:()-]{{1,4}}){{1,5}}{_FORMS})"
)
_BEFORE, _AFTER = 40, 12  # words about a postcode that may be of its address
_ELSEWHERE = 24  # words of another part of the record
_MOST_POSTCODES = 8  # of one record: a list of places is no address book
_SIZES = np.arange(1, 15)  # words of a name or of street lines
NAME_WORDS = 4
_AT_ONCE = 1 << 18  # runs
_SHIFT = 32  # bits: a text's number stands above the place of a character in it
_DIGITS = np.zeros(256, np.int64)
_DIGITS[ord("0") : ord("9") + 1] = 1

Bits = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, repr=False)
class Runs:
    """Runs of words with a postcode: their digests, the piece that each is in, and where it stands there."""

    digests: Digests
    at: Places
    start: Places
    end: Places

    def where(self, keep: Bits) -> Runs:
        """Return those that are to be kept."""
        return Runs(self.digests[keep], self.at[keep], self.start[keep], self.end[keep])


@dataclass(frozen=True, slots=True, repr=False)
class _Words:
    """The words of some texts, one after another; each text's have places of their own."""

    at: Places  # the text of each, as its number among all pieces
    start: Places  # in characters of its text
    end: Places
    sums: Digests  # running sums of their hashes
    letters: Places  # running sums of their bytes
    wordy: Places  # running sums of how many hold anything but digits
    numbered: Places  # running sums of how many hold a digit

    @classmethod
    def of(cls, places: Sequence[int], texts: Sequence[str]) -> _Words:
        """Return the words of texts, each of which has a number that is larger than those before."""
        ascii_ones = [(place, text) for place, text in zip(places, texts, strict=True) if text.isascii()]
        others = [(place, text) for place, text in zip(places, texts, strict=True) if not text.isascii()]
        parts = [_ascii_words(ascii_ones), _folded_words(others)]
        at, start, end, hashes, letters, digits = (np.concatenate(column) for column in zip(*parts, strict=True))
        if ascii_ones and others:
            order = np.argsort(at, kind="stable")
            at, start, end, hashes, letters, digits = (c[order] for c in (at, start, end, hashes, letters, digits))
        sums = np.zeros((len(at) + 1, 2), np.uint64)
        np.cumsum(hashes, axis=0, out=sums[1:])
        return cls(at, start, end, sums, _running(letters), _running(digits < letters), _running(digits > 0))

    def place(self, at: Places, character: Places | int = 0) -> Places:
        """Return the number of the first word that stands in a text, or a later one, from a character on."""
        found: Places = np.searchsorted(self.at << _SHIFT | self.start, at << _SHIFT | character)
        return found

    def runs(self, near: _Near) -> tuple[Runs, Bits, Bits, Bits]:
        """Return the runs of words near postcodes; which of them may be names, street lines, names of one word."""
        count = np.maximum(near.last - near.first, 0)
        of = np.repeat(np.arange(len(count)), count)
        word = near.first[of] + np.arange(len(of)) - (np.cumsum(count) - count)[of]
        begin, of = word.repeat(len(_SIZES)), of.repeat(len(_SIZES))
        stop = begin + np.tile(_SIZES, len(word))
        begin, stop, of = _where(stop <= near.last[of], begin, stop, of)
        size, letters = stop - begin, self.letters[stop] - self.letters[begin]
        named = (size <= NAME_WORDS) & (self.numbered[stop] == self.numbered[begin])
        lined = (size > 1) & (letters >= SHORTEST_LINE) & (self.wordy[stop] > self.wordy[begin])
        lone = named & (size == 1) & (letters >= SHORTEST_NAME)
        named &= size > 1
        keep = named | lined | lone
        begin, stop, of, named, lined, lone = _where(keep, begin, stop, of, named, lined, lone)
        digests = runs_with_postcode(self.sums[stop] - self.sums[begin], near.codes[of])
        return Runs(digests, self.at[begin], self.start[begin], self.end[stop - 1]), named, lined, lone


_Columns = tuple[Places, Places, Places, Digests, Places, Places]
"""Of each word: its text, start, end, hash, bytes, and how many of them are digits."""


def _ascii_words(texts: Sequence[tuple[int, str]]) -> _Columns:
    cells = Cells.of([text for _, text in texts])
    words = words_of(cells)
    digits = _running(_DIGITS[cells.data])
    row = np.repeat(np.arange(len(texts)), np.diff(words.bounds))
    begin = cells.offsets[row]
    at = np.array([place for place, _ in texts], np.int64)[row]
    found = digits[words.end] - digits[words.start]
    return at, words.start - begin, words.end - begin, words.hashes, words.end - words.start, found


def _folded_words(texts: Sequence[tuple[int, str]]) -> _Columns:
    """Return the words of texts in any script, as orders' names and lines are folded."""
    spans = [(place, *match.span()) for place, text in texts for match in _WORD.finditer(text)]
    by_place = dict(texts)
    written = [by_place[place][start:end] for place, start, end in spans]
    words = words_of(Cells.of([" ".join(name_words(word)) for word in written]))
    low, high = words.bounds[:-1], words.bounds[1:]
    letters = _running(words.end - words.start)
    places = np.array(spans, np.int64).reshape(-1, 3)
    counted = np.array([sum(map(str.isdigit, word)) for word in written], np.int64)
    bare = np.array([word.isdigit() for word in written], np.bool_)
    size = letters[high] - letters[low]
    digits = np.where(bare, size, np.minimum(counted, size - 1))
    return places[:, 0], places[:, 1], places[:, 2], words.sums[high] - words.sums[low], size, digits


def _where(keep: Bits, *columns: Any) -> tuple[Any, ...]:
    return tuple(column[keep] for column in columns)


def _running(numbers: npt.NDArray[np.int64] | Bits) -> Places:
    sums = np.zeros(len(numbers) + 1, np.int64)
    np.cumsum(numbers, out=sums[1:])
    return sums


@dataclass(frozen=True, slots=True, repr=False)
class _Near:
    """Words that stand near a postcode: the first, the one behind the last, and the postcode's digest."""

    first: Places
    last: Places
    codes: Digests

    def slices(self) -> Iterator[_Near]:
        """Yield a part of these after another, each of which makes no more runs than are held at once."""
        runs = np.cumsum(np.maximum(self.last - self.first, 0) * len(_SIZES))
        cuts = np.searchsorted(runs, np.arange(_AT_ONCE, int(runs[-1]) + _AT_ONCE, _AT_ONCE), side="right")
        bounds = np.unique(np.concatenate([[0], cuts, [len(runs)]])).tolist()
        for low, high in pairwise(bounds):
            yield _Near(self.first[low:high], self.last[low:high], self.codes[low:high])


def runs_in(pieces: Sequence[Piece], records: Sequence[int]) -> Iterator[tuple[Runs, Runs, Runs]]:
    """Yield what may be names, street lines, and names of one word. `records` numbers the record of each piece."""
    codes: dict[int, dict[str, None]] = {}
    own: list[tuple[int, int, int, str]] = []
    for at, piece in enumerate(pieces):
        for match in _POSTCODE.finditer(piece.text):
            own.append((at, *match.span(), match[0]))
            some = codes.setdefault(records[at], {})
            if len(some) < _MOST_POSTCODES:
                some[match[0]] = None
    if not own:
        return
    chosen = [at for at in range(len(pieces)) if records[at] in codes]
    words = _Words.of(chosen, [pieces[at].text for at in chosen])
    having = {at for at, _, _, _ in own}
    others = [(at, code) for at in chosen if at not in having for code in codes[records[at]]]
    for near in _near(words, own, others).slices():
        runs, named, lined, lone = words.runs(near)
        yield runs.where(named), runs.where(lined), runs.where(lone)


def end_of_address(text: str, end: int, until: int) -> int:
    """Return where an address ends whose street lines end here: behind its city and postcode, if these follow.

    `until` is where something else begins, which is none of an address.
    """
    on = _ON.match(text, end, until)
    return on.end() if on else end


def _near(words: _Words, own: Sequence[tuple[int, int, int, str]], others: Sequence[tuple[int, str]]) -> _Near:
    """Return the words before and behind each postcode of a text's `own`, and the first words of `others`."""
    at = np.array([at for at, _, _, _ in own], np.int64)
    before = words.place(at, np.array([start for _, start, _, _ in own], np.int64))
    behind = words.place(at, np.array([end for _, _, end, _ in own], np.int64))
    far = np.array([at for at, _ in others], np.int64)
    begin = words.place(far)
    first = np.concatenate([np.maximum(words.place(at), before - _BEFORE), behind, begin])
    last = np.concatenate(
        [before, np.minimum(words.place(at + 1), before + _AFTER), np.minimum(words.place(far + 1), begin + _ELSEWHERE)]
    )
    written = [code for *_, code in own]
    digests = postcode_digests(Cells.of([*written, *(code for _, code in others)]))
    return _Near(first, last, np.concatenate([digests[: len(own)], digests]))
