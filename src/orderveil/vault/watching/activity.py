"""What the watch may read of the record: who did what, through which hop; an order's id only where a field was shown.

Must never open a sealed field. An entry that cannot be read is passed over here; it is `ledger verify`
that tells of it.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from orderveil.core.errors import NotFound, RelayError
from orderveil.core.ids import OrderId, order_id_to_bytes
from orderveil.ledger.acts import Act as Did
from orderveil.store.database import Transaction
from orderveil.vault import alert_messages as a
from orderveil.vault.people.cases import Cases
from orderveil.vault.people.room import Room

_KINDS = {
    Did.CONTROLS_CONTRACT_CHANGED: "widened",
    Did.INTEGRATIONS_KEY_ROTATED: "replaced",
    Did.PEOPLE_ROLES_ASSIGNED: "roles",
    Did.VIEW_FIELD_REVEALED: "revealed",
    Did.VIEW_GLASS_BROKEN: "glass",
    Did.VIEW_ORDERS_LISTED: "listed",
    Did.VIEW_ORDERS_OPENED: "exported",
    Did.VIEW_ORDERS_RELEASED: "exported",
    Did.VIEW_ORDER_READ: "read",
    Did.VIEW_REVEAL_REFUSED: "refused",
    Did.VIEW_SEARCH_ASKED: "searched",
    Did.VIEW_SEARCH_PROBED: "probed",
}
_SHOWN = frozenset({"revealed", "glass"})
_OF_KEYS = frozenset({"exported", "replaced"})
_BEGINNINGS = ("controls:contract:changed", "integrations:key:rotated", "people:roles:", "view:")
_READ = tuple(f'{{"act":"{beginning}'.encode() for beginning in _BEGINNINGS)
_PERSON, _KEY = "person:", "key:"
_BLOCK = 50_000  # orders of all shops among which those of one are counted


class _Entry(msgspec.Struct):
    act: str
    actor: str
    at_ms: int
    counts: dict[str, int] = {}
    detail: dict[str, str] = {}
    fields: tuple[str, ...] = ()
    hop: str = ""
    orders: tuple[str, ...] = ()
    purpose: str = ""
    reference: str = ""
    shop: str = ""


_decoder = msgspec.json.Decoder(_Entry)


class Reading:
    """Turns entries into rows."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._cases = Cases(room.interior.codes, room.interior.keys.marks)

    def rows(self, tx: Transaction, entries: list[bytes], first: tuple[str, int]) -> Iterator[a.ActivityRow]:
        """Yield what people and keys did. `first`: log and index of the first entry."""
        log, start = first
        for offset, raw in enumerate(entries):
            if not raw.startswith(_READ):
                continue
            try:
                entry = _decoder.decode(raw)
            except msgspec.DecodeError:
                continue
            row = self._row(tx, entry, f"{log}/{start + offset}")
            if row is not None:
                yield row

    def _row(self, tx: Transaction, entry: _Entry, place: str) -> a.ActivityRow | None:
        kind = _KINDS.get(Did(entry.act)) if entry.act in set(Did) else None
        if kind == "widened" and (entry.detail.get("by") != "approval" or not entry.counts.get("wider")):
            return None  # what was changed by hand excuses nobody
        who = _who(kind or "", entry)
        if kind is None or not (kind == "widened" or who.startswith(_KEY if kind in _OF_KEYS else _PERSON)):
            return None
        is_shown = kind in _SHOWN
        order = entry.orders[0] if is_shown and entry.orders else ""
        return a.ActivityRow(
            place, entry.at_ms, kind, who, "partner_key" if kind in _OF_KEYS else self._role(who), entry.shop,
            entry.hop, order, self._number(tx, order) if order else 0, entry.fields[0] if is_shown else "",
            entry.purpose, self._origin(tx, entry, who) if is_shown else "", _reason(kind, entry),
            _count(entry), entry.fields if kind == "exported" else (),
        )  # fmt: skip

    def _role(self, who: str) -> str:
        try:
            roles = self._room.persons.of(who.removeprefix(_PERSON)).roles
        except NotFound:
            return ""
        return roles[0].role if roles else ""

    def _number(self, tx: Transaction, order: str) -> int:
        """Return an order's number in its shop: neighbours in it came in there one after the other.

        The store numbers the orders of all shops together. So those of the shop are counted from the last
        round number on; between two such blocks nobody is a neighbour.
        """
        row = tx.one("SELECT n, shop FROM orders WHERE id = ?", (order_id_to_bytes(OrderId(order)),))
        if row is None:
            return 0
        first = int(row[0]) // _BLOCK * _BLOCK
        count = tx.one("SELECT COUNT(*) FROM orders WHERE shop = ? AND n >= ? AND n <= ?", (row[1], first, row[0]))
        return first + int(count[0]) if count is not None else 0

    def _origin(self, tx: Transaction, entry: _Entry, who: str) -> str:
        """Return who opened the case. One of the desk that is somebody else's explains nothing: `others`."""
        origin = entry.detail.get("case", "")
        if origin != "desk" or not entry.reference:
            return origin
        try:
            shop = self._room.interior.shops.of(entry.shop)
        except RelayError:
            return origin
        case = self._cases.of(tx, shop.no, entry.reference)
        is_others = case is not None and case.assigned not in (None, who.removeprefix(_PERSON))
        return "others" if is_others else origin


def _who(kind: str, entry: _Entry) -> str:
    if kind == "roles":
        return f"{_PERSON}{entry.detail.get('person', '')}"
    return f"{_KEY}{entry.detail.get('by', '')}" if kind == "replaced" else entry.actor


def _reason(kind: str, entry: _Entry) -> str:
    """Return why something was refused; of a key that replaces another, the other."""
    return f"{_KEY}{entry.detail.get('key', '')}" if kind == "replaced" else entry.detail.get("reason", "")


def _count(entry: _Entry) -> int:
    if "orders" in entry.counts:
        return entry.counts["orders"]
    return entry.counts.get("found", len(entry.orders))
