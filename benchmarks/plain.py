"""The same path without protection: a vault that keeps orders as plain JSON, for comparison only.

`python -m benchmarks.plain` serves it on the socket where vaultd would answer.

Same socket, same messages, same single writer and group commit, same newest-state rule; no keys, no
sealing, no search tags, no ledger. What it measures is what protection costs.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from orderveil.core.ids import order_id, order_id_from_bytes, order_id_to_bytes
from orderveil.core.newness import Stamp, judge
from orderveil.core.order import IntakeStatus
from orderveil.core.settings import read_settings
from orderveil.store.database import Transaction, migrate
from orderveil.store.opening import open_database
from orderveil.vault.client import Vault
from orderveil.vault.grants import Peer
from orderveil.vault.interior import now_ms
from orderveil.vault.messages import (
    Done,
    GetSourceSecrets,
    Health,
    HealthReport,
    ListShops,
    PutShop,
    PutSourceSecret,
    Sealed,
    SealResult,
    ShopRow,
    ShopRows,
    SourceSecrets,
)
from orderveil.vault.server import VaultServer
from orderveil.vault.writer import Act, Group, Writer

T = TypeVar("T")
_SCHEMA = (
    (
        "CREATE TABLE plain_orders (n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, ref TEXT NOT NULL UNIQUE, "
        "at INTEGER NOT NULL, rank INTEGER NOT NULL, body BLOB NOT NULL)",
    ),
)
_encode = msgspec.json.Encoder().encode


class PlainService:
    """Stands where VaultService stands."""

    def __init__(self, url: str | None, path: Path, secret: str = "") -> None:
        self._database = open_database(url, path)
        self._secret = secret
        self._shops: list[str] = []
        migrate(self._database, "plain", _SCHEMA)
        self._next = 1
        self._writer = Writer(self._database, self._keep, lambda tx, group: None, now_ms)
        self._writer.start()

    def submit(self, request: Any, peer: Peer, done: Callable[[Any], None]) -> None:
        if isinstance(request, GetSourceSecrets):
            done(SourceSecrets([self._secret]))
        elif isinstance(request, PutSourceSecret):
            self._secret = request.secret
            done(Done())
        elif isinstance(request, ListShops):
            done(ShopRows([ShopRow(name, "main", "main", name, "IN") for name in self._shops]))
        elif isinstance(request, PutShop):
            self._shops.append(request.shop)
            done(Done())
        elif isinstance(request, Health):
            done(HealthReport(True, {"orders": "ok", "keys": "ok"}))
        elif hasattr(request, "drafts"):
            self._writer.submit(Act(request, None, None, done, len(request.drafts), batched=True))
        else:
            done(Done())

    def _keep(self, tx: Transaction, acts: Sequence[Act], group: Group) -> list[Sealed]:
        answers = []
        fresh: dict[str, tuple[Any, ...]] = {}
        for act in acts:
            results = []
            for draft in act.request.drafts:
                row = fresh.get(draft.source_ref) or tx.one(
                    "SELECT n, id, ref, at, rank, body FROM plain_orders WHERE ref = ?", (draft.source_ref,)
                )
                body = _encode(draft)
                if row is None:
                    order = order_id_to_bytes(order_id(group.now_ms, self._next.to_bytes(10, "big")))
                    fresh[draft.source_ref] = (
                        self._next, order, draft.source_ref, draft.source_at_ms, draft.rank, body,
                    )  # fmt: skip
                    self._next += 1
                    results.append(SealResult(order_id_from_bytes(order), draft.source_ref, IntakeStatus.SEALED))
                else:
                    status = judge(Stamp(row[3], row[4], (bytes(row[5]),)), draft.source_at_ms, draft.rank, body)
                    results.append(SealResult(order_id_from_bytes(bytes(row[1])), draft.source_ref, status))
            answers.append(Sealed(results))
        tx.copy("plain_orders", ("n", "id", "ref", "at", "rank", "body"), list(fresh.values()))
        return answers

    def close(self) -> None:
        self._writer.close()
        self._database.close()


class PlainVault(Vault):
    """A PlainService inside this process."""

    def __init__(self, service: PlainService) -> None:
        self._service = service

    def ask(self, request: Any, answer: type[T]) -> T:
        ready = threading.Event()
        results: list[Any] = []

        def done(result: Any) -> None:
            results.append(result)
            ready.set()

        self._service.submit(request, Peer(0, True), done)
        ready.wait()
        return results[0]  # type: ignore[no-any-return]

    def close(self) -> None:
        self._service.close()


def main() -> int:
    """Serve until told to stop."""
    settings = read_settings(os.environ, Path.home())
    service = PlainService(settings.database_url, settings.home / "data" / "plain.db")
    server = VaultServer(service, settings.socket)  # type: ignore[arg-type]
    room = settings.home / "run" / "rooms" / "gateway"
    room.parent.mkdir(parents=True, exist_ok=True)
    room.write_text("plain")
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    threading.Thread(target=server.serve, daemon=True).start()
    stopped.wait()
    server.close()
    service.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
