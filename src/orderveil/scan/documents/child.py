"""The process behind the fence: reads one PDF or picture from standard input and answers in frames.

It knows nothing but the file: no installation, no key, no environment. Must never write a file, and
never say what went wrong in words of the file's own.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from orderveil.scan.documents.frames import Frame, FrameKind, encoded
from orderveil.scan.documents.limits import lay_limits


def main(kind: str) -> None:
    """Read what standard input holds as a document of this kind."""
    lay_limits()
    read = reader(kind)
    write = sys.stdout.buffer.write
    for frame in read(sys.stdin.buffer.read()):
        write(encoded(frame))
        sys.stdout.buffer.flush()
    write(encoded(Frame(FrameKind.DONE)))
    sys.stdout.buffer.flush()


def reader(kind: str) -> Callable[[bytes], Iterator[Frame]]:
    """Return the reader of `pdf` or `picture`; a child loads the libraries of its own kind alone."""
    if kind == "pdf":
        from orderveil.scan.documents.pdfpages import read_pages

        return read_pages
    from orderveil.scan.documents.pictures import read_picture

    return read_picture


if __name__ == "__main__":
    main(sys.argv[1])
