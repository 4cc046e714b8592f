"""What scanning costs where input is made to hurt: `python -m benchmarks.scan_hostile [--megabytes 60] [--case NAME]`.

Lines, rows and records without end, made as they are read, so that nothing of this size lies anywhere.
Each case in a process of its own. Told: CPU seconds, peak memory, and what of the input was refused.
"""

from __future__ import annotations

import argparse
import io
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import cast

from orderveil.core.errors import RelayError
from orderveil.scan.columns.findings import Tally
from orderveil.scan.reading import pieces_of
from orderveil.scan.searching import Search

_BLOCK_BYTES = 65_536
_WIDE = 16_000
# Of each: how it is read, what it begins with, and what comes again and again.
CASES: dict[str, tuple[str, bytes, bytes]] = {
    "a log of one line": ("log", b"", b"2026-11-01 GET /orders/77 client 10.0.0.7 took 31 ms; "),
    "a log of one line, of customers": ("log", b"", b"call 9999912345 Priya Sharma, 12 MG Road, Pune 411001 "),
    "a log of one word": ("log", b"", b"a"),
    "a text of one line of numbers": ("text", b"", b"123456 "),
    "a table of commas": ("csv", b"a,b\n1,2\n", b","),
    "a table of quotes": ("csv", b"a,b\n1,2\n", b'"'),
    "a row over all lines": ("csv", b'a,b\n"', b'","\n'),
    "a cell over all lines": ("csv", b'a,b\n"', b"x\n"),
    "16,000 columns, all empty": ("csv", b"c," * _WIDE + b"\n", b"," * _WIDE + b"\n"),
    "16,000 columns under three names": ("csv", b"a,b,c\nx\n", b"," * _WIDE + b"\n"),
    "a record of empty objects": ("ndjson", b"[", b"{},"),
    "a page of tags": ("html", b"", b"<a "),
    "a label of fields": ("zpl", b"^XA", b"^FD"),
}


class _Endless(io.RawIOBase):
    """Bytes that are made when they are asked for."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        super().__init__()
        self._parts = parts
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, into: bytearray | memoryview) -> int:  # type: ignore[override]
        self._rest = self._rest or next(self._parts, b"")
        size = min(len(into), len(self._rest))
        into[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


def bytes_of(case: str, size: int) -> Iterator[bytes]:
    """Yield about as many bytes of a case."""
    _, head, again = CASES[case]
    block = again * max(1, _BLOCK_BYTES // len(again))
    yield head
    for _ in range(size // len(block)):
        yield block


def measure(case: str, size: int) -> None:
    """Search one case in this process, and print."""
    form = CASES[case][0]
    refused: list[RelayError] = []
    tally = Tally(500)
    begun = time.process_time()
    raw = io.BufferedReader(cast(io.RawIOBase, _Endless(bytes_of(case, size))))
    told = 0
    try:
        for _ in Search().through(pieces_of(raw, f"given.{form}", form), refused, tally):
            told += 1
    except RelayError as error:
        refused.append(error)
    spent, peak = time.process_time() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    said = f"; {refused[0]}" if refused else f"; {told + tally.types().total():,} findings"
    print(f"{case}: {spent:.1f} s of CPU, {peak:,.0f} MB{said}", flush=True)


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=60)
    parser.add_argument("--case", choices=sorted(CASES), help="this one alone, in this process")
    asked = parser.parse_args()
    if asked.case:
        measure(asked.case, asked.megabytes * 1_000_000)
        return
    for case in CASES:
        command = [sys.executable, "-m", "benchmarks.scan_hostile", "--megabytes", str(asked.megabytes), "--case", case]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
