"""Jobs that recur: what is due when, and how a failed one is tried again.

Pure but for what a job itself does: the time is an argument. A job that fails never takes another
with it. Must never hold what a job worked on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from orderveil.core.errors import RelayError

_FIRST_RETRY_MS = 1_000
_LAST_RETRY_MS = 60_000
Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do every so often. `run` returns counts for the log, never names or values.

    `is_due_at_start`: where it was never done, it is due at once, else after its time.
    """

    name: str
    every_ms: int
    run: Callable[[], Counts]
    is_due_at_start: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one run of a job ended. `reason` None: well. `broke` names an error that was not foreseen, by its type."""

    job: str
    counts: Counts
    reason: str | None = None
    broke: str | None = None


class Schedule:
    """When each job is next due. `last_ms` tells when it was last done, in an earlier life of the process."""

    def __init__(self, jobs: Iterable[Job], last_ms: Mapping[str, int], now_ms: int) -> None:
        self._jobs = {job.name: job for job in jobs}
        self._due = {job.name: _first_due(job, last_ms.get(job.name), now_ms) for job in self._jobs.values()}
        self._failures: dict[str, int] = {}
        self.done_ms = {name: last_ms[name] for name in self._jobs if name in last_ms}

    def next_due_ms(self) -> int:
        """Return when the next job is due."""
        return min(self._due.values())

    def due(self, now_ms: int) -> list[Job]:
        """Return the jobs that are due, the one that waits longest first."""
        names = sorted((name for name, at in self._due.items() if at <= now_ms), key=lambda name: self._due[name])
        return [self._jobs[name] for name in names]

    def run(self, job: Job, now_ms: Callable[[], int]) -> Outcome:
        """Do one job and set when it is next due.

        After its time; where it failed for now, soon, and then less and less soon.
        """
        try:
            outcome = Outcome(job.name, job.run())
        except RelayError as error:
            outcome = Outcome(job.name, {}, error.reason)
            if not error.permanent:
                return self._again(job, outcome, now_ms())
        except Exception as error:
            outcome = Outcome(job.name, {}, "relay:error", type(error).__name__)
        else:
            self.done_ms[job.name] = now_ms()
        self._failures.pop(job.name, None)
        self._due[job.name] = now_ms() + job.every_ms
        return outcome

    def _again(self, job: Job, outcome: Outcome, now_ms: int) -> Outcome:
        failures = self._failures.get(job.name, 0)
        self._failures[job.name] = failures + 1
        wait_ms = min(_FIRST_RETRY_MS * 2 ** min(failures, 10), _LAST_RETRY_MS, job.every_ms)
        self._due[job.name] = now_ms + wait_ms
        return outcome


def _first_due(job: Job, last_ms: int | None, now_ms: int) -> int:
    """A clock that jumped back must not put a job off: it is due a period from now at the latest."""
    if last_ms is None:
        return now_ms if job.is_due_at_start else now_ms + job.every_ms
    return min(last_ms + job.every_ms, now_ms + job.every_ms)
