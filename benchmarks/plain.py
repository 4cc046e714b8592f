"""The same path without protection: a vault that keeps orders as plain JSON, for comparison only.

Same socket, same messages, same single writer and group commit, same newest-state rule; no keys, no
sealing, no search tags, no ledger. What it measures is what protection costs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from orderveil.core.ids import order_id, order_id_from_bytes, order_id_to_bytes
from orderveil.core.newness import Stamp, judge
from orderveil.core.order import IntakeStatus
from orderveil.store.database import Transaction, migrate
from orderveil.store.opening import open_database
from orderveil.vault.client import Vault
from orderveil.vault.grants import Peer
from orderveil.vault.interior import now_ms
from orderveil.vault.messages import Done, GetSourceSecrets, Sealed, SealResult, SourceSecrets
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
        migrate(self._database, "plain", _SCHEMA)
        self._next = 1
        self._writer = Writer(self._database, self._keep, lambda tx, group: None, now_ms)
        self._writer.start()

    def submit(self, request: Any, peer: Peer, done: Callable[[Any], None]) -> None:
        if isinstance(request, GetSourceSecrets):
            done(SourceSecrets([self._secret]))
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
        import threading

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
