"""The library surface of scanning: `from orderveil.scan import api`.

It stands here and not in the package, because packages of the relay hold a docstring and nothing else.
Nothing is kept, sent or logged. A finding's repr hides its value; `value` tells it, `shown` masks it.
"""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from orderveil.detect.findings import SURE
from orderveil.scan.finding import TYPES, Found, Place
from orderveil.scan.frames import NAME, chunks_of_frame
from orderveil.scan.pieces import Piece, windows
from orderveil.scan.searching import Search
from orderveil.scan.trees import walk
from orderveil.scan.wording import label_of

__all__ = ["TYPES", "Found", "MaskingFilter", "Place", "mask_text", "scan_frame", "scan_records", "scan_text"]


def scan_text(text: str, *, types: Iterable[str] = TYPES, least: float = SURE, name: str = "") -> list[Found]:
    """Return what stands in a text, in the order of its places.

    `types`: some of TYPES. `least`: the lowest score told, 0 to 1. `name`: what the field is called in which
    the text stands, where that says something (`mobile`). Offsets count characters of `text`.
    """
    return list(Search(least=least, types=types).through(windows(Place("text"), text, label_of(name))))


def scan_records(
    records: Iterable[Mapping[str, Any]], *, types: Iterable[str] = TYPES, least: float = SURE
) -> Iterator[Found]:
    """Yield what stands in records as JSON has them, one after another; `place.record` counts from 0.

    Raises Malformed for one nested more than a hundred deep.
    """
    return Search(least=least, types=types).through(pieces_of_records(records))


def pieces_of_records(records: Iterable[Mapping[str, Any]]) -> Iterator[Piece]:
    """Yield the strings and numbers of records by their paths, as the searches of this package take them."""
    for number, record in enumerate(records):
        yield from walk(record, Place("records", record=number))


def scan_frame(
    frame: Any, *, types: Iterable[str] = TYPES, least: float = SURE, name: str = NAME
) -> Iterator[Found]:
    """Yield what stands in a data frame of pandas, polars, pyarrow, or a mapping of columns, row by row.

    `place.record` is the row, from 0, `place.column` the column. Raises Malformed for what is no frame.
    """
    return Search(least=least, types=types).through(chunks_of_frame(frame, name))


def mask_text(text: str, *, types: Iterable[str] = TYPES, least: float = SURE) -> str:
    """Return a text with every finding replaced by its type: `call [PHONE]`. What was not found stays."""
    parts, done = [], 0
    for found in sorted(scan_text(text, types=types, least=least), key=lambda one: (one.start, -one.end)):
        if found.end <= done:
            continue  # a postcode within its address
        start = max(found.start, done)
        parts += [text[done:start], f"[{found.type}]"]
        done = found.end
    return "".join([*parts, text[done:]])


class MaskingFilter(logging.Filter):
    """Masks what customers' data is found in log records: message, traceback, and texts added to the record.

    Put it on handlers, where records of all loggers pass. Lets every record through; a record in which
    searching fails loses its text rather than passing unsearched. Costs some tenths of a millisecond each.
    """

    def __init__(self, types: Iterable[str] = TYPES, least: float = SURE) -> None:
        super().__init__()
        self._types = tuple(types)
        self._least = least

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask a record in place, and let it pass."""
        try:
            record.msg = self._masked(record.getMessage())
        except Exception:  # a message whose arguments do not fit it must not pass with them
            record.msg = "[a message that could not be searched]"
        record.args = ()
        self._mask_errors(record)
        for name, value in list(record.__dict__.items()):
            if name not in _OWN and isinstance(value, str):
                record.__dict__[name] = self._masked(value)
        return True

    def _mask_errors(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_text is None:
            record.exc_text = "".join(traceback.format_exception(*record.exc_info)).rstrip("\n")
        if record.exc_text:
            record.exc_text = "\n".join(self._masked_traceback(record.exc_text))
        record.exc_info = None  # a formatter of its own would write the error's text anew
        if record.stack_info:
            record.stack_info = self._masked(record.stack_info)

    def _masked_traceback(self, text: str) -> Iterator[str]:
        """Yield a traceback with its errors' texts masked; lines of our code say nothing of customers."""
        said: list[str] = []
        is_code = False
        for line in text.split("\n"):
            is_frame = _FRAME.fullmatch(line) is not None
            is_code = is_frame or (is_code and line.startswith("    "))
            if not is_code:
                said.append(line)
                continue
            if said:
                yield self._masked("\n".join(said))
                said = []
            yield line
        if said:
            yield self._masked("\n".join(said))

    def _masked(self, text: str) -> str:
        return mask_text(text, types=self._types, least=self._least)


_FRAME = re.compile(r'\s+(?:[|+] )?File "[^"\n]*", line \d+(?:, in [\w<>.]+)?')
_OWN = frozenset(logging.LogRecord("", 0, "", 0, "", (), None).__dict__) | {"message", "asctime"}
