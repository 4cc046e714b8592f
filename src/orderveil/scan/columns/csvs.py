"""Reading CSV and TSV by columns: stretches of whole rows at once, where a file keeps to RFC 4180.

What does not keep to it (quotes within bare cells, lone carriage returns, a quote that is never
closed) is read row by row from where it begins, as Python's csv module reads it; the cells are the
same either way. Must never skip a row, and never hold more than one stretch.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, TextIO, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from orderveil.core.errors import RelayError
from orderveil.scan.columns.chunk import Chunk, Numbers, areas_of_rows, chunk_of_columns, chunk_of_rows, until_error
from orderveil.scan.tables import LONGEST_CELL, LONGEST_LINE, delimiter_of, lines_of, names_of, rows_of

STRETCH_BYTES = 4 << 20
_ROWS_AT_ONCE = 8_192
_CHARACTERS_AT_ONCE = 4 << 20
_MARK = b"\xef\xbb\xbf"
_NUL, _REPLACED = b"\0", b"\xef\xbf\xbd"
_FIRST_LINE = re.compile(rb"[^\r\n]*\r?\n|[^\r\n]*\r")
_QUOTE, _NEWLINE, _RETURN = b'"\n\r'


def read_csv(text: TextIO, file: str) -> Iterator[Chunk]:
    """Yield the stretches of a table whose delimiter is read off its first line."""
    return _Reader(text, file, None).chunks()


def read_tsv(text: TextIO, file: str) -> Iterator[Chunk]:
    """Yield the stretches of a table whose cells are parted by tabulators."""
    return _Reader(text, file, "\t").chunks()


class _Reader:
    """One table as it is read: its names, and how far it was read."""

    def __init__(self, text: TextIO, file: str, delimiter: str | None) -> None:
        self._blocks = _bytes_of(text)
        self._file = file
        self._delimiter = delimiter  # None: not read off the first line yet
        self._names: list[str] = []
        self._record = 0
        self._line = 0  # lines read so far

    def __repr__(self) -> str:
        return f"_Reader({self._file}, <hidden>)"

    def chunks(self) -> Iterator[Chunk]:
        """Yield the table's stretches, in order."""
        data = b""
        for block in self._blocks:
            data = data + block if data else block
            whole = self._whole(data)
            if whole is None or (len(data) > LONGEST_LINE and not (whole and self._names)):
                yield from self._by_rows(chain([data], self._blocks))
                return
            if whole and not self._names:
                used = self._begin(data[:whole])
                data, whole = data[used:], whole - used
            if whole and self._names:
                yield from self._chunks(data[:whole])
                data = data[whole:]
        yield from self._last(data)

    def _last(self, data: bytes) -> Iterator[Chunk]:
        ended = data if data.endswith(b"\n") else data + b"\n"
        if not data:
            return
        if self._whole(ended) != len(ended):
            yield from self._by_rows([data])
            return
        if not self._names:
            ended = ended[self._begin(ended) :]
        if self._names and ended:
            yield from self._chunks(ended)

    def _whole(self, data: bytes) -> int | None:
        if self._delimiter is None:
            first = _FIRST_LINE.match(data)
            if first is None:
                return 0
            self._delimiter = delimiter_of(first[0].decode("utf-8", "replace"))
        return whole_rows(data, self._delimiter)

    def _begin(self, data: bytes) -> int:
        """Take the names off the first row that has cells; return how many bytes are read with it."""
        lines = lines_of(io.StringIO(_clean(data).decode(), newline=""), self._file)
        for blank, (cells, line) in enumerate(rows_of(lines, self._delimiter or ",", self._file)):
            self._names, is_named = names_of(cells)
            if is_named:
                self._record = blank
                self._line = line
                return _end_of_lines(data, line)
            if self._names:
                return 0
        return 0

    def _chunks(self, raw: bytes) -> Iterator[Chunk]:
        """Yield a stretch of whole and regular rows as columns."""
        data = _clean(raw)
        ends = _row_ends(data)
        rows = ends + self._line + 1
        columns = _columns(data, len(self._names), self._delimiter or ",")
        if columns is None or len(columns[0]) != len(ends):
            lines = lines_of(io.StringIO(data.decode(), newline=""), self._file, self._line)
            yield from self._batched(rows_of(lines, self._delimiter or ",", self._file, self._line))
        else:
            yield chunk_of_columns(self._file, self._names, columns, self._record, rows)
            self._record += len(rows)
        self._line += data.count(b"\n")

    def _by_rows(self, blocks: Iterable[bytes]) -> Iterator[Chunk]:
        """Yield the rest of the table, read row by row."""
        raw = io.BufferedReader(cast(io.RawIOBase, _Chained(blocks)))
        lines = lines_of(io.TextIOWrapper(raw, "utf-8", "replace", newline=""), self._file, self._line)
        first = next(lines, "")
        delimiter = self._delimiter or delimiter_of(first)
        yield from self._batched(rows_of(chain([first], lines), delimiter, self._file, self._line))

    def _batched(self, given: Iterable[tuple[list[str], int]]) -> Iterator[Chunk]:
        """Yield rows as stretches of no more cells and characters than are held at once."""
        batch: list[list[str]] = []
        rows: list[int] = []
        size = 0
        failed: list[RelayError] = []
        for cells, line in until_error(given, failed):
            if not self._names:
                self._names, is_named = names_of(cells)
                if is_named:
                    continue
            batch.append(cells)
            rows.append(line)
            size += sum(map(len, cells), len(cells))  # an empty cell takes room too
            if len(batch) >= _ROWS_AT_ONCE or size >= _CHARACTERS_AT_ONCE:
                yield from self._batch(batch, rows)
                batch, rows, size = [], [], 0
        if batch:
            yield from self._batch(batch, rows)
        if failed:
            raise failed[0]

    def _batch(self, batch: list[list[str]], rows: list[int]) -> Iterator[Chunk]:
        for first, last in areas_of_rows(batch):
            yield chunk_of_rows(self._file, self._names, batch[first:last], self._record, rows[first:last])
            self._record += last - first


def whole_rows(data: bytes, delimiter: str) -> int | None:
    """Return how many bytes of `data` are whole rows; None where they are not as RFC 4180 has them.

    Regular is: quotes open right after a delimiter or line break, are doubled within, and close right
    before one. Then the csv module, Arrow and the count of quotes agree on where a row ends.
    """
    cut = data.rfind(b"\n") + 1
    if not cut:
        return 0
    if data.count(b"\r", 0, cut) != data.count(b"\r\n", 0, cut):
        return None
    if data.find(b'"') < 0:
        return cut
    codes = np.frombuffer(data, np.uint8)
    quotes = np.flatnonzero(codes == _QUOTE)
    newlines = np.flatnonzero(codes == _NEWLINE)
    ends = newlines[np.searchsorted(quotes, newlines) % 2 == 0]
    cut = int(ends[-1]) + 1 if len(ends) else len(data)
    if not _are_regular(codes, quotes[quotes < cut], (ord(delimiter), cut)):
        return None
    return cut if len(ends) else 0


def _are_regular(codes: npt.NDArray[np.uint8], quotes: Numbers, edges: tuple[int, int]) -> bool:
    """Tell whether every quote opens or closes a whole cell, or is one of a pair within it."""
    delimiter, cut = edges
    opening, closing = quotes[0::2], quotes[1::2]
    before = codes[np.maximum(opening, 1) - 1]
    is_paired = np.zeros(len(opening), np.bool_)
    is_paired[1:] = opening[1:] == closing[: len(opening) - 1] + 1
    is_first = (opening == 0) | (before == delimiter) | (before == _NEWLINE)
    after = codes[np.minimum(closing + 1, len(codes) - 1)]
    ends = (after == delimiter) | (after == _NEWLINE) | (after == _RETURN) | (after == _QUOTE)
    return bool((is_first | is_paired).all() and (ends | (closing + 1 >= cut)).all())


def _row_ends(data: bytes) -> Numbers:
    """Return of each row the number, from 0, of the line that it ends on."""
    if data.find(b'"') < 0:
        return np.arange(data.count(b"\n"))
    codes = np.frombuffer(data, np.uint8)
    quotes = np.flatnonzero(codes == _QUOTE)
    return np.flatnonzero(np.searchsorted(quotes, np.flatnonzero(codes == _NEWLINE)) % 2 == 0)


def _end_of_lines(data: bytes, lines: int) -> int:
    at = 0
    for _ in range(lines):
        at = data.index(b"\n", at) + 1
    return at


def _clean(data: bytes) -> bytes:
    """Return bytes as the row reader would have them: what is no UTF-8, and NUL, replaced."""
    if _NUL in data:
        data = data.replace(_NUL, _REPLACED)
    if data.isascii():
        return data
    try:
        data.decode()
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace").encode()
    return data


def _columns(data: bytes, count: int, delimiter: str) -> list[Any] | None:
    """Return the columns of regular rows; None if some row has more or fewer cells, or a cell no end."""
    names = [str(number) for number in range(count)]
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(data),
            arrow_csv.ReadOptions(use_threads=False, block_size=len(data) + 1, column_names=names),
            arrow_csv.ParseOptions(delimiter=delimiter, newlines_in_values=b'"' in data, ignore_empty_lines=False),
            arrow_csv.ConvertOptions(
                check_utf8=False, column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    columns = [column.combine_chunks() for column in table.columns]
    if max((pc.max(pc.binary_length(column)).as_py() or 0 for column in columns), default=0) > LONGEST_CELL:
        return None
    return columns


def _bytes_of(text: TextIO) -> Iterator[bytes]:
    """Yield a text as UTF-8 without its mark; what is UTF-8 already is not read twice."""
    raw = getattr(text, "buffer", None)
    if raw is None or text.encoding != "utf-8-sig":
        while part := text.read(STRETCH_BYTES):
            yield part.encode("utf-8", "replace")
        return
    mark = raw.read(len(_MARK))
    head = b"" if mark == _MARK else mark
    while part := raw.read(STRETCH_BYTES):
        yield head + part
        head = b""
    if head:
        yield head


class _Chained(io.RawIOBase):
    """Pieces of bytes as one stream."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        super().__init__()
        self._blocks = iter(blocks)
        self._rest = memoryview(b"")

    def __repr__(self) -> str:
        return "_Chained(<hidden>)"

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            block = next(self._blocks, None)
            if block is None:
                return 0
            self._rest = memoryview(block)
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size
