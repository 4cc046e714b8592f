"""What the worker's process does: recurring jobs, upkeep of the vault first among them.

It speaks to the vault as the room `worker` and opens nothing. The process itself starts in
adoption.worker, which hands it the jobs of the rooms above this one.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

from orderveil.core.errors import BadConfiguration, RelayError, Unavailable
from orderveil.core.settings import Settings, read_settings
from orderveil.core.standins import refuse_in_production
from orderveil.dispatch.schedule import Job, Outcome, Schedule
from orderveil.dispatch.state import read_state, write_state
from orderveil.host.memory import keep_memory_private
from orderveil.vault.client import SocketVault, Vault
from orderveil.vault.messages import Done, Grant, Maintain, Purge, RoomGrant

ROOM = "worker"
MAINTAIN_SECONDS = 60
PURGE_HOURS = 24
_PURGE_ANSWER_SECONDS = 6 * 3_600.0  # a purge rewraps what survives, and there may be millions
_GLANCE_SECONDS = 0.5
_WAIT_SECONDS = 30.0
_log = structlog.get_logger(ROOM)

More = Callable[[Vault, Grant, Settings], Sequence[Job]]
"""Makes further jobs, once the process knows whom to ask, as whom, and where."""


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """How often the vault is asked for upkeep."""

    maintain_seconds: int
    purge_hours: int


def run(more: More) -> int:
    """Work until told to stop (SIGTERM, SIGINT), on the upkeep and on `more`. Returns the process's exit code."""
    os.umask(0o077)
    keep_memory_private()  # the room's secret, and what is fetched anew from sources
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    try:
        settings = read_settings(os.environ, Path.home())
        worker = read_worker_settings(os.environ)
        refuse_in_production(settings)
        grant = RoomGrant(ROOM, room_secret(settings, stopped))
        vault = SocketVault(settings.socket, answer_seconds=_PURGE_ANSWER_SECONDS)
        jobs = [*upkeep_jobs(vault, grant, worker), *more(vault, grant, settings)]
    except RelayError as error:
        print(f"worker: {error} ({error.reason})", file=sys.stderr)
        return 1
    _log.info("worker.ready")
    work(jobs, settings.home / "worker" / "state.json", stopped)
    vault.close()
    return 0


def upkeep_jobs(vault: Vault, by: Grant, settings: WorkerSettings) -> list[Job]:
    """Return what must happen from time to time inside the vault."""
    return [
        Job("maintain", settings.maintain_seconds * 1_000, lambda: vault.ask(Maintain(by=by), Done).counts),
        Job("purge", settings.purge_hours * 3_600_000, lambda: vault.ask(Purge(by=by), Done).counts, False),
    ]


def work(jobs: Sequence[Job], state: Path, stopped: threading.Event) -> None:
    """Do jobs when they are due until `stopped` is set."""
    schedule = Schedule(jobs, read_state(state), _now_ms())
    while not stopped.is_set():
        for job in schedule.due(_now_ms()):
            if stopped.is_set():
                return
            outcome = schedule.run(job, _now_ms)
            write_state(state, schedule.done_ms)
            _tell(outcome)
        wait = (schedule.next_due_ms() - _now_ms()) / 1_000
        stopped.wait(min(max(wait, 0.0), _GLANCE_SECONDS))


def read_worker_settings(environ: Mapping[str, str]) -> WorkerSettings:
    """Return the worker's settings. Raises BadConfiguration naming the variable."""
    return WorkerSettings(
        _count(environ, "ORDERVEIL_MAINTAIN_SECONDS", MAINTAIN_SECONDS),
        _count(environ, "ORDERVEIL_PURGE_HOURS", PURGE_HOURS),
    )


def room_secret(settings: Settings, stopped: threading.Event, wait_seconds: float = _WAIT_SECONDS) -> str:
    """Return what vaultd handed out to the worker; wait for a vaultd that is still starting."""
    path = settings.home / "run" / "rooms" / ROOM
    until = time.monotonic() + wait_seconds
    while True:
        try:
            return path.read_text().strip()
        except FileNotFoundError:
            if time.monotonic() > until or stopped.is_set():
                raise Unavailable("vaultd has not started here; run `orderveil serve`", reason="vault:gone") from None
        except OSError:
            raise BadConfiguration("the worker's user may not read it", place=f"run/rooms/{ROOM}") from None
        stopped.wait(0.1)


def _tell(outcome: Outcome) -> None:
    if outcome.reason is None:
        counted = {name: count for name, count in outcome.counts.items() if count}
        (_log.info if counted else _log.debug)("worker.done", job=outcome.job, **counted)
    else:
        _log.warning("worker.failed", job=outcome.job, reason=outcome.reason, broke=outcome.broke)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def _count(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name)
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise BadConfiguration("must be a whole number above 0", place=name)
    return int(text)
