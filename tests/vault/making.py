"""Drafts and vaults for tests: invented buyers, real stores."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from orderveil.core.order import Draft, OrderState, ShipmentDraft
from orderveil.core.settings import Settings
from orderveil.vault.client import Vault
from orderveil.vault.local import connect
from orderveil.vault.messages import Done, OperatorGrant, PutShop, Sealed, SealOrders, SealResult

BY = OperatorGrant()
AT_MS = 1_790_000_000_000


def fields(number: int, **more: Any) -> dict[str, Any]:
    """The fields of an invented order, different for each number."""
    return {
        "order_ref": f"5{number:012d}",
        "order_number": f"#{number}",
        "ordered_at": "2026-11-01T10:00:00Z",
        "buyer_name": f"Asha Verma {_word(number)}",
        "recipient_name": f"Asha Verma {_word(number)}",
        "buyer_email": f"asha{number}@buyers.example",
        "buyer_phone": f"+9199999{number % 100000:05d}",
        "recipient_phone": f"+9199999{number % 100000:05d}",
        "ship_line1": f"{number} Rose Lane",
        "ship_city": "Bengaluru",
        "ship_state": "Karnataka",
        "ship_postcode": "560001",
        "ship_country": "IN",
        "items": [{"line": 1, "sku": "TEA-100", "title": "Green tea", "quantity": 2, "unit_price": "199.00"}],
        "currency": "INR",
        "order_total": "398.00",
        "payment_mode": "prepaid",
        "buyer_note": "leave with the guard",
        **more,
    }


def _word(number: int) -> str:
    """A name for a number: `Chfana` for 274."""
    return "".join("abcdefghkm"[int(digit)] for digit in str(number)).title() + "ana"


def draft(number: int = 1, **changes: Any) -> Draft:
    """One invented order; `changes` replace parts of the draft, `more` its fields."""
    parts: dict[str, Any] = {
        "source": "shopify",
        "source_ref": f"5{number:012d}",
        "source_at_ms": AT_MS,
        "rank": 1,
        "state": OrderState.CONFIRMED,
        "fields": fields(number, **changes.pop("more", {})),
    }
    parts.update(changes)
    return Draft(**parts)


def parcel(key: str = "f1", **parts: Any) -> ShipmentDraft:
    """One invented parcel."""
    return ShipmentDraft(key=key, **parts)


@contextmanager
def opened(settings: Settings, shop: str | None = "tea") -> Iterator[Vault]:
    """A vault inside this process, with one shop."""
    vault = connect(settings)
    try:
        if shop is not None:
            vault.ask(PutShop(BY, shop), Done)
        yield vault
    finally:
        vault.close()


def seal(vault: Vault, *drafts: Draft, **more: Any) -> list[SealResult]:
    """Seal drafts of the shop `tea`."""
    return vault.ask(SealOrders(BY, "tea", more.pop("via", "webhook"), list(drafts), **more), Sealed).results
