"""Cases that a parcel's own events open: a delivery that failed, a parcel that comes back.

They explain a reveal as a help desk's ticket does, and more surely: nobody who would look has opened
them. Written and recorded in the transaction of the event, so that neither stands without the other.
Must never assign a case to anybody: what is assigned raises that person's reveals.
"""

from __future__ import annotations

from dataclasses import replace

from orderveil.core.order import Direction, ShipmentState
from orderveil.ledger.acts import Act as Did
from orderveil.ledger.entries import Entry
from orderveil.store.database import Transaction
from orderveil.vault.casereferences import of_a_parcel
from orderveil.vault.grants import Actor
from orderveil.vault.interior import Interior, Shop
from orderveil.vault.people.cases import Case, Cases
from orderveil.vault.shipments import Parcel
from orderveil.vault.writer import Group

_NDR, _RTO = "ndr", "rto"
_OPENS = {ShipmentState.UNDELIVERED: _NDR, ShipmentState.RTO_STARTED: _RTO}
_CLOSES = {
    ShipmentState.CANCELLED: (_NDR, _RTO),
    ShipmentState.DELIVERED: (_NDR, _RTO),
    ShipmentState.RTO_DELIVERED: (_NDR, _RTO),
    ShipmentState.RTO_STARTED: (_NDR,),  # from now on it is about the way back
}


class EventCases:
    """Opens and closes them."""

    def __init__(self, interior: Interior) -> None:
        self._in = interior
        self._cases = Cases(interior.codes, interior.keys.marks)

    def follow(
        self, tx: Transaction, group: Group, order: tuple[Shop, int, str], parcel: Parcel, actor: Actor
    ) -> None:
        """Open or close what a parcel's new state asks for. `order`: its shop, number and id."""
        closes, opens = _CLOSES.get(parcel.state, ()), _OPENS.get(parcel.state)
        if not closes and opens is None:
            return
        shop, n, _ = order
        mine = [case for case in self._cases.of_order(tx, n) if case.origin == "event"]
        for word in closes:
            for case in mine:
                if case.closed_at_ms is None and case.reference.startswith(of_a_parcel(word, n, parcel.ordinal)):
                    closed = replace(case, closed_at_ms=group.now_ms)
                    self._write(tx, group, order, (closed, Did.PEOPLE_CASE_CLOSED), actor)
        if opens is not None:
            same = [case for case in mine if case.reference.startswith(of_a_parcel(opens, n, parcel.ordinal))]
            if any(case.is_open(group.now_ms) for case in same):
                return  # the next try at the door is of the same case
            reference = f"{of_a_parcel(opens, n, parcel.ordinal)}{len(same) + 1}"
            new = Case(shop.no, reference, n, _kind(opens, parcel), "event", group.now_ms, None, None)
            self._write(tx, group, order, (new, Did.PEOPLE_CASE_OPENED), actor)

    def _write(
        self, tx: Transaction, group: Group, order: tuple[Shop, int, str], done: tuple[Case, Did], actor: Actor
    ) -> None:
        shop, _, order_id = order
        case, act = done
        write = self._cases.write if act is Did.PEOPLE_CASE_OPENED else self._cases.write_again
        write(tx, case, group)
        entry = Entry(
            act=act, at_ms=group.now_ms, tenant=shop.tenant, actor=actor.name, shop=shop.shop, orders=(order_id,),
            reference=case.reference, detail={"kind": case.kind, "origin": case.origin},
        )  # fmt: skip
        self._in.record(tx, group, entry)


def _kind(word: str, parcel: Parcel) -> str:
    is_back = word == _RTO or parcel.direction is Direction.REVERSE
    return "return" if is_back else "delivery"
