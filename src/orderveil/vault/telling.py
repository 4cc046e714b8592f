"""One telling of an order, and what is known of that order while a group is decided."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec

from orderveil.core.errors import SealBroken
from orderveil.core.ids import order_id_from_bytes
from orderveil.core.newness import Stamp
from orderveil.core.order import Draft, IntakeStatus
from orderveil.store.database import Row
from orderveil.vault.interior import Shop
from orderveil.vault.keyring.keystore import OrderKeys
from orderveil.vault.messages import SealResult
from orderveil.vault.rowcodes import ClearOrder, RowCodes

_canonical = msgspec.msgpack.Encoder(order="deterministic")
_DIGEST_BYTES = 16


@dataclass(slots=True, repr=False)
class Known:
    """What is held of one order: nothing yet, a row, or a tombstone. `draft` is what will be written."""

    shop: Shop
    ref_tag: bytes
    codes: RowCodes
    n: int | None = None
    id: bytes = b""
    version: int = 0
    state: str = ""
    stamp: Stamp | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    keys: OrderKeys | None = None
    draft: Draft | None = None
    erased_n: int | None = None
    fault: str | None = None  # why nothing can be built upon the row that is held
    received_at_ms: int | None = None
    parcels: list[Any] = field(default_factory=list)  # of vault.shipments.Parcel
    moved: list[Any] = field(default_factory=list)  # those of them that came into a new state

    def take(self, row: Row, unpack: Callable[[bytes], Any]) -> None:
        """Fill in from a row of CLEAR_COLUMNS; where its code is wrong, from nothing of it."""
        try:
            clear = self.codes.order(row)
        except SealBroken as error:
            self.fault = error.reason
            return
        self.n, self.id, self.version, self.state = clear.n, clear.id, clear.version, clear.state
        self.received_at_ms = clear.received_at
        self.stamp = Stamp(clear.source_at, clear.rank, tuple(unpack(clear.digests)))
        self.facts = unpack(clear.facts)

    def clear(self, state: str, digests: bytes, facts: bytes, now_ms: int) -> ClearOrder:
        """Return the clear columns that will be written."""
        assert self.n is not None
        assert self.stamp is not None
        received = now_ms if self.received_at_ms is None else self.received_at_ms
        return ClearOrder(
            self.n, self.id, self.shop.no, self.ref_tag, state, self.stamp.at_ms, self.stamp.rank, self.version,
            received, now_ms, digests, facts,
        )  # fmt: skip


@dataclass(slots=True, repr=False)
class Telling:
    """One draft on its way through a group. `act` is the place of the act that brought it."""

    act: int
    shop: Shop
    draft: Draft
    ref_tag: bytes
    at_ms: int  # the source's time of it, as far as it is believed
    status: IntakeStatus = IntakeStatus.REFUSED
    reason: str | None = None
    known: Known | None = None

    def refuse(self, reason: str) -> None:
        """Settle it as refused. `reason` is a stable name, never a value."""
        self.status, self.reason = IntakeStatus.REFUSED, reason

    def has_order(self) -> bool:
        """Tell whether there is an order behind it."""
        return self.known is not None and bool(self.known.id)

    def is_news(self) -> bool:
        """Tell whether the ledger records it: what changed something, or was refused."""
        return self.status not in (IntakeStatus.DUPLICATE, IntakeStatus.STALE)

    def order_id(self) -> str:
        """Return the id of the order behind it."""
        assert self.known is not None
        return order_id_from_bytes(self.known.id)

    def result(self) -> SealResult:
        """Return the answer for whoever handed it in."""
        return SealResult(
            order=self.order_id() if self.has_order() else None,
            source_ref=self.draft.source_ref,
            status=self.status,
            cut=self.draft.cut,
            reason=self.reason,
            version=self.known.version if self.known is not None else 0,
        )


def content_of(draft: Draft) -> bytes:
    """Return the bytes that decide whether two tellings are the same."""
    return _canonical.encode(
        (draft.source_at_ms, draft.rank, draft.state, draft.fields, draft.withheld, draft.unknown, draft.shipments)
    )


def digest_of(key: bytes | None, content: bytes) -> bytes:
    """Return the digest of a telling under the order's own key, so that it dies with the order.

    The sealing key is not used twice: the digest's key is derived from it under its own label. An
    order whose key has ended can no longer tell its tellings apart; all of them look the same then.
    """
    if key is None:
        return b"\0" * _DIGEST_BYTES
    own = hashlib.blake2b(b"telling", key=key, digest_size=32, person=b"orderveil digest").digest()
    return hashlib.blake2b(content, key=own, digest_size=_DIGEST_BYTES).digest()


def month_of(at_ms: int) -> int:
    """Return the month of a time as yyyymm, in UTC."""
    at = datetime.fromtimestamp(at_ms / 1000, tz=UTC)
    return at.year * 100 + at.month


def told_over(older: Draft, newer: Draft) -> Draft:
    """Return the newer telling, with what it withholds kept from the older one of the same group."""
    kept = {name: older.fields[name] for name in newer.withheld if name in older.fields and name not in newer.fields}
    return msgspec.structs.replace(newer, fields={**newer.fields, **kept}) if kept else newer
