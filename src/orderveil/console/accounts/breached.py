"""Whether a password is among those that leaked elsewhere: in a file of one's own, at a service, both or neither.

The lists are public ones of SHA-1 hashes with how often each was seen (`HASH:COUNT`, sorted by hash), tens of
gigabytes as a file. SHA-1 here only finds a line; nothing is kept under it. By steps:

  1. the file is searched by halves: some forty short reads, never more of it in memory than a line;
  2. the service is asked for all hashes that begin with the first five of forty digits, with padding, so that
     neither it nor the network learns the password, its hash, or from the answer's length which five they were;
  3. what cannot be asked refuses nobody: the blocklist stays, health says so, and so does the log.

Must never let a password or the rest of its hash leave this process, nor log either.
"""

from __future__ import annotations

import hashlib
import os
import re
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import structlog

from orderveil.carriage.carrier import Carrier, Patience
from orderveil.carriage.reach import Reach
from orderveil.core.databaseurl import is_of_this_machine
from orderveil.core.errors import BadConfiguration, RelayError
from orderveil.core.settings import BreachedLists

_FILE, _URL = "ORDERVEIL_BREACHED_FILE", "ORDERVEIL_BREACHED_URL"
_LINE = re.compile(rb"([0-9A-Fa-f]{40}):([0-9]{1,12}) *\r?\n?")
_LONGEST_LINE = 96  # old lists fill lines up with spaces
_PREFIX = 5
_LOOKS = 64
_PATIENCE = Patience(connect_seconds=1.5, read_seconds=2.5, whole_seconds=3.0, tries=1, answer_bytes=1024 * 1024)
_log = structlog.get_logger("console")


def hash_of(password: str) -> str:
    """Return the hash under which the lists have a password: 40 digits, capital letters."""
    return hashlib.sha1(password.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest().upper()


class SortedFile:
    """A sorted file of hashes, opened for each search. Safe to share between threads. Step 1."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def count(self, digest: str) -> int:
        """Return how often a hash was seen, 0 where it is not listed. Raises BadConfiguration for what is no list."""
        wanted = digest.encode("ascii")
        try:
            with self._path.open("rb", buffering=0) as file:
                return self._search(file.fileno(), wanted)
        except OSError:
            raise BadConfiguration(
                "the list of breached passwords cannot be read", place=_FILE, reason="setup:breached-list"
            ) from None

    def check(self) -> None:
        """Raise BadConfiguration unless what is read first, last and between are lines of a list, in order."""
        self.count("0" * 40)
        self.count("F" * 40)
        with self._path.open("rb", buffering=0) as file:
            size = os.fstat(file.fileno()).st_size
            seen = [_line_at(file.fileno(), size * part // _LOOKS)[1] for part in range(_LOOKS)]
        digests = [_read(line)[0] for line in seen if line is not None]
        if digests != sorted(digests):
            raise _damaged()

    def _search(self, file: int, wanted: bytes) -> int:
        """Find the first line that is not before `wanted`; offsets are of bytes, a line begins after a line end."""
        low, high = 0, os.fstat(file).st_size
        if high == 0:
            raise _damaged()
        while low < high:
            middle = (low + high) // 2
            begins, line = _line_at(file, middle)
            if line is None or _read(line)[0] >= wanted:
                high = middle
            else:
                low = begins + len(line)
        _, line = _line_at(file, low)
        if line is None:
            return 0
        digest, count = _read(line)
        return max(1, count) if digest == wanted else 0


def _line_at(file: int, offset: int) -> tuple[int, bytes | None]:
    """Return the first line that begins at `offset` or after, and where; None where none does."""
    start = offset
    if offset:
        part = os.pread(file, _LONGEST_LINE, offset - 1)
        end = part.find(b"\n")
        if end < 0:
            if len(part) == _LONGEST_LINE:
                raise _damaged()
            return offset, None
        start = offset + end
    line = os.pread(file, _LONGEST_LINE, start)
    end = line.find(b"\n")
    whole = line if end < 0 else line[: end + 1]
    return start, whole or None


def _read(line: bytes) -> tuple[bytes, int]:
    found = _LINE.fullmatch(line)
    if found is None:
        raise _damaged()
    return found[1].upper(), int(found[2])


def _damaged() -> BadConfiguration:
    return BadConfiguration(
        "not a sorted list of SHA-1 hashes, HASH:COUNT in each line", place=_FILE, reason="setup:breached-list"
    )


class Ranges:
    """A service that knows hashes by their first five digits. Step 2."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        usual = 443 if parts.scheme == "https" else 80
        named = host if parts.port in (None, usual, 443, 80) else f"{host}:{parts.port}"
        self._url = url
        self._carrier = Carrier(Reach(frozenset({named}), is_of_this_machine(host)), _PATIENCE)

    def count(self, digest: str) -> int:
        """Return how often a hash was seen. Raises RelayError where the service cannot say."""
        answer = self._carrier.get(
            f"{self._url}/{digest[:_PREFIX]}", headers={"add-padding": "true", "accept": "text/plain"}, query={}
        )
        rest = digest[_PREFIX:].encode()
        for line in answer.body.splitlines():
            suffix, _, count = line.partition(b":")
            if suffix.strip().upper() == rest and count.strip().isdigit():
                return int(count)  # 0: a line that only pads the answer
        return 0


class Lists:
    """The lists that an installation has. `troubles` says which of them could not be asked last, and why."""

    def __init__(self, named: BreachedLists) -> None:
        self._asked: dict[str, SortedFile | Ranges] = {}
        if named.file is not None:
            self._asked["file"] = SortedFile(named.file)
        if named.url is not None:
            self._asked["service"] = Ranges(named.url)
        self._troubles: dict[str, tuple[str, float]] = {}
        self._lock = threading.Lock()

    def has(self, password: str) -> bool:
        """Tell whether any list has a password, as far as they can be asked. Step 3."""
        digest = hash_of(password)
        return any(self._count(name, digest) > 0 for name in self._asked)

    def _count(self, name: str, digest: str) -> int:
        try:
            count = self._asked[name].count(digest)
        except RelayError as error:
            with self._lock:
                self._troubles.setdefault(name, (error.reason, time.time()))
            _log.warning("console.breached_not_asked", list=name, reason=error.reason)
            return 0
        with self._lock:
            self._troubles.pop(name, None)
        return count

    def troubles(self) -> dict[str, tuple[str, float]]:
        """Return, of each list that could not be asked, the reason and since when in epoch seconds."""
        with self._lock:
            return dict(self._troubles)
