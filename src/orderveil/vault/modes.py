"""How far each hop of each shop has been taken up: off, shadow, a percentage, enforced.

A shop's hops begin in shadow: views can be had and compared, nothing is counted as protected.
Shadow changes nothing; it counts, by name of field, what a hop was sent and what it was owed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from orderveil.core.errors import Conflict, Malformed
from orderveil.core.grants import Mode
from orderveil.core.hop import HOPS, Hop
from orderveil.store.database import Transaction
from orderveil.vault.interior import Shop, Shops
from orderveil.vault.keyring.marks import Mark, Marks
from orderveil.vault.messages import ModeRow
from orderveil.vault.rowcodes import RowCodes, Table

_PERCENT = 100
_MARK = "mode:"  # and its shop and hop: since when the newest holds
_CLEAR = "mode, percent, since, previous_mode, previous_percent"


@dataclass(frozen=True, slots=True)
class Taken:
    """The mode of one hop of one shop, and the one before it."""

    mode: Mode = Mode.SHADOW
    percent: int | None = None
    since_ms: int = 0
    previous: tuple[Mode, int | None] | None = None


_OFF = Taken(Mode.OFF)


class Modes:
    """Every mode, in memory; written only by this process.

    Each hop of each shop has its row from the start. Where one is missing, was altered in the store, or is
    older than its mark in the key store, the hop is off until an operator sets its mode anew: nobody else
    may turn a hop on.
    """

    def __init__(self, codes: RowCodes, marks: Marks) -> None:
        self._codes = codes
        self._marks = marks
        self._taken: dict[tuple[int, str], Taken] = {}

    def load(self, tx: Transaction, shops: Shops) -> None:
        """Read all of them."""
        rows = {(row[0], row[1]): row for row in tx.all(f"SELECT shop, hop, {_CLEAR}, code FROM modes")}
        marks = self._marks.beginning(_MARK)
        for shop in shops.all():
            for hop in HOPS:
                row = rows.get((shop.no, hop))
                if row is None:
                    self._codes.alarm(Table.MODES, shop.shop, hop)
                elif self._codes.is_right(Table.MODES, row[7], shop.shop, *row[1:7]):
                    if row[4] < marks.get(f"{shop.shop}:{hop}", 0):
                        self._codes.alarm(Table.MODES, shop.shop, hop)
                        continue
                    previous = (Mode(row[5]), row[6]) if row[5] is not None else None
                    self._taken[shop.no, hop] = Taken(Mode(row[2]), row[3], row[4], previous)

    def begin(self, tx: Transaction, shop: Shop) -> None:
        """Give every hop of a new shop its row."""
        for hop in HOPS:
            self._write(tx, shop, hop, Taken())

    def of(self, shop: Shop, hop: str) -> Taken:
        """Return the mode of a hop."""
        return self._taken.get((shop.no, hop), _OFF)

    def for_order(self, shop: Shop, hop: str, order: bytes) -> Mode:
        """Return ENFORCED, SHADOW or OFF for one order: a percentage always picks the same orders."""
        taken = self.of(shop, hop)
        if taken.mode is not Mode.PERCENTAGE:
            return taken.mode
        drawn = hashlib.blake2b(order, person=hop.encode()[:16], digest_size=4).digest()
        share = int.from_bytes(drawn, "big") % _PERCENT
        return Mode.ENFORCED if share < (taken.percent or 0) else Mode.SHADOW

    def set(self, tx: Transaction, shop: Shop, hop: str, wanted: tuple[str, int | None], now_ms: int) -> Taken:
        """Put a hop to a mode and remember the one before."""
        mode = check_mode(hop, wanted)
        before = self.of(shop, hop)
        percent = wanted[1] if mode is Mode.PERCENTAGE else None
        taken = Taken(mode, percent, max(now_ms, before.since_ms + 1), (before.mode, before.percent))
        self._write(tx, shop, hop, taken)
        return taken

    def roll_back(self, tx: Transaction, shop: Shop, hop: str, now_ms: int) -> Taken:
        """Go back to the mode before, in one step. Raises Conflict when there is none."""
        before = self.of(shop, hop)
        if before.previous is None:
            raise Conflict("there is no earlier mode to go back to", reason="mode:no-previous")
        since = max(now_ms, before.since_ms + 1)
        taken = Taken(before.previous[0], before.previous[1], since, (before.mode, before.percent))
        self._write(tx, shop, hop, taken)
        return taken

    def keep(self, shop: Shop, hop: str, taken: Taken) -> None:
        """Take a written mode into memory, once it is on disk, and mark it as the newest.

        A crash before the mark leaves the row in force, as it should: the mark is of the one before.
        """
        self._taken[shop.no, hop] = replace(taken)
        if taken.since_ms:
            self._marks.write([Mark(f"{_MARK}{shop.shop}:{hop}", taken.since_ms)])

    def _write(self, tx: Transaction, shop: Shop, hop: str, taken: Taken) -> None:
        clear = (hop, taken.mode, taken.percent, taken.since_ms, *(taken.previous or (None, None)))
        tx.execute(
            f"INSERT INTO modes (shop, hop, {_CLEAR}, code) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (shop, hop) DO UPDATE SET mode = excluded.mode, "
            "percent = excluded.percent, since = excluded.since, previous_mode = excluded.previous_mode, "
            "previous_percent = excluded.previous_percent, code = excluded.code",
            (shop.no, *clear, self._codes.code(Table.MODES, shop.shop, *clear)),
        )

    def rows(self, tx: Transaction, shops: Shops, only: str | None) -> list[ModeRow]:
        """Return the mode of every hop of the shops asked for, with what shadow counted."""
        rows = []
        for shop in [shops.of(only)] if only else shops.all():
            counts = tx.all("SELECT hop, field, sent, owed, since FROM shadow_counts WHERE shop = ?", (shop.no,))
            for hop in HOPS:
                taken = self.of(shop, hop)
                rows.append(
                    ModeRow(
                        shop.shop, hop, taken.mode, taken.percent, taken.since_ms,
                        taken.previous[0] if taken.previous else None,
                        {row[1]: row[2] for row in counts if row[0] == hop and row[2]},
                        {row[1]: row[3] for row in counts if row[0] == hop and row[3]},
                        min((row[4] for row in counts if row[0] == hop and row[4]), default=None),
                    )
                )  # fmt: skip
        return rows


def count_shadow(
    tx: Transaction, place: tuple[Shop, str], sent: Iterable[str], owed: Iterable[str], now_ms: int
) -> None:  # fmt: skip
    """Add one to each field that the hop of a shop was sent, and to each that it was owed."""
    shop, hop = place[0].no, place[1]
    rows = [(shop, hop, name, 1, 0, now_ms) for name in sent] + [(shop, hop, name, 0, 1, now_ms) for name in owed]
    tx.executemany(
        "INSERT INTO shadow_counts (shop, hop, field, sent, owed, since) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (shop, hop, field) DO UPDATE SET sent = shadow_counts.sent + excluded.sent, "
        "owed = shadow_counts.owed + excluded.owed",
        rows,
    )


def check_mode(hop: str, wanted: tuple[str, int | None]) -> Mode:
    """Return the mode that is wanted for a hop. Raises Malformed."""
    if hop not in set(Hop):
        raise Malformed("there is no such hop", place="hop")
    try:
        mode = Mode(wanted[0])
    except ValueError:
        raise Malformed("a mode is off, shadow, percentage or enforced", place="mode") from None
    if mode is Mode.PERCENTAGE and not (wanted[1] is not None and 1 <= wanted[1] < _PERCENT):
        raise Malformed("a percentage lies between 1 and 99", place="percent")
    return mode
