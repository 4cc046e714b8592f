"""One gateway process for the session, and a client to it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.tree import ROOT


@dataclass(frozen=True)
class Running:
    """A gateway process and where it writes."""

    host: str
    port: int
    process: subprocess.Popen[bytes]
    output: Path

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def connect(self) -> socket.socket:
        """Return a bare connection, for what no client library would send."""
        return socket.create_connection((self.host, self.port), timeout=10)

    def said(self) -> str:
        """Return everything that the process has written."""
        return self.output.read_text()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def running_gateway(module: str = "tests.gateway.serving", **environ: str) -> Iterator[Running]:
    """Start a gateway process; stop it by the signal that a supervisor sends."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="ov-gateway-") as folder:
        output = Path(folder) / "output"
        settings = {
            "PATH": os.environ["PATH"], "ORDERVEIL_HOME": f"{folder}/h",
            "ORDERVEIL_BIND": f"127.0.0.1:{port}", "PYTHONPATH": str(ROOT), **environ,
        }  # fmt: skip
        with output.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", module], env=settings, stdout=out, stderr=subprocess.STDOUT, cwd=ROOT
            )
        running = Running("127.0.0.1", port, process, output)
        try:
            _wait_until_alive(running)
            yield running
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)


def _wait_until_alive(running: Running) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if running.process.poll() is not None:
            raise AssertionError(f"the gateway ended: {running.said()}")
        try:
            if httpx.get(f"{running.url}/readyz", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError(f"the gateway does not answer: {running.said()}")


@pytest.fixture(scope="session")
def gateway() -> Iterator[Running]:
    with running_gateway() as running:
        yield running


@pytest.fixture
def client(gateway: Running) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=gateway.url, timeout=20) as made:
        yield made
