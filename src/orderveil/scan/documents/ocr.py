"""Reading the words of a picture with tesseract, where it is installed.

It is a large program that looks at what strangers drew: it gets plain grey points and no file of
theirs, runs within limits of memory and time, writes no file, and is killed when it takes too long.
Must never let a picture count as read when it was not.
"""

from __future__ import annotations

import shutil
import subprocess
from functools import lru_cache

from orderveil.core.errors import Malformed, RelayError, TooLarge
from orderveil.scan.documents.fence import PYTHON, bare_environment
from orderveil.scan.documents.frames import Frame

PICTURE_SECONDS = 60
_WANTED = ("eng", "hin")
_LIMITS = "orderveil.scan.documents.limits"
_PER_INCH = "300"  # points; what tesseract takes the height of letters by when a picture does not say


@lru_cache(maxsize=1)
def reader() -> tuple[str, str] | None:
    """Return the path of tesseract and the languages that it reads here, None where there is no such program."""
    path = shutil.which("tesseract")
    if path is None:
        return None
    try:
        told = subprocess.run(
            [path, "--list-langs"], capture_output=True, timeout=10, env=bare_environment(), check=True
        ).stdout.decode("utf-8", "replace")
    except (OSError, subprocess.SubprocessError):
        return None
    languages = [language for language in _WANTED if language in told.split()]
    return (path, "+".join(languages)) if languages else None


def words_in(picture: Frame, place: str) -> str:
    """Return the words of a picture's frame. Raises Malformed where they cannot be read, TooLarge after its time."""
    found = reader()
    if found is None:
        raise _unread("words in pictures are read only where tesseract is installed", place)
    path, languages = found
    program = [*PYTHON, _LIMITS, str(PICTURE_SECONDS), path, "-", "-", "--dpi", _PER_INCH, "-l", languages]
    points = b"P5 %d %d 255\n" % (picture.width, picture.height) + picture.body
    try:
        done = subprocess.run(
            program,
            input=points,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=bare_environment(),
            timeout=PICTURE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TooLarge("reading the words of a picture takes longer than it may", place=place) from error
    if done.returncode:
        raise _unread("tesseract failed on the words of a picture", place)
    return done.stdout.decode("utf-8", "replace").replace("\f", "\n")


def _unread(message: str, place: str) -> RelayError:
    return Malformed(message, place=place, reason="input:unread")
