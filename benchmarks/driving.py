"""A load generator for machines without wrk: prepared requests over kept-open connections."""

from __future__ import annotations

import asyncio
import struct
import time
from pathlib import Path

_LENGTH = struct.Struct(">I")


def read_requests(path: Path) -> list[bytes]:
    """Return prepared requests."""
    data, requests, at = path.read_bytes(), [], 0
    while at < len(data):
        (length,) = _LENGTH.unpack_from(data, at)
        at += _LENGTH.size
        requests.append(data[at : at + length])
        at += length
    return requests


def drive(port: int, path: Path, connections: int, seconds: float) -> tuple[int, ...]:
    """Send requests for so long. Returns count, duration in us, p50, p95, p99, max in us, failed."""
    return asyncio.run(_drive(port, read_requests(path), connections, seconds))


async def _drive(port: int, requests: list[bytes], connections: int, seconds: float) -> tuple[int, ...]:
    source = iter(requests)
    until = time.perf_counter() + seconds
    took: list[float] = []
    failed = 0

    async def one() -> None:
        nonlocal failed
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for request in source:
            began = time.perf_counter()
            if began > until:
                break
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            await reader.readexactly(length)
            took.append(time.perf_counter() - began)
            failed += not head.startswith(b"HTTP/1.1 2")
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(connections)))
    duration = time.perf_counter() - began
    took.sort()
    at = [took[min(len(took) - 1, int(len(took) * share))] for share in (0.5, 0.95, 0.99, 1.0)]
    return (len(took), int(duration * 1e6), *(int(seconds * 1e6) for seconds in at), failed)
