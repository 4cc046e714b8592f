"""Pairwise references: what one partner may call an order by, and nobody else.

60 random bits and a check character in the partner's own format, made at first release, unique in
its shop, hop and partner, gone with the order. They lie in clear in the order store, each row with a
code of the vault, so that nobody else makes one that leads to an order. Whoever has stolen that store
can join two partners' references, and learns from it which rows belong together, not what is in them
(THREAT_MODEL.md).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from orderveil.core.contract import Contract
from orderveil.core.errors import RelayError
from orderveil.core.references import RANDOM_BITS, coin_reference
from orderveil.store.database import Row, Transaction
from orderveil.vault.interior import Shop
from orderveil.vault.opening import HeldOrder
from orderveil.vault.rowcodes import RowCodes, Table

_COLUMNS = "n, shipment, hop, partner, shop, ref, made_at, code"
_CLEAR = 7
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


class References:
    """Finds and makes them. A row that the vault did not write leads nowhere, and names nothing."""

    def __init__(self, codes: RowCodes) -> None:
        self._codes = codes

    def held(
        self, tx: Transaction, held: HeldOrder, contract: Contract, partner: str | None, parcel: int
    ) -> str | None:
        """Return the reference made before, or None: also where its row was altered.

        A label carries its courier's, whoever that turned out to be: any partner's is taken, the newest.
        """
        row = tx.one(
            f"SELECT {_COLUMNS} FROM pairwise_references WHERE n = ? AND shipment = ? AND hop = ? "
            "AND (partner = ? OR ?) ORDER BY made_at DESC LIMIT 1",
            (held.n, parcel, contract.refers_as, partner or "", contract.reference_hop is not None),
        )
        return str(row[5]) if row is not None and self._is_right(row, held.shop) else None

    def make(
        self, tx: Transaction, held: HeldOrder, contract: Contract, place: tuple[str | None, int], now_ms: int
    ) -> str:
        """Return the reference of `place` (partner, parcel), made now if there was none."""
        partner, parcel = place
        if partner:
            self._claim(tx, held, contract, (partner, parcel))
            found = self.held(tx, held, contract, partner, parcel)
            if found is not None:
                return found
        for _ in range(_TRIES):
            ref = coin_reference(secrets.randbits(RANDOM_BITS), contract.reference)
            cells = (held.n, parcel, contract.refers_as, partner or "", held.shop.no, ref, now_ms)
            tx.execute(
                f"INSERT INTO pairwise_references ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (*cells, self._code(cells, held.shop)),
            )
            found = self.held(tx, held, contract, partner, parcel)
            if found is not None:
                return found
            self._clear(tx, held, contract, parcel)
        raise RelayError("no unused reference was found; the partner's format is too short", reason="reference:used-up")

    def _clear(self, tx: Transaction, held: HeldOrder, contract: Contract, parcel: int) -> None:
        """Take rows away that the vault did not write, where one is to be made."""
        for row in tx.all(
            f"SELECT {_COLUMNS} FROM pairwise_references WHERE n = ? AND shipment = ? AND hop = ?",
            (held.n, parcel, contract.refers_as),
        ):
            if not self._is_right(row, held.shop):
                tx.execute(
                    "DELETE FROM pairwise_references WHERE n = ? AND shipment = ? AND hop = ? AND partner = ?", row[:4]
                )

    def _claim(self, tx: Transaction, held: HeldOrder, contract: Contract, place: tuple[str, int]) -> None:
        """Give the first partner that comes what was made before anybody was known: a label may be printed by then."""
        rows = tx.all(
            f"SELECT {_COLUMNS} FROM pairwise_references WHERE n = ? AND shipment = ? AND hop = ?",
            (held.n, place[1], contract.refers_as),
        )
        if len(rows) != 1 or rows[0][3] != "" or not self._is_right(rows[0], held.shop):
            return
        cells = (*rows[0][:3], place[0], *rows[0][4:7])
        tx.execute(
            "UPDATE pairwise_references SET partner = ?, code = ? WHERE n = ? AND shipment = ? AND hop = ? "
            "AND partner = ''",
            (place[0], self._code(cells, held.shop), *cells[:3]),
        )

    def behind(
        self, tx: Transaction, shop: Shop, contract: Contract, partner: str | None, ref: str
    ) -> tuple[int, int] | None:
        """Return (n, parcel) of a reference that this partner was given, or None."""
        row = tx.one(
            f"SELECT {_COLUMNS} FROM pairwise_references WHERE shop = ? AND hop = ? AND partner = ? AND ref = ?",
            (shop.no, contract.refers_as, partner or "", ref),
        )
        return (int(row[0]), int(row[1])) if row is not None and self._is_right(row, shop) else None

    def _code(self, cells: Sequence[Any], shop: Shop) -> bytes:
        return self._codes.code(Table.REFERENCES, *reference_cells(cells, shop.shop))

    def _is_right(self, row: Row, shop: Shop) -> bool:
        return self._codes.is_right(Table.REFERENCES, row[_CLEAR], *reference_cells(row, shop.shop))


def reference_cells(row: Sequence[Any], shop: str) -> tuple[Any, ...]:
    """Return what the code of a reference's row is over: its shop by name, and not its number alone."""
    return (*row[:4], shop, *row[5:_CLEAR])
