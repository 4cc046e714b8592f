"""Limits that a process lays on itself before it touches a hostile file, and keeps whatever becomes of it.

Run as a module it lays them and becomes the program that its arguments name, which so inherits
them. Must never be loosened by what a file says of itself.
"""

from __future__ import annotations

import os
import resource
import sys

from orderveil.host.memory import keep_memory_private

MEMORY_BYTES = 805_306_368  # of address space, of which libraries take a quarter
CPU_SECONDS = 600
_OPEN_FILES = 64


def lay_limits(cpu_seconds: int = CPU_SECONDS) -> None:
    """Bound memory and CPU time; write no file and no core file."""
    keep_memory_private()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))


if __name__ == "__main__":
    lay_limits(int(sys.argv[1]))
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606  # no shell, and the path is this package's own choice
