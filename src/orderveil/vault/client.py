"""How everybody else reaches the vault: ask, and be answered or refused.

This module, `vault.messages` and `vault.local` are all that other rooms may import of the vault.
"""

from __future__ import annotations

import contextlib
import itertools
import socket
import threading
from pathlib import Path
from typing import Protocol, TypeVar

from orderveil.core.errors import RelayError, TooLarge, Unavailable
from orderveil.vault.messages import Answer, Request
from orderveil.vault.wire import FRAME_LIMIT_BYTES, HEADER, frame, read_answer

T = TypeVar("T")
_ANSWER_SECONDS = 60.0
_CONNECT_SECONDS = 5.0


class Vault(Protocol):
    """The vault, near or far. Safe to share between threads; many requests may be under way."""

    def ask(self, request: Request, answer: type[T]) -> T:
        """Return the answer, which is of the type given. Raises the relay's errors."""
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...


class _Slot:
    """One request under way: the asking thread sleeps on a lock that the reader lets go."""

    __slots__ = ("body", "lock")

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.lock.acquire()
        self.body: bytes | None = None


class SocketVault:
    """The vault behind its Unix socket. Reconnects by itself; what was under way then fails."""

    def __init__(self, path: Path, *, answer_seconds: float = _ANSWER_SECONDS) -> None:
        self._path = path
        self._answer_seconds = answer_seconds
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._slots: dict[int, _Slot] = {}
        self._socket: socket.socket | None = None

    def ask(self, request: Request, answer: type[T]) -> T:
        number = next(self._numbers) & 0xFFFF_FFFF
        message = frame(number, request)
        if len(message) > FRAME_LIMIT_BYTES:
            raise TooLarge("the request is larger than the vault takes; send fewer orders at once")
        slot = _Slot()
        self._send(number, slot, message)
        if not slot.lock.acquire(timeout=self._answer_seconds):
            self._slots.pop(number, None)
            raise Unavailable("the vault did not answer in time", reason="vault:silent")
        if slot.body is None:
            raise Unavailable("the connection to the vault broke; ask again", reason="vault:gone")
        result = read_answer(slot.body)
        if not isinstance(result, answer):
            raise RelayError("the vault answered something else", reason="vault:confused")
        return result

    def _send(self, number: int, slot: _Slot, message: bytes) -> None:
        with self._lock:
            connection = self._socket or self._connect()
            self._slots[number] = slot
            try:
                connection.sendall(message)
            except OSError as error:
                self._slots.pop(number, None)
                self._drop(connection)
                raise Unavailable("the vault does not take requests", reason="vault:gone") from error

    def _connect(self) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(_CONNECT_SECONDS)
        try:
            connection.connect(str(self._path))
        except OSError as error:
            connection.close()
            raise Unavailable(
                "vaultd does not answer on its socket; start it with `orderveil serve`", reason="vault:gone"
            ) from error
        connection.settimeout(None)
        self._socket = connection
        threading.Thread(target=self._read, args=(connection,), name="vault-answers", daemon=True).start()
        return connection

    def _read(self, connection: socket.socket) -> None:
        source = connection.makefile("rb", buffering=1 << 18)
        try:
            while head := source.read(HEADER.size):
                length, number = HEADER.unpack(head)
                body = source.read(length)
                if len(body) < length:
                    break
                slot = self._slots.pop(number, None)
                if slot is not None:
                    slot.body = body
                    slot.lock.release()
        except (OSError, ValueError):
            pass  # the same end as a closed connection: everybody under way is told below
        finally:
            with self._lock:
                self._drop(connection)

    def _drop(self, connection: socket.socket) -> None:
        """Forget a broken connection and wake whoever waits on it. Called with the lock held."""
        if self._socket is not connection:
            return
        self._socket = None
        connection.close()
        waiting, self._slots = self._slots, {}
        for slot in waiting.values():
            slot.lock.release()

    def close(self) -> None:
        with self._lock:
            if self._socket is not None:
                connection = self._socket
                with contextlib.suppress(OSError):  # it may be gone already
                    connection.shutdown(socket.SHUT_RDWR)
                self._drop(connection)


def answers_on(path: Path) -> bool:
    """Tell whether somebody listens on the socket."""
    probe = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    probe.settimeout(_CONNECT_SECONDS)
    try:
        probe.connect(str(path))
    except OSError:
        return False
    finally:
        probe.close()
    return True


__all__ = ["Answer", "SocketVault", "Vault", "answers_on"]
