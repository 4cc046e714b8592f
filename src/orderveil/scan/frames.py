"""Data frames as stretches of tables: pandas, polars, pyarrow, DuckDB and whatever else speaks Arrow.

None of these libraries is imported: a frame hands over its columns through Arrow's C stream, through
the interchange protocol, or as a dictionary of columns. Must never change the frame.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow.interchange import from_dataframe

from orderveil.core.errors import Malformed
from orderveil.scan.columns.chunk import Chunk, chunk_of_columns, text_array

ROWS_AT_ONCE = 65_536
NAME = "frame"


def chunks_of_frame(frame: Any, name: str = NAME) -> Iterator[Chunk]:
    """Yield a frame's rows in stretches. Raises Malformed for what is no frame."""
    record = 0
    for batch in _table(frame, name).to_batches(max_chunksize=ROWS_AT_ONCE):
        names = [str(one) for one in batch.schema.names]
        yield chunk_of_columns(name, names, [_texts(column) for column in batch.columns], record, None)
        record += batch.num_rows


def _table(frame: Any, name: str) -> Any:
    if isinstance(frame, Mapping):
        return pa.table({str(key): _mixed(list(column)) for key, column in frame.items()})
    with suppress(pa.ArrowException, RuntimeError, TypeError, ValueError):
        # Arrow refuses a column of mixed objects: such a frame is asked once more for plain values
        if hasattr(frame, "__arrow_c_stream__"):
            return pa.table(frame)
        if hasattr(frame, "__dataframe__"):
            return from_dataframe(frame)
    if hasattr(frame, "to_dict"):
        told = frame.to_dict("list") if _is_pandas(frame) else frame.to_dict()
        return pa.table({str(key): _mixed(list(column)) for key, column in told.items()})
    raise Malformed("this is no data frame: it offers neither an Arrow stream nor to_dict", place=name)


def _is_pandas(frame: Any) -> bool:
    return type(frame).__module__.partition(".")[0] == "pandas"


def _mixed(values: list[Any]) -> Any:
    return text_array([_text(value) for value in values])


def _texts(column: Any) -> Any:
    """Return a column as texts; what Arrow has no text for (lists, structs, bytes) as Python writes it."""
    if isinstance(column.type, pa.DictionaryType):
        column = column.dictionary_decode()
    if pa.types.is_nested(column.type) or pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
        return _mixed(column.to_pylist())
    try:
        return pc.fill_null(pc.cast(column, pa.string()), "")
    except pa.ArrowException:
        return _mixed(column.to_pylist())


def _text(value: Any) -> str:
    if value is None or value != value:  # NaN is what does not equal itself
        return ""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
