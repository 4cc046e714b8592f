"""Which courier a parcel is entrusted to. Nobody entrusts a parcel to itself.

Threats met here: a courier's key lists a shop's orders, calls one manifested and would open its name
and address; a rival reports another's parcel as delivered by its waybill, which is easy to guess. So
a parcel is a courier's only by the word of somebody else: the source that names who carries it, or
an operator or a system of the brand's own that hands it over. To any other courier an order shows
what it shows before there is a parcel: enough to say whether the place can be served.
"""

from __future__ import annotations

from orderveil.core.errors import NotAllowed
from orderveil.core.hop import Hop
from orderveil.core.partners import partner_named
from orderveil.vault.grants import Actor
from orderveil.vault.messages import RecordShipment
from orderveil.vault.shipments import Parcel, partner_tag


def is_entrusted(parcel: Parcel | None, order: bytes, partner: str | None) -> bool:
    """Tell whether an order's parcel was entrusted to this courier."""
    return parcel is not None and partner is not None and parcel.facts.get("partner") == partner_tag(order, partner)


def entrust(parcel: Parcel, order: bytes, request: RecordShipment, actor: Actor) -> bool:
    """Take who a parcel is handed to from an event; tell whether that is news.

    A courier's own events are taken for parcels that are entrusted to it, and for no others: raises
    NotAllowed.
    """
    if actor.key is not None and actor.key.hop == Hop.COURIER:
        if request.partner is not None or not is_entrusted(parcel, order, actor.key.partner):
            raise NotAllowed("the parcel is not entrusted to this courier", reason="access:not-entrusted")
        return False
    named = request.partner or partner_named(request.fields.get("courier_name"))
    if named is None or is_entrusted(parcel, order, named):
        return False
    parcel.facts["partner"] = partner_tag(order, named)
    return True
