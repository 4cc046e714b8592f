"""Keeps a process's memory to itself: keys and opened values lie there while they are in use.

A limit of nought on core files is not enough where the machine pipes them to a collector: the kernel
then does not look at the limit (core(5)). A process that may not be dumped is not piped either, and
other processes of the same user can neither trace it nor read its memory (prctl(2), ptrace(2)).
"""

from __future__ import annotations

import ctypes
import resource
from contextlib import suppress

_PR_SET_DUMPABLE = 4


def keep_memory_private() -> None:
    """Leave no core file, and let no process of the same user look in. Best effort: not every system knows it."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
