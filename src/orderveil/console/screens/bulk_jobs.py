"""One act upon many things: what is left of it, and what came of each. Kept in the browser's session, sealed.

Each thing is asked of the vault by itself, as the person before the browser, a few at a time and only while their page
asks for more: whoever closes it, loses a right or is locked out stops in the middle, and sees later how far it came.
Holds ids, a person's own words and reasons of refusals; must never hold anything of a buyer.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
from django.core.cache import cache
from django.http import HttpRequest

from orderveil.core.errors import RelayError

MOST = 200  # a page of a list
AT_A_TIME = 25
SECONDS_AT_A_TIME = 0.6
BY_HAND = "by-hand"
_AT = "bulk"
_STOP_SECONDS = 12 * 3_600
_LOCKS = tuple([threading.Lock() for _ in range(16)])
_KEPT = 5  # jobs of a session; the oldest goes
STOPPING = frozenset({"access:step-up-due", "access:locked", "access:no-session", "vault:silent", "store:unavailable",
                      "ledger:unavailable"})  # fmt: skip


class Job(msgspec.Struct, omit_defaults=True):
    """`at`: how many were asked. `done` and `refused` are ids of things; `refused` with the reason's word.

    `stopped`: why it waits, if it does: `by-hand`, or a reason of the vault.
    """

    kind: str
    items: list[str]
    more: dict[str, str]
    id: str = msgspec.field(default_factory=lambda: secrets.token_hex(8))
    at: int = 0
    done: list[str] = []
    refused: list[tuple[str, str]] = []
    stopped: str = ""
    undoes: str = ""  # the job that this one takes back
    undone_by: str = ""
    ended_ms: int = 0

    @property
    def is_over(self) -> bool:
        """Tell whether each of them was asked."""
        return self.at >= len(self.items)

    @property
    def left(self) -> int:
        """Return how many were not asked yet."""
        return len(self.items) - self.at


@contextmanager
def alone(request: HttpRequest) -> Iterator[None]:
    """Let nobody else change this session's jobs meanwhile: a step that is under way ends first, and is seen."""
    with _LOCKS[hash(request.session.session_key) % len(_LOCKS)]:
        request.session[_AT] = request.session.load().get(_AT, [])
        yield


def keep(request: HttpRequest, job: Job) -> Job:
    """Keep a job with the session, at once: the answer of a slower request does not write an older one over it."""
    kept = [one for one in _kept(request) if one.get("id") != job.id]
    request.session[_AT] = [*kept, msgspec.to_builtins(job)][-_KEPT:]
    request.session.save()
    request.session.modified = False
    return job


def find(request: HttpRequest, job: str) -> Job | None:
    """Return a job of this session."""
    found = next((one for one in _kept(request) if one.get("id") == job), None)
    return msgspec.convert(found, Job) if found is not None else None


def unfinished(request: HttpRequest, kind: str) -> Job | None:
    """Return the newest job of a kind that was left in the middle."""
    jobs = [msgspec.convert(one, Job) for one in reversed(_kept(request)) if one.get("kind") == kind]
    return next((job for job in jobs if not job.is_over), None)


def go_on(job: Job, act: Callable[[str], object]) -> None:
    """Do the next few. Whatever concerns one thing is told of it; whatever concerns all stops the job before it."""
    until = time.monotonic() + SECONDS_AT_A_TIME
    job.stopped = ""
    for item in job.items[job.at : job.at + AT_A_TIME]:
        if is_stopped(job):
            break
        try:
            act(item)
            job.done.append(item)
        except RelayError as refused:
            if refused.reason in STOPPING:
                job.stopped = refused.reason
                break
            job.refused.append((item, refused.reason))
        job.at += 1
        if time.monotonic() > until:
            break
    if job.is_over:
        job.ended_ms = time.time_ns() // 1_000_000
    elif is_stopped(job):
        job.stopped = BY_HAND


def stop(job: str) -> None:
    """Stop a job, also one that is in the middle of its next few."""
    cache.set(f"bulk-stop:{job}", 1, _STOP_SECONDS)


def let_go_on(job: Job) -> None:
    """Let a stopped job go on."""
    cache.delete(f"bulk-stop:{job.id}")


def is_stopped(job: Job) -> bool:
    """Tell whether somebody stopped it by hand."""
    return cache.get(f"bulk-stop:{job.id}") is not None


def _kept(request: HttpRequest) -> list[dict[str, Any]]:
    found = request.session.get(_AT, [])
    return found if isinstance(found, list) else []
