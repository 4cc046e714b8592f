"""Pairwise references: what one partner may call an order by, and nobody else.

60 random bits and a check character in the partner's own format, made at first release, unique in
its shop, hop and partner, gone with the order. They lie in clear in the order store: whoever has
stolen that store can join two partners' references, and learns from it which rows belong together,
not what is in them (THREAT_MODEL.md).
"""

from __future__ import annotations

import secrets

from orderveil.core.contract import Contract
from orderveil.core.errors import RelayError
from orderveil.core.references import RANDOM_BITS, coin_reference
from orderveil.store.database import Transaction
from orderveil.vault.interior import Shop
from orderveil.vault.opening import HeldOrder

_TRIES = 8  # a collision among a billion references of one partner has a chance of 1 in 1e9 a try


def parcel_number(held: HeldOrder, contract: Contract, shipment: str | None) -> int:
    """Return what a reference hangs on: the parcel's number, or 0 for the order as a whole.

    Before the first parcel exists a reference for one hangs on number 1, so that it stays the same
    when the parcel comes to be.
    """
    if not contract.per_shipment:
        return 0
    parcel = held.parcel(shipment)
    return parcel.ordinal if parcel is not None else 1


def held_reference(
    tx: Transaction, held: HeldOrder, contract: Contract, partner: str | None, parcel: int
) -> str | None:
    """Return the reference made before, or None.

    A label carries its courier's, whoever that turned out to be: any partner's is taken, the newest.
    """
    row = tx.one(
        "SELECT ref FROM pairwise_references WHERE n = ? AND shipment = ? AND hop = ? AND (partner = ? OR ?) "
        "ORDER BY made_at DESC LIMIT 1",
        (held.n, parcel, contract.refers_as, partner or "", contract.reference_hop is not None),
    )
    return str(row[0]) if row is not None else None


def make_reference(
    tx: Transaction, held: HeldOrder, contract: Contract, place: tuple[str | None, int], now_ms: int
) -> str:
    """Return the reference of `place` (partner, parcel), made now if there was none."""
    partner, parcel = place
    if partner:
        _claim(tx, held, contract, (partner, parcel))
        found = held_reference(tx, held, contract, partner, parcel)
        if found is not None:
            return found
    for _ in range(_TRIES):
        ref = coin_reference(secrets.randbits(RANDOM_BITS), contract.reference)
        tx.execute(
            "INSERT INTO pairwise_references (n, shipment, hop, partner, shop, ref, made_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (held.n, parcel, contract.refers_as, partner or "", held.shop.no, ref, now_ms),
        )
        found = held_reference(tx, held, contract, partner, parcel)
        if found is not None:
            return found
    raise RelayError("no unused reference was found; the partner's format is too short", reason="reference:used-up")


def _claim(tx: Transaction, held: HeldOrder, contract: Contract, place: tuple[str, int]) -> None:
    """Give the first partner that comes what was made before anybody was known: a label may be printed by then."""
    tx.execute(
        "UPDATE pairwise_references SET partner = ? WHERE n = ? AND shipment = ? AND hop = ? AND partner = '' "
        "AND NOT EXISTS (SELECT 1 FROM pairwise_references AS other WHERE other.n = ? AND other.shipment = ? "
        "AND other.hop = ? AND other.partner <> '')",
        (place[0], held.n, place[1], contract.refers_as, held.n, place[1], contract.refers_as),
    )


def order_behind(
    tx: Transaction, shop: Shop, contract: Contract, partner: str | None, ref: str
) -> tuple[int, int] | None:
    """Return (n, parcel) of a reference that this partner was given, or None."""
    row = tx.one(
        "SELECT n, shipment FROM pairwise_references WHERE shop = ? AND hop = ? AND partner = ? AND ref = ?",
        (shop.no, contract.refers_as, partner or "", ref),
    )
    return (int(row[0]), int(row[1])) if row is not None else None
