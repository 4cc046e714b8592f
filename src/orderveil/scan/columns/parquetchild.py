"""The process that unpacks one Parquet file: from standard input to a stream of plain batches of rows.

  1. It bounds its own memory, time and writing before it looks at the file.
  2. What the file states beyond a bound is refused; what it hides about that meets the bound on memory.
  3. Batches are laid out small, whatever many rows share.
  4. It ends with 0 only once every row went out.

Must never print, or write anywhere but to its output.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.ipc
import pyarrow.parquet as pq

from orderveil.scan.documents.limits import MEMORY_BYTES, lay_limits

BROKEN, TOO_LARGE = 2, 3
_ROWS_AT_ONCE = 8_192
_CELLS_AT_ONCE = 500_000
_MOST_COLUMNS = 20_000
_LARGEST_FOOTER_BYTES = 64 << 20
_LARGEST_COLUMN_BYTES = MEMORY_BYTES // 2  # of one column in one group of rows, unpacked
_LARGEST_BATCH_BYTES = 32 << 20


def main() -> int:
    """Read the file and write its rows; return the exit code."""
    lay_limits()  # 1
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    raw: BinaryIO = os.fdopen(0, "rb")
    try:
        return _copy(raw if raw.seekable() else io.BytesIO(raw.read()), os.fdopen(1, "wb"))
    except (MemoryError, pa.ArrowMemoryError):
        return TOO_LARGE
    except (pa.ArrowException, OSError, ValueError, OverflowError):
        return BROKEN


def _copy(raw: BinaryIO, out: BinaryIO) -> int:
    raw.seek(0)
    table = pq.ParquetFile(
        raw, thrift_string_size_limit=_LARGEST_FOOTER_BYTES, thrift_container_size_limit=_LARGEST_FOOTER_BYTES // 64
    )
    if _is_too_large(table.metadata):  # 2
        return TOO_LARGE
    schema = pa.schema([pa.field(field.name, _plain(field.type)) for field in table.schema_arrow])
    rows = max(1, min(_ROWS_AT_ONCE, _CELLS_AT_ONCE // max(1, len(table.schema.names))))
    with out, pa.ipc.new_stream(out, schema) as stream:
        for batch in table.iter_batches(batch_size=rows, use_threads=False):
            for part in _slices(batch):  # 3
                columns = [_decoded(column) for column in part.columns]
                stream.write_batch(pa.record_batch(columns, schema=schema))
    return 0  # 4


def _is_too_large(metadata: Any) -> bool:
    """Tell whether the file itself states more than is read. Damaged ones may end the process here."""
    if metadata.num_columns > _MOST_COLUMNS:
        return True
    groups = (metadata.row_group(group) for group in range(metadata.num_row_groups))
    return any(
        group.column(column).total_uncompressed_size > _LARGEST_COLUMN_BYTES
        for group in groups
        for column in range(group.num_columns)
    )


def _plain(kind: Any) -> Any:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _decoded(column: Any) -> Any:
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def _slices(batch: Any) -> Iterator[Any]:
    """Yield a batch in parts small enough to be laid out, though many rows share one long text."""
    size = batch.nbytes
    for column in batch.columns:
        if pa.types.is_dictionary(column.type) and len(column.dictionary):
            longest = pc.max(pc.binary_length(column.dictionary.cast(pa.large_binary()))).as_py() or 0
            size += longest * len(column)
    rows = max(1, len(batch) * _LARGEST_BATCH_BYTES // max(size, _LARGEST_BATCH_BYTES))
    for first in range(0, len(batch), rows):
        yield batch.slice(first, rows)


if __name__ == "__main__":
    raise SystemExit(main())
