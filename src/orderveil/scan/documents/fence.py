"""Reading hostile formats in a process of their own, whose crash or hang is one error and not the scan's end.

PDF and picture libraries are large, written in C, and read what strangers made. So:

  1. a child is started with nothing of this process's environment, and lays its limits on itself;
  2. the file goes to it through a pipe, up to a limit: nothing is written to disk;
  3. its frames are read with bounds, and each wait has an end;
  4. when it breaks off, says nothing for too long or answers nonsense, it is killed and that is told
     beside what it read before;
  5. however the reading ends, the child is gone.

Must never let a file count as read whose reader did not say that it was done.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO

from orderveil.core.errors import Malformed, TooLarge
from orderveil.scan.documents.frames import Frame, FrameKind, read_frame

LARGEST_FILE_BYTES = 134_217_728
QUIET_SECONDS = 90.0  # the longest wait for a frame: no page that can be rendered within the limits takes as long
_CHUNK_BYTES = 65_536
_CHILD = "orderveil.scan.documents.child"
_KEPT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "TESSDATA_PREFIX")
# -P: what lies in the folder that is scanned is never imported, whatever it is called.
PYTHON = (sys.executable, "-P", "-m")


def bare_environment() -> dict[str, str]:
    """Return what a child may know of this process's environment: no secret, no database, no home."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "LC_ALL": "C.UTF-8", "OMP_THREAD_LIMIT": "1"}


def frames(kind: str, raw: BinaryIO, file: str, *, quiet_seconds: float = QUIET_SECONDS) -> Iterator[Frame]:
    """Yield what the fenced reader finds in a file; `kind` is `pdf` or `picture`.

    Raises Malformed when the reader broke off, after everything that it read before; TooLarge.
    """
    child = subprocess.Popen(  # step 1
        [*PYTHON, _CHILD, kind],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # libraries print what they read
        env=bare_environment(),
    )
    try:
        _feed(child, raw, file, quiet_seconds)  # step 2
        yield from _answers(child, file, quiet_seconds)  # step 3
    finally:
        end(child)  # step 5


def end(child: subprocess.Popen[bytes]) -> None:
    """Kill a child if it still runs, and leave nothing open."""
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()


def _feed(child: subprocess.Popen[bytes], raw: BinaryIO, file: str, quiet_seconds: float) -> None:
    assert child.stdin is not None  # asked for above
    pipe = child.stdin.fileno()
    os.set_blocking(pipe, False)
    size = 0
    with suppress(BrokenPipeError):  # its answer, or the lack of one, says why
        while chunk := raw.read(_CHUNK_BYTES):
            size += len(chunk)
            if size > LARGEST_FILE_BYTES:
                raise TooLarge("a document of this size is not read", place=file)
            left = memoryview(chunk)
            while left:
                _await(pipe, select.POLLOUT, file, quiet_seconds)
                left = left[os.write(pipe, left) :]
    with suppress(OSError):
        child.stdin.close()


def _answers(child: subprocess.Popen[bytes], file: str, quiet_seconds: float) -> Iterator[Frame]:
    assert child.stdout is not None  # asked for above
    pipe = child.stdout.fileno()
    page: int | None = None

    def take(count: int) -> bytes:
        parts: list[bytes] = []
        while count > 0:
            _await(pipe, select.POLLIN, file, quiet_seconds)
            part = os.read(pipe, min(count, _CHUNK_BYTES))
            if not part:
                raise EOFError
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    while True:
        try:
            frame = read_frame(take)
        except EOFError:
            raise _broke_off(child, file, page) from None  # step 4
        except Malformed as error:
            raise Malformed(error.message, place=_after(file, page)) from None
        if frame.kind is FrameKind.DONE:
            return
        page = frame.page if frame.page is not None else page
        yield frame


def _await(pipe: int, event: int, file: str, quiet_seconds: float) -> None:
    poll = select.poll()
    poll.register(pipe, event)
    if not poll.poll(quiet_seconds * 1000):
        raise TooLarge("reading it takes longer than it may", place=file)  # step 4


def _broke_off(child: subprocess.Popen[bytes], file: str, page: int | None) -> Malformed:
    """Return the error of a child that closed its pipe before it was done."""
    try:
        code = child.wait(timeout=QUIET_SECONDS)
    except subprocess.TimeoutExpired:
        code = 0
    place = _after(file, page)
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return TooLarge("reading it takes longer than it may", place=place)
    return Malformed("its reader broke off: it is damaged, or needs more memory than it may", place=place)


def _after(file: str, page: int | None) -> str:
    return file if page is None else f"{file} after page {page}"
