"""Every process through which orders, keys or secrets pass keeps its memory to itself."""

from __future__ import annotations

import subprocess
import sys

import pytest

from orderveil.core.settings import Settings

_TELL = """
import ctypes, resource
def tell(*_, **__):
    print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE), flush=True)
class Server:
    serve = tell
"""
_PROCESSES = {
    "gateway": "from orderveil.gateway import main; main.server = lambda _: Server(); main.main()",
    "gateway-worker": "from orderveil.gateway import main; main.load_app(); tell()",
    "worker": "from orderveil.dispatch import worker; worker.work = tell; worker.run(lambda *_: [])",
}


@pytest.mark.parametrize("process", _PROCESSES)
def test_a_process_through_which_orders_pass_cannot_be_dumped_or_traced_by_its_user(
    home: Settings, process: str
) -> None:
    rooms = home.home / "run" / "rooms"
    rooms.mkdir(parents=True)
    for room in ("gateway", "worker"):
        (rooms / room).write_text("s" * 64)
    environ = {"ORDERVEIL_HOME": str(home.home), "HOME": str(home.home)}
    told = subprocess.run(
        [sys.executable, "-c", _TELL + _PROCESSES[process]], env=environ, capture_output=True, text=True, timeout=60
    )

    assert told.stdout.splitlines()[-1:] == ["0 (0, 0)"], told.stderr
