"""A vault in memory that keeps the promises of vault/messages.py as far as the gateway can tell.

Keys are checked at every act, allowances counted, results are of the declared types. Some names
stand for a state of the vault: shop `away.test` finds it unavailable, `ledgerless.test` without its
ledger, `broken.test` broken; the reference `SLOW` takes half a second.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from orderveil.core.errors import (
    Erased,
    LedgerUnavailable,
    Malformed,
    NotAllowed,
    NotFound,
    RelayError,
    TooMany,
    Unauthentic,
    Unavailable,
)
from orderveil.core.grants import Scope
from orderveil.core.order import IntakeStatus
from orderveil.core.view import TreatedField, Treatment, View
from orderveil.vault import messages as m

T = TypeVar("T")
SECRET = "an-invented-signing-secret"
_NAMES = ("courier", "support", "other", "poor", "narrow", "endless", "ims", "revoked")
KEYS = {name: f"ovk_{name}_{'x' * 32}" for name in _NAMES}
ALL_SCOPES = tuple(Scope)
ORDERS = 1_700
_REFUSED_KEYS = {KEYS["revoked"]}


def _row(name: str, shop: str, hop: str, scopes: tuple[str, ...] = ALL_SCOPES, per_minute: int = 1_000_000) -> m.KeyRow:
    far = int(time.time() * 1000) + 86_400_000
    return m.KeyRow(f"key_{name}", shop, hop, f"{name}-co", scopes, 0, far, None, None, per_minute, "")


_ROWS = {
    KEYS["courier"]: _row("courier", "shop.test", "courier"),
    KEYS["support"]: _row("support", "shop.test", "support"),
    KEYS["other"]: _row("other", "away.test", "courier"),
    KEYS["poor"]: _row("poor", "shop.test", "courier", per_minute=700),
    KEYS["endless"]: _row("endless", "shop.test", "courier", per_minute=10**9),
    KEYS["ims"]: _row("ims", "shop.test", "ims"),
    KEYS["narrow"]: _row("narrow", "shop.test", "courier", (Scope.VIEWS_ONE_OPEN,)),
}


class MemoryVault:
    """Answers like the vault."""

    def __init__(self) -> None:
        self.sealed: dict[tuple[str, str], m.SealResult] = {}
        self.spent: dict[str, int] = {}
        self._lock = threading.Lock()
        self._acts: dict[type, Callable[[Any], Any]] = {
            m.CheckKey: lambda request: m.KeyChecked(self._key(request)),
            m.GetSourceSecrets: self._secrets,
            m.Health: lambda request: m.HealthReport(True, {"keys": "ok", "orders": "ok"}),
            m.OpenView: self._open,
            m.OpenViews: self._open_many,
            m.RecordShadow: lambda request: m.Done(),
            m.RecordShipment: self._shipment,
            m.RecordSubjectRequest: lambda request: m.Done(),
            m.SealOrders: self._seal,
            m.Search: self._search,
            m.SetAside: lambda request: m.SetAsideDone(1, IntakeStatus.QUARANTINED),
        }

    def ask(self, request: Any, answer: type[T]) -> T:
        if isinstance(request.by, m.KeyGrant):
            self._key(request)
        found = self._acts[type(request)](request)
        assert isinstance(found, answer)
        return found

    def close(self) -> None:
        pass

    def _key(self, request: Any) -> m.KeyRow:
        row = _ROWS.get(request.by.token)
        if row is None or request.by.token in _REFUSED_KEYS:
            raise Unauthentic("the key is unknown, expired or revoked")
        for name in ("shop", "hop"):
            asked = getattr(request, name, None)
            if asked is not None and asked != getattr(row, name):
                raise NotAllowed(f"the key is for another {name}")
        return row

    def _spend(self, row: m.KeyRow, cost: int) -> None:
        with self._lock:
            self.spent[row.id] = self.spent.get(row.id, 0) + cost
            if self.spent[row.id] > row.per_minute:
                # crosses the socket under a reason of its own, hence comes back as the plain family
                raise RelayError("used up", reason="access:quota", permanent=False)

    def _secrets(self, request: m.GetSourceSecrets) -> m.SourceSecrets:
        _state_of(request.shop, but=("ledgerless.test", "broken.test"))
        return m.SourceSecrets([SECRET] if request.kind == "signing" else [])

    def _seal(self, request: m.SealOrders) -> m.Sealed:
        _state_of(request.shop)
        results = []
        for draft in request.drafts:
            key = (request.shop, draft.source_ref)
            with self._lock:
                known = key in self.sealed
                status = IntakeStatus.DUPLICATE if known else IntakeStatus.SEALED
                result = m.SealResult(f"01J{len(self.sealed):023d}", draft.source_ref, status, draft.cut)
                self.sealed.setdefault(key, result)
            results.append(result)
        return m.Sealed(results)

    def _open(self, request: m.OpenView) -> m.Opened:
        row = self._key(request)
        self._spend(row, 1)
        if request.order == "SLOW":
            time.sleep(0.5)
        if request.order == "GONE":
            raise Erased("the order was erased")
        if not request.order.startswith(("R", "S")):
            raise NotFound("there is no such order", place="order")
        if request.purpose == "unknown":
            raise NotAllowed("the contract knows no such purpose", reason="contract:no-purpose", place="purpose")
        return m.Opened(request.order, [_view(row, request.order)], "ab" * 32)

    def _open_many(self, request: m.OpenViews) -> m.OpenedMany:
        row = self._key(request)
        if request.orders is not None:
            if any(not order.startswith("R") for order in request.orders):
                raise NotFound("there is no such order", place="order")
            self._spend(row, len(request.orders))
            return m.OpenedMany([m.OpenedRow(None, _view(row, ref)) for ref in request.orders])
        if request.cursor is not None and not request.cursor.isascii():
            raise Malformed("no cursor of ours", place="cursor")
        start = int(request.cursor) if request.cursor and request.cursor.isdigit() else 0
        orders = 10**9 if row.id == "key_endless" else ORDERS
        end = min(start + request.limit, orders)
        self._spend(row, end - start)
        rows = [m.OpenedRow(None, _view(row, f"R{number}")) for number in range(start, end)]
        return m.OpenedMany(rows, str(end) if end < orders else None)

    def _search(self, request: m.Search) -> m.OpenedMany:
        row = self._key(request)
        found = [_view(row, "R1")] if request.criteria.get("phone") == "+919999900001" else []
        return m.OpenedMany([m.OpenedRow(None, view) for view in found])

    def _shipment(self, request: m.RecordShipment) -> m.ShipmentRecorded:
        _state_of(request.shop)
        if not request.order.startswith("R"):
            raise NotFound("there is no such order", place="order")
        return m.ShipmentRecorded(request.order, "1", request.state, "recorded")


def _view(row: m.KeyRow, ref: str) -> View:
    fields = {"recipient_name": TreatedField(Treatment.CLEAR, "Invented Person")}
    return View(row.hop, ref, "open", fields, partner=row.partner)


def _state_of(shop: str, but: tuple[str, ...] = ()) -> None:
    if shop in but:
        return
    if shop == "away.test":
        raise Unavailable("the vault does not take requests", reason="vault:gone")
    if shop == "ledgerless.test":
        raise LedgerUnavailable("the entry could not be written")
    if shop == "broken.test":
        raise ValueError("MARKER-IN-EXCEPTION")
    if shop == "hurried.test":
        raise TooMany("used up")
