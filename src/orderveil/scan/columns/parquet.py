"""Reading Parquet by batches of rows; nested columns by their paths.

Numbers are told as people would type them: a phone kept as a float is ten digits again. Must never
unpack anything in this process: see `parquetchild`.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from io import BufferedReader, FileIO
from threading import Thread
from typing import IO, Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.ipc

from orderveil.core.errors import Malformed, TooLarge
from orderveil.scan.columns.chunk import Chunk, chunk_of_columns
from orderveil.scan.columns.parquetchild import TOO_LARGE
from orderveil.scan.documents.fence import PYTHON, bare_environment, end
from orderveil.scan.finding import Place
from orderveil.scan.pieces import Piece, held, windows
from orderveil.scan.wording import label_of

_LONGEST_LIST = 16  # elements that get columns of their own; those of longer lists are told one by one
_DEEPEST = 32
_EXACT = 2**53
_PAIR = 2
_CHILD = "orderveil.scan.columns.parquetchild"


def read_parquet(raw: BinaryIO, file: str) -> Iterator[Chunk | Piece]:
    """Yield the rows of a Parquet file. Raises Malformed, TooLarge.

    The library ends its process over some damaged files, so it reads them in one of its own, which
    has bounds on memory and time and hands on plain batches of rows.
    """
    source = raw if _is_file(raw) else held(raw, file)
    child = subprocess.Popen(
        [*PYTHON, _CHILD],
        stdin=source if _is_file(raw) else subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # libraries print what they read
        env=bare_environment(),
    )
    try:
        if child.stdin is not None:
            Thread(target=_feed, args=(source, child.stdin), daemon=True).start()
        record = 0
        for batch in _batches(child, file):
            yield from _parts(batch, file, record)
            record += len(batch)
    finally:
        end(child)


def _is_file(raw: BinaryIO) -> bool:
    """Tell whether a child may read the very same file; a stream that unpacks has the descriptor of what is packed."""
    return isinstance(raw, BufferedReader) and isinstance(raw.raw, FileIO) and raw.seekable()


def _feed(source: BinaryIO, pipe: IO[bytes]) -> None:
    with suppress(OSError, ValueError):  # the child's answer says why
        shutil.copyfileobj(source, pipe)
        pipe.close()


def _batches(child: subprocess.Popen[bytes], file: str) -> Iterator[Any]:
    """Yield what the child reads. It ends with 0 once it has read all, or what is missing would pass for read."""
    assert child.stdout is not None  # asked for above
    try:
        with pa.ipc.open_stream(child.stdout) as stream:
            for batch in stream:
                batch.validate(full=True)
                yield batch
        is_whole = True
    except (pa.ArrowException, OSError, ValueError):
        is_whole = False
        child.stdout.close()  # whatever it still has to say
    code = child.wait()
    if code == TOO_LARGE:
        raise TooLarge("unpacked it is larger than is read", place=file)
    if code or not is_whole:
        raise Malformed("this is no Parquet file, or it breaks off", place=file)


def _parts(batch: Any, file: str, record: int) -> Iterator[Chunk | Piece]:
    names: list[str] = []
    columns: list[Any] = []
    rest: list[Piece] = []
    for field, array in zip(batch.schema, batch.columns, strict=True):
        for name, column in _flat(field.name, array, 0):
            if pa.types.is_nested(column.type):
                rest += _one_by_one(Place(file, column=name), column, record)
            else:
                names.append(name)
                columns.append(_text(column))
    if columns:
        yield chunk_of_columns(file, names, columns, record, None)
    yield from rest


def _flat(path: str, array: Any, depth: int) -> Iterator[tuple[str, Any]]:
    """Yield the columns within a column: the fields of records, the elements of short lists."""
    kind = array.type
    if pa.types.is_dictionary(kind):
        array, kind = array.dictionary_decode(), kind.value_type
    if depth < _DEEPEST and pa.types.is_struct(kind):
        for number, field in enumerate(kind):
            yield from _flat(f"{path}.{field.name}", pc.struct_field(array, [number]), depth + 1)
        return
    if depth < _DEEPEST and (pa.types.is_list(kind) or pa.types.is_large_list(kind)):
        longest = pc.max(pc.list_value_length(array)).as_py() or 0
        if longest <= _LONGEST_LIST:
            for number in range(longest):
                element = pc.list_element(pc.list_slice(array, number, number + 1, return_fixed_size_list=True), 0)
                yield from _flat(f"{path}[{number}]", element, depth + 1)
            return
    yield path, array


def _one_by_one(place: Place, column: Any, record: int) -> list[Piece]:
    """Return what stands in long lists, maps and what is nested beyond reason, value by value."""
    pieces: list[Piece] = []
    for row, value in enumerate(column):
        for path, text in _leaves(place.column or "", value.as_py()):
            pieces += windows(Place(place.file, record + row, column=path), text, label_of(path))
    return pieces


def _leaves(path: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(f"{path}.{key}", inner)
    elif isinstance(value, tuple) and len(value) == _PAIR:  # of a map, whose keys may be what counts
        yield from _leaves(path, value[0])
        yield from _leaves(path if not isinstance(value[0], str) else f"{path}.{value[0][:60]}", value[1])
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from _leaves(f"{path}[{number}]", inner)
    elif isinstance(value, bytes):
        yield path, value.decode("utf-8", "replace")
    elif value is not None:
        yield path, number_text(value) if isinstance(value, float) else str(value)


def number_text(value: float) -> str:
    """Return a float as people would type it: whole numbers as such."""
    return str(int(value)) if value == value and abs(value) < _EXACT and value == int(value) else repr(value)


def _text(column: Any) -> Any:
    """Return a column as text; what is missing is empty."""
    kind = column.type
    if pa.types.is_floating(kind):
        column = column.cast(pa.float64())
        whole = pc.and_(pc.equal(pc.floor(column), column), pc.less(pc.abs(column), float(_EXACT)))
        whole = pc.fill_null(whole, fill_value=False)
        digits = pc.if_else(whole, column, 0.0).cast(pa.int64()).cast(pa.string())
        return pc.fill_null(pc.if_else(whole, digits, column.cast(pa.string())), "")
    if pa.types.is_null(kind):
        return pa.array([""] * len(column), pa.string())
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return pa.array(["" if b is None else b.decode("utf-8", "replace") for b in column.to_pylist()], pa.string())
    try:
        text = column.cast(pa.string())
        text.validate(full=True)
    except (pa.ArrowException, ValueError):
        texts = ["" if value is None else str(value) for value in _values(column)]
        return pa.array(texts, pa.string())
    return pc.fill_null(text, "")


def _values(column: Any) -> list[object]:
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):  # and not UTF-8
        raw = column.cast(pa.large_binary()).to_pylist()
        return [None if value is None else value.decode("utf-8", "replace") for value in raw]
    return list(column.to_pylist())
