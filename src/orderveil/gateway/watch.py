"""Deadlines for what clients do: sending a body, reading an answer.

One look over all of them twice a second, in place of a timer each: what a request pays for its
deadline is an entry in a dictionary. A deadline is thus kept to within half a second.
"""

from __future__ import annotations

import asyncio
import time
from types import TracebackType
from typing import Self

_LOOK_SECONDS = 0.5


class Gone(Exception):
    """The client went away before it had its answer. Nobody is left to tell."""


class Deadline:
    """A block that is cancelled when its time is up. `has_passed` tells that from other endings."""

    __slots__ = ("_held", "_seconds", "_task", "at", "has_passed")

    def __init__(self, held: dict[Deadline, None], seconds: float) -> None:
        self._held = held
        self._seconds = seconds
        self._task: asyncio.Task[object] | None = None
        self.at = 0.0
        self.has_passed = False

    def __enter__(self) -> Self:
        self._task = asyncio.current_task()
        self.at = time.monotonic() + self._seconds
        self._held[self] = None
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._held.pop(self, None)
        self._task = None

    def cancel(self) -> None:
        """End the block."""
        if self._task is not None and not self.has_passed:
            self.has_passed = True
            self._task.cancel()

    def go_on_if_passed(self) -> None:
        """Called where the block was cancelled: goes on if its time was up, else the server is stopping."""
        task = asyncio.current_task()
        if not self.has_passed or task is None:
            raise asyncio.CancelledError
        task.uncancel()


class Deadlines:
    """All deadlines of one event loop."""

    def __init__(self) -> None:
        self._held: dict[Deadline, None] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        """Begin to look, on the running loop."""
        self._loop = asyncio.get_running_loop()
        self._look()

    def until(self, seconds: float) -> Deadline:
        """Return a block that may take so long."""
        return Deadline(self._held, seconds)

    def _look(self) -> None:
        assert self._loop is not None
        now = time.monotonic()
        for deadline in [held for held in self._held if held.at < now]:
            deadline.cancel()
        self._loop.call_later(_LOOK_SECONDS, self._look)
