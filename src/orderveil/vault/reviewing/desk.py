"""Reviews and integrations, put together: which room serves which request."""

from __future__ import annotations

from typing import Any

from orderveil.store.database import Transaction
from orderveil.vault import control_messages as c
from orderveil.vault import review_messages as r
from orderveil.vault.apikeys import ApiKeys
from orderveil.vault.grants import Actor
from orderveil.vault.people.desk import Desk
from orderveil.vault.reviewing.campaigns import Campaigns
from orderveil.vault.reviewing.carrying import Carrying
from orderveil.vault.reviewing.closing import Later
from orderveil.vault.reviewing.controlroom import ControlRoom
from orderveil.vault.reviewing.integrations import Integrations
from orderveil.vault.reviewing.kept import Kept
from orderveil.vault.reviewing.outside import OutsideSystems
from orderveil.vault.reviewing.records import Facts
from orderveil.vault.reviewing.rightslist import RightsList
from orderveil.vault.reviewing.scripts import Scripts
from orderveil.vault.writer import Group

_ITSELF = Actor("vault", "vault:reviews")


class ReviewDesk:
    """Serves reviews and integrations."""

    def __init__(self, desk: Desk, keys: ApiKeys, later: Later) -> None:
        self._room = room = desk.room
        facts = Kept("facts", Facts, room.interior.keys.named)
        self._outside = OutsideSystems(room, facts)
        self._integrations = Integrations(room, keys, self._outside, facts)
        self._integrations.join(desk.changing)
        self._scripts = Scripts(room)
        carrying = Carrying(room, desk.managing, keys, self._integrations, self._outside)
        self._campaigns = Campaigns(room, RightsList(room, keys, self._outside, facts), carrying, later)
        self._controls = ControlRoom(room, self._campaigns, self._integrations)

    def writes(self) -> dict[type, Any]:
        """Acts that write. Each is the last of its group: the next sees what it did."""
        return {
            c.AttestControl: self._controls.attest,
            c.EndAttestation: self._controls.end,
            r.CloseCampaign: self._campaigns.close,
            r.DecideItem: self._campaigns.decide,
            r.DecideScript: self._scripts.decide,
            r.EndKey: self._integrations.end_key,
            r.ImportOutside: self._outside.take,
            r.ImportScripts: self._scripts.take,
            r.OpenCampaign: self._campaigns.open,
            r.RotateKey: self._integrations.rotate,
            r.SetIntegration: self._integrations.set,
            r.TickTask: self._outside.tick,
        }

    def looks(self) -> dict[type, Any]:
        """Acts that look."""
        return {
            c.ReadControls: self._controls.read,
            r.ListCampaigns: self._campaigns.every,
            r.ListIntegrations: self._integrations.list,
            r.ListOutside: self._outside.list,
            r.ListScripts: self._scripts.list,
            r.ReadCampaign: self._campaigns.read,
        }

    def end_due(self, tx: Transaction, group: Group) -> dict[str, int]:
        """End what is due: campaigns, and replaced keys whose overlap is over."""
        tenants = sorted({shop.tenant for shop in self._room.interior.shops.all()})
        return {
            "campaigns_ended": self._campaigns.end_due(tx, group, _ITSELF),
            "replaced_keys_ended": sum(self._integrations.end_replaced(tx, one, _ITSELF, group) for one in tenants),
        }
