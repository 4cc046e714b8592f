"""A throw-away installation for benchmarks: real vaultd and gateway processes over a temporary home."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from orderveil.core.settings import Settings, read_settings
from orderveil.vault.client import SocketVault, Vault, answers_on
from orderveil.vault.messages import Done, OperatorGrant, PutShop, PutSourceSecret

ROOT = Path(__file__).resolve().parent.parent
SHOP = "bench"
SECRET = "an-invented-benchmark-secret"
BY = OperatorGrant()
_READY_SECONDS = 30.0
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Installation:
    """What runs, and how to reach it."""

    settings: Settings
    port: int
    vault: Vault
    environ: dict[str, str]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cpu_seconds(self, name: str) -> float:
        """Return the processor time that a process and its children have used so far."""
        pid = self.processes[name].pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return sum(_cpu_seconds(one) for one in [str(pid), *children])


def _cpu_seconds(pid: str) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS  # utime and stime, proc(5)


@contextmanager
def running(vault_module: str = "orderveil.vault.main", **environ: str) -> Iterator[Installation]:
    """Start vaultd and gateway; end them and take the home away afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="ov-bench-"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    names = {
        "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "ORDERVEIL_HOME": str(folder / "h"),
        "ORDERVEIL_BIND": f"127.0.0.1:{port}", "ORDERVEIL_ACCESS_LOG": str(folder / "access.log"), **environ,
    }  # fmt: skip
    settings = read_settings(names, folder)
    processes: dict[str, subprocess.Popen[bytes]] = {}
    try:
        with (folder / "output").open("wb") as out:
            for name, module in (("vaultd", vault_module), ("gateway", "orderveil.gateway.main")):
                processes[name] = subprocess.Popen(
                    [sys.executable, "-m", module], env=names, stdout=out, stderr=subprocess.STDOUT, cwd=ROOT
                )
        installation = Installation(settings, port, SocketVault(settings.socket), names, processes)
        _wait(installation, folder / "output")
        installation.vault.ask(PutShop(by=BY, shop=SHOP), Done)
        installation.vault.ask(PutSourceSecret(by=BY, shop=SHOP, source="shopify", secret=SECRET), Done)
        yield installation
    finally:
        for name in ("gateway", "vaultd"):
            processes[name].terminate()
            processes[name].wait(timeout=30)
        shutil.rmtree(folder)


def _wait(installation: Installation, output: Path) -> None:
    until = time.monotonic() + _READY_SECONDS
    while time.monotonic() < until and all(one.poll() is None for one in installation.processes.values()):
        try:
            if answers_on(installation.settings.socket) and httpx.get(f"{installation.url}/readyz").is_success:
                return
        except httpx.TransportError:
            pass  # not yet
        time.sleep(0.05)
    raise RuntimeError(f"the installation did not start: {output.read_text()}")
