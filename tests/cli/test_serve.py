"""`serve`: three processes that start in order, come back when they die, and end vaultd last."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from orderveil.core.settings import Settings
from orderveil.vault.client import answers_on
from tests.cli.running import PROGRAM, environment, run

_LONGEST_SECONDS = 30.0


class Serving:
    """A running `orderveil serve --json`, its events as they come."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process = process
        self.url = f"http://127.0.0.1:{port}"
        self.events: list[dict[str, Any]] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith('{"event"'):
                self.events.append(json.loads(line))

    def wait_for(self, is_so: Callable[[], Any]) -> None:
        until = time.monotonic() + _LONGEST_SECONDS
        while not is_so():
            assert time.monotonic() < until, self.events
            time.sleep(0.05)

    def of(self, event: str, process: str | None = None) -> list[dict[str, Any]]:
        return [e for e in list(self.events) if e["event"] == event and process in (None, e.get("process"))]

    def end(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(_LONGEST_SECONDS)
        self._reader.join()
        return code


@contextmanager
def serving(home: Settings) -> Iterator[Serving]:
    with socket.socket() as probe, socket.socket() as other:
        for each in (probe, other):
            each.bind(("127.0.0.1", 0))
        port, console = probe.getsockname()[1], other.getsockname()[1]
    environ = environment(
        home, ORDERVEIL_BIND=f"127.0.0.1:{port}", ORDERVEIL_CONSOLE_BIND=f"127.0.0.1:{console}",
        ORDERVEIL_ACCESS_LOG="off",
    )  # fmt: skip
    process = subprocess.Popen(
        [PROGRAM, "serve", "--json"], env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    serving = Serving(process, port)
    try:
        yield serving
    finally:
        serving.end()
        assert process.stdout is not None
        process.stdout.close()


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_everything_starts_answers_and_ends_with_vaultd_last(home: Settings, order_file: Path) -> None:
    with serving(home) as running:
        running.wait_for(lambda: running.of("ready"))
        ready = httpx.get(f"{running.url}/readyz")
        sealed = run(home, "ingest", "shopify", order_file, "--json")
        code = running.end()

    assert (ready.status_code, sealed.object["status"], code) == (200, "sealed", 0)
    assert [event["process"] for event in running.of("started")] == ["vaultd", "gateway", "console", "worker"]
    assert [event["process"] for event in running.of("ended")] == ["gateway", "console", "worker", "vaultd"]
    assert not answers_on(home.socket)


def test_a_vaultd_that_is_killed_comes_back_with_what_it_acknowledged(home: Settings, order_file: Path) -> None:
    with serving(home) as running:
        running.wait_for(lambda: running.of("ready"))
        order = run(home, "ingest", "shopify", order_file, "--json").object["order"]
        os.kill(running.of("started", "vaultd")[0]["pid"], signal.SIGKILL)
        running.wait_for(lambda: len(running.of("started", "vaultd")) == 2)
        running.wait_for(lambda: answers_on(home.socket))
        again = run(home, "ingest", "shopify", order_file, "--json")

    assert (again.object["status"], again.object["order"]) == ("duplicate", order)


def test_a_supervisor_that_is_killed_leaves_nobody_behind(home: Settings) -> None:
    with serving(home) as running:
        running.wait_for(lambda: running.of("ready"))
        pids = [event["pid"] for event in running.of("started")]
        running.process.kill()
        running.wait_for(lambda: not any(map(is_alive, pids)))

    assert len(pids) == 4


def test_a_second_serve_on_the_same_home_is_refused(home: Settings) -> None:
    with serving(home) as running:
        running.wait_for(lambda: running.of("ready"))
        second = run(home, "serve", "--json")

    assert (second.code, second.error["reason"]) == (3, "setup:already-running")


def test_production_refuses_to_serve_with_stand_ins(home: Settings) -> None:
    told = run(home, "serve", "--json", ORDERVEIL_ENV="production")

    assert (told.code, told.error["reason"]) == (3, "setup:insecure")
    assert not home.home.exists()


@pytest.mark.parametrize("module", ["orderveil.vault.main", "orderveil.gateway.main", "orderveil.adoption.worker"])
def test_each_process_refuses_stand_ins_in_production_on_its_own(home: Settings, module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", module],
        env=environment(home, ORDERVEIL_ENV="production"),
        capture_output=True,
        text=True,
        timeout=_LONGEST_SECONDS,
    )

    assert done.returncode not in (0, None)
    assert "setup:insecure" in done.stderr + done.stdout
    assert not home.home.exists()
