"""Codes for rows from before their tables bore any: given once, when an installation is brought to this version.

That it was done is marked in the key store. From then on a row without a code is one that the vault did not
write, and stays without: emptying a code, or taking the table's version back, has nothing signed anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from orderveil.store.database import Database, Transaction
from orderveil.vault.interior import SHOP_COLUMNS
from orderveil.vault.keyring.keystore import KeyStore
from orderveil.vault.keyring.marks import Mark
from orderveil.vault.pairwise import reference_cells
from orderveil.vault.rowcodes import RowCodes, Table

_DONE = "row-codes:2"
_STEP = 5_000


def sign_old_rows(database: Database, keys: KeyStore, codes: RowCodes) -> None:
    """Give every row its code that has none, if that was never done here. Before anything is read."""
    if keys.marks.of(_DONE):
        return
    with database.writing() as tx:
        names: dict[int, str] = dict(tx.all("SELECT no, shop FROM shops"))
        _sign(tx, Table.SHOPS, ("shops", SHOP_COLUMNS, "no"), codes, tuple)
        _sign(
            tx, Table.BYPASSES, ("bypasses", "shop, hop, connector, fields, since, until", "shop, hop, connector"),
            codes, lambda row: (names.get(row[0], ""), *row[1:]),
        )  # fmt: skip
        _sign(
            tx, Table.ATTESTATIONS, ("attestations", "control, by_whom, at, until", "control"), codes, tuple
        )
        _sign(
            tx, Table.REFERENCES,
            ("pairwise_references", "n, shipment, hop, partner, shop, ref, made_at", "n, shipment, hop, partner"),
            codes, lambda row: reference_cells(row, names.get(row[4], "")),
        )  # fmt: skip
    keys.marks.write([Mark(_DONE)])


def _sign(
    tx: Transaction, table: Table, place: tuple[str, str, str], codes: RowCodes,
    cells: Callable[[Sequence[Any]], tuple[Any, ...]],
) -> None:  # fmt: skip
    """Sign one table's rows. `place`: its name, its columns, and those that name a row, which come first."""
    name, columns, key = place
    where = " AND ".join(f"{column} = ?" for column in key.split(", "))
    width = len(key.split(", "))
    while rows := tx.all(f"SELECT {columns} FROM {name} WHERE code IS NULL LIMIT {_STEP}"):
        tx.executemany(
            f"UPDATE {name} SET code = ? WHERE {where}",
            [(codes.code(table, *cells(row)), *row[:width]) for row in rows],
        )
