"""Reading JSON and NDJSON: every string and number of every record, by its path.

Must never hold more than one record of a list, and refuses a record beyond its limit instead of
growing with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, TextIO

from orderveil.core.errors import Malformed
from orderveil.scan.finding import Place
from orderveil.scan.pieces import Part, Piece, Unread, windows
from orderveil.scan.wording import label_of

_LONGEST_RECORD = 67_108_864  # characters
_CHUNK = 65_536
_MOST_VALUES, _MOST_NESTS = 8_000_000, 2_000_000  # of one record: read, it takes up to 25 times as much as its text
_COUNTED_FROM = 4_194_304  # characters; shorter ones have not as many
_DEEPEST = 100
_SPACE = " \t\r\n"
_MAY_TELL = re.compile(r"@|(?:\d[ .-]?){6}")  # maps by phone or e-mail have persons for keys
_decoder = json.JSONDecoder()


def read_ndjson(text: TextIO, file: str) -> Iterator[Part]:
    """Yield what stands in the records of a file that has one JSON value on each line.

    A line that is none is told as unread; the others are read.
    """
    record, row = 0, 0
    while line := text.readline(_LONGEST_RECORD):
        row += 1
        place = Place(file, record=record, row=row)
        if len(line) >= _LONGEST_RECORD:
            raise Malformed("a record is too large", place=f"{file}:{row}", reason="input:too-large")
        if line.strip():
            try:
                yield from walk(_parsed(line, f"{file}:{row}"), place)
            except Malformed as error:
                yield Unread(error)
            record += 1


def _parsed(text: str, place: str) -> Any:
    _refuse_many(text, place)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Malformed("this is no JSON", place=place) from error


def _refuse_many(text: str, place: str) -> None:
    """Raise Malformed for a text of more values than are held at once. Commas within strings count as well."""
    if len(text) < _COUNTED_FROM:
        return
    if text.count(",") > _MOST_VALUES or text.count("[") + text.count("{") > _MOST_NESTS:
        raise Malformed("a record has more values than are read", place=place, reason="input:too-large")


def read_json(text: TextIO, file: str) -> Iterator[Part]:
    """Yield what stands in a JSON file: one value, or the records of one list, one after another."""
    buffer = text.read(_CHUNK).lstrip(_SPACE + "\ufeff")
    if buffer.startswith("["):
        for record, value in enumerate(_records(text, buffer[1:], file)):
            yield from walk(value, Place(file, record=record))
        return
    buffer += text.read(_LONGEST_RECORD)
    if len(buffer) >= _LONGEST_RECORD:
        raise Malformed("one JSON value of this size is not read; write NDJSON", place=file, reason="input:too-large")
    try:
        yield from walk(_parsed(buffer, file), Place(file, record=0))
    except Malformed:
        if "\n" not in buffer.strip():
            raise
        raise Malformed("this is no JSON; one value per line is read with --as ndjson", place=file) from None


def _records(text: TextIO, buffer: str, file: str) -> Iterator[Any]:
    """Yield the values of a list of which the bracket is read already."""
    wanted = _CHUNK
    while True:
        buffer = buffer.lstrip(_SPACE + ",")
        if buffer.startswith("]"):
            _refuse_more(buffer[1:], text, file)
            return
        try:
            value, end = _decoder.raw_decode(buffer)
            if end == len(buffer):  # a number may go on
                raise ValueError
        except (ValueError, RecursionError) as error:
            more = text.read(wanted)
            wanted = min(wanted * 2, _LONGEST_RECORD)  # doubled, so that a long record is not read again and again
            if not more or len(buffer) >= _LONGEST_RECORD:
                raise Malformed("the list breaks off, or a record of it is too large", place=file) from error
            buffer += more
            _refuse_many(buffer, file)
            continue
        wanted = _CHUNK
        buffer = buffer[end:]
        yield value


def _refuse_more(buffer: str, text: TextIO, file: str) -> None:
    """Raise Malformed where something stands behind the end of the list: it was not searched."""
    while not buffer.strip(_SPACE):
        buffer = text.read(_CHUNK)
        if not buffer:
            return
    raise Malformed("something stands behind the end of the list, and was not searched", place=file)


def walk(value: Any, place: Place, path: str = "", label: str = "", depth: int = 0) -> Iterator[Piece]:
    """Yield every string and number of a JSON value by its path, such as `customer.phones[0]`."""
    if depth > _DEEPEST:
        raise Malformed("nested deeper than is read", place=str(place), reason="input:too-large")
    if isinstance(value, dict):
        for key, inner in value.items():
            if _MAY_TELL.search(key):
                yield from windows(Place(place.file, place.record, place.row, field=f"{path}{{key}}"), key)
            yield from walk(inner, place, f"{path}.{key}" if path else key, label_of(key), depth + 1)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from walk(inner, place, f"{path}[{number}]", label, depth + 1)
    elif value is not None and not isinstance(value, bool):
        text = value if isinstance(value, str) else str(value)
        if len(text) > 1:
            yield from windows(Place(place.file, place.record, place.row, field=path), text, label)
