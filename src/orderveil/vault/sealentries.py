"""The record's entry of orders that came in: what was told of them, by name, and never a value."""

from __future__ import annotations

from collections.abc import Sequence

from orderveil.core.order import IntakeStatus
from orderveil.ledger.acts import Act as Did
from orderveil.ledger.entries import Entry
from orderveil.vault.messages import SealOrders
from orderveil.vault.telling import Telling
from orderveil.vault.writer import Act, Group


def entry_of(act: Act, tellings: Sequence[Telling], group: Group) -> Entry:
    """Return the entry of some tellings of one act, of one shop."""
    request: SealOrders = act.request
    shop = tellings[0].shop
    names: set[str] = set()
    counts: dict[str, int] = {}
    for telling in tellings:
        if telling.status is not IntakeStatus.REFUSED:
            names.update(telling.draft.fields)
        counts[telling.status] = counts.get(telling.status, 0) + 1
        if telling.draft.cut:
            counts["cut"] = counts.get("cut", 0) + len(telling.draft.cut)
    return Entry(
        act=_ACT_OF[tellings[0].status] if len(tellings) == 1 else Did.INTAKE_ORDERS_SEALED,
        at_ms=group.now_ms,
        tenant=shop.tenant,
        actor=act.actor.name,
        shop=shop.shop,
        orders=tuple(telling.order_id() for telling in tellings if telling.has_order()),
        fields=tuple(sorted(names)),
        counts=counts,
        detail={"via": request.via, "source": tellings[0].draft.source},
    )


_ACT_OF = {
    IntakeStatus.SEALED: Did.INTAKE_ORDER_SEALED,
    IntakeStatus.UPDATED: Did.INTAKE_ORDER_UPDATED,
    IntakeStatus.REFUSED: Did.INTAKE_ORDER_REFUSED,
}
