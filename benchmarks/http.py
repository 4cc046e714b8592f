"""HTTP intake: one signed order a request, durable, sealed and recorded before its answer; then views of them.

    python -m benchmarks.http [--seconds 10] [--connections 64] [--orders 60000] [--views 1 8] [--json]

Every order is another one (id, buyer, phone, address): nothing is a duplicate unless `--orders` run out. The load comes
from wrk where it is installed, else from a generator of our own, which takes more of the processor
away from what is measured. `us` columns are processor time for each request, by process.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import re
import shutil
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

import httpx

from benchmarks.driving import drive
from benchmarks.installation import BY, SECRET, SHOP, Installation, running
from orderveil.core.grants import Scope
from orderveil.vault.messages import IssueKey, KeyIssued
from tests.intake.samples import shopify

_LENGTH = struct.Struct(">I")
_LUA = """
local file = io.open("%s", "rb")
local function take()
  local head = file:read(4)
  if head == nil then file:seek("set", 0); head = file:read(4) end
  local a, b, c, d = head:byte(1, 4)
  return file:read(((a * 256 + b) * 256 + c) * 256 + d)
end
request = take
done = function(summary, latency, requests)
  local failed = summary.errors.status + summary.errors.timeout + summary.errors.read + summary.errors.connect
  io.write(string.format("RESULT %%d %%d %%d %%d %%d %%d %%d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(95), latency:percentile(99), latency.max, failed))
end
"""
_VAULTS = ("orderveil.vault.main", "benchmarks.plain")
_RESULT = re.compile(r"RESULT (\d+) (\d+) (\d+) (\d+) (\d+) (\d+) (\d+)")


@dataclass(frozen=True)
class Measured:
    """One run. Times in milliseconds, processor time in microseconds for each request."""

    what: str
    driver: str
    connections: int
    requests: int
    failed: int
    per_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    max_ms: float
    gateway_us: float
    vaultd_us: float


def orders(first: int, count: int) -> Iterator[bytes]:
    """Yield bodies of invented orders, each another one."""
    order = shopify()
    for number in range(first, first + count):
        _make_its_own(order, number)
        yield json.dumps(order, ensure_ascii=False, separators=(",", ":")).encode()


def _make_its_own(order: dict[str, Any], number: int) -> None:
    phone = f"+91 99999 {number % 100_000:05d}"
    order["id"] = 5_900_000_000_001 + number
    order["name"] = f"#{1001 + number}"
    order["order_number"] = 1001 + number
    order["email"] = order["contact_email"] = f"buyer{number}@mail.example"
    order["shipping_address"]["phone"] = order["phone"] = phone
    order["shipping_address"]["zip"] = f"{560_001 + number % 100}"
    order["shipping_address"]["address1"] = f"{number}, Palm Grove Road"


def request_of(body: bytes, port: int) -> bytes:
    """Return one signed webhook as it crosses the wire."""
    signature = base64.b64encode(hmac.digest(SECRET.encode(), body, hashlib.sha256)).decode()
    identity = hashlib.md5(body, usedforsecurity=False).hexdigest()
    head = (
        f"POST /v1/intake/shopify/{SHOP} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
        f"X-Shopify-Topic: orders/create\r\nX-Shopify-Webhook-Id: {identity}\r\n"
        f"X-Shopify-Hmac-SHA256: {signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def run(installation: Installation, what: str, requests: Path, connections: int, seconds: float) -> Measured:
    """Send requests for so long and return what was measured."""
    before = {name: installation.cpu_seconds(name) for name in ("gateway", "vaultd")}
    if shutil.which("wrk"):
        driver, figures = "wrk", _wrk(installation, requests, connections, seconds)
    else:
        driver, figures = "own", drive(installation.port, requests, connections, seconds)
    count, duration_us, p50, p95, p99, highest, failed = figures
    used = {name: (installation.cpu_seconds(name) - before[name]) * 1e6 / count for name in before}
    return Measured(
        what, driver, connections, count, failed, round(count / (duration_us / 1e6), 1), p50 / 1e3, p95 / 1e3,
        p99 / 1e3, highest / 1e3, round(used["gateway"], 1), round(used["vaultd"], 1),
    )  # fmt: skip


def _wrk(installation: Installation, requests: Path, connections: int, seconds: float) -> tuple[int, ...]:
    script = requests.with_suffix(".lua")
    script.write_text(_LUA % requests)
    done = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds:g}", "--timeout", "30", "-s", str(script), installation.url],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    found = _RESULT.search(done.stdout)
    if found is None:
        raise RuntimeError(f"wrk said something else: {done.stdout}{done.stderr}")
    return tuple(int(group) for group in found.groups())


def write_requests(folder: Path, port: int, first: int, count: int) -> Path:
    """Write so many requests to a file, each behind its length."""
    path = folder / f"requests-{first}"
    return _write(path, (request_of(body, port) for body in orders(first, count)))


def write_looks(folder: Path, installation: Installation) -> Path:
    """Write a request for each of the newest orders' support views to a file, each behind its length."""
    until = int((time.time() + 3_600) * 1_000)
    key = IssueKey(
        by=BY, shop=SHOP, hop="support", partner="desk", scopes=tuple(Scope), expires_at_ms=until, per_minute=1_000_000
    )
    token = installation.vault.ask(key, KeyIssued).token
    bearing = {"Authorization": f"Bearer {token}"}
    answer = httpx.post(
        f"{installation.url}/v1/hops/support/views", json={"limit": 5_000}, headers=bearing, timeout=60
    )
    views = [json.loads(line).get("view") for line in answer.text.splitlines()]
    head = f"HTTP/1.1\r\nHost: 127.0.0.1:{installation.port}\r\nAuthorization: Bearer {token}\r\n\r\n"
    looks = (f"GET /v1/hops/support/orders/{view['ref']} {head}".encode() for view in views if view)
    return _write(folder / "looks", looks)


def _write(path: Path, requests: Iterable[bytes]) -> Path:
    with path.open("wb") as file:
        for wire in requests:
            file.write(_LENGTH.pack(len(wire)) + wire)
    return path


def compare(pairs: int, connections: int, seconds: float, count: int) -> dict[str, object]:
    """Measure sealed and plain intake in turn; return medians and the median of the pairs' ratios."""
    found: list[tuple[float, float]] = []
    for _ in range(pairs):
        sealed, plain = (_intake_alone(module, connections, seconds, count) for module in _VAULTS)
        found.append((sealed, plain))
    return {
        "bench": "http",
        "sealed_per_second": round(median(pair[0] for pair in found)),
        "plain_per_second": round(median(pair[1] for pair in found)),
        "ratio": round(median(pair[0] / pair[1] for pair in found), 2),
    }


def _intake_alone(module: str, connections: int, seconds: float, count: int) -> float:
    with tempfile.TemporaryDirectory(prefix="ov-bench-") as folder, running(module) as installation:
        for first, lasts in ((0, 1.0), (count, seconds)):  # the first warms up
            requests = write_requests(Path(folder), installation.port, first, count)
            time.sleep(1.0)
            measured = run(installation, "orders", requests, connections, lasts)
        if measured.failed:
            raise RuntimeError(f"{measured.failed} requests failed")
        return measured.per_second


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--connections", type=int, nargs="+", default=[64])
    parser.add_argument("--orders", type=int, default=60_000)
    parser.add_argument("--vault", default="orderveil.vault.main", help="the vault's module, to compare with another")
    parser.add_argument("--plain", type=int, metavar="PAIRS", help="compare with the same path in plain, so many times")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--views", type=int, nargs="*", default=[1, 8], help="connections that look at views")
    asked = parser.parse_args()
    if asked.plain:
        print(json.dumps(compare(asked.plain, asked.connections[0], asked.seconds, asked.orders)))
        return

    def tell(measured: Measured) -> None:
        print(json.dumps(asdict(measured)) if asked.json else _line(measured), flush=True)

    with tempfile.TemporaryDirectory(prefix="ov-bench-") as folder, running(asked.vault) as installation:
        for turn, connections in enumerate([asked.connections[0], *asked.connections]):
            requests = write_requests(Path(folder), installation.port, turn * asked.orders, asked.orders)
            time.sleep(1.0)
            measured = run(installation, "orders", requests, connections, asked.seconds if turn else 1.0)
            requests.unlink()
            if turn:  # the first warms up
                tell(measured)
        if asked.views:
            looks = write_looks(Path(folder), installation)
            for connections in asked.views:
                tell(run(installation, "views", looks, connections, asked.seconds / 2))


def _line(measured: Measured) -> str:
    return (
        f"{measured.per_second:8.1f} {measured.what}/s  p50 {measured.p50_ms:.1f}  p95 {measured.p95_ms:.1f}  "
        f"p99 {measured.p99_ms:.1f}  max {measured.max_ms:.1f} ms  gateway {measured.gateway_us:.0f} us  "
        f"vaultd {measured.vaultd_us:.0f} us  {measured.requests} requests, {measured.failed} failed  "
        f"({measured.driver}, {measured.connections} connections)"
    )


if __name__ == "__main__":
    main()
