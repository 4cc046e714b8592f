"""The threads that do a request's blocking work, and the bound on how much may wait for them.

The event loop reads and answers; whatever checks a signature, reads JSON or asks the vault runs
here. A bound that is reached is told at once: a request that would wait longer than its sender
does only keeps others waiting. Waking the loop costs a system call, so finished work is handed
back in heaps: one wake-up serves whatever finished meanwhile.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from orderveil.gateway.errors import Busy

T = TypeVar("T")
WAIT_SECONDS = 4.0  # Shopify gives up after 5: work begun later than this is work for nobody

_Job = tuple["asyncio.Future[Any]", Callable[..., Any], tuple[Any, ...], float]


class Pool:
    """A bounded number of threads, with a bounded number of jobs in line."""

    def __init__(self, threads: int, waiting: int) -> None:
        self._threads = threads
        self._limit = threads + waiting
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._done: deque[tuple[asyncio.Future[Any], Any, BaseException | None]] = deque()
        self._waking = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self.under_way = 0

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to work for `loop`."""
        self._loop = loop
        for number in range(self._threads):
            threading.Thread(target=self._work, name=f"gateway-{number}", daemon=True).start()

    def stop(self) -> None:
        """Let every thread end after the job in its hands."""
        for _ in range(self._threads):
            self._jobs.put(None)

    async def run(self, work: Callable[..., T], *arguments: Any) -> T:
        """Return what `work` returns. Raises Busy, without doing anything, where too much waits."""
        loop = self._loop
        if loop is None or self.under_way >= self._limit:
            raise Busy("too much is under way; try again")
        future: asyncio.Future[T] = loop.create_future()
        self.under_way += 1
        self._jobs.put((future, work, arguments, time.monotonic()))
        return await future

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            future, work, arguments, since = job
            result, error = None, None
            try:
                if time.monotonic() - since > WAIT_SECONDS:
                    raise Busy("the request waited too long to be begun; try again")
                result = work(*arguments)
            except BaseException as raised:
                error = raised
            self._done.append((future, result, error))
            del job, future, work, arguments, result, error  # plaintext must not linger in an idle thread
            self._wake()

    def _wake(self) -> None:
        # Whoever sets the flag wakes the loop; the loop clears it before it looks, so nothing is missed.
        if not self._waking and self._loop is not None:
            self._waking = True
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                self._loop.call_soon_threadsafe(self._hand_back)

    def _hand_back(self) -> None:
        self._waking = False
        while self._done:
            future, result, error = self._done.popleft()
            self.under_way -= 1
            if future.done():  # cancelled: its client is gone
                continue
            if error is not None:
                future.set_exception(error)
            else:
                future.set_result(result)
