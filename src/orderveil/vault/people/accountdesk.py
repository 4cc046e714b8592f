"""The part of the desk for keys, modes, stations and badges: which room serves which request."""

from __future__ import annotations

from typing import Any

from orderveil.store.database import Transaction
from orderveil.vault import account_messages as a
from orderveil.vault.administering import Administering
from orderveil.vault.modes import Modes
from orderveil.vault.people.badges import Badges
from orderveil.vault.people.desk import Desk
from orderveil.vault.people.proposing import Proposing


class AccountDesk:
    """Serves people beside the desk."""

    def __init__(self, desk: Desk, administering: Administering, modes: Modes) -> None:
        self._badges = Badges(desk.room, desk.stations)
        self._changing = desk.changing
        self._proposing = Proposing(desk.room, desk.changing, administering, modes)

    def load(self, tx: Transaction) -> None:
        """Read what memory holds."""
        self._badges.stations.load(tx)

    def writes(self) -> dict[type, Any]:
        """Acts that write."""
        return {
            a.ChangeMode: self._proposing.mode,
            a.EndBadge: self._badges.end_badge,
            a.EndStation: self._badges.end_station,
            a.FetchKey: self._changing.fetch,
            a.ProposeKey: self._proposing.key,
            a.RegisterStation: self._badges.register,
            a.SetBadge: self._badges.set_badge,
        }

    def looks(self) -> dict[type, Any]:
        """Acts that look, or that check a PIN before they write."""
        return {a.BeginAtStation: self._badges.begin, a.ListStations: self._badges.list}
