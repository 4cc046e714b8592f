"""One line for each request: what was asked for by route, how it ended, how long it took.

Never the path, the query, a header or a body: a path may hold a reference, and a careless client
puts anything anywhere. The route is the pattern, the method one of a closed list. Lines are written
by a thread of their own: a full disk or a reader that stands still costs lines, not requests.
"""

from __future__ import annotations

import queue
import sys
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import msgspec

_LIMIT = 50_000
_HEAP = 1_000


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """One request. `at` is in epoch seconds until it is written.

    `peer` is the address that connected, which is a server's or a proxy's.
    """

    at: float | str
    id: str
    method: str
    route: str
    status: int
    ms: float
    bytes_in: int
    bytes_out: int
    peer: str
    reason: str | None = None
    outcome: str | None = None


class AccessLog:
    """Writes lines as JSON to standard output or a file, or nowhere."""

    def __init__(self, target: str) -> None:
        self._queue: queue.SimpleQueue[Line | None] = queue.SimpleQueue()
        self._target = target
        self._encoder = msgspec.json.Encoder()
        self._thread: threading.Thread | None = None
        self.dropped = 0

    @property
    def is_on(self) -> bool:
        """Tell whether lines go anywhere."""
        return self._target != "off"

    def start(self) -> None:
        """Begin to write."""
        if self.is_on:
            self._thread = threading.Thread(target=self._write, name="access-log", daemon=True)
            self._thread.start()

    def write(self, line: Line) -> None:
        """Put a line in line; count it as dropped where writing does not keep up."""
        if self._queue.qsize() < _LIMIT:
            self._queue.put(line)
        else:
            self.dropped += 1

    def stop(self) -> None:
        """Write what waits, then end."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join(timeout=2.0)

    def _write(self) -> None:
        out = _open(self._target)
        going = True
        while going:
            heap = [self._queue.get()]
            time.sleep(0.05)  # gathers a heap: one write for many lines
            with suppress(queue.Empty):
                while len(heap) < _HEAP:
                    heap.append(self._queue.get_nowait())
            going = None not in heap
            with suppress(OSError, ValueError):
                out.write("".join(self._text(line) for line in heap if line is not None))
                out.flush()
        if out is not sys.stdout:
            out.close()

    def _text(self, line: Line) -> str:
        assert isinstance(line.at, float)
        at = datetime.fromtimestamp(line.at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return self._encoder.encode(msgspec.structs.replace(line, at=at)).decode() + "\n"


def _open(target: str) -> TextIO:
    if target == "-":
        return sys.stdout
    path = Path(target)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path.open("a", encoding="utf-8")
