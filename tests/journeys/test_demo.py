"""The demonstration, run as its user runs it: one command on a bare machine, over real signed HTTP."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
import pytest

from orderveil.adoption.sandbox.orders import ARJUN, FATIMA, JOSE, KAVITHA, MEERA, NILS, TEST_CARD
from orderveil.core.hop import HOPS

_COMMAND = [str(Path(sys.executable).with_name("orderveil")), "demo"]


def _environ(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ORDERVEIL", "DATABASE"))}
    return {**kept, "TMPDIR": str(folder), "HOME": str(folder)} | _bind()


def _bind() -> dict[str, str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return {"ORDERVEIL_BIND": f"127.0.0.1:{probe.getsockname()[1]}"}


@pytest.fixture(scope="module")
def shown() -> tuple[str, str, Path]:
    folder = Path(tempfile.mkdtemp(prefix="ov-"))
    told = subprocess.run([*_COMMAND, "--once", "--json"], env=_environ(folder), capture_output=True, timeout=120)
    assert told.returncode == 0, told.stderr.decode()
    return told.stdout.decode(), told.stderr.decode(), folder


def test_every_order_becomes_what_the_story_says(shown: tuple[str, str, Path]) -> None:
    sent = [json.loads(line) for line in shown[0].splitlines() if line.startswith('{"sent"')]

    assert [one["status"] for one in sent] == [
        "sealed", "sealed", "sealed", "sealed", "updated", "duplicate", "stale", "updated", "updated", "sealed",
        "updated", "sealed", "sealed", "sealed",
    ]  # fmt: skip
    assert [one["cut"] for one in sent if one["cut"]] == [["note"]]


def test_one_order_is_shown_as_eleven_views(shown: tuple[str, str, Path]) -> None:
    views = next(json.loads(line)["views"] for line in shown[0].splitlines() if '"views"' in line)

    assert list(views) == list(HOPS)
    assert views["label"]["fields"]["recipient_name"]["value"] == f"{MEERA.first} {MEERA.last}"
    assert MEERA.email not in json.dumps(views["label"])
    assert MEERA.first not in json.dumps(views["ims"], ensure_ascii=False)


def test_the_record_is_whole_and_the_card_is_nowhere(shown: tuple[str, str, Path]) -> None:
    ledger = next(json.loads(line)["ledger"] for line in shown[0].splitlines() if '"ledger"' in line)

    assert ledger["ok"]
    assert ledger["entries"] > 20
    assert TEST_CARD not in shown[0] + shown[1]


def test_nothing_of_the_demonstration_is_left_behind(shown: tuple[str, str, Path]) -> None:
    assert [path for path in shown[2].rglob("*") if path.is_file()] == []


def test_people_read_names_in_their_own_script(shown: tuple[str, str, Path]) -> None:
    told = subprocess.run([*_COMMAND, "--once"], env=_environ(shown[2]), capture_output=True, timeout=120)
    text = told.stdout.decode()

    assert told.returncode == 0
    assert MEERA.first in text
    assert "ims:no-buyer-field" in text
    for buyer in (KAVITHA, ARJUN, FATIMA, JOSE, NILS):  # orders that are not the one shown
        assert buyer.phone is None or buyer.phone not in text


def test_it_goes_on_running_until_it_is_told_to_stop(shown: tuple[str, str, Path]) -> None:
    environ = _environ(shown[2])
    with subprocess.Popen([*_COMMAND, "--json"], env=environ, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        for line in running.stdout:
            if b'"ready"' in line:
                break
        time.sleep(0.2)
        assert httpx.get(f"http://{environ['ORDERVEIL_BIND']}/healthz").is_success
        running.send_signal(signal.SIGINT)
        assert running.wait(30) == 0
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://{environ['ORDERVEIL_BIND']}/healthz")


def test_a_process_that_does_not_start_is_heard() -> None:
    with tempfile.TemporaryDirectory(prefix="ov-") as folder, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        environ = _environ(Path(folder)) | {"ORDERVEIL_CONSOLE_BIND": f"127.0.0.1:{taken.getsockname()[1]}"}
        told = subprocess.run([*_COMMAND, "--once"], env=environ, capture_output=True, timeout=120)

    assert told.returncode == 3
    assert b"setup:did-not-start" in told.stderr
    assert b"ORDERVEIL_CONSOLE_BIND: another process listens there" in told.stderr  # said by the console itself
    assert b"Traceback" not in told.stderr
