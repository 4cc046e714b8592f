"""Keeps an installation's processes together: vaultd first and last, gateway, console and worker between.

Starting, by numbered steps:

  1. vaultd is started and answers on its socket, or everything ends with its error;
  2. gateway, console and worker are started; the gateway and the console answer that they are ready;
  3. whichever dies is started again, after a pause that doubles while it goes on dying;
  4. on a signal the gateway ends first (it finishes what it has taken), then the others, vaultd last,
     so that nothing that was acknowledged waits for a vault that is gone.

Must never read an order, a key or a room's secret: it starts processes and watches them.
"""

from __future__ import annotations

import ctypes
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from orderveil.core.errors import BadConfiguration, Unavailable
from orderveil.core.listening import Address
from orderveil.core.settings import Settings
from orderveil.vault.client import answers_on

VAULTD, GATEWAY, CONSOLE, WORKER = "vaultd", "gateway", "console", "worker"
_MODULES = {
    VAULTD: "orderveil.vault.main",
    GATEWAY: "orderveil.gateway.main",
    CONSOLE: "orderveil.console.main",
    WORKER: "orderveil.adoption.worker",
}
_ENDING_ORDER = (GATEWAY, CONSOLE, WORKER, VAULTD)
_READY_SECONDS = 60.0  # a small machine compiles everything at its first start
_END_SECONDS = 20.0
_STEADY_SECONDS = 30.0  # a process that lived this long starts again without a pause
_LONGEST_PAUSE_SECONDS = 30.0
_GLANCE_SECONDS = 0.1
_LAST_WORDS_BYTES = 4000
_PR_SET_PDEATHSIG = 1  # prctl(2): the kernel sends a signal when the parent dies
_libc = ctypes.CDLL(None)

Tell = Callable[[str, dict[str, object]], None]


@dataclass(slots=True)
class _Child:
    name: str
    process: subprocess.Popen[bytes]
    started: float
    deaths: int = 0
    again_at: float | None = field(default=None)


class Supervisor:
    """The processes of one installation. `tell` hears of every event, by name and without values."""

    def __init__(self, settings: Settings, tell: Tell, *, output: Path | None = None) -> None:
        """`output`: the file to which the processes write; None: where this process writes."""
        self._settings = settings
        self._output = output
        self._tell = tell
        self._children: dict[str, _Child] = {}
        self._stopping = False

    def start(self) -> None:
        """Start everything; steps 1 and 2. Raises BadConfiguration or Unavailable, with nothing left running."""
        if answers_on(self._settings.socket):
            raise BadConfiguration(
                "a vaultd already runs on this home; end it first, or set another ORDERVEIL_HOME",
                place="ORDERVEIL_SOCKET",
                reason="setup:already-running",
            )
        try:
            self._launch(VAULTD)  # step 1
            self._wait_until(VAULTD, lambda: answers_on(self._settings.socket))
            self._launch(GATEWAY)  # step 2
            self._launch(CONSOLE)
            self._launch(WORKER)
            self._wait_until(GATEWAY, lambda: _answers(self._settings.bind, "/readyz"))
            self._wait_until(CONSOLE, lambda: _answers(self._settings.console_bind, "/healthz"))
        except BaseException as error:
            self.stop()
            if isinstance(error, Unavailable):
                self._repeat_last_words()
            raise

    def _repeat_last_words(self) -> None:
        """Show what the processes said at the end, where it went to a file that may not outlive this process."""
        if self._output is None or not self._output.is_file():
            return
        with self._output.open("rb") as said:
            said.seek(max(0, self._output.stat().st_size - _LAST_WORDS_BYTES))
            sys.stderr.write(said.read().decode("utf-8", "replace"))

    def watch(self) -> None:
        """Keep everything running until `ask_to_stop`; step 3."""
        while not self._stopping:
            for child in list(self._children.values()):
                self._look_after(child)
            time.sleep(_GLANCE_SECONDS)

    def ask_to_stop(self) -> None:
        """Make `watch` return soon. May be called from a signal handler."""
        self._stopping = True

    def stop(self) -> None:
        """End everything, vaultd last; step 4."""
        self._stopping = True
        for name in _ENDING_ORDER:
            child = self._children.pop(name, None)
            if child is None or child.process.poll() is not None:
                continue
            child.process.terminate()
            try:
                child.process.wait(_END_SECONDS)
            except subprocess.TimeoutExpired:
                self._tell("killed", {"process": name, "why": f"did not end within {_END_SECONDS:.0f} s"})
                child.process.kill()
                child.process.wait()
            self._tell("ended", {"process": name})

    def pids(self) -> Iterator[tuple[str, int]]:
        """Yield each process's name and number."""
        for child in self._children.values():
            yield child.name, child.process.pid

    def _launch(self, name: str) -> None:
        before = self._children.get(name)
        with self._sink() as sink:
            process = subprocess.Popen(
                [sys.executable, "-m", _MODULES[name]],
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                process_group=0,  # the terminal's Ctrl-C reaches the supervisor alone, which ends them in order
                preexec_fn=_end_with_parent,  # this process has one thread
            )
        self._children[name] = _Child(name, process, time.monotonic(), before.deaths if before else 0)
        self._tell("started", {"process": name, "pid": process.pid})

    @contextmanager
    def _sink(self) -> Iterator[IO[bytes] | None]:
        if self._output is None:
            yield None
            return
        self._output.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._output.open("ab") as sink:
            yield sink

    def _wait_until(self, name: str, is_ready: Callable[[], bool]) -> None:
        until = time.monotonic() + _READY_SECONDS
        while time.monotonic() < until:
            code = self._children[name].process.poll()
            if code is not None:
                raise Unavailable(
                    f"{name} ended at its start with code {code}; what it said stands above",
                    reason="setup:did-not-start",
                    permanent=True,
                )
            if is_ready():
                return
            time.sleep(_GLANCE_SECONDS / 2)
        raise Unavailable(
            f"{name} was not ready within {_READY_SECONDS:.0f} s; what it said stands above", reason="relay:not-ready"
        )

    def _look_after(self, child: _Child) -> None:
        now = time.monotonic()
        if child.again_at is not None:
            if now >= child.again_at:
                self._launch(child.name)
            return
        code = child.process.poll()
        if code is None:
            return
        child.deaths = 1 if now - child.started > _STEADY_SECONDS else child.deaths + 1
        pause = min(_LONGEST_PAUSE_SECONDS, 0.5 * 2 ** (child.deaths - 1))
        child.again_at = now + pause
        self._tell("died", {"process": child.name, "code": code, "again_in_seconds": pause})


def _answers(bind: Address, path: str) -> bool:
    """Ask a process whether it is ready."""
    connection = http.client.HTTPConnection(bind.from_here, bind.port, timeout=2)
    try:
        connection.request("GET", path, headers={"Host": "localhost"})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _end_with_parent() -> None:
    """Runs in the child before its program: a supervisor that is killed leaves nobody behind."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    os.umask(0o077)
