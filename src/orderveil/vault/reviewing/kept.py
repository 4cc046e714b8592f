"""Records of reviews and integrations, each sealed under its kind, owner and id: a row moved elsewhere does not open.

Must never hold a tenant's record where another tenant's reader looks: the owner is part of the seal.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from typing import Generic, TypeVar

import msgspec

from orderveil.core.errors import RelayError
from orderveil.core.sealing import open_field, seal_field
from orderveil.store.database import Transaction

T = TypeVar("T", bound=msgspec.Struct)
_KEY = "reviews"
_NO_ORDER = b"\0" * 16
Named = Callable[[str], bytes]


class Kept(Generic[T]):
    """Records of one kind."""

    def __init__(self, kind: str, of: type[T], named: Named) -> None:
        self._kind = kind
        self._of = of
        self._named = named

    def put(self, tx: Transaction, owner: str, record_id: str, record: T) -> None:
        """Write one, in place of the one before."""
        sealed = seal_field(
            self._named(_KEY), msgspec.msgpack.encode(record), order=_NO_ORDER, field=self._label(owner, record_id),
            version=0,
        )  # fmt: skip
        tx.execute(
            "INSERT INTO reviewed (kind, owner, id, sealed) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (kind, owner, id) DO UPDATE SET sealed = excluded.sealed",
            (self._kind, owner, record_id, sealed),
        )

    def get(self, tx: Transaction, owner: str, record_id: str) -> T | None:
        """Return one; none where it is not there or does not open."""
        row = tx.one(
            "SELECT sealed FROM reviewed WHERE kind = ? AND owner = ? AND id = ?", (self._kind, owner, record_id)
        )
        return self._opened(owner, record_id, bytes(row[0])) if row is not None else None

    def all(self, tx: Transaction, owner: str) -> dict[str, T]:
        """Return every one of an owner, by id."""
        rows = tx.all(
            "SELECT id, sealed FROM reviewed WHERE kind = ? AND owner = ? ORDER BY id", (self._kind, owner)
        )
        found = {row[0]: self._opened(owner, row[0], bytes(row[1])) for row in rows}
        return {record_id: record for record_id, record in found.items() if record is not None}

    def after(self, tx: Transaction, owner: str, last: str, limit: int) -> tuple[list[T], str | None]:
        """Return some of an owner behind an id, in the order of their ids, and the last id if there may be more."""
        rows = tx.all(
            "SELECT id, sealed FROM reviewed WHERE kind = ? AND owner = ? AND id > ? ORDER BY id LIMIT ?",
            (self._kind, owner, last, limit),
        )
        found = [self._opened(owner, row[0], bytes(row[1])) for row in rows]
        return [record for record in found if record is not None], rows[-1][0] if len(rows) == limit else None

    def drop(self, tx: Transaction, owner: str, record_id: str) -> None:
        """Let go of one."""
        tx.execute(
            "DELETE FROM reviewed WHERE kind = ? AND owner = ? AND id = ?", (self._kind, owner, record_id)
        )

    def id_of(self, *parts: str) -> str:
        """Return an id that tells nothing of what it stands for: a keyed digest."""
        text = "\0".join((self._kind, *parts)).encode()
        return hmac.digest(self._named(_KEY), text, hashlib.sha256).hex()[:16]

    def _label(self, owner: str, record_id: str) -> str:
        return f"{self._kind}/{owner}/{record_id}"

    def _opened(self, owner: str, record_id: str, sealed: bytes) -> T | None:
        try:
            content = open_field(
                self._named(_KEY), sealed, order=_NO_ORDER, field=self._label(owner, record_id), version=0
            )
        except RelayError:
            return None  # of no use to anybody: it was not written by the vault
        return msgspec.msgpack.decode(content, type=self._of)
