"""The vault's time: what is due and what has ended goes by it, so a clock that jumps must not be believed.

The machine's clock is held against one that only counts (since the machine booted, sleep included).
While they differ by more than an hour from what they did at the start:

1. the vault's time goes on by counting, from what it was: nothing is recorded in the future or the past;
2. nothing is destroyed by age, for that cannot be taken back;
3. keys and views end by whichever time is the later: what has ended stays ended, and a jump forward
   opens nothing;
4. health says so, until the clock is right again or vaultd is started anew.

The vault's time never goes back, also not over a restart: the latest is kept in a file beside the
keys, where whoever can write to the order store does not reach it. A clock that is set back by less
than an hour is caught up with by going slower.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from pathlib import Path

JUMP_MS = 3_600_000
SAVE_MS = 60_000
_MS = 1_000_000
_COUNTER = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def wall_ns() -> int:
    """Return what the machine's clock says, in epoch nanoseconds."""
    return time.time_ns()


def ticks_ns() -> int:
    """Return nanoseconds that were counted since some start, by a clock that nobody sets."""
    return time.clock_gettime_ns(_COUNTER)


class Clock:
    """The vault's time. Thread-safe. `path` keeps the latest time over restarts; a file that cannot be read is none."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._saved = _kept(path)
        self._ticks = ticks_ns()
        self._now = max(wall_ns(), self._saved)
        self._start = self._now - self._ticks

    def now_ms(self) -> int:
        """Return the vault's time, in epoch milliseconds. It never goes back and never stands still."""
        with self._lock:
            ticks = ticks_ns()
            wall = wall_ns()
            passed, self._ticks = ticks - self._ticks, ticks
            if _differ(wall, self._start + ticks):
                self._now += passed
            else:
                self._now = max(wall, self._now + passed // 2)
            return self._now // _MS

    def latest_ms(self) -> int:
        """Return the time by which keys and views end: the vault's, or the machine's where that is later."""
        return max(self.now_ms(), wall_ns() // _MS)

    def ahead_ms(self) -> int:
        """Return by how much the machine's clock has jumped: forward above zero, back below, zero within an hour."""
        jump = wall_ns() - (self._start + ticks_ns())
        return jump // _MS if abs(jump) > JUMP_MS * _MS else 0

    def is_steady(self) -> bool:
        """Tell whether the clock may be believed so far that something is destroyed by age."""
        return self.ahead_ms() == 0

    def alarm(self) -> str | None:
        """Return what health has to say, or None."""
        ahead = self.ahead_ms()
        if ahead == 0:
            return None
        way = "ahead of" if ahead > 0 else "behind"
        return (
            f"the machine's clock is {abs(ahead) // JUMP_MS} h {way} the time that the vault has counted; nothing is "
            "ended by age until it is right. Set it; where it is right, restart vaultd (docs/guide/operations.md)"
        )

    def save(self) -> None:
        """Keep the latest time, where it has moved on by a minute; where that cannot be written, later.

        Not fsynced: an older time that comes back is still one that was.
        """
        latest = self.now_ms() * _MS
        if not self.is_steady() or latest - self._saved < SAVE_MS * _MS:
            return
        beside = self._path.with_suffix(".new")
        with contextlib.suppress(OSError):
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(b"%d\n" % latest)
            beside.replace(self._path)
            self._saved = latest


def _differ(wall: int, counted: int) -> bool:
    return abs(wall - counted) > JUMP_MS * _MS


def _kept(path: Path) -> int:
    with contextlib.suppress(OSError, ValueError):
        return int(path.read_text("ascii"))
    return 0
