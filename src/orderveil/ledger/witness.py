"""A witness: remembers the newest head of each log and cosigns nothing but consistent growth (C2SP tlog-witness).

It runs elsewhere, under a key of its own. What it signs says: this is the largest tree of this log that I
have seen, and every earlier one that I signed is its beginning. For one request:
  1. read it: old size, consistency proof, checkpoint;
  2. the checkpoint bears the signature of a key that is trusted for its origin;
  3. the old size is the size that was cosigned last;
  4. the proof leads from the root that was cosigned last to the new one;
  5. the new head is on disk before the signature leaves.
Steps 3 to 5 are one step under a lock, also against other processes on the same state.
A witness that lost its state must be retired with its key, never started again from nothing.
"""

from __future__ import annotations

import base64
import binascii
import fcntl
import os
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from orderveil.core.chain import is_consistent
from orderveil.core.checkpoint import (
    COSIGNATURE,
    Checkpoint,
    NoteRefused,
    SignerKey,
    VerifierKey,
    cosign,
    parse_checkpoint,
    parse_note,
    signed_by,
)
from orderveil.core.errors import BadConfiguration
from orderveil.ledger.statefile import read_state, write_state

MAX_REQUEST_BYTES = 64 * 1024
_MAX_PROOF = 63
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")
_SIZE_TYPE = "text/x.tlog.size"
_LOG = re.compile(r"[0-9]{4}Q[1-4](?:\.[1-9][0-9]{0,3})?")


@dataclass(frozen=True, slots=True)
class Trust:
    """A log's public key, trusted for all quarterly logs of that tenant: `<origin before the last />/<log>`."""

    prefix: str
    public: bytes

    @classmethod
    def of(cls, key: VerifierKey) -> Trust:
        """Return the trust that one log's key stands for: its tenant's other logs bear the same key."""
        return cls(key.name.rpartition("/")[0] + "/", key.public)

    def covers(self, origin: str) -> bool:
        """Tell whether an origin is one of the tenant's logs."""
        return origin.startswith(self.prefix) and _LOG.fullmatch(origin[len(self.prefix) :]) is not None


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as tlog-witness words it: HTTP status, kind of content, body. `why` is for the witness's own log."""

    status: int
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Asked:
    old_size: int
    proof: list[bytes]
    note: str
    checkpoint: Checkpoint


class Witness:
    """One witness over one state file. Safe for many threads and processes."""

    def __init__(self, key: SignerKey, trusted: Sequence[Trust], state: Path) -> None:
        if key.kind != COSIGNATURE:
            raise BadConfiguration("a witness signs with a cosignature key")
        self._key = key
        self._trusted = tuple(trusted)
        self._state = state
        self._lock = threading.Lock()

    def add_checkpoint(self, body: bytes, now_seconds: int) -> Reply:
        """Return the answer to one request. The steps stand at the top of the module."""
        try:
            asked = _parse(body)  # step 1
        except NoteRefused as error:
            return Reply(400, b"malformed request\n", why=error.message)
        keys = [
            VerifierKey(asked.checkpoint.origin, trust.public)
            for trust in self._trusted
            if trust.covers(asked.checkpoint.origin)
        ]
        if not keys:
            return Reply(404, b"unknown origin\n", why="unknown origin")
        try:
            signed_by(parse_note(asked.note), keys)  # step 2
        except NoteRefused as error:
            return Reply(403, b"not signed by a known key\n", why=error.message)
        if asked.old_size > asked.checkpoint.size:
            return Reply(400, b"the old size is larger than the new one\n", why="old size above new size")
        with self._alone():
            return self._grow(asked, now_seconds)

    def _grow(self, asked: _Asked, now_seconds: int) -> Reply:
        state = read_state(self._state)
        fresh = asked.checkpoint
        known = state.get(fresh.origin)
        before = parse_checkpoint(parse_note(known[1]).text) if known else Checkpoint(fresh.origin, 0, b"")
        if asked.old_size != before.size:  # step 3
            return _stale(before, "another size was cosigned last")
        if before.size == fresh.size and known and before.root != fresh.root:
            return _stale(before, "TWO ROOTS FOR ONE SIZE: the log was forked")
        if before.size == 0:
            if asked.proof:
                return Reply(422, b"no proof belongs to a first checkpoint\n", why="a proof where none belongs")
        elif not is_consistent((before.size, before.root), (fresh.size, fresh.root), asked.proof):  # step 4
            return Reply(422, b"the proof does not verify\n", why="NOT A CONSISTENT GROWTH: rewritten, or a bad proof")
        write_state(self._state, {**state, fresh.origin: (str(fresh.size), asked.note)})  # step 5
        return Reply(200, cosign(parse_note(asked.note).text, self._key, now_seconds).encode())

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep every other thread and process off the state."""
        self._state.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._lock:
            descriptor = os.open(self._state.with_name(f"{self._state.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                yield
            finally:
                os.close(descriptor)


def request_body(old_size: int, proof: Sequence[bytes], checkpoint: str) -> bytes:
    """Return the body of a request to a witness."""
    lines = [f"old {old_size}", *(base64.b64encode(one).decode() for one in proof), "", checkpoint]
    return "\n".join(lines).encode()


def _stale(before: Checkpoint, why: str) -> Reply:
    return Reply(409, f"{before.size}\n".encode(), _SIZE_TYPE, why)


def _parse(body: bytes) -> _Asked:
    if len(body) > MAX_REQUEST_BYTES:
        raise NoteRefused("the request is too long")
    try:
        head, blank, note = body.decode().partition("\n\n")
    except UnicodeDecodeError:
        raise NoteRefused("the request is not UTF-8") from None
    first, *lines = head.split("\n")
    match = _OLD.fullmatch(first)
    if not blank or match is None or len(lines) > _MAX_PROOF:
        raise NoteRefused("a request is an old size, up to 63 hashes, a blank line and a checkpoint")
    return _Asked(int(match[1]), [_hash(line) for line in lines], note, parse_checkpoint(parse_note(note).text))


def _hash(line: str) -> bytes:
    try:
        raw = base64.b64decode(line, validate=True)
    except (binascii.Error, ValueError):
        raise NoteRefused("a hash is not base64") from None
    if len(raw) != 32 or base64.b64encode(raw).decode() != line:
        raise NoteRefused("a hash is 32 bytes in base64")
    return raw
