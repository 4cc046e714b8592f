"""The worker's process over a real vaultd: it asks for upkeep, remembers it, and ends when told."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time

import pytest

from benchmarks.installation import ROOT, running
from orderveil.core.errors import Unavailable
from orderveil.core.settings import Settings
from orderveil.dispatch.state import read_state
from orderveil.dispatch.worker import room_secret


def test_the_worker_keeps_the_vault_in_order_and_ends_when_told() -> None:
    with running() as installation:
        environ = {**installation.environ, "ORDERVEIL_MAINTAIN_SECONDS": "1"}
        worker = subprocess.Popen(
            [sys.executable, "-m", "orderveil.adoption.worker"], env=environ, cwd=ROOT,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        state = installation.settings.home / "worker" / "state.json"
        until = time.monotonic() + 20
        while "maintain" not in read_state(state) and time.monotonic() < until:
            time.sleep(0.05)
        done = read_state(state)
        worker.send_signal(signal.SIGTERM)
        said, _ = worker.communicate(timeout=20)

    assert worker.returncode == 0
    assert "maintain" in done
    assert "purge" not in done, "a purge is not due at the start"
    assert b"worker.ready" in said
    assert b"worker.failed" not in said


def test_without_a_vault_the_worker_says_what_to_do(home: Settings) -> None:
    with pytest.raises(Unavailable, match="orderveil serve"):
        room_secret(home, threading.Event(), wait_seconds=0.0)
