"""Reads a large file ahead in a process of its own, while this one seals.

Reading and sealing each take about one processor; two processes take a file in nearly twice as
fast. Records cross a pipe in batches, so that the reader is never more than a batch ahead and memory
stays flat. Nothing of them is written anywhere.
"""

from __future__ import annotations

import struct
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO

import msgspec

from orderveil.core.errors import Malformed, RelayError, Unavailable
from orderveil.core.order import Draft
from orderveil.intake.mapping import CsvMapping
from orderveil.intake.orderfile import read_orders
from orderveil.intake.reading import Limits
from orderveil.intake.tables import Failed

WORTH_IT_BYTES = 4 * 1024 * 1024
"""A smaller file is read before another process has started."""

_BATCH = 500
_LENGTH = struct.Struct(">I")
_ENDED = 0  # the length of the frame behind which only the outcome follows


class _Task(msgspec.Struct, frozen=True):
    source: str
    path: str
    mapping: CsvMapping | None
    limits: Limits
    skip: int


class _Outcome(msgspec.Struct, frozen=True):
    """How the reading ended: `reason` empty where the file was read to its end."""

    reason: str = ""
    message: str = ""
    place: str | None = None


_records = msgspec.msgpack.Decoder(list[Draft | Failed])
_encoder = msgspec.msgpack.Encoder()


def read_ahead(
    source: str, path: Path, *, mapping: CsvMapping | None, limits: Limits, skip: int
) -> Iterator[Draft | Failed]:
    """Yield what `orderfile.read_orders` yields after its first `skip` records. Raises its errors."""
    task = _encoder.encode(_Task(source, str(path.absolute()), mapping, limits, skip))
    with subprocess.Popen(
        [sys.executable, "-m", "orderveil.intake.ahead"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            child.stdin.write(task)
            child.stdin.close()
            for body in _frames(child.stdout):
                yield from _records.decode(body)
            _raise(child.stdout.read())
        finally:
            child.kill()  # a reader that was left in the middle holds the file open for nobody


def _frames(source: IO[bytes]) -> Iterator[bytes]:
    while len(head := source.read(_LENGTH.size)) == _LENGTH.size:
        (length,) = _LENGTH.unpack(head)
        if length == _ENDED:
            return
        body = source.read(length)
        if len(body) < length:
            break
        yield body
    raise Unavailable("the process that read the file died; start again, what was sealed is known", reason="file:gone")


def _raise(body: bytes) -> None:
    outcome = msgspec.msgpack.decode(body, type=_Outcome)
    if outcome.reason == "os":
        raise OSError(outcome.message)
    if outcome.reason:
        raise Malformed(outcome.message, reason=outcome.reason, place=outcome.place)


def main() -> None:
    """Read as the task on standard input says; write batches to standard output."""
    task = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=_Task)
    out = sys.stdout.buffer
    outcome = _Outcome()
    try:
        records = read_orders(task.source, Path(task.path), mapping=task.mapping, limits=task.limits)
        records = islice(records, task.skip, None)
        while batch := list(islice(records, _BATCH)):
            body = _encoder.encode(batch)
            out.write(_LENGTH.pack(len(body)) + body)
            out.flush()
    except RelayError as error:
        outcome = _Outcome(error.reason, error.message, error.place)
    except OSError as error:
        outcome = _Outcome("os", error.strerror or "the file cannot be read")
    out.write(_LENGTH.pack(_ENDED) + _encoder.encode(outcome))
    out.flush()


if __name__ == "__main__":
    main()
