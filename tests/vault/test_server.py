"""vaultd's socket: who may knock, broken frames, slow readers, many at once."""

from __future__ import annotations

import socket
import stat
import struct
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from orderveil.core.errors import NotAllowed, RelayError, Unauthentic, Unavailable
from orderveil.core.settings import Settings
from orderveil.vault.building import HomeLock, build
from orderveil.vault.client import SocketVault
from orderveil.vault.messages import (
    Done,
    GetSourceSecrets,
    Health,
    HealthReport,
    ListKeys,
    PutShop,
    PutSourceSecret,
    RoomGrant,
    SourceSecrets,
)
from orderveil.vault.server import VaultServer
from orderveil.vault.service import VaultService
from orderveil.vault.wire import FRAME_LIMIT_BYTES, HEADER, frame
from tests.vault.making import BY, draft, seal


@pytest.fixture
def served(home: Settings) -> Iterator[tuple[Settings, VaultService]]:
    lock = HomeLock(home.home)
    service = build(home)
    service.start()
    server = VaultServer(service, home.socket)
    thread = threading.Thread(target=server.serve)
    thread.start()
    yield home, service
    server.close()
    thread.join()
    service.close()
    lock.release()


@pytest.fixture
def vault(served: tuple[Settings, VaultService]) -> Iterator[SocketVault]:
    vault = SocketVault(served[0].socket)
    vault.ask(PutShop(BY, "tea"), Done)
    yield vault
    vault.close()


def _raw(settings: Settings) -> socket.socket:
    link = socket.socket(socket.AF_UNIX)
    link.connect(str(settings.socket))
    link.settimeout(10)
    return link


def test_others_cannot_reach_the_socket(served: tuple[Settings, VaultService]) -> None:
    mode = stat.S_IMODE(served[0].socket.stat().st_mode)

    assert mode & 0o077 == 0


def test_many_ask_at_once_over_one_connection(vault: SocketVault) -> None:
    with ThreadPoolExecutor(32) as pool:
        results = list(pool.map(lambda number: seal(vault, draft(number))[0], range(400)))

    assert len({result.order for result in results}) == 400


def test_a_broken_request_is_refused_and_the_next_is_served(served: tuple[Settings, VaultService]) -> None:
    with _raw(served[0]) as link, link.makefile("rb") as answers:
        link.sendall(HEADER.pack(3, 7) + b"\xc1\x00\x00" + frame(8, Health(BY)))
        for number in (7, 8):
            length, answered = HEADER.unpack(answers.read(HEADER.size))
            body = answers.read(length)
            assert answered == number
            assert (b"input:malformed" in body) == (number == 7)


def test_a_frame_beyond_the_limit_ends_the_connection(served: tuple[Settings, VaultService]) -> None:
    with _raw(served[0]) as link:
        link.sendall(struct.pack(">II", FRAME_LIMIT_BYTES + 1, 1))

        assert link.recv(1) == b""


def test_a_peer_that_stops_in_the_middle_holds_up_nobody(
    served: tuple[Settings, VaultService], vault: SocketVault
) -> None:
    with _raw(served[0]) as link:
        link.sendall(HEADER.pack(1_000, 1) + b"half")

        assert vault.ask(Health(BY), HealthReport).ok


def test_a_peer_that_reads_no_answers_holds_up_nobody(
    served: tuple[Settings, VaultService], vault: SocketVault
) -> None:
    with _raw(served[0]) as link:
        link.settimeout(1)
        try:
            for number in range(20_000):
                link.sendall(frame(number, Health(BY)))
        except TimeoutError:
            pass  # the server stopped reading: what is under way on one connection is bounded

        assert vault.ask(Health(BY), HealthReport).ok


def test_a_room_needs_its_secret(served: tuple[Settings, VaultService], vault: SocketVault) -> None:
    request = GetSourceSecrets(RoomGrant("gateway", "guess"), "tea", "shopify")
    with pytest.raises(Unauthentic):
        vault.ask(request, SourceSecrets)

    secret = served[1].room_secret("gateway")
    assert vault.ask(GetSourceSecrets(RoomGrant("gateway", secret), "tea", "shopify"), SourceSecrets).secrets == []
    with pytest.raises(Unauthentic):
        vault.ask(GetSourceSecrets(RoomGrant("worker", secret), "tea", "shopify"), SourceSecrets)


def test_a_room_asks_only_what_is_its_own(served: tuple[Settings, VaultService], vault: SocketVault) -> None:
    with pytest.raises(NotAllowed):
        vault.ask(ListKeys(RoomGrant("gateway", served[1].room_secret("gateway"))), Done)


def test_an_operator_reads_no_source_secret_back(vault: SocketVault) -> None:
    vault.ask(PutSourceSecret(BY, "tea", "shopify", "hush"), Done)

    with pytest.raises(NotAllowed):
        vault.ask(GetSourceSecrets(BY, "tea", "shopify"), SourceSecrets)


def test_two_secrets_hold_while_one_is_rotated(served: tuple[Settings, VaultService], vault: SocketVault) -> None:
    grant = RoomGrant("gateway", served[1].room_secret("gateway"))
    vault.ask(PutSourceSecret(BY, "tea", "shopify", "old"), Done)
    vault.ask(PutSourceSecret(BY, "tea", "shopify", "new", keep_old_until_ms=2**42), Done)
    assert vault.ask(GetSourceSecrets(grant, "tea", "shopify"), SourceSecrets).secrets == ["new", "old"]

    vault.ask(PutSourceSecret(BY, "tea", "shopify", "newest"), Done)

    assert vault.ask(GetSourceSecrets(grant, "tea", "shopify"), SourceSecrets).secrets == ["newest"]


def test_a_client_asks_again_after_the_server_went_away(home: Settings) -> None:
    vault = SocketVault(home.socket, answer_seconds=10)
    with pytest.raises(Unavailable):
        vault.ask(Health(BY), HealthReport)
    for _ in range(2):
        lock, service = HomeLock(home.home), build(home)
        service.start()
        server = VaultServer(service, home.socket)
        thread = threading.Thread(target=server.serve)
        thread.start()
        assert _until_answered(vault).ok
        server.close()
        thread.join()
        service.close()
        lock.release()
    vault.close()


def _until_answered(vault: SocketVault) -> HealthReport:
    for _ in range(20):
        try:
            return vault.ask(Health(BY), HealthReport)
        except Unavailable:
            continue
    raise RelayError("no answer")
