"""vaultd's door: a Unix socket whose folder and peer credentials say who may knock.

Each connection has a thread that reads and a thread that answers, so that a peer that does not
read its answers holds up nobody but itself. Requests under way on one connection are bounded.
"""

from __future__ import annotations

import contextlib
import os
import queue
import socket
import struct
import threading
from pathlib import Path
from typing import Any

import structlog

from orderveil.core.errors import BadConfiguration, RelayError, TooLarge
from orderveil.vault.client import answers_on
from orderveil.vault.grants import Peer
from orderveil.vault.service import VaultService
from orderveil.vault.wire import FRAME_LIMIT_BYTES, HEADER, failure_of, frame, read_request

_log = structlog.get_logger(__name__)
UNDER_WAY_LIMIT = 1_024  # requests of one connection that wait for their answer
_CREDENTIALS = struct.Struct("iII")  # struct ucred: pid, uid, gid
_BACKLOG = 128


class VaultServer:
    """Serves one VaultService on one socket until closed."""

    def __init__(self, service: VaultService, path: Path, *, group_may_knock: bool = False) -> None:
        self._service = service
        self._path = path
        self._listener = _listen(path, 0o660 if group_may_knock else 0o600)
        self._connections: set[_Connection] = set()
        self._lock = threading.Lock()

    def serve(self) -> None:
        """Take connections until the listener is closed."""
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return  # closed
            peer = _peer_of(connection)
            held = _Connection(connection, peer, self._service, self._forget)
            with self._lock:
                self._connections.add(held)
            held.start()

    def close(self) -> None:
        """Stop taking connections and end those there are; what is under way is finished by the service."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with contextlib.suppress(FileNotFoundError):
            self._path.unlink()
        with self._lock:
            held = list(self._connections)
        for connection in held:
            connection.close()

    def _forget(self, connection: _Connection) -> None:
        with self._lock:
            self._connections.discard(connection)


class _Connection:
    """One peer. `_answers` carries frames from the service's threads to the answering thread."""

    def __init__(self, link: socket.socket, peer: Peer, service: VaultService, forget: Any) -> None:
        self._link = link
        self._peer = peer
        self._service = service
        self._forget = forget
        self._answers: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._room = threading.BoundedSemaphore(UNDER_WAY_LIMIT)

    def start(self) -> None:
        threading.Thread(target=self._read, name="vault-read", daemon=True).start()
        threading.Thread(target=self._answer, name="vault-answer", daemon=True).start()

    def _read(self) -> None:
        source = self._link.makefile("rb", buffering=1 << 18)
        try:
            while head := source.read(HEADER.size):
                length, number = HEADER.unpack(head)
                if length > FRAME_LIMIT_BYTES:
                    _log.warning("vault.frame_too_large", peer_uid=self._peer.uid)
                    break
                body = source.read(length)
                if len(body) < length:
                    break
                self._room.acquire()
                self._take(number, body)
        except (OSError, ValueError, struct.error):
            pass  # the peer is gone, in the middle of a frame or between two
        finally:
            self._answers.put(None)

    def _take(self, number: int, body: bytes) -> None:
        def done(answer: Any) -> None:
            self._room.release()
            message = failure_of(answer) if isinstance(answer, RelayError) else answer
            self._answers.put(_frame(number, message))

        try:
            self._service.submit(read_request(body), self._peer, done)
        except RelayError as error:
            done(error)

    def _answer(self) -> None:
        going = True
        while going:
            ready = [self._answers.get()]
            with contextlib.suppress(queue.Empty):
                while True:
                    ready.append(self._answers.get_nowait())
            going = None not in ready
            try:
                self._link.sendall(b"".join(part for part in ready if part is not None))
            except OSError:
                break
        self.close()
        self._forget(self)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._link.shutdown(socket.SHUT_RDWR)
        self._link.close()


def _frame(number: int, message: Any) -> bytes:
    data = frame(number, message)
    if len(data) > FRAME_LIMIT_BYTES:
        return frame(number, failure_of(TooLarge("ask for fewer at once", reason="vault:answer-too-large")))
    return data


def _peer_of(link: socket.socket) -> Peer:
    """Return who is at the other end, as the kernel tells it (SO_PEERCRED, socket(7))."""
    raw = link.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    _, uid, _ = _CREDENTIALS.unpack(raw)
    return Peer(uid=uid, is_operator=uid in (0, os.geteuid()))


def _listen(path: Path, mode: int) -> socket.socket:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists():
        if answers_on(path):
            raise BadConfiguration("another vaultd already answers on this socket", place=str(path.name))
        path.unlink()
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o777 & ~mode)  # never reachable by others, not even between bind and chmod
    try:
        listener.bind(str(path))
    finally:
        os.umask(before)
    listener.listen(_BACKLOG)
    return listener
